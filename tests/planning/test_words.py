"""What a lead writes is read by the office before it is public; light, money and milestones count at once."""

from datetime import date, timedelta

import pytest
from django.core import mail

from kreislotse.audit.models import AuditEntry
from kreislotse.planning import progress, updates, words
from kreislotse.planning.comparison import ChangeKind, compare
from kreislotse.planning.content import plan_content, public_content
from kreislotse.planning.models import Measure, PlanVersion, ProgressReport, UpdateRequest
from kreislotse.planning.papers import TABLE_COLUMNS, table_rows
from kreislotse.planning.reports import publish_report, take_report
from tests import factories as make
from tests.planning.making import NOW, TODAY, make_plan

pytestmark = pytest.mark.django_db
NEW = {"light": "red", "text": "Frau Yilmaz ist krank.", "next_step": "Vertretung suchen", "spent_cents": 500_000}


@pytest.fixture
def measure(in_district):
    make_plan(is_public=True)
    return Measure.objects.get(number="M2")


@pytest.fixture
def told(measure):
    """A lead's answer by the link in our mail."""
    return updates.answer_update(updates.ask_for_update(measure, today=TODAY), now=NOW, **NEW)


def shown(today=TODAY):
    content = public_content(plan_content(PlanVersion.objects.get(), today=today))
    return next(one for one in content["measures"] if one["number"] == "M2")["report"]


def test_words_of_a_lead_wait_and_its_numbers_do_not(told, coordinator):
    assert shown() == {
        "on": "2026-11-20", "light": "red", "spent_cents": 500_000,
        "said_on": "2026-09-01", "text": "Es fehlt eine Erzieherin.", "next_step": "Stelle ausschreiben",
    }  # fmt: skip

    words.release_words(told, seen=told.seen, by=coordinator)

    assert (shown()["said_on"], shown()["text"]) == ("2026-11-20", "Frau Yilmaz ist krank.")
    assert AuditEntry.objects.filter(entry="words_released", by=coordinator).exists()


def test_words_of_the_office_are_public_at_once(measure, coordinator):
    progress.report_progress(measure, light="green", text="Am Telefon gesagt: läuft.", on=TODAY, by=coordinator)

    assert shown()["text"] == "Am Telefon gesagt: läuft."
    assert not words.waiting_words()


def test_a_first_report_shows_its_light_without_words(measure):
    other = Measure.objects.get(number="M10")
    progress.report_progress(other, light="yellow", text="Noch nicht.", on=TODAY, is_from_lead=True)

    content = public_content(plan_content(PlanVersion.objects.get(), today=TODAY))
    report = next(one for one in content["measures"] if one["number"] == "M10")["report"]
    assert (report["light"], report["text"], report["said_on"]) == ("yellow", "", None)


def test_a_change_of_the_light_is_not_explained_by_older_words(told, coordinator):
    version = PlanVersion.objects.get()
    before = plan_content(version, today=TODAY)
    for one in before["measures"]:  # as reports were frozen before words waited
        if one["report"]:
            one["report"] = {"on": "2026-03-01", "light": "green", "text": "Läuft an.", "next_step": "", "spent_cents": None}  # fmt: skip

    def reason():
        found = compare(before, plan_content(version, today=TODAY))
        return next(one.reason for one in found if one.kind is ChangeKind.LIGHT)

    assert reason() == ""
    words.release_words(told, seen=told.seen, by=coordinator)
    assert reason() == "Frau Yilmaz ist krank."


def test_the_table_says_when_the_words_were_written(told):
    rows = table_rows(plan_content(PlanVersion.objects.get(), today=TODAY))
    row = dict(zip(TABLE_COLUMNS, next(one for one in rows if one[0] == "M2"), strict=True))

    assert (row["Letzter Bericht"], row["Geschrieben am"]) == (TODAY, date(2026, 9, 1))
    assert row["Bericht"] == "Es fehlt eine Erzieherin."


def test_withheld_words_go_back_with_a_reason_and_come_again(told, coordinator):
    asked = words.withhold_words(told, reason=" Bitte ohne Namen. ", seen=told.seen, today=TODAY, by=coordinator)
    updates.send_updates(now=NOW)

    letter = mail.outbox[-1]
    assert letter.to == ["person@vhs.example"]
    assert letter.subject == "Bitte noch einmal: Ihre Worte zu „Frauensprachkurs mit Kinderbetreuung“"
    assert "Bitte ohne Namen." in letter.body and asked.secret in letter.body
    assert shown()["text"] == "Es fehlt eine Erzieherin."
    due = Measure.objects.get(pk=told.measure_id).next_report_on

    again = updates.answer_update(asked, now=NOW + timedelta(days=2), text="Die Lehrkraft ist krank.", next_step="")

    assert (again.pk, again.words, again.withheld_because) == (told.pk, "waiting", "")
    assert again.on == TODAY  # of the day it was reported; the rhythm stays
    assert Measure.objects.get(pk=told.measure_id).next_report_on == due
    with pytest.raises(updates.LinkUsed):
        updates.answer_update(asked, now=NOW, text="Noch einmal", next_step="")
    words.release_words(again, seen=again.seen, by=coordinator)
    assert shown()["text"] == "Die Lehrkraft ist krank."


def test_words_nobody_has_read_are_never_released(told, coordinator):
    before = told.seen
    asked = words.withhold_words(told, reason="Bitte kürzer.", seen=before, today=TODAY, by=coordinator)
    with pytest.raises(words.WordsChanged):
        words.release_words(told, seen=before, by=coordinator)  # a colleague has sent it back meanwhile
    updates.answer_update(asked, now=NOW, text="Ganz anders.", next_step="")
    with pytest.raises(words.WordsChanged):
        words.release_words(told, seen=before, by=coordinator)
    with pytest.raises(words.WordsChanged):
        words.withhold_words(told, reason="Name", seen=before, today=TODAY, by=coordinator)

    told.refresh_from_db()
    words.release_words(told, seen=told.seen, by=coordinator)
    with pytest.raises(words.WordsReleased):
        words.release_words(told, seen=told.seen, by=coordinator)


def test_nothing_is_withheld_without_a_reason_or_twice(told, coordinator):
    with pytest.raises(words.NoReasonForLead):
        words.withhold_words(told, reason="  ", seen=told.seen, today=TODAY, by=coordinator)
    words.withhold_words(told, reason="Bitte ohne Namen.", seen=told.seen, today=TODAY, by=coordinator)
    told.refresh_from_db()
    with pytest.raises(words.WordsWithheld):
        words.withhold_words(told, reason="Und kürzer.", seen=told.seen, today=TODAY, by=coordinator)


def test_released_words_can_be_taken_back(told, coordinator):
    told = words.release_words(told, seen=told.seen, by=coordinator)
    assert words.withhold_words(told, reason="Doch ein Name.", seen=told.seen, today=TODAY, by=coordinator)
    assert shown()["text"] == "Es fehlt eine Erzieherin."

    told.refresh_from_db()
    words.release_words(told, seen=told.seen, by=coordinator)  # the office thinks again: the lead need not write
    assert not UpdateRequest.objects.filter(answered_at=None, replaced_at=None)


def test_no_mail_where_nobody_can_answer(told, coordinator):
    Measure.objects.filter(pk=told.measure_id).update(status="done")
    assert words.withhold_words(told, reason="Name", seen=told.seen, today=TODAY, by=coordinator) is None

    own = ProgressReport.objects.filter(is_from_lead=False).first()
    assert words.withhold_words(own, reason="Name", seen=own.seen, today=TODAY, by=coordinator) is None
    assert ProgressReport.objects.filter(words="withheld").count() == 2


def test_a_name_is_found_wherever_it_stands_in_the_words(told):
    told.text, told.next_step = "Alles gut", "Frau Yilmaz"

    assert words.name_hint(told) == "ein Name: Frau Yilmaz"


def test_the_night_asks_for_no_next_report_while_the_words_of_the_last_are_written_again(told, coordinator):
    asked = words.withhold_words(told, reason="Name", seen=told.seen, today=TODAY, by=coordinator)
    Measure.objects.filter(pk=told.measure_id).update(next_report_on=TODAY + timedelta(days=5))

    assert [updates.ask_leads(today=one) for one in (TODAY, asked.expires_on)] == [0, 0]
    assert UpdateRequest.objects.get(answered_at=None, replaced_at=None) == asked
    assert (
        updates.ask_leads(today=asked.expires_on + timedelta(days=1)) == 1
    )  # nobody wrote: the next report is asked for
    assert UpdateRequest.objects.get(answered_at=None, replaced_at=None).rewrites is None


def test_a_letter_to_write_again_that_did_not_go_is_prepared_anew_on_the_next_day(told, coordinator):
    words.withhold_words(told, reason="Name", seen=told.seen, today=TODAY, by=coordinator)
    Measure.objects.filter(pk=told.measure_id).update(next_report_on=TODAY + timedelta(days=5))
    UpdateRequest.objects.filter(answered_at=None).update(failures=updates.MOST_FAILURES)

    assert [updates.ask_leads(today=TODAY + timedelta(days=day)) for day in (1, 1, 2)] == [1, 0, 0]
    assert UpdateRequest.objects.get(answered_at=None, replaced_at=None).rewrites == told


def test_a_newer_report_ends_the_letter_to_write_again(told, coordinator):
    words.withhold_words(told, reason="Name", seen=told.seen, today=TODAY, by=coordinator)
    progress.report_progress(told.measure, light="green", text="Geht wieder.", on=TODAY, is_from_lead=True)

    assert not UpdateRequest.objects.filter(answered_at=None, replaced_at=None)
    assert not words.withheld_words()


def test_words_from_before_the_new_edition_are_still_read(told):
    PlanVersion.objects.update(status="replaced")
    follower = make.PlanVersionFactory(adopted=True, is_public=True)
    goal = make.GoalFactory(version=follower)
    make.MeasureFactory(objective=make.ObjectiveFactory(goal=goal), carried_from=told.measure, number="M2")

    assert list(words.waiting_words()) == [told]
    content = plan_content(follower, today=TODAY)
    assert content["measures"][0]["report"]["text"] == "Es fehlt eine Erzieherin."


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_office_reads_releases_and_sends_back(told, login, coordinator):
    office = login(coordinator)
    assert "1 Bericht einer Federführung wartet darauf" in office.get("/buero/").content.decode()
    page = office.get("/buero/konzept/worte/").content.decode()
    assert "Frau Yilmaz ist krank." in page and "ein Name: Frau Yilmaz" in page

    address = f"/buero/konzept/worte/{told.pk}/"
    assert office.post(f"{address}zurueckstellen/", {"reason": "", "seen": told.seen}).status_code == 422
    done = office.post(f"{address}zurueckstellen/", {"reason": "Bitte ohne Namen.", "seen": told.seen}, follow=True)
    assert "an person@vhs.example" in done.content.decode()
    assert "Bitte ohne Namen." in office.get("/buero/konzept/worte/?stapel=zurueck").content.decode()

    stale = office.post(f"{address}freigeben/", {"seen": told.seen}, follow=True).content.decode()
    assert "Inzwischen hat jemand über diese Worte entschieden" in stale
    told.refresh_from_db()
    done = office.post(f"{address}freigeben/", {"seen": told.seen}, follow=True).content.decode()
    assert "sind jetzt öffentlich" in done and "Alles gelesen" in done


def test_the_office_learns_which_public_reports_still_hold_withheld_words(told, login, coordinator):
    office, version = login(coordinator), told.measure.version

    def take(title, *, is_public=True):
        return take_report(version, title=title, is_public=is_public, now=NOW, today=TODAY, by=coordinator)

    take("Vor der Freigabe")
    told = words.release_words(told, seen=told.seen, by=coordinator)
    public = take("Jahresbericht")
    Measure.objects.filter(number="M10").update(title="Beratung")
    take("Nur für uns", is_public=False)
    address, pile = f"/buero/konzept/worte/{told.pk}/zurueckstellen/", "/buero/konzept/worte/?stapel=zurueck"
    link = f'<a href="/buero/konzept/{version.pk}/berichte/">Jahresbericht vom'
    before = office.get(address).content.decode()
    assert link in before and "Nur für uns" not in before and "Vor der Freigabe" not in before

    done = office.post(address, {"reason": "Bitte ohne Namen.", "seen": told.seen}, follow=True).content.decode()
    assert "Der Text steht noch in öffentlichen Berichten." in done
    assert link in office.get(pile).content.decode()

    publish_report(public, is_public=False, by=coordinator)
    page = office.get(pile).content.decode()
    assert "Bitte ohne Namen." in page and "Jahresbericht" not in page


def test_whoever_only_reads_the_plan_does_not_read_what_waits(told, login, caseworker, coordinator):
    address = f"/buero/konzept/massnahmen/{told.measure_id}/"

    assert "Frau Yilmaz" not in login(caseworker).get(address).content.decode()
    assert "Frau Yilmaz" in login(coordinator).get(address).content.decode()


def test_everybody_reads_the_last_released_words(told, visitor, coordinator):
    address = f"/konzept/massnahmen/{told.measure.uuid}/"
    page = visitor.get(address).content.decode()
    assert "Es fehlt eine Erzieherin." in page and "Frau Yilmaz" not in page
    files = [visitor.get(f"/plan/v1/{name}").content.decode() for name in ("plan.json", "measures.csv")]
    assert all("Erzieherin" in file and "Frau Yilmaz" not in file for file in files)

    words.release_words(told, seen=told.seen, by=coordinator)
    assert "Frau Yilmaz" in visitor.get(address).content.decode()


def test_a_lead_is_asked_once_whether_somebody_is_named(measure, visitor):
    asked = updates.ask_for_update(measure, today=date.today())
    address = f"/partner/massnahme/{asked.secret}/"
    assert "liest zuerst das Büro" in visitor.get(address).content.decode()

    refused = visitor.post(address, {"light": "green", "text": "Frau Yilmaz macht mit."})
    assert refused.status_code == 422 and "„Frau Yilmaz“" in refused.content.decode()
    done = visitor.post(
        address, {"light": "green", "text": "Frau Yilmaz macht mit.", "names_nobody": "on"}, follow=True
    )
    assert "Ihre Worte liest jetzt das Büro" in done.content.decode()


def test_the_link_to_write_again_asks_only_for_words(measure, visitor, coordinator):
    report = progress.report_progress(measure, light="red", text="Frau Yilmaz ist krank.", on=date.today(), is_from_lead=True)  # fmt: skip
    asked = words.withhold_words(report, reason="Bitte ohne Namen.", seen=report.seen, today=date.today(), by=coordinator)  # fmt: skip
    address = f"/partner/massnahme/{asked.secret}/"
    page = visitor.get(address).content.decode()

    assert "Bitte ohne Namen." in page and "Frau Yilmaz ist krank." in page and "Wie läuft es?" not in page
    assert "angekommen" in visitor.post(address, {"text": "Die Lehrkraft ist krank."}, follow=True).content.decode()
    report.refresh_from_db()
    assert (report.text, report.words) == ("Die Lehrkraft ist krank.", "waiting")


def test_an_old_link_to_write_again_is_renewed_for_the_same_words(told, visitor, coordinator):
    long_ago = date.today() - timedelta(days=100)
    asked = words.withhold_words(told, reason="Bitte ohne Namen.", seen=told.seen, today=long_ago, by=coordinator)
    address = f"/partner/massnahme/{asked.secret}/"

    assert visitor.get(address).status_code == 410
    visitor.post(f"{address}neuer-link/")
    assert UpdateRequest.objects.get(replaced_at=None, answered_at=None).rewrites == told
