from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kreislotse.audit import operations as audit
from kreislotse.guides.models import Guide
from kreislotse.matching.models import Appointment
from kreislotse.settlement.calculation import euros as in_euros
from kreislotse.settlement.collecting import standing_lines
from kreislotse.settlement.entries import Entry
from kreislotse.settlement.iban import compact, validate_iban
from kreislotse.settlement.models import BankAccount, SelfDeclaration, TaxNumber, TripApproval
from kreislotse.settlement.operations.errors import (
    DeclarationUsed,
    IbanWrong,
    ReasonMissing,
    TaxNumberNotNeeded,
    TaxNumberWrong,
    TripAlreadySettled,
    TripWithoutKilometers,
)
from kreislotse.settlement.tax import declaration_used_on, must_be_reported, paid_in_year, reporting_threshold


@transaction.atomic
def save_bank_account(guide: Guide, *, holder: str, iban: str, now: datetime, by) -> BankAccount:
    """Record where a guide's money goes, or change it; payments that were ordered keep the account they went to."""
    try:
        validate_iban(iban)
    except ValidationError as error:
        raise IbanWrong(error.messages[0]) from error
    Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    account = BankAccount.objects.filter(guide=guide).first() or BankAccount(guide=guide)
    account.holder, account.iban, account.changed_at = holder.strip()[:70], compact(iban), now
    account.save()
    audit.record(Entry.BANK_ACCOUNT_SAVED, guide, by=by)
    return account


@transaction.atomic
def declare_income(guide: Guide, *, year: int, basis: str, euros: Decimal, today: date, by) -> SelfDeclaration:
    """Note what a guide says to get from other payers in a year; an earlier word stays, the latest counts."""
    declaration = SelfDeclaration.objects.create(guide=guide, year=year, basis=basis, euros=euros, declared_on=today)
    audit.record(Entry.INCOME_DECLARED, guide, by=by, year=year, basis=basis)
    return declaration


@transaction.atomic
def declare_own_income(guide: Guide, *, year: int, amounts: dict[str, Decimal], today: date, by) -> int:
    """What a guide says on the phone for a year, by legal basis; returns how many amounts changed.

    The last word can be changed until a settlement of the year was released after it: then the office has used it,
    and the guide calls (`DeclarationUsed`).
    """
    Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    changed = 0
    for basis, euros in amounts.items():
        rows = SelfDeclaration.objects.filter(guide=guide, year=year, basis=basis)
        last = rows.order_by("-declared_on", "-pk").first()
        if (last.euros if last else Decimal(0)) == euros:
            continue
        if last and (used_on := declaration_used_on(last)):
            raise DeclarationUsed(day=date_format(used_on, "SHORT_DATE_FORMAT"))
        if last:
            last.euros, last.declared_on = euros, today
            last.save(update_fields=["euros", "declared_on"])
            audit.record(Entry.INCOME_DECLARED, guide, by=by, year=year, basis=basis)
        else:
            declare_income(guide, year=year, basis=basis, euros=euros, today=today, by=by)
        changed += 1
    return changed


@transaction.atomic
def save_tax_number(guide: Guide, *, year: int, number: str, today: date, by) -> TaxNumber:
    """Record a Steuer-ID; refused as long as nothing has to be reported for the year."""
    paid = paid_in_year(year).get(guide.pk, Decimal(0))
    threshold = reporting_threshold(year)
    if not must_be_reported(paid, threshold):
        raise TaxNumberNotNeeded(
            name=str(guide), year=year, paid=in_euros(paid), threshold=in_euros(threshold) if threshold else "–"
        )
    number = "".join(number.split())
    if not is_tax_number(number):
        raise TaxNumberWrong
    row = TaxNumber.objects.filter(guide=guide).first() or TaxNumber(guide=guide)
    row.number, row.needed_for, row.recorded_on = number, year, today
    row.save()
    audit.record(Entry.TAX_NUMBER_SAVED, guide, by=by, year=year)
    return row


def is_tax_number(number: str) -> bool:
    """Eleven digits, the first not zero, the last a check digit (ISO 7064, mod 11,10)."""
    if len(number) != 11 or not number.isascii() or not number.isdigit() or number[0] == "0":
        return False
    product = 10
    for digit in number[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[10])


@transaction.atomic
def approve_trip(appointment: Appointment, *, reason: str, now: datetime, by) -> TripApproval:
    """Let one trip be paid where the rate pays kilometers only for trips approved one by one."""
    if not reason.strip():
        raise ReasonMissing
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if not appointment.travel_km:
        raise TripWithoutKilometers
    if standing_lines().filter(appointment=appointment, reversal__isnull=True).exists():
        raise TripAlreadySettled(day=date_format(appointment.on, "SHORT_DATE_FORMAT"))
    approval, created = TripApproval.objects.get_or_create(
        appointment=appointment,
        defaults={"reason": reason.strip()[:200], "approved_on": timezone.localdate(now), "by": by},
    )
    if created:
        audit.record(Entry.TRIP_APPROVED, appointment.assignment, by=by, appointment=appointment.pk)
    return approval
