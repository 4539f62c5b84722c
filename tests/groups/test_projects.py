"""Projects of partners and contributions: what is kept, what is refused, and with which sentence."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from kreislotse.accounts.handover import responsibilities
from kreislotse.audit.models import AuditEntry
from kreislotse.groups import acting, contributions, operations, projects, queries
from kreislotse.groups.models import Contribution, Project
from kreislotse.groups.retention import contributions_over
from kreislotse.network.models import Representation
from tests.conftest import TODAY
from tests.factories import BodyFactory, OrganizationFactory, TopicFactory, member

Stand = Project.Stand


def save(by, project=None, **fields):
    extra = {name: fields.pop(name) for name in ("partners", "bodies", "seen_at") if name in fields}
    project = project or Project(title="Sprachcafé", starts_on=date(2026, 1, 1), lead=OrganizationFactory())
    for name, value in fields.items():
        setattr(project, name, value)
    return projects.save_project(project, topics=[], target_groups=[], municipalities=[], by=by, **extra)


@pytest.fixture
def partner(in_district):
    """Somebody who speaks for one organization, as `partner.organization`."""
    user = member("offer_editor")
    user.organization = OrganizationFactory(name="Sportbund")
    Representation.objects.create(membership=user.memberships.get(), organization=user.organization)
    return user


def test_project_keeps_its_partners_and_their_roles(coordinator):
    host, other = OrganizationFactory(), OrganizationFactory()

    project = save(coordinator, partners=[(host, "hosts"), (other, "funds")])
    save(coordinator, project, partners=[(host, "advises")])

    assert [(one.organization, one.role) for one in project.partners.all()] == [(host, "advises")]
    assert [one.entry for one in AuditEntry.objects.order_by("pk")] == ["project_recorded", "project_changed"]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"ends_on": date(2025, 12, 31)}, projects.EndsBeforeItBegins),
        ({"cents": -1}, projects.CostsLessThanNothing),
    ],
)
def test_dates_and_costs_that_cannot_be_are_refused_also_by_the_database(coordinator, fields, error):
    with pytest.raises(error):
        save(coordinator, **fields)
    project = save(coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**fields)


def test_who_leads_is_no_partner_and_nobody_is_one_twice(coordinator):
    lead, other = OrganizationFactory(), OrganizationFactory()

    with pytest.raises(projects.LeadIsPartner):
        save(coordinator, lead=lead, partners=[(lead, "hosts")])
    with pytest.raises(projects.PartnerTwice):
        save(coordinator, lead=lead, partners=[(other, "hosts"), (other, "funds")])
    project = save(coordinator, lead=lead, partners=[(other, "hosts")])
    with pytest.raises(projects.LeadIsPartner):
        save(coordinator, project, lead=other)


def test_the_stand_follows_from_the_dates(coordinator):
    project = save(coordinator, starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 1))

    assert project.stand(date(2026, 1, 31)) == Stand.PLANNED
    assert project.stand(date(2026, 3, 1)) == Stand.RUNNING
    assert project.stand(date(2026, 3, 2)) == Stand.OVERDUE
    finished = projects.finish_project(project, results="Zwölf Treffen", today=date(2026, 3, 9), by=coordinator)
    assert finished.stand(TODAY) == Stand.FINISHED


@pytest.mark.parametrize("stand", [*Stand.values, "open"])
def test_the_list_and_the_row_agree_on_the_stand(coordinator, stand):
    save(coordinator, title="geplant", starts_on=date(2026, 5, 1))
    save(coordinator, title="läuft", ends_on=TODAY)
    save(coordinator, title="offen")
    save(coordinator, title="vorbei", ends_on=date(2026, 3, 8))
    projects.finish_project(save(coordinator), results="gut", today=TODAY, by=coordinator)
    projects.cancel_project(save(coordinator, starts_on=date(2026, 5, 1)), today=TODAY, by=coordinator)

    listed = set(queries.filtered_projects(Project.objects.all(), today=TODAY, stand=stand))

    assert listed == {
        one for one in Project.objects.all() if (one.is_open if stand == "open" else one.stand(TODAY) == stand)
    }
    assert listed


def test_a_project_ends_once_and_with_a_result(coordinator):
    project = save(coordinator)

    with pytest.raises(projects.ResultMissing):
        projects.finish_project(project, results=" ", today=TODAY, by=coordinator)
    projects.finish_project(project, results="gut", today=TODAY, by=coordinator)
    with pytest.raises(projects.NotOpen):
        projects.finish_project(project, results="noch besser", today=TODAY, by=coordinator)
    with pytest.raises(projects.NotOpen):
        projects.cancel_project(project, today=TODAY, by=coordinator)
    reopened = projects.reopen_project(project, by=coordinator)
    assert (reopened.finished_on, reopened.results) == (None, "gut")
    with pytest.raises(projects.NotClosed):
        projects.reopen_project(project, by=coordinator)


def test_what_has_not_begun_cannot_be_finished(coordinator):
    with pytest.raises(projects.NotBegun, match="1. Mai 2026"):
        projects.finish_project(
            save(coordinator, starts_on=date(2026, 5, 1)), results="gut", today=TODAY, by=coordinator
        )


def test_two_people_do_not_overwrite_each_other(coordinator):
    project = save(coordinator)
    seen = project.updated_at
    save(coordinator, project, title="Sprachtreff", seen_at=seen)

    with pytest.raises(projects.ChangedMeanwhile):
        save(coordinator, project, title="Treff", seen_at=seen)


def test_a_partner_changes_only_what_the_own_organization_leads(partner, coordinator):
    own = save(partner, lead=partner.organization)
    other = save(coordinator, partners=[(partner.organization, "hosts")])

    with pytest.raises(acting.NotYours):
        save(partner, other, title="gekapert")
    with pytest.raises(acting.NotYours):
        projects.finish_project(other, results="gut", today=TODAY, by=partner)
    with pytest.raises(acting.NotYours):  # nor gives it away, or takes it over
        save(partner, own, lead=OrganizationFactory())
    other.refresh_from_db()
    with pytest.raises(acting.NotYours):
        save(partner, other, lead=partner.organization)
    assert set(queries.own_projects(partner)) == {own, other}


def test_projects_are_filtered_by_topic_and_actor(coordinator):
    topic, actor = TopicFactory(), OrganizationFactory()
    project = save(coordinator, partners=[(actor, "hosts")])
    project.topics.add(topic)
    save(coordinator)

    found = queries.filtered_projects(Project.objects.all(), today=TODAY, topic=topic, organization=actor)

    assert list(found) == [project]


def test_a_successor_gets_the_open_projects(coordinator):
    save(coordinator, responsible=coordinator)
    projects.cancel_project(save(coordinator, responsible=coordinator), today=TODAY, by=coordinator)

    held = next(one for one in responsibilities() if one.code == "projects")

    assert [held.describe(one)[0] for one in held.held_by(coordinator)] == ["Sprachcafé"]


# ── contributions ───────────────────────────────────────────────────────────────────────────────────


def contribution(**fields):
    return Contribution(kind="hosts", text="Saal für 40", **fields)


def test_a_contribution_is_offered_agreed_and_done(coordinator):
    one = contributions.record_contribution(
        contribution(organization=OrganizationFactory(), body=BodyFactory(), on=date(2026, 3, 10)), by=coordinator
    )

    one = contributions.move_contribution(one, to="agreed", today=TODAY, by=coordinator)
    with pytest.raises(contributions.StandsThereAlready):
        contributions.move_contribution(one, to="agreed", today=TODAY, by=coordinator)
    with pytest.raises(contributions.StillToCome, match="10. März 2026"):
        contributions.move_contribution(one, to="done", today=TODAY, by=coordinator)
    assert contributions.move_contribution(one, to="done", today=date(2026, 3, 10), by=coordinator).status == "done"


def test_a_contribution_belongs_to_one_thing_that_goes_on(coordinator):
    actor, ended = OrganizationFactory(), operations.end_body(BodyFactory(), on=TODAY, by=coordinator)

    with pytest.raises(contributions.ForOneThing):
        contributions.record_contribution(contribution(organization=actor), by=coordinator)
    both = contribution(organization=actor, body=BodyFactory(), project=save(coordinator))
    with pytest.raises(contributions.ForOneThing):
        contributions.record_contribution(both, by=coordinator)
    with pytest.raises(contributions.ItIsOver):
        contributions.record_contribution(contribution(organization=actor, body=ended), by=coordinator)


def test_a_partner_offers_for_itself_and_where_it_takes_part(partner, coordinator):
    body = BodyFactory()
    own = contribution(organization=partner.organization, body=body, status="done")

    with pytest.raises(contributions.NotAmongThem):
        contributions.record_contribution(own, by=partner)
    operations.give_seat(
        body, organization=partner.organization, role="member", from_on=date(2026, 1, 1), by=coordinator
    )
    assert contributions.record_contribution(own, by=partner).status == "offered"
    with pytest.raises(acting.NotYours):
        contributions.record_contribution(contribution(organization=OrganizationFactory(), body=body), by=partner)


def test_a_contribution_goes_long_after_its_day(coordinator):
    actor, body = OrganizationFactory(), BodyFactory()
    old = contributions.record_contribution(
        contribution(organization=actor, body=body, on=date(2024, 1, 1)), by=coordinator
    )
    contributions.record_contribution(contribution(organization=actor, body=body, on=date(2026, 1, 1)), by=coordinator)

    assert list(contributions_over(TODAY, 730)) == [old]
