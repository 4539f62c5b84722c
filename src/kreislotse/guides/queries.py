from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from kreislotse.guides.models import Guide
from kreislotse.network.models import Representation
from kreislotse.taxonomy.names import languages_named, topics_named

FOUND_AT_MOST = 8


def sees_only_own_organization(user) -> bool:
    """Whether `user` knows guides only as coordinator at their Träger."""
    roles = {role for role in grants_of(user).roles if Permission.GUIDE_VIEW in ROLE_PERMISSIONS[role]}
    return roles == {Role.PROVIDER_COORDINATOR.value}


def represented_organizations(user) -> QuerySet:
    """The keys of the organizations that `user` speaks for, as a subquery."""
    memberships = grants_of(user).membership_ids
    return Representation.objects.filter(membership_id__in=memberships).values("organization_id")


def visible_guides(*, to) -> QuerySet[Guide]:
    """The guides `to` may know of: all for the office, those of the own Träger for its coordinators, else none."""
    if not grants_of(to).allows(Permission.GUIDE_VIEW):
        return Guide.objects.none()
    if sees_only_own_organization(to):
        return Guide.objects.filter(organization_id__in=represented_organizations(to))
    return Guide.objects.all()


def guides_for_list(*, to) -> QuerySet[Guide]:
    """Visible guides with what a list row prints."""
    return visible_guides(to=to).select_related("organization", "home_municipality").prefetch_related(
        "languages__language", "areas"
    )  # fmt: skip


def find_guides(text: str, *, to) -> list[Guide]:
    """Up to eight visible guides whose name or number contains every word of `text`.

    If none does: active ones who speak a language or know a topic of that name.
    """
    if not text.strip():
        return []
    visible = visible_guides(to=to).order_by("last_name", "first_name", "pk")
    if named := list(visible.named_like(text)[:FOUND_AT_MOST]):
        return named
    topics, languages = topics_named(text), languages_named(text)
    if not topics and not languages:
        return []
    able = Q(topics__in=topics) | Q(languages__language__in=languages)
    return list(visible.filter(able, status=Guide.Status.ACTIVE).distinct()[:FOUND_AT_MOST])


def numbers_by_status(*, to) -> dict[str, int]:
    rows = visible_guides(to=to).order_by().values("status").annotate(n=Count("pk"))
    return {row["status"]: row["n"] for row in rows}


def guide_of(user) -> Guide | None:
    """The guide who logs in as `user` in the district in scope; nobody who has left."""
    if not user.is_authenticated:
        return None
    return Guide.objects.filter(user=user).exclude(status=Guide.Status.LEFT).first()
