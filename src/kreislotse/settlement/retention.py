"""How long money is remembered, and why somebody cannot leave while some is open."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.guides.models import Guide
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry
from kreislotse.settlement.calculation import euros
from kreislotse.settlement.ledger import open_statements, prepared_statement_of, released_statements
from kreislotse.settlement.models import (
    BankAccount,
    Payment,
    PaymentFile,
    SelfDeclaration,
    SettlementRun,
    Statement,
    TaxNumber,
    Waiver,
)
from kreislotse.settlement.operations.errors import RunHoldsMoney
from kreislotse.settlement.queries import open_amount_of, unsettled_of


def why_a_guide_cannot_leave(guide: Guide) -> str | None:
    """The sentence while money is open: first settle or waive."""
    if held := prepared_statement_of(guide):
        return str(RunHoldsMoney(number=held.run.number, name=str(guide)))
    open_euros, unsettled = open_amount_of(guide), unsettled_of(guide, today=timezone.localdate())
    if open_euros < 0:
        return _(
            "%(name)s muss noch %(amount)s zurückzahlen. Bitte tragen Sie zuerst unter „Abrechnung“ ein, was daraus wurde."
        ) % {"name": guide, "amount": euros(-open_euros)}
    if open_euros:
        return _(
            "Für %(name)s ist noch Geld offen: %(amount)s. Bitte zahlen Sie es zuerst aus, oder halten Sie unter „Abrechnung“ fest, dass die Person darauf verzichtet."
        ) % {"name": guide, "amount": euros(open_euros)}
    if unsettled:
        return ngettext(
            "%(name)s hat noch %(n)d bestätigten Termin, der nicht abgerechnet ist. Bitte rechnen Sie zuerst ab, oder halten Sie unter „Abrechnung“ den Verzicht fest.",
            "%(name)s hat noch %(n)d bestätigte Termine, die nicht abgerechnet sind. Bitte rechnen Sie zuerst ab, oder halten Sie unter „Abrechnung“ den Verzicht fest.",
            unsettled,
        ) % {"name": guide, "n": unsettled}
    return None


def statements_to_erase(today: date, days: int) -> QuerySet[Statement]:
    """Settled statements whose last booking lies longer back than the period."""
    border = today - timedelta(days=days)
    young = Payment.objects.filter(statement=OuterRef("pk"), booked_on__gte=border)
    return (
        released_statements()
        .filter(covered=F("total"), run__released_at__date__lt=border)
        .exclude(Exists(young))
    )  # fmt: skip


def erase_statements(rows: QuerySet[Statement]) -> int:
    """Delete statements with lines and payments; a run or file without any left goes with them."""
    keys = list(rows.values_list("pk", flat=True))
    Statement.objects.filter(pk__in=keys).delete()
    SettlementRun.objects.filter(status=SettlementRun.Status.RELEASED, statements=None).delete()
    PaymentFile.objects.filter(payments=None).delete()
    return len(keys)


def old_declarations(today: date, days: int) -> QuerySet[SelfDeclaration]:
    return SelfDeclaration.objects.filter(year__lt=(today - timedelta(days=days)).year)


def old_tax_numbers(today: date, days: int) -> QuerySet[TaxNumber]:
    return TaxNumber.objects.filter(needed_for__lt=(today - timedelta(days=days)).year)


def old_waivers(today: date, days: int) -> QuerySet[Waiver]:
    return Waiver.objects.filter(declared_on__lt=today - timedelta(days=days))


def accounts_to_erase(today: date, days: int) -> QuerySet[BankAccount]:
    """Accounts of people who left longer ago than the period and are owed nothing."""
    left = BankAccount.objects.filter(guide__status=Guide.Status.LEFT, guide__left_on__lt=today - timedelta(days=days))
    return left.exclude(Exists(open_statements().filter(guide=OuterRef("guide"))))


def erase(rows: QuerySet) -> int:
    return rows.delete()[0]


EXPIRIES = (
    Expiry(kind=RetentionRule.Kind.PAYMENT, due=statements_to_erase, erase=erase_statements),
    Expiry(kind=RetentionRule.Kind.PAYMENT, due=old_declarations, erase=erase),
    Expiry(kind=RetentionRule.Kind.PAYMENT, due=old_tax_numbers, erase=erase),
    Expiry(kind=RetentionRule.Kind.PAYMENT, due=old_waivers, erase=erase),
    Expiry(kind=RetentionRule.Kind.BANK_ACCOUNT, due=accounts_to_erase, erase=erase),
)
