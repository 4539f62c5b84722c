"""Opening hours of one day as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time

from django.utils.translation import gettext_lazy

from kreislotse.core.errors import DomainError
from kreislotse.directory.models import OpeningTime
from kreislotse.directory.open_now import MIDNIGHT, Span

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr|h)?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|—|bis)\s*{_CLOCK}", re.IGNORECASE)
_APPOINTMENT = re.compile(r"\(?(?:nur\s+)?(?:mit|nach)\s+(?:termin|vereinbarung|absprache)\)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/+]|und|u\.", re.IGNORECASE)
_CLOSED = re.compile(r"geschlossen|zu|-|–", re.IGNORECASE)


class UnclearHours(DomainError):
    message = gettext_lazy("„%(text)s“ ist keine Öffnungszeit. Bitte schreiben Sie zum Beispiel „9–12, 14–18 Uhr“ oder „9–12 mit Termin“.")  # fmt: skip


def parse_hours(text: str) -> list[Span]:
    """The spans of one day out of „9–12, 14:00 bis 18 Uhr“ or „9-12 mit Termin“; `[]` for nothing or „geschlossen“.

    „mit Termin“ counts for all times up to a semicolon: „9–12; 14–18 mit Termin“.
    Raises `UnclearHours` for anything that is not understood to its last word.
    """
    rest = text.strip()
    if not rest or _CLOSED.fullmatch(rest):
        return []
    spans = [span for part in rest.split(";") for span in _spans(part, text)]
    return sorted(spans, key=lambda span: span.opens_at)


def _spans(part: str, text: str) -> list[Span]:
    by_appointment = bool(_APPOINTMENT.search(part))
    spans = []
    for match in _SPAN.finditer(part):
        opens, closes = _clock(*match.group(1, 2), text), _clock(*match.group(3, 4), text)
        if closes <= opens:
            raise UnclearHours(text=text)
        spans.append(Span(opens, closes, by_appointment))
    left = _BETWEEN.sub("", _APPOINTMENT.sub("", _SPAN.sub("", part)))
    if left or not spans:
        raise UnclearHours(text=text)
    return spans


def _clock(hour: str, minute: str | None, text: str) -> time:
    if int(hour) == 24 and not int(minute or 0):
        return MIDNIGHT
    try:
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        raise UnclearHours(text=text) from error


def write_hours(times: Iterable[OpeningTime]) -> str:
    """The text `parse_hours` reads, of one day's times."""
    times = sorted(times, key=lambda one: one.opens_at)
    walk_in = _joined(one for one in times if not one.by_appointment)
    by_appointment = _joined(one for one in times if one.by_appointment)
    return "; ".join(filter(None, [walk_in, by_appointment and f"{by_appointment} mit Termin"]))


def _joined(times: Iterable[OpeningTime]) -> str:
    return ", ".join(f"{_short(one.opens_at)}–{_short(one.closes_at)}" for one in times)


def _short(moment: time) -> str:
    return f"{moment.hour}:{moment:%M}".removesuffix(":00")
