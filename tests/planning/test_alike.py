"""Which needs sound like the same: measured on pairs that people would call equal, and on some that only look so."""

import pytest

from kreislotse.planning.alike import Known, alike_needs

SAME = [
    ("Kita-Plätze fehlen in Bad Wildungen", "Zu wenige Kitaplätze in Bad Wildungen"),
    ("Kein Bus nach 19 Uhr", "Nach 19 Uhr fährt kein Bus mehr"),
    ("Wartezeit auf Integrationskurse zu lang", "Lange Wartezeiten auf einen Integrationskurs"),
    ("Hebammen fehlen", "Keine Hebamme zu finden"),
    ("Sprachmittlung Tigrinya beim Kinderarzt", "Beim Kinderarzt fehlt Sprachmittlung in Tigrinya"),
    ("Bezahlbare Wohnungen für große Familien", "Große Familien finden keine bezahlbare Wohnung"),
    ("Anerkennung ausländischer Abschlüsse dauert zu lange", "Die Anerkennung der Abschlüsse dauert zu lange"),
    ("Kinderbetreuung während der Sprachkurse", "Sprachkurse mit Kinderbetreuung fehlen"),
    ("Termine bei der Ausländerbehörde", "Keine Termine in der Ausländerbehörde zu bekommen"),
    ("Abendkurse Deutsch für Berufstätige", "Deutschkurse am Abend für Berufstätige"),
    ("Psychotherapie für Geflüchtete", "Therapieplätze für Geflüchtete fehlen"),
    ("Schwimmkurse für Frauen", "Frauen wünschen sich Schwimmkurse"),
]
DIFFERENT = [
    ("Kita-Plätze fehlen", "Hort-Plätze fehlen in der Grundschule"),
    ("Kein Bus nach 19 Uhr", "Beratung nach 19 Uhr für Berufstätige"),
    ("Wartezeit auf Integrationskurse", "Wartezeit beim Facharzt"),
    ("Hebammen fehlen", "Kinderärzte fehlen"),
    ("Sprachmittlung Tigrinya", "Begleitung zum Jobcenter"),
    ("Wohnungen für große Familien", "Beratung für junge Familien"),
    ("Anerkennung ausländischer Abschlüsse", "Termine bei der Ausländerbehörde"),
    ("Abendkurse Deutsch", "Schwimmkurse für Frauen"),
    ("Psychotherapie für Geflüchtete", "Fahrräder für Geflüchtete"),
    ("Internet in den Unterkünften", "Ruheräume in den Unterkünften"),
    ("Formulare in Leichter Sprache", "Sprachcafé am Samstag"),
    ("Frauentreff ohne Anmeldung", "Frauenarzt mit Dolmetscherin"),
]


@pytest.fixture
def titles():
    return [title for pair in SAME + DIFFERENT for title in pair]


def found(title, titles) -> list[str]:
    known = [Known(number, other) for number, other in enumerate(titles) if other != title]
    return [titles[one.key] for one in alike_needs(Known(-1, title), known)]


def test_most_equal_ones_are_suggested_among_fifty_others(titles):
    met = [pair for pair in SAME if pair[1] in found(pair[0], titles)]

    assert len(met) >= 11, [pair for pair in SAME if pair not in met]


def test_hardly_any_other_one_is_suggested(titles):
    wrong = [pair for pair in DIFFERENT if pair[1] in found(pair[0], titles)]

    assert len(wrong) <= 1, wrong


def test_another_place_is_another_need():
    here, there = Known(1, "Kein Bus nach 19 Uhr", municipality=1), Known(2, "Kein Bus nach 19 Uhr", municipality=2)
    same = Known(3, "Nach 19 Uhr kein Bus", municipality=1)

    assert [one.key for one in alike_needs(here, [there, same])] == [3, 2]
    assert [one.points for one in alike_needs(here, [same])] == [100]


def test_an_empty_title_and_the_need_itself_are_like_nothing():
    known = [Known(1, "Kita")]

    assert alike_needs(Known(0, "  …"), known) == []
    assert alike_needs(Known(1, "Kita"), known) == []
