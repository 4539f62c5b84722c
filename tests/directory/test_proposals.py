"""A provider proposes, the office takes over field by field; nothing public changes before."""

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from kreislotse.audit.models import AuditEntry
from kreislotse.core.scope import district_scope
from kreislotse.directory import asking, proposable, proposals
from kreislotse.directory.models import CheckRequest, Offer, OfferLocation, OfferProposal, OpeningTime
from kreislotse.directory.operations import OfferArchived, OfferChangedMeanwhile, archive_offer, save_offer
from kreislotse.directory.queries import offer_cards
from kreislotse.directory.retention import ADDRESSES, PROPOSALS
from tests.factories import LanguageFactory, MunicipalityFactory, OfferFactory, OrganizationFactory, TopicFactory

NOW = timezone.now()


@pytest.fixture(autouse=True)
def nobody_knocked_yet():
    cache.clear()


@pytest.fixture
def offer(in_district):
    offer = OfferFactory(
        provider=OrganizationFactory(email="info@mieterhilfe.example"), title="Beratung zur Miete", phone="05631 1",
        summary="Wir helfen bei der Miete.",
    )  # fmt: skip
    offer.topics.add(TopicFactory())
    offer.languages_spoken.add(LanguageFactory(code="ar"))
    OfferLocation.objects.create(offer=offer, street="Markt 1", postcode="34497", city="Korbach")
    OpeningTime.objects.create(offer=offer, weekday=0, opens_at=time(9), closes_at=time(12))
    return offer


@pytest.fixture
def question(offer, today):
    return asking.ask_provider(offer, today=timezone.localdate(), by=None)


def propose(offer, **changes):
    extra = {key: changes.pop(key) for key in ("note", "question", "by", "seen", "name", "email") if key in changes}
    seen = extra.pop("seen", None) or proposable.state(offer)
    return proposals.propose(offer, values=seen | changes, seen=seen, now=NOW, **extra)


def take(proposal, *accepted, by, rejected=(), **extra):
    extra.setdefault("seen_at", Offer.objects.get(pk=proposal.offer_id).updated_at)
    return proposals.decide(proposal, accepted=accepted, rejected=rejected, by=by, now=NOW, **extra)


def test_proposal_keeps_only_what_differs_and_changes_nothing(offer):
    proposal = propose(offer, phone="05631 2", title="Beratung zur Miete")

    assert proposal.changes == {"phone": "05631 2"}
    assert proposal.base == {"phone": "05631 1"}
    offer.refresh_from_db()
    assert offer.phone == "05631 1"
    assert offer_cards([offer.pk], language="de")[0].reach[0] == "05631 1"


def test_nothing_changed_is_said(offer):
    with pytest.raises(proposals.NothingChanged):
        propose(offer, phone="05631 1", note="  ")


def test_a_note_alone_is_a_proposal(offer):
    assert propose(offer, note="Das Angebot endet im Mai.").changes == {}


def test_the_office_takes_one_field_and_leaves_another(offer, coordinator):
    proposal = propose(offer, phone="05631 2", costs="5 Euro")

    take(proposal, "phone", rejected=["costs"], by=coordinator)

    offer.refresh_from_db()
    assert (offer.phone, offer.costs, offer.checked_on) == ("05631 2", "", timezone.localdate(NOW))
    trail = AuditEntry.objects.get(entry="offer_proposal_decided")
    assert trail.details["accepted"] == "phone"
    assert AuditEntry.objects.filter(entry="offer_changed", by=coordinator).count() == 1


def test_every_kind_of_field_is_written(offer, coordinator):
    LanguageFactory(code="uk", name="Ukrainisch")
    place = offer.locations.get()
    changes = {
        "summary": "Neu.", "is_free": False, "has_childcare": True, "availability": "few", "waiting_weeks": 3,
        "valid_until": "2030-12-31", "languages_spoken": ["ar", "uk"], "hours-0": "", "hours-2": "14–18",
        f"place-{place.uuid}-street": "Markt 2", f"place-{place.uuid}-is_step_free": True,
    }  # fmt: skip

    take(propose(offer, **changes), *changes, by=coordinator)

    offer.refresh_from_db()
    assert proposable.state(offer) == proposable.state(offer) | changes
    assert offer.valid_until == date(2030, 12, 31)
    assert [(one.weekday, one.opens_at) for one in offer.opening_times.all()] == [(2, time(14))]
    assert offer.locations.get().uuid == place.uuid


def test_topics_periods_and_single_days_are_taken_one_by_one(offer, coordinator):
    new, over = TopicFactory(code="wohnen", name="Wohnen"), date(2020, 1, 1)
    offer.opening_exceptions.create(district=offer.district, first_day=over, last_day=over, reason="lange her")
    OpeningTime.objects.create(
        offer=offer, weekday=4, opens_at=time(8), closes_at=time(9), valid_from=date(2090, 1, 1), valid_until=date(2090, 2, 1)
    )  # fmt: skip
    state = proposable.state(offer)
    assert (state["hours-0"], state["periods"], state["exceptions"]) == ("9–12", "1.1.2090–1.2.2090: Fr 8–9", "")
    changes = {
        "topics": ["wohnen"], "periods": "1.7.2090–31.8.2090: Di 17–19", "exceptions": "24.12.2090–1.1.2091 geschlossen (Ferien)",
        "hours-0": "10–12",
    }  # fmt: skip
    proposal = propose(offer, **changes)

    take(proposal, "topics", "periods", "exceptions", rejected=["hours-0"], by=coordinator)

    assert list(offer.topics.all()) == [new]
    assert proposable.state(offer) == state | changes | {"hours-0": "9–12"}
    assert offer.opening_times.filter(valid_from=None).get().opens_at == time(9)
    assert sorted(one.reason for one in offer.opening_exceptions.all()) == ["Ferien", "lange her"]


def test_hours_of_a_weekday_leave_the_times_for_a_period(offer, coordinator):
    OpeningTime.objects.create(offer=offer, weekday=0, opens_at=time(8), closes_at=time(9), valid_from=date(2090, 1, 1))

    take(propose(offer, **{"hours-0": "10–12"}), "hours-0", by=coordinator)

    assert proposable.state(offer)["periods"] == "ab 1.1.2090: Mo 8–9"


def test_place_with_another_address_lies_elsewhere(offer, coordinator):
    MunicipalityFactory(ags="06635001", name="Korbach")
    there = MunicipalityFactory(ags="06635002", name="Bad Arolsen")
    place = offer.locations.get()
    type(place).objects.update(latitude=51.2, longitude=8.8)
    changes = {f"place-{place.uuid}-city": "Bad Arolsen", f"place-{place.uuid}-street": "Schlossstraße 1"}

    take(propose(offer, **changes), *changes, by=coordinator)

    place.refresh_from_db()
    assert (place.municipality, place.latitude, place.street) == (there, None, "Schlossstraße 1")


def test_translations_become_outdated_by_themselves(offer, coordinator):
    from kreislotse.directory.operations import save_translation

    save_translation(offer, language="ar", texts={"title": "إيجار", "summary": "نساعد"}, by=coordinator)

    take(propose(offer, summary="Wir helfen bei Miete und Strom."), "summary", by=coordinator)

    assert offer_cards([offer.pk], language="ar")[0].is_outdated


def test_the_public_search_knows_what_was_taken_over(visitor, offer, coordinator):
    proposal = propose(offer, title="Hilfe gegen Schimmel")

    def is_found():
        return f"/angebote/{offer.pk}/" in visitor.get("/angebote/?q=Schimmel").content.decode()

    assert not is_found()
    take(proposal, "title", by=coordinator)
    assert is_found()


def test_all_refused_leaves_the_offer_alone(offer, coordinator):
    take(propose(offer, phone="0900 666"), rejected=["phone"], by=coordinator, is_checked=False)

    offer.refresh_from_db()
    assert (offer.phone, offer.checked_on) == ("05631 1", None)


def test_every_field_needs_a_decision(offer, coordinator):
    proposal = propose(offer, phone="05631 2", costs="5 Euro")

    with pytest.raises(proposals.Undecided, match="Kosten"):
        take(proposal, "phone", by=coordinator)

    offer.refresh_from_db()
    assert offer.phone == "05631 1"


def test_two_people_decide_and_one_of_them_is_told(offer, coordinator, person):
    proposal = propose(offer, phone="05631 2")
    take(proposal, "phone", by=coordinator)

    with pytest.raises(proposals.ProposalDecided):
        take(proposal, rejected=["phone"], by=person("head_of_office"))

    offer.refresh_from_db()
    assert offer.phone == "05631 2"


def test_office_changed_the_field_meanwhile(offer, coordinator):
    proposal = propose(offer, phone="05631 2", costs="5 Euro")
    offer.phone = "05631 3"
    save_offer(offer, by=coordinator)

    changes = {change.key: change for change in proposals.compare(OfferProposal.objects.get(pk=proposal.pk))}

    assert (changes["phone"].is_conflict, changes["costs"].is_conflict) == (True, False)
    assert changes["phone"].seen == "05631 1"


def test_same_change_by_the_office_is_no_conflict(offer, coordinator):
    proposal = propose(offer, phone="05631 2")
    offer.phone = "05631 2"
    save_offer(offer, by=coordinator)

    [change] = proposals.compare(OfferProposal.objects.get(pk=proposal.pk))

    assert change.is_same and not change.is_conflict


def test_change_between_looking_and_deciding_is_refused(offer, coordinator):
    proposal = propose(offer, phone="05631 2")
    seen_at = offer.updated_at
    offer.phone = "05631 3"
    save_offer(offer, by=coordinator)

    with pytest.raises(OfferChangedMeanwhile):
        take(proposal, "phone", by=coordinator, seen_at=seen_at)

    offer.refresh_from_db()
    assert offer.phone == "05631 3"


def test_what_the_office_changed_since_the_form_was_opened_is_not_taken_back(offer, coordinator):
    seen = proposable.state(offer)
    offer.phone = "05631 3"
    save_offer(offer, by=coordinator)

    proposal = proposals.propose(offer, values=seen | {"costs": "5 Euro"}, seen=seen, now=NOW)

    assert proposal.changes == {"costs": "5 Euro"}


def test_second_proposal_replaces_the_first(offer, coordinator):
    first = propose(offer, phone="05631 2")
    second = propose(offer, phone="05631 2", costs="5 Euro")

    assert list(proposals.waiting_proposals()) == [second]
    with pytest.raises(proposals.ProposalDecided):
        take(first, "phone", by=coordinator)


def test_same_proposal_twice_is_once(offer):
    assert propose(offer, phone="05631 2") == propose(offer, phone="05631 2")
    assert OfferProposal.objects.count() == 1


def test_archived_offer_takes_nothing_over(offer, coordinator):
    proposal = propose(offer, phone="05631 2")
    archive_offer(offer, by=coordinator)

    with pytest.raises(OfferArchived):
        take(proposal, "phone", by=coordinator)
    with pytest.raises(OfferArchived):
        propose(offer, phone="05631 9")
    take(proposal, rejected=["phone"], by=coordinator, is_checked=False)
    assert not proposals.waiting_proposals().exists()


def test_place_that_is_gone_can_only_be_refused(offer, coordinator):
    key = f"place-{offer.locations.get().uuid}-street"
    proposal = propose(offer, **{key: "Markt 2"})
    offer.locations.all().delete()

    [change] = proposals.compare(proposal)
    assert change.is_gone and change.is_conflict
    with pytest.raises(proposals.PlaceIsGone):
        take(proposal, key, by=coordinator)
    take(proposal, rejected=[key], by=coordinator)


def test_field_that_was_not_proposed_cannot_be_smuggled_in(offer, coordinator):
    proposal = propose(offer, phone="05631 2", status="archived", provider=7)

    assert proposal.changes == {"phone": "05631 2"}
    take(proposal, "phone", "status", "title", by=coordinator)
    offer.refresh_from_db()
    assert (offer.status, offer.title) == ("published", "Beratung zur Miete")


def test_answer_is_mailed_once_with_what_was_taken(offer, question, coordinator, django_capture_on_commit_callbacks):
    proposal = propose(offer, phone="05631 2", costs="5 Euro", question=question)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        take(proposal, "phone", rejected=["costs"], by=coordinator, message="Kosten bitte auf der Internetseite.")
    proposals.send_decision(proposal.pk)

    (letter,) = mail.outbox
    assert letter.to == ["info@mieterhilfe.example"]
    for words in ("Übernommen haben wir: Telefon.", "Nicht übernommen haben wir: Kosten.", "auf der Internetseite"):
        assert words in letter.body


def test_answer_that_does_not_leave_is_tried_again(offer, coordinator, monkeypatch):
    proposal = propose(offer, phone="05631 2", email="wer@example.org")
    take(proposal, "phone", by=coordinator)

    def fail(message):
        raise OSError("down")

    with monkeypatch.context() as patched:
        patched.setattr(proposals.EmailMessage, "send", fail)
        assert not proposals.send_decision(proposal.pk)
    assert proposals.send_decision(proposal.pk)
    assert len(mail.outbox) == 1


def test_proposer_is_forgotten_first(offer, question, coordinator):
    proposal = propose(offer, phone="05631 2", question=question, name="Frau Muster")
    today = timezone.localdate(NOW)
    later = today + timedelta(days=31)
    assert not PROPOSALS.due(later, 30).exists()  # nobody has decided
    assert not ADDRESSES.due(later, 30).exists()

    take(proposal, "phone", by=coordinator)
    assert not PROPOSALS.due(today, 30).exists()
    PROPOSALS.erase(PROPOSALS.due(later, 30))
    ADDRESSES.erase(ADDRESSES.due(later, 30))

    assert not OfferProposal.objects.exists()
    assert CheckRequest.objects.get().address == ""


# ── the form behind the link ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def form(visitor, question):
    """`form(phone="1")` sends the form as the browser would, with some fields changed."""
    address = f"/partner/pruefen/{question.secret}/aendern/"

    def send(**changes):
        shown = visitor.get(address).context["form"]
        data = {}
        for name in shown.fields:
            value = shown[name].value()
            if value is True:
                data[name] = "on" if name in ("is_free", "is_online", "is_by_phone", "is_appointment_only") else "True"
            elif value not in (None, False, ""):
                data[name] = value
        return visitor.post(address, data | changes)

    return send


def test_form_sent_unchanged_proposes_nothing(form, question):
    response = form()

    assert response.status_code == 422
    assert "nichts geändert" in response.content.decode()
    question.refresh_from_db()
    assert question.answer == "open"


def test_change_through_the_link_uses_it_up(form, question, offer):
    response = form(phone="05631 2", note="Neue Nummer", sender_name="Frau Muster", **{"hours-0": "9-13 uhr"})

    assert response.status_code == 302
    proposal = OfferProposal.objects.get()
    assert proposal.changes == {"phone": "05631 2", "hours-0": "9–13"}
    assert (proposal.name, proposal.email) == ("Frau Muster", "info@mieterhilfe.example")
    offer.refresh_from_db()
    assert (offer.phone, offer.checked_on) == ("05631 1", None)


def test_times_said_otherwise_are_no_change_and_topics_are_proposed(form, offer):
    OpeningTime.objects.create(
        offer=offer, weekday=1, opens_at=time(17), closes_at=time(19), valid_from=date(2090, 7, 1), valid_until=date(2090, 8, 31)
    )  # fmt: skip
    TopicFactory(code="wohnen", name="Wohnen")

    response = form(periods="1.7.–31.8.2090 dienstags 17 bis 19 Uhr", topics=["wohnen"])

    assert response.status_code == 302
    assert OfferProposal.objects.get().changes == {"topics": ["wohnen"]}


def test_double_click_proposes_once(visitor, question, form):
    address = f"/partner/pruefen/{question.secret}/aendern/"
    data = {"sealed": proposals.sealed_state(question.offer), "title": "A", "summary": "B"}

    answers = [visitor.post(address, data).status_code for _click in range(2)]

    assert answers == [302, 200]
    assert OfferProposal.objects.count() == 1


def test_link_that_confirmed_proposes_no_more(visitor, question, form):
    visitor.post(f"/partner/pruefen/{question.secret}/")

    response = visitor.post(f"/partner/pruefen/{question.secret}/aendern/", {"title": "A", "summary": "B"})

    assert "verbraucht" in response.content.decode()
    assert not OfferProposal.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("website", "javascript:alert(1)", "Internetseite"),
        ("email", "keine Adresse", "E-Mail"),
        ("title", "", "Titel"),
        ("title", "x" * 161, "160"),
        ("description", "x" * 10_001, "10000"),
        ("waiting_weeks", "-1", "Wartezeit"),
        ("waiting_weeks", "99999999999999999999", "Wartezeit"),
        ("valid_until", "31.2.2026", "Datum"),
        ("availability", "vielleicht", "Ist Platz?"),
        ("languages_spoken", "klingon", "klingon"),
        ("hours-0", "ab und zu", "Öffnungszeit"),
        ("periods", "im Sommer länger", "nicht zu verstehen"),
        ("exceptions", "an Karneval zu", "nicht zu verstehen"),
        ("exceptions", "2.1.2090–1.1.2090 geschlossen", "vor dem ersten"),
        ("topics", "gibt es nicht", "gibt es nicht"),
        ("summary", "a\x00b", "Satz"),
    ],
)
def test_wrong_input_is_refused_and_kept(form, question, field, value, word):
    response = form(**{field: value})

    assert response.status_code == 422
    assert word in response.content.decode().replace("10.000", "10000").replace("10 000", "10000")
    assert not OfferProposal.objects.exists()
    question.refresh_from_db()
    assert question.answer == "open"


def test_ten_megabytes_are_refused(visitor, question):
    data = {"title": "A", "summary": "B", "description": "x" * 10_000_000}

    response = visitor.post(f"/partner/pruefen/{question.secret}/aendern/", data)

    assert response.status_code == 413
    assert "zu viel Text" in response.content.decode()
    assert not OfferProposal.objects.exists()


def test_scripts_are_text_on_every_page(form, offer, coordinator, login):
    form(title="<script>alert(1)</script>", note="<img src=x onerror=alert(2)>", summary="<b>fett</b>")
    office = login(coordinator)

    page = office.get("/buero/angebote/vorschlaege/").content.decode()
    page += office.get(f"/buero/angebote/vorschlaege/{OfferProposal.objects.get().pk}/").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page and "<img src=x" not in page and "<b>fett" not in page


def test_forged_seal_counts_as_none(visitor, question, offer):
    data = {"sealed": "gefälscht", "title": offer.title, "summary": offer.summary, "phone": "05631 2"}

    visitor.post(f"/partner/pruefen/{question.secret}/aendern/", data)

    assert OfferProposal.objects.get().base["phone"] == "05631 1"


def test_seal_of_another_offer_counts_as_none(offer):
    other = OfferFactory(phone="0900 1")

    assert proposals.opened_state(offer, proposals.sealed_state(other))["phone"] == "05631 1"


def test_form_continues_a_waiting_proposal(visitor, question, offer):
    propose(offer, phone="05631 2")

    page = visitor.get(f"/partner/pruefen/{question.secret}/aendern/").content.decode()

    assert 'value="05631 2"' in page
    assert "wartet noch bei uns" in page


def test_neighbors_see_no_proposals(offer, other_district):
    propose(offer, phone="05631 2")

    with district_scope(other_district):
        assert not proposals.waiting_proposals().exists()
