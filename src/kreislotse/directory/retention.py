"""What providers wrote goes soon after the office has decided; that they were asked, and when, stays with the offer."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from kreislotse.directory.models import CheckRequest, OfferProposal
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry


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


PROPOSALS = Expiry(RetentionRule.Kind.OFFER_PROPOSAL, proposals_over, erase_proposals)
ADDRESSES = Expiry(RetentionRule.Kind.OFFER_PROPOSAL, addresses_over, erase_addresses)
