from django.urls import path

from kreislotse.web.guides.views import assignments, home, profile, proposals

app_name = "guides"
urlpatterns = [
    path("", home.home, name="home"),
    path("anfragen/", proposals.proposal_list, name="proposal_list"),
    path("anfragen/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("anfragen/<int:pk>/zusagen/", proposals.accept, name="accept_proposal"),
    path("anfragen/<int:pk>/absagen/", proposals.decline, name="decline_proposal"),
    path("einsaetze/<int:pk>/", assignments.assignment_detail, name="assignment_detail"),
    path("einsaetze/<int:pk>/termin/", assignments.plan_appointment, name="plan_appointment"),
    path("termine/<int:pk>/kalender.ics", assignments.appointment_calendar, name="appointment_calendar"),
    path("zeit/", assignments.record_time, name="record_time"),
    path("meine-daten/", profile.profile, name="profile"),
]
