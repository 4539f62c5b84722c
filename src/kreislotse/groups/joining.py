"""New partners: who asks for a seat on the public page, and what the office answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.entries import Entry
from kreislotse.groups.letters import Letter, as_message
from kreislotse.groups.models import Body, BodyJoining, Seat
from kreislotse.groups.operations import Person, give_seat
from kreislotse.groups.sending import MOST_FAILURES, send_once
from kreislotse.network.models import Organization

Status = BodyJoining.Status


class TakesNoPartners(DomainError):
    message = gettext_lazy("Dieses Gremium nimmt zurzeit niemanden auf. Bitte rufen Sie uns an.")


class DecidedAlready(DomainError):
    message = gettext_lazy("Über diese Bitte ist schon entschieden.")


class AnswerMissing(DomainError):
    message = gettext_lazy(
        "Bitte schreiben Sie einen Satz, warum es nicht geht. Wer gefragt hat, bekommt ihn per Mail."
    )


def public_bodies():
    """Bodies the public page shows: public and not ended."""
    return Body.objects.active().filter(is_public=True)


@transaction.atomic
def ask_for_seat(  # noqa: PLR0913
    body: Body, *, organization_name: str, name: str, function: str, email: str, phone: str, reason: str, language: str,
    submission_digest: str, now: datetime,
) -> BodyJoining:  # fmt: skip
    """Take in that an organization wants to take part. The same form sent twice is kept once. Raises `TakesNoPartners`."""
    if not public_bodies().filter(pk=body.pk, takes_partners=True).exists():
        raise TakesNoPartners
    if sent := BodyJoining.objects.filter(submission_digest=submission_digest).first():
        return sent
    known = Organization.objects.active().filter(name__iexact=organization_name.strip()).order_by("pk").first()
    joining = BodyJoining(
        body=body, organization=known, organization_name=organization_name.strip(), name=name.strip(), function=function,
        email=email, phone=phone, reason=reason, language=language, asked_at=now, submission_digest=submission_digest,
    )  # fmt: skip
    joining.save()
    return joining


@transaction.atomic
def accept_joining(joining: BodyJoining, *, organization: Organization | None, role: str, today: date, by) -> Seat:
    """Give the seat that was asked for; without an organization a new one is recorded under the name that was given.

    Raises `DecidedAlready`, and what `give_seat` raises: then nothing is decided.
    """
    joining = _undecided(joining)
    if organization is None:
        organization = Organization(name=joining.organization_name, kind=Organization.Kind.OTHER)
        organization.save()
    person = Person(joining.name, joining.function, joining.email, joining.phone)
    seat = give_seat(joining.body, organization=organization, role=role, from_on=today, person=person, by=by)
    joining.organization, joining.status, joining.decided_on = organization, Status.ACCEPTED, today
    joining.save()
    audit.record(Entry.JOINING_ACCEPTED, joining.body, by=by, joining=joining.pk)
    transaction.on_commit(partial(_write, joining))
    return seat


@transaction.atomic
def decline_joining(joining: BodyJoining, *, answer: str, today: date, by) -> BodyJoining:
    """Say no, with a sentence that goes to whoever asked. Raises `AnswerMissing`, `DecidedAlready`."""
    if not answer.strip():
        raise AnswerMissing
    joining = _undecided(joining)
    joining.status, joining.decided_on, joining.answer = Status.DECLINED, today, answer.strip()
    joining.save()
    audit.record(Entry.JOINING_DECLINED, joining.body, by=by, joining=joining.pk)
    transaction.on_commit(partial(_write, joining))
    return joining


def _undecided(joining: BodyJoining) -> BodyJoining:
    rows = BodyJoining.objects.select_for_update(of=("self",)).select_related("body")
    joining = rows.get(pk=joining.pk)
    if joining.status != Status.OPEN:
        raise DecidedAlready
    return joining


# ── the answer by mail ──────────────────────────────────────────────────────────────────────────────


def send_answers(*, now: datetime) -> int:
    """Send the answers that wait, also those that did not go before; returns how many went."""
    rows = BodyJoining.objects.exclude(status=Status.OPEN).filter(mailed_at=None, failures__lt=MOST_FAILURES)
    return sum(_write(joining, now=now) for joining in rows.select_related("body").order_by("pk"))


def answers_that_failed(today: date) -> QuerySet[BodyJoining]:
    """Answers of the last two weeks that no mail server took on: the office writes or calls itself."""
    rows = BodyJoining.objects.exclude(status=Status.OPEN).filter(mailed_at=None, failures__gte=MOST_FAILURES)
    return rows.filter(decided_on__gte=today - timedelta(days=14)).order_by("decided_on", "pk")


def _write(joining: BodyJoining, *, now: datetime | None = None) -> bool:
    """Send one answer; a server that is away changes nothing of the decision, and it is tried again."""
    district = current_district()
    return send_once(joining, "mailed_at", partial(_answer, joining, district), now=now or timezone.now())


def _answer(joining: BodyJoining, district: District) -> EmailMessage:
    """The answer in the language of the page."""
    with override(joining.language):
        names = {"name": joining.name, "body": joining.body.name, "organization": joining.organization_name}
        if joining.status == Status.ACCEPTED:
            subject = _("Willkommen in: %(body)s") % names
            text = _(
                "Guten Tag %(name)s,\n\nschön, dass Sie dabei sind: %(organization)s hat jetzt einen Platz in „%(body)s“. "
                "Zur nächsten Sitzung laden wir Sie ein."
            ) % names  # fmt: skip
        else:
            subject = _("Ihre Anfrage: %(body)s") % names
            text = (
                _("Guten Tag %(name)s,\n\nvielen Dank für Ihr Interesse an „%(body)s“. Leider geht es zurzeit nicht:")
                % names
            )
            text += f"\n\n{joining.answer}"
        text += f"\n\n{district.term('unit')}\n{district.phone}\n{district.email}\n"
    return as_message(Letter(subject, text), joining.email, district=district)
