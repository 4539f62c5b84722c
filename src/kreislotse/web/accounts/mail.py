"""Mails with a link; they hold nothing but the link and who writes."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "invitation": _("Einladung zu Kreislotse"),
    "magic_link": _("Ihr Link zum Anmelden"),
}


def send_link(district, address: str, *, kind: str, link: str) -> None:
    """Send one link (`kind`: invitation or magic_link). A mail server that fails is the caller's error to show."""
    text = render_to_string(f"accounts/mail/{kind}.txt", {"district": district, "link": link})
    send_mail(f"{SUBJECTS[kind]} – {district.name}", text, None, [address])


def leaves_the_house() -> bool:
    """Whether mail is really sent; without a mail server it only lies on the server's disk."""
    return not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
