"""The office's pages: what is due, asking by hand, proposals."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kreislotse.directory import asking, proposable, proposals
from kreislotse.directory.models import CheckRequest, CheckRule, OfferProposal
from tests.factories import OfferFactory, OrganizationFactory, TopicFactory

DUE = "/buero/angebote/pruefung/"


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


@pytest.fixture
def provider(in_district):
    return OrganizationFactory(name="Mieterhilfe", email="info@mieterhilfe.example")


def titles(response) -> list[str]:
    return [offer.title for offer in response.context["page"]]


def test_list_is_filtered_and_sorted_by_its_address(office, coordinator, provider):
    today = timezone.localdate()
    OfferFactory(title="B nie", responsible=coordinator)
    OfferFactory(title="A alt", checked_on=today - timedelta(days=500), provider=provider)
    OfferFactory(title="C frisch", checked_on=today)

    assert titles(office.get(DUE)) == ["B nie", "A alt"]
    assert titles(office.get(f"{DUE}?sortierung=-title")) == ["B nie", "A alt"]
    assert titles(office.get(f"{DUE}?sortierung=title")) == ["A alt", "B nie"]
    assert titles(office.get(f"{DUE}?sortierung=-due")) == ["A alt", "B nie"]
    assert titles(office.get(f"{DUE}?wer=ich")) == ["B nie"]
    assert titles(office.get(f"{DUE}?wer=niemand")) == ["A alt"]
    assert titles(office.get(f"{DUE}?wer={coordinator.pk}")) == ["B nie"]
    assert titles(office.get(f"{DUE}?text=miet")) == ["A alt"]


def test_list_knows_whom_we_asked(office, provider, coordinator):
    today = timezone.localdate()
    CheckRule.objects.create(months=12, is_mailed=True, valid_from=date(2020, 1, 1))
    asked = OfferFactory(title="gefragt", provider=provider)
    asking.ask_due_offers(today=today)
    proposed = OfferFactory(title="vorgeschlagen", phone="1")
    state = proposable.state(proposed)
    proposals.propose(proposed, values=state | {"phone": "2"}, seen=state, now=timezone.now())
    failed = OfferFactory(title="gescheitert", provider=provider)
    CheckRequest.objects.create(offer=failed, asked_on=today, expires_on=today, failures=1)
    OfferFactory(title="ungefragt")

    for stand in ("gefragt", "gescheitert", "ungefragt"):
        assert titles(office.get(f"{DUE}?stand={stand}")) == [stand]
    assert titles(office.get(f"{DUE}?stand=vorschlag")) == ["vorgeschlagen"]
    assert asked.check_requests.get().sent_at


@pytest.mark.parametrize(
    "query",
    ["sortierung=x", "stand=x", "wer=999999999999999999999", "wer=-1", "text=%00", "seite=x", "text=" + "x" * 3000],
)
def test_wrong_filters_show_the_list(office, in_district, query):
    OfferFactory(title="A")

    assert office.get(f"{DUE}?{query}").status_code == 200


def test_start_page_says_what_is_due_and_proposed(office, in_district):
    offer = OfferFactory(phone="1")
    state = proposable.state(offer)
    proposals.propose(offer, values=state | {"phone": "2"}, seen=state, now=timezone.now())

    page = office.get("/buero/").content.decode()

    assert "Bei 1 Angebot ist die Prüfung fällig." in page
    assert "1 Anbieter möchte an einem Angebot etwas ändern." in page


def test_asking_by_hand_shows_the_mail_first(office, provider, django_capture_on_commit_callbacks):
    offer = OfferFactory(provider=provider, title="Beratung zur Miete")

    page = office.get(f"/buero/angebote/{offer.pk}/fragen/").content.decode()
    assert "info@mieterhilfe.example" in page and "(hier steht der Link)" in page
    assert mail.outbox == []

    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"/buero/angebote/{offer.pk}/fragen/")
    assert [letter.to for letter in mail.outbox] == [["info@mieterhilfe.example"]]


def test_asking_without_an_address_says_what_to_do(office, in_district):
    offer = OfferFactory()

    assert "keine E-Mail-Adresse" in office.get(f"/buero/angebote/{offer.pk}/fragen/").content.decode()
    assert "keine E-Mail-Adresse" in office.post(f"/buero/angebote/{offer.pk}/fragen/", follow=True).content.decode()
    assert not CheckRequest.objects.exists()


def test_deciding_on_the_page(office, provider):
    offer = OfferFactory(provider=provider, phone="1", costs="2 Euro")
    state = proposable.state(offer)
    proposal = proposals.propose(
        offer, values=state | {"phone": "2", "costs": "3 Euro"}, seen=state, now=timezone.now()
    )
    address = f"/buero/angebote/vorschlaege/{proposal.pk}/"
    seen = office.get(address).context["form"]["seen"].value()

    response = office.post(address, {"seen": seen, "phone": "take", "costs": "leave", "is_checked": "on"})

    assert response.status_code == 302
    offer.refresh_from_db()
    assert (offer.phone, offer.costs, offer.checked_on) == ("2", "2 Euro", timezone.localdate())
    assert "nichts mehr zu entscheiden" in office.post(address, {"phone": "take"}).content.decode()


def test_answer_is_shown_before_it_leaves(office, provider):
    offer = OfferFactory(provider=provider, phone="1", costs="2 Euro")
    state = proposable.state(offer)
    proposal = proposals.propose(
        offer, values=state | {"phone": "2", "costs": "3 Euro"}, seen=state, email="wer@example.org", now=timezone.now()
    )
    address = f"/buero/angebote/vorschlaege/{proposal.pk}/"

    page = office.post(
        address, {"phone": "take", "costs": "leave", "message": "Danke!", "preview": "1"}
    ).content.decode()

    assert "Übernommen haben wir: Telefon." in page and "Nicht übernommen haben wir: Kosten." in page
    assert OfferProposal.objects.get().status == "open"
    assert mail.outbox == []


def test_conflicting_field_is_not_chosen_beforehand(office, provider):
    offer = OfferFactory(provider=provider, phone="1")
    state = proposable.state(offer)
    proposal = proposals.propose(offer, values=state | {"phone": "2"}, seen=state, now=timezone.now())
    offer.phone = "3"
    offer.save()
    address = f"/buero/angebote/vorschlaege/{proposal.pk}/"

    page = office.get(address)
    response = office.post(address, {"seen": page.context["form"]["seen"].value()})

    assert "seit dem Vorschlag geändert" in page.content.decode()
    assert response.status_code == 422
    offer.refresh_from_db()
    assert offer.phone == "3"


def test_change_while_comparing_shows_the_new_state(office, provider):
    offer = OfferFactory(provider=provider, phone="1", costs="2 Euro")
    state = proposable.state(offer)
    proposal = proposals.propose(offer, values=state | {"phone": "2"}, seen=state, now=timezone.now())
    address = f"/buero/angebote/vorschlaege/{proposal.pk}/"
    seen = office.get(address).context["form"]["seen"].value()
    offer.costs = "umsonst"
    offer.save()

    first = office.post(address, {"seen": seen, "phone": "take"})
    second = office.post(address, {"seen": first.context["form"]["seen"].value(), "phone": "take"})

    assert (first.status_code, second.status_code) == (422, 302)
    offer.refresh_from_db()
    assert offer.phone == "2"


def test_partner_proposes_with_their_own_login(login, person, provider, coordinator):
    from kreislotse.accounts.models import Membership
    from kreislotse.network.models import Representation

    editor = person("offer_editor")
    Representation(membership=Membership.objects.get(user=editor), organization=provider).save()
    mine, other = OfferFactory(provider=provider, phone="1"), OfferFactory()
    partner = login(editor)
    sealed = partner.get(f"/partner/angebot/{mine.pk}/aendern/").context["form"]["sealed"].value()

    data = {"sealed": sealed, "title": mine.title, "summary": mine.summary, "phone": "2", "is_free": "on"}
    response = partner.post(f"/partner/angebot/{mine.pk}/aendern/", data)

    assert response.status_code == 302
    proposal = OfferProposal.objects.get()
    assert (proposal.by, proposal.changes, proposal.email) == (editor, {"phone": "2"}, editor.email)
    assert "Ihr Vorschlag ist bei uns" in partner.get("/partner/").content.decode()
    assert partner.get(f"/partner/angebot/{other.pk}/aendern/").status_code == 404


def test_rule_is_changed_on_the_page_of_rules(login, person, in_district):
    head = login(person("head_of_office"))

    response = head.post(
        "/buero/verwaltung/regeln/pruefung/neu/",
        {"months": "6", "is_mailed": "on", "reminder_weeks": "2", "link_days": "30", "valid_from": "heute"},
    )

    assert response.status_code == 302
    rule = CheckRule.objects.get()
    assert (rule.months, rule.is_mailed, rule.reminder_weeks) == (6, True, 2)


@pytest.mark.parametrize(("typed", "kept"), [("3", 3), ("", None)])
def test_offer_has_a_rhythm_of_its_own(office, provider, typed, kept):
    offer = OfferFactory(provider=provider, check_every=6)
    offer.topics.add(TopicFactory())
    page = office.get(f"/buero/angebote/{offer.pk}/bearbeiten/").context["page"]
    data = {"provider": provider.pk, "kind": "other", "title": "A", "summary": "B", "check_every": typed}
    data |= {"orte-TOTAL_FORMS": "0", "orte-INITIAL_FORMS": "0", "topics": [topic.pk for topic in offer.topics.all()]}
    data |= {"serves_whole_district": "on", "seen": page.form["seen"].value()}
    data |= {f"kurse-{key}": "0" for key in ("TOTAL_FORMS", "INITIAL_FORMS")}

    response = office.post(f"/buero/angebote/{offer.pk}/bearbeiten/", data)

    assert response.status_code == 302, response.context["page"].form.errors
    offer.refresh_from_db()
    assert offer.check_every == kept


@pytest.mark.parametrize("typed", ["0", "-1", "61", "99999999999999999999", "oft"])
def test_impossible_rhythm_is_refused(office, provider, typed):
    response = office.post("/buero/angebote/neu/", {"title": "A", "check_every": typed})

    assert response.status_code == 422
    assert "check_every" in response.context["page"].form.errors


def test_card_and_page_say_when_the_facts_were_checked(visitor, in_district):
    from kreislotse.search.operations import rebuild

    offer = OfferFactory(title="Beratung", checked_on=date(2026, 2, 3))
    rebuild(in_district)

    for address in ("/angebote/", f"/angebote/{offer.pk}/"):
        page = visitor.get(address).content.decode()
        assert "Angaben zuletzt geprüft" in page and "03.02.2026" in page
