"""Whose money is proposed at booking, and why; the pool of hours over all persons."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.guides.models import ExpenseRate, FundingPool, FundingSource
from kreislotse.guides.rules import frozen, rate_in_force
from kreislotse.matching import operations
from kreislotse.matching.budget import PoolUsedUp, Tallied
from kreislotse.matching.funding import propose_funding
from kreislotse.matching.operations.errors import ReasonForExceptionMissing
from kreislotse.web.office.forms.guides import AppointmentForm
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MatchProposalFactory,
    member,
)

DAY = date(2026, 3, 12)


def source(name, **fields):
    return FundingSourceFactory(name=name, is_default=fields.pop("is_default", False), **fields)


def choice(role="guide", minutes=60, **request):
    return propose_funding(HelpRequestFactory(**request), role=role, on=DAY, minutes=minutes)


def test_the_institution_pays_first_if_it_can(in_district):
    """Rhein-Sieg: own money first, 25 € flat only where there is none (domain.md 4b)."""
    own = source("Einrichtung", priority=1, own_budget="has")
    kreis = source("Kreis", priority=2, own_budget="has_not")

    assert choice(has_own_budget=True).source == own
    assert choice(has_own_budget=True).reason == "Einrichtung, denn: die Einrichtung hat eigene Mittel."
    assert choice(has_own_budget=False).source == kreis
    assert choice(has_own_budget=None).source == kreis
    assert choice(has_own_budget=None).passed_over == (
        "Einrichtung: die Einrichtung hat keine eigenen Mittel angegeben.",
    )


def test_the_land_pays_for_some_occasions_only(in_district):
    """StädteRegion Aachen: the Land's money only for low-threshold appointments."""
    land = source("Land", priority=1, occasions=["orientation", "leisure"])
    other = source("Kreis", priority=2)

    assert choice(occasion="orientation").source == land
    assert choice(occasion="medical").source == other
    assert choice(occasion="medical").passed_over == (
        "Land: nur für Ankommen und Orientierung im Alltag, Freizeit, Unterricht oder Ausflug.",
    )


def test_a_source_may_be_for_one_role_or_one_form(in_district):
    source("Sprachmittlung", priority=1, role="interpreter")
    phone = source("Telefon", priority=2, settings_paid=["phone"])

    assert choice(role="interpreter").source.name == "Sprachmittlung"
    assert choice(setting="phone").source == phone
    assert choice(setting="on_site").source is None
    assert choice(setting="on_site").reason == "Keine Finanzierung passt zu dieser Anfrage."


def test_the_usual_source_is_proposed_where_nothing_else_is_said(in_district):
    source("Anderes")
    usual = source("Landesprogramm", is_default=True)

    assert choice().source == usual


def test_a_source_that_has_ended_is_not_proposed(in_district):
    source("Altes", valid_to=date(2025, 12, 31))

    assert choice().source is None


def test_a_used_up_pool_is_passed_over_and_named_where_nothing_else_fits(in_district):
    land = source("Land", priority=1)
    FundingPool.objects.create(funding_source=land, hours_per_year=1, valid_from=date(2026, 1, 1))
    assert choice(minutes=60).reason == "Land, denn: noch 1 Stunden im Jahr."
    assert choice(minutes=61).source == land
    assert choice(minutes=61).reason == "Der bewilligte Rahmen ist aufgebraucht."

    kreis = source("Kreis", priority=2)
    assert choice(minutes=61).source == kreis


@pytest.fixture
def last_hour(in_district):
    """Somebody else has used all but one hour of the pool."""
    land = source("Land", is_default=True)
    FundingPool.objects.create(funding_source=land, hours_per_year=3, valid_from=date(2026, 1, 1))
    AppointmentFactory(
        assignment=AssignmentFactory(funding_source=land, status="finished", ended_on=date(2026, 3, 6)),
        duration_minutes=120,
    )
    return land


def test_a_booking_beyond_the_pool_is_refused(last_hour, now, coordinator):
    wish = HelpRequestFactory(wish="company", wanted_on=DAY, wanted_at=time(10), expected_minutes=90)

    with pytest.raises(PoolUsedUp, match="noch 1 Stunden her, gebraucht werden 1,5 Stunden"):
        operations.book_directly(wish, guide=GuideFactory(), now=now, by=coordinator)


def test_a_pool_used_up_between_question_and_yes_is_heard_at_the_yes(last_hour, now, person):
    wish = HelpRequestFactory(wish="company", wanted_on=DAY, expected_minutes=60, status="asked")
    proposal = MatchProposalFactory(help_request=wish, funding_source=last_hour)
    AppointmentFactory(
        assignment=AssignmentFactory(funding_source=last_hour, status="finished", ended_on=date(2026, 3, 6)),
        duration_minutes=30,
    )

    with pytest.raises(PoolUsedUp):
        operations.accept_proposal(proposal, now=now, by=person("guide"))


def euros_for_all(source, euros, **fields):
    return FundingPool.objects.create(
        funding_source=source, euros_per_year=euros, valid_from=fields.pop("valid_from", date(2026, 1, 1)), **fields
    )


def wished(minutes=60, **fields):
    return HelpRequestFactory(wish="company", wanted_on=DAY, expected_minutes=minutes, **fields)


def agreed(source, minutes=60):
    """A promise whose appointment is still to be made, at the rate of the day."""
    row = rate_in_force(source, "guide", DAY)
    return AssignmentFactory(
        funding_source=source, rate=row, rate_as_agreed=frozen(row), help_request=wished(minutes), status="promised"
    )


def test_a_booking_beyond_the_euros_is_refused_with_what_is_left_and_what_to_do(funding, now, coordinator):
    euros_for_all(funding, 12)
    agreed(funding, 60)

    with pytest.raises(PoolUsedUp, match="noch 7,00 € her, gebraucht werden 7,50 €.*andere Finanzierung.*Ausnahme"):
        operations.book_directly(wished(90), guide=GuideFactory(), funding_source=funding, now=now, by=coordinator)
    operations.book_directly(wished(84), guide=GuideFactory(), funding_source=funding, now=now, by=coordinator)


def test_hours_and_euros_are_said_together(funding, now, coordinator):
    euros_for_all(funding, 4, hours_per_year=10)

    with pytest.raises(PoolUsedUp, match="noch 10 Stunden und 4,00 € her, gebraucht werden 1 Stunden und 5,00 €"):
        operations.book_directly(wished(), guide=GuideFactory(), funding_source=funding, now=now, by=coordinator)


def test_euros_used_up_between_question_and_yes_are_heard_at_the_yes(funding, now, person):
    euros_for_all(funding, 8)
    proposal = MatchProposalFactory(help_request=wished(status="asked"), funding_source=funding)
    agreed(funding, 60)

    with pytest.raises(PoolUsedUp, match="noch 3,00 €"):
        operations.accept_proposal(proposal, now=now, by=person("guide"))


def test_the_guide_hears_whom_to_call_and_not_the_numbers_of_the_office(funding, login, district):
    euros_for_all(funding, 1, valid_from=date(2020, 1, 1))
    guide = GuideFactory(user=member("guide"))
    proposal = MatchProposalFactory(
        guide=guide, funding_source=funding, expires_at=timezone.now() + timedelta(days=1),
        help_request=HelpRequestFactory(wish="company", expected_minutes=60, status="asked"),
    )  # fmt: skip

    page = login(guide.user).post(f"/unterwegs/anfragen/{proposal.pk}/zusagen/", follow=True).content.decode()

    assert "Bitte rufen Sie uns an" in page
    assert "1,00" not in page


def test_the_appointment_of_a_promise_counts_once(funding, now, coordinator):
    euros_for_all(funding, 5)
    assignment = operations.book_directly(
        wished(), guide=GuideFactory(), funding_source=funding, now=now, by=coordinator
    )
    first = operations.record_appointment(
        assignment, on=DAY, duration_minutes=60, outcome="planned", now=now, by=coordinator
    )  # fmt: skip

    with pytest.raises(PoolUsedUp):
        operations.change_appointment(first, duration_minutes=61, now=now, by=coordinator)
    FundingPool.objects.update(euros_per_year=3)
    operations.change_appointment(first, duration_minutes=50, now=now, by=coordinator)


def test_a_flat_rate_of_a_month_is_counted_once_for_the_same_person(in_district, now, coordinator):
    land = source("Land")
    ExpenseRate(funding_source=land, role="guide", model="per_month", amount=80, valid_from=date(2024, 1, 1)).save()
    euros_for_all(land, 80)
    guide = GuideFactory()

    operations.book_directly(wished(), guide=guide, funding_source=land, now=now, by=coordinator)
    operations.book_directly(
        wished(wanted_at=time(15)), guide=guide, funding_source=land, now=now, by=coordinator
    )  # fmt: skip
    with pytest.raises(PoolUsedUp):
        operations.book_directly(wished(), guide=GuideFactory(), funding_source=land, now=now, by=coordinator)


def test_the_head_of_office_lets_one_request_go_on_top(funding, now, coordinator, person):
    euros_for_all(funding, 7)
    agreed(funding, 60)
    wish = wished(120)
    head = person("head_of_office")

    with pytest.raises(ReasonForExceptionMissing):
        operations.allow_beyond_budget(wish, funding_source=funding, reason=" ", today=DAY, by=head)
    operations.allow_beyond_budget(wish, funding_source=funding, reason="Umzug ins Frauenhaus", today=DAY, by=head)
    operations.book_directly(wish, guide=GuideFactory(), funding_source=funding, now=now, by=coordinator)

    assert Tallied.of([funding.pk], 2026).use(funding.pk).euros == 5
    assert AuditEntry.objects.filter(entry="budget_exception", by=head).exists()
    with pytest.raises(PoolUsedUp, match="noch 2,00 €"):
        operations.book_directly(wished(), guide=GuideFactory(), funding_source=funding, now=now, by=coordinator)


def test_who_may_enter_an_exception_and_where_it_is_read(funding, login, person):
    euros_for_all(funding, 1, valid_from=date(2020, 1, 1))
    FundingSource.objects.update(is_default=True)
    agreed(funding, 60)
    wish = HelpRequestFactory(wish="company", expected_minutes=60)
    AssignmentFactory(
        funding_source=funding, status="promised", rate_as_agreed=frozen(rate_in_force(funding, "guide", DAY)),
        agreed_on=date.today(), help_request=HelpRequestFactory(wish="company"),
    )  # fmt: skip
    page, ask = f"/buero/anfragen/{wish.pk}/begleitung/ausnahme/", f"/buero/anfragen/{wish.pk}/begleitung/"

    head = login(person("head_of_office"))
    assert page in head.get(ask).content.decode()
    response = head.post(page, {"funding_source": funding.pk, "reason": "Umzug"})
    assert response.status_code == 302
    coordination = login(person("coordinator"))
    assert coordination.get(page).status_code == 403
    shown = coordination.get(ask).content.decode()
    assert "Umzug" in shown
    assert page not in shown


def test_many_fundings_take_no_more_queries_than_one(funding, django_assert_max_num_queries):
    wish = HelpRequestFactory()
    for n in range(12):
        euros_for_all(source(f"Quelle {n}", priority=n, occasions=["medical"]), 10 + n)

    with django_assert_max_num_queries(8):
        propose_funding(wish, role="guide", on=DAY, minutes=60)


FIELDS = {"on": "28.3.2026", "outcome": "took_place", "persons": "1", "setting": "on_site"}


def test_the_form_reckons_the_duration_from_beginning_and_end(in_district):
    form = AppointmentForm(FIELDS | {"starts_at": "23:00", "ends_at": "04:00", "duration_minutes": "60"}, counts=False)

    assert form.is_valid()
    assert form.cleaned_data["duration_minutes"] == 240
    assert "ends_at" not in form.cleaned_data


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends_at": "10:00"}, "starts_at"),
        ({}, "duration_minutes"),
        ({"on": "29.3.2026", "starts_at": "02:30", "ends_at": "04:00"}, "ends_at"),
    ],
)
def test_the_form_says_what_is_missing_or_cannot_be(in_district, given, field):
    assert field in AppointmentForm(FIELDS | given, counts=False).errors
