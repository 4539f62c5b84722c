"""A week's plan as it stands, for the page: read from its rows, never computed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from kreislotse.guides.models import Guide
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization, visible_guides
from kreislotse.matching.hours import open_assignments
from kreislotse.matching.models import Assignment, MatchProposal, PlanChoice, PlanLine, UnservedCause, WeekPlan
from kreislotse.matching.week import requests_of_week
from kreislotse.network.models import Organization

TOP_CAUSES = 3
WEEK_IS_DONE = (4, 16)
"""Weekday and hour from which nobody plans this week any more: Friday at four."""


@dataclass(frozen=True)
class Row:
    """One line of the plan with what was settled about it."""

    line: PlanLine
    pin: PlanChoice | None
    forbids: list[PlanChoice]

    @property
    def reasons(self) -> str:
        return ", ".join(one["text"] for one in self.line.reasons if not one["is_caution"])

    @property
    def cautions(self) -> list[str]:
        return [one["text"] for one in self.line.reasons if one["is_caution"]]


@dataclass(frozen=True)
class Group:
    """The lines of one day, or of one guide."""

    title: object
    rows: list[Row]


@dataclass(frozen=True)
class Board:
    """A week: what is open, what the plan says of it, and what is asked and promised already."""

    monday: date
    plan: WeekPlan | None
    open: int
    unserved: list[Row]
    served: list[Row]
    changes: list[Row]
    choices: list[PlanChoice]
    asked: list[MatchProposal]
    promised: list[Assignment]
    causes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> list[Group]:
        """The lines by day in order of time; those to be agreed come last."""
        ordered = sorted(
            self.served, key=lambda row: (row.line.on or date.max, str(row.line.starts_at or ""), row.line.pk)
        )
        return _grouped(ordered, lambda row: row.line.on)

    @property
    def guides(self) -> list[Group]:
        key = lambda row: (row.line.guide.last_name, row.line.guide.first_name, row.line.guide.pk)  # noqa: E731
        ordered = sorted(self.served, key=lambda row: (*key(row), row.line.on or date.max))
        return _grouped(ordered, lambda row: row.line.guide)

    @property
    def loads(self) -> Counter[int]:
        """New requests by key of the guide."""
        return Counter(row.line.guide_id for row in self.served)

    @property
    def is_outdated(self) -> bool:
        """Whether requests came or went since the plan was computed."""
        return self.plan is not None and len(self.served) + len(self.unserved) != self.open


def week_to_plan(now: datetime) -> date:
    """The Monday of the week that is planned at a moment: this one, from Friday afternoon on the next."""
    here = timezone.localtime(now)
    monday = here.date() - timedelta(days=here.weekday())
    return monday + timedelta(days=7) if (here.weekday(), here.hour) >= WEEK_IS_DONE else monday


def organization_of_plans(user) -> Organization | None:
    """Whose plan `user` works on: that of their Träger, or that of the whole office (`None`)."""
    if not sees_only_own_organization(user):
        return None
    return Organization.objects.filter(pk__in=represented_organizations(user)).order_by("pk").first()


def plans_of(user):
    """The plans `user` may work on; a Träger's coordinators those of their Träger."""
    if not sees_only_own_organization(user):
        return WeekPlan.objects.filter(organization=None)
    return WeekPlan.objects.filter(organization__in=represented_organizations(user))


def board(monday: date, *, today: date, to) -> Board:
    """The week's page. The same number of queries for three lines and three hundred."""
    organization = organization_of_plans(to)
    plan = plans_of(to).filter(monday=monday, organization=organization).first()
    guides = visible_guides(to=to)
    choices, lines = [], []
    if plan:
        choices = list(plan.choices.select_related("guide", "help_request__topic").order_by("pk"))
        lines = list(
            plan.lines.select_related(
                "guide", "changed_from", "help_request__topic", "help_request__language", "help_request__municipality"
            ).prefetch_related("nearly").order_by("pk")
        )  # fmt: skip
    rows = [_row(line, choices) for line in lines]
    unserved = [row for row in rows if row.line.guide_id is None]
    in_week = Q(help_request__wanted_on__gte=monday, help_request__wanted_on__lte=monday + timedelta(days=6))
    details = ("guide", "help_request__topic", "help_request__municipality")
    asked = MatchProposal.objects.filter(in_week, status=MatchProposal.Status.ASKED, guide__in=guides)
    promised = open_assignments().filter(in_week, guide__in=guides)
    order = ("help_request__wanted_on", "help_request__wanted_at", "pk")
    causes = Counter(row.line.cause for row in unserved).most_common(TOP_CAUSES)
    return Board(
        monday, plan, requests_of_week(monday, today=today, to=to).count(), unserved,
        [row for row in rows if row.line.guide_id],
        [row for row in rows if row.line.change and row.line.change != PlanLine.Change.NEW],
        choices, list(asked.select_related(*details).order_by(*order)),
        list(promised.select_related(*details).order_by(*order)),
        [(UnservedCause.Cause(cause).label, number) for cause, number in causes],
    )  # fmt: skip


def row_of(help_request, monday: date, *, to) -> tuple[PlanLine | None, list[PlanChoice]]:
    """The line of one request in the week's plan and what was settled about it. Two queries, one more for a Träger."""
    plan = {"plan__monday": monday, "plan__organization": organization_of_plans(to), "help_request": help_request}
    line = PlanLine.objects.filter(**plan).select_related("guide").first()
    return line, list(PlanChoice.objects.filter(**plan).select_related("guide").order_by("pk"))


def guides_to_settle(plan: WeekPlan, *, to):
    """The guides a plan may name for `to`."""
    rows = visible_guides(to=to)
    return rows.filter(organization=plan.organization_id) if plan.organization_id else rows


def _row(line: PlanLine, choices: list[PlanChoice]) -> Row:
    own = [choice for choice in choices if choice.help_request_id == line.help_request_id]
    pin = next((choice for choice in own if choice.kind == PlanChoice.Kind.PIN), None)
    return Row(line, pin, [choice for choice in own if choice.kind == PlanChoice.Kind.FORBID])


def _grouped(rows: list[Row], key) -> list[Group]:
    groups: dict[date | Guide | None, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [Group(title, own) for title, own in groups.items()]
