import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kreislotse.core.scope import district_scope
from kreislotse.intake import hooks
from kreislotse.intake.models import Answer, HelpRequest, Referral, SeekerContact
from kreislotse.intake.operations import refer_to_offers
from kreislotse.intake.texts import default_rule
from tests.factories import (
    HelpRequestFactory,
    LanguageFactory,
    MunicipalityFactory,
    OfferFactory,
    SeekerContactFactory,
    TopicFactory,
    member,
)

LIST = "/buero/anfragen/"


@pytest.fixture
def office(login, caseworker):
    return login(caseworker)


def page(response) -> str:
    return response.content.decode()


def listed(response) -> set[str]:
    return {row.reference for row in response.context["page"]}


def days_ago(n: int) -> date:
    return timezone.localdate() - timedelta(days=n)


def test_the_inbox_begins_with_a_sentence_and_the_longest_wait(office):
    HelpRequestFactory(received_on=days_ago(2))
    oldest = HelpRequestFactory(received_on=days_ago(20))
    HelpRequestFactory(status="referred", received_on=days_ago(40))

    response = office.get(LIST)

    assert "2 Anfragen warten, 1 davon über eine Woche." in page(response)
    assert "vor 2 Wochen" in page(response)
    assert list(response.context["page"])[1] == oldest


def test_an_empty_inbox_says_what_belongs_there(office):
    assert "Gerade wartet keine Anfrage." in page(office.get(LIST))
    assert "Gerade ist keine Anfrage offen" in page(office.get(LIST))
    assert "Keine Anfrage passt" in page(office.get(LIST + "?status=alle"))


@pytest.fixture
def three(in_district, caseworker):
    place, topic, language = MunicipalityFactory(ags="06635015"), TopicFactory(), LanguageFactory()
    HelpRequestFactory(reference="2026-0001", municipality=place, topic=topic, language=language, wish="company",
                       responsible=caseworker, status="in_clarification", received_on=days_ago(3))  # fmt: skip
    HelpRequestFactory(reference="2026-0002", received_on=days_ago(9))
    HelpRequestFactory(reference="2026-0003", closed=True)
    return {"thema": topic.pk, "person": caseworker.pk}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {1, 2}),
        ("status=alle", {1, 2, 3}),
        ("status=closed", {3}),
        ("status=wartet", {1, 2}),
        ("status=in_clarification", {1}),
        ("thema={thema}", {1}),
        ("ort=06635015", {1}),
        ("sprache=ar", {1}),
        ("wunsch=company", {1}),
        ("zustaendig=ich", {1}),
        ("zustaendig={person}", {1}),
        ("zustaendig=niemand", {2}),
        ("wartet=7", {2}),
        ("q=2026-0003", {3}),
        ("q=Unsinn", set()),
        ("thema=abc&wartet=viel", {1, 2}),
    ],
)
def test_the_filters_of_the_address(office, three, query, found):
    response = office.get(LIST + "?" + query.format(**three))

    assert response.status_code == 200
    assert listed(response) == {f"2026-000{n}" for n in found}


def test_sorting_and_an_unknown_order(office, three):
    assert [row.reference for row in office.get(LIST + "?sortierung=-reference").context["page"]] == [
        "2026-0002",
        "2026-0001",
    ]
    assert office.get(LIST + "?sortierung=note").context["sort"] == "received_on"


def test_htmx_gets_only_the_table(office, three):
    response = office.get(LIST, headers={"HX-Request": "true"})

    assert "<html" not in page(response)
    assert "2026-0001" in page(response)


def test_the_export_holds_the_filtered_list_and_no_contact(login, three, in_district):
    SeekerContactFactory(help_request=HelpRequest.objects.get(reference="2026-0001"), name="Amina Beispiel")

    response = login(member("coordinator")).get(LIST + "liste.xlsx?wunsch=company")

    cells = [value for row in load_workbook(io.BytesIO(response.content)).active.values for value in row]
    assert "2026-0001" in cells
    assert "2026-0002" not in cells
    assert "Amina Beispiel" not in cells


def test_who_may_not_export_is_refused(office, three):
    assert office.get(LIST + "liste.csv").status_code == 403


@pytest.mark.parametrize("role", ["provider_coordinator", "privacy_officer", "reader", "guide", "operator"])
def test_the_inbox_is_closed_to_others(login, in_district, role):
    user = member(role)
    help_request = HelpRequestFactory()

    assert login(user).get(LIST).status_code == 403
    assert login(user).get(help_request.get_absolute_url()).status_code == 403


def test_a_request_of_the_neighbor_is_not_found(office, other_district):
    with district_scope(other_district):
        theirs = HelpRequestFactory()

    assert office.get(theirs.get_absolute_url()).status_code == 404
    assert office.post(theirs.get_absolute_url() + "uebernehmen/").status_code == 404


def test_the_page_of_a_request_shows_contact_and_next_step(office):
    contact = SeekerContactFactory()

    response = office.get(contact.help_request.get_absolute_url())

    assert "Amina Beispiel" in page(response)
    assert "Ich übernehme" in page(response)
    assert page(response).count("kern-btn--primary") == 1


@pytest.mark.parametrize(
    ("fields", "button"),
    [
        ({}, "Ich übernehme"),
        ({"status": "in_clarification", "wish": "advice"}, "An ein Angebot verweisen"),
        ({"status": "in_clarification", "wish": "company"}, "Begleitung suchen"),
        ({"status": "referred"}, "Anfrage abschließen"),
    ],
)
def test_there_is_one_next_step(office, caseworker, fields, button):
    help_request = HelpRequestFactory(responsible=caseworker if fields else None, **fields)

    text = page(office.get(help_request.get_absolute_url()))

    assert text.count("kern-btn--primary") == 1
    assert button in text


def test_taking_over_twice_does_no_harm(office, caseworker):
    help_request = HelpRequestFactory()

    for _click in range(2):
        assert office.post(help_request.get_absolute_url() + "uebernehmen/").status_code == 302

    help_request.refresh_from_db()
    assert help_request.responsible == caseworker


def test_a_request_is_passed_on_to_somebody_who_works_on_requests(office):
    help_request, colleague, reader = HelpRequestFactory(), member("coordinator"), member("reader")
    path = help_request.get_absolute_url() + "zustaendig/"

    assert office.post(path, {"responsible": reader.pk}).status_code == 422
    office.post(path, {"responsible": colleague.pk})

    help_request.refresh_from_db()
    assert help_request.responsible == colleague


@pytest.fixture
def call(place, arabic, housing, form_token):
    return {
        "token": form_token, "channel": "phone", "topic": housing.pk, "wish": "advice", "municipality": place.ags,
        "language": arabic.pk, "note": "", "phone": "0171 3920001", "name": "", "email": "", "best_time": "vormittags",
        "has_consented": "on", "take_over": "on",
    }  # fmt: skip


RECORD = LIST + "aufnehmen/"


def test_a_call_is_noted_and_taken_over(office, caseworker, call):
    response = office.post(RECORD, call, follow=True)

    help_request = HelpRequest.objects.get()
    assert (help_request.responsible, help_request.status, help_request.answer_language) == (
        caseworker,
        "in_clarification",
        "ar",
    )
    assert help_request.seeker_contact.best_time == "vormittags"
    assert "ist aufgenommen" in page(response)


def test_a_double_click_notes_the_call_once(office, call):
    first, second = office.post(RECORD, call), office.post(RECORD, call)

    assert first.url == second.url
    assert HelpRequest.objects.count() == 1


def test_almost_nothing_must_be_filled_in(office, form_token):
    office.post(RECORD, {"token": form_token, "channel": "visit", "wish": "unsure"})

    help_request = HelpRequest.objects.get()
    assert (help_request.topic.code, help_request.status) == ("unklar", "received")
    assert not SeekerContact.objects.exists()


def test_contact_data_needs_the_persons_yes(office, call):
    response = office.post(RECORD, {name: value for name, value in call.items() if name != "has_consented"})

    assert response.status_code == 422
    assert "Bitte fragen Sie" in page(response)
    assert not HelpRequest.objects.exists()


def test_what_a_rule_refuses_is_a_warning_that_a_reason_overrides(office, call):
    default_rule("medical", valid_from=date(2026, 1, 1)).save()
    medical = call | {"wish": "company", "occasion": "medical", "persons": "1", "setting": "on_site"}

    refused = office.post(RECORD, medical)
    assert refused.status_code == 422
    assert "nicht zulässig" in page(refused)
    assert "Warum nehmen wir die Anfrage trotzdem an?" in page(refused)

    office.post(RECORD, medical | {"override_reason": "Notfall, Leitung stimmt zu"})
    assert HelpRequest.objects.get().occasion == "medical"


def test_a_place_outside_is_a_warning_in_the_office(office, call):
    response = office.post(RECORD, call | {"municipality": "ausserhalb"})

    assert response.status_code == 422
    assert "liegt nicht in unserem Kreis" in page(response)


def test_an_answer_is_seen_before_it_is_sent(office, in_district):
    path = HelpRequestFactory(answer_language="de").get_absolute_url() + "antworten/"
    data = {"language": "de", "blocks": ["greeting", "farewell"], "text": "Kommen Sie am Montag."}

    preview = office.post(path, data)
    assert "So sieht die Person die Antwort" in page(preview)
    assert not Answer.objects.exists()

    for _click in range(2):
        office.post(path, data | {"send": "1"})
    answer = Answer.objects.get()
    assert answer.text.startswith("Guten Tag")
    assert answer.text.endswith("Freundliche Grüße")
    assert "Kommen Sie am Montag." in answer.text


def test_an_empty_answer_is_explained(office, in_district):
    response = office.post(HelpRequestFactory().get_absolute_url() + "antworten/", {"language": "de"})

    assert response.status_code == 422
    assert "wählen Sie einen Textbaustein" in page(response)


def test_referring_is_prefilled_with_what_the_request_says(office, caseworker):
    topic = TopicFactory()
    fitting, other = OfferFactory(title="Mietberatung"), OfferFactory(title="Nähkurs")
    fitting.topics.add(topic)
    help_request = HelpRequestFactory(topic=topic)
    path = help_request.get_absolute_url() + "verweisen/"

    assert "Mietberatung" in page(office.get(path))
    assert "Nähkurs" not in page(office.get(path))
    assert "Nähkurs" in page(office.get(path + "?q=nähk"))

    response = office.post(path, {"angebot": [fitting.pk, other.pk]}, follow=True)
    referral = Referral.objects.get()
    assert referral.targets.count() == 2
    assert "noch keine Rückmeldung" in page(response)
    slip = office.get(f"{help_request.get_absolute_url()}zettel/{referral.code}.pdf")
    assert slip.content.startswith(b"%PDF")


def test_referring_to_nothing_or_to_what_is_gone_is_explained(office):
    offer = OfferFactory(status="archived")
    path = HelpRequestFactory().get_absolute_url() + "verweisen/"

    assert "mindestens ein Angebot" in page(office.post(path, {}))
    response = office.post(path, {"angebot": [offer.pk]})
    assert response.status_code == 422
    assert "nicht mehr veröffentlicht" in page(response)


def test_closing_asks_for_a_reason_and_can_be_taken_back_today(office):
    help_request = HelpRequestFactory()
    path = help_request.get_absolute_url()

    assert office.post(path + "abschliessen/", {"reason": ""}).status_code == 422
    closed = office.post(path + "abschliessen/", {"reason": "helped"}, follow=True)
    assert "Abschluss zurücknehmen" in page(closed)

    office.post(path + "wieder-oeffnen/")
    help_request.refresh_from_db()
    assert help_request.is_open


def test_the_second_of_two_caseworkers_hears_that_it_is_closed(office):
    path = HelpRequestFactory().get_absolute_url() + "abschliessen/"

    office.post(path, {"reason": "helped"})
    response = office.post(path, {"reason": "no_offer"})

    assert response.status_code == 422
    assert "bereits abgeschlossen" in page(response)
    assert HelpRequest.objects.get().closing_reason == "helped"


@pytest.mark.parametrize("step", ["uebernehmen/", "wieder-oeffnen/"])
def test_what_cannot_be_done_any_more_is_said_on_the_page(office, step):
    help_request = HelpRequestFactory(closed=True)

    response = office.post(help_request.get_absolute_url() + step)

    assert response.status_code == 409
    assert help_request.reference in page(response)


def test_with_a_guide_on_it_closing_says_what_to_do_first(office, monkeypatch):
    monkeypatch.setattr(hooks, "_blockers", [lambda row: "Beenden Sie zuerst den Einsatz."])

    response = office.post(HelpRequestFactory().get_absolute_url() + "abschliessen/", {"reason": "helped"})

    assert response.status_code == 422
    assert "Beenden Sie zuerst den Einsatz." in page(response)


def fill(rows, caseworker):
    for _n in range(rows):
        request = HelpRequestFactory(
            municipality=MunicipalityFactory(), language=LanguageFactory(), responsible=caseworker
        )
        refer_to_offers(request, offers=[OfferFactory()], today=date(2026, 3, 9), by=caseworker)


def test_the_inbox_needs_no_more_queries_for_twenty_rows_than_for_three(office, caseworker, count_queries):
    fill(3, caseworker)
    few = count_queries(lambda: office.get(LIST + "?status=alle"))
    fill(17, caseworker)

    assert count_queries(lambda: office.get(LIST + "?status=alle")) == few
    assert few <= 25


def test_a_request_needs_no_more_queries_with_many_referrals_than_with_one(office, caseworker, count_queries):
    help_request = HelpRequestFactory(responsible=caseworker)
    refer_to_offers(help_request, offers=[OfferFactory()], today=date(2026, 3, 9), by=caseworker)
    few = count_queries(lambda: office.get(help_request.get_absolute_url()))
    for n in range(6):
        offers = [OfferFactory() for _m in range(3)]
        refer_to_offers(help_request, offers=offers, today=date(2026, 3, 10 + n), by=caseworker)

    assert count_queries(lambda: office.get(help_request.get_absolute_url())) == few
    assert few <= 25


def test_the_offers_to_choose_from_cost_the_same_queries(office, count_queries):
    path = HelpRequestFactory().get_absolute_url() + "verweisen/?q="
    OfferFactory()
    few = count_queries(lambda: office.get(path))
    for _n in range(10):
        OfferFactory().languages_spoken.add(LanguageFactory())

    assert count_queries(lambda: office.get(path)) <= few + 1  # the languages themselves, once there are any
    assert few <= 25


def test_the_trail_of_a_request_is_for_those_who_may_read_trails(login, person, caseworker, coordinator, in_district):
    request = HelpRequestFactory(responsible=caseworker)
    address = request.get_absolute_url()

    assert "<h2>Verlauf</h2>" in login(coordinator).get(address).content.decode()
    assert "<h2>Verlauf</h2>" not in login(caseworker).get(address).content.decode()
