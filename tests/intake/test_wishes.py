"""The four kinds of help, lead times, series and the cap for one person, from the forms to what is kept."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kreislotse.intake import counter_keys, operations
from kreislotse.intake.admissibility import Draft, check_admissible
from kreislotse.intake.counter_keys import KeyMissing, KeyUnusable, usable
from kreislotse.intake.models import (
    ClientCapRule,
    CounterKeyUse,
    ExclusionRule,
    HelpRequest,
    LeadTime,
    SeriesWish,
)
from kreislotse.intake.operations import Contact, NotAdmissible, Repeats
from tests.factories import LanguageFactory, TopicFactory

pytestmark = pytest.mark.usefixtures("in_district")

MONDAY = date(2026, 3, 9)
KEY = "K7M4-QXPC"


# ── lead times ───────────────────────────────────────────────────────────────────────────────────


def lead(setting, days, urgency=""):
    return LeadTime(urgency=urgency, setting=setting, working_days=days, valid_from=date(2020, 1, 1))


def refusals(*lead_times, rules=(), **facts):
    draft = Draft(**{"wish": "interpreting", "asked_by_institution": True, "wanted_on": date(2026, 3, 11)} | facts)
    return check_admissible(draft, today=MONDAY, rules=rules, lead_times=lead_times)


def test_too_short_says_so_and_offers_the_telephone_if_that_still_goes():
    (one,) = refusals(lead("on_site", 5), lead("phone", 1))

    assert one.refusal == "Für diesen Tag ist es zu kurzfristig: Wir brauchen 5 Arbeitstage Vorlauf."
    assert one.alternative.startswith("Am Telefon geht es noch")
    assert one.possible_setting == "phone"


def test_where_nothing_is_short_enough_another_day_is_offered():
    (one,) = refusals(lead("on_site", 5), lead("phone", 4))

    assert (one.possible_setting, one.alternative) == (
        "",
        "Bitte wählen Sie einen späteren Tag, oder rufen Sie uns an.",
    )


def test_an_urgency_has_its_own_lead_and_without_one_that_of_the_others():
    times = lead("on_site", 5), lead("on_site", 1, urgency="urgent")

    assert refusals(*times) and refusals(*times, urgency="soon") and not refusals(*times, urgency="urgent")


def test_a_lead_time_speaks_instead_of_the_rule_for_short_notice():
    rule = ExclusionRule(
        check_code="short_notice", working_days=10, refusal="{tage}", alternative="-", valid_from=date(2020, 1, 1)
    )

    assert [one.refusal for one in refusals(rules=[rule])] == ["10"]
    assert not refusals(lead("on_site", 2), rules=[rule])


# ── the key that names nobody ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["Mustermann", "12345678", "01.02.1990", "AB 010290", "K7M4", "K7M4" * 6, "Müller77"])
def test_what_could_name_somebody_is_no_key(text):
    with pytest.raises(KeyUnusable):
        usable(text)


def test_a_suggested_key_is_usable_however_it_is_typed():
    assert usable("k7m4 qxpc") == usable(KEY) == "K7M4QXPC"
    assert usable(counter_keys.suggested_key().lower())


def test_a_suggested_key_never_is_one_we_would_refuse(monkeypatch):
    """Codes are drawn at random: one in two hundred has no digit, and the form would refuse its own suggestion."""
    drawn = iter(["WTFHWQGM", "37946743", "K793464M", "K7M4QXPC"])
    monkeypatch.setattr(counter_keys, "new_code", lambda: next(drawn))

    assert counter_keys.suggested_key() == "K7M4-QXPC"


def ask(key=KEY, today=MONDAY, **facts):
    values = {"wish": "company", "institution_name": "Grundschule", "topic": TopicFactory(), "counter_key": key} | facts
    return operations.submit_institution_request(contact=Contact(), today=today, **values)


def test_the_sixth_date_of_a_key_is_refused_with_what_is_left():
    ClientCapRule(most=5, valid_from=date(2020, 1, 1)).save()
    first = ask(wanted_on=date(2026, 3, 17), repeats=Repeats(number=4))
    assert counter_keys.count_of(first, today=MONDAY).left == 1

    with pytest.raises(NotAdmissible, match="noch 1 von 5 Terminen möglich, angefragt sind 2"):
        ask(wanted_on=date(2026, 5, 5), repeats=Repeats(number=2))
    assert ask().pk
    with pytest.raises(NotAdmissible, match="noch 0 von 5"):
        ask()
    assert ask("W4QX-9R7C").pk  # another person


def test_the_office_may_take_on_one_more_with_a_reason(caseworker):
    ClientCapRule(most=1, valid_from=date(2020, 1, 1)).save()
    ask()
    again = {"contact": Contact(), "today": MONDAY, "by": caseworker, "wish": "company", "counter_key": KEY}

    with pytest.raises(NotAdmissible):
        operations.record_help_request(**again)
    assert operations.record_help_request(**again, override_reason="Frist beim Amt").pk
    assert CounterKeyUse.objects.count() == 2


def test_requests_that_came_to_nothing_and_old_ones_do_not_count(caseworker):
    ClientCapRule(most=1, within_days=100, valid_from=date(2020, 1, 1)).save()
    first = ask()
    operations.close_help_request(first, reason="no_guide", today=MONDAY, by=caseworker)
    second = ask()
    operations.reopen_help_request(first, today=MONDAY, by=caseworker)
    with pytest.raises(NotAdmissible):
        ask()

    later = MONDAY + timedelta(days=100)
    assert ask(today=later).pk
    assert counter_keys.uses_over(later, 9999).count() == 2
    assert second.counter_key_use.released_on is None


def test_what_is_kept_of_a_key_differs_by_district_and_cannot_be_read(district, other_district):
    from kreislotse.core.scope import district_scope

    ClientCapRule(most=5, valid_from=date(2020, 1, 1)).save()
    kept = ask().counter_key_use.key_digest

    with district_scope(other_district):
        assert counter_keys.key_digest("K7M4QXPC") != kept
    assert "K7M4" not in kept and re.fullmatch(r"[0-9a-f]{64}", kept)


def test_a_required_key_is_asked_for_only_where_somebody_is_to_come():
    ClientCapRule(most=5, is_required=True, valid_from=date(2020, 1, 1)).save()

    with pytest.raises(KeyMissing):
        ask("")
    assert ask("", wish="advice").pk


# ── the public form for the four kinds ───────────────────────────────────────────────────────────


def sent(client, path, **changes):
    page = client.get(path)
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode()).group(1)
    return page, client.post(path, {"token": token} | changes)


@pytest.fixture
def patient(monkeypatch):
    """A person who took a moment to read the form."""
    from kreislotse.web.public.forms.intake import SentFromOutside

    monkeypatch.setattr(SentFromOutside, "least_seconds", 0)


def test_mediation_asks_its_few_questions_and_keeps_categories(visitor, patient):
    language = LanguageFactory(code="ar", name="Arabisch", own_name="العربية")
    TopicFactory(code="wohnen", name="Wohnen")
    values = {"help_detail": "mediation_neighbors", "other_side_knows": "nein", "municipality": "unbekannt",
              "language": language.pk, "answer_by": "page"}  # fmt: skip

    page, answer = sent(visitor, "/hilfe/?art=mediation", **values)

    text = page.content.decode()
    assert 'name="topic"' not in text and 'name="wish"' not in text and "tel:110" in text
    assert answer.status_code == 302
    request = HelpRequest.objects.get()
    assert (request.help_kind, request.help_detail, request.other_side_knows, request.wish, request.occasion) == (
        "mediation", "mediation_neighbors", False, "company", "conflict",
    )  # fmt: skip
    assert request.topic.code == "wohnen"


@pytest.mark.parametrize("kind", ["orientation", "company", "housing", "mediation"])
def test_each_kind_shows_its_own_question_only(visitor, kind):
    text = visitor.get(f"/hilfe/?art={kind}").content.decode()

    shown = set(re.findall(r'value="(orientation|company|housing|mediation)_', text))
    assert shown == {kind}
    assert visitor.get("/hilfe/?art=quatsch").status_code == 200


# ── the form for institutions ────────────────────────────────────────────────────────────────────


def institution(**changes):
    language = LanguageFactory(code="uk", name="Ukrainisch", own_name="Українська")
    day = timezone.localdate() + timedelta(days=21)
    return {
        "institution_name": "Grundschule", "name": "Frau Beispiel", "phone": "05631 222333", "email": "a@example.org",
        "wish": "interpreting", "topic": TopicFactory().pk, "help_detail": "company_school", "language": language.pk,
        "wanted_on": day.isoformat(), "wanted_at": "10:00", "expected_minutes": 60, "setting": "phone",
        "municipality": "ausserhalb", "outside_place": "", "place": "Raum 12", "persons": 1, "call_address": "05631 99",
        "direction": "into_german", "needs_writing": "on", "urgency": "soon",
    } | changes  # fmt: skip


@pytest.fixture
def korbach(in_district):
    from tests.factories import MunicipalityFactory

    return MunicipalityFactory(ags="06635015", name="Korbach")


def test_an_institution_asks_for_six_dates_with_direction_urgency_and_key(visitor, patient, korbach):
    ClientCapRule(most=10, valid_from=date(2020, 1, 1)).save()
    values = institution(municipality=korbach.ags, every_weeks="1", number="6", counter_key=KEY)

    page, answer = sent(visitor, "/begleitung-anfragen/", **values)

    assert re.search(r"Nehmen Sie [34679A-Z]{4}-[34679A-Z]{4}", page.content.decode())
    assert answer.status_code == 302, answer.content.decode()
    request = HelpRequest.objects.get()
    assert (request.direction, request.needs_writing, request.urgency, request.call_address, request.is_recurring) == (
        "into_german", True, "soon", "05631 99", True,
    )  # fmt: skip
    assert (request.occasion, request.help_kind) == ("school", "company")
    assert SeriesWish.objects.get().number == 6
    receipt = visitor.get(answer.url).content.decode()
    assert "noch 4 von 10 Terminen möglich" in receipt and "Ihre Terminreihe" in receipt


def test_a_series_with_two_ends_or_none_is_sent_back_with_everything(visitor, patient, korbach):
    values = institution(municipality=korbach.ags, every_weeks="1")

    for changes in ({}, {"number": "3", "until": "2030-01-01"}):
        _page, answer = sent(visitor, "/begleitung-anfragen/", **values | changes)
        assert answer.status_code == 422
        assert "entweder die Zahl der Termine oder den letzten Tag" in answer.content.decode()
    assert not HelpRequest.objects.exists()


def test_too_short_for_a_visit_one_button_asks_for_the_telephone(visitor, patient, korbach):
    for setting, days in (("on_site", 60), ("phone", 0)):
        lead(setting, days).save()
    values = institution(municipality=korbach.ags, setting="on_site")

    _page, refused = sent(visitor, "/begleitung-anfragen/", **values)
    assert refused.status_code == 422
    assert 'name="setting_instead"' in refused.content.decode()
    _page, taken = sent(visitor, "/begleitung-anfragen/", **values, setting_instead="phone")

    assert taken.status_code == 302
    assert HelpRequest.objects.get().setting == "phone"
