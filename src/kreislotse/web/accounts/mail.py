"""Mails with a link; they hold nothing but the link and who writes."""

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
