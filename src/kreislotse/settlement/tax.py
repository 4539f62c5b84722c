"""How much of the tax-free amounts a person has used, over all payers, and who must be reported to the tax office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Min, Sum
from django.utils import timezone

from kreislotse.core.dated import in_force
from kreislotse.guides.models import Guide
from kreislotse.settlement.ledger import open_statements
from kreislotse.settlement.models import (
    Allowance,
    LegalBasis,
    Line,
    Payment,
    ReportingThreshold,
    SelfDeclaration,
    SettlementRun,
    Statement,
    TaxNumber,
)

ZERO = Decimal(0)
EXPENSES = "3_50"
"""Stands beside the legal bases for what was laid out and is given back (§ 3 Nr. 50 EStG): it uses up no allowance."""
INCOME = Sum(F("work_euros") + F("travel_euros"), default=ZERO)


@dataclass(frozen=True)
class Usage:
    """One allowance of one person in a year: what we paid, what we owe, what others pay, and how much is left.

    For an allowance per month the fullest month is compared, over our payments alone: the declaration is for the year.
    """

    label: str
    limit: Decimal
    per: str
    paid: Decimal
    open: Decimal
    declared: Decimal
    fullest_month: Decimal
    warn_percent: int
    source: str

    @property
    def used(self) -> Decimal:
        return self.fullest_month if self.per == Allowance.Per.MONTH else self.paid + self.open + self.declared

    @property
    def left(self) -> Decimal:
        return max(ZERO, self.limit - self.used)

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    @property
    def is_near(self) -> bool:
        return not self.is_over and self.used * 100 >= self.limit * self.warn_percent


def paid_by_month(year: int, *, guides: Iterable[int] | None = None) -> dict[int, dict[tuple[int, str], Decimal]]:
    """Money that moved in a calendar year by guide, then by (month, legal basis): what counts is the day of payment.

    Returned payments are taken off in the month in which they came back. Two queries.
    """
    payments = Payment.objects.filter(kind__in=Payment.MOVES_MONEY, booked_on__year=year)
    if guides is not None:
        payments = payments.filter(statement__guide__in=guides)
    moved = list(payments.values_list("statement", "statement__guide", "booked_on", "euros", "statement__total"))
    shares = _by_basis({statement for statement, *_rest in moved})
    found: dict[int, dict] = defaultdict(lambda: defaultdict(Decimal))
    for statement, guide, booked_on, euros, total in moved:
        sign = 1 if euros == total else -1
        for basis, share in shares[statement].items():
            found[guide][booked_on.month, basis] += sign * share
    return {guide: dict(sums) for guide, sums in found.items()}


def _by_basis(statements: set[int]) -> dict[int, dict[str, Decimal]]:
    """What each statement is made of; expenses that were laid out are no income and stand apart."""
    rows = Line.objects.filter(statement__in=statements).order_by().values_list("statement", "basis")
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for statement, basis, income, laid_out in rows.annotate(income=INCOME, laid_out=Sum("expense_euros")):
        found[statement][basis] += income
        if laid_out:
            found[statement][EXPENSES] += laid_out
    return found


def paid_in_year(year: int) -> dict[int, Decimal]:
    """What we paid each guide in a calendar year, returns taken off. One query."""
    rows = (
        Payment.objects.filter(kind__in=Payment.MOVES_MONEY, booked_on__year=year)
        .order_by()
        .values_list("statement__guide")
        .annotate(n=Sum("euros"))
    )
    return dict(rows)


def allowances_of(guides: Iterable[Guide], *, year: int) -> dict[int, list[Usage]]:
    """For each guide the allowances that concern them in a year; a constant number of queries."""
    keys = [guide.pk for guide in guides]
    paid = paid_by_month(year, guides=keys)
    owed: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    lines = Line.objects.filter(statement__in=open_statements().filter(guide__in=keys), on__year__lte=year).order_by()
    for guide, basis, income in lines.values_list("guide", "basis").annotate(income=INCOME):
        owed[guide, basis] += income
    declared: dict[tuple[int, str], Decimal] = {}
    for row in SelfDeclaration.objects.filter(guide__in=keys, year=year).order_by("declared_on", "pk"):
        declared[row.guide_id, row.basis] = row.euros
    rows = in_force(Allowance.objects.all(), date(year, 12, 31)).order_by("valid_from", "pk")
    in_the_year = {row.kind: row for row in rows}
    return {key: _usages(key, in_the_year, paid.get(key, {}), owed, declared) for key in keys}


def declaration_used_on(declaration: SelfDeclaration) -> date | None:
    """The day on which a settlement of that year was first released with this word; `None` as long as nobody has used it."""
    rows = Statement.objects.filter(
        guide=declaration.guide_id, run__status=SettlementRun.Status.RELEASED, run__period_from__year__lte=declaration.year,
        run__period_to__year__gte=declaration.year, run__released_at__date__gte=declaration.declared_on,
    )  # fmt: skip
    moment = rows.aggregate(first=Min("run__released_at"))["first"]
    return timezone.localdate(moment) if moment else None


def declared_by(guide: Guide, *, year: int) -> dict[str, SelfDeclaration]:
    """The latest word of a guide for a year by legal basis. One query."""
    rows = SelfDeclaration.objects.filter(guide=guide, year=year).order_by("declared_on", "pk")
    return {row.basis: row for row in rows}


def bases_of(year: int) -> list[str]:
    """The legal bases for which there is an allowance in a year. One query."""
    rows = in_force(Allowance.objects.all(), date(year, 12, 31)).exclude(kind=Allowance.BENEFITS)
    found = set(rows.values_list("kind", flat=True))
    return [basis for basis in LegalBasis.values if basis in found]


def _usages(guide: int, allowances: dict, paid: dict, owed: dict, declared: dict) -> list[Usage]:
    usages = []
    for kind in [*LegalBasis.values, Allowance.BENEFITS]:
        row = allowances.get(kind)
        if row is None:
            continue
        bases = LegalBasis.values if kind == Allowance.BENEFITS else [kind]
        months: dict[int, Decimal] = defaultdict(Decimal)
        for (month, basis), euros in paid.items():
            if basis in bases:
                months[month] += euros
        usage = Usage(
            label=str(row.get_kind_display()), limit=row.euros, per=row.per, paid=sum(months.values(), ZERO),
            open=sum((owed.get((guide, basis), ZERO) for basis in bases), ZERO),
            declared=sum((declared.get((guide, basis), ZERO) for basis in bases), ZERO),
            fullest_month=max(months.values(), default=ZERO), warn_percent=row.warn_percent, source=row.source,
        )  # fmt: skip
        if usage.used or usage.declared:
            usages.append(usage)
    return usages


def reporting_threshold(year: int) -> Decimal | None:
    """The yearly sum from which payments must be reported; `None` before there was one: then nothing may be reported."""
    rows = in_force(ReportingThreshold.objects.all(), date(year, 12, 31))
    return rows.order_by("-valid_from", "-pk").values_list("euros", flat=True).first()


def must_be_reported(paid: Decimal, threshold: Decimal | None) -> bool:
    """From the threshold on, and never below: reporting less is unlawful (Mitteilungsverordnung since 2025, domain.md 4c)."""
    return threshold is not None and paid >= threshold


@dataclass(frozen=True)
class Report:
    """One line of the list for the tax office."""

    guide: Guide
    paid: Decimal
    tax_number: str


def tax_report(year: int) -> list[Report]:
    """Who must be reported for a year, and nobody else. Three queries."""
    threshold = reporting_threshold(year)
    due = {guide: paid for guide, paid in paid_in_year(year).items() if must_be_reported(paid, threshold)}
    numbers = dict(TaxNumber.objects.filter(guide__in=due).values_list("guide", "number"))
    people = Guide.objects.filter(pk__in=due).order_by(F("last_name"), F("first_name"), "pk")
    return [Report(guide, due[guide.pk], numbers.get(guide.pk, "")) for guide in people]
