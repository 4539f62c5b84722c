"""The trace shows the whole chain from each of its ends, with dates, and costs the same for many rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kreislotse.groups.models import AgendaItem, Meeting, Resolution
from kreislotse.planning import merging, needs
from kreislotse.planning.models import (
    IndicatorTarget,
    Measure,
    Need,
    PlanVersion,
    YearlyProgramme,
    YearlyProgrammeEntry,
)
from kreislotse.planning.reports import take_report
from kreislotse.planning.trace import MOST, STARTS, Kind, trace
from kreislotse.taxonomy.models import FieldOfAction
from tests.factories import (
    NOON,
    BodyFactory,
    GoalFactory,
    MeasureFactory,
    NeedFactory,
    ObjectiveFactory,
    ObservationFactory,
    PlanVersionFactory,
)

TODAY = date(2026, 3, 9)


@pytest.fixture
def chain(in_district, coordinator):
    """Need → field → goal → objective → measure → indicator → report, and a neighbor at each that does not belong to it."""
    version = PlanVersionFactory(adopted=True)
    goal = GoalFactory(version=version, title="Alle finden Betreuung")
    field = FieldOfAction.objects.create(code="childcare", name="Kinder und Familie")
    goal.fields_of_action.add(field)
    objective = ObjectiveFactory(goal=goal, title="120 Plätze mehr")
    measure = MeasureFactory(objective=objective, title="Kita-Lotsinnen", starts_on=date(2026, 2, 1))
    MeasureFactory(objective=objective, title="Nachbarmaßnahme")
    MeasureFactory(objective=ObjectiveFactory(goal=goal, title="Nachbarziel"))
    value = ObservationFactory(value=40)
    IndicatorTarget.objects.create(
        measure=measure, definition=value.definition, target=120, target_on=date(2027, 12, 31)
    )
    need = NeedFactory(
        title="Kita-Plätze fehlen", field_of_action=field, origin__kind="unserved_requests", origin__times=9
    )
    needs.answer_with(need, measure=measure, today=TODAY, by=coordinator)
    NeedFactory(title="Etwas ganz anderes")
    report = take_report(version, title="Bericht 2026", today=TODAY, by=coordinator, now=NOON)
    return {
        Kind.NEED: need, Kind.GOAL: goal, Kind.OBJECTIVE: objective, Kind.MEASURE: measure,
        Kind.INDICATOR: value.definition.indicator, Kind.REPORT: report,
    }  # fmt: skip


def shown(start) -> dict[Kind, list[str]]:
    return {step.kind: [node.title for node in step.nodes] for step in trace(start).steps}


@pytest.mark.parametrize("kind", [Kind.NEED, Kind.GOAL, Kind.OBJECTIVE, Kind.MEASURE, Kind.INDICATOR])
def test_the_whole_chain_is_there_from_each_of_its_parts(chain, kind):
    found = shown(chain[kind])

    for other, row in chain.items():
        name = row.title if hasattr(row, "title") else row.name
        assert any(name in title for title in found[other]), (kind, other)
    assert "Kinder und Familie" in found[Kind.FIELD]


def test_neighbors_do_not_belong_to_the_chain(chain):
    for kind in (Kind.NEED, Kind.MEASURE, Kind.INDICATOR):
        found = shown(chain[kind])
        assert [len(found[one]) for one in (Kind.NEED, Kind.OBJECTIVE, Kind.MEASURE)] == [1, 1, 1]
    assert len(shown(chain[Kind.GOAL])[Kind.MEASURE]) == 3
    assert "Etwas ganz anderes" not in str(shown(chain[Kind.GOAL]))


def test_each_step_has_its_days_and_says_what_it_belongs_to(chain):
    found = trace(chain[Kind.NEED])

    nodes = {node.kind: node for step in found.steps for node in step.nodes}
    assert (date(2026, 1, 5), "Anfragen ohne Begleitung (9-mal)") in nodes[Kind.NEED].days
    assert (TODAY, "mit dem Bedarf verknüpft") in nodes[Kind.MEASURE].days
    assert (date(2027, 12, 31), "Zielwert 120") in nodes[Kind.INDICATOR].days
    assert (date(2025, 12, 31), "Wert 40") in nodes[Kind.INDICATOR].days
    assert nodes[Kind.MEASURE].of == [nodes[Kind.OBJECTIVE].key, nodes[Kind.NEED].key]
    assert found.start.is_start


def test_a_merged_need_leads_to_the_same_chain(chain, coordinator):
    other = NeedFactory(title="Zu wenige Kitas")
    merging.merge(other, into=chain[Kind.NEED], today=TODAY, by=coordinator)
    other.refresh_from_db()

    found = shown(other)

    assert found[Kind.NEED] == ["Kita-Plätze fehlen", "Zu wenige Kitas"]
    assert any("Kita-Lotsinnen" in title for title in found[Kind.MEASURE])


def test_a_need_that_nothing_answers_ends_there(chain):
    assert set(shown(NeedFactory())) == {Kind.NEED}


def test_what_also_serves_an_objective_is_below_it(chain):
    measure = MeasureFactory(title="Fahrdienst")
    measure.also_serves.add(chain[Kind.OBJECTIVE])

    assert any("Fahrdienst" in title for title in shown(chain[Kind.OBJECTIVE])[Kind.MEASURE])
    assert any("120 Plätze" in title for title in shown(measure)[Kind.OBJECTIVE])


def decided(need, number=4) -> Resolution:
    """The need was decided by a resolution of a body, in a meeting."""
    day = NOON.replace(year=2026, month=2, day=20)
    meeting = Meeting(
        body=BodyFactory(name=f"Steuerungsgruppe {number}"), starts_at=day, ends_at=day + timedelta(hours=2)
    )
    meeting.save()
    item = AgendaItem(meeting=meeting, position=1, title="Kita-Plätze", kind="decision")
    item.save()
    resolution = Resolution(
        body=meeting.body, item=item, year=2026, number=number, text="Der Bedarf wird aufgegriffen.", way="consensus",
        decided_on=date(2026, 2, 20),
    )  # fmt: skip
    resolution.save()
    need.status, need.decided_on, need.resolution = Need.Status.TAKEN_UP, date(2026, 2, 20), resolution
    need.save()
    return resolution


def test_the_whole_chain_is_there_from_a_resolution_and_back_to_it(chain):
    resolution = decided(chain[Kind.NEED])

    found = trace(resolution)
    days = [node.days for step in found.steps for node in step.nodes if node.kind == Kind.RESOLUTION]
    assert found.start.is_start
    assert days == [[(date(2026, 2, 20), str(resolution.body))]]
    titles = shown(resolution)
    for other, row in chain.items():
        name = row.title if hasattr(row, "title") else row.name
        assert any(name in title for title in titles[other]), other
        if other in STARTS:
            assert shown(row)[Kind.RESOLUTION] == ["4/2026"], other
    assert "Etwas ganz anderes" not in str(titles)


def test_resolutions_and_reports_lead_to_where_they_are_read(chain, login, coordinator):
    resolution = decided(chain[Kind.NEED])

    page = login(coordinator).get(f"/buero/spur/beschluss/{resolution.pk}/").content.decode()

    assert f'href="/buero/gremien/sitzungen/{resolution.item.meeting_id}/"' in page
    assert f'href="/buero/konzept/berichte/{chain[Kind.REPORT].pk}/bericht.pdf"' in page


def grow(objective, number: int) -> None:
    rows = [
        Measure(version=objective.goal.version, objective=objective, number=f"X{n}", title=f"Viele {n}")
        for n in range(number)
    ]
    Measure.objects.bulk_create(rows, batch_size=500)


def test_it_costs_the_same_for_three_measures_and_for_three_thousand(chain):
    resolution = decided(chain[Kind.NEED])
    starts = [
        *(chain[kind] for kind in (Kind.NEED, Kind.GOAL, Kind.OBJECTIVE, Kind.MEASURE, Kind.INDICATOR)),
        resolution,
    ]

    def count(start) -> int:
        with CaptureQueriesContext(connection) as queries:
            trace(start)
        return len(queries)

    counts = []
    for number in (3, 3000):
        Measure.objects.filter(number__startswith="X").delete()
        grow(chain[Kind.OBJECTIVE], number)
        counts.append([count(start) for start in starts])

    assert max(counts[1]) <= 25
    # past the number shown, one more query counts them all
    assert all(0 <= many - few <= 1 for few, many in zip(*counts, strict=True))


def test_a_long_step_says_how_many_more_there_are(chain):
    grow(chain[Kind.OBJECTIVE], 300)

    [measures] = [step for step in trace(chain[Kind.GOAL]).steps if step.kind == Kind.MEASURE]

    assert (len(measures.nodes), measures.number, measures.more) == (MOST, 303, 243)


def test_the_page_reads_as_a_list_and_links_both_ways(chain, login, coordinator):
    page = login(coordinator).get(f"/buero/spur/massnahme/{chain[Kind.MEASURE].uuid}/").content.decode()

    assert "hier stehen Sie" in page
    assert f'href="/buero/bedarfe/{chain[Kind.NEED].pk}/"' in page
    assert f'href="/buero/spur/indikator/{chain[Kind.INDICATOR].pk}/"' in page


@pytest.mark.parametrize(
    "address", ["gold/1/", "bedarf/0/", "bedarf/x/", "bericht/1/", f"bedarf/{'9' * 30}/", "indikator/00000000-0000-0000-0000-000000000000/"]
)  # fmt: skip
def test_what_is_no_start_is_not_found(login, coordinator, address):
    assert login(coordinator).get(f"/buero/spur/{address}").status_code == 404


def test_a_body_that_talked_about_it_stands_with_its_day(chain, coordinator):
    needs.discuss(chain[Kind.NEED], body=BodyFactory(name="AG Kita"), on=TODAY, today=TODAY, by=coordinator)

    [step] = [step for step in trace(chain[Kind.MEASURE]).steps if step.kind == Kind.NEED]

    assert (TODAY, "beraten: AG Kita") in step.nodes[0].days


def test_a_resolution_nobody_refers_to_says_how_the_trace_goes_on(chain, login, coordinator):
    need = chain[Kind.NEED]
    resolution = decided(need)
    need.resolution = None
    need.save()

    page = login(coordinator).get(f"/buero/spur/beschluss/{resolution.pk}/").content.decode()

    assert "Noch kein Bedarf beruft sich auf diesen Beschluss." in page
    assert "Verknüpfen Sie den Bedarf" not in page


def test_an_edition_and_a_year_lead_to_the_resolutions_they_rest_on_and_back(chain):
    of_edition, of_year = decided(chain[Kind.NEED]), decided(chain[Kind.NEED], number=5)
    need, version = chain[Kind.NEED], chain[Kind.GOAL].version
    need.resolution = None
    need.save()
    PlanVersion.objects.filter(pk=version.pk).update(
        resolution=of_edition, adopted_on=date(2026, 2, 20), status="adopted"
    )
    programme = YearlyProgramme.objects.create(
        version=version, year=2026, chosen_on=date(2026, 2, 20), resolution=of_year
    )
    YearlyProgrammeEntry.objects.create(programme=programme, measure=chain[Kind.MEASURE])

    for kind in (Kind.NEED, Kind.GOAL, Kind.OBJECTIVE, Kind.MEASURE, Kind.INDICATOR):
        assert shown(chain[kind])[Kind.RESOLUTION] == ["4/2026", "5/2026"], kind
    for resolution in (of_edition, of_year):
        titles = shown(resolution)
        assert all(titles[kind] for kind in (Kind.NEED, Kind.GOAL, Kind.OBJECTIVE, Kind.MEASURE, Kind.INDICATOR))
    days = [
        word for step in trace(of_edition).steps for node in step.nodes if node.is_start for _day, word in node.days
    ]
    assert f"beschlossen: {PlanVersion.objects.get(pk=version.pk)}" in days


def test_a_resolution_of_an_edition_costs_the_same_for_three_measures_and_for_three_thousand(chain):
    resolution = decided(chain[Kind.NEED])
    version = chain[Kind.GOAL].version
    PlanVersion.objects.filter(pk=version.pk).update(
        resolution=resolution, adopted_on=date(2026, 2, 20), status="adopted"
    )
    programme = YearlyProgramme.objects.create(
        version=version, year=2026, chosen_on=date(2026, 2, 20), resolution=resolution
    )
    counts = []
    for number in (3, 3000):
        Measure.objects.filter(number__startswith="X").delete()
        grow(chain[Kind.OBJECTIVE], number)
        YearlyProgrammeEntry.objects.bulk_create(
            [
                YearlyProgrammeEntry(programme=programme, measure=one)
                for one in Measure.objects.filter(number__startswith="X")
            ],
            batch_size=500,
        )
        with CaptureQueriesContext(connection) as queries:
            trace(resolution)
        counts.append(len(queries))

    assert counts[1] <= 25
    assert 0 <= counts[1] - counts[0] <= 1
