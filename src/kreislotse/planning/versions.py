"""Editions of the plan: begun, changed, adopted by the Kreistag, replaced by the next one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.groups.models import Resolution
from kreislotse.planning.cycles import find_cycle
from kreislotse.planning.deciding import check_decided, reference_of
from kreislotse.planning.editions import (
    VersionAdopted,
    check_unchanged,
    draft_for_change,
    living_for_change,
    locked_version,
)
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import Dependency, Measure, MeasureStatusChange, Milestone, PlanVersion
from kreislotse.planning.ordering import number_key

Status = PlanVersion.Status
WORDING = ("title", "edition", "preface", "valid_from", "valid_until")
"""What the Kreistag adopts with an edition itself; the rest are settings of the office."""
MOST_NAMED = 5


class EndsBeforeItBegins(DomainError):
    message = _("Die Fassung gilt bis zu einem Tag, der vor ihrem Beginn liegt. Bitte prüfen Sie die beiden Tage.")


class NotReadyForAdoption(DomainError):
    """`params["obstacles"]` are the sentences, one per thing that is missing."""

    message = _("„%(version)s“ kann noch nicht beschlossen werden: %(text)s")


class AdoptedInFuture(DomainError):
    message = _("Der Beschluss kann nicht in der Zukunft liegen. Bitte tragen Sie ihn ein, wenn er gefasst ist.")


class AdoptedBeforeLast(DomainError):
    message = _("Die vorige Fassung wurde am %(day)s beschlossen, diese kann nicht davor beschlossen sein.")


class NoDecisionReference(DomainError):
    message = _("Bitte nennen Sie die Nummer der Vorlage oder wählen Sie den Beschluss, damit er zu finden ist.")


class NotAdoptedYet(DomainError):
    message = _("„%(version)s“ ist noch nicht beschlossen. Den Beschluss wählen Sie, wenn Sie ihn eintragen.")


class AnotherWasAdopted(DomainError):
    message = _(
        "Inzwischen ist „%(version)s“ beschlossen, auf das dieser Entwurf nicht aufbaut. Bitte beginnen Sie den Entwurf neu aus dieser Fassung."
    )


class AnotherDraftFollows(DomainError):
    message = _(
        "Es gibt noch den Entwurf „%(draft)s“, der „%(version)s“ fortschreibt. Bitte verwerfen Sie ihn zuerst, oder beschließen Sie ihn."
    )


class DraftInUse(DomainError):
    message = _(
        "Es gibt schon einen Entwurf, der auf „%(version)s“ folgt: „%(draft)s“. Bitte arbeiten Sie dort weiter."
    )


@transaction.atomic
def begin_version(version: PlanVersion, *, by) -> PlanVersion:
    """Begin an empty edition. For one that carries the last one on see `carrying.carry_over`."""
    _check_days(version)
    version.status, version.adopted_on, version.decision_reference = Status.DRAFT, None, ""
    version.resolution = None
    version.save()
    audit.record(Entry.PLAN_BEGUN, version, by=by)
    return version


@transaction.atomic
def save_version(version: PlanVersion, *, by, seen_at: datetime | None = None, changed: list[str] = ()) -> PlanVersion:
    """Change an edition. Raises `VersionAdopted` if its wording would change after the adoption, `ChangedMeanwhile`."""
    current = living_for_change(version.pk)
    check_unchanged(version, seen_at)
    if not current.is_draft and any(getattr(current, name) != getattr(version, name) for name in WORDING):
        raise VersionAdopted(version=str(current))
    _check_days(version)
    for name in ("status", "adopted_on", "decision_reference", "resolution_id", "follows_id"):
        setattr(version, name, getattr(current, name))
    version.save()
    audit.record(Entry.PLAN_CHANGED, version, by=by, fields=", ".join(changed))
    return version


@transaction.atomic
def discard_draft(version: PlanVersion, *, by) -> None:
    """Throw a draft away with all that is in it. Raises `VersionAdopted`."""
    version = draft_for_change(version.pk)
    if version.follows_id:
        _forget_endings(version.follows)
    audit.record(Entry.PLAN_DISCARDED, version, by=by, title=str(version))
    Measure.objects.filter(version=version).delete()  # before the objectives that protect them
    version.delete()


def _forget_endings(version: PlanVersion) -> None:
    """The reasons why parts of an edition are not carried on belonged to the draft."""
    from kreislotse.planning.carrying import parts_of

    for rows in parts_of(version):
        rows.exclude(end_reason="").update(end_reason="")


def _check_days(version: PlanVersion) -> None:
    if version.valid_from and version.valid_until and version.valid_until < version.valid_from:
        raise EndsBeforeItBegins


# ── adoption ────────────────────────────────────────────────────────────────────────────────────────


def obstacles(version: PlanVersion) -> list[str]:
    """What keeps an edition from being adopted, a sentence each; empty if nothing does. Three queries."""
    measures = sorted(Measure.objects.filter(version=version), key=lambda one: number_key(one.number))
    found = []
    if not measures:
        found.append(_now("Es steht noch keine Maßnahme darin."))
    if leaderless := [one for one in measures if one.lead_id is None]:
        found.append(
            ngettext(
                "%(names)s hat keine Federführung. Bitte tragen Sie ein, wer sie übernimmt.",
                "Ohne Federführung sind: %(names)s. Bitte tragen Sie ein, wer sie übernimmt.", len(leaderless),
            ) % {"names": _named(leaderless)}
        )  # fmt: skip
    if backwards := [one for one in measures if one.starts_on and one.ends_on and one.ends_on < one.starts_on]:
        found.append(_now("Das Ende liegt vor dem Beginn bei: %(names)s.") % {"names": _named(backwards)})
    edges = Dependency.objects.filter(measure__version=version).values_list("measure", "needs")
    if cycle := find_cycle(edges):
        numbers = {one.pk: one.number for one in measures}
        chain = " → ".join(numbers.get(key, "?") for key in cycle)
        found.append(_now("Diese Maßnahmen warten im Kreis aufeinander: %(chain)s. Bitte lösen Sie eine Abhängigkeit.") % {"chain": chain})  # fmt: skip
    if version.valid_from is None:
        found.append(_now("Es fehlt der Tag, ab dem die Fassung gilt."))
    empty = version.goals.filter(objectives=None).values_list("number", flat=True)
    if numbers := sorted(empty, key=number_key):
        found.append(_now("Kein Teilziel hat: Leitziel %(numbers)s.") % {"numbers": ", ".join(numbers)})
    return found


def _named(measures: list[Measure]) -> str:
    names = ", ".join(f"{one.number} „{one.title}“" for one in measures[:MOST_NAMED])
    more = len(measures) - MOST_NAMED
    return _now("%(names)s und %(n)d weitere") % {"names": names, "n": more} if more > 0 else names


@transaction.atomic
def adopt_version(  # noqa: PLR0913
    version: PlanVersion, *, adopted_on: date, decision_reference: str = "", resolution: Resolution | None = None, today: date, by
) -> PlanVersion:  # fmt: skip
    """Record that the Kreistag adopted a draft; the edition before is replaced from now on.

    Either the reference of the paper or a resolution of one of our own bodies says where it was decided. Of two people
    who adopt at once the second hears `VersionAdopted`. Raises `NotReadyForAdoption`, `AdoptedInFuture`,
    `AdoptedBeforeLast`, `NoDecisionReference`, `AnotherWasAdopted`, `AnotherDraftFollows`, and what `check_decided` raises.
    """
    District.objects.select_for_update(no_key=True).get(pk=current_district_id())  # one adoption at a time
    version = draft_for_change(version.pk)
    if not decision_reference.strip() and resolution is None:
        raise NoDecisionReference
    if adopted_on > today:
        raise AdoptedInFuture
    check_decided(resolution, adopted_on)
    last = PlanVersion.objects.select_for_update(of=("self",)).filter(status=Status.ADOPTED).first()
    if version.follows_id and (last is None or last.pk != version.follows_id):
        raise AnotherWasAdopted(version=str(last or version.follows))
    other = PlanVersion.objects.filter(follows=last).exclude(pk=version.pk).first() if last is not None else None
    if other is not None:
        raise AnotherDraftFollows(version=str(last), draft=str(other))
    if last is not None and last.adopted_on > adopted_on:
        raise AdoptedBeforeLast(day=date_format(last.adopted_on, "j. F Y"))
    if found := obstacles(version):
        raise NotReadyForAdoption(version=str(version), text=" ".join(found), obstacles=found)

    if last is not None:
        last.status = Status.REPLACED
        last.save(update_fields=["status", "updated_at"])
        version.follows = last
        audit.record(Entry.PLAN_REPLACED, last, by=by, by_version=version.pk)
    version.status, version.adopted_on = Status.ADOPTED, adopted_on
    version.decision_reference, version.resolution = reference_of(decision_reference, resolution), resolution
    version.save(update_fields=["status", "adopted_on", "decision_reference", "resolution", "follows", "updated_at"])
    _begin_to_live(version, adopted_on, by)
    audit.record(Entry.PLAN_ADOPTED, version, by=by, on=adopted_on)
    return version


@transaction.atomic
def link_resolution(version: PlanVersion, *, resolution: Resolution | None, by) -> PlanVersion:
    """Say later by which resolution an edition was adopted, or that it was none of ours. Its reference stays.

    Raises `NotAdoptedYet`, and what `check_decided` raises.
    """
    version = locked_version(version.pk)
    if version.is_draft:
        raise NotAdoptedYet(version=str(version))
    check_decided(resolution, version.adopted_on)
    version.resolution = resolution
    version.save(update_fields=["resolution", "updated_at"])
    audit.record(Entry.PLAN_CHANGED, version, by=by, fields="resolution")
    return version


def _begin_to_live(version: PlanVersion, day: date, by) -> None:
    """What was carried on goes on as it stands in the last edition today; what was proposed is planned from now on."""
    measures = list(Measure.objects.filter(version=version).select_related("carried_from"))
    last_changes = {
        one.measure_id: one
        for one in MeasureStatusChange.objects.filter(
            measure__in=[one.carried_from_id for one in measures if one.carried_from_id]
        ).order_by("on", "pk")
    }
    changes = []
    for measure in measures:
        before, earlier = measure.status, last_changes.get(measure.carried_from_id)
        if measure.carried_from_id:
            measure.status = measure.carried_from.status
        if measure.status == Measure.Status.PROPOSED:
            measure.status = Measure.Status.PLANNED
        if earlier is not None and earlier.after == measure.status:
            changes.append(MeasureStatusChange(measure=measure, on=earlier.on, before=earlier.before, after=earlier.after, reason=earlier.reason, by=by))  # fmt: skip
        else:
            reason = _now("Beschlossen mit „%(version)s“") % {"version": str(version)}
            changes.append(MeasureStatusChange(measure=measure, on=day, before=before, after=measure.status, reason=reason[:300], by=by))  # fmt: skip
    Measure.objects.bulk_update(measures, ["status"], batch_size=500)
    MeasureStatusChange.objects.bulk_create(changes, batch_size=500)
    _take_over_milestones(version)


def _take_over_milestones(version: PlanVersion) -> None:
    """Milestones reached in the last edition while the draft was written are reached here too."""
    reached = {
        (one.measure_id, one.title): one.reached_on
        for one in Milestone.objects.filter(measure__carried_to__version=version, reached_on__isnull=False)
    }
    waiting = Milestone.objects.filter(measure__version=version, reached_on=None).select_related("measure")
    met = []
    for one in waiting:
        one.reached_on = reached.get((one.measure.carried_from_id, one.title))
        if one.reached_on:
            met.append(one)
    Milestone.objects.bulk_update(met, ["reached_on"], batch_size=500)
