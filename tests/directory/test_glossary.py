from datetime import date

import pytest

from kreislotse.accounts.models import Membership
from kreislotse.audit.models import AuditEntry
from kreislotse.core.scope import district_scope
from kreislotse.directory.glossary import Finder, Hint, hints
from kreislotse.directory.models import GlossaryTerm
from tests.factories import OfferFactory, UserFactory

PAGE = "/buero/uebersetzen/glossar/"


def term(text, **fields):
    return GlossaryTerm(pk=abs(hash(text)), term=text, **fields)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("Aufenthaltstitel", "Bringen Sie Ihre Aufenthaltstitel mit."),
        ("Jugendamt", "Ihr Weg zum Jugendamtes"),
        ("Jugendamt", "Die Jugendämter helfen."),
        ("Integrationskurs", "INTEGRATIONSKURSE für Frauen"),
        ("Deutscher Kurs", "in deutschen Kursen lernen"),
        ("Fachkraft", "für Fachkräfte"),
    ],
)
def test_a_term_is_found_whatever_its_ending(wanted, text):
    assert [one.term for one in Finder([term(wanted)]).terms_in(text)] == [wanted]


@pytest.mark.parametrize(("wanted", "text"), [("Amt", "Samt und Seide"), ("Kurs", ""), ("!?", "!?"), ("Haus", "Maus")])
def test_other_words_are_not_found(wanted, text):
    assert Finder([term(wanted)]).terms_in(text) == []


@pytest.mark.parametrize(
    ("target", "is_hinted"),
    [("مكتب رعاية الشباب", False), ("بمكتب رعايه الشباب", False), ("المدرسة", True), ("", False)],
)
def test_a_translation_that_does_not_use_the_word_gets_a_hint(target, is_hinted):
    finder = Finder([term("Jugendamt", translations={"ar": "مكتب رعاية الشباب"})])

    found = hints(finder, [("Das Jugendamt hilft.", target)], language="ar")

    assert found == ([Hint("Jugendamt", "مكتب رعاية الشباب")] if is_hinted else [])


def test_what_stays_german_has_to_be_in_the_translation():
    finder = Finder([term("MiA-Kurs", stays_german=True)])

    assert hints(finder, [("Ein MiA-Kurs", "دورة")], language="ar")
    assert not hints(finder, [("Ein MiA-Kurs", "دورة MiA-Kurs")], language="ar")


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


@pytest.fixture
def desk(login, in_district):
    user = UserFactory()
    Membership.objects.create(user=user, role="translator", valid_from=date(2020, 1, 1), languages=["ar"])
    return login(user)


def test_a_term_is_added_changed_and_deleted(office):
    office.post(f"{PAGE}neu/", {"term": "Jugendamt", "in-ar": "مكتب الشباب", "in-en": " "})
    kept = GlossaryTerm.objects.get()
    assert kept.translations == {"ar": "مكتب الشباب"}

    office.post(f"{PAGE}{kept.pk}/", {"term": "Jugendamt", "note": "Amt für Familien", "in-en": "Youth office"})
    kept.refresh_from_db()
    assert kept.translations == {"en": "Youth office"}

    office.post(f"{PAGE}{kept.pk}/loeschen/")
    assert not GlossaryTerm.objects.exists()
    entries = list(AuditEntry.objects.order_by("pk").values_list("entry", flat=True))
    assert entries == ["glossary_term_added", "glossary_term_changed", "glossary_term_deleted"]


def test_the_same_term_twice_is_explained(office):
    GlossaryTerm.objects.create(term="Jugendamt")

    response = office.post(f"{PAGE}neu/", {"term": " jugendamt"})

    assert response.status_code == 422
    assert "steht schon im Glossar" in response.content.decode()


def test_a_translator_writes_the_own_languages_only(desk):
    kept = GlossaryTerm.objects.create(term="Jugendamt", translations={"en": "Youth office"})

    desk.post(f"{PAGE}{kept.pk}/", {"term": "Anders", "in-ar": "مكتب الشباب", "in-en": "x"})

    kept.refresh_from_db()
    assert (kept.term, kept.translations) == ("Jugendamt", {"en": "Youth office", "ar": "مكتب الشباب"})
    assert desk.get(f"{PAGE}neu/").status_code == 403


def test_the_editor_shows_the_terms_and_hints_after_saving(desk):
    GlossaryTerm.objects.create(term="Jugendamt", translations={"ar": "مكتب الشباب"})
    offer = OfferFactory(title="Hilfe vom Jugendamt")
    path = f"/buero/angebote/{offer.pk}/uebersetzen/ar/"
    assert "مكتب الشباب" in desk.get(path).content.decode()

    said = desk.post(path, {"title": "مساعدة"}, follow=True).content.decode()

    assert "Jugendamt → مكتب الشباب" in said


def test_the_list_is_searched_and_says_when_nothing_fits(office):
    GlossaryTerm.objects.create(term="Aufenthaltstitel")

    assert "Aufenthaltstitel</a>" in office.get(PAGE, {"q": "TITEL"}).content.decode()
    assert "steht nicht im Glossar" in office.get(PAGE, {"q": "<b>"}).content.decode()


def test_a_neighbors_term_is_not_found(office, other_district):
    with district_scope(other_district):
        foreign = GlossaryTerm.objects.create(term="Fremd")

    assert office.get(f"{PAGE}{foreign.pk}/").status_code == 404
