from django.urls import path

from kreislotse.web.public.views import participation

urlpatterns = [
    path("konzept/beteiligung/", participation.plan_participation, name="plan_participation"),
    path("konzept/beteiligung/beitrag/", participation.plan_participation_say, name="plan_participation_say"),
    path("konzept/beteiligung/danke/", participation.plan_participation_thanks, name="plan_participation_thanks"),
]
