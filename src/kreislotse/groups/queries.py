"""Who may see which body, and what is on it on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.groups.models import (
    Body,
    BodyJoining,
    Contribution,
    MarketAnswer,
    MarketItem,
    Project,
    ProjectPartner,
    Seat,
    SeatHolder,
)
from kreislotse.groups.models.bodies import VOTING
from kreislotse.network.queries import represented_organizations

ROLE_ORDER = [role.value for role in Seat.Role]


def visible_bodies(*, to) -> QuerySet[Body]:
    """All for the office, else those of the partner's own organizations."""
    return Body.objects.all() if grants_of(to).allows(Permission.BODY_VIEW) else own_bodies(to)


def own_bodies(user) -> QuerySet[Body]:
    """Bodies that meet today and on which an organization `user` speaks for has a seat."""
    seats = Seat.objects.on(timezone.localdate()).filter(body=OuterRef("pk"))
    own = seats.filter(organization__in=represented_organizations(user).values("pk"))
    return Body.objects.active().filter(Exists(own))


def filtered_bodies(
    bodies: QuerySet[Body], *, text: str = "", kind: str = "", our_role: str = "", organization=None, is_ended: bool = False
) -> QuerySet[Body]:  # fmt: skip
    rows = bodies.filter(archived_on__isnull=not is_ended)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    if kind:
        rows = rows.filter(kind=kind)
    if our_role:
        rows = rows.filter(our_role=our_role)
    if organization is not None:
        rows = rows.filter(Exists(Seat.objects.filter(body=OuterRef("pk"), organization=organization)))
    return rows


def with_counts(bodies: QuerySet[Body], day: date) -> QuerySet[Body]:
    """Adds `seats_now` and `organizations_now`: how many seats are taken on that day, and by how many actors."""
    now = Q(seats__from_on__lte=day) & (Q(seats__until_on=None) | Q(seats__until_on__gte=day))
    return bodies.annotate(
        seats_now=Count("seats", filter=now & Q(seats__role__in=VOTING), distinct=True),
        organizations_now=Count("seats__organization", filter=now, distinct=True),
        joinings_open=Count("joinings", filter=Q(joinings__status=BodyJoining.Status.OPEN), distinct=True),
    )


def seats_on(body: Body, day: date) -> list[Seat]:
    """The seats of a body on a day, leading ones first, each with who sits on it as `now` (or `None`). Two queries."""
    holders = Prefetch("holders", SeatHolder.objects.on(day).order_by("-from_on", "-pk"), to_attr="holders_now")
    seats = Seat.objects.filter(body=body).on(day).select_related("organization", "stands_for__organization")
    rows = list(seats.prefetch_related(holders))
    for seat in rows:
        seat.now = seat.holders_now[0] if seat.holders_now else None
    return sorted(rows, key=lambda one: (ROLE_ORDER.index(one.role), str(one.organization or ""), one.pk))


def former_seats(body: Body, day: date) -> list[Seat]:
    """Seats that ended before a day, the last ones first. Two queries."""
    rows = Seat.objects.filter(body=body, until_on__lt=day).select_related("organization")
    return list(rows.prefetch_related("holders").order_by("-until_on", "pk"))


def seats_of(organization, day: date) -> list[Seat]:
    """Where an actor sits on a day, for its page. One query."""
    rows = Seat.objects.filter(organization=organization, body__archived_on=None).on(day).select_related("body")
    return list(rows.order_by("body__name", "pk"))


# ── projects, contributions, „Suche und Biete“ ──────────────────────────────────────────────────────


def own_projects(user) -> QuerySet[Project]:
    """Projects that an organization `user` speaks for leads or takes part in."""
    own = represented_organizations(user).values("pk")
    part = ProjectPartner.objects.filter(project=OuterRef("pk"), organization__in=own)
    return Project.objects.filter(Q(lead__in=own) | Exists(part))


def visible_projects(*, to) -> QuerySet[Project]:
    """All for the office, else those of the partner's own organizations."""
    return Project.objects.all() if grants_of(to).allows(Permission.BODY_VIEW) else own_projects(to)


def public_projects() -> QuerySet[Project]:
    """Projects the office chose to show, those that were called off apart."""
    return Project.objects.filter(is_public=True, cancelled_on=None)


def filtered_projects(
    projects: QuerySet[Project], *, today: date, text: str = "", stand: str = "", topic=None, municipality=None,
    organization=None,
) -> QuerySet[Project]:  # fmt: skip
    """The projects a list shows; an organization's are those it leads or takes part in."""
    rows = projects
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(lead__name__icontains=word))
    if stand:
        rows = rows.filter(_of_stand(stand, today))
    if topic:
        rows = rows.filter(pk__in=Project.topics.through.objects.filter(topic=topic).values("project"))
    if municipality:
        there = Project.municipalities.through.objects.filter(municipality=municipality)
        rows = rows.filter(pk__in=there.values("project"))
    if organization:
        part = ProjectPartner.objects.filter(project=OuterRef("pk"), organization=organization)
        rows = rows.filter(Q(lead=organization) | Exists(part))
    return rows


def _of_stand(stand: str, today: date) -> Q:
    """`Project.stand` as a condition of the database."""
    is_open, late = Q(finished_on=None, cancelled_on=None), Q(ends_on__lt=today)
    return {
        Project.Stand.CANCELLED: Q(cancelled_on__isnull=False),
        Project.Stand.FINISHED: Q(finished_on__isnull=False, cancelled_on=None),
        Project.Stand.PLANNED: is_open & Q(starts_on__gt=today),
        Project.Stand.OVERDUE: is_open & Q(starts_on__lte=today) & late,
        Project.Stand.RUNNING: is_open & Q(starts_on__lte=today) & ~late,
        "open": is_open,
    }.get(stand, Q())


def contributions_of(**about) -> QuerySet[Contribution]:
    """Contributions of an organization, to a body or to a project, what is still to come first."""
    rows = Contribution.objects.filter(**about).select_related("organization", "body", "project")
    return rows.order_by(F("on").desc(nulls_first=True), "-pk")


def market_items(*, today: date, text: str = "", kind: str = "", what: str = "", organization=None, stand: str = "") -> QuerySet[MarketItem]:  # fmt: skip
    """Wishes and offers with their answers; those that still stand, or those that are `over`."""
    rows = MarketItem.objects.all()
    rows = rows.exclude(pk__in=rows.standing(today).values("pk")) if stand == "over" else rows.standing(today)
    for word in text.split():
        rows = rows.filter(Q(text__icontains=word) | Q(organization__name__icontains=word))
    if kind:
        rows = rows.filter(kind=kind)
    if what:
        rows = rows.filter(what=what)
    if organization:
        rows = rows.filter(organization=organization)
    answers = MarketAnswer.objects.select_related("organization").order_by("answered_on", "pk")
    rows = rows.select_related("organization", "settled_with").prefetch_related(Prefetch("answers", answers))
    return rows.order_by("-valid_until" if stand == "over" else "valid_until", "pk")
