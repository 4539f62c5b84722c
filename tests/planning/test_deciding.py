"""An adopted edition and a year's programme say by which resolution they were decided."""

from datetime import date, timedelta

import pytest

from kreislotse.groups.models import AgendaItem, Body, Meeting, Resolution
from kreislotse.planning import deciding, programmes, versions
from kreislotse.planning.models import Measure, PlanVersion, YearlyProgramme
from tests import factories as make
from tests.planning.making import NOW, TODAY, make_plan

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)


@pytest.fixture
def head(person):
    return person("head_of_office")


def resolve(body=None, **facts):
    body = body or Body.objects.filter(name="Steuerungsgruppe").first() or make.BodyFactory(name="Steuerungsgruppe")
    meeting = Meeting.objects.create(body=body, starts_at=NOW, ends_at=NOW + timedelta(hours=1), place="Kreishaus")
    item = AgendaItem.objects.create(meeting=meeting, position=1, title="Konzept")
    values = {"year": 2026, "number": 3, "text": "Das Konzept gilt.", "way": "consensus", "decided_on": DAY} | facts
    return Resolution.objects.create(body=body, item=item, **values)


@pytest.fixture
def draft(in_district):
    version = make_plan(adopted=False, valid_from=date(2026, 1, 1))
    lead = make.OrganizationFactory()
    Measure.objects.filter(version=version, lead=None).update(lead=lead)
    assert version.is_draft
    return version


def adopt(draft, by, **facts):
    return versions.adopt_version(draft, adopted_on=DAY, today=TODAY, by=by, **facts)


def test_a_resolution_is_reference_enough(draft, head):
    resolution = resolve()

    version = adopt(draft, head, resolution=resolution)

    assert (version.resolution, version.decision_reference) == (resolution, "Beschluss 3/2026, Steuerungsgruppe")


def test_own_words_stay_beside_the_resolution(draft, head):
    assert adopt(draft, head, resolution=resolve(), decision_reference="VO/2026/1").decision_reference == "VO/2026/1"


def test_without_either_nothing_is_adopted(draft, head):
    with pytest.raises(versions.NoDecisionReference, match="oder wählen Sie den Beschluss"):
        adopt(draft, head)


def test_only_what_was_decided_that_day_counts(draft, head):
    with pytest.raises(deciding.ResolutionNotTaken, match="abgelehnt"):
        adopt(draft, head, resolution=resolve(result="rejected"))
    with pytest.raises(deciding.DecidedOnAnotherDay, match="1. Oktober 2026"):
        adopt(draft, head, resolution=resolve(number=4, decided_on=date(2026, 10, 1)))


def test_a_long_name_is_cut_to_what_fits(in_district):
    words = deciding.reference_of("", resolve(make.BodyFactory(name="Sehr lange Gruppe " * 6)))

    assert len(words) == 80 and words.endswith("…")


def test_the_words_stay_when_the_meeting_is_deleted(draft, head):
    resolution = resolve()
    version = adopt(draft, head, resolution=resolution)
    resolution.delete()

    version.refresh_from_db()
    assert (version.resolution, version.decision_reference) == (None, "Beschluss 3/2026, Steuerungsgruppe")


def test_it_is_linked_later_too_and_kept_by_other_changes(draft, head):
    resolution = resolve()
    with pytest.raises(versions.NotAdoptedYet):
        versions.link_resolution(draft, resolution=resolution, by=head)
    version = adopt(draft, head, decision_reference="VO/2026/1")
    with pytest.raises(deciding.DecidedOnAnotherDay):
        versions.link_resolution(version, resolution=resolve(number=5, decided_on=TODAY), by=head)

    versions.link_resolution(version, resolution=resolution, by=head)
    seen = PlanVersion.objects.get(pk=version.pk)
    seen.resolution, seen.link_days = None, 90
    versions.save_version(seen, by=head)

    kept = PlanVersion.objects.get(pk=version.pk)
    assert (kept.resolution, kept.decision_reference, kept.link_days) == (resolution, "VO/2026/1", 90)


def test_a_new_edition_rests_on_no_resolution_yet(draft, head):
    resolution = resolve()
    fresh = versions.begin_version(PlanVersion(title="Konzept", edition="2031", resolution=resolution), by=head)

    assert fresh.resolution is None


def test_a_year_follows_the_resolution_of_those_who_chose(draft, head):
    version, body = adopt(draft, head, decision_reference="VO/2026/1"), make.BodyFactory(name="AG Konzept")
    first, second = resolve(body), resolve(body, number=7)
    facts = {
        "year": 2026, "chosen_by": body, "chosen_on": DAY, "text": "", "today": TODAY, "by": head,
        "chosen": [programmes.Chosen(version.measures.first())],
    }  # fmt: skip
    with pytest.raises(programmes.ResolutionOfAnotherBody, match="Steuerungsgruppe"):
        programmes.choose_programme(version, **facts, resolution=resolve(number=9))

    made = programmes.choose_programme(version, **facts, resolution=first)
    assert made.decision_reference == "Beschluss 3/2026, AG Konzept"
    again = programmes.choose_programme(version, **facts, resolution=second, decision_reference=made.decision_reference)
    assert (again.pk, again.decision_reference) == (made.pk, "Beschluss 7/2026, AG Konzept")
    own = programmes.choose_programme(version, **facts, resolution=second, decision_reference="Protokoll, Punkt 4")
    assert own.decision_reference == "Protokoll, Punkt 4"


def test_the_pages_offer_resolutions_and_lead_to_the_trace(draft, head, login):
    resolution = resolve()
    office, address = login(head), f"/buero/konzept/fassungen/{draft.pk}/"
    assert "Steuerungsgruppe, 3/2026" in office.get(f"{address}beschluss/").content.decode()
    office.post(f"{address}beschluss/", {"adopted_on": "10.11.2026", "resolution": resolution.pk})

    page = office.get(address).content.decode()
    assert "Beschluss 3/2026, Steuerungsgruppe" in page and f"/buero/spur/beschluss/{resolution.pk}/" in page
    office.post(f"{address}beschluss-verknuepfen/", {"resolution": ""})
    assert PlanVersion.objects.get(pk=draft.pk).resolution is None
    assert "Beschluss verknüpfen" in office.get(address).content.decode()
    assert not YearlyProgramme.objects.exists()
