"""Pages of organizations: their data, their offers; and what others who work with the Kreis can do now."""

from django.urls import path

from kreislotse.web.partners.views import home

app_name = "partners"
urlpatterns = [
    path("", home.home, name="home"),
    path("akteur/<int:pk>/", home.edit_organization, name="edit_organization"),
    path("angebot/<int:pk>/stimmt-noch/", home.confirm_offer, name="confirm_offer"),
    path("willkommen/", home.welcome, name="welcome"),
]
