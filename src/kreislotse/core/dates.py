"""Dates as people type them, and months."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_UNITS = {"tag": 1, "tagen": 1, "tage": 1, "woche": 7, "wochen": 7}
_WEEKDAYS = {
    "montag": 0,
    "dienstag": 1,
    "mittwoch": 2,
    "donnerstag": 3,
    "freitag": 4,
    "samstag": 5,
    "sonntag": 6,
}
_WORDS = {"heute": 0, "morgen": 1, "übermorgen": 2, "gestern": -1, "vorgestern": -2}
_NUMERIC = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4}|\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_IN = re.compile(r"(in|vor) (\d{1,3}|einem|einer) (\w+)")


def parse_day(text: str, *, today: date) -> date | None:
    """The day meant by „morgen“, „12.3.“, „12.03.26“, „in 2 Wochen“, „Freitag“ or an ISO date; `None` if unclear.

    A day without a year is the one nearest to `today`, within half a year in either direction.
    """
    text = " ".join(text.lower().split())
    if text in _WORDS:
        return today + timedelta(days=_WORDS[text])
    if (name := text.removeprefix("nächsten ").removeprefix("am ")) in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[name] - today.weekday() - 1) % 7 + 1)
    if match := _IN.fullmatch(text):
        sign, number, unit = match.groups()
        if unit in _UNITS:
            days = (1 if number.startswith("ein") else int(number)) * _UNITS[unit]
            return today + timedelta(days=days if sign == "in" else -days)
    try:
        if match := _ISO.fullmatch(text):
            return date(*map(int, match.groups()))
        if match := _NUMERIC.fullmatch(text):
            day, month, year = match.groups()
            if year:
                return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
            years = (today.year - 1, today.year, today.year + 1)
            found = [date(y, int(month), int(day)) for y in years if _exists(y, int(month), int(day))]
            return min(found, key=lambda d: abs(d - today), default=None)
    except ValueError:
        return None
    return None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=7)).replace(day=1)


def previous_month(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def months_later(day: date, months: int) -> date:
    """The same day `months` later (earlier if negative), or the last one of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, (next_month(first) - timedelta(days=1)).day))


class DayField(forms.DateField):
    """A date field that also takes „morgen“, „12.3.“ and „in 2 Wochen“."""

    default_error_messages = {
        "invalid": _("Bitte schreiben Sie ein Datum, zum Beispiel 12.3.2026, „morgen“ oder „in 2 Wochen“.")
    }

    def prepare_value(self, value):
        """A day as people write it; a date picker of the browser takes it as it is."""
        if isinstance(value, date) and not isinstance(self.widget, forms.DateInput):
            return f"{value:%d.%m.%Y}"
        return super().prepare_value(value)

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            day = parse_day(value, today=timezone.localdate())
            if day is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            return day
        return super().to_python(value)
