from django.urls import path

from kreislotse.web.public.views import directory, feedback

urlpatterns = [
    path("angebote/", directory.offer_search, name="offer_search"),
    path("angebote/<int:pk>/", directory.offer_detail, name="offer_detail"),
    path("angebote/<int:pk>/rueckmeldung/", feedback.give_feedback, name="give_feedback"),
    path("angebote/<int:pk>/rueckmeldung/danke/", feedback.feedback_sent, name="feedback_sent"),
]
