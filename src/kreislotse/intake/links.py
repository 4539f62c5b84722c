"""The secret link under which somebody sees how their request stands, and the link on a referral slip."""

import base64

from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from kreislotse.core import tokens
from kreislotse.intake.models import HelpRequest, Referral


def status_secret(help_request: HelpRequest) -> str:
    """192 bits that follow from the installation's key: a letter can repeat the link, the database cannot give it away."""
    text = f"{help_request.district_id}:{help_request.reference}"
    key = salted_hmac("kreislotse.intake.status", text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(key[:24]).decode()


def status_url(help_request: HelpRequest, language: str | None = None) -> str:
    """The absolute status link in the person's language; empty if the installation's key has changed since."""
    secret = status_secret(help_request)
    if tokens.digest(secret) != help_request.secret_digest:
        return ""
    with override(language or help_request.answer_language):
        path = reverse("public:help_request_status", args=[secret])
    return help_request.district.base_url + path


def confirm_url(referral: Referral) -> str:
    """The absolute link behind the QR code of a slip, in German: a receiving office reads it."""
    with override("de"):
        return referral.district.base_url + reverse("public:confirm_referral", args=[referral.code])


def readable_code(code: str) -> str:
    """A short code as people read it aloud: "K7M4-QXPC"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
