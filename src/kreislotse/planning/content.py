"""The plan as plain data: one shape for public pages, council paper, spreadsheet, open data and frozen reports.

Everything in it can be kept as JSON: dates are ISO 8601 texts, money whole cents, values decimal texts. Names of offices
stand in it, never of persons. The number of queries is the same for 30 measures and for 3,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q

from kreislotse.indicators.models import Observation
from kreislotse.indicators.queries import LastValue
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    Goal,
    IndicatorTarget,
    Measure,
    MeasureStatusChange,
    Milestone,
    Objective,
    PlanTranslation,
    PlanVersion,
    ProgressReport,
)
from kreislotse.planning.ordering import number_key
from kreislotse.planning.plan_queries import make_row
from kreislotse.taxonomy.models import FieldOfAction

FORMAT = 1  # of the shape below; frozen reports say by which they were made


def plan_content(version: PlanVersion, *, today: date) -> dict:
    """The whole edition as it stands on `today`, with what only the office may see (`public_content` takes it out)."""
    goals = list(
        Goal.objects.filter(version=version).select_related("carried_from").prefetch_related("fields_of_action")
    )
    rows = Objective.objects.filter(goal__version=version).select_related("carried_from")
    measures = _measures(version)
    parts = _parts_of_measures(version, measures)
    targets = Targets(version)
    below = defaultdict(list)
    for objective in rows.prefetch_related("target_groups"):
        below[objective.goal_id].append(objective)
    goal_of = {goal.pk: str(goal.uuid) for goal in goals}
    return {
        "format": FORMAT,
        "uuid": str(version.uuid),
        "title": version.title,
        "edition": version.edition,
        "status": version.status,
        "valid_from": _day(version.valid_from),
        "valid_until": _day(version.valid_until),
        "adopted_on": _day(version.adopted_on),
        "decision_reference": version.decision_reference,
        "preface": version.preface,
        "as_of": _day(today),
        "fields_of_action": [
            {"code": field.code, "name": field.name, "is_cross_cutting": field.is_cross_cutting}
            for field in FieldOfAction.objects.order_by("sort_order", "name", "pk")
        ],
        "goals": [
            {
                "uuid": str(goal.uuid),
                "number": goal.number,
                "title": goal.title,
                "text": goal.text,
                "fields_of_action": _codes(goal.fields_of_action.all()),
                "carried_from": str(goal.carried_from.uuid) if goal.carried_from else None,
                "objectives": [
                    _objective(objective, targets) for objective in sorted(below[goal.pk], key=lambda one: number_key(one.number))
                ],
            }
            for goal in sorted(goals, key=lambda one: number_key(one.number))
        ],
        "measures": [
            _measure(measure, parts, targets, goal_of, version, today) for measure in sorted(measures, key=lambda one: number_key(one.number))
        ],
    }  # fmt: skip


def public_content(content: dict) -> dict:
    """What everybody may read: no refusals, no asked partners, no money that nobody granted yet."""
    return content | {"measures": [_public_measure(one) for one in content["measures"]]}


def _public_measure(measure: dict) -> dict:
    return measure | {
        "partners": [one for one in measure["partners"] if one["state"] == Commitment.State.PROMISED],
        "funding": [one for one in measure["funding"] if one["state"] == FundingShare.State.GRANTED],
    }


def objectives(content: dict) -> list[dict]:
    return [one for goal in content["goals"] for one in goal["objectives"]]


def in_municipality(content: dict, ags: str) -> dict:
    """The measures that reach one municipality: its own, and those of the whole Kreis."""
    reached = [
        one for one in content["measures"] if not one["places"] or ags in {place["ags"] for place in one["places"]}
    ]
    return content | {"measures": reached}


def translated(content: dict, version: PlanVersion, language: str) -> dict:
    """Titles and texts in `language` where there are any; `language` of each thing says in which they now are."""
    if language == "de":
        return content
    rows = PlanTranslation.objects.filter(language=language)
    ways = {"goal": "goal__version", "objective": "objective__goal__version", "measure": "measure__version"}
    found = {
        uuid: (title, text)
        for way, path in ways.items()
        for uuid, title, text in ((str(u), t, x) for u, t, x in rows.filter(**{path: version}).values_list(f"{way}__uuid", "title", "text"))
    }  # fmt: skip
    own = rows.filter(version=version).values_list("title", "text").first()

    def said(thing: dict) -> dict:
        title, text = found.get(thing["uuid"], ("", ""))
        return thing | ({"title": title, "text": text or thing["text"], "language": language} if title else {})

    goals = [said(goal) | {"objectives": [said(one) for one in goal["objectives"]]} for goal in content["goals"]]
    head = {"title": own[0], "preface": own[1] or content["preface"], "language": language} if own and own[0] else {}
    return content | head | {"goals": goals, "measures": [said(one) for one in content["measures"]]}


# ── measures and what hangs on them ─────────────────────────────────────────────────────────────────


def _measures(version: PlanVersion) -> list[Measure]:
    rows = Measure.objects.filter(version=version).select_related("lead", "objective", "carried_from")
    return list(
        rows.prefetch_related(
            "fields_of_action", "target_groups", "municipalities", "also_serves",
        )
    )  # fmt: skip


def _parts_of_measures(version: PlanVersion, measures: list[Measure]) -> dict[str, dict]:
    """Kind → key of the measure → its rows, or its last row where only that counts."""
    earlier = [one.carried_from_id for one in measures if one.carried_from_id]
    reports = ProgressReport.objects.filter(Q(measure__version=version) | Q(measure__in=earlier))
    reports = list(reports.order_by("on", "pk"))

    def rows(model, *order):
        return model.objects.filter(measure__version=version).order_by(*order, "pk")

    def all_of(found: Iterable) -> dict:
        kept = defaultdict(list)
        for row in found:
            kept[row.measure_id].append(row)
        return kept

    return {
        "milestones": all_of(rows(Milestone, "due_on")),
        "funding": all_of(rows(FundingShare, "year", "source")),
        "partners": all_of(rows(Commitment, "organization__name").select_related("organization")),
        "depends_on": all_of(rows(Dependency).select_related("needs")),
        "status": {row.measure_id: row for row in rows(MeasureStatusChange, "on")},
        "report": {row.measure_id: row for row in reports},
        "words": {row.measure_id: row for row in reports if row.is_released},
    }


def _measure(  # noqa: PLR0913
    measure: Measure, parts: dict, targets: Targets, goal_of: dict, version: PlanVersion, today: date
) -> dict:  # fmt: skip
    key = measure.pk
    changed = parts["status"].get(key)
    # Of what is carried on the last report in the edition before holds.
    report, words = (parts[kind].get(key) or parts[kind].get(measure.carried_from_id) for kind in ("report", "words"))
    measure.version = version  # the same for all; its thresholds say what is late
    found = make_row(
        measure, today=today, milestones=parts["milestones"].get(key, ()), needs=parts["depends_on"].get(key, ()), change=changed,
        report=report, targets=targets.facts(measure), fields_of_action=(), municipalities=(),
    ).found  # fmt: skip
    return {
        "uuid": str(measure.uuid),
        "number": measure.number,
        "title": measure.title,
        "text": measure.text,
        "weight": measure.weight,
        "goal": goal_of[measure.objective.goal_id],
        "objective": str(measure.objective.uuid),
        "also_serves": sorted(str(one.uuid) for one in measure.also_serves.all()),
        "fields_of_action": _codes(measure.fields_of_action.all()),
        "target_groups": sorted(one.name for one in measure.target_groups.all()),
        "places": sorted(({"ags": one.ags, "name": one.name} for one in measure.municipalities.all()), key=lambda one: one["name"]),
        "lead": measure.lead.name if measure.lead else "",
        "starts_on": _day(measure.starts_on),
        "ends_on": _day(measure.ends_on),
        "is_ongoing": measure.is_ongoing,
        "cost_cents": measure.cost_cents,
        "cost_note": measure.cost_note,
        "funding": [
            {"source": one.source, "amount_cents": one.amount_cents, "year": one.year, "state": one.state}
            for one in parts["funding"].get(key, ())
        ],
        "partners": [
            {"name": one.organization.name, "part": one.part, "state": one.state} for one in parts["partners"].get(key, ())
        ],
        "milestones": [
            {"title": one.title, "due_on": _day(one.due_on), "reached_on": _day(one.reached_on)}
            for one in parts["milestones"].get(key, ())
        ],
        "depends_on": sorted((one.needs.number for one in parts["depends_on"].get(key, ())), key=number_key),
        "decision_reference": measure.decision_reference,
        "next_report_on": _day(measure.next_report_on),
        "status": measure.status,
        "status_on": _day(changed.on) if changed else None,
        "status_reason": changed.reason if changed else "",
        "report": _report(report, words),
        "standing": {"code": str(found.standing), "reason": found.reason},
        "targets": targets.of_measure(measure),
        "carried_from": str(measure.carried_from.uuid) if measure.carried_from else None,
        "carry_reason": measure.carry_reason,
    }  # fmt: skip


def _report(report: ProgressReport | None, words: ProgressReport | None) -> dict | None:
    """The last report; its words are those of the last one whose words are released, `said_on` is the day of that one."""
    if report is None:
        return None
    return {
        "on": _day(report.on),
        "light": report.light,
        "spent_cents": report.spent_cents,
        "said_on": _day(words.on) if words else None,
        "text": words.text if words else "",
        "next_step": words.next_step if words else "",
    }


def words_are_older(report: dict) -> bool:
    """Whether the words of a report in the content are from a day before its light; reports frozen earlier had one day."""
    return report.get("said_on", report["on"]) != report["on"]


def _objective(objective: Objective, targets: Targets) -> dict:
    return {
        "uuid": str(objective.uuid),
        "number": objective.number,
        "title": objective.title,
        "text": objective.text,
        "target_groups": sorted(one.name for one in objective.target_groups.all()),
        "due_on": _day(objective.due_on),
        "carried_from": str(objective.carried_from.uuid) if objective.carried_from else None,
        "targets": targets.of_objective(objective),
    }


# ── what indicators shall show, and what they show ──────────────────────────────────────────────────


class Targets:
    """All targets of an edition with the last value of each, in two queries."""

    def __init__(self, version: PlanVersion):
        of_version = Q(measure__version=version) | Q(objective__goal__version=version)
        rows = IndicatorTarget.objects.filter(of_version).select_related("definition__indicator")
        self._rows = defaultdict(list)
        for row in rows.order_by("target_on", "pk"):
            self._rows[row.measure_id, row.objective_id].append(row)
        self._latest = _latest_values({row.definition_id for found in self._rows.values() for row in found})

    def of_measure(self, measure: Measure) -> list[dict]:
        return [_target(row, self._latest) for row in self._rows[measure.pk, None]]

    def of_objective(self, objective: Objective) -> list[dict]:
        return [_target(row, self._latest) for row in self._rows[None, objective.pk]]

    def facts(self, measure: Measure) -> tuple[tuple[IndicatorTarget, LastValue | None], ...]:
        """Each target with its last number, for the standing; a symbol says nothing there."""
        return tuple((row, self._number(row.definition_id)) for row in self._rows[measure.pk, None])

    def _number(self, definition: int) -> LastValue | None:
        now = self._latest.get(definition)
        return LastValue(now.value, now.period_until) if now is not None and now.value is not None else None


def _latest_values(definitions: set[int]) -> dict[int, Observation]:
    """The last value of the whole Kreis for each definition."""
    rows = Observation.objects.filter(definition__in=definitions, municipality=None, breakdown=None)
    return {row.definition_id: row for row in rows.select_related("source").order_by("period_until", "pk")}


def _target(row: IndicatorTarget, latest: dict[int, Observation]) -> dict:
    definition, now = row.definition, latest.get(row.definition_id)
    return {
        "indicator": definition.indicator.name,
        "kind": row.kind,
        "unit": definition.unit,
        "decimals": definition.decimals,
        "direction": definition.direction,
        "baseline": decimal_text(row.baseline),
        "baseline_on": _day(row.baseline_on),
        "target": decimal_text(row.target),
        "target_on": _day(row.target_on),
        "value": decimal_text(now.value) if now else None,
        "symbol": now.symbol if now else "",
        "value_until": _day(now.period_until) if now else None,
        "source": now.source.name if now else "",
    }


def decimal_text(value: Decimal | None) -> str | None:
    """A decimal without zeros that say nothing: 12.5000 → "12.5", 100.0000 → "100"."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _codes(fields) -> list[str]:
    return [field.code for field in sorted(fields, key=lambda one: (one.sort_order, one.name))]


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
