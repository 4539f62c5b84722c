"""What a public body must offer to the archive before it deletes it: offered, answered or left unanswered, only then gone.

Which rows that are is declared with their period (`Expiry.is_offered`); they carry the key `archive_offer` (domain.md 9).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.privacy.entries import Entry
from kreislotse.privacy.models import ArchiveOffer, RetentionRule
from kreislotse.privacy.operations import days_to_keep
from kreislotse.privacy.registry import expiries


class NothingToOffer(DomainError):
    message = _("Gerade ist nichts anzubieten: Was fällig ist, steht schon in einer Anbietung.")


class OfferedInTheFuture(DomainError):
    message = _("Der Tag liegt in der Zukunft. Bitte nennen Sie den Tag, an dem Sie dem Archiv geschrieben haben.")


class AnsweredBeforeOffered(DomainError):
    message = _("Die Antwort kann nicht vor der Anbietung vom %(day)s gekommen sein, und nicht in der Zukunft.")


class AnsweredAlready(DomainError):
    message = _(
        "Zu dieser Anbietung steht die Antwort schon da. Danach wird gelöscht; zurücknehmen lässt sie sich nicht."
    )


def to_offer(today: date) -> list[QuerySet]:
    """Rows whose period is over and that no archive was asked about yet, one queryset per table.

    One query per kind of data, for its period.
    """
    offered = [expiry for expiry in expiries() if expiry.is_offered]
    days = {kind: days_to_keep(kind, today=today) for kind in {expiry.kind for expiry in offered}}
    return [
        expiry.due(today, days[expiry.kind]).filter(archive_offer=None)
        for expiry in offered
        if days[expiry.kind] is not None
    ]


@transaction.atomic
def offer_what_is_due(*, on: date, reference: str = "", today: date, by) -> ArchiveOffer:
    """Note that all that is due was offered on a day. Raises `NothingToOffer`, `OfferedInTheFuture`.

    `on` begins the time in which the archive answers; what two people offer at once stands in one offer only.
    """
    if on > today:
        raise OfferedInTheFuture
    offer = ArchiveOffer.objects.create(offered_on=on, reference=reference.strip())
    offer.number = sum(_marked(rows, offer) for rows in to_offer(today))
    if not offer.number:
        raise NothingToOffer
    offer.save(update_fields=["number"])
    audit.record(Entry.ARCHIVE_OFFERED, offer, by=by, number=offer.number, on=on)
    return offer


def _marked(rows: QuerySet, offer: ArchiveOffer) -> int:
    return rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)), archive_offer=None).update(
        archive_offer=offer
    )


@transaction.atomic
def answer_offer(offer: ArchiveOffer, *, answer: str, on: date, today: date, by) -> ArchiveOffer:
    """What the archive said; the night after, what was offered is deleted. Raises `AnsweredAlready`, `AnsweredBeforeOffered`."""
    offer = _unanswered(offer)
    if not offer.offered_on <= on <= today:
        raise AnsweredBeforeOffered(day=date_format(offer.offered_on, "j. F Y"))
    offer.answer, offer.answered_on = answer, on
    offer.save(update_fields=["answer", "answered_on"])
    audit.record(Entry.ARCHIVE_ANSWERED, offer, by=by, answer=answer)
    return offer


@transaction.atomic
def withdraw_offer(offer: ArchiveOffer, *, by) -> None:
    """It was not sent after all: what stood in it is to be offered again. Raises `AnsweredAlready`."""
    offer = _unanswered(offer)
    audit.record(Entry.ARCHIVE_OFFER_WITHDRAWN, offer, by=by)
    offer.delete()


def _unanswered(offer: ArchiveOffer) -> ArchiveOffer:
    offer = ArchiveOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.answered_on is not None:
        raise AnsweredAlready
    return offer


def silent_until(offer: ArchiveOffer, *, today: date) -> date | None:
    """The last day on which the archive can answer; after it, silence counts as „no“. `None` without a rule: then one waits."""
    days = days_to_keep(RetentionRule.Kind.ARCHIVE_ANSWER, today=today)
    return None if days is None else offer.offered_on + timedelta(days=days)
