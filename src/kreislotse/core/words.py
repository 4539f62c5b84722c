"""Days and moments as words, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _


@lru_cache(maxsize=8192)
def _day_in(value: date, language: str) -> str:
    """A list shows the same few days again and again; formatting is the dearest part of a row."""
    return formats.date_format(value, "DATE_FORMAT")


def day_text(value: date) -> str:
    """„Di., 3. März 2026“"""
    return _day_in(value, get_language())


def clock_text(value: time) -> str:
    """„14:30 Uhr“"""
    return _("%(time)s Uhr") % {"time": formats.time_format(value, "H:i")}


def moment_text(value: datetime) -> str:
    """„Di., 3. März 2026, 14:30 Uhr“, in the time of the office."""
    return formats.date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "DATETIME_FORMAT")


def when_text(value: date) -> str:
    """A day as a day, a moment as a moment."""
    return moment_text(value) if isinstance(value, datetime) else day_text(value)


def date_of(value) -> date:
    """The day on which a moment falls here; a day stays what it is."""
    if not isinstance(value, datetime):
        return value
    return (timezone.localtime(value) if timezone.is_aware(value) else value).date()


def distance(days: int) -> str:
    """How long ago (or ahead, if negative) in the largest unit that still says enough."""
    if days in (0, 1, -1):
        return {0: _("heute"), 1: _("gestern"), -1: _("morgen")}[days]
    ahead, size = days < 0, abs(days)
    if size < 14:
        n = size
        text = (
            ngettext("in %(n)d Tag", "in %(n)d Tagen", n) if ahead else ngettext("vor %(n)d Tag", "vor %(n)d Tagen", n)
        )
    elif size < 61:
        n = size // 7
        text = (
            ngettext("in %(n)d Woche", "in %(n)d Wochen", n)
            if ahead
            else ngettext("vor %(n)d Woche", "vor %(n)d Wochen", n)
        )
    elif size < 730:
        n = size // 30
        text = (
            ngettext("in %(n)d Monat", "in %(n)d Monaten", n)
            if ahead
            else ngettext("vor %(n)d Monat", "vor %(n)d Monaten", n)
        )
    else:
        n = size // 365
        text = (
            ngettext("in %(n)d Jahr", "in %(n)d Jahren", n)
            if ahead
            else ngettext("vor %(n)d Jahr", "vor %(n)d Jahren", n)
        )
    return text % {"n": n}


_ARABIC_COMMA = {"ar", "fa", "ps"}


def listed(items) -> str:
    """Items one after the other, with the comma of the language in force: „a, b“, «a، b»."""
    comma = "، " if get_language() in _ARABIC_COMMA else ", "
    return comma.join(str(item) for item in items)
