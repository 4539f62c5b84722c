"""What providers propose, and how the office takes it: field by field, against what is approved now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.differences import Part, word_differences
from kreislotse.core.errors import DomainError
from kreislotse.directory import asking, proposable
from kreislotse.directory.entries import Entry
from kreislotse.directory.models import CheckRequest, Offer, OfferProposal
from kreislotse.directory.operations import OfferArchived, OfferChangedMeanwhile, save_offer
from kreislotse.jobs.tasks import enqueue_after_commit

logger = logging.getLogger(__name__)
Status = OfferProposal.Status


class NothingChanged(DomainError):
    message = _("Sie haben nichts geändert. Stimmt alles, gehen Sie bitte zurück und drücken „Stimmt noch“.")


class ProposalDecided(DomainError):
    message = _("Über diesen Vorschlag wurde schon entschieden, oder ein neuerer hat ihn ersetzt. Von Ihnen wurde nichts übernommen.")  # fmt: skip


class Undecided(DomainError):
    message = _("Bitte entscheiden Sie bei jedem Feld, ob Sie es übernehmen. Es fehlt: %(fields)s.")


class PlaceIsGone(DomainError):
    message = _("Den Ort, den der Vorschlag ändert, gibt es nicht mehr. Bitte lehnen Sie dieses Feld ab und ändern Sie den Ort selbst: %(fields)s.")  # fmt: skip


# ── from the provider ───────────────────────────────────────────────────────────────────────────────


def sealed_state(offer: Offer) -> str:
    """The state a form was filled with, signed: what somebody changed is what differs from what they saw."""
    return signing.dumps([offer.pk, proposable.state(offer)], salt="kreislotse.directory.proposal", compress=True)


def opened_state(offer: Offer, sealed: str) -> dict:
    """The state in the seal; what stands in the offer now if the seal is of another offer or broken."""
    try:
        pk, state = signing.loads(sealed, salt="kreislotse.directory.proposal")
    except signing.BadSignature:
        return proposable.state(offer)
    return state if pk == offer.pk else proposable.state(offer)


def open_proposal(offer: Offer) -> OfferProposal | None:
    return offer.proposals.filter(status=Status.OPEN).first()


@transaction.atomic
def propose(
    offer: Offer,
    *,
    values: Mapping,
    seen: Mapping,
    now: datetime,
    name: str = "",
    email: str = "",
    note: str = "",
    question: CheckRequest | None = None,
    by: User | None = None,
) -> OfferProposal:
    """Keep what a provider wants changed; `values` by key, `seen` the state their form showed.

    With a `question` its link is used up. An older open proposal is replaced; the same one twice is once.
    Raises `NothingChanged`, `OfferArchived`, and what `asking.check_usable` raises.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.status != Offer.Status.PUBLISHED:
        raise OfferArchived
    if question is not None:
        asking.claim_answer(question, CheckRequest.Answer.CHANGED, now=now)
        email = email or question.address
    changes = {key: value for key, value in values.items() if key in seen and value != seen[key]}
    if not changes and not note.strip():
        raise NothingChanged
    former = open_proposal(offer)
    if former and (former.changes, former.note, former.by) == (changes, note, by):
        return former
    if former:
        former.status = Status.REPLACED
        former.save(update_fields=["status"])
    proposal = OfferProposal.objects.create(
        offer=offer, question=question, by=by, name=name, email=email or (by.email if by else ""), note=note,
        changes=changes, base={key: seen[key] for key in changes}, submitted_at=now,
    )  # fmt: skip
    audit.record(Entry.OFFER_PROPOSED, offer, by=by, proposal=proposal.pk, fields=_codes(changes))
    return proposal


def _codes(keys: Iterable[str]) -> str:
    """Names of fields without the keys of places."""
    return ", ".join(
        sorted({"-".join((key.split("-")[0], key.rpartition("-")[2])) if "-" in key else key for key in keys})
    )


# ── for the office ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Change:
    """One field of a proposal against what is approved now."""

    key: str
    label: str
    where: str
    old: list[Part]
    new: list[Part]
    seen: str
    is_conflict: bool
    is_gone: bool
    is_same: bool


def waiting_proposals() -> QuerySet[OfferProposal]:
    """Proposals the office has to decide on, the oldest first."""
    rows = OfferProposal.objects.filter(status=Status.OPEN).select_related(
        "offer__provider", "offer__responsible", "by"
    )
    return rows.order_by("submitted_at", "pk")


def compare(proposal: OfferProposal) -> list[Change]:
    """Each proposed field: now and proposed with their differences; in conflict if the office changed it meanwhile."""
    now = proposable.state(proposal.offer)
    places = {str(place.uuid): str(place) for place in proposal.offer.locations.all()}
    found = []
    for key in proposable.in_order(proposal.changes):
        value, base = proposal.changes[key], proposal.base.get(key)
        is_gone = key not in now
        current = now.get(key)
        old, new = word_differences(proposable.words_of(key, current), proposable.words_of(key, value))
        where = places.get(key.partition("-")[2].rpartition("-")[0], "") if key.startswith("place-") else ""
        found.append(
            Change(
                key, proposable.label_of(key), where, old, new, seen=proposable.words_of(key, base),
                is_conflict=is_gone or (current != base and current != value), is_gone=is_gone,
                is_same=not is_gone and current == value,
            )
        )  # fmt: skip
    return found


@transaction.atomic
def decide(
    proposal: OfferProposal,
    *,
    accepted: Iterable[str],
    rejected: Iterable[str],
    by: User,
    now: datetime,
    seen_at: datetime | None,
    is_checked: bool = True,
    message: str = "",
) -> OfferProposal:
    """Take over the `accepted` fields and refuse the `rejected` ones; together they are all fields of the proposal.

    `seen_at` is the time of the offer's last change the person has seen. `is_checked` says that the rest is right too.
    Raises `ProposalDecided`, `Undecided`, `PlaceIsGone`, `OfferArchived`, `OfferChangedMeanwhile`.
    """
    from kreislotse.directory.tasks import mail_decision

    offer = Offer.objects.select_for_update(of=("self",)).get(pk=proposal.offer_id)
    proposal = OfferProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.status != Status.OPEN:
        raise ProposalDecided
    accepted = proposable.in_order({key for key in accepted if key in proposal.changes})
    missing = [key for key in proposal.changes if key not in accepted and key not in set(rejected)]
    if missing:
        raise Undecided(fields=_labels(missing))
    if accepted or is_checked:
        if offer.status == Offer.Status.ARCHIVED:
            raise OfferArchived
        if seen_at is not None and offer.updated_at != seen_at:
            raise OfferChangedMeanwhile
        if gone := [key for key in accepted if key not in proposable.state(offer)]:
            raise PlaceIsGone(fields=_labels(gone))
        arguments = proposable.write(offer, {key: proposal.changes[key] for key in accepted})
        if is_checked:
            offer.checked_on = timezone.localdate(now)
        save_offer(offer, by=by, **arguments)
    proposal.status, proposal.accepted, proposal.message = Status.DECIDED, accepted, message
    proposal.decided_at, proposal.decided_by = now, by
    proposal.save(update_fields=["status", "accepted", "message", "decided_at", "decided_by"])
    audit.record(Entry.OFFER_PROPOSAL_DECIDED, offer, by=by, proposal=proposal.pk, accepted=_codes(accepted))
    if proposal.email:
        enqueue_after_commit(mail_decision, proposal.pk)
    return proposal


def _labels(keys: Iterable[str]) -> str:
    return ", ".join(proposable.label_of(key) for key in proposable.in_order(keys))


def compose_decision(proposal: OfferProposal, *, accepted: Iterable[str], message: str) -> asking.Mail:
    """The answer that says which fields were taken over and which not."""
    accepted, district = set(accepted), proposal.district
    with override("de"):
        text = render_to_string(
            "directory/mail/decision.txt",
            {
                "offer": proposal.offer, "district": district, "unit": district.term("unit"), "message": message,
                "accepted": _labels(key for key in proposal.changes if key in accepted),
                "refused": _labels(key for key in proposal.changes if key not in accepted),
            },
        )  # fmt: skip
        subject = _now("Ihr Vorschlag zu %(title)s") % {"title": " ".join(proposal.offer.title.split())}
    return asking.Mail(proposal.email, subject, text.strip() + "\n")


def send_decision(proposal_pk: int) -> bool:
    """The short answer to whoever proposed, once; a mail server that fails lets it be tried again."""
    rows = OfferProposal.objects.filter(pk=proposal_pk, status=Status.DECIDED, answered_at=None).exclude(email="")
    if not rows.update(answered_at=timezone.now()):
        return False
    proposal = OfferProposal.objects.select_related("offer", "district").get(pk=proposal_pk)
    mail = compose_decision(proposal, accepted=proposal.accepted, message=proposal.message)
    headers = {"Reply-To": proposal.district.email} if proposal.district.email else {}
    try:
        EmailMessage(mail.subject, mail.text, to=[mail.address], headers=headers).send()
    except (OSError, ValueError) as error:
        OfferProposal.objects.filter(pk=proposal_pk).update(answered_at=None)
        logger.warning("answer to a provider failed: %s", type(error).__name__, extra={"pk": proposal_pk})
        return False
    return True
