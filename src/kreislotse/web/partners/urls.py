"""Pages of organizations: their data, their offers; and what others who work with the Kreis can do now."""

from django.urls import path

from kreislotse.web.partners.views import checking, home

app_name = "partners"
urlpatterns = [
    path("", home.home, name="home"),
    path("akteur/<int:pk>/", home.edit_organization, name="edit_organization"),
    path("angebot/<int:pk>/stimmt-noch/", home.confirm_offer, name="confirm_offer"),
    path("angebot/<int:pk>/aendern/", home.propose_change, name="propose_offer_change"),
    path("pruefen/<str:secret>/", checking.answer_check, name="answer_check"),
    path("pruefen/<str:secret>/aendern/", checking.propose_by_link, name="propose_by_link"),
    path("pruefen/<str:secret>/neue-mail/", checking.new_check_link, name="new_check_link"),
    path("willkommen/", home.welcome, name="welcome"),
]
