"""Texts about needs name nobody: what offices write for people is found, and ordinary words are not."""

import pytest

from kreislotse.planning.no_names import named_people


@pytest.mark.parametrize(
    "text",
    [
        "Frau Yilmaz wartet seit einem Jahr",
        "Bei Herrn Dr. Öztürk ist kein Termin frei",
        "Fam. K. findet keine Wohnung",
        "A. S. wurde abgewiesen",
        "Bitte an amina@example.org",
        "erreichbar unter 0171 3920017",
        "geb. 12.3.1990",
        "Az. 4711/26",
        "wohnt Bahnhofstraße 12",
    ],
)
def test_a_person_is_found(text):
    assert named_people(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Frauen finden keine Hebamme, Herren keinen Sportverein",
        "z. B. fehlen Kita-Plätze in Bad Wildungen",
        "Seit 2024 fehlen 120 Plätze, je 1.000 Kinder 12",
        "Kein Bus nach 19 Uhr auf der Linie 510",
        "Die Bahnhofstraße hat keinen Radweg",
        "Familien mit mehr als 3 Kindern; Frau und Mann gleich",
        "§ 16a AufenthG, SGB II und SGB XII",
    ],
)
def test_ordinary_words_are_no_person(text):
    assert named_people(text) is None
