import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.readability import readability, sentences, syllables

# Counted by hand.
COUNTED = {
    "Abend": 2, "Angebot": 3, "Beratung": 3, "kostenlos": 3, "Anmeldung": 3, "Qualifikationen": 7, "Integration":
    5, "Ausländerbehörde": 6, "Aufenthaltstitel": 5, "Jugendamt": 3, "Kinder": 2, "Eltern": 2, "Familie": 4,
    "Asyl": 2, "Idee": 2, "Öffnungszeiten": 4, "Deutschkurs": 2, "Sprachkurs": 2, "Arbeit": 2, "Ausweis": 2,
    "Termin": 2, "Rathaus": 2, "Straße": 2, "Universität": 5, "Region": 3, "Kreis": 1, "Frauen": 2, "Mütter": 2,
    "nähen": 2, "kochen": 2, "reden": 2, "Schule": 2, "Kita": 2, "Arzt": 1, "Ärztin": 2, "Gesundheit": 3,
    "Krankenkasse": 4, "Zeugnis": 2, "Anerkennung": 4, "Berufsqualifikation": 8, "Migrationsberatung": 7,
    "Ehrenamtliche": 5, "Geflüchtete": 4, "Wohnung": 2, "Miete": 2, "Bücherei": 3, "Museum": 3, "Verein": 2,
    "Sport": 1, "Fußball": 2, "Hilfe": 2, "Formular": 3, "übersetzen": 4, "Dolmetscherin": 4, "Bauernhof": 3,
    "neue": 2, "Treue": 2, "Feier": 2, "Steuer": 2, "Radio": 3, "aktuell": 3, "Situation": 5, "Patient": 3,
    "Theater": 3, "beachten": 3, "geeignet": 3, "Video": 3, "abends": 2, "oder": 2, "Ihre": 2, "aber": 2, "alle":
    2, "einen": 2, "Ende": 2, "offen": 2, "Alter": 2,
}  # fmt: skip


def test_syllables_are_counted_as_by_hand():
    wrong = {word for word, count in COUNTED.items() if syllables(word) != count}

    assert len(COUNTED) == 76
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Sie lernen Deutsch. Der Kurs ist kostenlos.", 2),
        ("Wir helfen, z. B. bei Briefen.", 1),
        ("Am 3. März um 10 Uhr geht es los.", 1),
        ("Tel. 05631 1, Mo. und Di. von 9.30 bis 12 Uhr", 1),
        ("Nähen\nKochen\n\nReden", 3),
        ("Was? Wann! Und wo: hier.", 4),
        ("Sie sagt: „Komm.“ Er geht.", 3),
        ("...", 0),
    ],
)
def test_sentences_end_where_a_reader_stops(text, number):
    assert len(sentences(text)) == number


def test_the_figures_are_those_of_the_formulas_counted_by_hand():
    # 2 sentences, 7 words; three syllables: kostenlos; over 6 letters: Deutsch, kostenlos; one: Sie, Deutsch, Der, Kurs, ist
    found = readability("Sie lernen Deutsch. Der Kurs ist kostenlos.")

    assert found.lix == pytest.approx(7 / 2 + 100 * 2 / 7)
    unbound = 0.1935 * 100 / 7 + 0.1672 * 3.5 + 0.1297 * 200 / 7 - 0.0327 * 500 / 7 - 0.875
    assert found.grade == max(4.0, pytest.approx(unbound).expected)


def test_office_german_is_harder_than_plain_words():
    hard = readability(
        "Die Beratungsstelle unterstützt Zugewanderte bei der Anerkennung ausländischer Qualifikationen."
    )
    plain = readability("Sie haben einen Beruf gelernt. Das war nicht in Deutschland. Wir helfen Ihnen.")

    assert hard.grade > 12 > 6 > plain.grade
    assert hard.lix > 60 > 30 > plain.lix
    assert "Beratungsstelle" in hard.hard_words
    assert plain.hard_words == ()


def test_a_hyphen_or_a_middle_dot_makes_a_long_word_easier():
    assert readability("Der Integrations-Kurs").grade < readability("Der Integrationskurs").grade
    assert readability("Der Integrations·kurs").hard_words == readability("Der Integrations-Kurs").hard_words


def test_long_sentences_are_named_and_short_texts_are_uncertain():
    found = readability("Kurz. " + "sehr " * 13 + "lang.")

    assert [len(one.split()) for one in found.long_sentences] == [14]
    assert not found.is_certain


@pytest.mark.parametrize("text", ["", " \n", "...", "–"])
def test_no_words_no_figure(text):
    assert readability(text) is None


@given(st.text())
def test_every_text_has_a_grade_between_four_and_fifteen_or_none(text):
    found = readability(text)

    assert found is None or (4 <= found.grade <= 15 and found.lix >= 0)
