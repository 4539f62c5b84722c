"""The demo's life looks like an office's, keeps its rules, and can be loaded again."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import Role
from kreislotse.casefacts.models import MonthClosing, RequestFact
from kreislotse.core.tokens import digest
from kreislotse.demo.chance import Chance
from kreislotse.demo.generator import DEMO_PASSWORD, DistrictInUse, demo_logins, load_demo
from kreislotse.demo.timeline import stories
from kreislotse.demo.world import World
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.districts.consistency import rows_across_districts
from kreislotse.guides.models import Guide
from kreislotse.intake.links import status_secret
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from kreislotse.network.models import Agreement, Contact, Organization
from kreislotse.places.models import Municipality
from tests.demo.conftest import HEINSBERG, TODAY


def test_district_has_the_size_of_a_real_one(demo):
    assert HelpRequest.objects.count() == 600
    assert Offer.objects.count() == 120
    assert Guide.objects.count() == 50
    assert 55 <= Organization.objects.count() <= 70


def test_requests_fill_eighteen_months_up_to_today(demo):
    days = HelpRequest.objects.order_by("received_on").values_list("received_on", flat=True)

    assert days.first() < date(2024, 11, 1)
    assert days.last() == TODAY


def test_inbox_holds_new_overdue_and_asked_requests(demo):
    received = HelpRequest.objects.filter(status="received")

    assert received.filter(received_on=TODAY).count() == 3
    assert received.filter(received_on__lt=TODAY - timedelta(days=7)).exists()
    assert MatchProposal.objects.filter(status="asked", vacancy=None).count() == 5
    assert Agreement.objects.filter(done_on=None, due_on__lt=TODAY).exists()


def test_guide_with_the_login_has_something_to_answer_and_something_to_do(demo):
    guide = Guide.objects.get(user__email="lotse@heinsberg.example")

    assert guide.proposals.filter(status="asked").count() == 2
    assert set(guide.assignments.exclude(status="finished").values_list("status", flat=True)) == {"promised", "running"}


def test_every_role_of_the_office_has_a_login(demo):
    roles = set(Membership.objects.values_list("role", flat=True))

    assert roles == set(Role.values) - {Role.OPERATOR}
    assert {login["email"] for login in demo_logins()} == set(
        User.objects.filter(memberships__isnull=False).values_list("email", flat=True)
    )
    assert User.objects.get(email="leitung@heinsberg.example").check_password(DEMO_PASSWORD)


def test_rows_pass_the_checks_of_their_forms(demo):
    rows = [
        *HelpRequest.objects.all()[:150], *HelpRequest.objects.order_by("-pk")[:60], *Guide.objects.all(),
        *Offer.objects.all(), *OfferTranslation.objects.all()[:150], *Organization.objects.all(), *Contact.objects.all(),
        *Assignment.objects.all()[:60], *Appointment.objects.all()[:90], *MatchProposal.objects.order_by("-pk")[:60],
    ]  # fmt: skip

    for row in rows:
        row.full_clean(exclude=["secret_digest"], validate_unique=False)


def test_nothing_points_into_another_district(demo):
    assert rows_across_districts() == []


def test_contact_data_of_requests_that_ended_long_ago_is_gone(demo):
    ended = HelpRequest.objects.filter(closed_on__lt=TODAY - timedelta(days=14))

    assert not SeekerContact.objects.filter(help_request__in=ended).exists()
    assert SeekerContact.objects.filter(help_request__in=HelpRequest.objects.open()).count() == 34


def test_months_are_closed_but_the_last_and_count_every_ended_request(demo):
    last = MonthClosing.objects.order_by("-month").first().month
    ended = HelpRequest.objects.filter(closed_on__lt=date(2026, 2, 1)).exclude(closing_reason="duplicate")

    assert last == date(2026, 1, 1)
    assert RequestFact.objects.aggregate(n=Sum("number"))["n"] == ended.count()


def test_promised_requests_have_one_guide_who_speaks_the_language_or_stands_in(demo):
    open_assignments = Assignment.objects.filter(status__in=["promised", "running"])

    assert open_assignments.count() == HelpRequest.objects.filter(status__in=["promised", "running"]).count()
    assert not open_assignments.filter(contact_shown_at=None).exists()


def test_status_links_of_the_demo_work(demo):
    for help_request in HelpRequest.objects.order_by("-pk")[:5]:
        assert digest(status_secret(help_request)) == help_request.secret_digest


def test_everything_visible_is_marked_as_demo(demo):
    assert "(Demo)" in demo.name
    assert not Organization.objects.exclude(name__endswith="(Demo)").exists()
    assert not User.objects.exclude(email__endswith=".example").exists()
    assert not Contact.objects.exclude(email__endswith=".example").exclude(email="").exists()


def test_loading_again_changes_nothing(demo):
    before = HelpRequest.objects.count(), User.objects.count()

    load_demo(today=TODAY + timedelta(days=1), districts=[HEINSBERG])

    assert (HelpRequest.objects.count(), User.objects.count()) == before


def test_district_with_real_data_is_left_alone(district):
    with pytest.raises(DistrictInUse, match="echten Daten"):
        load_demo(today=TODAY, districts=[district.ags])


def test_same_seed_tells_the_same_stories():
    def tell():
        from kreislotse.demo.read_facts import DISTRICTS

        demo = DISTRICTS[1]
        towns = [Municipality(pk=1, ags=demo.seat, name="Heinsberg", population=40000, latitude=51, longitude=6)]
        world = World(
            demo=demo, district=None, chance=Chance("same"), office=None, today=TODAY, scale=1, towns=towns, topics={},
            target_groups={}, languages={},
        )  # fmt: skip
        return list(stories(world))

    first, second = tell(), tell()

    assert first == second
    assert len(first) == 600
    assert all(story.received_on <= (story.closed_on or TODAY) <= TODAY for story in first)


def test_providers_were_asked_propose_and_last_years_list_differs(demo):
    from kreislotse.directory import offer_snapshots, proposals
    from kreislotse.directory.models import CheckRequest, OfferSnapshot

    assert CheckRequest.objects.filter(sent_at__isnull=False, reminded_at__isnull=False).exists()
    assert all(proposals.compare(proposal) for proposal in proposals.waiting_proposals())
    snapshot = OfferSnapshot.objects.get()
    assert offer_snapshots.is_unchanged(snapshot)
