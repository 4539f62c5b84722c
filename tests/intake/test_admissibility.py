from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.translations import changed_fields
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.districts.models import District
from kreislotse.intake.admissibility import Draft, check_admissible, working_days_until
from kreislotse.intake.models import ExclusionRule, ExclusionRuleTranslation
from kreislotse.intake.queries import rules_in_force
from kreislotse.intake.texts import default_rule, exclusion_texts, seed_intake

TODAY = date(2026, 3, 9)  # a Monday
LANGUAGES = {"de", "en", "ar", "uk", "tr", "fa", "ru", "fr", "ti"}

AGAINST = {
    "private_person": {"asked_by_institution": False},
    "legal_consequences": {"has_legal_consequences": True},
    "medical": {"occasion": "medical"},
    "special_needs": {"occasion": "special_needs"},
    "court": {"occasion": "court"},
    "leisure": {"occasion": "leisure"},
    "recurring": {"is_recurring": True},
    "short_notice": {"wanted_on": date(2026, 3, 12)},
    "outside_district": {"is_outside_district": True},
}


def draft(**facts):
    return Draft(**{"wish": "company", "asked_by_institution": True} | facts)


def rule(check, **fields):
    days = 5 if check == "short_notice" else None
    made = default_rule(check, valid_from=date(2026, 1, 1), working_days=days)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("check", ExclusionRule.Check.values)
def test_each_rule_refuses_its_own_case_and_no_other(check):
    found = {
        code for code, facts in AGAINST.items() if check_admissible(draft(**facts), today=TODAY, rules=[rule(check)])
    }

    assert found == {check}


@pytest.mark.parametrize("check", sorted(set(AGAINST) - {"outside_district"}))
def test_whoever_only_wants_advice_is_not_refused(check):
    asked = draft(**AGAINST[check] | {"wish": "advice"})

    assert check_admissible(asked, today=TODAY, rules=[rule(check)]) == []


def test_a_refusal_names_a_way_on():
    (refusal,) = check_admissible(draft(occasion="medical"), today=TODAY, rules=[rule("medical")])

    assert "gehen unsere Begleitpersonen nicht mit" in refusal.refusal
    assert "Dolmetschdienst" in refusal.alternative


def test_a_rule_holds_only_between_its_days():
    over = rule("medical", valid_to=date(2026, 3, 8))
    not_yet = rule("medical", valid_from=date(2026, 3, 10))

    assert check_admissible(draft(occasion="medical"), today=TODAY, rules=[over, not_yet]) == []


def test_five_working_days_from_monday_is_the_next_monday():
    short = rule("short_notice")

    assert check_admissible(draft(wanted_on=date(2026, 3, 13)), today=TODAY, rules=[short])
    assert not check_admissible(draft(wanted_on=date(2026, 3, 16)), today=TODAY, rules=[short])


def test_the_refusal_says_how_many_days_we_need():
    (refusal,) = check_admissible(draft(wanted_on=TODAY), today=TODAY, rules=[rule("short_notice", working_days=7)])

    assert "mindestens 7 Arbeitstage" in refusal.refusal


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 60))
def test_working_days_are_counted_like_a_person_counts(today, ahead):
    day = date.fromordinal(today.toordinal() + ahead)

    counted = [date.fromordinal(n) for n in range(today.toordinal() + 1, day.toordinal() + 1)]

    counted = sum(one.weekday() < 5 and not holiday_on(one, ags="06635") for one in counted)
    assert working_days_until(day, today=today, ags="06635") == counted


@pytest.mark.parametrize(("ags", "days"), [("06635", 3), ("", 3)])
def test_christmas_is_no_working_day(ags, days):
    """From Wednesday, 23 December to Tuesday, 29 December: Thursday, Monday and Tuesday."""
    assert working_days_until(date(2026, 12, 29), today=date(2026, 12, 23), ags=ags) == days


def test_a_holiday_of_one_land_is_a_working_day_of_another():
    """Corpus Christi, Thursday, 4 June 2026, is one in Hessen and none in Niedersachsen."""
    span = {"today": date(2026, 6, 3), "day": date(2026, 6, 5)}

    assert (working_days_until(**span, ags="06635"), working_days_until(**span, ags="03457")) == (1, 2)


def test_texts_exist_for_every_rule_and_the_languages_of_step_one():
    assert set(exclusion_texts()) == set(ExclusionRule.Check.values)
    for sentences in exclusion_texts().values():
        assert set(sentences) >= LANGUAGES


def test_seeding_twice_gives_each_rule_once_with_its_translations(in_district):
    preset = {"exclusion_rules": [{"check": "medical"}, {"check": "short_notice", "working_days": 7}]}

    seed_intake(preset)
    seed_intake(preset)

    assert sorted(ExclusionRule.objects.values_list("check_code", flat=True)) == ["medical", "short_notice"]
    assert ExclusionRuleTranslation.objects.filter(rule__check_code="medical").count() >= 8


def test_the_refusal_is_said_in_the_readers_language_and_else_in_german(in_district):
    seed_intake({"exclusion_rules": [{"check": "medical"}]})
    rules = rules_in_force(TODAY)

    (arabic,) = check_admissible(draft(occasion="medical"), today=TODAY, rules=rules, language="ar")
    (unknown,) = check_admissible(draft(occasion="medical"), today=TODAY, rules=rules, language="xx")

    assert arabic.refusal.startswith("لا يذهب")
    assert unknown.refusal.startswith("Zu Ärztinnen")


def test_a_translation_of_an_older_wording_is_not_shown(in_district):
    seed_intake({"exclusion_rules": [{"check": "medical"}]})
    ExclusionRule.objects.update(refusal="Seit heute gilt etwas anderes.")

    (refusal,) = check_admissible(draft(occasion="medical"), today=TODAY, rules=rules_in_force(TODAY), language="ar")

    assert refusal.refusal == "Seit heute gilt etwas anderes."
    row = ExclusionRuleTranslation.objects.get(language="ar")
    assert changed_fields(row, row.rule, row.TRANSLATED) == ("refusal",)


def test_where_only_institutions_may_ask_a_person_is_refused_without_a_written_rule(in_district):
    District.objects.update(guides_asked_by=District.AskedBy.INSTITUTIONS)

    assert check_admissible(draft(asked_by_institution=False), today=TODAY, rules=rules_in_force(TODAY))
    assert not check_admissible(draft(), today=TODAY, rules=rules_in_force(TODAY))
