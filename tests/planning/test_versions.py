from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kreislotse.audit.models import AuditEntry
from kreislotse.planning import carrying, contents, measure_parts, measures, programmes, progress, versions
from kreislotse.planning.carrying import Carry, Decisions
from kreislotse.planning.editions import ChangedMeanwhile, VersionAdopted, VersionReplaced
from kreislotse.planning.models import (
    Commitment,
    Dependency,
    FundingShare,
    Goal,
    IndicatorTarget,
    Measure,
    Milestone,
    PlanTranslation,
    PlanVersion,
)
from tests.factories import (
    BodyFactory,
    ContactFactory,
    DefinitionFactory,
    GoalFactory,
    MeasureFactory,
    MunicipalityFactory,
    ObjectiveFactory,
    OrganizationFactory,
    PlanVersionFactory,
)

TODAY = date(2026, 3, 9)


@pytest.fixture
def head(person):
    return person("head_of_office")


@pytest.fixture
def measure(in_district):
    goal = GoalFactory(number="1")
    return MeasureFactory(objective=ObjectiveFactory(goal=goal, number="1.1"), number="1.1.1")


def adopt(version, by, on=date(2026, 3, 2)):
    return versions.adopt_version(version, adopted_on=on, decision_reference="VO/2026/1", today=TODAY, by=by)


def test_adoption_closes_the_wording_and_plans_what_was_proposed(measure, head):
    Measure.objects.update(status="proposed")

    version = adopt(measure.version, head)

    assert (version.status, version.decision_reference) == ("adopted", "VO/2026/1")
    measure.refresh_from_db()
    assert measure.status == "planned"
    assert measure.status_changes.get().on == date(2026, 3, 2)
    with pytest.raises(VersionAdopted, match="beginnen Sie bitte die nächste Fassung"):
        measures.save_measure(measure, by=head)
    with pytest.raises(VersionAdopted):
        contents.save_goal(measure.objective.goal, fields_of_action=[], by=head)
    with pytest.raises(VersionAdopted):
        contents.remove_objective(measure.objective, by=head)
    with pytest.raises(VersionAdopted):
        measure_parts.save_milestone(Milestone(measure=measure, title="x", due_on=TODAY), by=head)
    version.title = "Anders"
    with pytest.raises(VersionAdopted):
        versions.save_version(version, by=head)


def test_settings_of_the_office_may_change_after_the_adoption(measure, head):
    version = adopt(measure.version, head)
    version.late_after_days, version.is_public = 60, True

    versions.save_version(version, by=head)

    version.refresh_from_db()
    assert (version.late_after_days, version.is_public, version.status) == (60, True, "adopted")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda m: Measure.objects.update(lead=None), "keine Federführung"),
        (lambda m: PlanVersion.objects.update(valid_from=None), "Tag, ab dem die Fassung gilt"),
        (lambda m: m.delete(), "keine Maßnahme"),
        (lambda m: GoalFactory(version=m.version, number="7"), "Leitziel 7"),
    ],
)
def test_adoption_says_what_is_missing(measure, head, spoil, words):
    spoil(measure)

    with pytest.raises(versions.NotReadyForAdoption, match=words):
        adopt(PlanVersion.objects.get(), head)
    assert not AuditEntry.objects.filter(entry="plan_adopted").exists()


def test_adoption_names_a_circle_somebody_made_past_the_operations(measure, head):
    other = MeasureFactory(objective=measure.objective, number="1.1.2")
    for a, b in ((measure, other), (other, measure)):
        Dependency.objects.create(measure=a, needs=b)

    with pytest.raises(versions.NotReadyForAdoption, match=r"1\.1\.\d → 1\.1\.\d → 1\.1\.\d"):
        adopt(measure.version, head)


def test_adoption_needs_a_reference_and_a_day_that_has_come(measure, head):
    with pytest.raises(versions.NoDecisionReference):
        versions.adopt_version(measure.version, adopted_on=TODAY, decision_reference=" ", today=TODAY, by=head)
    with pytest.raises(versions.AdoptedInFuture):
        adopt(measure.version, head, on=date(2026, 3, 10))


def test_adopting_twice_is_refused(measure, head):
    adopt(measure.version, head)

    with pytest.raises(VersionAdopted):
        adopt(measure.version, head)


def test_next_edition_replaces_the_last_one(measure, head):
    adopt(measure.version, head)
    later = MeasureFactory(objective=ObjectiveFactory(goal=GoalFactory(number="1"), number="1.1"))

    with pytest.raises(versions.AdoptedBeforeLast):
        adopt(later.version, head, on=date(2026, 3, 1))
    adopt(later.version, head)

    measure.version.refresh_from_db()
    assert measure.version.status == "replaced"
    assert PlanVersion.objects.get(status="adopted").follows == measure.version
    with pytest.raises(VersionReplaced):
        progress.report_progress(measure, light="green", text="x", on=TODAY)


def test_database_knows_that_one_edition_is_in_force(measure, head):
    adopt(measure.version, head)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersionFactory(status="adopted", adopted_on=TODAY)


def test_version_backwards_and_changed_meanwhile_are_refused(measure, head):
    version = measure.version
    seen = version.updated_at
    versions.save_version(version, by=head, seen_at=seen)
    with pytest.raises(ChangedMeanwhile):
        versions.save_version(version, by=head, seen_at=seen)
    version.valid_until = date(2024, 1, 1)
    with pytest.raises(versions.EndsBeforeItBegins):
        versions.save_version(version, by=head)


# ── carrying over ───────────────────────────────────────────────────────────────────────────────────


def full(measure):
    """The measure with something of everything that hangs on it."""
    other = MeasureFactory(objective=measure.objective, number="1.1.2", status="running")
    Milestone.objects.create(measure=measure, title="Räume gefunden", due_on=date(2026, 6, 1))
    FundingShare.objects.create(measure=measure, source="Kreis", amount_cents=100)
    Commitment.objects.create(measure=measure, organization=OrganizationFactory(), asked_on=TODAY)
    Dependency.objects.create(measure=measure, needs=other)
    definition = DefinitionFactory()
    IndicatorTarget.objects.create(measure=measure, definition=definition, target=1, target_on=TODAY)
    IndicatorTarget.objects.create(objective=measure.objective, definition=definition, target=1, target_on=TODAY)
    measure.municipalities.add(MunicipalityFactory(ags="06635001"))
    measure.also_serves.add(measure.objective)
    for whole in ({"measure": measure}, {"goal": measure.objective.goal}, {"version": measure.version}):
        PlanTranslation.objects.create(language="tr", title="Kurs", **whole)
    return other


def carry(version, by, **decided):
    draft = PlanVersion(title="Konzept", edition="2030", valid_from=date(2030, 1, 1))
    empty = {"goals": {}, "objectives": {}, "measures": {}}
    return carrying.carry_over(version, draft, Decisions(**empty | decided), by=by)


def test_what_goes_on_is_copied_with_all_that_hangs_on_it(measure, head):
    other = full(measure)
    version = adopt(measure.version, head)

    draft = carry(version, head, measures={other.pk: Carry(False, "Umgesetzt, läuft von allein")})

    copy = draft.measures.get()
    assert (copy.carried_from, copy.objective.carried_from, copy.objective.goal.carried_from) == (measure, measure.objective, measure.objective.goal)  # fmt: skip
    assert copy.uuid != measure.uuid
    assert [copy.milestones.count(), copy.funding.count(), copy.commitments.count(), copy.targets.count()] == [
        1,
        1,
        1,
        1,
    ]
    assert copy.objective.targets.count() == 1
    assert copy.dependencies.count() == 0  # what it waited for has ended
    assert copy.municipalities.count() == 1
    assert copy.also_serves.get() == copy.objective
    assert PlanTranslation.objects.filter(version=draft).exists()
    assert copy.translations.exists()
    other.refresh_from_db()
    assert other.end_reason == "Umgesetzt, läuft von allein"
    assert draft.follows == version


def test_every_end_has_its_reason_and_nothing_hangs_in_the_air(measure, head):
    version = adopt(measure.version, head)
    with pytest.raises(carrying.EndedWithoutReason, match=r"Maßnahme 1\.1\.1"):
        carry(version, head, measures={measure.pk: Carry(False, " ")})
    with pytest.raises(carrying.EndsUnderneath, match=r"1\.1\.1"):
        carry(version, head, objectives={measure.objective_id: Carry(False, "erreicht")})
    assert PlanVersion.objects.count() == 1


def test_only_the_edition_in_force_is_carried_on_and_only_once(measure, head):
    with pytest.raises(carrying.NothingToCarry):
        carry(measure.version, head)
    version = adopt(measure.version, head)
    carry(version, head)
    with pytest.raises(versions.DraftInUse):
        carry(version, head)


def test_a_discarded_draft_takes_its_reasons_with_it(measure, head):
    other = full(measure)
    version = adopt(measure.version, head)
    draft = carry(version, head, measures={other.pk: Carry(False, "fertig")})

    versions.discard_draft(draft, by=head)

    other.refresh_from_db()
    assert other.end_reason == ""
    assert PlanVersion.objects.get() == version
    with pytest.raises(VersionAdopted):
        versions.discard_draft(version, by=head)


def test_status_of_what_is_carried_on_follows_the_edition_in_force_until_the_adoption(measure, head):
    Milestone.objects.create(measure=measure, title="Räume gefunden", due_on=date(2026, 6, 1))
    version = adopt(measure.version, head)
    draft = carry(version, head)
    copy = draft.measures.get()
    with pytest.raises(progress.FollowsCurrentVersion):
        progress.change_status(copy, status="running", reason="los", on=TODAY, today=TODAY, by=head)
    progress.change_status(measure, status="running", reason="los", on=TODAY, today=TODAY, by=head)
    measure_parts.reach_milestone(measure.milestones.get(), on=TODAY, today=TODAY, by=head)

    adopt(draft, head, on=TODAY)

    copy.refresh_from_db()
    assert copy.status == "running"
    assert copy.status_changes.get().reason == "los"
    assert copy.milestones.get().reached_on == TODAY


def test_what_partners_and_funders_say_while_a_draft_is_written_stands_in_it(measure, head):
    full(measure)
    asked = Commitment.objects.get()
    share = FundingShare.objects.get()
    version = adopt(measure.version, head)
    answer = {"today": TODAY, "by": head, "on": TODAY}
    measure_parts.record_answer(asked, state="promised", reason="", part="Räume", **answer)
    draft = carry(version, head)
    copy = draft.measures.get(number="1.1.1")
    asked.refresh_from_db()

    measure_parts.record_answer(asked, state="refused", reason="Kein Personal", **answer)
    measure_parts.answer_funding(share, state="granted", by=head)
    new = measure_parts.ask_partner(
        Commitment(measure=measure, organization=OrganizationFactory(name="Sportbund"), asked_on=TODAY), by=head
    )
    measure_parts.record_answer(new, state="promised", reason="", part="Halle", **answer)
    adopt(draft, head, on=TODAY)

    facts = ("organization", "state", "answered_on", "reason", "part")
    assert set(copy.commitments.values_list(*facts)) == set(measure.commitments.values_list(*facts))
    assert set(copy.commitments.values_list("state", "part")) == {("refused", "Räume"), ("promised", "Halle")}
    assert copy.funding.get().state == "granted"


def test_what_a_draft_says_by_itself_stays(measure, head):
    full(measure)
    [asked], share = Commitment.objects.all(), FundingShare.objects.get()
    struck = Commitment.objects.create(measure=measure, organization=OrganizationFactory(name="AWO"), asked_on=TODAY)
    draft = carry(adopt(measure.version, head), head)
    copy = draft.measures.get(number="1.1.1")
    answer = {"today": TODAY, "by": head, "on": TODAY}
    measure_parts.record_answer(
        copy.commitments.get(organization=asked.organization), state="promised", reason="", **answer
    )
    measure_parts.remove_part(copy.commitments.get(organization=struck.organization), by=head)
    measure_parts.answer_funding(copy.funding.get(), state="asked", by=head)

    for one in (asked, struck):
        measure_parts.record_answer(one, state="refused", reason="Nein", **answer)
    measure_parts.answer_funding(share, state="refused", by=head)

    assert copy.commitments.get().state == "promised"
    assert copy.funding.get().state == "asked"
    assert measure.commitments.filter(state="refused").count() == 2  # what the draft says changes nothing here


@pytest.mark.parametrize(("of_the_draft", "expected"), [(None, date(2026, 9, 9)), (date(2026, 5, 1), date(2026, 5, 1))])
def test_whoever_reported_while_a_draft_was_written_is_not_asked_again(measure, head, of_the_draft, expected):
    Measure.objects.update(next_report_on=date(2026, 2, 1))
    draft = carry(adopt(measure.version, head), head)
    if of_the_draft:
        draft.measures.update(next_report_on=of_the_draft)

    progress.report_progress(measure, light="green", text="Läuft", on=TODAY, by=head)
    adopt(draft, head, on=TODAY)

    assert draft.measures.get().next_report_on == expected


def test_draft_that_builds_on_an_older_edition_cannot_be_adopted(measure, head):
    version = adopt(measure.version, head)
    draft = carry(version, head)
    between = MeasureFactory(objective=ObjectiveFactory(goal=GoalFactory(number="1"), number="1.1"))
    PlanVersion.objects.filter(pk=version.pk).update(status="replaced")
    PlanVersion.objects.filter(pk=between.version_id).update(status="adopted", adopted_on=date(2026, 3, 3))

    with pytest.raises(versions.AnotherWasAdopted):
        adopt(draft, head, on=TODAY)


# ── measures and their parts ────────────────────────────────────────────────────────────────────────


def test_measure_refuses_days_and_places_that_do_not_fit(measure, head):
    measure.starts_on, measure.ends_on = date(2026, 5, 1), date(2026, 4, 1)
    with pytest.raises(measures.EndsBeforeItBegins):
        measures.save_measure(measure, by=head)
    measure.is_ongoing, measure.ends_on = True, date(2026, 6, 1)
    with pytest.raises(measures.OngoingWithEnd):
        measures.save_measure(measure, by=head)
    measure.is_ongoing = False
    measure.objective = ObjectiveFactory()
    with pytest.raises(measures.ObjectiveOfAnotherVersion):
        measures.save_measure(measure, by=head)


def test_number_is_given_once(measure, head):
    other = MeasureFactory(objective=measure.objective, number="1.1.2")
    other.number = "1.1.1"
    with pytest.raises(contents.NumberTaken):
        measures.save_measure(other, by=head)
    with pytest.raises(contents.NumberTaken):
        contents.save_goal(Goal(version=measure.version, number="1", title="x"), fields_of_action=[], by=head)


def test_goal_with_measures_is_not_struck(measure, head):
    with pytest.raises(contents.StillServed, match=r"1\.1\.1"):
        contents.remove_goal(measure.objective.goal, by=head)
    measures.remove_measure(measure, by=head)
    contents.remove_objective(measure.objective, by=head)
    contents.remove_goal(measure.objective.goal, by=head)


def test_lead_may_change_after_the_adoption_with_a_contact_of_its_own(measure, head):
    adopt(measure.version, head)
    lead, stranger = OrganizationFactory(), ContactFactory(organization=OrganizationFactory())
    new = {"lead": lead, "lead_email": "", "responsible": head, "next_report_on": TODAY, "by": head}
    with pytest.raises(measures.ContactOfAnother):
        measures.reassign_measure(measure, lead_contact=stranger, **new)

    changed = measures.reassign_measure(measure, lead_contact=ContactFactory(organization=lead), **new)

    assert (changed.lead, changed.next_report_on) == (lead, TODAY)


def test_measures_never_wait_in_a_circle(measure, head):
    second = MeasureFactory(objective=measure.objective, number="1.1.2")
    third = MeasureFactory(objective=measure.objective, number="1.1.3")
    measure_parts.add_dependency(measure, second, by=head)
    measure_parts.add_dependency(second, third, by=head)

    with pytest.raises(measure_parts.WaitsInCircle, match=r"1\.1\.3 → 1\.1\.1 → 1\.1\.2 → 1\.1\.3"):
        measure_parts.add_dependency(third, measure, by=head)
    with pytest.raises(measure_parts.WaitsForItself):
        measure_parts.add_dependency(third, third, by=head)
    with pytest.raises(measure_parts.OfAnotherVersion):
        measure_parts.add_dependency(third, MeasureFactory(), by=head)


def test_money_is_not_given_twice_and_a_refused_share_counts_no_more(measure, head):
    Measure.objects.update(cost_cents=1_000_000)
    measure.refresh_from_db()
    first = measure_parts.save_funding(FundingShare(measure=measure, source="Kreis", amount_cents=600_000), by=head)
    second = FundingShare(measure=measure, source="Land", amount_cents=500_000)
    with pytest.raises(measure_parts.FundedTwice, match=r"11.000.€.*10.000.€"):
        measure_parts.save_funding(second, by=head)

    measure_parts.answer_funding(first, state="refused", by=head)
    measure_parts.save_funding(second, by=head)

    assert measure_parts.funded_cents(measure) == 500_000


def test_partner_answers_after_being_asked_and_a_refusal_says_why(measure, head):
    partner = OrganizationFactory()
    asked = measure_parts.ask_partner(
        Commitment(measure=measure, organization=partner, asked_on=date(2026, 3, 1)), by=head
    )
    with pytest.raises(measure_parts.AsksTwice):
        measure_parts.ask_partner(Commitment(measure=measure, organization=partner, asked_on=TODAY), by=head)
    adopt(measure.version, head)
    answer = {"today": TODAY, "by": head}
    with pytest.raises(measure_parts.AnsweredBeforeAsked):
        measure_parts.record_answer(asked, state="promised", on=date(2026, 2, 1), reason="", **answer)
    with pytest.raises(measure_parts.AnsweredInFuture):
        measure_parts.record_answer(asked, state="promised", on=date(2026, 4, 1), reason="", **answer)
    with pytest.raises(measure_parts.RefusedWithoutReason):
        measure_parts.record_answer(asked, state="refused", on=TODAY, reason=" ", **answer)

    assert measure_parts.record_answer(asked, state="promised", on=None, reason="", **answer).answered_on == TODAY
    assert measure_parts.record_answer(asked, state="asked", on=TODAY, reason="", **answer).answered_on is None


def test_milestone_is_reached_on_a_day_that_has_come(measure, head):
    milestone = measure_parts.save_milestone(Milestone(measure=measure, title="Auftakt", due_on=TODAY), by=head)
    adopt(measure.version, head)
    with pytest.raises(measure_parts.ReachedInFuture):
        measure_parts.reach_milestone(milestone, on=date(2026, 4, 1), today=TODAY, by=head)
    assert measure_parts.reach_milestone(milestone, on=TODAY, today=TODAY, by=head).reached_on == TODAY


def test_target_has_a_dated_baseline_before_it_and_stands_once(measure, head):
    definition = DefinitionFactory()

    def target(**changes):
        return IndicatorTarget(
            **{"measure": measure, "definition": definition, "target": 5, "target_on": TODAY} | changes
        )

    with pytest.raises(measure_parts.BaselineIncomplete):
        measure_parts.save_target(target(baseline=3), by=head)
    with pytest.raises(measure_parts.TargetBeforeBaseline):
        measure_parts.save_target(target(baseline=3, baseline_on=TODAY), by=head)
    measure_parts.save_target(target(), by=head)
    with pytest.raises(measure_parts.TargetTwice):
        measure_parts.save_target(target(), by=head)


# ── status, reports, programmes ─────────────────────────────────────────────────────────────────────


def test_status_changes_by_allowed_steps_with_a_reason(measure, head):
    adopt(measure.version, head)
    step = {"on": TODAY, "today": TODAY, "by": head}
    with pytest.raises(progress.NoReason):
        progress.change_status(measure, status="running", reason=" ", **step)
    with pytest.raises(progress.NotAStep, match="„läuft“"):
        progress.change_status(measure, status="done", reason="fertig", **step)
    with pytest.raises(progress.InFuture):
        progress.change_status(measure, status="running", reason="los", **step | {"on": date(2026, 4, 1)})
    with pytest.raises(progress.BeforeLastChange):
        progress.change_status(measure, status="running", reason="los", **step | {"on": date(2026, 3, 1)})

    change = progress.change_status(measure, status="running", reason="los", **step)

    assert (change.before, change.after) == ("planned", "running")


def test_report_notes_milestones_and_moves_the_next_one(measure, head):
    milestone = Milestone.objects.create(measure=measure, title="Auftakt", due_on=TODAY)
    Measure.objects.update(next_report_on=date(2026, 3, 15))
    adopt(measure.version, head)

    progress.report_progress(measure, light="yellow", text="Raum fehlt", reached=[milestone], on=TODAY, by=head)

    measure.refresh_from_db()
    milestone.refresh_from_db()
    assert measure.next_report_on == date(2026, 9, 15)  # a few days early keeps the rhythm
    assert milestone.reached_on == TODAY


def test_steering_group_chooses_and_reviews_a_year(measure, head):
    body = BodyFactory()
    choice = {"year": 2026, "chosen_by": body, "chosen_on": TODAY, "text": "", "chosen": [programmes.Chosen(measure, "Drei Kurse")], "today": TODAY, "by": head}  # fmt: skip
    with pytest.raises(programmes.NotAdopted):
        programmes.choose_programme(measure.version, **choice)
    version = adopt(measure.version, head)
    for changes, error in (
        ({"chosen": []}, programmes.NothingChosen),
        ({"chosen_by": None}, programmes.NobodyChose),
        ({"chosen_on": date(2026, 4, 1)}, programmes.ChosenInFuture),
        ({"year": 2024}, programmes.YearOutsideOfVersion),
    ):
        with pytest.raises(error):
            programmes.choose_programme(version, **choice | changes)
    programme = programmes.choose_programme(version, **choice)
    entry = programme.entries.get()
    december = date(2026, 12, 10)
    with pytest.raises(programmes.YearNotOver):
        programmes.review_programme(programme, findings={}, today=TODAY, by=head)
    with pytest.raises(programmes.ResultMissing, match=r"1\.1\.1"):
        programmes.review_programme(programme, findings={}, today=december, by=head)
    with pytest.raises(programmes.FindingMissing):
        programmes.review_programme(
            programme, findings={entry.pk: programmes.Finding("partly")}, today=december, by=head
        )

    programmes.review_programme(programme, findings={entry.pk: programmes.Finding("partly", "Ein Kurs fehlt")}, today=december, by=head)  # fmt: skip

    with pytest.raises(programmes.Reviewed):
        programmes.choose_programme(version, **choice)
    with pytest.raises(programmes.Reviewed):
        programmes.review_programme(programme, findings={}, today=december, by=head)


def test_an_empty_draft_cannot_be_adopted_past_the_one_that_carries_on(measure, head):
    adopted = adopt(measure.version, head)
    carries_on = PlanVersionFactory(edition="Fortschreibung", follows=adopted)
    empty = PlanVersionFactory(edition="Neu", valid_from=date(2027, 1, 1))
    MeasureFactory(objective__goal__version=empty)

    with pytest.raises(versions.AnotherDraftFollows, match="Fortschreibung"):
        adopt(empty, head)
    assert carries_on.follows == adopted
