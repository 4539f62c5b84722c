from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from kreislotse.audit.models import AuditEntry
from kreislotse.audit.queries import trail_of
from kreislotse.core import tokens
from kreislotse.intake import hooks, links
from kreislotse.intake.models import (
    Answer,
    ClosingReason,
    ExclusionRule,
    HelpRequest,
    Referral,
    ReferralOffer,
    RequestCounter,
    SeekerContact,
)
from kreislotse.intake.operations import (
    AnswerEmpty,
    ClosingBlocked,
    ConsentMissing,
    Contact,
    HelpRequestNotOpen,
    HelpRequestOpen,
    NoOfferChosen,
    NotAdmissible,
    OfferNotAvailable,
    ReferralExpired,
    ReferralUnknown,
    TooLateToReopen,
    answer_help_request,
    assign_to,
    close_help_request,
    confirm_referral,
    record_help_request,
    refer_to_offers,
    reopen_help_request,
    submit_help_request,
    submit_institution_request,
    withdraw_help_request,
)
from kreislotse.intake.texts import default_rule
from kreislotse.privacy.models import Consent
from tests.factories import HelpRequestFactory, OfferFactory, SeekerContactFactory, TopicFactory

TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Europe/Berlin"))
NOBODY = Contact()


def submit(**facts):
    return submit_help_request(**{"contact": NOBODY, "today": TODAY, "answer_language": "ar", "wish": "advice"} | facts)


def test_numbers_of_a_year_have_no_gap(in_district):
    references = [submit().reference for _ in range(3)]

    assert references == ["2026-0001", "2026-0002", "2026-0003"]
    assert submit(today=date(2027, 1, 2)).reference == "2027-0001"


def test_a_failed_request_takes_no_number(in_district):
    with pytest.raises(ConsentMissing):
        submit(contact=Contact(phone="0171 1"))

    assert submit().reference == "2026-0001"


def test_numbers_go_on_after_requests_that_came_another_way(in_district):
    HelpRequestFactory(reference="2026-0999")
    HelpRequestFactory(reference="2026-10000")

    assert submit().reference == "2026-10001"


def test_the_same_form_sent_twice_is_one_request(in_district):
    first, second = submit(submission_digest="a" * 64), submit(submission_digest="a" * 64)

    assert first.pk == second.pk
    assert RequestCounter.objects.get().last_number == 1
    assert AuditEntry.objects.count() == 1


def test_the_secret_link_is_kept_as_a_digest_and_can_be_repeated_in_a_letter(in_district):
    help_request = submit()

    url = links.status_url(help_request)

    assert url.startswith("http://musterau.localhost/ar/hilfe/stand/")
    assert help_request.secret_digest == tokens.digest(url.rstrip("/").rpartition("/")[2])


def test_after_a_change_of_the_installations_key_no_wrong_link_is_sent(in_district, settings):
    help_request = submit()
    settings.SECRET_KEY = "another"

    assert links.status_url(help_request) == ""


def test_contact_data_needs_consent_and_the_consent_is_kept(in_district):
    help_request = submit(contact=Contact(phone="0171 3920001", has_consented=True))

    contact = help_request.seeker_contact
    assert contact.phone == "0171 3920001"
    assert Consent.objects.get() == contact.consent
    assert contact.consent.language == "ar"


def test_whoever_looks_at_the_status_page_leaves_no_contact(in_district):
    submit()

    assert not SeekerContact.objects.exists()
    assert not Consent.objects.exists()


def test_a_person_without_a_topic_is_taken_in_as_unclear(in_district):
    assert submit().topic.code == "unklar"
    topic = TopicFactory()
    assert submit(topic=topic).topic == topic


def test_a_mail_confirms_the_arrival_in_the_persons_language(in_district, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        help_request = submit(contact=Contact(email="amina@example.org", has_consented=True))

    (message,) = mail.outbox
    assert help_request.reference in message.subject
    assert links.status_url(help_request) in message.body
    assert message.to == ["amina@example.org"]


def test_a_refused_request_saves_nothing(in_district):
    default_rule("private_person", valid_from=date(2026, 1, 1)).save()

    with pytest.raises(NotAdmissible) as refused:
        submit(wish="company")

    assert "Oder bitten Sie uns um Beratung" in str(refused.value)
    assert not HelpRequest.objects.exists()


def test_an_institution_may_ask_where_persons_may_not(in_district):
    default_rule("private_person", valid_from=date(2026, 1, 1)).save()

    help_request = submit_institution_request(
        contact=Contact(name="Frau Beispiel", phone="05631 1"), today=TODAY, wish="interpreting",
        institution_name="Grundschule", occasion="school",
    )  # fmt: skip

    assert help_request.asked_by_institution
    assert help_request.seeker_contact.consent is None


def test_the_office_may_take_on_what_a_rule_refuses_and_says_why(in_district, caseworker):
    default_rule("medical", valid_from=date(2026, 1, 1)).save()
    facts = {"contact": NOBODY, "today": TODAY, "by": caseworker, "channel": "phone", "wish": "company",
             "asked_by_institution": False, "occasion": "medical"}  # fmt: skip

    with pytest.raises(NotAdmissible):
        record_help_request(**facts)
    help_request = record_help_request(**facts, override_reason="Leitung hat zugestimmt")

    entry = AuditEntry.objects.get(entry="help_request_admitted")
    assert entry.object_pk == help_request.pk
    assert entry.details == {"rules": "medical", "reason": "Leitung hat zugestimmt"}


def test_whoever_takes_a_request_over_is_responsible(in_district, caseworker):
    help_request = assign_to(HelpRequestFactory(), responsible=caseworker, by=caseworker)

    assert (help_request.responsible, help_request.status) == (caseworker, "in_clarification")
    assert trail_of(help_request).get().entry == "help_request_assigned"


def test_an_answer_is_mailed_once_and_stops_the_waiting(in_district, caseworker, django_capture_on_commit_callbacks):
    help_request = submit(contact=Contact(email="amina@example.org", has_consented=True))

    with django_capture_on_commit_callbacks(execute=True):
        answer = answer_help_request(help_request, text="مرحبا", language="ar", now=NOW, by=caseworker)
        again = answer_help_request(help_request, text="مرحبا ", language="ar", now=NOW, by=caseworker)

    help_request.refresh_from_db()
    assert (help_request.answered_on, help_request.responsible) == (TODAY, caseworker)
    assert answer == again
    (message,) = mail.outbox
    assert "مرحبا" in message.body
    assert Answer.objects.get().mailed_at


def test_an_empty_answer_is_refused(in_district, caseworker):
    with pytest.raises(AnswerEmpty):
        answer_help_request(HelpRequestFactory(), text="  ", language="de", now=NOW, by=caseworker)


def test_a_referral_has_a_code_and_the_same_choice_gives_the_same_slip(in_district, caseworker):
    help_request, offers = HelpRequestFactory(), [OfferFactory(), OfferFactory()]

    referral = refer_to_offers(help_request, offers=offers, today=TODAY, by=caseworker)
    again = refer_to_offers(help_request, offers=offers[::-1], today=TODAY, by=caseworker)

    help_request.refresh_from_db()
    assert referral == again
    assert len(referral.code) == 8
    assert (help_request.status, help_request.answered_on) == ("referred", TODAY)
    assert referral.targets.count() == 2


def test_a_referral_needs_an_offer_that_is_published(in_district, caseworker):
    with pytest.raises(NoOfferChosen):
        refer_to_offers(HelpRequestFactory(), offers=[], today=TODAY, by=caseworker)
    with pytest.raises(OfferNotAvailable, match="nicht mehr veröffentlicht"):
        refer_to_offers(HelpRequestFactory(), offers=[OfferFactory(status="draft")], today=TODAY, by=caseworker)

    assert not Referral.objects.exists()


@pytest.fixture
def referral(in_district, caseworker):
    return refer_to_offers(HelpRequestFactory(), offers=[OfferFactory(), OfferFactory()], today=TODAY, by=caseworker)


def test_the_receiving_office_confirms_with_the_code_as_it_was_typed(referral):
    offer = referral.offers.first()
    typed = f" {referral.code[:4].lower()}-{referral.code[4:]} "

    confirm_referral(typed, offer=offer, outcome="arrived", today=TODAY)

    assert ReferralOffer.objects.get(offer=offer).outcome == "arrived"


def test_a_request_waits_again_when_no_offer_could_help(referral):
    for offer in referral.offers.all():
        confirm_referral(referral.code, offer=offer, outcome="no_place", today=TODAY)

    assert HelpRequest.objects.get().status == "in_clarification"


@pytest.mark.parametrize("outcome", ["", "invented"])
def test_a_confirmation_needs_a_known_outcome(referral, outcome):
    with pytest.raises(ReferralUnknown):
        confirm_referral(referral.code, offer=referral.offers.first(), outcome=outcome, today=TODAY)


def test_an_unknown_code_or_a_foreign_offer_is_refused(referral):
    with pytest.raises(ReferralUnknown):
        confirm_referral("XXXXXXXX", offer=referral.offers.first(), outcome="arrived", today=TODAY)
    with pytest.raises(ReferralUnknown):
        confirm_referral(referral.code, offer=OfferFactory(), outcome="arrived", today=TODAY)


def test_a_slip_cannot_be_confirmed_after_its_time(referral):
    late = referral.valid_until + timedelta(days=1)

    with pytest.raises(ReferralExpired):
        confirm_referral(referral.code, offer=referral.offers.first(), outcome="arrived", today=late)


def test_close_help_request_twice_is_refused(in_district, caseworker):
    help_request = HelpRequestFactory(closed=True)

    with pytest.raises(HelpRequestNotOpen):
        close_help_request(help_request, reason=ClosingReason.HELPED, today=TODAY, by=caseworker)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda row, by: assign_to(row, responsible=by, by=by),
        lambda row, by: answer_help_request(row, text="x", language="de", now=NOW, by=by),
        lambda row, by: refer_to_offers(row, offers=[OfferFactory()], today=TODAY, by=by),
        lambda row, by: withdraw_help_request(row, today=TODAY),
    ],
)
def test_nothing_happens_to_a_closed_request(in_district, caseworker, change):
    with pytest.raises(HelpRequestNotOpen):
        change(HelpRequestFactory(closed=True), caseworker)


@pytest.fixture
def guide_is_on_it(monkeypatch):
    monkeypatch.setattr(hooks, "_blockers", [lambda row: "Beenden Sie zuerst den Einsatz."])


def test_a_request_with_something_open_cannot_end(in_district, caseworker, guide_is_on_it):
    help_request = HelpRequestFactory()

    with pytest.raises(ClosingBlocked, match="zuerst den Einsatz"):
        close_help_request(help_request, reason=ClosingReason.HELPED, today=TODAY, by=caseworker)
    with pytest.raises(ClosingBlocked):
        withdraw_help_request(help_request, today=TODAY)

    help_request.refresh_from_db()
    assert help_request.is_open


def test_later_steps_hear_of_the_end_in_the_same_transaction(in_district, caseworker, monkeypatch):
    heard = []
    monkeypatch.setattr(hooks, "_followers", [lambda row, today, by: heard.append((row.status, today, by))])

    close_help_request(HelpRequestFactory(), reason=ClosingReason.HELPED, today=TODAY, by=caseworker)

    assert heard == [("closed", TODAY, caseworker)]


def test_a_closing_can_be_taken_back_on_the_same_day(in_district, caseworker):
    help_request = HelpRequestFactory(responsible=caseworker)
    close_help_request(help_request, reason=ClosingReason.HELPED, today=TODAY, by=caseworker)

    reopened = reopen_help_request(help_request, today=TODAY, by=caseworker)

    assert (reopened.status, reopened.closed_on, reopened.closing_reason) == ("in_clarification", None, "")
    with pytest.raises(HelpRequestOpen):
        reopen_help_request(help_request, today=TODAY, by=caseworker)


def test_a_closing_stays_from_the_next_day_on(in_district, caseworker):
    with pytest.raises(TooLateToReopen):
        reopen_help_request(HelpRequestFactory(closed=True), today=TODAY, by=caseworker)


def test_whoever_asked_can_withdraw(in_district):
    withdrawn = withdraw_help_request(SeekerContactFactory().help_request, today=TODAY)

    assert (withdrawn.status, withdrawn.closing_reason) == ("cancelled", "withdrawn")
    assert AuditEntry.objects.get().by is None


def test_rules_can_be_dated_away(in_district):
    default_rule("private_person", valid_from=date(2026, 1, 1)).save()
    ExclusionRule.objects.update(valid_to=date(2026, 3, 8))

    assert submit(wish="company").wish == "company"


def test_how_long_a_slip_may_be_answered_is_a_rule_of_its_day(caseworker):
    from kreislotse.intake.models import WaitRule

    WaitRule(slip_days=30, valid_from=TODAY).save()
    offers = [OfferFactory()]

    before = refer_to_offers(HelpRequestFactory(), offers=offers, today=TODAY - timedelta(days=1), by=caseworker)
    after = refer_to_offers(HelpRequestFactory(), offers=offers, today=TODAY, by=caseworker)

    assert before.valid_until == TODAY + timedelta(days=59)
    assert after.valid_until == TODAY + timedelta(days=30)
