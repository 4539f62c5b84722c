"""Indicators are defined in versions; values are entered by hand: a number or a symbol, with all that makes them true."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.indicators.entries import Entry
from kreislotse.indicators.models import DataSource, Definition, Indicator, Observation
from kreislotse.indicators.ratios import differs, ratio

MEANING = ("text", "numerator_text", "denominator_text", "unit", "person_concept", "level", "direction")
"""What makes another number of the same name; a change of these is a new version."""


class CodeTaken(DomainError):
    message = _("Das Kürzel „%(code)s“ hat schon ein anderer Indikator. Bitte wählen Sie ein anderes.")


class NothingChanged(DomainError):
    message = _("An der Festlegung ist nichts anders. Bitte ändern Sie, was künftig anders gezählt wird.")


class ValidBeforeLast(DomainError):
    message = _("Die Fassung %(version)d gilt ab dem %(day)s. Eine neue kann erst danach beginnen.")


class NumberAndSymbol(DomainError):
    message = _("Ein Wert ist eine Zahl oder ein Zeichen. Bitte geben Sie genau eins davon an.")


class PeriodBackwards(DomainError):
    message = _("Der Zeitraum endet, bevor er beginnt. Bitte prüfen Sie die beiden Tage.")


class DenominatorNotPositive(DomainError):
    message = _("Der Nenner muss größer als null sein.")


class PartsIncomplete(DomainError):
    message = _("Zähler und Nenner gehören zusammen. Bitte tragen Sie beide ein oder lassen Sie beide weg.")


class PartsDiffer(DomainError):
    message = _(
        "Aus Zähler und Nenner ergibt sich %(computed)s, eingetragen ist %(value)s. Wenn die Quelle das so veröffentlicht, "
        "schreiben Sie es bitte in die Anmerkung."
    )


class TooManyDecimals(DomainError):
    message = _("Dieser Indikator hat höchstens %(n)d Nachkommastellen. Bitte runden Sie den Wert.")


class ObservedTwice(DomainError):
    message = _(
        "Für diesen Zeitraum gibt es schon einen Wert. Bitte berichtigen Sie ihn, statt einen zweiten einzutragen."
    )


class PlaceDoesNotFit(DomainError):
    message = _("Dieser Indikator gilt für %(level)s. Bitte wählen Sie dazu passend eine Gemeinde oder keine.")


class DefinitionOver(DomainError):
    message = _("Ab dem %(day)s gilt Fassung %(version)d. Bitte tragen Sie den Wert dort ein.")


class ObservedInFuture(DomainError):
    message = _("Der Zeitraum liegt in der Zukunft. Für Angaben, die später anfallen, gibt es das Zeichen „…“.")


@transaction.atomic
def define_indicator(indicator: Indicator, definition: Definition, *, by) -> Indicator:
    """Record a new indicator with the first version of what it means. Raises `CodeTaken`."""
    if Indicator.objects.filter(code=indicator.code).exists():
        raise CodeTaken(code=indicator.code)
    indicator.save()
    definition.indicator, definition.version = indicator, 1
    definition.save()
    audit.record(Entry.INDICATOR_DEFINED, indicator, by=by, code=indicator.code)
    return indicator


@transaction.atomic
def redefine_indicator(indicator: Indicator, definition: Definition, *, by) -> Definition:
    """A new version of what an indicator means; values already there keep theirs. Raises `NothingChanged`, `ValidBeforeLast`."""
    indicator = Indicator.objects.select_for_update(of=("self",)).get(pk=indicator.pk)
    last = indicator.definitions.order_by("-version").first()
    if all(getattr(last, name) == getattr(definition, name) for name in (*MEANING, "decimals")):
        raise NothingChanged
    if definition.valid_from <= last.valid_from:
        raise ValidBeforeLast(version=last.version, day=f"{last.valid_from:%d.%m.%Y}")
    definition.indicator, definition.version = indicator, last.version + 1
    definition.save()
    audit.record(Entry.INDICATOR_REDEFINED, indicator, by=by, version=definition.version)
    return definition


@transaction.atomic
def rename_indicator(indicator: Indicator, *, by, changed: list[str] = ()) -> Indicator:
    """Another name, field of action, or an end; what it means has its versions."""
    indicator.save(update_fields=["name", "field_of_action", "retired_on"])
    audit.record(Entry.INDICATOR_CHANGED, indicator, by=by, fields=", ".join(changed))
    return indicator


@transaction.atomic
def record_observation(observation: Observation, *, today: date, by) -> Observation:
    """Enter a value or correct one. Without a number the one of numerator and denominator is taken.

    Raises `NumberAndSymbol`, `PeriodBackwards`, `ObservedInFuture`, `DenominatorNotPositive`, `PartsIncomplete`, `PartsDiffer`,
    `TooManyDecimals`, `PlaceDoesNotFit`, `DefinitionOver`, `ObservedTwice`.
    """
    definition = Definition.objects.select_for_update(of=("self",)).get(pk=observation.definition_id)
    is_new = observation.pk is None
    _check_parts(observation)
    if observation.value is None and not observation.symbol and observation.denominator is not None:
        observation.value = ratio(
            observation.numerator, observation.denominator, unit=definition.unit, decimals=definition.decimals
        )
    _check_value(observation, definition)
    _check_time_and_place(observation, definition, today)
    same = Observation.objects.filter(
        definition=definition, period_from=observation.period_from, period_until=observation.period_until,
        municipality=observation.municipality_id, breakdown=observation.breakdown_id,
    )  # fmt: skip
    if same.exclude(pk=observation.pk).exists():
        raise ObservedTwice
    observation.save()
    entry = Entry.OBSERVATION_RECORDED if is_new else Entry.OBSERVATION_CORRECTED
    audit.record(entry, definition.indicator, by=by, observation=observation.pk)
    return observation


def source_named(name: str, *, publisher: str = "") -> DataSource:
    """The source with this name, recorded if it is new."""
    return DataSource.objects.get_or_create(name=name.strip(), defaults={"publisher": publisher.strip()})[0]


def _check_parts(observation: Observation) -> None:
    if (observation.numerator is None) != (observation.denominator is None):
        raise PartsIncomplete
    if observation.denominator is not None and observation.denominator <= 0:
        raise DenominatorNotPositive


def _check_value(observation: Observation, definition: Definition) -> None:
    if (observation.value is None) == (not observation.symbol):
        raise NumberAndSymbol
    if observation.value is None:
        return
    if observation.value != round(observation.value, definition.decimals):
        raise TooManyDecimals(n=definition.decimals)
    if observation.denominator is None or observation.note.strip():
        return
    computed = ratio(observation.numerator, observation.denominator, unit=definition.unit, decimals=definition.decimals)
    if differs(observation.value, computed, decimals=definition.decimals):
        raise PartsDiffer(computed=f"{computed}".replace(".", ","), value=f"{observation.value.normalize():f}".replace(".", ","))  # fmt: skip


def _check_time_and_place(observation: Observation, definition: Definition, today: date) -> None:
    if observation.period_until < observation.period_from:
        raise PeriodBackwards
    if observation.period_from > today:
        raise ObservedInFuture
    is_of_place = definition.level == Definition.Level.MUNICIPALITY
    if is_of_place != (observation.municipality_id is not None):
        raise PlaceDoesNotFit(level=definition.get_level_display())
    following = definition.indicator.definitions.filter(
        version__gt=definition.version, valid_from__lte=observation.period_from
    )
    if newer := following.order_by("version").first():
        raise DefinitionOver(day=f"{newer.valid_from:%d.%m.%Y}", version=newer.version)
