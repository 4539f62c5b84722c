"""The yearly programme: the steering group chooses measures for a year and says at its end what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.models import Body, Resolution
from kreislotse.planning.deciding import check_decided, reference_of
from kreislotse.planning.editions import living_for_change
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import Measure, PlanVersion, YearlyProgramme, YearlyProgrammeEntry


class NotAdopted(DomainError):
    message = _("Ein Jahresprogramm gibt es erst, wenn die Fassung beschlossen ist.")


class NobodyChose(DomainError):
    message = _("Bitte nennen Sie das Gremium, das ausgewählt hat, und den Tag.")


class NothingChosen(DomainError):
    message = _("Bitte wählen Sie mindestens eine Maßnahme.")


class ChosenInFuture(DomainError):
    message = _("Der Tag der Auswahl liegt in der Zukunft. Bitte tragen Sie sie ein, wenn sie getroffen ist.")


class ResolutionOfAnotherBody(DomainError):
    message = _(
        "Der Beschluss %(reference)s ist von „%(body)s“. Bitte wählen Sie einen des Gremiums, das ausgewählt hat."
    )


class YearOutsideOfVersion(DomainError):
    message = _("Im Jahr %(year)d gilt diese Fassung nicht. Bitte wählen Sie ein Jahr aus ihrer Laufzeit.")


class Reviewed(DomainError):
    message = _("Das Programm %(year)d ist geprüft und bleibt, wie es ist.")


class YearNotOver(DomainError):
    message = _("Geprüft wird am Ende des Jahres, frühestens ab dem 1. Oktober %(year)d.")


class ResultMissing(DomainError):
    message = _("Bitte sagen Sie zu jeder Maßnahme, ob das Ziel des Jahres erreicht ist. Es fehlt: %(numbers)s.")


class FindingMissing(DomainError):
    message = _("Bitte schreiben Sie zu %(number)s, woran es lag, wenn das Ziel nicht ganz erreicht ist.")


@dataclass(frozen=True)
class Chosen:
    measure: Measure
    aim: str = ""
    budget_cents: int | None = None


@dataclass(frozen=True)
class Finding:
    result: str
    finding: str = ""


@transaction.atomic
def choose_programme(  # noqa: PLR0913
    version: PlanVersion, *, year: int, chosen_by: Body | None, chosen_on: date | None, text: str, chosen: Iterable[Chosen],
    decision_reference: str = "", resolution: Resolution | None = None, today: date, by,
) -> YearlyProgramme:  # fmt: skip
    """Record what the steering group chose for a year, or change it until it is reviewed.

    Raises `NotAdopted`, `NobodyChose`, `NothingChosen`, `ChosenInFuture`, `YearOutsideOfVersion`, `Reviewed`,
    `ResolutionOfAnotherBody`, and what `check_decided` raises.
    """
    version = living_for_change(version.pk)
    if version.is_draft:
        raise NotAdopted
    chosen = list(chosen)
    if chosen_by is None or chosen_on is None:
        raise NobodyChose
    if not chosen:
        raise NothingChosen
    if chosen_on > today:
        raise ChosenInFuture
    if resolution is not None and resolution.body_id != chosen_by.pk:
        raise ResolutionOfAnotherBody(reference=resolution.reference, body=resolution.body.name)
    check_decided(resolution, chosen_on)
    first = version.valid_from.year if version.valid_from else year
    last = version.valid_until.year if version.valid_until else year
    if not first <= year <= last:
        raise YearOutsideOfVersion(year=year)
    programme, _is_new = YearlyProgramme.objects.select_for_update(of=("self",)).get_or_create(
        version=version, year=year
    )
    if programme.reviewed_on:
        raise Reviewed(year=year)
    programme.chosen_by, programme.chosen_on, programme.text = chosen_by, chosen_on, text
    if decision_reference == reference_of("", programme.resolution):  # nobody's own words: they follow the resolution
        decision_reference = ""
    programme.resolution, programme.decision_reference = resolution, reference_of(decision_reference, resolution)
    programme.save()
    own = set(version.measures.values_list("pk", flat=True))
    keep = {one.measure.pk: one for one in chosen if one.measure.pk in own}
    programme.entries.exclude(measure__in=list(keep)).delete()
    for one in keep.values():
        YearlyProgrammeEntry.objects.update_or_create(
            programme=programme, measure=one.measure, defaults={"aim": one.aim, "budget_cents": one.budget_cents}
        )
    audit.record(Entry.PROGRAMME_CHOSEN, version, by=by, year=year, measures=len(keep))
    return programme


@transaction.atomic
def review_programme(programme: YearlyProgramme, *, findings: dict[int, Finding], today: date, by) -> YearlyProgramme:
    """What became of each measure in the year, by the keys of the entries. Nothing changes afterwards.

    Raises `Reviewed`, `YearNotOver`, `ResultMissing`, `FindingMissing`.
    """
    programme = YearlyProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.reviewed_on:
        raise Reviewed(year=programme.year)
    if today < date(programme.year, 10, 1):
        raise YearNotOver(year=programme.year)
    entries = list(programme.entries.select_related("measure").order_by("measure__number"))
    if without := [one.measure.number for one in entries if not findings.get(one.pk, Finding("")).result]:
        raise ResultMissing(numbers=", ".join(without))
    for one in entries:
        found = findings[one.pk]
        if found.result != YearlyProgrammeEntry.Result.REACHED and not found.finding.strip():
            raise FindingMissing(number=one.measure.number)
        one.result, one.finding = found.result, found.finding.strip()[:300]
    YearlyProgrammeEntry.objects.bulk_update(entries, ["result", "finding"])
    programme.reviewed_on = today
    programme.save(update_fields=["reviewed_on"])
    audit.record(Entry.PROGRAMME_REVIEWED, programme.version, by=by, year=programme.year)
    return programme
