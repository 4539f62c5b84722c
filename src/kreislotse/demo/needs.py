"""Needs of a district, from closed months, meetings and a municipality, and what people said of the plan."""

from __future__ import annotations

from datetime import date, timedelta

from kreislotse.accounts.roles import Role
from kreislotse.casefacts.models import MonthClosing
from kreislotse.core.dates import next_month
from kreislotse.demo import read_facts
from kreislotse.demo.world import World
from kreislotse.groups.models import Body, Resolution
from kreislotse.planning import merging, month_lines, needs, participation
from kreislotse.planning.models import Measure, Need, NeedOrigin, ParticipationEntry, PlanVersion
from kreislotse.taxonomy.models import FieldOfAction

LINES = 3  # searches without a hit, of the last closed months that show any
HEARD_AFTER = timedelta(days=8)  # the months of the demo close on the seventh
DECIDED_AFTER = timedelta(days=25)


def build_needs(world: World, resolutions: dict[str, Resolution]) -> None:
    """What is missing, heard, merged, decided and answered by the plan; the operations do it as the office would."""
    by = world.office.user(Role.COORDINATOR)
    facts = read_facts.needs()
    fields = {one.code: one for one in FieldOfAction.objects.all()}
    measures = {one.title: one for one in Measure.objects.filter(version__status=PlanVersion.Status.ADOPTED)}
    for one in facts["needs"]:
        _need(world, one, fields, measures, resolutions.get(one.get("resolution")), by)
    _from_searches(world, by)
    _from_unserved(world, facts["unserved"], measures.get(facts["unserved"]["measure"]), by)
    _participation(world, facts["entries"], measures, by)


def _need(world: World, facts: dict, fields: dict, measures: dict, resolution: Resolution | None, by) -> None:  # noqa: PLR0913
    today = world.today
    heard = today - timedelta(days=facts["days"])
    body = Body.objects.filter(name=facts.get("body", "")).first()
    town = world.municipalities_by_size[0] if facts.get("from_municipality") else None
    kind = facts.get("kind") or ("municipality" if town else "meeting")
    common = {
        "topic": world.topics.get(facts["topic"]), "field_of_action": fields.get(facts["field"]), "municipality": town,
        "urgency": facts["urgency"], "responsible": by,
    }  # fmt: skip
    origin = needs.Origin(
        kind, heard, times=facts.get("times"), wording=facts.get("wording", ""), body=body, municipality=town
    )
    need = Need(title=facts["title"], text=facts.get("text", ""), proposed_solution=facts.get("solution", ""), **common)
    needs.raise_need(need, origin=origin, today=today, by=by)
    for number, title in enumerate(facts.get("same", ()), start=1):
        later = heard + timedelta(days=20 * number)
        same = Need(title=title, **common)
        needs.raise_need(same, origin=needs.Origin("other", later, wording=title), today=today, by=by)
        merging.merge(same, into=need, today=later + timedelta(days=5), by=by)
    if "decision" not in facts:
        return
    decided = resolution.decided_on if resolution else heard + timedelta(days=75)
    needs.discuss(
        need, body=body, on=decided - timedelta(days=20), result="Kommt in die Steuerungsgruppe", today=today, by=by
    )
    needs.decide(
        need, decision=facts["decision"], on=decided, body=resolution.body if resolution else body, reason=facts["reason"],
        passed_to=facts.get("passed_to", ""), passed_to_whom=facts.get("whom", ""), resolution=resolution, today=today, by=by,
    )  # fmt: skip
    if "answer" in facts:
        needs.record_answer_from_there(need, text=facts["answer"], on=decided + timedelta(days=40), today=today, by=by)
    if measure := measures.get(facts.get("measure", "")):
        needs.answer_with(need, measure=measure, today=decided + timedelta(days=7), by=by)


def _from_searches(world: World, by) -> None:
    """Some lines of the last closed months that showed any, as one click each."""
    left = LINES
    for month in _closed_months():
        for line in month_lines.month_lines(month, district=world.district):
            if left and line.kind == NeedOrigin.Kind.SEARCHES_WITHOUT_HIT:
                _raise(world, line, month, world.today, by)
                left -= 1
        if not left:
            return


def _from_unserved(world: World, facts: dict, measure: Measure | None, by) -> None:
    """Requests nobody served: heard, decided and answered before the measure was adopted and began."""
    if measure is None:
        return
    body = Body.objects.filter(kind=Body.Kind.STEERING_GROUP).first()
    before = min(filter(None, (measure.version.adopted_on, measure.starts_on)))
    for month in _closed_months():
        heard = next_month(month) + HEARD_AFTER
        decided = heard + DECIDED_AFTER
        if decided >= before:
            continue
        lines = month_lines.month_lines(month, district=world.district)
        line = next((one for one in lines if one.kind == NeedOrigin.Kind.UNSERVED_REQUESTS), None)
        if line is None:
            continue
        need = _raise(world, line, month, heard, by)
        needs.decide(
            need, decision=Need.Status.TAKEN_UP, on=decided, body=body, reason=facts["reason"], today=world.today, by=by
        )
        needs.answer_with(need, measure=measure, today=decided, by=by)
        return


def _closed_months() -> list[date]:
    return list(MonthClosing.objects.order_by("-month").values_list("month", flat=True))


def _raise(world: World, line, month: date, heard: date, by) -> Need:  # noqa: PLR0913
    need = Need(title=line.title[:200], topic=line.topic, municipality=line.municipality, responsible=by)
    origin = month_lines.origin_of(line, month, today=heard)
    return needs.raise_need(need, origin=origin, today=world.today, by=by)


def _participation(world: World, facts: list[dict], measures: dict, by) -> None:
    version = PlanVersion.objects.filter(status=PlanVersion.Status.ADOPTED).order_by("-adopted_on").first()
    if version is None:
        return
    begun = world.today - timedelta(days=20)
    window = participation.open_window(
        version, opens_on=begun, closes_on=world.today + timedelta(days=40), today=begun, by=by,
        introduction="Was fehlt in unserem Konzept? Was läuft gut? Schreiben Sie uns in Ihrer Sprache.",
    )  # fmt: skip
    for number, one in enumerate(facts):
        about = measures.get(one.get("measure", ""))
        entry = participation.submit_entry(
            window, kind=one["kind"], text=one["text"], language=one["language"],
            about=about if about and about.version_id == version.pk else None,
            submission_digest=f"demo-{world.demo.ags}-{number}", now=world.now - timedelta(days=12 - number),
        )  # fmt: skip
        if "answer" in one:
            participation.moderate(
                ParticipationEntry.objects.filter(pk=entry.pk), status="shown", today=world.today, by=by
            )
            participation.put_into_german(entry, german_text=one["german"], by=by)
            participation.answer_entry(entry, answer=one["answer"], now=world.now - timedelta(days=2), by=by)
