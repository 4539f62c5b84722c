from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.core.dated import in_force
from kreislotse.guides.models import FundingPool, FundingSource, Guide
from kreislotse.guides.rules import funding_sources_in_force
from kreislotse.matching.counting import by_rate_of_the_day, that_count
from kreislotse.matching.models import Appointment
from kreislotse.settlement.collecting import (
    EUROS,
    confirmed_or_paid_late,
    money_waived,
    payout_rule,
    reversed_for_good,
    standing_lines,
    unsettled_appointments,
)
from kreislotse.settlement.ledger import open_statements, released_statements
from kreislotse.settlement.models import BankAccount, Line, Payment, Reversal, SettlementRun, Statement, TripApproval
from kreislotse.settlement.tax import Usage, allowances_of, paid_by_month

ZERO = Decimal(0)


# ── for the guide's own phone ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class StatementLine:
    """One line as a guide reads it: when, how much, and the arithmetic in words."""

    on: date
    minutes: int
    euros: Decimal
    words: str
    is_reversal: bool


@dataclass(frozen=True)
class StatementOf:
    """One released statement of one guide: `state` is `open`, `ordered`, `paid` or `waived`."""

    pk: int
    number: str
    period_from: date
    period_to: date
    total: Decimal
    state: str
    paid_on: date | None
    lines: list[StatementLine]


def statements_of(guide: Guide) -> list[StatementOf]:
    """The guide's released statements, the newest first, with lines and what became of the money. Three queries."""
    rows = (
        released_statements()
        .filter(guide=guide)
        .select_related("run")
        .prefetch_related(
            Prefetch("lines", Line.objects.order_by("on", "pk")), Prefetch("payments", Payment.objects.order_by("pk"))
        )
        .order_by("-run__released_at", "-pk")
    )
    return [_statement_of(statement) for statement in rows]


def _statement_of(statement: Statement) -> StatementOf:
    last = next((p for p in reversed(statement.payments.all()) if p.kind != Payment.Kind.RETURNED), None)
    settled = statement.covered == statement.total and last is not None
    state = "open"
    if settled:
        state = "waived" if last.kind == Payment.Kind.WAIVED else "paid"
    lines = [
        StatementLine(line.on, line.minutes, line.euros, line.words, line.kind == Line.Kind.REVERSAL)
        for line in statement.lines.all()
    ]
    return StatementOf(
        statement.pk, statement.run.number, statement.run.period_from, statement.run.period_to, statement.total, state,
        last.booked_on if settled else None, lines,
    )  # fmt: skip


def open_amount_of(guide: Guide) -> Decimal:
    """What is released for a guide and not paid yet; below zero if more was paid than due. One query."""
    sums = open_statements().filter(guide=guide).aggregate(total=Sum("total", default=ZERO), paid=Sum("covered", default=ZERO))  # fmt: skip
    return sums["total"] - sums["paid"]


def unsettled_of(guide: Guide, *, today: date) -> int:
    """How many confirmed appointments of a guide are in no settlement yet."""
    return unsettled_appointments(rule=payout_rule(today), until=today).filter(assignment__guide=guide).count()


# ── for the office ──────────────────────────────────────────────────────────────────────────────────


def visible_runs(*, to) -> QuerySet[SettlementRun]:
    if not grants_of(to).allows(Permission.SETTLEMENT_VIEW):
        return SettlementRun.objects.none()
    return SettlementRun.objects.all()


def visible_statements(*, to) -> QuerySet[Statement]:
    return Statement.objects.filter(run__in=visible_runs(to=to))


def visible_lines(*, to) -> QuerySet[Line]:
    return Line.objects.filter(statement__run__in=visible_runs(to=to))


def visible_payments(*, to) -> QuerySet[Payment]:
    return Payment.objects.filter(statement__run__in=visible_runs(to=to))


def runs_for_list(*, to) -> QuerySet[SettlementRun]:
    """Runs with what a list row prints, the newest first."""
    return (
        visible_runs(to=to)
        .select_related("prepared_by", "released_by")
        .annotate(people=Count("statements"), total=Sum("statements__total", default=ZERO))
        .order_by("-prepared_at", "-pk")
    )


def statements_of_run(run: SettlementRun) -> QuerySet[Statement]:
    """The statements of a run with their lines; a constant number of queries."""
    lines = Line.objects.select_related("funding_source", "reversal").order_by("on", "pk")
    rows = Statement.objects.filter(run=run).select_related("guide").prefetch_related(Prefetch("lines", lines))
    has_account = BankAccount.objects.filter(guide=OuterRef("guide"))
    return rows.annotate(has_account=Exists(has_account)).order_by("payee_name", "pk")


@dataclass(frozen=True)
class HeldBackLine:
    """An appointment that waits, with the person's name as it is today."""

    appointment: int
    assignment: int | None
    name: str
    on: date
    why: str


def held_back(run: SettlementRun) -> list[HeldBackLine]:
    """What a run could not take in, and why. Two queries."""
    names = {g.pk: str(g) for g in Guide.objects.filter(pk__in=[row["guide"] for row in run.held_back])}
    keys = [row["appointment"] for row in run.held_back]
    assignments = dict(Appointment.objects.filter(pk__in=keys).values_list("pk", "assignment"))
    return [
        HeldBackLine(
            row["appointment"], assignments.get(row["appointment"]), names.get(row["guide"], "–"),
            date.fromisoformat(row["on"]), row["why"],
        )
        for row in run.held_back
    ]  # fmt: skip


@dataclass(frozen=True)
class OpenMoney:
    """What is released and waits for payment: of how many people, how much, and who lacks an account."""

    people: int
    euros: Decimal
    without_account: list[Guide]
    owing: list[Guide]


def open_money() -> OpenMoney:
    """Two queries."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for guide, total, covered in open_statements().values_list("guide", "total", "covered"):
        sums[guide] += total - covered
    payable = {guide: euros for guide, euros in sums.items() if euros > 0}
    people = Guide.objects.filter(pk__in=sums).annotate(
        has_account=Exists(BankAccount.objects.filter(guide=OuterRef("pk")))
    )
    people = list(people.order_by("last_name", "first_name", "pk"))
    return OpenMoney(
        len(payable),
        sum(payable.values(), ZERO),
        [guide for guide in people if guide.pk in payable and not guide.has_account],
        [guide for guide in people if sums[guide.pk] < 0],
    )


@dataclass(frozen=True)
class Payable:
    """What one person gets with the next file."""

    guide: Guide
    euros: Decimal
    account: BankAccount | None


def open_by_person() -> list[Payable]:
    """Who is owed money, by name. Two queries."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for guide, total, covered in open_statements().values_list("guide", "total", "covered"):
        sums[guide] += total - covered
    due = {guide: euros for guide, euros in sums.items() if euros > 0}
    people = Guide.objects.filter(pk__in=due).select_related("bank_account").order_by("last_name", "first_name", "pk")
    return [Payable(guide, due[guide.pk], getattr(guide, "bank_account", None)) for guide in people]


@dataclass(frozen=True)
class Waiting:
    """What the next run would take in."""

    appointments: int
    people: int
    earliest: date | None
    reversals: int


def waiting_to_be_settled(*, today: date) -> Waiting:
    rows = unsettled_appointments(rule=payout_rule(today), until=today).order_by("on")
    keys = list(rows.values_list("on", "assignment__guide"))
    reversals = Reversal.objects.filter(line__reversed_in__isnull=True).count()
    return Waiting(len(keys), len({guide for _on, guide in keys}), keys[0][0] if keys else None, reversals)


@dataclass
class SourceBalance:
    """One funding in a year: what is settled, what the pool leaves, and where the year ends at this pace."""

    source: FundingSource
    pool: FundingPool | None
    minutes: int = 0
    euros: Decimal = ZERO
    people: int = 0
    forecast_minutes: int = 0

    @property
    def hours(self) -> float:
        return round(self.minutes / 60, 1)

    @property
    def hours_left(self) -> float | None:
        if self.pool is None or self.pool.hours_per_year is None:
            return None
        return round(self.pool.hours_per_year - self.minutes / 60, 1)

    @property
    def euros_left(self) -> Decimal | None:
        if self.pool is None or self.pool.euros_per_year is None:
            return None
        return self.pool.euros_per_year - self.euros

    @property
    def forecast_hours(self) -> int:
        return round(self.forecast_minutes / 60)

    @property
    def will_not_do(self) -> bool:
        return bool(self.pool and self.pool.hours_per_year and self.forecast_minutes > self.pool.hours_per_year * 60)


def balances(*, year: int, today: date) -> list[SourceBalance]:
    """Hours and money settled per funding in a year, the pool and a forecast by the pace so far. Three queries."""
    day = min(today, date(year, 12, 31))
    pools: dict[int, FundingPool] = {
        pool.funding_source_id: pool for pool in in_force(FundingPool.objects.all(), day).order_by("valid_from", "pk")
    }
    found = {s.pk: SourceBalance(s, pools.get(s.pk)) for s in funding_sources_in_force(day)}
    rows = Line.objects.filter(on__year=year).order_by().values("funding_source")
    share = max((day - date(year, 1, 1)).days + 1, 1) / 365
    for row in rows.annotate(minutes=Sum("minutes"), euros=EUROS, people=Count("guide", distinct=True)):
        balance = found.get(row["funding_source"])
        if balance:
            balance.minutes, balance.people = row["minutes"], row["people"]
            balance.euros = row["euros"]
            balance.forecast_minutes = round(row["minutes"] / min(share, 1))
    return list(found.values())


def trips_to_approve(*, today: date) -> QuerySet[Appointment]:
    """Confirmed appointments with kilometers whose rate pays them only if the trip was approved, and it was not."""
    return (
        unsettled_appointments(rule=payout_rule(today), until=today)
        .filter(by_rate_of_the_day("km_only_if_approved", True), travel_km__gt=0)
        .exclude(Exists(TripApproval.objects.filter(appointment=OuterRef("pk"))))
        .select_related("assignment__guide")
        .order_by("on", "pk")
    )


# ── one person's account ────────────────────────────────────────────────────────────────────────────


@dataclass
class Account:
    """A guide's money: statements, payments, what is open, allowances and the caps of the year."""

    guide: Guide
    statements: list[StatementOf]
    payments: list[Payment]
    open: Decimal
    unsettled: int
    bank_account: BankAccount | None
    allowances: list[Usage]
    years: list[int] = field(default_factory=list)

    @property
    def owed_back(self) -> Decimal:
        return max(ZERO, -self.open)


def account_of(guide: Guide, *, year: int, today: date) -> Account:
    payments = (
        Payment.objects.filter(statement__guide=guide)
        .select_related("statement__run", "file", "returned_by")
        .order_by("-recorded_at", "-pk")
    )
    payments = list(payments)
    return Account(
        guide=guide, statements=statements_of(guide), payments=payments, open=open_amount_of(guide),
        unsettled=unsettled_of(guide, today=today), bank_account=BankAccount.objects.filter(guide=guide).first(),
        allowances=allowances_of([guide], year=year)[guide.pk],
        years=sorted({payment.booked_on.year for payment in payments} | {year}, reverse=True),
    )  # fmt: skip


@dataclass(frozen=True)
class MonthOfYear:
    """What one person was paid in a month on one legal basis."""

    month: date
    basis: str
    euros: Decimal


def months_of(guide: Guide, *, year: int) -> list[MonthOfYear]:
    """What a guide was paid in a calendar year, by month of payment and legal basis; the sum is that of the payments."""
    sums = paid_by_month(year, guides=[guide.pk]).get(guide.pk, {})
    return [MonthOfYear(date(year, month, 1), basis, euros) for (month, basis), euros in sorted(sums.items()) if euros]


def lines_of_year(guide: Guide, *, year: int) -> list[Line]:
    """The released lines behind the payments of a year, in order of their day."""
    statements = Payment.objects.filter(
        statement__guide=guide, kind__in=Payment.MOVES_MONEY, booked_on__year=year
    ).values("statement")
    return list(Line.objects.filter(statement__in=statements).order_by("on", "pk"))


# ── what funders ask for ────────────────────────────────────────────────────────────────────────────


def released_lines(*, source: FundingSource, year: int) -> QuerySet[Line]:
    """The released lines of a funding in a year with all that the Land's lists ask for, in order of their day."""
    return (
        Line.objects.filter(funding_source=source, on__year=year, statement__run__status=SettlementRun.Status.RELEASED)
        .select_related(
            "statement__run", "guide", "appointment__sheet", "appointment__assignment__help_request__topic",
            "appointment__assignment__help_request__language", "appointment__assignment__help_request__municipality",
            "appointment__assignment__help_request__institution",
        )
        .order_by("on", "pk")
    )  # fmt: skip


def appointments_without_money(*, source: FundingSource, year: int) -> QuerySet[Appointment]:
    """Confirmed appointments of a funding in a year that no released line pays, with what the Land's lists ask for.

    Annotated with `counted` (minutes with the way, where the rate counts it) and `is_waived`. What was taken back for good
    is none of them.
    """
    released = SettlementRun.Status.RELEASED
    paid = Line.objects.filter(appointment=OuterRef("pk"), kind=Line.Kind.WORK, statement__run__status=released)
    paid = paid.exclude(reversed_in__statement__run__status=released)
    rows = Appointment.objects.filter(confirmed_or_paid_late(), assignment__funding_source=source, on__year=year)
    return (
        that_count(rows)
        .exclude(Exists(paid))
        .exclude(reversed_for_good())
        .annotate(is_waived=money_waived())
        .select_related(
            "sheet", "assignment__guide", "assignment__help_request__topic", "assignment__help_request__language",
            "assignment__help_request__municipality", "assignment__help_request__institution",
        )
        .order_by("on", "pk")
    )  # fmt: skip


def warned_guides(guides: Iterable[Guide], *, year: int) -> list[tuple[Guide, Usage]]:
    """Who is near or over an allowance, over all payers."""
    guides = list(guides)
    found = allowances_of(guides, year=year)
    return [(guide, usage) for guide in guides for usage in found[guide.pk] if usage.is_near or usage.is_over]


def paid_guides(year: int) -> QuerySet[Guide]:
    """Guides with a released line of a year."""
    keys = Line.objects.filter(Q(on__year=year) | Q(statement__payments__booked_on__year=year)).values("guide")
    return Guide.objects.filter(pk__in=keys).order_by(F("last_name"), F("first_name"), "pk")


def settled_line_of(appointment: Appointment) -> Line | None:
    """The released line an appointment stands in, as long as nobody has taken it back."""
    return (
        standing_lines()
        .filter(appointment=appointment, reversal__isnull=True, statement__run__status=SettlementRun.Status.RELEASED)
        .select_related("statement__run")
        .first()
    )


def years_of(guide: Guide) -> list[int]:
    """The calendar years in which money moved to a guide, the latest first. One query."""
    days = Payment.objects.filter(statement__guide=guide, kind__in=Payment.MOVES_MONEY).dates("booked_on", "year")
    return sorted({day.year for day in days}, reverse=True)
