"""What goes when an actor has long been in the archive: its people and ways to reach it. That it existed stays."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kreislotse.network.models import Contact, Organization
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry

PERSONAL = ("street", "phone", "email", "note")


def contacts_over(today: date, days: int) -> QuerySet[Contact]:
    """Contacts of actors archived `days` ago, but not those an offer that is not in the archive still names."""
    over = Contact.objects.filter(organization__archived_on__lt=today - timedelta(days=days))
    in_use = over.filter(Q(offers__isnull=False) & ~Q(offers__status="archived"))
    return over.exclude(pk__in=in_use.order_by().values("pk"))


def erase_contacts(rows: QuerySet[Contact]) -> int:
    return Contact.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[1].get("network.Contact", 0)


def actors_over(today: date, days: int) -> QuerySet[Organization]:
    """Actors archived `days` ago that still say how to reach them, or who of us knew them."""
    rest = ~Q(**dict.fromkeys(PERSONAL, "")) | Q(contact_person__isnull=False)
    return Organization.objects.filter(rest, archived_on__lt=today - timedelta(days=days))


def empty_actors(rows: QuerySet[Organization]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    return Organization.objects.filter(pk__in=keys).update(**dict.fromkeys(PERSONAL, ""), contact_person=None)


CONTACTS = Expiry(RetentionRule.Kind.NETWORK, contacts_over, erase_contacts)
ACTORS = Expiry(RetentionRule.Kind.NETWORK, actors_over, empty_actors)
