"""Closing a month: casework becomes counts, and nothing in the counts leads back."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.operations import record
from kreislotse.casefacts.entries import Entry
from kreislotse.casefacts.models import (
    AssignmentFact,
    CauseFact,
    LanguageFact,
    MonthClosing,
    ProviderLanguageFact,
    ReferralFact,
    RequestFact,
    SearchFact,
    WaitingBand,
)
from kreislotse.core.dates import first_of_month, next_month
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.intake.models import ClosingReason, HelpRequest, ReferralOffer
from kreislotse.matching.models import Appointment, UnservedCause
from kreislotse.places.models import Municipality


class MonthNotOver(DomainError):
    message = _("Der %(month)s ist noch nicht vorbei. Sie können ihn ab dem %(day)s abschließen.")


class MonthAlreadyClosed(DomainError):
    message = _("Der %(month)s ist schon abgeschlossen. Seine Zahlen ändern sich nicht mehr.")


class EarlierMonthOpen(DomainError):
    message = _("Bitte schließen Sie zuerst den %(month)s ab: Monate werden der Reihe nach abgeschlossen.")


class MonthStaysClosed(DomainError):
    message = _(
        "Der %(month)s bleibt abgeschlossen, damit veröffentlichte Zahlen stimmen. Tragen Sie den Termin einfach nach: "
        "Er zählt im %(open_month)s und wird dort als Nachtrag ausgewiesen."
    )


def month_name(month: date) -> str:
    return date_format(month, "F Y")


def close_month(month: date, *, today: date, by) -> MonthClosing:
    """Freeze the counts of `month` (its first day); afterwards late entries count in a later month.

    Raises `MonthNotOver`, `MonthAlreadyClosed` or `EarlierMonthOpen`. Two people closing at once: one wins, the
    other hears `MonthAlreadyClosed`.
    """
    month = first_of_month(month)
    with transaction.atomic():
        district = lock_months()
        if MonthClosing.objects.filter(month=month).exists():
            raise MonthAlreadyClosed(month=month_name(month))
        if month >= first_of_month(today):
            raise MonthNotOver(month=month_name(month), day=date_format(next_month(month), "j. F Y"))
        if (first := first_open_month(today=today)) < month:
            raise EarlierMonthOpen(month=month_name(first))
        try:
            closing = MonthClosing.objects.create(
                month=month, closed_at=timezone.now(), threshold=district.suppression_threshold, by=by
            )
        except IntegrityError as error:
            raise MonthAlreadyClosed(month=month_name(month)) from error
        for facts in (
            request_facts(month),
            language_facts(month),
            assignment_facts(month),
            provider_language_facts(month),
            cause_facts(month),
            referral_facts(month),
        ):
            if facts:
                type(facts[0]).objects.bulk_create(facts)
        record(Entry.MONTH_CLOSED, closing, by=by, month=month)
    return closing


def reopen_month(month: date, *, today: date) -> None:
    """Always refuses: a published number must not change. The sentence says how a late entry counts."""
    raise MonthStaysClosed(month=month_name(month), open_month=month_name(open_month_for(month, today=today)))


def lock_months() -> District:
    """Make closing a month and counting an appointment wait for each other (the district's row is the lock)."""
    return District.objects.select_for_update(of=("self",)).get(pk=current_district_id())


def first_open_month(*, today: date) -> date:
    """The earliest month that is not closed and has anything to count; the current one if there is nothing."""
    last = MonthClosing.objects.order_by("-month").values_list("month", flat=True).first()
    if last:
        return next_month(last)
    ended = (
        HelpRequest.objects.filter(closed_on__isnull=False).order_by("closed_on").values_list("closed_on", flat=True)
    )
    counted = Appointment.objects.filter(counted_in__isnull=False).order_by("counted_in")
    days = [day for day in (ended.first(), counted.values_list("counted_in", flat=True).first()) if day]
    return min([first_of_month(day) for day in days], default=first_of_month(today))


def counted_before() -> date:
    """The first day of the month after the last closed one; before any closing, a day nothing ended before."""
    last = MonthClosing.objects.order_by("-month").values_list("month", flat=True).first()
    return next_month(last) if last else date.min


def open_month_for(day: date, *, today: date | None = None) -> date:
    """The month an appointment of `day` counts in: its own while that is open, else the first open one after it."""
    month = first_of_month(day)
    last = MonthClosing.objects.order_by("-month").values_list("month", flat=True).first()
    return month if last is None or month > last else next_month(last)


def month_for_appointment(day: date) -> date:
    """`open_month_for` inside the transaction that records an appointment, safe against a closing at the same time."""
    lock_months()
    return open_month_for(day)


def waiting_band(received_on: date, answered_on: date | None) -> WaitingBand:
    if answered_on is None:
        return WaitingBand.NONE
    days = max((answered_on - received_on).days, 0)
    for limit, band in (
        (0, WaitingBand.SAME_DAY),
        (3, WaitingBand.TO_3),
        (7, WaitingBand.TO_7),
        (28, WaitingBand.TO_28),
    ):
        if days <= limit:
            return band
    return WaitingBand.LONGER


def _ended_in(month: date):
    return HelpRequest.objects.filter(closed_on__gte=month, closed_on__lt=next_month(month)).exclude(
        closing_reason="duplicate"
    )


def request_facts(month: date) -> list[RequestFact]:
    """The month's counts of ended requests, unsaved, in the order of their categories (not of casework)."""
    rows = _ended_in(month).values_list(
        "topic__code", "municipality_id", "received_on", "answered_on", "closing_reason", "asked_by_institution"
    )
    counts = Counter(
        (topic, place, waiting_band(received, answered).value, outcome, institution)
        for topic, place, received, answered, outcome, institution in rows.iterator()
    )
    return [
        RequestFact(
            month=month, topic=topic, municipality_id=place, waiting_band=band, outcome=outcome,
            asked_by_institution=institution, number=number,
        )
        for (topic, place, band, outcome, institution), number in sorted(counts.items(), key=_order)
    ]  # fmt: skip


def language_facts(month: date) -> list[LanguageFact]:
    """The month's counts of ended requests by group of languages and area of topics."""
    counts = Counter(_ended_in(month).values_list("language__group", "topic__group").iterator())
    return [
        LanguageFact(month=month, language_group=language or "", topic_group=group, number=number)
        for (language, group), number in sorted(counts.items(), key=_order)
    ]


def cause_facts(month: date) -> list[CauseFact]:
    """The month's counts of requests for which nobody was available, by what stood against it.

    The language is counted only where it was missing, the place only where nobody comes there.
    """
    cause = UnservedCause.Cause
    rows = UnservedCause.objects.filter(
        help_request__in=_ended_in(month), help_request__closing_reason=ClosingReason.NO_GUIDE
    )
    counts = Counter(
        (
            kind,
            (group or "") if kind == cause.LANGUAGE else "",
            place if kind == cause.AREA else None,
        )
        for kind, group, place in rows.values_list(
            "cause", "help_request__language__group", "help_request__municipality_id"
        ).iterator()
    )
    return [
        CauseFact(month=month, cause=kind, language_group=group, municipality_id=place, number=number)
        for (kind, group, place), number in sorted(counts.items(), key=_order)
    ]


def referral_facts(month: date) -> list[ReferralFact]:
    """The month's counts of requests that an institution asked and that were referred to another organization's offers."""
    ended = _ended_in(month).exclude(institution=None)
    rows = ReferralOffer.objects.filter(referral__help_request__in=ended).values_list(
        "referral__help_request", "referral__help_request__institution", "offer__provider"
    )
    counts = Counter((asked_by, provider) for _request, asked_by, provider in rows.distinct() if asked_by != provider)
    return [
        ReferralFact(month=month, asked_by_id=asked_by, provider_id=provider, number=number)
        for (asked_by, provider), number in sorted(counts.items())
    ]


def assignment_facts(month: date) -> list[AssignmentFact]:
    """The month's appointments and minutes, late entries included and marked."""
    rows = Appointment.objects.filter(counted_in=month).values_list(
        "assignment__help_request__topic__code", "assignment__help_request__municipality_id", "assignment__role",
        "outcome", "assignment__funding_source__name", "assignment__provider_id", "on", "duration_minutes", "persons",
    )  # fmt: skip
    sums: dict[tuple, list[int]] = {}
    for topic, place, role, outcome, funding, provider, on, minutes, persons in rows.iterator():
        happened = outcome == Appointment.Outcome.TOOK_PLACE
        kind = (topic, place, role, outcome, funding or "", provider, first_of_month(on) != month)
        entry = sums.setdefault(kind, [0, 0, 0])
        entry[0] += 1
        entry[1] += minutes if happened else 0
        entry[2] += persons if happened else 0
    return [
        AssignmentFact(
            month=month, topic=topic, municipality_id=place, role=role, outcome=outcome, funding_source=funding,
            provider_id=provider, is_provider_known=True, is_late_entry=late, appointments=appointments, minutes=minutes,
            persons=persons,
        )
        for (topic, place, role, outcome, funding, provider, late), (appointments, minutes, persons) in sorted(
            sums.items(), key=_order
        )
    ]  # fmt: skip


def provider_language_facts(month: date) -> list[ProviderLanguageFact]:
    """The month's company that took place, by the provider of the guide and the group of languages asked for."""
    happened = Appointment.objects.filter(counted_in=month, outcome=Appointment.Outcome.TOOK_PLACE)
    sums: dict[tuple, list[int]] = {}
    for provider, language, minutes in happened.values_list(
        "assignment__provider_id", "assignment__help_request__language__group", "duration_minutes"
    ).iterator():
        entry = sums.setdefault((provider, language or ""), [0, 0])
        entry[0] += 1
        entry[1] += minutes
    return [
        ProviderLanguageFact(
            month=month, provider_id=provider, language_group=language, appointments=appointments, minutes=minutes
        )
        for (provider, language), (appointments, minutes) in sorted(sums.items(), key=_order)
    ]


def _order(item):
    return tuple((value is None, value or 0) if not isinstance(value, str) else (False, value) for value in item[0])


def record_search_without_hit(
    *, topic_code: str, municipality: Municipality | None, language: str, today: date
) -> None:
    """Count a search that found nothing, by month, topic, place and language of the page; the words are not kept."""
    key = {
        "month": first_of_month(today), "topic": topic_code, "municipality": municipality, "language": language,
    }  # fmt: skip
    if SearchFact.objects.filter(**key).update(number=F("number") + 1):
        return
    try:
        with transaction.atomic():
            SearchFact.objects.create(**key, number=1)
    except IntegrityError:  # somebody else's search was the first of the month
        SearchFact.objects.filter(**key).update(number=F("number") + 1)
