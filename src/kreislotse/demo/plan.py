"""The Integrations- und Teilhabekonzept of a district: the edition before, the one in force, and what became of it.

Written as the office would: adopted, carried over and adopted again by the operations themselves.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from kreislotse.accounts.roles import Role
from kreislotse.core.dates import months_later
from kreislotse.demo import read_facts
from kreislotse.demo.chance import Chance
from kreislotse.demo.plan_progress import build_programmes, live_on
from kreislotse.demo.plan_report import build_report
from kreislotse.demo.world import World
from kreislotse.groups.models import Body, Resolution
from kreislotse.indicators.models import DataSource, Definition, Indicator, Observation
from kreislotse.planning.carrying import Carry, Decisions, carry_over
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    Goal,
    IndicatorTarget,
    Measure,
    Milestone,
    Objective,
    PlanTranslation,
    PlanVersion,
)
from kreislotse.planning.translating import hashes_of
from kreislotse.planning.versions import adopt_version, begin_version
from kreislotse.taxonomy.models import FieldOfAction

TURKISH = {
    "1": "Herkes yaşadığı yerde ve mümkün olduğunca erken Almanca öğrenebilir",
    "2": "Burada yaşayan herkes öğrendiği mesleği yapabilir",
    "3": "Herkes bir konut bulur ve oradan her yere ulaşabilir",
    "4": "Hiç kimse dil bilmediği için daha kötü bakım görmez",
    "5": "Göç geçmişi olan insanlar ilçenin geleceğine katılır",
    "6": "İdare herkes içindir, anlaşılır ve önyargısızdır",
}


class PlanBuilder:
    """One district's plan; a chance of its own, so that what the other parts of the demo draw does not change."""

    def __init__(self, world: World, resolutions: dict[str, Resolution]):
        self.world, self.resolutions, self.chance = world, resolutions, Chance(f"plan-{world.demo.ags}")
        self.facts = read_facts.plan()
        self.by = world.office.user(Role.HEAD_OF_OFFICE)
        self.coordinator = world.office.user(Role.COORDINATOR)
        self.fields = {one.code: one for one in FieldOfAction.objects.all()}
        self.steering = Body.objects.filter(kind=Body.Kind.STEERING_GROUP).first()
        self.words = {
            "district": world.demo.short_name, "town": world.seat.name, "council": world.district.term("council"),
            "guides": world.district.term("guides"), "unit": world.district.term("unit"),
        }  # fmt: skip
        self.definitions: dict[str, Definition] = {}
        self.courses: dict[int, dict] = {}

    def build(self) -> None:
        self._indicators()
        year = self.world.today.year
        old = self._version(
            f"{year - 5}–{year - 1}", date(year - 5, 1, 1), date(year - 1, 12, 31), self.facts["old_preface"]
        )
        begin_version(old, by=self.by)
        self._fill(old, is_old=True)
        old = adopt_version(old, adopted_on=date(year - 6, 12, 9), decision_reference=f"VO/{year - 6}/087", today=self.world.today, by=self.by)  # fmt: skip
        live_on(self, old, until=date(year - 1, 11, 1), is_old=True)
        current = self._carried_over(old, year)
        resolution = self.resolutions["edition"]
        current = adopt_version(
            current, adopted_on=resolution.decided_on, decision_reference=f"VO/{year - 1}/214", resolution=resolution,
            today=self.world.today, by=self.by,
        )  # fmt: skip
        live_on(self, current, until=self.world.today, is_old=False)
        build_programmes(self, current)
        self._translate(current)
        build_report(current, today=self.world.today, by=self.by)

    def said(self, text: str) -> str:
        return text.strip().format(**self.words)

    def _version(self, edition: str, begins: date, ends: date, preface: str) -> PlanVersion:
        return PlanVersion(
            title="Integrations- und Teilhabekonzept", edition=edition, preface=self.said(preface), valid_from=begins,
            valid_until=ends, steering_group=self.steering, responsible=self.coordinator, is_public=True,
        )  # fmt: skip

    def _carried_over(self, old: PlanVersion, year: int) -> PlanVersion:
        measures = {}
        for one in Measure.objects.filter(version=old, status__in=("done", "dropped")):
            measures[one.pk] = Carry(False, self.courses[one.pk]["end"])
        draft = self._version(f"{year}–{year + 4}", date(year, 1, 1), date(year + 4, 12, 31), self.facts["preface"])
        carry_over(old, draft, Decisions({}, {}, measures), by=self.by)
        for part in (Goal.objects.filter(version=draft), Measure.objects.filter(version=draft)):
            part.update(carry_reason="Weiter nötig, sagt die Auswertung der letzten Fassung.")
        self._fill(draft, is_old=False)
        return draft

    # ── goals and measures ──────────────────────────────────────────────────────────────────────────

    def _fill(self, version: PlanVersion, *, is_old: bool) -> None:
        """What the facts name and is not there yet."""
        goals = {one.number: one for one in Goal.objects.filter(version=version)}
        objectives = {one.number: one for one in Objective.objects.filter(goal__version=version)}
        there = {one.title: one for one in Measure.objects.filter(version=version)}
        waiting: list[tuple[Measure, str]] = []
        for goal_facts in self.facts["goals"]:
            if is_old and not goal_facts.get("old"):
                continue
            goal = goals.get(goal_facts["number"]) or self._goal(version, goal_facts)
            for facts in goal_facts["objectives"]:
                if is_old and not facts.get("old"):
                    continue
                objective = objectives.get(facts["number"]) or self._objective(goal, facts)
                local = [one for one in self.facts["local"] if one["objective"] == facts["number"] and one["only"] == self.world.demo.ags]  # fmt: skip
                ended = [one for one in self.facts["old_only"] if one["objective"] == facts["number"]]
                for n, one in enumerate([*facts["measures"], *local, *ended], start=1):
                    if one in ended and not is_old or is_old and one not in ended and not one.get("old"):
                        continue
                    measure = there.get(self.said(one["title"]))
                    if measure is None:
                        measure = self._measure(version, objective, f"{facts['number']}.{n}", one, is_old=is_old)
                    self.courses[measure.pk] = one
                    waiting += [(measure, number) for number in one.get("needs", ())]
        by_number = {one.number: one for one in Measure.objects.filter(version=version)}
        Dependency.objects.bulk_create(
            Dependency(measure=measure, needs=by_number[number]) for measure, number in waiting if number in by_number
        )

    def _goal(self, version: PlanVersion, facts: dict) -> Goal:
        goal = Goal.objects.create(
            version=version,
            number=facts["number"],
            title=self.said(facts["title"]),
            text=self.said(facts.get("text", "")),
        )
        goal.fields_of_action.set(self._fields(facts))
        return goal

    def _objective(self, goal: Goal, facts: dict) -> Objective:
        objective = Objective.objects.create(
            goal=goal, number=facts["number"], title=self.said(facts["title"]), achievable_because=facts["achievable"],
            relevant_because=facts["relevant"], due_on=self._month(facts["due"]),
        )  # fmt: skip
        objective.target_groups.set(self._groups(facts))
        if "target" in facts:
            self._target(facts["target"], objective=objective, kind=IndicatorTarget.Kind.OUTCOME)
        return objective

    def _measure(
        self, version: PlanVersion, objective: Objective, number: str, facts: dict, *, is_old: bool
    ) -> Measure:  # noqa: PLR0913
        lead = self.world.organizations[facts["lead"]][0]
        contact = lead.contacts.order_by("-is_main", "pk").first()
        starts_on = self._month(facts["from"])
        if is_old:
            starts_on = date(self.world.today.year - 4, 1 + int(number[-1]) % 12, 1)
        measure = Measure.objects.create(
            version=version, objective=objective, number=number, title=self.said(facts["title"]), text=self.said(facts["text"]),
            weight=facts.get("weight", "ordinary"), lead=lead, lead_contact=contact, responsible=self.coordinator,
            starts_on=starts_on, ends_on=None if facts.get("ongoing") else self._month(facts["until"]),
            is_ongoing=facts.get("ongoing", False), cost_cents=100 * facts["cost"], cost_note=facts.get("cost_note", ""),
        )  # fmt: skip
        measure.fields_of_action.set(self._fields(facts))
        measure.topics.set(self.world.topics[code] for code in facts.get("topics", ()))
        measure.target_groups.set(self._groups(facts))
        if "towns" in facts:
            measure.municipalities.set(self.world.municipalities_by_size[: facts["towns"]])
        Milestone.objects.bulk_create(
            Milestone(measure=measure, title=title, due_on=self._month(months)) for title, months, _met in facts.get("milestones", ())
        )  # fmt: skip
        FundingShare.objects.bulk_create(
            FundingShare(measure=measure, source=source, amount_cents=100 * amount, state=state)
            for source, amount, state in facts.get("funding", ())
        )
        if "target" in facts:
            self._target(facts["target"], measure=measure)
        self._commitments(measure, facts, starts_on)
        return measure

    def _commitments(self, measure: Measure, facts: dict, starts_on: date) -> None:
        asked_on = min(starts_on, self.world.today) - timedelta(days=60)
        rows, words = [], self.facts["words"]
        for n, key in enumerate(facts.get("partners", ())):
            partners = self.world.organizations[key][: facts.get("towns", 1)] if key == "municipality" else self.world.organizations[key][:1]  # fmt: skip
            state = (
                "refused" if self.chance.happens(0.1) and n else "asked" if self.chance.happens(0.15) else "promised"
            )
            for one in partners:
                if one.pk == measure.lead_id:
                    continue
                rows.append(
                    Commitment(
                        measure=measure, organization=one, part=self.chance.one(words["parts"]), state=state, asked_on=asked_on,
                        answered_on=None if state == "asked" else asked_on + timedelta(days=self.chance.between(5, 40)),
                        reason=self.chance.one(words["refusals"]) if state == "refused" else "",
                    )
                )  # fmt: skip
        Commitment.objects.bulk_create(rows)

    def _fields(self, facts: dict) -> list[FieldOfAction]:
        return [self.fields[code] for code in facts.get("fields", ()) if code in self.fields]

    def _groups(self, facts: dict) -> list:
        return [self.world.target_groups[code] for code in facts.get("groups", ())]

    def _month(self, months: int) -> date:
        return months_later(self.world.today.replace(day=15), months)

    # ── indicators ──────────────────────────────────────────────────────────────────────────────────

    def _indicators(self) -> None:
        year = self.world.today.year
        for facts in self.facts["indicators"]:
            indicator = Indicator.objects.create(code=facts["code"], name=facts["name"], field_of_action=self.fields.get(facts["field"]))  # fmt: skip
            self.definitions[facts["code"]] = definition = Definition.objects.create(
                indicator=indicator, version=1, valid_from=date(year - 6, 1, 1), text=facts["text"], unit=facts["unit"],
                numerator_text=facts.get("numerator", ""), denominator_text=facts.get("denominator", ""),
                decimals=facts.get("decimals", 0), person_concept=facts["concept"], direction=facts["direction"],
            )  # fmt: skip
            source, _is_new = DataSource.objects.get_or_create(name=facts["source"])
            Observation.objects.bulk_create(
                self._observation(definition, source, year - len(facts["values"]) + n, value)
                for n, value in enumerate(facts["values"])
            )

    def _observation(self, definition: Definition, source: DataSource, year: int, value) -> Observation:
        facts = {"symbol": value} if isinstance(value, str) else {"value": Decimal(str(value))}
        return Observation(
            definition=definition, source=source, period_from=date(year, 1, 1), period_until=date(year, 12, 31),
            as_of=date(year + 1, 3, 1), **facts,
        )  # fmt: skip

    def _target(self, facts: dict, *, kind: str = IndicatorTarget.Kind.OUTPUT, **whole) -> None:
        year = self.world.today.year
        IndicatorTarget.objects.create(
            definition=self.definitions[facts["code"]], kind=kind, baseline=Decimal(str(facts["baseline"])),
            baseline_on=date(year - 2, 12, 31), target=Decimal(str(facts["target"])), target_on=self._month(facts["months"]), **whole,
        )  # fmt: skip

    def _translate(self, version: PlanVersion) -> None:
        """The goals in Turkish, one of them outdated."""
        goals = list(Goal.objects.filter(version=version, number__in=list(TURKISH)))
        for goal in goals:
            hashes = hashes_of(goal) if goal.number != "6" else {"title": "0", "text": "0"}
            PlanTranslation.objects.create(goal=goal, language="tr", title=TURKISH[goal.number], source_hashes=hashes)


def build_plan(world: World, resolutions: dict[str, Resolution]) -> None:
    PlanBuilder(world, resolutions).build()
