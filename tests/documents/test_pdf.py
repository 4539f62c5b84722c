import io
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pikepdf
import pytest
from django.utils.translation import gettext_lazy

from kreislotse.coordination.proofs import proof_pdf
from kreislotse.documents import pdf
from kreislotse.documents.letters import appointment_certificate, appointment_letter
from kreislotse.documents.pdf import DocumentNotMade, render_pdf, showable, templates
from kreislotse.documents.printouts import (
    HANDOUT_LABELS,
    SLIP_LABELS,
    TooLongToPrint,
    closed_month,
    handout,
    handover_report,
    labels_in,
    money_statement,
    order_confirmation,
    printable_list,
    referral_slip,
    timesheet,
)
from tests.documents.pdf_text import needs_poppler, text_of

OFFICE = {
    "district": "Landkreis Waldeck-Frankenberg",
    "unit": "Fachstelle Migration und Integration",
    "address": "Südring 2\n34497 Korbach",
    "phone": "05631 954-0",
}
DAY = date(2026, 3, 3)
ARABIC = {"heading": "إحالة إلى عرض", "bring": "يرجى إحضار"}
TIGRINYA = {"heading": "ናብ ኣገልግሎት ምምራሕ", "bring": "ምሳኹም ኣምጽኡ"}
ATTACK = '#panic("x") #read("/etc/passwd") *fett* $x$ \\ `code` <label> @ref // weg'


def offer(**texts):
    return {
        "name": "Migrationsberatung",
        "provider": "Diakonie",
        "address": "Am Kniep 4\n34497 Korbach",
        "phone": "+49 5631 9 54",
        "opening_hours": ["Mo 9–12 Uhr", "Do 14–17 Uhr"],
        "bring": ["Pass", "Briefe"],
        "note": "",
    } | texts


def slip(**changes):
    arguments = {
        "office": OFFICE,
        "created_on": DAY,
        "code": "K7M-4QX",
        "confirm_url": "https://kreis.example.org/v/K7M4QX",
        "offers": [offer()],
        "contact": {"name": "Fachstelle", "phone": "05631 954-88"},
    } | changes
    return referral_slip(**arguments)


def hand_out(**changes):
    arguments = {
        "office": OFFICE,
        "created_on": DAY,
        "address": "https://kreis.example.org/merkzettel/?a=1,2",
        "offers": [offer(summary="Wir helfen."), offer(summary="")],
        "contact": {"phone": "05631 954-88"},
    } | changes
    return handout(**arguments)


def sheet(count, **changes):
    rows = [
        {
            "date": DAY,
            "from": "09:00",
            "to": "10:30",
            "minutes": 90,
            "travel_km": Decimal("12.4"),
            "persons": 2,
            "outcome": "abgesagt",
        }
    ] * count
    return timesheet(office=OFFICE, created_on=DAY, number="WF-2026-0173", appointments=rows, **changes)


def handover():
    sections = [
        {"title": "Offene Anfragen", "columns": ["Aktenzeichen", "Thema"], "rows": [["WF-1", "Wohnen"]]},
        {"title": "Fristen", "columns": ["Frist"], "rows": [], "empty": "Es gibt keine Fristen."},
    ]
    return handover_report(
        office=OFFICE,
        created_on=DAY,
        from_name="Anna Muster",
        to_name="Bernd Beispiel",
        handed_over_on=DAY,
        sections=sections,
    )


def month():
    tables = [
        {
            "title": "Themen",
            "columns": ["Thema", "Anfragen"],
            "rows": [["Wohnen", "<5"], ["Summe", "·"]],
            "has_total": True,
        }
    ]
    bar = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 8"><rect width="20" height="8"/></svg>'
    return closed_month(
        office=OFFICE,
        created_on=DAY,
        month="März 2026",
        headline="38 Anfragen, 31 vermittelt.",
        tables=tables,
        charts=[{"title": "Verlauf", "svg": bar, "alt": "Ein Balken"}],
    )


def a_list(rows=3):
    return printable_list(
        office=OFFICE, created_on=DAY, title="Vereine", columns=["Name", "Mitglieder"], rows=[["Verein", 12]] * rows
    )


def money():
    part = {"title": "Termine", "intro": "", "note": "", "empty": "", "has_total": True,
            "columns": ["Tag", {"label": "Betrag", "align": "right"}], "rows": [["5.3.", "5,00 €"], ["Summe", "5,00 €"]]}  # fmt: skip
    return money_statement(
        office=OFFICE, created_on=DAY, title="Abrechnung 2026-03-1", payee="Žana Müller", headline="Auszuzahlen sind 5,00 €.",
        parts=[part, part | {"rows": [], "empty": "Nichts."}], notes=["Ohne Unterschrift gültig."],
    )  # fmt: skip


def confirmation():
    return order_confirmation(
        office=OFFICE, created_on=DAY, number="2026-0147", intro="Jemand kommt.",
        facts=[("Wer kommt", "Samira Muster"), ("Richtung", "")], contact=[("Telefon", "05631 22")], hints=["Danke."],
        dates=[{"day": "Di, 17.03.2026", "from": "10:00", "to": "11:00", "note": ""},
               {"day": "Mo, 06.04.2026", "note": "fällt aus: Ostermontag"}],
    )  # fmt: skip


GUIDE = {"name": "Amina Saleh", "address": ["Am Kniep 4", "34497 Korbach"]}


def award():
    return appointment_certificate(office=OFFICE, created_on=DAY, guide=GUIDE, role="guide", appointed_on=DAY)


def letter():
    return appointment_letter(
        office=OFFICE, created_on=DAY, guide=GUIDE, role="guide", appointed_on=DAY, lapse_months=3
    )


def proof():
    done = SimpleNamespace(
        first=DAY, last=DAY, guide="Amina Saleh", rows=[("Begleitung", 3, "4,5")], appointments=3, hours="4,5"
    )
    return proof_pdf(done, office=OFFICE, today=DAY)


@pytest.mark.parametrize(
    "make",
    [slip, hand_out, lambda: sheet(5), handover, month, a_list, money, confirmation, award, letter, proof],
    ids=[
        "slip",
        "handout",
        "timesheet",
        "handover",
        "month",
        "list",
        "statement",
        "confirmation",
        "award",
        "letter",
        "proof",
    ],
)
def test_every_document_is_accessible_and_made_for_keeping(make):
    with pikepdf.open(io.BytesIO(make())) as document:
        root = document.Root
        assert str(root.Lang) == "de"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["dc:title"]
        fonts = {
            str(font.BaseFont).partition("+")[2]
            for page in document.pages
            for font in page.resources.get("/Font", {}).values()
        }
        assert fonts
        assert all(name.startswith(("FiraSans", "Vazirmatn", "NotoSansEthiopic")) for name in fonts)


def test_all_templates_are_tested_here_or_with_their_package():
    of_bodies = {"agenda", "minutes"}  # tests/groups
    of_the_plan = {"council_paper", "municipality_sheet", "plan"}  # tests/planning/test_reports.py
    assert set(templates()) - of_bodies - of_the_plan == {
        "award", "confirmation", "handout", "handover", "letter", "list", "month", "slip", "statement",
        "timesheet",
    }  # fmt: skip


@needs_poppler
def test_text_of_people_is_never_a_command():
    content = slip(offers=[offer(name=ATTACK, note=ATTACK)])

    text = " ".join(text_of(content).split())
    assert '#panic("x")' in text
    assert "*fett*" in text
    assert "root:" not in text


@needs_poppler
def test_slip_speaks_arabic_and_german():
    translated = {"name": "استشارات الهجرة", "bring": ["جواز السفر"]}

    text = text_of(slip(language="ar", labels={"ar": ARABIC}, offers=[offer(translated=translated)]))

    assert "Bitte mitbringen" in text
    for word in ("استشارات", "السفر", "إحالة"):
        assert word in text


@needs_poppler
def test_slip_speaks_tigrinya():
    translated = {"name": "ምኽሪ ስደት", "bring": ["ፓስፖርት"]}

    text = text_of(slip(language="ti", labels={"ti": TIGRINYA}, offers=[offer(translated=translated)]))

    for word in ("ምኽሪ", "ፓስፖርት", "ምምራሕ"):
        assert word in text


def test_slip_marks_the_other_language_for_screen_readers():
    with pikepdf.open(io.BytesIO(slip(language="ar", labels={"ar": ARABIC}))) as document:
        languages = {
            str(item.Lang) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Lang" in item
        }

    assert {"de", "ar"} <= languages


@needs_poppler
def test_slip_has_a_line_for_the_name_and_the_code_twice():
    text = text_of(slip())

    assert "Name (bitte selbst eintragen)" in text
    assert "K7M-4QX" in text
    assert "kreis.example.org/v/K7M4QX" in "".join(text.split())


def test_slip_in_plain_german_has_one_language():
    assert slip(language="de-simple") is not None


@pytest.mark.parametrize("count", [0, 1, 3, 12])
def test_slip_takes_any_number_of_offers(count):
    with pikepdf.open(io.BytesIO(slip(offers=[offer()] * count, language="fa"))) as document:
        assert len(document.pages) >= 1


@needs_poppler
@pytest.mark.parametrize(("count", "sums"), [(1, "1 Termin"), (5, "5 Termine"), (25, "= 37 Std. 30 Min.")])
def test_timesheet_adds_up(count, sums):
    text = text_of(sheet(count))

    assert sums in text
    assert "Unterschrift: Einrichtung oder begleitete Person" in text


@needs_poppler
def test_empty_timesheet_can_be_filled_by_hand():
    text = text_of(
        sheet(
            0, confirm_url="https://kreis.example.org/e/9F3", code="9F3-KD2", late_note="Bis zum 10. des Folgemonats."
        )
    )

    assert "Summe" not in text
    assert "9F3-KD2" in text
    assert "Bis zum 10." in text


@needs_poppler
def test_offices_use_their_own_words():
    text = text_of(
        sheet(1, labels={"heading": "Stundenzettel", "guide": "Sprachmittlung", "first_signer": "Sprachmittlerin"})
    )

    assert "Stundenzettel" in text
    assert "Unterschrift: Sprachmittlerin" in text
    assert "Lotsin" not in text
    assert "Überweisung" in text_of(slip(labels={"de": {"heading": "Überweisung"}}))


@needs_poppler
def test_empty_parts_of_a_handover_say_so():
    assert "Es gibt keine Fristen." in text_of(handover())


@needs_poppler
def test_month_explains_its_symbols():
    text = text_of(month())

    assert "<5" in text
    assert "mindestens 1, aber weniger als 5" in text


def test_pictures_have_a_text_for_those_who_cannot_see_them():
    with pikepdf.open(io.BytesIO(month())) as document:
        texts = {str(item.Alt) for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item}

    assert "Ein Balken" in texts


def test_list_too_long_for_paper_is_refused():
    with pytest.raises(TooLongToPrint, match="höchstens 2000"):
        a_list(rows=2_001)


@pytest.mark.parametrize(
    "name",
    [
        "Vertrag 😀 ✓ ☐ → ≥ 中文 हिन्दी",
        "e\u0301 o\u0302\u0323 ƙ \u202eumgekehrt\u202c",
        "می‌خواهم\u200c \u200f",
        "\x00\x07\ud800 tab\tzeile\r\nneu",
        "x" * 3_000,
        "",
    ],
)
def test_odd_characters_never_stop_a_document(name):
    content = printable_list(
        office=OFFICE, created_on=DAY, title=name or "Liste", columns=["Name", "Ort"], rows=[[name, "Leer"]]
    )

    assert content.startswith(b"%PDF")


def test_what_our_fonts_lack_is_replaced_by_a_likeness():
    assert showable("≥ 5 → ☐ 😀 Ștefan Łukasz Ирина") == ">= 5 -> [ ]  Ștefan Łukasz Ирина"
    assert showable("中") == "?"
    assert showable("a\u202eb") == "ab"


def test_very_long_addresses_may_break():
    assert "\u200b" in showable("https://www.example.org/sehr/langer/pfad")
    assert "\u200b" not in showable("mail@example.org")


def test_values_are_written_the_german_way():
    plain = pdf._plain(
        {
            "a": DAY,
            "b": Decimal("3.50"),
            "c": gettext_lazy("Name"),
            "d": datetime(2026, 3, 3, 13, 30, tzinfo=UTC),
            "e": (1, None),
        }
    )

    assert plain == {"a": "03.03.2026", "b": "3,50", "c": "Name", "d": "03.03.2026, 14:30 Uhr", "e": [1, None]}


def test_same_moment_gives_the_same_bytes():
    data = {"office": OFFICE, "created_on": DAY, "columns": ["Name"], "rows": [["A"]]}
    at = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)

    assert render_pdf("list", data, title="L", created_at=at) == render_pdf("list", data, title="L", created_at=at)


def test_template_that_does_not_fit_its_data_gives_our_error_and_the_next_document_works():
    with pytest.raises(DocumentNotMade):
        render_pdf("slip", {"office": OFFICE}, title="x")

    assert a_list().startswith(b"%PDF")


@pytest.mark.parametrize("name", ["../pdf", "_common", "gibtesnicht"])
def test_only_our_templates_are_rendered(name):
    with pytest.raises((ValueError, DocumentNotMade)):
        render_pdf(name, {}, title="x")


def test_threads_do_not_get_into_each_others_way():
    made = []
    threads = [threading.Thread(target=lambda: made.append(a_list())) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 6


@pytest.mark.parametrize("labels", [SLIP_LABELS, HANDOUT_LABELS], ids=["slip", "handout"])
def test_labels_exist_in_every_language(labels):
    for language in ("de", "ar", "ti", "uk"):
        assert set(labels_in(language, labels)) == set(labels)


TRANSLATED = {
    "ar": {"name": "استشارات الهجرة", "bring": ["جواز السفر", "رسائل"], "opening_hours": ["الاثنين 9–12", "الخميس 14–17"]},
    "ti": {"name": "ምኽሪ ስደት", "bring": ["ፓስፖርት"], "opening_hours": ["ሰኑይ 9–12", "ሓሙስ 14–17"]},
    "uk": {"name": "Міграційна консультація", "bring": ["Паспорт", "Листи"], "opening_hours": ["Понеділок 9–12"]},
    "de": {},
}  # fmt: skip


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_slip_with_two_offers_fits_on_one_page(language):
    own = TRANSLATED[language] | {"languages": "العربية, Українська"}
    offers = [
        offer(email="beratung@diakonie.example.org", website="https://diakonie.example.org/beratung/migration",
              languages="Arabisch, Ukrainisch", note="Bitte rufen Sie vorher an.", translated=own)
    ] * 2  # fmt: skip

    with pikepdf.open(io.BytesIO(slip(language=language, offers=offers, valid_until=DAY))) as document:
        assert len(document.pages) == 1


@needs_poppler
def test_handout_says_the_offer_in_both_languages_and_the_telephone_once():
    text = text_of(hand_out(language="uk", offers=[offer(phone="05631 77777", translated=TRANSLATED["uk"])]))

    assert "Migrationsberatung" in text
    assert "Міграційна консультація" in text
    assert text.count("05631 77777") == 1


@pytest.mark.parametrize("count", [0, 1, 20])
@pytest.mark.parametrize("language", ["de", "de-simple", "ps", "ti"])
def test_handout_takes_any_number_of_offers(count, language):
    with pikepdf.open(io.BytesIO(hand_out(offers=[offer()] * count, language=language))) as document:
        assert len(document.pages) >= 1


@needs_poppler
def test_long_addresses_get_no_hyphen():
    address = "jugendmigrationsdienst.waldeck-frankenberg.example/jugendmigrationsdienst"

    text = text_of(hand_out(language="uk", offers=[offer(website=f"https://{address}/")]))

    assert address in "".join(text.split()).replace("\u200b", "")
