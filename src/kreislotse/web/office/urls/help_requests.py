from django.urls import path

from kreislotse.web.office.views import help_request_steps as steps
from kreislotse.web.office.views import help_requests as views

urlpatterns = [
    path("anfragen/", views.help_request_list, name="help_request_list"),
    path("anfragen/liste.<str:suffix>", views.export_help_requests, name="export_help_requests"),
    path("anfragen/aufnehmen/", views.record_help_request, name="record_help_request"),
    path("anfragen/<int:pk>/", views.help_request_detail, name="help_request_detail"),
    path("anfragen/<int:pk>/uebernehmen/", views.take_over, name="take_over_help_request"),
    path("anfragen/<int:pk>/zustaendig/", views.assign, name="assign_help_request"),
    path("anfragen/<int:pk>/aendern/", steps.change, name="change_help_request"),
    path("anfragen/<int:pk>/antworten/", steps.answer, name="answer_help_request"),
    path("anfragen/<int:pk>/post/", steps.resend, name="resend_help_request_letters"),
    path("anfragen/<int:pk>/verweisen/", steps.refer, name="refer_help_request"),
    path("anfragen/<int:pk>/zettel/<str:code>.pdf", views.referral_slip, name="referral_slip"),
    path("anfragen/<int:pk>/abschliessen/", steps.close, name="close_help_request"),
    path("anfragen/<int:pk>/wieder-oeffnen/", steps.reopen, name="reopen_help_request"),
]
