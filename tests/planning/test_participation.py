"""Participation: a window, entries in any language, piles that stay usable under spam, answers that are shown and mailed."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kreislotse.audit.models import AuditEntry
from kreislotse.planning import participation
from kreislotse.planning.models import ParticipationEntry, ParticipationWindow
from kreislotse.planning.participation_queries import copies_of, pile, pile_counts, same_texts, shown_entries
from kreislotse.planning.spam import Sign, signs_of, text_digest
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import BERLIN, BodyFactory, GoalFactory, MeasureFactory, ObjectiveFactory, PlanVersionFactory

TODAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


@pytest.fixture
def window(in_district, coordinator):
    seed_retention_rules({})
    return opened(PlanVersionFactory(), coordinator)


def opened(version, by, first=TODAY, days=30):
    last = first + timedelta(days=days)
    return participation.open_window(version, opens_on=first, closes_on=last, today=TODAY, by=by)


def say(window, text="Mehr Kita-Plätze bitte", **fields):
    say.number = getattr(say, "number", 0) + 1
    given = {"kind": "comment", "language": "de", "submission_digest": f"{say.number}", "now": NOW}
    return participation.submit_entry(window, text=text, **given | fields)


def moderate(entry, status, by):
    participation.moderate(ParticipationEntry.objects.filter(pk=entry.pk), status=status, today=TODAY, by=by)
    entry.refresh_from_db()
    return entry


def test_two_windows_at_once_are_refused(window, coordinator):
    with pytest.raises(participation.AnotherWindow, match="Vom 9. März 2026 bis 8. April 2026 läuft schon"):
        opened(PlanVersionFactory(), coordinator, first=date(2026, 4, 8))

    opened(PlanVersionFactory(), coordinator, first=date(2026, 4, 9))
    with pytest.raises(participation.AnotherWindow):
        participation.change_window(window, closes_on=date(2026, 4, 9), introduction="", by=coordinator)


def test_a_window_does_not_begin_yesterday_or_end_before_it_begins(in_district, coordinator):
    with pytest.raises(participation.OpensInPast):
        opened(PlanVersionFactory(), coordinator, first=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="endet, bevor sie beginnt"):
        opened(PlanVersionFactory(), coordinator, days=-1)
    with pytest.raises(participation.VersionReplaced):
        opened(PlanVersionFactory(status="replaced", adopted_on=TODAY), coordinator)


@pytest.mark.parametrize("days", [-1, 31])
def test_outside_of_the_window_nothing_is_taken(window, days):
    with pytest.raises(participation.WindowClosed, match="Ihr Text wurde nicht gesendet"):
        say(window, now=NOW + timedelta(days=days))

    assert not ParticipationEntry.objects.exists()


def test_one_speaks_about_parts_of_this_edition(window):
    objective = ObjectiveFactory(goal=GoalFactory(version=window.version))

    assert say(window, about=objective).about == objective
    assert say(window, about=MeasureFactory(objective=objective)).measure is not None
    for other in (GoalFactory(), ObjectiveFactory(), MeasureFactory()):
        with pytest.raises(participation.AboutAnotherVersion):
            say(window, about=other)
    with pytest.raises(participation.TextMissing):
        say(window, text="  \n")


def test_the_same_form_sent_twice_is_one(window):
    assert say(window, submission_digest="x") == say(window, submission_digest="x")
    body = BodyFactory()
    assert say(window, body=body, submission_digest="") == say(window, body=body, submission_digest="")

    assert ParticipationEntry.objects.count() == 2


def test_nothing_is_shown_before_it_was_read(window, coordinator):
    entry = say(window)
    assert not shown_entries(window).exists()

    moderate(entry, "shown", coordinator)

    assert list(shown_entries(window)) == [entry]
    assert AuditEntry.objects.filter(entry="participation_moderated").count() == 1


def test_an_answer_is_mailed_in_the_frame_of_the_language_and_the_address_goes(
    window, coordinator, django_capture_on_commit_callbacks
):
    entry = say(window, text="Daha fazla kreş yeri", language="tr", email="ayse@example.org")
    with pytest.raises(participation.NotRead):
        participation.answer_entry(entry, answer="Ja", now=NOW, by=coordinator)
    moderate(entry, "shown", coordinator)
    participation.put_into_german(entry, german_text="Mehr Kita-Plätze", by=coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        participation.answer_entry(entry, answer="120 Plätze kommen.", now=NOW, by=coordinator)

    [letter] = mail.outbox
    assert letter.to == ["ayse@example.org"]
    assert "120 Plätze kommen." in letter.body
    entry.refresh_from_db()
    assert (entry.email, entry.german_text, entry.answered_on) == ("", "Mehr Kita-Plätze", TODAY)
    assert entry.mailed_at is not None
    with pytest.raises(participation.AnsweredAlready):
        participation.answer_entry(entry, answer="Noch einmal", now=NOW, by=coordinator)


def test_a_mail_server_that_is_away_loses_nothing(window, coordinator, monkeypatch):
    entry = moderate(say(window, email="a@example.org"), "shown", coordinator)
    participation.answer_entry(entry, answer="Ja", now=NOW, by=coordinator)
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda _self: (_ for _ in ()).throw(OSError("a@example.org"))
    )

    with pytest.raises(participation.LetterNotSent, match="OSError"):
        participation.mail_answer.func(window.district_id, entry.pk)

    entry.refresh_from_db()
    assert (entry.email, entry.mailed_at) == ("a@example.org", None)


def test_an_address_beside_advertising_goes_at_once(window, coordinator):
    assert moderate(say(window, email="spam@example.org"), "spam", coordinator).email == ""


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Buy now http://a.example http://b.example", [Sign.LINKS]),
        ("best-pills.shop", [Sign.LINKS]),
        ("[url=http://x.example]hier[/url] jetzt kaufen und sparen bei uns für immer", [Sign.MARKUP]),
        ("??? 123", [Sign.NO_WORDS]),
        ("aaaaaaaaaaaaaaaaaaaa", [Sign.NO_WORDS]),
        ("Ja", [Sign.NO_WORDS]),
        ("Mehr Kita-Plätze, siehe die Seite der Stadt: https://stadt.example/kita", []),
        ("نحتاج إلى أماكن أكثر في رياض الأطفال", []),
        ("Більше місць у садочках", []),
        ("Gut!!", [Sign.NO_WORDS]),
        ("Das kostet 3.000 Euro im Jahr. Wer zahlt das?", []),
    ],
)
def test_signs_are_simple(text, signs):
    assert signs_of(text) == signs


def test_the_third_copy_of_a_text_moves_all_of_them(window):
    for word in ("GREAT offer 1", "great Offer 2!!", "Great, offer: 33"):
        say(window, text=word)
    say(window, text="Ein anderer Text")

    assert pile_counts(window) | {} == {"lesen": 1, "verdacht": 3, "offen": 0, "gezeigt": 0, "zurueck": 0, "werbung": 0}
    assert {entry.spam_signs for entry in pile(window, "verdacht")} == {"repeated"}


def test_bodies_are_not_suspected(window):
    assert not say(window, text="https://a.example https://b.example", body=BodyFactory()).looks_like_spam


def flood(window, number: int) -> None:
    ParticipationEntry.objects.bulk_create(
        ParticipationEntry(
            window=window, text=f"Buy http://a{n}.example http://b.example", received_at=NOW, looks_like_spam=True, spam_signs="links",
            submission_digest=f"flood{n}", text_digest=text_digest("Buy"),
        )
        for n in range(number)
    )  # fmt: skip


def test_three_thousand_entries_of_spam_bury_nothing_and_go_in_one_step(window, login, coordinator):
    real = say(window, text="Mehr Kita-Plätze in Korbach")
    flood(window, 3000)
    office, address = login(coordinator), f"/buero/konzept/beteiligung/{window.pk}/"

    first = office.get(address).content.decode()
    assert "Mehr Kita-Plätze in Korbach" in first
    assert "http://a1.example" not in first
    assert len(office.get(f"{address}?stapel=verdacht").content) < 120_000
    with CaptureQueriesContext(connection) as queries:
        office.post(f"{address}ordnen/", {"stapel": "verdacht", "status": "spam", "alle": "1"})

    assert pile_counts(window)["werbung"] == 3000
    assert len(queries) < 40
    assert list(pile(window, "lesen")) == [real]


def test_the_pile_costs_the_same_for_many(window, login, coordinator):
    office, address = login(coordinator), f"/buero/konzept/beteiligung/{window.pk}/?stapel=verdacht"

    def count():
        office.get(address)
        with CaptureQueriesContext(connection) as queries:
            office.get(address)
        return len(queries)

    flood(window, 30)
    few = count()
    ParticipationEntry.objects.all().delete()
    flood(window, 600)

    assert count() == few


def test_chosen_entries_are_moderated_and_nothing_else(window, login, coordinator):
    one, other = say(window), say(window, text="Noch etwas")
    office, address = login(coordinator), f"/buero/konzept/beteiligung/{window.pk}/ordnen/"

    office.post(address, {"stapel": "lesen", "status": "shown", "entries": [one.pk, "x", "9" * 30]})
    office.post(address, {"stapel": "lesen", "status": "gold", "entries": [other.pk]})
    office.post(address, {"stapel": "gold", "status": "spam"})

    assert dict(ParticipationEntry.objects.values_list("pk", "status")) == {one.pk: "shown", other.pk: "waiting"}


def test_what_is_answered_is_never_put_away_as_advertising(window, login, coordinator):
    answered, other = (moderate(say(window, text=text), "shown", coordinator) for text in ("Mehr Kurse", "Kauft"))
    participation.answer_entry(answered, answer="Danke", now=NOW, by=coordinator)
    keys = {"stapel": "gezeigt", "status": "spam", "entries": [answered.pk, other.pk]}

    page = (
        login(coordinator).post(f"/buero/konzept/beteiligung/{window.pk}/ordnen/", keys, follow=True).content.decode()
    )

    answered.refresh_from_db()
    other.refresh_from_db()
    assert (answered.status, other.status) == ("shown", "spam")
    assert "1 Beitrag liegt bei der Werbung." in page
    assert "1 Beitrag ist schon beantwortet und bleibt, wo er war." in page


def test_an_entry_becomes_a_need(window, login, coordinator):
    entry = moderate(say(window, text="Kreş yok", language="tr"), "shown", coordinator)
    participation.put_into_german(entry, german_text="Es gibt keine Kita", by=coordinator)
    office = login(coordinator)
    assert "Es gibt keine Kita" in office.get(f"/buero/bedarfe/neu/?beitrag={entry.pk}").content.decode()

    office.post(
        "/buero/bedarfe/neu/",
        {
            "title": "Kita-Plätze fehlen",
            "urgency": "normal",
            "kind": "other",
            "heard_on": "9.3.2026",
            "entry": entry.pk,
        },
    )

    origin = entry.need_origins.get()
    assert (origin.kind, origin.need.title) == ("participation", "Kita-Plätze fehlen")
    assert "Kita-Plätze fehlen" in office.get(f"/buero/konzept/beteiligung/beitraege/{entry.pk}/").content.decode()


def test_the_office_opens_and_changes_a_window(in_district, login, coordinator):
    version, office = PlanVersionFactory(), login(coordinator)

    bad = office.post(
        "/buero/konzept/beteiligung/neu/", {"version": version.pk, "opens_on": "heute", "closes_on": "1.1.2020"}
    )
    assert bad.status_code == 422
    office.post(
        "/buero/konzept/beteiligung/neu/", {"version": version.pk, "opens_on": "heute", "closes_on": "in 4 Wochen"}
    )
    window = ParticipationWindow.objects.get()
    address = f"/buero/konzept/beteiligung/{window.pk}/aendern/"
    assert office.post(address, {"closes_on": "1.1.2020"}).status_code == 422
    office.post(address, {"closes_on": "in 8 Wochen", "introduction": "Bitte"})

    assert ParticipationWindow.objects.get().introduction == "Bitte"


def test_an_answer_without_a_day_is_refused_by_the_database(window):
    entry = say(window)

    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationEntry.objects.filter(pk=entry.pk).update(answer="Ja")


# ── advertising goes sooner ─────────────────────────────────────────────────────────────────────────


def test_advertising_goes_thirty_days_after_it_was_put_away(window, coordinator):
    spam, kept, back = (say(window, text=f"Beitrag {word}") for word in ("eins", "zwei", "drei"))
    for entry in (spam, back):
        moderate(entry, "spam", coordinator)
    moderate(kept, "not_shown", coordinator)
    assert moderate(back, "waiting", coordinator).spam_since is None

    run_deletion(today=TODAY + timedelta(days=30))
    assert ParticipationEntry.objects.count() == 3
    run_deletion(today=TODAY + timedelta(days=31))

    assert set(ParticipationEntry.objects.all()) == {kept, back}


def test_the_office_sets_the_period_of_advertising(window, coordinator):
    moderate(say(window), "spam", coordinator)
    RetentionRule.objects.filter(kind="participation_spam").update(days=3)

    run_deletion(today=TODAY + timedelta(days=4))

    assert not ParticipationEntry.objects.exists()


def test_advertising_of_before_counts_from_the_day_of_the_change(window):
    import_module("kreislotse.planning.migrations.0008_fill_spam_since").fill(apps, None)
    assert not ParticipationEntry.objects.exclude(spam_since=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationEntry.objects.create(
            window=window, text="Kauft", received_at=NOW, status="spam", submission_digest="x"
        )


def test_the_same_text_stands_once_and_goes_together(window, coordinator):
    copies = [say(window, text=f"Gewinnen Sie jetzt {n} Euro!") for n in range(40)]
    other = say(window, text="Mehr: http://a.example http://b.example")
    elsewhere = say(window, text="Die Bushaltestelle fehlt")

    rows = same_texts(window, "verdacht")
    assert [(row.text, row.copies) for row in rows] == [(copies[0].text, 40), (other.text, 1)]

    chosen = ParticipationEntry.objects.filter(pk__in=[copies[0].pk, elsewhere.pk])
    found = copies_of(chosen, "verdacht")
    assert participation.moderate(found.order_by(), status="spam", today=TODAY, by=coordinator) == 40
    assert [one.text for one in same_texts(window, "verdacht")] == [other.text]
    elsewhere.refresh_from_db()
    assert elsewhere.status == "waiting"


def test_the_pile_of_suspects_costs_the_same_for_three_and_for_three_thousand(window, login, coordinator):
    office, counts = login(coordinator), []
    office.get("/buero/")
    for number in (3, 3000):
        ParticipationEntry.objects.all().delete()
        flood(window, number)
        with CaptureQueriesContext(connection) as queries:
            page = office.get(f"/buero/konzept/beteiligung/{window.pk}/?stapel=verdacht").content.decode()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert "Alle 3\u202f000 als Werbung ablegen" in page


def test_three_hundred_entries_are_a_handful_of_lines(window, login, coordinator):
    """290 of 300 are advertising of four kinds: the office reads ten real ones and a few lines of suspects."""
    real = [f"In Ortsteil {name} fehlt ein Sprachcafé" for name in ("Nord", "Süd", "Ost", "West", "Mitte", "Berg", "Tal", "See", "Wald", "Feld")]  # fmt: skip
    made = ["Gewinnen Sie {n} Euro", "Casino http://c{n}.example und http://d{n}.example", "[url=http://k.example]{n}[/url] Kredit", "Pillen günstig http://p{n}.example"]  # fmt: skip
    texts = [made[n % 4].format(n=n) for n in range(290)]
    for n, text in enumerate(texts):
        if n % 29 == 0:
            say(window, text=real[n // 29])
        say(window, text=text)

    assert {one.text for one in pile(window, "lesen")} == set(real)
    assert pile_counts(window)["verdacht"] == 290
    assert same_texts(window, "verdacht").count() == 4

    office, address = login(coordinator), f"/buero/konzept/beteiligung/{window.pk}/"
    page = office.get(f"{address}?stapel=verdacht").content.decode()
    assert "73-mal derselbe Text" in page
    office.post(f"{address}ordnen/", {"stapel": "verdacht", "status": "spam", "entries": [one.pk for one in same_texts(window, "verdacht")]})  # fmt: skip
    assert pile_counts(window) | {"offen": 0} == {
        "lesen": 10,
        "verdacht": 0,
        "offen": 0,
        "gezeigt": 0,
        "zurueck": 0,
        "werbung": 290,
    }
    assert "30 Tage nach dem Ablegen wird Werbung gelöscht." in office.get(f"{address}?stapel=werbung").content.decode()
