from django.urls import path

from kreislotse.api.hsds import views

urlpatterns = [
    path("", views.about, name="hsds"),
]
