"""The task list, the editor and the buttons, asked as the browser asks."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kreislotse.accounts.models import Membership
from kreislotse.audit.models import AuditEntry
from kreislotse.core.differences import pieces
from kreislotse.core.scope import district_scope
from kreislotse.core.translations import Origin, text_hash
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.operations import save_offer, save_translation
from kreislotse.directory.queries import offer_cards, translation_states
from kreislotse.directory.translation_tasks import as_tasks, tasks, workloads
from tests.factories import OfferFactory, UserFactory, member

LIST = "/buero/uebersetzen/"
ARABIC = {"title": "مقهى الخياطة", "summary": "نخيط ونتحدث."}


def text(response):
    return response.content.decode()


@pytest.fixture
def translator(in_district):
    user = UserFactory(name="Leyla Übersetzerin")
    Membership.objects.create(user=user, role="translator", valid_from=date(2020, 1, 1), languages=["ar"])
    return user


@pytest.fixture
def desk(login, translator):
    return login(translator)


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


@pytest.fixture
def offer(in_district):
    return OfferFactory(title="Nähcafé", summary="Nähen und reden.")


def edit(offer, language="ar"):
    return f"/buero/angebote/{offer.pk}/uebersetzen/{language}/"


def change(offer, **texts):
    offer = Offer.objects.get(pk=offer.pk)
    for name, value in texts.items():
        setattr(offer, name, value)
    save_offer(offer, by=None)


def code(offer, language="ar"):
    [state] = translation_states(Offer.objects.get(pk=offer.pk), [language])
    return state.code


def seen(offer):
    return " ".join(f"{name}:{text_hash(getattr(offer, name))}" for name in Offer.TRANSLATED)


# ── the list ────────────────────────────────────────────────────────────────────────────────────────


def test_tasks_come_outdated_first_then_unread_then_unfinished_then_missing_oldest_first(in_district, today):
    names = ("missing", "older missing", "half", "machine", "outdated", "done")
    offers = {name: OfferFactory(title=name, summary="Zwei Wörter") for name in names}
    Offer.objects.filter(title="older missing").update(texts_changed_at=timezone.now() - timedelta(days=9))
    for name in ("machine", "outdated", "done"):
        origin = Origin.MACHINE if name == "machine" else Origin.PERSON
        save_translation(offers[name], language="ar", texts=ARABIC, origin=origin, by=None)
    save_translation(offers["half"], language="ar", texts={"title": "نصف"}, by=None)
    change(offers["outdated"], summary="Drei neue Wörter")
    OfferFactory(title="draft", status=Offer.Status.DRAFT)

    found = list(tasks("ar", today=today))

    assert [one.title for one in found] == ["outdated", "machine", "half", "older missing", "missing"]
    assert [task.words for task in as_tasks(found, "ar")] == [3, 3, 2, 4, 3]


def test_the_workload_counts_offers_and_words_by_language(in_district, today):
    offer = OfferFactory(title="Ein Titel", summary="Drei kurze Wörter.")
    OfferFactory(title="Noch einer", summary="Kurz.")
    save_translation(offer, language="ar", texts=ARABIC, by=None)
    change(offer, summary="Vier ganz neue Wörter.")

    arabic, english = workloads(["ar", "en"], today=today)

    assert (arabic.outdated, arabic.missing, arabic.words) == (1, 1, 4 + 3)
    assert (english.outdated, english.missing, english.words) == (0, 2, 6 + 3)


def test_the_list_costs_the_same_for_many(desk, in_district):
    def queries(number):
        for n in range(number):
            save_translation(OfferFactory(title=f"Angebot {n}"), language="ar", texts={"title": "ع"}, by=None)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST).status_code == 200
        return len(captured)

    desk.get(LIST)
    assert queries(2) == queries(12)


def test_a_translator_sees_only_the_languages_of_the_membership(desk, offer):
    page = text(desk.get(LIST, {"sprache": "en"}))

    assert "Arabisch" in page
    assert "Englisch" not in page
    assert desk.get(edit(offer)).status_code == 200
    assert desk.get(edit(offer, "en")).status_code == 404
    assert desk.post(edit(offer, "en"), {"title": "x"}).status_code == 404
    assert desk.post(f"{edit(offer, 'en')}stimmt/").status_code == 404


def test_a_translator_sees_nothing_else_of_the_office(desk, offer):
    for path in ("/buero/", "/buero/angebote/", f"/buero/angebote/{offer.pk}/", "/buero/suche/?q=a"):
        assert desk.get(path).status_code == 403
    page = text(desk.get(LIST))
    assert "Alles durchsuchen" not in page
    assert "Verwaltung" not in page


def test_a_translator_does_not_see_drafts(desk, in_district):
    assert desk.get(edit(OfferFactory(status=Offer.Status.DRAFT))).status_code == 404


def test_a_translator_without_a_language_is_told_so(login, person, offer):
    page = text(login(person("translator")).get(LIST))

    assert "Keine Sprache zu übersetzen" in page


def test_the_way_in_leads_to_the_tasks(desk):
    assert desk.get("/nach-der-anmeldung/", follow=True).redirect_chain[-1][0] == LIST


# ── the editor ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_written_is_saved_and_the_rest_stays_a_task(desk, offer):
    desk.post(edit(offer), {"title": ARABIC["title"], "seen": seen(offer)})
    assert code(offer) == "incomplete"

    desk.post(edit(offer), {"title": ARABIC["title"], "rest_stays_german": "on", "seen": seen(offer)})
    assert code(offer) == "current"
    assert AuditEntry.objects.filter(entry="offer_translated").count() == 2


def test_the_editor_shows_what_changed_in_the_german_and_folds_the_rest(desk, offer):
    save_translation(offer, language="ar", texts=ARABIC, by=None)
    change(offer, summary="Nähen und lachen.")

    page = text(desk.get(edit(offer)))

    assert "<del>reden</del><ins>lachen</ins>" in page
    assert "1 Text ist noch aktuell" in page


def test_a_german_text_changed_while_translating_is_said(desk, offer):
    before = seen(offer)
    change(offer, title="Nähtreff")

    desk.post(edit(offer), {**ARABIC, "seen": before})

    assert code(offer) == "outdated"


@pytest.mark.parametrize("bad", ["title:zz", "title:" + "0" * 400, "__class__:0000000000000000", "\x00"])
def test_a_made_up_hash_of_the_german_does_no_harm(desk, offer, bad):
    assert desk.post(edit(offer), {**ARABIC, "seen": bad}).status_code in (302, 422)


def test_save_and_next_leads_to_the_next_task(desk, offer):
    other = OfferFactory(title="Kochkurs")

    response = desk.post(edit(offer), {**ARABIC, "next": "1"})

    assert response["Location"] == edit(other)
    assert desk.post(edit(other), {**ARABIC, "next": "1"})["Location"] == f"{LIST}?sprache=ar"


def test_too_long_a_title_is_kept_and_explained(desk, offer):
    response = desk.post(edit(offer), {"title": "ع" * 300})

    assert response.status_code == 422
    assert "ع" * 300 in text(response)


def test_scripts_are_shown_as_text(desk, offer):
    desk.post(edit(offer), {"title": "<script>alert(1)</script>"})

    assert "<script>alert" not in text(desk.get(edit(offer)))


# ── still right, approved ───────────────────────────────────────────────────────────────────────────


def test_one_click_says_that_all_translations_are_still_right(office, offer):
    for language in ("ar", "en"):
        save_translation(offer, language=language, texts=ARABIC, by=None)
    change(offer, summary="Nähen und reden!")
    assert "<ins>!</ins>" in text(office.get(f"/buero/angebote/{offer.pk}/"))

    office.post(f"/buero/angebote/{offer.pk}/uebersetzungen-stimmen/")

    assert (code(offer), code(offer, "en")) == ("current", "current")
    entry = AuditEntry.objects.get(entry="offer_translations_confirmed")
    assert entry.details == {"languages": "ar, en"}
    assert not offer.earlier_texts.exists()


def test_still_right_leaves_new_texts_to_be_translated(office, offer):
    save_translation(offer, language="ar", texts=ARABIC, by=None)
    change(offer, summary="Nähen und reden!", eligibility="Frauen")

    office.post(f"{edit(offer)}stimmt/")

    assert code(offer) == "incomplete"


def test_still_right_twice_is_explained(office, offer):
    save_translation(offer, language="ar", texts=ARABIC, by=None)

    response = office.post(f"{edit(offer)}stimmt/", follow=True)

    assert "Hier ist keine Übersetzung veraltet" in text(response)
    assert not AuditEntry.objects.filter(entry="offer_translations_confirmed").exists()


def test_what_a_machine_wrote_is_marked_until_a_person_approves(desk, offer):
    save_translation(offer, language="ar", texts=ARABIC, origin=Origin.MACHINE, by=None)
    assert offer_cards([offer.pk], language="ar")[0].is_machine_made

    change(offer, phone="05631 9")
    desk.post(f"{edit(offer)}freigeben/")

    assert not offer_cards([offer.pk], language="ar")[0].is_machine_made
    again = desk.post(f"{edit(offer)}freigeben/", follow=True)
    assert "schon freigegeben" in text(again)


def test_still_right_does_not_approve_a_machine(office, offer):
    save_translation(offer, language="ar", texts=ARABIC, origin=Origin.MACHINE, by=None)
    change(offer, summary="Neu.")

    office.post(f"/buero/angebote/{offer.pk}/uebersetzungen-stimmen/")

    assert OfferTranslation.objects.get().origin == Origin.MACHINE


def test_a_neighbors_translator_finds_nothing(desk, other_district):
    with district_scope(other_district):
        foreign = OfferFactory()

    assert desk.get(edit(foreign)).status_code == 404


# ── who translates ──────────────────────────────────────────────────────────────────────────────────


def test_a_translator_is_invited_for_languages(login, person, in_district, visitor):
    head = login(person("head_of_office"))
    wrong = head.post("/buero/verwaltung/personen/einladen/", {"email": "t@a.example", "role": "translator"})
    assert "in welche Sprachen" in text(wrong)

    head.post(
        "/buero/verwaltung/personen/einladen/",
        {"email": "t@a.example", "role": "translator", "languages": ["ar", "uk"]},
    )
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith("http"))
    path = link.split(in_district.host, 1)[1].lstrip(":0123456789")
    visitor.post(path, {"name": "Leyla", "password": "wolken-ueber-korbach"})

    assert Membership.objects.get(role="translator").languages == ["ar", "uk"]


def test_the_languages_of_a_translator_are_changed_and_noted(login, person, translator):
    membership = Membership.objects.get(user=translator)
    head = login(person("head_of_office"))
    path = f"/buero/verwaltung/personen/{membership.pk}/sprachen/"

    assert head.post(path, {"languages": []}).status_code == 422
    assert head.post(path, {"languages": ["xx"]}).status_code == 422
    assert head.post(path, {"languages": ["en"]}).status_code == 302

    membership.refresh_from_db()
    assert membership.languages == ["en"]
    assert AuditEntry.objects.get(entry="member_languages_changed").details == {"languages": "en"}
    assert "Englisch" in text(head.get("/buero/verwaltung/personen/"))


def test_only_translators_have_languages(login, person, in_district):
    other = Membership.objects.get(user=member("caseworker"))

    assert login(person("head_of_office")).get(f"/buero/verwaltung/personen/{other.pk}/sprachen/").status_code == 404


def test_words_that_went_and_came():
    assert [(one.kind, one.text) for one in pieces("Montag 9 Uhr", "Montag 10 Uhr")] == [
        ("same", "Montag "), ("gone", "9"), ("new", "10"), ("same", " Uhr"),
    ]  # fmt: skip


# ── Leichte Sprache ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_plain_language(in_district):
    in_district.languages = ["de", "de-simple", "ar"]
    in_district.save()


def test_leichte_sprache_shows_how_hard_the_text_is_beside_the_german(office, offer, with_plain_language):
    save_translation(offer, language="de-simple", texts={"title": "Café zum Nähen", "summary": "Wir nähen."}, by=None)

    page = text(office.get(edit(offer, "de-simple")))

    assert "Lesbarkeit: Schulstufe" in page
    assert "der deutsche Text:" in page
    assert "Bei weniger als 30 Wörtern schwanken die Zahlen." in page


def test_the_readability_is_shown_without_saving_and_without_script(office, offer, with_plain_language):
    words = {"title": "Nähen", "summary": "Die Beratungsstelle unterstützt Zugewanderte.", "preview": "1"}

    page = text(office.post(edit(offer, "de-simple"), words))

    assert "Beratungsstelle, Zugewanderte" not in page
    assert "leichter macht: Beratungsstelle" in page
    assert 'value="Nähen"' in page
    assert not OfferTranslation.objects.exists()


def test_while_typing_only_the_figures_are_sent(office, offer, with_plain_language):
    words = {"title": "<b>Nähen</b>", "preview": "1"}

    fragment = text(office.post(edit(offer, "de-simple"), words, headers={"HX-Request": "true"}))

    assert fragment.lstrip().startswith("<p><strong>Lesbarkeit")
    assert "<html" not in fragment
    assert not OfferTranslation.objects.exists()


def test_other_languages_have_no_such_figure(office, offer):
    assert "Lesbarkeit" not in text(office.get(edit(offer)))


def test_a_machines_text_is_marked_in_public_even_when_it_is_outdated(offer, visitor):
    save_translation(offer, language="en", texts={"title": "Sewing", "summary": "Sew."}, origin=Origin.MACHINE, by=None)
    change(offer, summary="Neu.")

    page = text(visitor.get(f"/en/angebote/{offer.pk}/"))

    assert "translated by a machine" in page
    assert "newer than this translation" in page


def test_the_list_opens_with_the_language_in_which_something_is_outdated(office, offer):
    save_translation(offer, language="uk", texts=ARABIC, by=None)
    change(offer, summary="Neu.")

    assert '<h2 id="aufgaben">Ukrainisch</h2>' in text(office.get(LIST))


def test_a_machines_text_is_marked_on_the_hand_out_too(offer, visitor):
    save_translation(offer, language="en", texts={"title": "Sewing", "summary": "Sew."}, origin=Origin.MACHINE, by=None)

    page = text(visitor.get(f"/en/merkzettel/?a={offer.pk}"))

    assert "Sewing" in page
    assert "translated by a machine" in page
