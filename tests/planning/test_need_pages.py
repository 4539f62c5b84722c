"""The office's pages of needs: raise with one click, be asked about equal ones, decide, print the list for the Landrat."""

import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kreislotse.casefacts.models import LanguageFact, MonthClosing, RequestFact
from kreislotse.groups.models import AgendaItem, Meeting
from kreislotse.planning import needs
from kreislotse.planning.models import Need, NeedAnswer
from tests.factories import NOON, BodyFactory, MeasureFactory, NeedFactory, ObservationFactory, TopicFactory

LIST = "/buero/bedarfe/"


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def form(**fields):
    return {"title": "Kita-Plätze fehlen", "urgency": "high", "kind": "other", "heard_on": "1.3.2026"} | fields


def test_a_need_is_raised_from_an_observation(office):
    value = ObservationFactory()
    page = office.get(f"{LIST}neu/?wert={value.pk}").content.decode()
    assert re.search(rf'value="{value.pk}" selected', page)

    response = office.post(f"{LIST}neu/", form(kind="indicator", observation=value.pk))

    need = Need.objects.get()
    assert response["Location"] == f"{LIST}{need.pk}/"
    assert need.origins.get().observation == value


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, 'href="#id_title"'),
        ({"kind": "meeting"}, "Bitte wählen Sie das Gremium"),
        ({"kind": "municipality"}, "Bitte wählen Sie die Gemeinde"),
        ({"kind": "indicator"}, "Bitte wählen Sie den Wert"),
        ({"kind": "unserved_requests"}, "unserved_requests"),
        ({"heard_on": "übermorgen oder so"}, "Bitte schreiben Sie ein Datum"),
        ({"heard_on": "31.12.2099"}, "liegt in der Zukunft"),
        ({"times": "-3"}, "größer oder gleich 1"),
        ({"kind": "case_management", "text": "Frau Yilmaz"}, "nennt vielleicht einen Menschen"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_says_what_to_do(office, fields, sentence):
    response = office.post(f"{LIST}neu/", form(proposed_solution="Neue Gruppe", **fields))

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Neue Gruppe" in page
    assert not Need.objects.exists()


def test_an_equal_need_is_asked_about_and_the_words_go_there(office):
    known = NeedFactory(title="Zu wenige Kitaplätze")

    response = office.post(f"{LIST}neu/", form())
    assert response.status_code == 200
    assert "Zu wenige Kitaplätze" in response.content.decode()
    assert Need.objects.count() == 1
    office.post(f"{LIST}neu/", form(same_as=known.pk))

    assert Need.objects.count() == 1
    assert "Kita-Plätze fehlen" in {origin.wording for origin in known.origins.all()}


def test_whoever_insists_gets_a_need_of_its_own(office):
    NeedFactory(title="Zu wenige Kitaplätze")

    office.post(f"{LIST}neu/", form(new="1"))

    assert Need.objects.count() == 2


def test_equal_needs_show_while_the_title_is_typed(office):
    NeedFactory(title="Zu wenige Kitaplätze")

    assert "Zu wenige Kitaplätze" in office.get(f"{LIST}aehnliche/?title=Kita-Plätze").content.decode()
    assert office.get(f"{LIST}aehnliche/?title=&topic=x").content.decode().strip() == ""


def test_one_click_in_a_closed_month_raises_a_need(office, in_district):
    topic = TopicFactory(code="doctor")
    MonthClosing.objects.create(month=date(2026, 2, 1), closed_at=NOON, threshold=5)
    RequestFact.objects.create(
        month=date(2026, 2, 1),
        topic=topic.code,
        waiting_band="0",
        outcome="no_guide",
        asked_by_institution=False,
        number=9,
    )
    LanguageFact.objects.create(month=date(2026, 2, 1), language_group="arabisch", number=9)
    page = f"{LIST}aus-monaten/2026-02/"
    assert office.get(f"{LIST}aus-monaten/")["Location"] == page
    assert "Als Bedarf aufnehmen" in office.get(page).content.decode()

    for _click in range(2):
        office.post(page, {"kind": "unserved_requests", "key": "no_guide"})

    need = Need.objects.get()
    assert need.origins.get().times == 9
    assert need.title in office.get(page).content.decode()
    assert office.get(f"{LIST}aus-monaten/2026-01/").status_code == 302  # still open


def test_a_need_is_discussed_decided_taken_up_again(office):
    need, body = NeedFactory(), BodyFactory()

    office.post(f"{LIST}{need.pk}/beraten/", {"body": body.pk, "on": "2.3.2026", "result": "Dringend"})
    refused = office.post(f"{LIST}{need.pk}/entscheiden/", {"decision": "not_taken_up", "on": "3.3.2026"})
    assert refused.status_code == 422
    assert "Bitte nennen Sie den Grund" in refused.content.decode()
    decision = {"decision": "not_taken_up", "on": "3.3.2026", "reason": "Die Stadt baut"}
    office.post(f"{LIST}{need.pk}/entscheiden/", decision)
    assert Need.objects.get().status == "not_taken_up"
    office.post(f"{LIST}{need.pk}/wieder-aufnehmen/", {"reason": "Sie baut doch nicht"})

    need.refresh_from_db()
    assert need.status == "in_discussion"
    page = office.get(f"{LIST}{need.pk}/").content.decode()
    assert all(words in page for words in ("Dringend", "Die Stadt baut", "Sie baut doch nicht", body.name))


def test_merged_and_taken_apart_on_the_page(office):
    need, other = NeedFactory(title="Kita-Plätze fehlen"), NeedFactory(title="Zu wenige Kitaplätze")
    assert "Zu wenige Kitaplätze" in office.get(f"{LIST}{need.pk}/zusammenfuehren/").content.decode()

    office.post(f"{LIST}{need.pk}/zusammenfuehren/", {"into": other.pk})
    merged = office.get(f"{LIST}{need.pk}/").content.decode()
    assert "Wieder trennen" in merged
    assert "Entscheiden" not in merged
    assert "Kita-Plätze fehlen" in office.get(f"{LIST}{other.pk}/").content.decode()
    office.post(f"{LIST}{need.pk}/trennen/")

    assert Need.objects.standing().count() == 2
    assert office.post(f"{LIST}{need.pk}/zusammenfuehren/", {"into": "x"}).status_code == 404


def test_a_need_is_linked_with_a_measure(office):
    need, measure = NeedFactory(), MeasureFactory(title="Kita-Lotsinnen")
    page = f"{LIST}{need.pk}/konzept/"
    assert "Kita-Lotsinnen" in office.get(f"{page}?text=lotsinnen").content.decode()

    office.post(page, {"target": f"measure:{measure.pk}"})
    answer = NeedAnswer.objects.get()
    assert "Kita-Lotsinnen" in office.get(f"{LIST}{need.pk}/").content.decode()
    office.post(f"{LIST}konzept/{answer.pk}/loesen/")

    assert not NeedAnswer.objects.exists()
    assert office.post(page, {"target": "gold"}, follow=True).status_code == 200
    assert office.post(page, {"target": "measure:0"}).status_code == 404


@pytest.fixture
def passed_on(coordinator):
    need, today = NeedFactory(title="Therapieplätze <für> Geflüchtete"), timezone.localdate()
    needs.decide(
        need, decision="passed_on", on=today, passed_to="federation", passed_to_whom="BMG", reason="Bundesrecht",
        today=today, by=coordinator,
    )  # fmt: skip
    needs.record_answer_from_there(need, text="Wird geprüft", on=today, today=today, by=coordinator)
    return need


def test_what_bund_and_land_must_solve_is_a_page_a_pdf_and_a_sheet(office, passed_on):
    page = office.get(f"{LIST}weitergegeben/").content.decode()
    assert "1 Bedarf ist weitergegeben, 1 davon beantwortet." in page

    pdf = office.get(f"{LIST}weitergegeben.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert b"pdfuaid" in pdf.content
    sheet = load_workbook(io.BytesIO(office.get(f"{LIST}weitergegeben.xlsx").content)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "Bund, BMG" in cells
    assert any("Wird geprüft" in str(cell) for cell in cells)


def test_empty_lists_say_how_to_begin(office):
    assert "Noch kein Bedarf" in office.get(LIST).content.decode()
    assert "Kein Bedarf passt" in office.get(f"{LIST}?text=zz").content.decode()
    assert "Zurzeit ist nichts weitergegeben" in office.get(f"{LIST}weitergegeben/").content.decode()
    assert office.get(f"{LIST}weitergegeben.pdf").status_code == 200


def test_filters_nobody_knows_are_no_filters(office):
    NeedFactory(title="Kita")

    page = office.get(f"{LIST}?topic=999999&status=gold&heard=x&sortierung=gold&seite=99").content.decode()

    assert "Kita" in page


def test_today_names_needs_nobody_discussed(office, coordinator):
    NeedFactory(title="Alt", raised_on=date(2020, 1, 1))
    NeedFactory(title="Gerade erst", raised_on=timezone.localdate())

    assert "1 Bedarf wurde seit mehr als 90 Tagen nicht beraten." in office.get("/buero/").content.decode()
    waiting = office.get(f"{LIST}?waits=on").content.decode()
    assert "Alt" in waiting
    assert "Gerade erst" not in waiting


def test_the_list_goes_along_as_a_sheet(office):
    NeedFactory(title="Kita-Plätze", origin__times=12)

    sheet = load_workbook(io.BytesIO(office.get(f"{LIST}bedarfe.xlsx?text=kita").content)).active

    assert [row[0] for row in sheet.iter_rows(values_only=True)][-1] == "Kita-Plätze"


def test_a_discussion_names_the_item_of_its_own_meeting(office):
    today = timezone.localdate()
    need, begins = NeedFactory(raised_on=today - timedelta(days=9)), timezone.now() - timedelta(days=3)
    items = []
    for body in (BodyFactory(name="AG Sprache"), BodyFactory(name="AG Arbeit")):
        meeting = Meeting.objects.create(body=body, starts_at=begins, ends_at=begins + timedelta(hours=2))
        items.append(AgendaItem.objects.create(meeting=meeting, position=1, title="Kurse", note="Es fehlen Kurse."))
    address = f"{LIST}{need.pk}/beraten/"
    facts = {"body": items[0].meeting.body_id, "on": f"{today:%d.%m.%Y}", "result": "Kommt in die Steuerungsgruppe"}

    wrong = office.post(address, facts | {"item": items[1].pk})
    assert wrong.status_code == 422
    assert "gehört zu einer Sitzung von „AG Arbeit“" in wrong.content.decode()
    office.post(address, facts | {"item": items[0].pk})
    assert need.discussions.get().item == items[0]
    page = office.get(f"/buero/gremien/sitzungen/{items[0].meeting_id}/").content.decode()
    assert f"{LIST}neu/?punkt={items[0].pk}" in page
