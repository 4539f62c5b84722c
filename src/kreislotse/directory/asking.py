"""Asking providers by mail whether their offers are still right, and what the link in that mail can do.

One question per offer, one mail per provider and address. A question is asked once for each check that is due, and once
more as a reminder; after that the offer waits in the office's list.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.directory.entries import Entry
from kreislotse.directory.models import CheckRequest, Offer, OfferProposal
from kreislotse.directory.operations import OfferArchived
from kreislotse.directory.rhythm import Rhythm, due_day, due_offers, is_due, rhythm_in_force
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.network.queries import mail_address_of

logger = logging.getLogger(__name__)
Answer = CheckRequest.Answer
MOST_FAILURES = 3


class OfferNotPublic(DomainError):
    message = _("Gefragt wird nur nach veröffentlichten Angeboten.")


class NoAddress(DomainError):
    message = _("Wir haben keine E-Mail-Adresse: weder beim Angebot noch bei einer Ansprechperson noch beim Anbieter. Bitte tragen Sie eine ein.")  # fmt: skip


class LinkUsed(DomainError):
    message = _("Dieser Link wurde schon benutzt.")


class LinkOver(DomainError):
    message = _("Dieser Link gilt nicht mehr.")


def address_of(offer: Offer) -> str:
    """Whom to ask: the offer's own address, else a contact's of the offer, the organization's, or its contact's."""
    contacts = sorted(offer.contacts.all(), key=lambda one: (not one.is_main, one.pk))
    found = [offer.email, *(one.email for one in contacts), mail_address_of(offer.provider)]
    return next(filter(None, found), "")


def with_addresses(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """What `address_of` looks at, in a constant number of queries."""
    return offers.select_related("provider").prefetch_related("contacts", "provider__contacts")


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────


def ask_due_offers(*, today: date) -> int:
    """Put the questions that are due today, remind once, and send; safe to run twice. Returns how many mails went."""
    rhythm = rhythm_in_force(today)
    if not rhythm.is_mailed:  # what a person sent by hand and the mail server refused is tried again all the same
        return send_waiting(CheckRequest.objects.exclude(asked_by=None), today=today)
    _put_questions(rhythm, today)
    sent = send_waiting(CheckRequest.objects.all(), today=today)
    if rhythm.reminder_weeks:
        sent += _remind(today=today, weeks=rhythm.reminder_weeks)
    return sent


def _put_questions(rhythm: Rhythm, today: date) -> None:
    """One question per due offer that was not asked about since its last check and can be asked."""
    due = with_last_question(due_offers(Offer.objects.filter(provider__archived_on=None), rhythm, today=today))
    for_this_check = Q(offer__checked_on=None) | Q(asked_on__gte=OuterRef("check_due_on")) | Q(expires_on__gte=today)
    asked = CheckRequest.objects.filter(for_this_check, offer=OuterRef("pk"))
    asked = asked.filter(Q(offer__checked_on=None) | Q(asked_on__gt=F("offer__checked_on")))
    due = due.filter(~Exists(asked), has_proposal=False)
    with transaction.atomic():
        _lock(due.values_list("pk", flat=True))  # `due` is asked again below: another worker may have been here first
        to_ask = [(offer, address) for offer in with_addresses(due) if (address := address_of(offer))]
        keys = [offer.pk for offer, _address in to_ask]
        for start in range(0, len(keys), 500):
            former = CheckRequest.objects.filter(offer__in=keys[start : start + 500], answer=Answer.OPEN)
            former.update(answer=Answer.REPLACED)
        rows = [_question(offer, address, today, rhythm.link_days) for offer, address in to_ask]
        CheckRequest.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _lock(keys: Iterable[int]) -> None:
    """Keep other workers from these offers until the transaction ends; in one order, so that two never wait in turn."""
    keys = sorted(keys)
    for start in range(0, len(keys), 500):
        rows = Offer.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + 500])
        list(rows.order_by("pk").values_list("pk", flat=True))


def _question(offer: Offer, address: str, today: date, days: int, by: User | None = None) -> CheckRequest:
    row = CheckRequest(
        offer=offer, address=address, asked_on=today, asked_by=by, expires_on=today + timedelta(days=days)
    )
    row.secret_digest = digest(row.make_secret())
    return row


@transaction.atomic
def ask_provider(offer: Offer, *, today: date, by: User | None) -> CheckRequest:
    """Ask about one offer now; a question still open is replaced, its link ends. The mail leaves after the commit.

    Raises `OfferNotPublic`, `NoAddress`.
    """
    from kreislotse.directory.tasks import mail_question

    Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    offer = with_addresses(Offer.objects.filter(pk=offer.pk)).get()
    if offer.status != Offer.Status.PUBLISHED:
        raise OfferNotPublic
    address = address_of(offer)
    if not address:
        raise NoAddress
    CheckRequest.objects.filter(offer=offer, answer=Answer.OPEN).update(answer=Answer.REPLACED)
    question = _question(offer, address, today, rhythm_in_force(today).link_days, by)
    question.save()
    audit.record(Entry.OFFER_ASKED, offer, by=by)
    enqueue_after_commit(mail_question, question.pk)
    return question


# ── the office's list ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Upkeep:
    """How one offer stands: when it is due, the last question, the proposal that waits."""

    due_on: date | None
    is_due: bool
    question: CheckRequest | None
    proposal: OfferProposal | None


def upkeep_of(offer: Offer, *, today: date) -> Upkeep:
    rhythm = rhythm_in_force(today)
    return Upkeep(
        due_day(offer, rhythm),
        is_due(offer, rhythm, today=today),
        offer.check_requests.order_by("-asked_on", "-pk").first(),
        offer.proposals.filter(status=OfferProposal.Status.OPEN).first(),
    )


STATES = {
    "ungefragt": _("noch nicht gefragt"),
    "gefragt": _("gefragt, keine Antwort"),
    "gescheitert": _("E-Mail ging nicht hinaus"),
    "vorschlag": _("Vorschlag liegt vor"),
}


def with_last_question(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """`offers` with `question_pk` and `question_on`, the last question since the last check, and `has_proposal`."""
    since_the_check = Q(offer__checked_on=None) | Q(asked_on__gt=F("offer__checked_on"))
    questions = CheckRequest.objects.filter(since_the_check, offer=OuterRef("pk")).order_by("-asked_on", "-pk")
    proposals = OfferProposal.objects.filter(offer=OuterRef("pk"), status=OfferProposal.Status.OPEN)
    return offers.annotate(
        question_pk=Subquery(questions.values("pk")[:1]), question_on=Subquery(questions.values("asked_on")[:1]),
        has_proposal=Exists(proposals),
    )  # fmt: skip


def in_state(offers: QuerySet[Offer], state: str) -> QuerySet[Offer]:
    """Those of `with_last_question(offers)` that stand as one of `STATES` says; all for an unknown one."""
    unsent = CheckRequest.objects.filter(pk=OuterRef("question_pk"), sent_at=None, failures__gt=0)
    match state:
        case "ungefragt":
            return offers.filter(question_pk=None, has_proposal=False)
        case "gefragt":
            return offers.filter(~Exists(unsent), question_pk__isnull=False, has_proposal=False)
        case "gescheitert":
            return offers.filter(Exists(unsent))
        case "vorschlag":
            return offers.filter(has_proposal=True)
    return offers


# ── mail ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Mail:
    address: str
    subject: str
    text: str


def waiting_mails(rows: QuerySet[CheckRequest], *, today: date) -> QuerySet[CheckRequest]:
    """Open questions whose mail has not left yet and may still be tried."""
    return rows.filter(answer=Answer.OPEN, sent_at=None, expires_on__gte=today, failures__lt=MOST_FAILURES)


def send_waiting(rows: QuerySet[CheckRequest], *, today: date) -> int:
    """Send those of `rows` that wait; each is sent by one worker only. Returns the number of mails."""
    return _send_bundles(waiting_mails(rows, today=today), "sent_at", is_reminder=False)


def _remind(*, today: date, weeks: int) -> int:
    """One reminder, for what was asked `weeks` ago, is not answered and still due."""
    rows = CheckRequest.objects.filter(
        Q(offer__checked_on=None) | Q(offer__checked_on__lt=F("asked_on")), answer=Answer.OPEN, reminded_at=None,
        sent_at__isnull=False, asked_on__lte=today - timedelta(weeks=weeks), expires_on__gt=today,
        offer__status=Offer.Status.PUBLISHED, failures__lt=MOST_FAILURES,
    )  # fmt: skip
    return _send_bundles(rows, "reminded_at", is_reminder=True)


def _send_bundles(rows: QuerySet[CheckRequest], field: str, *, is_reminder: bool) -> int:
    """One mail per provider and address; a mail server that fails is noted, and the others get theirs."""
    waiting = rows.exclude(address="").order_by("offer__provider_id", "address", "offer__search_key", "pk")
    keys = list(waiting.values_list("offer__provider_id", "address", "pk"))
    sent = 0
    for (_provider, address), group in groupby(keys, key=lambda row: row[:2]):
        mine = _claim([pk for *_rest, pk in group], field)
        if not mine:
            continue
        mail = compose(mine, is_reminder=is_reminder)
        district = mine[0].district
        headers = {"Reply-To": district.email} if district.email else {}
        try:
            EmailMessage(mail.subject, mail.text, to=[address], headers=headers).send()
        except (OSError, ValueError) as error:  # the second is an address no mail can go to
            again = CheckRequest.objects.filter(pk__in=[row.pk for row in mine])
            again.update(**{field: None}, failures=F("failures") + 1)
            logger.warning("mail to a provider failed: %s", type(error).__name__, extra={"pk": mine[0].pk})
        else:
            sent += 1
    return sent


def _claim(keys: list[int], field: str) -> list[CheckRequest]:
    """Those of the questions that nobody else is sending; they are marked as sent before they are."""
    with transaction.atomic():
        rows = CheckRequest.objects.select_for_update(of=("self",)).select_related("offer__provider", "district")
        mine = list(rows.filter(pk__in=keys, **{field: None}).order_by("offer__search_key", "pk"))
        CheckRequest.objects.filter(pk__in=[row.pk for row in mine]).update(**{field: timezone.now()})
    return [row for row in mine if row.secret]


def compose(questions: Iterable[CheckRequest], *, is_reminder: bool = False, is_preview: bool = False) -> Mail:
    """The mail for questions to one provider; a preview shows where the link will stand."""
    questions = list(questions)
    offer, district = questions[0].offer, questions[0].district
    with override("de"):
        entries = [
            {"title": row.offer.title, "link": _now("(hier steht der Link)") if is_preview else link_of(row)}
            for row in questions
        ]
        subject = _now("Stimmen Ihre Angaben noch?") if len(entries) > 1 else _now("Stimmt das noch? %(title)s") % {"title": " ".join(offer.title.split())}  # fmt: skip
        if is_reminder:
            subject = _now("Erinnerung: %(subject)s") % {"subject": subject}
        text = render_to_string(
            "directory/mail/check.txt",
            {
                "questions": entries, "provider": offer.provider, "district": district, "is_reminder": is_reminder,
                "unit": district.term("unit"), "expires_on": min(row.expires_on for row in questions),
            },
        )  # fmt: skip
    return Mail(questions[0].address, subject, text.strip() + "\n")


def preview(offer: Offer, *, today: date) -> Mail | None:
    """The mail `ask_provider` would send; `None` without an address."""
    offer = with_addresses(Offer.objects.filter(pk=offer.pk)).select_related("district").get()
    address = address_of(offer)
    if not address:
        return None
    row = _question(offer, address, today, rhythm_in_force(today).link_days)
    row.district = offer.district
    return compose([row], is_preview=True)


def link_of(question: CheckRequest) -> str:
    return question.district.base_url + reverse("partners:answer_check", args=[question.secret])


# ── the link ────────────────────────────────────────────────────────────────────────────────────────


def question_behind(secret: str) -> CheckRequest | None:
    """The question a link belongs to, whatever has become of it."""
    rows = CheckRequest.objects.select_related("offer__provider", "district")
    return rows.filter(secret_digest=digest(secret)).first()


def check_usable(question: CheckRequest, *, today: date) -> None:
    """Raises `LinkUsed`, `LinkOver` or `OfferArchived` unless the link may still answer."""
    if question.answer in (Answer.CONFIRMED, Answer.CHANGED):
        raise LinkUsed
    if question.answer == Answer.REPLACED or question.expires_on < today:
        raise LinkOver
    if question.offer.status != Offer.Status.PUBLISHED:
        raise OfferArchived


@transaction.atomic
def confirm_by_link(question: CheckRequest, *, now: datetime) -> Offer:
    """„Stimmt noch“: the provider says that everything is right. Raises as `check_usable`; a second click is `LinkUsed`."""
    today = timezone.localdate(now)
    question = claim_answer(question, Answer.CONFIRMED, now=now)
    offer = question.offer
    offer.checked_on = today
    offer.save(update_fields=["checked_on", "updated_at"])
    audit.record(Entry.OFFER_CONFIRMED, offer, question=question.pk)
    return offer


def claim_answer(question: CheckRequest, answer: str, *, now: datetime) -> CheckRequest:
    """Use up the link, inside the caller's transaction; of two clicks one succeeds. Raises as `check_usable`."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=question.offer_id)
    question = CheckRequest.objects.select_for_update(of=("self",)).get(pk=question.pk)
    question.offer = offer
    check_usable(question, today=timezone.localdate(now))
    question.answer, question.answered_at = answer, now
    question.save(update_fields=["answer", "answered_at"])
    return question


def ask_again(question: CheckRequest, *, today: date) -> bool:
    """A used or expired link asks for a new one: it goes to the address the office has, at most once a day.

    The answer on the page is always the same, so that nobody learns an address. Returns whether a mail went.
    """
    if CheckRequest.objects.filter(offer=question.offer_id, asked_on__gte=today).exists():
        return False
    try:
        ask_provider(question.offer, today=today, by=None)
    except DomainError:
        return False
    return True
