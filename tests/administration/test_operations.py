"""Members, dated rules, settings, topics and the hand-over: every refusal, and the trail each leaves."""

from datetime import date, timedelta

import pytest

from kreislotse.accounts import handover, invitations
from kreislotse.accounts.models import HandOver, Invitation, Membership
from kreislotse.administration import handing_over, members, rules, terms
from kreislotse.administration.data_map import data_map
from kreislotse.administration.office import change_settings, contrast_to_white
from kreislotse.audit.models import AuditEntry
from kreislotse.guides.models import HourCap
from kreislotse.network.models import Agreement, Representation
from kreislotse.places.models import MunicipalityMandate
from kreislotse.privacy.models import RetentionRule
from kreislotse.taxonomy.models import Topic
from tests.factories import (
    NOON,
    FundingSourceFactory,
    GuideFactory,
    HelpRequestFactory,
    MunicipalityFactory,
    OrganizationFactory,
    TopicFactory,
)

TODAY = date(2026, 3, 9)


@pytest.fixture
def head(person):
    return person("head_of_office")


def trail() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("entry", flat=True))


# ── people ──────────────────────────────────────────────────────────────────────────────────────────


def membership_of(user) -> Membership:
    return Membership.objects.get(user=user)


def test_last_person_in_charge_cannot_be_locked_out(head, caseworker):
    with pytest.raises(members.LastInCharge):
        members.end_membership(membership_of(head), on=TODAY, by=head)

    assert membership_of(head).valid_to is None
    assert trail() == []


def test_with_a_second_person_in_charge_the_first_may_go(head, person):
    person("district_admin")

    members.end_membership(membership_of(head), on=TODAY, by=head)

    assert membership_of(head).valid_to == TODAY
    assert trail() == ["membership_ended"]


@pytest.mark.parametrize("lame", ["leaves", "locked", "comes_later"])
def test_successor_in_charge_must_be_able_to_work(head, person, lame):
    other = person("district_admin", is_active=lame != "locked")
    if lame == "leaves":
        Membership.objects.filter(user=other).update(valid_to=TODAY + timedelta(days=30))
    if lame == "comes_later":
        Membership.objects.filter(user=other).update(valid_from=TODAY + timedelta(days=30))

    with pytest.raises(members.LastInCharge):
        members.end_membership(membership_of(head), on=TODAY, by=head)


def test_membership_cannot_end_before_it_began(head, caseworker):
    with pytest.raises(members.EndsBeforeItBegins):
        members.end_membership(membership_of(caseworker), on=date(2019, 12, 31), by=head)


def test_withdrawn_invitation_opens_nothing(head):
    invitation, link = members.invite_member(
        email="neu@musterau.example", name="", role="caseworker", by=head, now=NOON
    )

    members.withdraw(invitation, by=head, now=NOON)

    with pytest.raises(invitations.LinkNotValid):
        invitations.invitation_for(link.rstrip("/").rsplit("/", 1)[1], now=NOON)
    with pytest.raises(members.InvitationOver):
        members.withdraw(invitation, by=head, now=NOON)


def test_invited_again_only_the_new_link_works(head):
    invitation, old = members.invite_member(email="neu@musterau.example", name="", role="caseworker", by=head, now=NOON)

    _again, new = members.invite_again(invitation, by=head, now=NOON)

    with pytest.raises(invitations.LinkNotValid):
        invitations.invitation_for(old.rstrip("/").rsplit("/", 1)[1], now=NOON)
    assert invitations.invitation_for(new.rstrip("/").rsplit("/", 1)[1], now=NOON)


def test_accepted_invitation_is_not_sent_again(head):
    invitation, _link = members.invite_member(
        email="neu@musterau.example", name="", role="caseworker", by=head, now=NOON
    )
    invitations.accept_invitation(invitation, name="Neu", password="ein langer Satz", now=NOON)

    with pytest.raises(members.InvitationOver):
        members.invite_again(Invitation.objects.get(pk=invitation.pk), by=head, now=NOON)


def join(head, role, reference):
    invitation, _link = members.invite_member(
        email="neu@musterau.example", name="", role=role, by=head, now=NOON, reference=reference
    )
    return invitations.accept_invitation(invitation, name="Neu", password="ein langer Satz", now=NOON)


@pytest.mark.parametrize("role", ["offer_editor", "provider_coordinator", "group_lead"])
def test_whoever_is_invited_for_an_organization_speaks_for_it(head, role):
    organization = OrganizationFactory()

    user = join(head, role, f"network.organization:{organization.pk}")

    assert Representation.objects.get(membership__user=user).organization == organization
    assert "membership_began" in trail()


def test_whoever_is_invited_for_a_municipality_is_its_contact(head):
    municipality = MunicipalityFactory()

    user = join(head, "municipality_contact", f"places.municipality:{municipality.pk}")

    assert MunicipalityMandate.objects.get(membership__user=user).municipality == municipality


def test_invited_guide_gets_the_login_tied_to_their_record(head):
    guide = GuideFactory(email="neu@musterau.example")

    user = join(head, "guide", f"guides.guide:{guide.pk}")

    guide.refresh_from_db()
    assert guide.user == user


# ── hand-over ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def busy(person):
    """Somebody responsible for one thing of each kind."""
    user = person("caseworker", name="Renate Alt")
    HelpRequestFactory(responsible=user)
    GuideFactory(responsible=user)
    OrganizationFactory(contact_person=user)
    Agreement(title="Raum im Mai", agreed_on=TODAY, responsible=user).save()
    return user


def held_by(user) -> int:
    return sum(len(section.rows) for section in handover.preview(user))


def test_hand_over_moves_everything_and_says_so(busy, head, coordinator):
    done = handing_over.hand_over(busy, coordinator, by=head, now=NOON)

    assert (held_by(busy), held_by(coordinator)) == (0, 4)
    assert {part.code for part in handing_over.parts_of(done, to=head)} == {
        "help_requests", "guides", "organizations", "agreements",
    }  # fmt: skip
    assert trail()[-1] == "handed_over"


def test_hand_over_leaves_closed_requests_alone(busy, head, coordinator):
    closed = HelpRequestFactory(closed=True, responsible=busy)

    handing_over.hand_over(busy, coordinator, by=head, now=NOON)

    closed.refresh_from_db()
    assert closed.responsible == busy


def test_undo_gives_back_only_what_the_successor_still_holds(busy, head, coordinator, person):
    third = person("caseworker")
    done = handing_over.hand_over(busy, coordinator, by=head, now=NOON)
    Agreement.objects.update(responsible=third)

    returned = handing_over.undo(done, by=head, now=NOON + timedelta(days=13))

    assert returned == 3
    assert (held_by(busy), held_by(third)) == (3, 1)
    agreement = next(
        part for part in handing_over.parts_of(HandOver.objects.get(), to=head) if part.code == "agreements"
    )
    assert agreement.gone == 1


def test_undo_twice_changes_nothing_more(busy, head, coordinator):
    done = handing_over.hand_over(busy, coordinator, by=head, now=NOON)
    handing_over.undo(done, by=head, now=NOON)

    assert handing_over.undo(HandOver.objects.get(), by=head, now=NOON) == 0
    assert trail().count("hand_over_undone") == 1


def test_undo_is_over_after_two_weeks(busy, head, coordinator):
    done = handing_over.hand_over(busy, coordinator, by=head, now=NOON)

    with pytest.raises(handover.UndoTooLate):
        handing_over.undo(done, by=head, now=NOON + timedelta(days=15))


def test_undo_leaves_what_the_successor_had_before(busy, head, coordinator):
    own = HelpRequestFactory(responsible=coordinator)
    done = handing_over.hand_over(busy, coordinator, by=head, now=NOON)

    handing_over.undo(done, by=head, now=NOON)

    own.refresh_from_db()
    assert own.responsible == coordinator


@pytest.mark.parametrize(
    ("role", "refusal"), [("guide", handover.SuccessorCannotWork), ("reader", handover.SuccessorCannotWork)]
)
def test_successor_needs_a_role_in_the_office(busy, head, person, role, refusal):
    with pytest.raises(refusal):
        handing_over.hand_over(busy, person(role), by=head, now=NOON)

    assert held_by(busy) == 4


def test_nothing_to_hand_over_is_a_sentence(head, coordinator, caseworker):
    with pytest.raises(handover.NothingToHandOver):
        handing_over.hand_over(caseworker, coordinator, by=head, now=NOON)


def test_system_administrator_sees_how_many_requests_but_not_which(busy, person):
    parts = {part.code: part for part in handing_over.preview(busy, to=person("district_admin"))}

    assert (parts["help_requests"].number, parts["help_requests"].rows) == (1, None)
    assert parts["organizations"].rows


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────


def cap(source, hours, valid_from) -> HourCap:
    return HourCap(funding_source=source, role="guide", hours_per_year=hours, valid_from=valid_from)


def test_new_version_closes_the_old_one_the_day_before(head):
    source = FundingSourceFactory()
    old = rules.add_rule(cap(source, 276, date(2023, 1, 1)), by=head)

    new = rules.replace_rule(old, cap(source, 300, date(2026, 4, 1)), today=TODAY, by=head)

    old.refresh_from_db()
    assert (old.hours_per_year, old.valid_to) == (276, date(2026, 3, 31))
    assert (new.valid_from, new.valid_to) == (date(2026, 4, 1), None)
    assert trail() == ["rule_added", "rule_replaced"]


def test_version_that_never_held_is_simply_changed(head):
    source = FundingSourceFactory()
    coming = rules.add_rule(cap(source, 276, date(2027, 1, 1)), by=head)

    rules.replace_rule(coming, cap(source, 300, date(2027, 2, 1)), today=TODAY, by=head)

    assert list(HourCap.objects.values_list("hours_per_year", "valid_from")) == [(300, date(2027, 2, 1))]


def test_new_version_cannot_begin_before_the_old_one(head):
    source = FundingSourceFactory()
    old = rules.add_rule(cap(source, 276, date(2023, 1, 1)), by=head)

    with pytest.raises(rules.BeginsTooEarly):
        rules.replace_rule(old, cap(source, 300, date(2023, 1, 1)), today=TODAY, by=head)

    assert HourCap.objects.get().valid_to is None


def test_version_that_was_replaced_is_not_replaced_again(head):
    source = FundingSourceFactory()
    old = rules.add_rule(cap(source, 276, date(2023, 1, 1)), by=head)
    rules.replace_rule(old, cap(source, 300, date(2026, 4, 1)), today=TODAY, by=head)

    with pytest.raises(rules.AlreadyReplaced):
        rules.replace_rule(old, cap(source, 310, date(2026, 5, 1)), today=TODAY, by=head)


def test_rule_cannot_end_before_it_began(head):
    rule = rules.add_rule(cap(FundingSourceFactory(), 276, date(2026, 1, 1)), by=head)

    with pytest.raises(rules.EndsTooEarly):
        rules.end_rule(rule, on=date(2025, 12, 31), by=head)


# ── settings, topics, data map ──────────────────────────────────────────────────────────────────────


def test_settings_leave_a_trail_of_what_differs(district, head):
    changed = change_settings(district, changed={"phone": "05631 1", "email": district.email}, by=head)

    assert changed == ["phone"]
    assert AuditEntry.objects.get().details == {"fields": "phone"}
    assert change_settings(district, changed={"phone": "05631 1"}, by=head) == []


@pytest.mark.parametrize(
    ("color", "contrast"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#777777", 4.48)]
)
def test_contrast_is_the_one_of_the_guidelines(color, contrast):
    assert contrast_to_white(color) == pytest.approx(contrast, abs=0.01)


def test_topic_keeps_its_translations_unless_its_meaning_changes(head):
    topic = TopicFactory(names={"en": "Housing"})
    topic.name = "Wohnung und Miete"
    assert terms.save_term(topic, by=head).names == {"en": "Housing"}

    assert terms.save_term(topic, meaning_changed=True, by=head).names == {}


def test_two_topics_of_the_same_name_get_different_codes(head):
    codes = [terms.save_term(Topic(name="Kita & Schule"), by=head).code for _n in range(2)]

    assert codes == ["kita-schule", "kita-schule-2"]


def test_topic_retires_and_comes_back(head):
    topic = TopicFactory()
    terms.retire_term(topic, today=TODAY, by=head)
    assert Topic.objects.get().retired_on == TODAY

    terms.restore_term(topic, by=head)

    assert Topic.objects.get().retired_on is None
    assert trail() == ["term_retired", "term_restored"]


def test_data_map_names_every_field_about_people(in_district):
    RetentionRule(kind="seeker_contact", start="end_of_process", days=14, valid_from=date(2020, 1, 1)).save()

    kinds = {kind.code: kind for kind in data_map(today=TODAY)}

    assert kinds["seeker_contact"].rule.days == 14
    assert any(store.personal for store in kinds["seeker_contact"].stores)
    assert kinds["guide"].rule is None
