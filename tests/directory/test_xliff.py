"""Out as XLIFF 2.1, back again, and everything that may come back wrong."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.accounts.models import Membership
from kreislotse.core.scope import district_scope
from kreislotse.core.translations import Origin
from kreislotse.directory import retention, xliff, xliff_exchange
from kreislotse.directory.models import GlossaryTerm, Offer, OfferTranslation, TranslationFile
from kreislotse.directory.operations import save_offer, save_translation
from kreislotse.directory.queries import translation_states
from kreislotse.directory.xliff_exchange import OtherLanguage, export, take_over
from tests.factories import OfferFactory, UserFactory

NS = {"x": xliff.CORE, "g": xliff.GLOSSARY}
PAGE = "/buero/uebersetzen/ar/austausch/"


@pytest.fixture
def offer(in_district):
    return OfferFactory(title="Nähcafé", summary="Nähen & <reden>.", description="Erster Absatz.\r\n\r\nZweiter.")


def exported(*, is_whole=False, language="ar") -> str:
    return export(Offer.objects.order_by("pk"), language=language, is_whole=is_whole).decode()


def translated(document: str, words="ترجمة") -> str:
    """What a translation program makes of it: a target after each source, and the segment marked."""
    document = re.sub(r'<target xml:space="preserve">.*?</target>', "", document, flags=re.S)
    return document.replace("</source>", f"</source><target>{words}</target>").replace('"initial"', '"translated"')


def taken(content, *, language="ar", by=None):
    return take_over(
        content if isinstance(content, bytes) else content.encode(),
        language=language,
        offers=Offer.objects.all(),
        by=by,
    )


def code(offer):
    [state] = translation_states(Offer.objects.get(pk=offer.pk), ["ar"])
    return state.code


# ── out and back ────────────────────────────────────────────────────────────────────────────────────


def test_what_goes_out_comes_back_text_by_text(offer):
    report = taken(translated(exported()))

    row = OfferTranslation.objects.get()
    assert (report.taken, report.problems) == (3, [])
    assert (row.title, row.summary, row.origin) == ("ترجمة", "ترجمة", Origin.IMPORT)
    assert code(offer) == "current"


def test_the_same_file_twice_changes_nothing(offer):
    content = translated(exported())
    taken(content)

    report = taken(content)

    assert (report.taken, report.unchanged) == (0, 3)


def test_ids_are_the_offers_uuid_and_the_field(offer):
    root = ElementTree.fromstring(exported())

    units = [unit.get("id") for unit in root.iterfind(".//x:unit", NS)]
    assert units == [f"{offer.uuid}.{name}" for name in ("title", "summary", "description")]
    assert root.attrib == {"version": "2.1", "srcLang": "de", "trgLang": "ar"}


def test_only_tasks_are_exported_unless_everything_is_asked(offer):
    taken(translated(exported()))
    offer = Offer.objects.get()
    offer.summary = "Nähen."
    save_offer(offer, by=None)

    assert exported().count("<unit ") == 1
    assert "Vorher: Nähen &amp; &lt;reden&gt;." in exported()
    assert exported(is_whole=True).count("<unit ") == 3


def test_an_outdated_text_nobody_touched_in_the_program_stays_outdated(offer):
    taken(translated(exported()))
    offer = Offer.objects.get()
    offer.summary = "Nähen."
    save_offer(offer, by=None)

    assert taken(exported()).taken == 0
    assert code(offer) == "outdated"
    assert taken(exported().replace('state="initial"', 'state="final"')).taken == 1
    assert code(offer) == "current"


def test_a_machines_text_is_approved_by_who_marks_it_final(offer):
    texts = {"title": "قهوة", "summary": "نعم", "description": "نص"}
    save_translation(offer, language="ar", texts=texts, origin=Origin.MACHINE, by=None)

    taken(exported())
    assert OfferTranslation.objects.get().origin == Origin.MACHINE
    taken(exported().replace('state="initial"', 'state="final"', 1))
    assert OfferTranslation.objects.get().machine_fields == ["description", "summary"]
    taken(exported().replace('state="initial"', 'state="final"'))
    assert OfferTranslation.objects.get().origin == Origin.IMPORT


def test_glossary_terms_go_along(offer):
    GlossaryTerm.objects.create(term="Absatz", translations={"ar": "فقرة"})
    GlossaryTerm.objects.create(term="Nähcafé", stays_german=True)

    root = ElementTree.fromstring(exported())

    entries = [[part.text for part in entry] for entry in root.iterfind(".//g:glossEntry", NS)]
    assert entries == [["Nähcafé", "Nähcafé"], ["Absatz", "فقرة"]]


def test_no_contact_goes_along(in_district):
    OfferFactory(phone="05631 954", email="a@b.example", website="https://c.example")

    content = exported(is_whole=True)

    assert not any(word in content for word in ("05631", "a@b.example", "c.example"))


@given(st.text(max_size=200))
def test_any_text_survives_the_way(text):
    unit = xliff.Unit(key="k.title", name="Titel", source=text, target=text)

    [back] = xliff.read(xliff.write([xliff.File("k", text, [unit])], language="ar")).units

    allowed = "".join(sign for sign in text.replace("\r\n", "\n") if re.match("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", sign))  # fmt: skip
    assert back.source == allowed.replace("\r", "\n")


def test_cut_segments_and_marks_of_other_programs_are_put_together(offer):
    document = f"""<xliff xmlns="{xliff.CORE}" version="2.0" srcLang="de-DE" trgLang="ar"><file id="f"><group id="g">
      <unit id="{offer.uuid}.description"><originalData><data id="d">&lt;b&gt;</data></originalData>
      <segment state="final"><source>Erster <pc id="1">Absatz</pc>.</source><target>أولا <pc id="1">فقرة</pc>.</target></segment>
      <ignorable><source>\n\n</source></ignorable>
      <segment state="final"><source>Zweiter.</source><target>ثانيا.</target></segment></unit>
      <unit id="{offer.uuid}.title"><segment><source>Nähcafé</source><target>مقهى</target></segment></unit>
    </group></file></xliff>"""

    report = taken(document)

    assert report.problems == []
    assert OfferTranslation.objects.get().description == "أولا فقرة.\n\nثانيا."


# ── text by text, what cannot be taken ──────────────────────────────────────────────────────────────


def test_a_text_whose_german_changed_meanwhile_is_refused_by_name_and_the_rest_taken(offer):
    content = translated(exported())
    offer.summary = "Ganz anders."
    save_offer(offer, by=None)

    report = taken(content)

    assert report.taken == 2
    [problem] = report.problems
    assert problem.what == "Nähcafé: In einem Satz"
    assert "nach dem Export geändert" in problem.sentence


def test_markup_and_scripts_are_words_and_nothing_else(offer, visitor):
    words = "&lt;script&gt;alert(1)&lt;/script&gt;"
    taken(translated(exported(), words))

    page = visitor.get(f"/ar/angebote/{offer.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text, key: text.replace(key, "3f1c1f9e-0000-4000-8000-000000000000"), "gibt es nicht"),
        (lambda text, key: text.replace(f"{key}.title", f"{key}.phone"), "stammt nicht aus Kreislotse"),
        (lambda text, key: text.replace(f"{key}.title", "1"), "stammt nicht aus Kreislotse"),
        (lambda text, key: text.replace(f"{key}.summary", f"{key}.title"), "zweimal"),
        (lambda text, _key: text.replace("<target>ترجمة", "<target>" + "ع" * 401, 1), "erlaubt sind 200"),
    ],
)
def test_one_bad_text_is_reported(offer, change, said):
    content = change(translated(exported()), str(offer.uuid))

    report = taken(content)

    assert any(said in problem.sentence for problem in report.problems)


def test_a_translation_without_a_title_is_reported(offer):
    content = translated(exported())
    content = re.sub(r"<target>.*?</target>", "", content, count=1)

    report = taken(content)

    assert report.problems[0].sentence == "Bitte übersetzen Sie mindestens den Titel."
    assert report.empty == 1
    assert not OfferTranslation.objects.exists()


def test_offers_of_a_neighbor_are_not_known(offer, other_district):
    content = translated(exported())
    with district_scope(other_district):
        report = taken(content)

    assert report.taken == 0
    assert "gibt es nicht" in report.problems[0].sentence


# ── files that are none ─────────────────────────────────────────────────────────────────────────────

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
EMPTY = f'<xliff xmlns="{xliff.CORE}" version="2.1" srcLang="de" trgLang="ar"/>'.encode()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (BOMB, xliff.DangerousFile),
        (OUTSIDE, xliff.DangerousFile),
        (b"PK\x03\x04 a spreadsheet", xliff.NotXliff),
        (b"", xliff.NotXliff),
        (b"<html/>", xliff.NotXliff),
        (b'<?xml version="1.0" encoding="klingon"?><xliff/>', xliff.NotXliff),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>', xliff.OtherVersion),
        (EMPTY.replace(b'"de"', b'"en"'), xliff.OtherSourceLanguage),
        (EMPTY.replace(b' trgLang="ar"', b""), xliff.NoTargetLanguage),
        (EMPTY.replace(b'"ar"', b'"uk"'), OtherLanguage),
        (b" " * (xliff.MOST_BYTES + 1), xliff.FileTooLarge),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(offer, content, error):
    with pytest.raises(error) as refusal:
        taken(content)

    assert str(refusal.value).endswith((".", ")."))


def test_a_file_cut_off_on_its_way_changes_nothing(offer):
    content = translated(exported())

    with pytest.raises(xliff.NotXliff):
        taken(content[: len(content) * 2 // 3])

    assert not OfferTranslation.objects.exists()


def test_very_deep_nesting_does_not_bring_us_down():
    depth = 50_000
    content = EMPTY.decode().replace("/>", ">") + "<file>" * depth + "</file>" * depth + "</xliff>"

    assert xliff.read(content.encode()).units == []


# ── the page ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(login, in_district):
    user = UserFactory()
    Membership.objects.create(user=user, role="translator", valid_from=date(2020, 1, 1), languages=["ar"])
    return login(user)


def upload(content, name="a.xlf"):
    return {"file": SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())}


@pytest.fixture
def large(monkeypatch, tmp_path, settings):
    """Every file counts as large."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    monkeypatch.setattr("kreislotse.directory.xliff_exchange.AT_ONCE_BYTES", 10)
    return lambda: [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def sent(desk, content):
    return desk.post(
        PAGE, {"file": SimpleUploadedFile("zurück.xlf", content if isinstance(content, bytes) else content.encode())}
    )


def test_a_large_file_is_read_by_the_worker(desk, offer, large, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = sent(desk, translated(exported()))

    file = TranslationFile.objects.get()
    assert response["Location"] == f"{PAGE}?datei={file.pk}"
    assert "3 Texte übernommen" in desk.get(response["Location"]).content.decode()
    assert (code(offer), file.progress, file.stored_as) == ("current", 100, "")
    assert not large()


def test_while_it_is_read_the_page_says_how_far_and_what_to_do_if_it_stopped(desk, offer, large):
    address = sent(desk, translated(exported()))["Location"]
    waiting = desk.get(address).content.decode()
    part = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    TranslationFile.objects.update(progressed_at=timezone.now() - timedelta(minutes=6))

    assert "wird eingelesen" in waiting and "wird eingelesen" in part and "<html" not in part
    assert "stehen geblieben" in desk.get(address).content.decode()
    xliff_exchange.read_file(TranslationFile.objects.get().pk, today=date.today())
    assert desk.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_large_file_that_cannot_be_read_says_so_and_is_gone(desk, offer, large, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        address = sent(desk, b"<nichts" * 9)["Location"]

    assert "Die Datei ist nicht eingelesen." in desk.get(address).content.decode()
    assert TranslationFile.objects.get().failure and not large()


def test_a_large_file_read_twice_is_read_once(desk, offer, large):
    sent(desk, translated(exported()))
    key = TranslationFile.objects.get().pk

    for _time in range(2):
        xliff_exchange.read_file(key, today=date.today())

    assert xliff_exchange.report_of(TranslationFile.objects.get()).taken == 3


def test_somebody_else_s_file_is_not_shown(desk, offer, large, login, person):
    sent(desk, translated(exported()))

    page = login(person("coordinator")).get(f"{PAGE}?datei={TranslationFile.objects.get().pk}").content.decode()

    assert "wird eingelesen" not in page
    for wrong in ("x", "9" * 40, "-1", "²"):
        assert desk.get(f"{PAGE}?datei={wrong}").status_code == 200


def test_files_and_their_reports_go_after_a_while(desk, offer, large):
    sent(desk, translated(exported()))

    rows = retention.files_over(date.today() + timedelta(days=40), 30)
    assert retention.erase_files(rows) == 1
    assert not large() and not TranslationFile.objects.exists()


def test_a_translator_fetches_the_file_and_brings_it_back(desk, offer):
    answer = desk.get("/buero/uebersetzen/ar/datei.xlf")
    assert answer["Content-Type"] == "application/xliff+xml"
    assert "attachment" in answer["Content-Disposition"]

    page = desk.post(PAGE, upload(translated(answer.content.decode()))).content.decode()

    assert "3 Texte übernommen" in page
    assert code(offer) == "current"


@pytest.mark.parametrize("path", ["/buero/uebersetzen/en/datei.xlf", "/buero/uebersetzen/xx/austausch/"])
def test_other_languages_are_not_found(desk, offer, path):
    assert desk.get(path).status_code == 404


def test_the_page_names_what_was_not_taken(desk, offer):
    content = translated(exported())
    offer.summary = "Ganz anders."
    save_offer(offer, by=None)

    page = desk.post(PAGE, upload(content)).content.decode()

    assert "2 Texte übernommen, einiges nicht" in page
    assert "Nähcafé: In einem Satz" in page


@pytest.mark.parametrize("content", [b"", BOMB, b"x" * (50 * 1024 * 1024)], ids=["empty", "bomb", "50 MB"])
def test_the_page_explains_a_bad_file(desk, offer, content):
    response = desk.post(PAGE, upload(content))

    assert response.status_code == 422
    assert 'id="id_file_error' in response.content.decode() or "file" in response.content.decode()


def test_the_page_without_a_file_asks_for_one(desk, offer):
    assert "Bitte wählen Sie eine Datei aus." in desk.post(PAGE).content.decode()
