"""What used to be constants: how guides are asked, what a long wait is, the numbers for an emergency. Rows with dates."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kreislotse.intake.models import EmergencyNumber, HelpRequest, WaitRule
from kreislotse.matching.models import MatchingRule
from kreislotse.matching.operations import propose_guides
from kreislotse.matching.operations.errors import TooManyAsked
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import seed_retention_rules
from kreislotse.web.office.forms.rules import KINDS
from tests.factories import GuideFactory, GuideLanguageFactory, HelpRequestFactory, LanguageFactory

RULES = "/buero/verwaltung/regeln/"
SINCE = date(2026, 1, 1)


@pytest.fixture
def office(person, login):
    return login(person("head_of_office"))


def interpreters(*levels, language):
    return [GuideLanguageFactory(guide__is_interpreter=True, language=language, level=level).guide for level in levels]


def test_as_many_are_asked_and_get_as_long_as_the_rule_of_the_day_says(in_district, coordinator):
    MatchingRule(asked_at_once=1, days_to_answer=5, valid_from=SINCE).save()
    help_request = HelpRequestFactory(wish="company")
    now = timezone.now()

    with pytest.raises(TooManyAsked, match="höchstens 1"):
        propose_guides(help_request, guides=[GuideFactory(), GuideFactory()], now=now, by=coordinator)
    [proposal] = propose_guides(help_request, guides=[GuideFactory()], now=now, by=coordinator)

    assert proposal.expires_at == now + timedelta(days=5)


def test_a_rule_that_begins_tomorrow_changes_nothing_today(in_district, coordinator):
    MatchingRule(asked_at_once=1, valid_from=timezone.localdate() + timedelta(days=1)).save()

    asked = propose_guides(
        HelpRequestFactory(wish="company"), guides=[GuideFactory() for _one in range(3)], now=timezone.now(),
        by=coordinator,
    )  # fmt: skip

    assert len(asked) == 3


@pytest.mark.parametrize(("level", "n"), [("A2", 3), ("B1", 2), ("B2", 1)])
def test_who_translates_speaks_at_least_at_the_level_of_the_rule(in_district, login, coordinator, level, n):
    language = LanguageFactory()
    MatchingRule(interpreter_level=level, valid_from=SINCE).save()
    interpreters("A2", "B1", "B2", language=language)
    wish = HelpRequestFactory(wish="interpreting", language=language)

    page = login(coordinator).get(f"/buero/anfragen/{wish.pk}/begleitung/").content.decode()

    assert (f"{n} Personen passen" if n > 1 else "1 Person passt") in page


def test_a_long_wait_is_what_the_rule_says(office, in_district):
    HelpRequestFactory(received_on=timezone.localdate() - timedelta(days=4), status=HelpRequest.Status.RECEIVED)
    before = office.get("/buero/").content.decode()
    WaitRule(days=3, valid_from=SINCE).save()
    after = office.get("/buero/").content.decode()

    assert "seit über einer Woche" not in before
    assert "1 Anfrage wartet seit mehr als 3 Tagen" in after
    assert "?wartet=3" in after
    assert "und zwar mehr als 3 Tage" in office.get("/buero/anfragen/").content.decode()


def test_own_emergency_numbers_stand_beside_those_of_the_country_in_each_language(office, visitor, in_district):
    answer = office.post(
        RULES + "notruf/neu/",
        {"phone": "05631 4711", "label": "Frauenhaus <b>", "label_ar": "ملجأ النساء", "sort_order": "1", "valid_from": "1.1.2026"},
    )  # fmt: skip
    german, arabic, english = (visitor.get(path).content.decode() for path in ("/", "/ar/", "/en/"))

    assert answer.status_code == 302
    assert "Frauenhaus &lt;b&gt;" in german
    assert 'href="tel:112"' in german
    assert "ملجأ النساء" in arabic
    assert '<span lang="de" dir="auto">Frauenhaus' in english


def test_an_own_text_takes_the_place_of_a_number_of_the_country_and_112_cannot_go(visitor, in_district):
    EmergencyNumber(phone="116117", label="Bereitschaft in Musterau", valid_from=SINCE).save()
    EmergencyNumber(phone="05631 1", label="vorbei", valid_from=SINCE, valid_to=date(2026, 1, 2)).save()

    page = visitor.get("/").content.decode()

    assert "Bereitschaft in Musterau" in page
    assert "wenn die Praxis geschlossen ist" not in page
    assert "vorbei" not in page
    assert 'href="tel:112"' in page


def test_a_new_version_begins_with_the_words_of_the_old_one(office, in_district):
    old = EmergencyNumber(phone="05631 4711", label="Frauenhaus", labels={"ar": "ملجأ"}, valid_from=SINCE)
    old.save()

    form = office.get(f"{RULES}notruf/{old.pk}/neue-fassung/").content.decode()

    assert "Frauenhaus" in form
    assert "ملجأ" in form


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("notruf", {"phone": "ruf an", "label": "x", "sort_order": "1", "valid_from": "1.1.2026"}),
        ("anfragen", {"asked_at_once": "0", "days_to_answer": "3", "interpreter_level": "B1", "valid_from": "1.1.2026"}),
        ("anfragen", {"asked_at_once": "3", "days_to_answer": "99", "interpreter_level": "B1", "valid_from": "1.1.2026"}),
        ("anfragen", {"asked_at_once": "3", "days_to_answer": "3", "interpreter_level": "Z9", "valid_from": "1.1.2026"}),
        ("warten", {"days": "0", "valid_from": "1.1.2026"}),
        ("warten", {"days": "7", "valid_from": "irgendwann"}),
    ],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(office, in_district, kind, values):
    assert office.post(f"{RULES}{kind}/neu/", values).status_code == 422
    assert not any(model.objects.exists() for model in (EmergencyNumber, MatchingRule, WaitRule))


def test_every_kind_has_its_page_and_the_overview_leads_there(office, in_district):
    overview = office.get(RULES).content.decode()

    for kind in KINDS:
        assert f'href="{RULES}{kind}/"' in overview
        assert office.get(f"{RULES}{kind}/").status_code == 200


def test_a_row_says_where_it_comes_from(office, in_district):
    WaitRule(days=5, valid_from=SINCE, source="Dienstanweisung 7").save()

    assert "Dienstanweisung 7" in office.get(f"{RULES}warten/").content.decode()


def test_every_default_period_names_its_source_and_waits_to_be_confirmed(in_district):
    seed_retention_rules({})

    assert all(rule.source.endswith("; bitte bestätigen") for rule in RetentionRule.objects.all())
    payment = RetentionRule.objects.get(kind="payment")
    assert (payment.days, RetentionRule.objects.get(kind="bank_account").days) == (3650, 90)
