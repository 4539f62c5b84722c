from django.urls import path

from kreislotse.api.plan import views

urlpatterns = [
    path("plan.json", views.plan_json, name="plan_json"),
    path("measures.csv", views.plan_csv, name="plan_csv"),
]
