"""When an offer is no longer what it was, though nobody touched the offer itself.

`Offer.changed_at` is what other programs compare (`modified_after`): it moves with the offer, with what hangs on it,
with its provider and contacts, and with the names of its topics. Everything ends in `search.index_rows`, which tells
`note_changed`, so that the search and the open data never differ about what is new.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from kreislotse.directory.documents import KIND
from kreislotse.directory.models import Offer
from kreislotse.network.models import Organization
from kreislotse.search import operations as search
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup, Topic

_listeners: list[Callable[[list[int]], None]] = []


def on_changed(listener: Callable[[list[int]], None]) -> None:
    """`listener(keys)` is called after each change of offers, in its transaction: for packages above."""
    if listener not in _listeners:
        _listeners.append(listener)


def note_changed(keys: list[int]) -> None:
    """Say of the offers with these keys that they changed now."""
    Offer.objects.filter(pk__in=keys).update(changed_at=timezone.now())
    for listener in _listeners:
        listener(keys)


def organizations_changed(organizations: list[Organization]) -> None:
    """What these organizations offer, and where their people are named as contacts."""
    theirs = Q(provider__in=organizations) | Q(contacts__organization__in=organizations)
    _reread(Offer.objects.filter(pk__in=Offer.objects.filter(theirs).values("pk")))


def term_changed(term: Topic | TargetGroup | FieldOfAction) -> None:
    """What carries a topic or target group that has another name, or none any more; fields of action no offer carries."""
    if not isinstance(term, FieldOfAction):
        _reread(term.offers.all())


def _reread(offers) -> None:
    search.index_rows(KIND, offers.order_by("pk"))
