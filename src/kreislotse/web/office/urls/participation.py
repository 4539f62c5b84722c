from django.urls import path

from kreislotse.web.office.views import participation

urlpatterns = [
    path("konzept/beteiligung/", participation.participation_list, name="participation_list"),
    path("konzept/beteiligung/neu/", participation.open_participation, name="open_participation"),
    path("konzept/beteiligung/<int:pk>/", participation.participation_detail, name="participation_detail"),
    path("konzept/beteiligung/<int:pk>/aendern/", participation.change_participation, name="change_participation"),
    path("konzept/beteiligung/<int:pk>/ordnen/", participation.moderate_participation, name="moderate_participation"),
    path("konzept/beteiligung/beitraege/<int:pk>/", participation.participation_entry, name="participation_entry"),
    path(
        "konzept/beteiligung/beitraege/<int:pk>/deutsch/",
        participation.participation_german,
        name="participation_german",
    ),
    path(
        "konzept/beteiligung/beitraege/<int:pk>/antwort/",
        participation.answer_participation,
        name="answer_participation",
    ),
]
