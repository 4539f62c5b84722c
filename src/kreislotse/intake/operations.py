"""What the office does with a help request, from the call to the end of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.operations import record
from kreislotse.core import tokens
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.directory.models import Offer
from kreislotse.intake import counter_keys, hooks, links, queries, tasks
from kreislotse.intake.admissibility import Draft, Refusal
from kreislotse.intake.dates import days_of_series
from kreislotse.intake.entries import Entry
from kreislotse.intake.models import (
    Answer,
    ClosingReason,
    HelpRequest,
    Referral,
    ReferralOffer,
    RequestCounter,
    SeekerContact,
    SeriesWish,
)
from kreislotse.intake.rules import client_cap, slip_days
from kreislotse.intake.wished_time import check_wished_time
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.privacy.models import Consent

CONTACT_CONSENT = "seeker_contact"
CONTACT_CONSENT_VERSION = "2026-11"  # the wording stands in web/public/forms/intake.py
REPEAT_WINDOW = timedelta(minutes=10)

WITH_A_GUIDE = (HelpRequest.Wish.COMPANY, HelpRequest.Wish.INTERPRETING)

Status = HelpRequest.Status
Channel = HelpRequest.Channel


class NotAdmissible(DomainError):
    """Rules of the office stand against the request; `refusals` says which, and where there is help instead."""

    def __init__(self, refusals: Sequence[Refusal]):
        super().__init__()
        self.refusals = list(refusals)

    def __str__(self):
        return " ".join(f"{one.refusal} {one.alternative}" for one in self.refusals)


class ConsentMissing(DomainError):
    message = _(
        "Bitte stimmen Sie zu, dass wir Ihre Kontaktdaten für diese Anfrage verwenden, oder lassen Sie sie weg."
    )


class HelpRequestNotOpen(DomainError):
    message = _("Diese Anfrage ist bereits abgeschlossen.")


class ClosingBlocked(DomainError):
    """Something still hangs on the request; the message says what to do first."""


class HelpRequestOpen(DomainError):
    message = _("Diese Anfrage ist noch offen.")


class TooLateToReopen(DomainError):
    message = _("Der Abschluss kann nur am selben Tag zurückgenommen werden. Bitte nehmen Sie eine neue Anfrage auf.")


class AnswerEmpty(DomainError):
    message = _("Bitte schreiben Sie eine Antwort oder wählen Sie einen Textbaustein.")


class NoOfferChosen(DomainError):
    message = _("Bitte wählen Sie mindestens ein Angebot aus.")


class OfferNotAvailable(DomainError):
    message = _("„%(title)s“ ist nicht mehr veröffentlicht. Bitte wählen Sie ein anderes Angebot.")


class ReferralUnknown(DomainError):
    message = _("Diesen Code gibt es nicht. Bitte vergleichen Sie ihn mit dem Zettel.")


class ReferralExpired(DomainError):
    message = _("Die Frist für die Rückmeldung zu diesem Zettel ist abgelaufen. Bitte rufen Sie uns an.")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach whoever asked; everything may stay empty."""

    name: str = ""
    phone: str = ""
    email: str = ""
    best_time: str = ""
    has_consented: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.phone or self.email)


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """An appointment asked for again and again; either `number` or `until`."""

    every_weeks: int = 1
    number: int | None = None
    until: date | None = None
    skips_school_free: bool = False

    def days(self, first_on: date | None) -> list[date]:
        """The days on which something would take place, from today on where no first one is known. Raises what `days_of_series` raises."""
        days = days_of_series(
            first_on=first_on or timezone.localdate(), every_weeks=self.every_weeks, number=self.number, until=self.until,
            skips_school_free=self.skips_school_free,
        )  # fmt: skip
        return [day.on for day in days if not day.left_out]


def days_asked(repeats: Repeats | None, first_on: date | None) -> tuple[list[date], int]:
    """The days a request asks for, none while the first is to be agreed, and how many dates it asks for."""
    days = repeats.days(first_on) if repeats else [first_on]
    return (days if first_on else []), len(days)


class _ReceivedBefore(Exception):
    def __init__(self, help_request):
        self.help_request = help_request


def submit_help_request(
    *, contact: Contact, today: date, submission_digest: str = "", is_outside_district: bool = False, **facts
) -> HelpRequest:
    """Take in what a person sent with the public form. The same form sent twice gives the same request.

    `facts` are fields of `HelpRequest`; without a topic it becomes the one for „weiß ich nicht“. Raises `NotAdmissible`
    and `ConsentMissing`.
    """
    facts |= {"channel": Channel.PUBLIC_FORM, "asked_by_institution": False}
    _refuse(queries.draft_of(facts, is_outside_district), today)
    return _receive(facts, contact, today=today, by=None, submission_digest=submission_digest)


def submit_institution_request(
    *, contact: Contact, today: date, submission_digest: str = "", is_outside_district: bool = False, **facts
) -> HelpRequest:
    """Take in what an institution sent. Raises `NotAdmissible`; the contact person works there, so no consent is asked.

    Beside fields of `HelpRequest`, `facts` may hold `repeats` (a series of dates) and `counter_key`, which counts how often
    the same person is accompanied. Raises `KeyMissing` where the office asks for one.
    """
    facts |= {"channel": Channel.INSTITUTION_FORM, "asked_by_institution": True}
    facts["is_recurring"] = bool(facts.get("is_recurring") or facts.get("repeats"))
    rule = client_cap(today)
    if rule and rule.is_required and not facts.get("counter_key") and facts.get("wish") in WITH_A_GUIDE:
        raise counter_keys.KeyMissing
    facts["institution"] = queries.organization_named(facts.get("institution_name", ""))
    _refuse(queries.draft_of(facts, is_outside_district), today)
    return _receive(facts, contact, today=today, by=None, submission_digest=submission_digest)


def record_help_request(
    *, contact: Contact, today: date, by, submission_digest: str = "", is_outside_district: bool = False,
    override_reason: str = "", **facts,
) -> HelpRequest:  # fmt: skip
    """Note a request from the telephone or a visit; whoever notes it may be `responsible` for it.

    Raises `NotAdmissible` unless `override_reason` says why it is taken on all the same. `facts` are as for an institution.
    """
    facts["is_recurring"] = bool(facts.get("is_recurring") or facts.get("repeats"))
    refusals = queries.refusals_of(queries.draft_of(facts, is_outside_district), today=today)
    if refusals and not override_reason:
        raise NotAdmissible(refusals)
    if facts.get("responsible"):
        facts["status"] = Status.IN_CLARIFICATION
    return _receive(
        facts, contact, today=today, by=by, submission_digest=submission_digest,
        admitted_against=[one.rule.check_code for one in refusals], override_reason=override_reason,
    )  # fmt: skip


def _refuse(draft: Draft, today: date) -> None:
    """Raise `NotAdmissible` with sentences in the language of the page."""
    if refusals := queries.refusals_of(draft, today=today, language=get_language() or "de"):
        raise NotAdmissible(refusals)


def _receive(
    facts: dict, contact: Contact, *, today: date, by, submission_digest: str,
    admitted_against: Sequence[str] = (), override_reason: str = "",
) -> HelpRequest:  # fmt: skip
    if not contact.is_empty and not facts["asked_by_institution"] and not contact.has_consented:
        raise ConsentMissing
    check_wished_time(facts.get("wanted_on"), facts.get("wanted_at"), today=today)
    try:
        return _save_received(facts, contact, today, by, submission_digest, admitted_against, override_reason)
    except _ReceivedBefore as before:
        return before.help_request


@transaction.atomic
def _save_received(facts, contact, today, by, submission_digest, admitted_against, override_reason) -> HelpRequest:
    facts = dict(facts)
    repeats, key = facts.pop("repeats", None), facts.pop("counter_key", "")
    days, dates = days_asked(repeats, facts.get("wanted_on"))
    reference = _next_reference(today.year)  # holds the counter's lock, so the same form cannot pass here twice
    if submission_digest:
        before = HelpRequest.objects.filter(submission_digest=submission_digest).first()
        if before:
            raise _ReceivedBefore(before)

    key_digest = counter_keys.key_digest(counter_keys.usable(key)) if key else ""
    asked = days or [today] * dates
    if key_digest and (against := counter_keys.sentence_against(key_digest, asked, today=today)):
        if not override_reason:
            raise NotAdmissible([Refusal(counter_keys.refusing_rule(today), *against)])
        admitted_against = [*admitted_against, counter_keys.CHECK_CODE]

    help_request = HelpRequest(**facts, reference=reference, submission_digest=submission_digest, received_on=today)
    help_request.topic = facts.get("topic") or queries.unclear_topic()
    help_request.district_id = current_district_id()  # the secret link follows from district and reference
    help_request.secret_digest = tokens.digest(links.status_secret(help_request))
    help_request.save()
    if repeats:
        SeriesWish.objects.create(help_request=help_request, **asdict(repeats))
    if key_digest:
        counter_keys.note_use(help_request, key_digest, days, dates, today=today)
    if not contact.is_empty:
        _save_contact(help_request, contact)
    record(Entry.HELP_REQUEST_RECEIVED, help_request, by=by, channel=help_request.channel)
    if admitted_against:
        rules = ", ".join(admitted_against)
        record(Entry.HELP_REQUEST_ADMITTED, help_request, by=by, rules=rules, reason=override_reason)
    if contact.email:
        enqueue_after_commit(tasks.mail_receipt, help_request.pk)
    return help_request


def _next_reference(year: int) -> str:
    """The next number of the year, „2026-0147“: counted in this transaction, so a failure leaves no gap."""
    if not RequestCounter.objects.filter(year=year).exists():
        RequestCounter.objects.get_or_create(year=year, defaults={"last_number": _highest_number(year)})
    RequestCounter.objects.filter(year=year).update(last_number=F("last_number") + 1)
    number = RequestCounter.objects.values_list("last_number", flat=True).get(year=year)
    return f"{year}-{number:04d}"


def _highest_number(year: int) -> int:
    references = HelpRequest.objects.filter(reference__startswith=f"{year}-")
    last = references.order_by(Length("reference").desc(), "-reference").values_list("reference", flat=True).first()
    return int(last.partition("-")[2]) if last else 0


def _save_contact(help_request: HelpRequest, contact: Contact) -> None:
    consent = None
    if contact.has_consented:
        consent = Consent.objects.create(
            purpose=CONTACT_CONSENT,
            wording_version=CONTACT_CONSENT_VERSION,
            language=help_request.answer_language,
            given_at=timezone.now(),
        )
    SeekerContact.objects.create(
        help_request=help_request, consent=consent,
        name=contact.name, phone=contact.phone, email=contact.email, best_time=contact.best_time,
    )  # fmt: skip


@transaction.atomic
def note_call_address(help_request: HelpRequest, *, call_address: str, by) -> HelpRequest:
    """Note the number or the link of a conversation; only whoever has promised to come sees it."""
    help_request = _locked_open(help_request)
    help_request.call_address = call_address.strip()
    help_request.save(update_fields=["call_address"])
    record(Entry.CALL_ADDRESS_NOTED, help_request, by=by)
    return help_request


@transaction.atomic
def assign_to(help_request: HelpRequest, *, responsible, by) -> HelpRequest:
    """Make somebody responsible; a request that only arrived is now in clarification."""
    help_request = _locked_open(help_request)
    if help_request.responsible_id == responsible.pk and help_request.status != Status.RECEIVED:
        return help_request
    help_request.responsible = responsible
    if help_request.status == Status.RECEIVED:
        help_request.status = Status.IN_CLARIFICATION
    help_request.save(update_fields=["responsible", "status"])
    record(Entry.HELP_REQUEST_ASSIGNED, help_request, by=by, responsible=responsible.pk)
    return help_request


@transaction.atomic
def answer_help_request(help_request: HelpRequest, *, text: str, language: str, now: datetime, by) -> Answer:
    """Write to whoever asked: behind the status link at once, by mail where there is an address.

    The same text sent again within ten minutes is the same answer.
    """
    help_request = _locked_open(help_request)
    text = text.strip()
    if not text:
        raise AnswerEmpty
    before = help_request.answers.filter(text=text, language=language, at__gte=now - REPEAT_WINDOW).first()
    if before:
        return before
    answer = Answer.objects.create(help_request=help_request, text=text, language=language, by=by, at=now)
    _mark_answered(help_request, timezone.localtime(now).date(), by)
    record(Entry.HELP_REQUEST_ANSWERED, help_request, by=by, language=language)
    if SeekerContact.objects.filter(help_request=help_request).exclude(email="").exists():
        enqueue_after_commit(tasks.mail_answer, answer.pk)
    return answer


def _mark_answered(help_request: HelpRequest, day: date, by, status: str = Status.IN_CLARIFICATION) -> None:
    """The first answer counts for the waiting time; whoever answers a request nobody has becomes responsible."""
    help_request.answered_on = help_request.answered_on or max(day, help_request.received_on)
    help_request.responsible_id = help_request.responsible_id or by.pk
    if help_request.status in (Status.RECEIVED, Status.IN_CLARIFICATION):
        help_request.status = status
    help_request.save(update_fields=["answered_on", "responsible", "status"])


@transaction.atomic
def refer_to_offers(help_request: HelpRequest, *, offers: Iterable[Offer], today: date, by) -> Referral:
    """Send somebody to one or several offers with a slip; the same choice again on the same day is the same slip."""
    help_request = _locked_open(help_request)
    offers = list(dict.fromkeys(offers))
    if not offers:
        raise NoOfferChosen
    published = set(Offer.objects.published(today).filter(pk__in=[o.pk for o in offers]).values_list("pk", flat=True))
    for offer in offers:
        if offer.pk not in published:
            raise OfferNotAvailable(title=offer.title)
    chosen = {offer.pk for offer in offers}
    for before in help_request.referrals.filter(created_on=today).prefetch_related("targets"):
        if {target.offer_id for target in before.targets.all()} == chosen:
            return before

    referral = Referral.objects.create(
        help_request=help_request, code=_unused_code(), created_on=today, by=by,
        valid_until=today + timedelta(days=slip_days(today)),
    )  # fmt: skip
    ReferralOffer.objects.bulk_create([ReferralOffer(referral=referral, offer=offer) for offer in offers])
    _mark_answered(help_request, today, by, status=Status.REFERRED)
    record(Entry.HELP_REQUEST_REFERRED, help_request, by=by, referral=referral.pk, offers=len(offers))
    return referral


def _unused_code() -> str:
    while Referral.objects.filter(code=(code := tokens.new_code())).exists():
        continue
    return code


@transaction.atomic
def confirm_referral(code: str, *, offer: Offer, outcome: str, today: date) -> ReferralOffer:
    """The receiving office says what became of the slip. A later word corrects an earlier one until the slip ends.

    When no offer on the slip could help, the request waits again. Raises `ReferralUnknown` and `ReferralExpired`.
    """
    code = tokens.normalize_code(code)
    found = ReferralOffer.objects.select_for_update(of=("self",)).filter(referral__code=code, offer=offer)
    target = found.select_related("referral").first()
    if target is None or outcome not in ReferralOffer.Outcome.values or not outcome:
        raise ReferralUnknown
    if target.referral.valid_until < today:
        raise ReferralExpired
    if target.outcome == outcome:
        return target
    target.outcome, target.confirmed_on = outcome, today
    target.save(update_fields=["outcome", "confirmed_on"])

    help_request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=target.referral.help_request_id)
    if help_request.status == Status.REFERRED and not queries.targets_that_may_help(help_request).exists():
        help_request.status = Status.IN_CLARIFICATION
        help_request.save(update_fields=["status"])
    record(Entry.REFERRAL_CONFIRMED, help_request, offer=offer.pk, outcome=outcome)
    return target


@transaction.atomic
def close_help_request(help_request: HelpRequest, *, reason: ClosingReason, today: date, by) -> HelpRequest:
    """Close a help request for a stated reason.

    Raises `HelpRequestNotOpen` if a colleague closed it in the meantime, `ClosingBlocked` while a guide is still on it.
    """
    return _end(help_request, Status.CLOSED, reason, Entry.HELP_REQUEST_CLOSED, today, by)


@transaction.atomic
def withdraw_help_request(help_request: HelpRequest, *, today: date) -> HelpRequest:
    """Whoever asked no longer needs help. Raises `HelpRequestNotOpen` and `ClosingBlocked`."""
    reason = ClosingReason.WITHDRAWN
    return _end(help_request, Status.CANCELLED, reason, Entry.HELP_REQUEST_WITHDRAWN, today, None)


def _end(help_request, status, reason, entry, today, by) -> HelpRequest:
    help_request = _locked_open(help_request)
    for sentence in hooks.reasons_against_closing(help_request):
        raise ClosingBlocked(sentence)
    help_request.status = status
    help_request.closed_on = max(today, help_request.received_on)
    help_request.closing_reason = reason
    help_request.save(update_fields=["status", "closed_on", "closing_reason"])
    if reason != ClosingReason.HELPED:
        counter_keys.release(help_request, today=help_request.closed_on)
    hooks.after_ending(help_request, today=today, by=by)
    record(entry, help_request, by=by, reason=reason)
    return help_request


@transaction.atomic
def reopen_help_request(help_request: HelpRequest, *, today: date, by) -> HelpRequest:
    """Take a closing back on the day it happened. Raises `HelpRequestOpen` and `TooLateToReopen`."""
    help_request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=help_request.pk)
    if help_request.is_open:
        raise HelpRequestOpen
    if help_request.closed_on != today:
        raise TooLateToReopen
    if queries.targets_that_may_help(help_request).exists():
        help_request.status = Status.REFERRED
    elif help_request.responsible_id or help_request.answered_on:
        help_request.status = Status.IN_CLARIFICATION
    else:
        help_request.status = Status.RECEIVED
    help_request.closed_on, help_request.closing_reason = None, ""
    help_request.save(update_fields=["status", "closed_on", "closing_reason"])
    counter_keys.release(help_request, today=None)
    record(Entry.HELP_REQUEST_REOPENED, help_request, by=by)
    return help_request


def _locked_open(help_request: HelpRequest) -> HelpRequest:
    help_request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=help_request.pk)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    return help_request
