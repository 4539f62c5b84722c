"""What all persons together may still use of a funding in a year: hours, euros or both, checked at booking.

Counted are the same minutes as for the hours of a person (`counting`), and the length that was asked for where an
assignment has no appointment yet. What was settled counts with the amount that was settled; everything else with the
rate of its day. Kilometers and what was laid out count from the day on which they are known.
What the head of office has allowed beyond the budget (`BudgetException`) comes on top and uses up nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, Exists, OuterRef, Subquery, Sum, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import first_of_month
from kreislotse.core.errors import DomainError
from kreislotse.guides.compensation import M, Work, worth_of
from kreislotse.guides.models import ExpenseRate, FundingPool, FundingSource
from kreislotse.guides.rules import RunningRates, frozen, pool_in_force, rate_in_force, rate_of_the_day, running_rates
from kreislotse.matching.counting import share_percent, that_count
from kreislotse.matching.hooks import settled_amounts
from kreislotse.matching.hours import in_euros, in_hours, without_appointment
from kreislotse.matching.models import Appointment, BudgetException, Expense

ZERO = Decimal(0)


class PoolUsedUp(DomainError):
    message = _(
        "Das geht nicht: „%(funding)s“ gibt im Jahr %(year)s für alle zusammen noch %(left)s her, gebraucht werden "
        "%(needed)s. Bitte wählen Sie eine andere Finanzierung, oder die Leitung trägt eine Ausnahme mit Grund ein."
    )  # fmt: skip
    # What is left and who may allow more is the office's business.
    own_message = _(
        "Das hat leider nicht geklappt: Das Geld für diesen Einsatz ist gerade aufgebraucht. Bitte rufen Sie uns an, vielleicht finden wir einen anderen Weg."
    )  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One appointment, or a promise without one, under one funding: its day, the minutes that count and what it costs."""

    funding_source: int
    on: date
    minutes: int
    euros: Decimal
    is_promise: bool = False


@dataclass
class Use:
    """What is used of one funding in a year, and which flat rates of a month are among it: (guide, role, month)."""

    minutes: int = 0
    euros: Decimal = ZERO
    months: set = field(default_factory=set)


@dataclass(frozen=True)
class Booking:
    """What somebody is about to promise. `rate` as it was agreed; `None` for the one in force on `agreed_on`.

    `minutes` are those of one day that count, with the way where it counts; a series has several `days`, of which those in the year of `on` count.
    `appointment` and `assignment` are the keys of what it takes the place of, so that nothing counts twice.
    """

    help_request: int
    guide: int
    role: str
    minutes: int
    on: date
    agreed_on: date
    rate: dict | None = None
    appointment: int | None = None
    assignment: int | None = None
    days: tuple[date, ...] = ()

    @property
    def days_of_year(self) -> list[date]:
        return [day for day in self.days if day.year == self.on.year] or [self.on]

    @property
    def minutes_of_year(self) -> int:
        return self.minutes * len(self.days_of_year)

    def by_year(self) -> list[Booking]:
        """The same once for each year a series touches."""
        firsts = {day.year: day for day in sorted(self.days, reverse=True)} or {self.on.year: self.on}
        return [replace(self, on=on) for on in sorted(firsts.values())]


@dataclass(frozen=True)
class Price:
    """What a booking takes of a budget in its year. `flats` are the flat rates of a month, by (guide, role, month): each comes
    once, with the first appointment of that month, and not with `euros`.
    """

    minutes: int
    euros: Decimal = ZERO
    flats: dict[tuple[int, str, date], Decimal] = field(default_factory=dict)

    def euros_beside(self, months: Collection[tuple]) -> Decimal:
        """All euros if the flat rates of these months are paid already."""
        return self.euros + sum((euros for month, euros in self.flats.items() if month not in months), ZERO)


def price_of(booking: Booking, agreed: dict, running: Collection[ExpenseRate] = ()) -> Price:
    """What the days of a booking in its year take, each at its rate (`rate_of_the_day`)."""
    euros, flats = ZERO, {}
    for day in booking.days_of_year if booking.minutes else ():
        if rate := rate_of_the_day(agreed, booking.agreed_on, running, day):
            first, month = Work(booking.minutes, booking.minutes), (booking.guide, booking.role, first_of_month(day))
            further = worth_of(replace(first, month_is_paid=True), rate).euros
            euros += further
            flats.setdefault(month, worth_of(first, rate).euros - further)
    return Price(booking.minutes_of_year, euros, {month: flat for month, flat in flats.items() if flat})


def check_pool(source: FundingSource | None, booking: Booking) -> None:
    """Refuse what goes beyond the budget of a funding. Call it in a transaction: the source's row is locked.

    Two guides who say yes at once lock different persons; the row of the source makes the second wait for the first.
    What makes no appointment longer or dearer is never refused, even when the budget was cut in the meantime.
    """
    pool = pool_in_force(source, booking.on)
    if pool is None:
        return
    FundingSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if BudgetException.objects.filter(help_request=booking.help_request, funding_source=source).exists():
        return
    rates = running_rates()
    used = free = Tallied.of([source.pk], booking.on.year, rates=rates).use(source.pk)
    if booking.appointment or booking.assignment:
        free = Tallied.of([source.pk], booking.on.year, without=booking, rates=rates).use(source.pk)
    rate = frozen(rate_in_force(source, booking.role, booking.agreed_on)) if booking.rate is None else booking.rate
    price = price_of(booking, rate, rates.get((source.pk, booking.role), ()))
    minutes, euros = price.minutes, price.euros_beside(free.months)
    pool_minutes = None if pool.hours_per_year is None else pool.hours_per_year * 60
    hours_short = _is_beyond(pool_minutes, used.minutes, free.minutes, minutes)
    euros_short = _is_beyond(pool.euros_per_year, used.euros, free.euros, euros)
    if hours_short or euros_short:
        raise PoolUsedUp(
            funding=source.name, year=booking.on.year, left=left_in_words(pool, free),
            needed=_in_words(
                in_hours(minutes) if pool.hours_per_year is not None else None,
                in_euros(euros) if pool.euros_per_year is not None else None,
            ),
        )  # fmt: skip


def _is_beyond(limit, used, free, wanted) -> bool:
    return limit is not None and free + wanted > limit and free + wanted > used


def exceptions_of(*help_requests: int) -> tuple[BudgetException, ...]:
    """What the head of office has allowed beyond a budget for some requests. One query."""
    rows = BudgetException.objects.filter(help_request__in=help_requests).select_related("funding_source", "by")
    return tuple(rows.order_by("pk"))


def is_used_up(pool: FundingPool, use: Use, minutes: int) -> bool:
    """Whether `minutes` more do not fit; of the euros, whether any are left, as their number depends on who goes."""
    if pool.hours_per_year is not None and use.minutes + minutes > pool.hours_per_year * 60:
        return True
    return pool.euros_per_year is not None and use.euros >= pool.euros_per_year


def left_in_words(pool: FundingPool, use: Use) -> str:
    """„2,5 Stunden und 12,50 €“: what is left, never below nothing."""
    hours = None if pool.hours_per_year is None else in_hours(max(0, pool.hours_per_year * 60 - use.minutes))
    euros = None if pool.euros_per_year is None else in_euros(max(ZERO, pool.euros_per_year - use.euros))
    return _in_words(hours, euros)


def _in_words(hours: str | None, euros: str | None) -> str:
    if hours is None:
        return euros
    if euros is None:
        return gettext("%(hours)s Stunden") % {"hours": hours}
    return gettext("%(hours)s Stunden und %(euros)s") % {"hours": hours, "euros": euros}


@dataclass
class Tallied:
    """Everything committed under some fundings between two days, entry by entry; a constant number of queries."""

    entries: list[Entry] = field(default_factory=list)
    months: dict = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(
        cls, sources: Collection[int], year: int, *, without: Booking | None = None, rates: RunningRates | None = None
    ) -> Tallied:
        return cls.between(sources, date(year, 1, 1), date(year, 12, 31), without=without, rates=rates)

    @classmethod
    def between(
        cls, sources: Collection[int], since: date, until: date, *, without: Booking | None = None,
        rates: RunningRates | None = None,
    ) -> Tallied:  # fmt: skip
        """`rates` if the caller has them already."""
        found = cls()
        if not sources:
            return found
        settled = settled_amounts(sources=list(sources), since=since, until=until)
        if without and without.appointment:
            settled = {key: value for key, value in settled.items() if key[1] != without.appointment}
        found._add_all(sources, since, until, settled, without, running_rates() if rates is None else rates)
        # What was settled and stands no longer among the appointments, because it was deleted since.
        for (source, _appointment), (on, amount) in settled.items():
            found.entries.append(Entry(source, on, 0, amount))
        return found

    def use(self, source: int) -> Use:
        """What one funding has given, or will give."""
        mine = [entry for entry in self.entries if entry.funding_source == source]
        return Use(sum(e.minutes for e in mine), sum((e.euros for e in mine), ZERO), self.months[source])

    def _add_all(self, sources, since, until, settled, without, rates) -> None:
        """Appointments in the order of their days, then promises without one. One query."""
        for promise, pk, on, outcome, counted, km, laid_out, source, guide, role, agreed, agreed_on in sorted(
            _appointments(sources, since, until, without).union(_promises(sources, since, until, without), all=True),
            key=lambda row: (row[0], row[1]) if row[0] else (row[0], row[2], row[1]),
        ):
            rate = rate_of_the_day(agreed, agreed_on, rates.get((source, role), ()), on)
            month = guide, role, first_of_month(on)
            _on, amount = (on, None) if promise else settled.pop((source, pk), (on, None))
            if amount is None and rate:
                work = Work(
                    counted, counted, travel_km=km or ZERO, expenses=laid_out or ZERO,
                    share_percent=share_percent(outcome, rate), month_is_paid=month in self.months[source],
                )  # fmt: skip
                amount = worth_of(work, rate).euros
            self._remember(source, month, rate)
            self.entries.append(Entry(source, on, counted, amount or ZERO, bool(promise)))

    def _remember(self, source: int, month: tuple, rate: dict) -> None:
        """The flat rate of a month comes with its first appointment and with no other."""
        if rate.get("model") == M.PER_MONTH:
            self.months[source].add(month)


def _appointments(sources, since: date, until: date, without: Booking | None):
    """The columns `Tallied` counts of each appointment that counts."""
    rows = that_count(Appointment.objects.filter(on__gte=since, on__lte=until, assignment__funding_source__in=sources))
    rows = rows.exclude(Exists(_exceptions("assignment__help_request", "assignment__funding_source")))
    if without and without.appointment:
        rows = rows.exclude(pk=without.appointment)
    expenses = Expense.objects.filter(appointment=OuterRef("pk")).order_by().values("appointment")
    expenses = expenses.annotate(n=Sum("amount")).values("n")
    return rows.order_by().annotate(is_promise=Value(0), laid_out=Subquery(expenses)).values_list(
        "is_promise", "pk", "on", "outcome", "counted", "travel_km", "laid_out", "assignment__funding_source",
        "assignment__guide", "assignment__role", "assignment__rate_as_agreed", "assignment__agreed_on",
    )  # fmt: skip


def _promises(sources, since: date, until: date, without: Booking | None):
    """The same columns of each promise without an appointment: with the day and minutes that were asked for."""
    rows = without_appointment().filter(funding_source__in=sources)
    rows = rows.exclude(Exists(_exceptions("help_request", "funding_source")))
    if without and without.assignment:
        rows = rows.exclude(pk=without.assignment)
    money = DecimalField(max_digits=8, decimal_places=2)
    rows = rows.annotate(
        is_promise=Value(1), planned=Value("planned"),
        km=Value(None, output_field=money), laid_out=Value(None, output_field=money),
    )  # fmt: skip
    return (
        rows.filter(day__gte=since, day__lte=until)
        .order_by()
        .values_list(
            "is_promise", "pk", "day", "planned", "counted", "km", "laid_out", "funding_source", "guide", "role",
            "rate_as_agreed", "agreed_on",
        )
    )  # fmt: skip


def _exceptions(help_request: str, funding_source: str):
    return BudgetException.objects.filter(
        help_request=OuterRef(help_request), funding_source=OuterRef(funding_source)
    )  # fmt: skip
