"""One mail for one row, sent once and tried again while the mail server is away."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.mail import EmailMessage
from django.db.models import F

logger = logging.getLogger(__name__)
MOST_FAILURES = 3
"""After so many a mail is given up: whoever has not taken it by then will not."""


def send_once(row, moment: str, message: Callable[[], EmailMessage], *, now: datetime, **still) -> bool:
    """Send the mail of a row if nobody has yet: the field `moment` claims it first, so that no second run repeats it.

    `still` are conditions the row must meet at that instant. A server that is away gives the claim back and counts one
    more of `failures`. Returns whether the mail went.
    """
    rows = type(row).objects.filter(pk=row.pk)
    if not rows.filter(**{moment: None}, **still).update(**{moment: now}):
        return False
    try:
        message().send()
    except OSError as error:  # its text may hold the address
        rows.update(**{moment: None}, failures=F("failures") + 1)
        logger.warning("mail not sent", extra={"model": row._meta.label_lower, "key": row.pk, "error": type(error).__name__})  # fmt: skip
        return False
    return True
