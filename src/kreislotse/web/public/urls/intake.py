from django.urls import path

from kreislotse.web.public.views import help_request_status as status
from kreislotse.web.public.views import intake, referrals

urlpatterns = [
    path("hilfe/", intake.ask_for_help, name="ask_for_help"),
    path("hilfe/gesendet/<str:secret>/", intake.help_request_sent, name="help_request_sent"),
    path("hilfe/stand/<str:secret>/", status.help_request_status, name="help_request_status"),
    path("hilfe/stand/<str:secret>/zettel/<str:code>.pdf", status.referral_slip, name="referral_slip"),
    path("hilfe/stand/<str:secret>/zuruecknehmen/", status.withdraw_help_request, name="withdraw_help_request"),
    path("begleitung-anfragen/", intake.ask_for_guide, name="ask_for_guide"),
    path("s/", referrals.confirm_referral, name="confirm_referral"),
    path("s/<str:code>/", referrals.confirm_referral, name="confirm_referral"),
]
