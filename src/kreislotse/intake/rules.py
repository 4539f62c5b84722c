"""What the dated rules of the inbox and of the public pages say on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.core.dated import in_force, rule_on, youngest
from kreislotse.intake.models import ClientCapRule, EmergencyNumber, LeadTime, WaitRule


def long_wait_days(today: date) -> int:
    """After how many days a request has waited long; a week where the office has set nothing. One query."""
    return rule_on(WaitRule, today).days


def slip_days(today: date) -> int:
    """How long the receiving office may say what became of somebody with a slip of that day; two months are usual. One query."""
    return rule_on(WaitRule, today).slip_days


def lead_times_in_force(today: date) -> list[LeadTime]:
    """How long before the appointment somebody must ask, by urgency and form; nothing where the office has set nothing. One query."""
    return list(in_force(LeadTime.objects.all(), today).order_by("valid_from", "pk"))


def client_cap(today: date) -> ClientCapRule | None:
    """How often one person may be accompanied; `None` where the office counts nothing. One query."""
    return youngest(in_force(ClientCapRule.objects.all(), today))


@dataclass(frozen=True)
class Emergency:
    """One number as a page prints it; `language` is the language of the label."""

    phone: str
    label: str
    language: str


def emergency_numbers(everywhere, *, language: str, today: date) -> list[Emergency]:
    """The numbers of the whole country, then those of the district in scope. One query.

    `everywhere` are pairs of number and label. An own row with the same digits takes the place of such a number: so an
    office can word it better, and cannot take 112 away.
    """
    found = {_digits(phone): Emergency(phone, str(label), language) for phone, label in everywhere}
    for row in in_force(EmergencyNumber.objects.all(), today).order_by("sort_order", "pk"):
        translated = row.labels.get(language)
        found[_digits(row.phone)] = Emergency(row.phone, translated or row.label, language if translated else "de")
    return list(found.values())


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def since_long(days: int) -> str:
    """„seit …“: über einer Woche, mehr als 5 Tagen."""
    return _("über einer Woche") if days == 7 else _("mehr als %(days)d Tagen") % {"days": days}


def for_long(days: int) -> str:
    """„wie lange?“: über eine Woche, mehr als 5 Tage."""
    return _("über eine Woche") if days == 7 else _("mehr als %(days)d Tage") % {"days": days}
