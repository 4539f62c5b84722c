"""The demo tells where needs come from and what became of them."""

from kreislotse.planning.deciding import check_decided
from kreislotse.planning.models import Need, NeedOrigin, ParticipationEntry
from kreislotse.planning.trace import Kind, trace


def test_needs_are_merged_decided_passed_on_and_lead_to_measures(demo):
    assert {"taken_up", "passed_on", "not_taken_up", "open"} <= set(Need.objects.values_list("status", flat=True))
    assert Need.objects.exclude(merged_into=None).count() == 3
    need = Need.objects.get(title="Sprachkurse mit Kinderbetreuung fehlen")
    assert {Kind.NEED, Kind.GOAL, Kind.OBJECTIVE, Kind.MEASURE} <= {step.kind for step in trace(need).steps}
    assert NeedOrigin.objects.exclude(source_key="").exists()


def test_the_need_from_unserved_requests_came_before_its_measure_and_the_reports_on_it(demo):
    need = Need.objects.get(origins__kind="unserved_requests")
    measure = need.answers.get().measure
    days = {step.kind: [day for node in step.nodes for day, _word in node.days] for step in trace(need).steps}

    origin = need.origins.get()
    assert origin.month_from < origin.heard_on == need.raised_on
    decided = next(one for one in need.steps.all() if one.after == "taken_up").on
    linked = need.answers.get().linked_on
    assert need.raised_on <= decided == need.decided_on <= linked
    assert measure.title == "Elternbegleitung vor dem ersten Kita-Jahr"
    assert linked < min(measure.version.adopted_on, measure.starts_on)
    assert max(days[Kind.NEED]) <= min(days[Kind.MEASURE])
    assert min(days[Kind.REPORT]) >= max(measure.version.adopted_on, measure.starts_on)


def test_people_spoke_in_their_languages_and_were_answered(demo):
    answered = ParticipationEntry.objects.filter(status="shown").exclude(answer="").exclude(german_text="")

    assert set(answered.values_list("language", flat=True)) == {"tr", "ar", "uk"}
    assert ParticipationEntry.objects.filter(looks_like_spam=True).count() == 1


def test_two_needs_were_decided_by_a_resolution_of_their_day_and_body(demo):
    decided = Need.objects.exclude(resolution=None).select_related("resolution")

    assert len(decided) == 2
    for need in decided:
        check_decided(need.resolution, need.decided_on)
        assert need.decided_by_id == need.resolution.body_id
