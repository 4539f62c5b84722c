"""The files the demo is made of are complete, and nothing in them belongs to anybody."""

import re
from collections import Counter
from string import Formatter

from kreislotse.config.languages import INTERFACE
from kreislotse.demo import read_facts
from kreislotse.demo.chance import Chance

CODES = {code for code, *_rest in INTERFACE}


def test_municipalities_of_the_five_districts_are_all_there():
    facts = read_facts.municipalities()

    assert Counter(f.district_ags for f in facts) == {"06635": 21, "05370": 10, "06437": 12, "16063": 30, "03457": 20}
    assert {f.ags: f.population for f in facts}["06635015"] == 23706
    assert [f.name for f in facts if not f.is_inhabited] == ["Insel Lütje Hörn"]


def test_municipalities_of_a_union_name_it():
    unions = {f.association_name: f.association_kind for f in read_facts.municipalities() if f.association_ars}

    assert unions["Hesel"] == unions["Jümme"] == "Samtgemeinde"
    assert unions["Hainich-Werratal"] == "Verwaltungsgemeinschaft"


def test_no_predecessor_still_stands_among_the_municipalities():
    present = {f.ags for f in read_facts.municipalities()}

    assert not present & {row["old_ags"] for row in read_facts.territorial_changes()}


def test_topics_and_target_groups_have_names_in_every_interface_language():
    for entry in [*read_facts.topics()["topics"], *read_facts.target_groups()["target_groups"]]:
        assert set(entry["names"]) == CODES, entry["code"]
        assert all(name.strip() for name in entry["names"].values())


def test_interface_languages_are_on_the_list_of_languages():
    listed = {language["code"] for language in read_facts.languages()["languages"] if language["interface"]}

    assert listed == CODES


def test_stand_ins_are_languages_of_the_list_and_never_across_kurdish_variants():
    languages = {language["code"]: language for language in read_facts.languages()["languages"]}

    for code, language in languages.items():
        for fallback in language.get("fallbacks", []):
            assert fallback["code"] in languages, code
    assert "ckb" not in {f["code"] for f in languages["kmr"]["fallbacks"]}
    assert "kmr" not in {f["code"] for f in languages["ckb"]["fallbacks"]}


def test_every_offer_says_the_same_in_six_languages():
    for offer in read_facts.offers()["offers"]:
        for field in ("title", "summary", "description"):
            gaps = {
                language: sorted(name for _text, name, *_rest in Formatter().parse(offer[language][field]) if name)
                for language in ("de", *read_facts.OFFER_LANGUAGES)
            }
            assert len(set(map(tuple, gaps.values()))) == 1, (offer["key"], field, gaps)


def test_languages_with_other_scripts_are_written_in_them():
    scripts = {"ar": "[\u0600-\u06ff]", "fa": "[\u0600-\u06ff]", "uk": "[\u0400-\u04ff]"}

    for offer in read_facts.offers()["offers"]:
        for language, pattern in scripts.items():
            assert re.search(pattern, offer[language]["description"]), (offer["key"], language)


def test_one_district_gets_about_one_hundred_and_twenty_offers_and_sixty_organizations():
    offers = sum(len(offer["providers"]) for offer in read_facts.offers()["offers"])
    known = {o["key"] for o in read_facts.organizations()["organizations"]} | {"municipality"}

    assert offers == 120
    assert {key for offer in read_facts.offers()["offers"] for key in offer["providers"]} <= known
    assert 55 <= len(known) + 5 <= 70


def test_telephone_numbers_are_those_kept_free_for_fiction():
    chance = Chance("numbers")
    reserved = re.compile(
        r"030 23125\d{3}|069 90009\d{3}|040 66969\d{3}|0221 4710\d{3}|089 99998\d{3}|0171 39200\d{2}|0176 040690\d{2}"
    )

    numbers = [call() for _ in range(200) for call in (chance.landline, chance.mobile)]

    assert all(reserved.fullmatch(number) for number in numbers)
