from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission
from kreislotse.audit.models import AuditEntry
from kreislotse.network.entries import Entry
from kreislotse.network.importing import same_name
from kreislotse.network.models import Agreement, Contact, Organization, Representation, Resource

SEARCH_HITS = 8
SECOND_CLICK = timedelta(seconds=30)


def represented_organizations(user) -> QuerySet[Organization]:
    """The organizations `user` speaks for in this district today; none for everybody else."""
    memberships = grants_of(user).membership_ids
    if not memberships:
        return Organization.objects.none()
    represented = Representation.objects.filter(membership__in=memberships).values("organization")
    return Organization.objects.filter(pk__in=represented)


def visible_organizations(*, to) -> QuerySet[Organization]:
    """Organizations `to` may see, the archived ones among them: all for the office, else those the person speaks for."""
    if grants_of(to).allows(Permission.NETWORK_VIEW):
        return Organization.objects.all()
    return represented_organizations(to)


def visible_contacts(*, to) -> QuerySet[Contact]:
    """Contacts `to` may see: all for the office; its own and those open to the network for an organization; else public ones."""
    grants = grants_of(to)
    if grants.allows(Permission.NETWORK_VIEW):
        return Contact.objects.all()
    public = Q(visibility=Contact.Visibility.PUBLIC)
    if grants.allows(Permission.OWN_ORGANIZATION_EDIT):
        own = Q(organization__in=represented_organizations(to).values("pk"))
        return Contact.objects.filter(public | Q(visibility=Contact.Visibility.NETWORK) | own)
    return Contact.objects.filter(public)


def contacts_first(*, to) -> Prefetch:
    """Prefetches the contacts `to` may see as `shown_contacts`, the main one first."""
    return Prefetch(
        "contacts",
        queryset=visible_contacts(to=to).order_by("-is_main", "name", "pk"),
        to_attr="shown_contacts",
    )


def find_organizations(text: str, *, to) -> list[Organization]:
    """At most eight organizations for the office's one search field, those that begin with the text first."""
    if not text.strip():
        return []
    found = visible_organizations(to=to).active().named_like(text).order_by("name", "pk")[:50]
    word = text.strip().casefold()
    return sorted(found, key=lambda one: not one.name.casefold().startswith(word))[:SEARCH_HITS]


def mail_address_of(organization: Organization) -> str:
    """Where mails to an organization go: its own address, else that of a contact, the main one first; empty without any."""
    contacts = sorted(organization.contacts.all(), key=lambda one: (not one.is_main, one.pk))
    return next(filter(None, [organization.email, *(one.email for one in contacts)]), "")


def just_recorded(organization: Organization, *, by) -> Organization | None:
    """What the same person recorded under the same name and address half a minute ago: a second click."""
    recorded = AuditEntry.objects.filter(
        entry=Entry.ORGANIZATION_RECORDED, by=by, at__gte=timezone.now() - SECOND_CLICK
    )
    same = {name: getattr(organization, name) for name in ("name", "kind", "street", "postcode", "phone", "email")}
    return Organization.objects.filter(pk__in=recorded.values("object_pk"), **same).first()


def possible_twins(organization: Organization, *, to) -> list[Organization]:
    """Organizations with the same name at the same place, or at an unknown one: is the new one there already?"""
    if just_recorded(organization, by=to):
        return []
    name, place = same_name(organization.name), organization.postcode
    known = visible_organizations(to=to).exclude(pk=organization.pk).order_by("pk")
    twins = [
        pk
        for pk, other, code in known.values_list("pk", "name", "postcode")
        if same_name(other) == name and (not place or not code or code == place)
    ]
    return list(known.filter(pk__in=twins[:5]))


def organizations_of_contact_person(user) -> QuerySet[Organization]:
    """Organizations `user` is our contact person for."""
    return Organization.objects.active().filter(contact_person=user).order_by("name", "pk")


def open_agreements(*, responsible=None) -> QuerySet[Agreement]:
    """Agreements that are not done, the next deadline first; those without a deadline last."""
    rows = Agreement.objects.filter(done_on=None).select_related("organization", "responsible")
    if responsible is not None:
        rows = rows.filter(responsible=responsible)
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def filtered_organizations(
    organizations: QuerySet[Organization],
    *,
    text: str = "",
    kind: str = "",
    topic=None,
    municipality=None,
    resource: str = "",
    contact_person=None,
    is_archived: bool = False,
) -> QuerySet[Organization]:
    """The organizations a list shows; one that sits in a municipality or works there counts as being there."""
    rows = organizations.filter(archived_on__isnull=not is_archived)
    if text:
        rows = rows.named_like(text)
    if kind:
        rows = rows.filter(kind=kind)
    if topic:
        rows = rows.filter(pk__in=Organization.topics.through.objects.filter(topic=topic).values("organization"))
    if municipality:
        served = Organization.municipalities_served.through.objects.filter(municipality=municipality)
        rows = rows.filter(Q(municipality=municipality) | Q(pk__in=served.values("organization")))
    if resource:
        rows = rows.filter(pk__in=Resource.objects.filter(kind=resource).values("organization"))
    if contact_person:
        rows = rows.filter(contact_person=contact_person)
    return rows


def colleagues(day: date) -> QuerySet[User]:
    """Who can be our contact person for an organization: people with a role that sees the network."""
    roles = [role for role, granted in ROLE_PERMISSIONS.items() if Permission.NETWORK_VIEW in granted]
    members = Membership.objects.valid_on(day).filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=members, is_active=True).order_by("name", "pk")
