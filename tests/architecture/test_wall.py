"""The wall: what is left of a closed month and after the deletion run leads to nobody."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from kreislotse.casefacts.models import (
    AssignmentFact,
    CauseFact,
    LanguageFact,
    ProviderLanguageFact,
    ReferralFact,
    RequestFact,
    SearchFact,
)
from kreislotse.casefacts.operations import close_month
from kreislotse.intake.models import Answer, HelpRequest
from kreislotse.privacy.models import Consent
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import (
    NOON,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    LanguageFactory,
    MunicipalityFactory,
    SeekerContactFactory,
    TopicFactory,
)

FACTS = (RequestFact, LanguageFact, AssignmentFact, ProviderLanguageFact, SearchFact, CauseFact, ReferralFact)
OF_ORGANIZATIONS = ("asked_by", "provider")  # keys of organizations, never of persons (casefacts.referrals, .providers)
CANARIES = ("Kanarienvogel-Name", "0171 3920077", "kanarie@seeker.example", "Kanarie-Uhrzeit", "Kanarie-Notiz", "Kanarie-Ort", "Kanarie-Antwort", "Kanarie-Termin")  # fmt: skip


@pytest.fixture
def closed_month(in_district, coordinator):
    """One rare case among few, closed, counted, and deleted when its time has come."""
    seed_retention_rules({})
    consent = Consent.objects.create(purpose="contact", wording_version="1", language="ti", given_at=NOON)
    rare = HelpRequestFactory(
        closed=True, topic=TopicFactory(code="pregnancy"), municipality=MunicipalityFactory(),
        language=LanguageFactory(code="ti", group="ostafrikanisch"), note="Kanarie-Notiz", place="Kanarie-Ort",
        answered_on=date(2026, 3, 4),
    )  # fmt: skip
    SeekerContactFactory(
        help_request=rare, name="Kanarienvogel-Name", phone="0171 3920077", email="kanarie@seeker.example",
        best_time="Kanarie-Uhrzeit", consent=consent,
    )  # fmt: skip
    Answer.objects.create(help_request=rare, text="Kanarie-Antwort", language="ti", by=coordinator, at=NOON)
    assignment = AssignmentFactory(
        help_request=rare, guide=GuideFactory(), status="finished", ended_on=date(2026, 3, 6)
    )
    AppointmentFactory(assignment=assignment, place="Kanarie-Termin")
    HelpRequestFactory(closed=True)
    close_month(date(2026, 3, 1), today=date(2026, 4, 1), by=coordinator)
    return rare


def everything() -> str:
    """All rows of all tables of the installation as one text."""
    lines = []
    for model in apps.get_models():
        for values in model._base_manager.values_list():
            lines.append(f"{model._meta.label} {values}")
    return "\n".join(lines)


def test_the_attack_works_before_the_deletion(closed_month):
    """The control: while the contact is needed, the attacker finds it, so the attack below is a real one."""
    found = everything()

    assert all(canary in found for canary in CANARIES)


def test_no_table_names_the_person_after_the_deletion(closed_month):
    run_deletion(today=date(2026, 3, 6) + timedelta(days=60))

    found = everything()

    assert [canary for canary in CANARIES if canary in found] == []


def test_facts_carry_no_key_and_no_moment(closed_month):
    for model in FACTS:
        for field in model._meta.concrete_fields:
            assert field.name in ("id", "district", "month", "municipality", *OF_ORGANIZATIONS) or not field.is_relation
            assert field.get_internal_type() not in ("DateTimeField", "TimeField", "UUIDField")


def test_place_and_language_never_stand_in_one_row():
    for model in FACTS[:4]:
        names = {field.name for field in model._meta.concrete_fields}
        assert not {"municipality", "language_group"} <= names


def test_a_fact_linked_back_to_its_request_ends_at_nobody(closed_month):
    """The attacker joins the rare fact to the one request that fits, and follows every key from there."""
    run_deletion(today=date(2026, 3, 6) + timedelta(days=60))
    fact = RequestFact.objects.get(topic="pregnancy")

    suspects = HelpRequest.objects.filter(
        topic__code=fact.topic, municipality=fact.municipality, closed_on__month=fact.month.month
    )
    for suspect in suspects:
        for field in [*HelpRequest.Privacy.sensitive]:
            assert getattr(suspect, field) == ""
        assert not hasattr(suspect, "seeker_contact")
        assert not suspect.answers.exists()


def test_the_order_of_facts_says_nothing_about_the_order_of_requests(in_district, coordinator):
    codes = ["zebra", "anna", "mitte"]
    for code in codes:
        HelpRequestFactory(closed=True, topic=TopicFactory(code=code))

    close_month(date(2026, 3, 1), today=date(2026, 4, 1), by=coordinator)

    assert list(RequestFact.objects.order_by("pk").values_list("topic", flat=True)) == sorted(codes)
