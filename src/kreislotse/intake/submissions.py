"""A form sent from outside: made by us, by a person who took a moment to read it, and counted once."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

LEAST_SECONDS = 3
LONGEST = timedelta(days=7)
_SALT = "kreislotse.intake.form"


class SentTooFast(DomainError):
    message = _("Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben kurz und senden Sie sie noch einmal.")


class FormOutdated(DomainError):
    message = _("Die Seite war sehr lange offen. Ihre Angaben stehen noch da: Bitte senden Sie sie noch einmal.")


def new_token() -> str:
    """A signed random text with the time at which the form was shown."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(18))


def check_token(token: str, *, least_seconds: int = LEAST_SECONDS) -> None:
    """Raises `FormOutdated` for a token that is not ours or too old, `SentTooFast` for one from a moment ago."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        signer.unsign(token, max_age=LONGEST)
    except signing.BadSignature:
        raise FormOutdated from None
    if least_seconds <= 0:
        return
    try:
        signer.unsign(token, max_age=least_seconds)
    except signing.SignatureExpired:
        return
    raise SentTooFast


def submission_digest(token: str, content: dict) -> str:
    """64 hexadecimal digits that are equal exactly when the same page sends the same content again."""
    text = json.dumps([token, content], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
