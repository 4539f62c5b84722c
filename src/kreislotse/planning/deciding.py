"""Which resolution of a body an edition or a year's programme rests on, and the words that stay when its meeting is deleted."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.groups.models import Resolution

MOST_LETTERS = 80  # of `decision_reference`


class ResolutionNotTaken(DomainError):
    message = _("Der Beschluss %(reference)s wurde nicht angenommen (%(result)s). Bitte wählen Sie den, der gilt.")


class DecidedOnAnotherDay(DomainError):
    message = _(
        "Der Beschluss %(reference)s ist vom %(day)s. Bitte nennen Sie diesen Tag, oder wählen Sie einen anderen Beschluss."
    )


def check_decided(resolution: Resolution | None, on: date) -> None:
    """Raises `ResolutionNotTaken`, `DecidedOnAnotherDay`."""
    if resolution is None:
        return
    if resolution.result != Resolution.Result.ADOPTED:
        raise ResolutionNotTaken(reference=resolution.reference, result=resolution.get_result_display())
    if resolution.decided_on != on:
        raise DecidedOnAnotherDay(reference=resolution.reference, day=date_format(resolution.decided_on, "j. F Y"))


def reference_of(text: str, resolution: Resolution | None) -> str:
    """The words for a decision: those somebody gave, else those of the resolution; at most 80 letters."""
    if text.strip() or resolution is None:
        return text.strip()
    words = {"number": resolution.reference, "body": resolution.body.name}
    whole = _now("Beschluss %(number)s, %(body)s") % words
    return whole if len(whole) <= MOST_LETTERS else whole[: MOST_LETTERS - 1] + "…"
