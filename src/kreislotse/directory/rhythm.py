"""When an offer is due for checking: the offer's own rhythm, else the district's rule. Said here and nowhere else."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, F, Func, Q, QuerySet, SmallIntegerField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from kreislotse.core.dated import in_force, youngest
from kreislotse.directory.models import CheckRule, Offer


@dataclass(frozen=True)
class Rhythm:
    """The rule of one day: months between two checks, mails to providers, weeks to the reminder, days a link is good."""

    months: int = 12  # a law does not say; a year is the usual rhythm of offices
    is_mailed: bool = False
    reminder_weeks: int | None = 3
    link_days: int = 60


def rhythm_in_force(today: date) -> Rhythm:
    """The rule of the district in scope; without one a year, and no mails. One query."""
    rule = youngest(in_force(CheckRule.objects.all(), today))
    if rule is None:
        return Rhythm()
    return Rhythm(rule.months, rule.is_mailed, rule.reminder_weeks, rule.link_days)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month: 31 January and one month are 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class AddMonths(Func):
    """`add_months` in the database, for a column and a number."""

    output_field = DateField()
    arity = 2

    def _parts(self, compiler):
        (day, day_params), (months, month_params) = (compiler.compile(one) for one in self.source_expressions)
        return day, list(day_params), months, list(month_params)

    def as_postgresql(self, compiler, connection, **_context):
        day, day_params, months, month_params = self._parts(compiler)
        return f"({day} + make_interval(months => ({months})::integer))::date", [*day_params, *month_params]

    def as_sqlite(self, compiler, connection, **_context):
        """SQLite lets 31 January and one month be 3 March; the last day of the month that was meant is the earlier one."""
        day, day_params, months, month_params = self._parts(compiler)
        later = f"date({day}, '+' || ({months}) || ' months')"
        last = f"date({day}, 'start of month', '+' || (({months}) + 1) || ' months', '-1 day')"
        return f"min({later}, {last})", [*day_params, *month_params, *day_params, *month_params]


def with_due_day(offers: QuerySet[Offer], rhythm: Rhythm) -> QuerySet[Offer]:
    """`offers` with `check_due_on`: the day from which the facts should be looked at; `None` if nobody ever has."""
    months = Cast(Coalesce(NullIf("check_every", Value(0)), Value(rhythm.months)), SmallIntegerField())
    return offers.annotate(check_due_on=AddMonths(F("checked_on"), months))


def due_offers(offers: QuerySet[Offer], rhythm: Rhythm, *, today: date) -> QuerySet[Offer]:
    """Those of `offers` that everybody can see and that are due on `today`, with `check_due_on`; never checked means due."""
    rows = with_due_day(offers.published(today), rhythm)
    return rows.filter(Q(check_due_on=None) | Q(check_due_on__lte=today))


def due_day(offer: Offer, rhythm: Rhythm) -> date | None:
    """The same for one offer at hand."""
    return offer.checked_on and add_months(offer.checked_on, offer.check_every or rhythm.months)


def is_due(offer: Offer, rhythm: Rhythm, *, today: date) -> bool:
    day = due_day(offer, rhythm)
    return day is None or day <= today


def seed_check_rule(preset: dict) -> None:
    """A new district checks once a year and sends nothing by itself: the office looks at its addresses first."""
    CheckRule.objects.get_or_create(valid_from=date(2020, 1, 1))
