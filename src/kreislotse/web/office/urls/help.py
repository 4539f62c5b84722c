from django.urls import path

from kreislotse.web.office.views import help as views

urlpatterns = [
    path("hilfe/", views.help_page, name="help"),
]
