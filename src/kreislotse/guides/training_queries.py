"""Trainings to read: for the office, for one guide, and the list of participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from kreislotse.guides.models import Guide, TrainingDate, TrainingModule, TrainingParticipant, TrainingRun
from kreislotse.guides.qualification import guide_rule, roles_of
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization
from kreislotse.guides.training import Status, attended_units


def modules_in_use() -> QuerySet[TrainingModule]:
    return TrainingModule.objects.filter(retired_on=None).order_by("kind", "title", "pk")


def visible_runs(*, to) -> QuerySet[TrainingRun]:
    """The trainings `to` may see in the office: all, or those of the own Träger and of the Kreis itself."""
    rows = TrainingRun.objects.select_related("module", "organization")
    if sees_only_own_organization(to):
        return rows.filter(Q(organization=None) | Q(organization_id__in=represented_organizations(to)))
    return rows


def with_numbers(rows: QuerySet[TrainingRun]) -> QuerySet[TrainingRun]:
    """Each run with its first and last day and how many are on the list."""
    registered = Count("participants", filter=Q(participants__status=Status.REGISTERED), distinct=True)
    waiting = Count("participants", filter=Q(participants__status=Status.WAITING), distinct=True)
    return rows.annotate(begins_on=Min("dates__on"), ends_on=Max("dates__on"), registered=registered, waiting=waiting)


def units_of(runs: Iterable[TrainingRun]) -> dict[int, int]:
    rows = (
        TrainingDate.objects.filter(run__in=[run.pk for run in runs]).order_by().values("run").annotate(n=Sum("units"))
    )
    return {row["run"]: row["n"] for row in rows}


def runs_open_for(guide: Guide, *, today: date) -> list[TrainingRun]:
    """The trainings a guide may register for by themselves, the next one first; none if the office does not allow it."""
    if not guide_rule(today).guides_may_register or guide.status == Guide.Status.LEFT:
        return []
    rows = TrainingRun.objects.filter(
        is_open=True, finished_on=None, cancelled_on=None, module__role__in=["", *roles_of(guide)]
    ).exclude(participants__in=TrainingParticipant.objects.filter(guide=guide).exclude(status=Status.WITHDRAWN))
    rows = with_numbers(rows.select_related("module", "organization")).filter(begins_on__gte=today)
    open_ones = rows.filter(Q(register_until=None) | Q(register_until__gte=today))
    return list(open_ones.prefetch_related("dates").order_by("begins_on", "pk"))


def trainings_of(guide: Guide) -> QuerySet[TrainingParticipant]:
    """What a guide is or was registered for, the latest first, with dates."""
    rows = TrainingParticipant.objects.filter(guide=guide).exclude(status=Status.WITHDRAWN)
    rows = rows.select_related("run__module", "run__organization").prefetch_related("run__dates", "attended__date")
    return rows.annotate(begins_on=Min("run__dates__on")).order_by("-begins_on", "-pk")


def certificates_of(guide: Guide) -> QuerySet[TrainingParticipant]:
    """The trainings a guide has a certificate for, the latest first."""
    rows = TrainingParticipant.objects.filter(guide=guide, certificate_on__isnull=False)
    return rows.select_related("run__module").order_by("-certificate_on", "-pk")


class Line(NamedTuple):
    """One participant as the list prints them."""

    participant: TrainingParticipant
    present: list[bool]
    units: int


@dataclass(frozen=True)
class ParticipantList:
    """A training's list: dates across, participants down."""

    run: TrainingRun
    dates: list[TrainingDate]
    lines: list[Line]
    waiting: list[TrainingParticipant]

    @property
    def units(self) -> int:
        return sum(row.units for row in self.dates)

    def columns(self) -> list[str]:
        return [
            _("Nr."), _("Nachname, Vorname"), _("Wohnort"), _("Träger"),
            *(_("%(day)s (%(units)d UE)") % {"day": f"{row.on:%d.%m.%Y}", "units": row.units} for row in self.dates),
            _("UE gesamt"), _("Ergebnis"),
        ]  # fmt: skip

    def rows(self) -> list[list]:
        return [
            [
                number, _name(line.participant), _town(line.participant), _carrier(line.participant),
                *("x" if there else "–" for there in line.present), line.units, line.participant.get_result_display(),
            ]
            for number, line in enumerate(self.lines, start=1)
        ]  # fmt: skip


def participant_list(run: TrainingRun) -> ParticipantList:
    """The list with the fields the Land's form asks for: who, from where, on which dates, how many units."""
    dates = list(run.dates.order_by("on", "starts_at", "pk"))
    rows = run.participants.exclude(status=Status.WITHDRAWN).select_related(
        "guide__home_municipality", "guide__organization"
    )
    rows = list(rows.prefetch_related("attended").order_by("name", "pk"))
    units = attended_units(run)
    lines = []
    for row in rows:
        if row.status == Status.REGISTERED:
            there = {one.date_id for one in row.attended.all()}
            lines.append(Line(row, [one.pk in there for one in dates], units.get(row.pk, 0)))
    waiting = sorted((row for row in rows if row.status == Status.WAITING), key=lambda row: (row.registered_at, row.pk))
    return ParticipantList(run, dates, lines, waiting)


def _name(row: TrainingParticipant) -> str:
    return f"{row.guide.last_name}, {row.guide.first_name}" if row.guide else row.name


def _town(row: TrainingParticipant) -> str:
    return row.guide.home_municipality.name if row.guide and row.guide.home_municipality else ""


def _carrier(row: TrainingParticipant) -> str:
    return row.guide.organization.name if row.guide and row.guide.organization else ""
