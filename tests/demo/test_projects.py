"""The demo shows projects in every stand, entries that stand and ran out, and a network with something to find."""

from kreislotse.groups import picture_findings as findings
from kreislotse.groups.meeting_queries import contributions_on
from kreislotse.groups.models import Contribution, MarketItem, Project
from kreislotse.groups.picture import Cut, read_coverage, read_network
from kreislotse.networkanalysis import analyse
from tests.demo.conftest import TODAY


def test_projects_stand_in_every_stand_and_one_waits_for_its_result(demo):
    assert {one.stand(TODAY) for one in Project.objects.all()} >= {"planned", "running", "overdue", "finished"}
    assert Project.objects.overdue(TODAY).count() == 1
    assert set(Contribution.objects.values_list("status", flat=True)) == {"offered", "agreed", "done"}
    assert MarketItem.objects.standing(TODAY).filter(answers=None).exists()
    assert MarketItem.objects.exclude(settled_with=None).exists()


def test_the_network_has_bridges_groups_and_some_alone(demo):
    analysis = analyse(read_network(Cut(), today=TODAY))

    assert analysis.bridges
    assert analysis.isolated
    assert analysis.network.too_large
    assert len([part for part in analysis.communities if len(part) > 1]) > 2
    assert any("verbindet" in one for one in findings.sentences(analysis))
    assert findings.gap_sentences(read_coverage(demo, today=TODAY))


def test_what_is_brought_to_a_body_stands_on_its_meetings(demo):
    brought = Contribution.objects.exclude(body=None)
    shown = [
        one.status
        for one in brought
        for meeting in one.body.meetings.all()
        if one.on == meeting.day and one in contributions_on(meeting)
    ]

    assert sorted(shown) == ["agreed", "done", "offered"]
