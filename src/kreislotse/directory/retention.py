"""What providers wrote goes soon after the office has decided; that they were asked, and when, stays with the offer."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from kreislotse.directory.models import CheckRequest, Offer, OfferProposal, TranslationFile
from kreislotse.imports import external, storage
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry, unheld


def proposals_over(today: date, days: int) -> QuerySet[OfferProposal]:
    """Proposals decided `days` ago, and those a newer one replaced that long ago."""
    day = today - timedelta(days=days)
    replaced = Q(status=OfferProposal.Status.REPLACED, submitted_at__date__lte=day)
    return OfferProposal.objects.filter(replaced | Q(decided_at__date__lte=day))


def addresses_over(today: date, days: int) -> QuerySet[CheckRequest]:
    """Questions that were answered or ran out `days` ago and still know the address, but none of an open proposal."""
    day = today - timedelta(days=days)
    waits = OfferProposal.objects.filter(question=OuterRef("pk"), status=OfferProposal.Status.OPEN)
    rows = CheckRequest.objects.filter(Q(answered_at__date__lte=day) | Q(expires_on__lte=day))
    return rows.exclude(address="").filter(~Exists(waits))


def erase_proposals(rows: QuerySet[OfferProposal]) -> int:
    return rows.delete()[0]


def erase_addresses(rows: QuerySet[CheckRequest]) -> int:
    """The row stays without the address: it says that the provider was asked, and keeps us from asking again."""
    keys = list(rows.values_list("pk", flat=True))
    return CheckRequest.objects.filter(pk__in=keys).update(address="")


def files_over(today: date, days: int) -> QuerySet[TranslationFile]:
    return TranslationFile.objects.filter(received_at__date__lte=today - timedelta(days=days))


def erase_files(rows: QuerySet[TranslationFile]) -> int:
    for name in rows.exclude(stored_as="").values_list("stored_as", flat=True):
        storage.discard(name)
    return rows.delete()[0]


FILES = Expiry(RetentionRule.Kind.IMPORT, files_over, erase_files)
PROPOSALS = Expiry(RetentionRule.Kind.OFFER_PROPOSAL, proposals_over, erase_proposals)
ADDRESSES = Expiry(RetentionRule.Kind.OFFER_PROPOSAL, addresses_over, erase_addresses)


def offers_over(today: date, days: int) -> QuerySet[Offer]:
    """Offers in the archive that nobody has touched for `days`, and that no record holds that must stay (a slip)."""
    return unheld(Offer.objects.filter(status=Offer.Status.ARCHIVED, updated_at__date__lt=today - timedelta(days=days)))


def erase_offers(rows: QuerySet[Offer]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    external.forget(Offer, keys)
    return Offer.objects.filter(pk__in=keys).delete()[1].get("directory.Offer", 0)


OFFERS = Expiry(RetentionRule.Kind.DIRECTORY, offers_over, erase_offers)
