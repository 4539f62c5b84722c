"""Recording guides and moving them through the office."""

from datetime import date, time

import pytest

from kreislotse.audit.models import AuditEntry
from kreislotse.guides import operations
from kreislotse.guides.models import Guide
from kreislotse.guides.operations import Speaks
from tests.factories import GuideFactory, LanguageFactory, MunicipalityFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.usefixtures("in_district")
TODAY = date(2026, 3, 9)


def save(guide=None, *, by, **changes):
    values = {
        "first_name": "Samira",
        "last_name": "Haddad",
        "email": "",
        "phone": "0171 1",
        "is_guide": True,
        "is_interpreter": False,
        "languages": [],
        "areas": [],
        "topics": [],
        "weekly_times": [],
    }
    return operations.save_guide(guide, **(values | changes), today=TODAY, by=by)


def test_a_new_guide_gets_number_languages_areas_and_times(coordinator):
    arabic, korbach, housing = LanguageFactory(), MunicipalityFactory(name="Korbach"), TopicFactory()

    guide = save(
        by=coordinator,
        languages=[Speaks(arabic, "native")],
        areas=[korbach],
        topics=[housing],
        weekly_times=[(1, time(9), time(11)), (1, time(10), time(12))],
    )

    assert guide.number == "L001"
    assert [str(line) for line in guide.languages.all()] == ["Arabisch (native)"]
    assert list(guide.areas.all()) == [korbach]
    assert list(guide.topics.all()) == [housing]
    assert [(t.from_time, t.to_time) for t in guide.weekly_times.all()] == [(time(9), time(12))]
    assert AuditEntry.objects.get().entry == "guide_recorded"


def test_numbers_go_on_after_999(coordinator):
    GuideFactory(number="L998")
    GuideFactory(number="L999")

    assert [save(by=coordinator, phone=str(n)).number for n in (1, 2)] == ["L1000", "L1001"]


def test_a_change_replaces_languages_and_keeps_the_number(coordinator):
    arabic, turkish = LanguageFactory(), LanguageFactory(code="tr", name="Türkisch")
    guide = save(by=coordinator, languages=[Speaks(arabic, "B2")])

    changed = save(guide, by=coordinator, languages=[Speaks(turkish, "C1"), Speaks(arabic, "C2")])

    assert changed.number == guide.number
    assert {line.language.code: line.level for line in changed.languages.all()} == {"tr": "C1", "ar": "C2"}


def test_a_guide_without_any_task_is_refused(coordinator):
    with pytest.raises(operations.NoRoleChosen):
        save(by=coordinator, is_guide=False)


def test_the_same_language_twice_is_refused_and_nothing_is_saved(coordinator):
    arabic = LanguageFactory()

    with pytest.raises(operations.LanguageTwice, match="Arabisch"):
        save(by=coordinator, languages=[Speaks(arabic, "B1"), Speaks(arabic, "B2")])

    assert not Guide.objects.exists()


def test_a_double_click_does_not_record_somebody_twice(coordinator):
    save(by=coordinator)

    with pytest.raises(operations.GuideAlreadyRecorded, match="L001"):
        save(by=coordinator)


def test_the_same_mail_in_other_letters_is_the_same_person(coordinator):
    save(by=coordinator, email="samira@musterau.example")

    with pytest.raises(operations.GuideAlreadyRecorded):
        save(by=coordinator, first_name="S.", email="Samira@Musterau.example")


def test_who_speaks_for_one_provider_cannot_record_for_another(person, provider_coordinator, other_provider):
    with pytest.raises(operations.NotYourOrganization):
        save(by=provider_coordinator, organization=other_provider)


def test_a_step_that_is_not_possible_names_those_that_are(coordinator):
    guide = GuideFactory(status="interested")

    with pytest.raises(operations.StepNotPossible, match="im Gespräch oder ausgeschieden"):
        operations.change_status(guide, status="active", today=TODAY, by=coordinator)


def test_a_guide_who_becomes_active_is_here_since_today(coordinator):
    guide = operations.change_status(GuideFactory(status="appointed"), status="active", today=TODAY, by=coordinator)

    assert (guide.status, guide.started_on) == ("active", TODAY)


def test_leaving_is_dated_and_coming_back_takes_the_date_away(coordinator):
    guide = operations.change_status(GuideFactory(), status="left", today=TODAY, by=coordinator)
    assert guide.left_on == TODAY

    guide = operations.change_status(guide, status="in_conversation", today=TODAY, by=coordinator)
    assert guide.left_on is None


def test_the_same_status_twice_is_no_change(coordinator):
    operations.change_status(GuideFactory(), status="active", today=TODAY, by=coordinator)

    assert not AuditEntry.objects.exists()


def test_one_login_belongs_to_one_guide(coordinator):
    user = UserFactory()
    first = GuideFactory(last_name="Erste")
    operations.connect_login(first, user=user, by=coordinator)

    with pytest.raises(operations.LoginTaken, match="Erste"):
        operations.connect_login(GuideFactory(), user=user, by=coordinator)


def test_guides_keep_their_own_data_up_to_date():
    user = UserFactory()
    guide = GuideFactory(user=user, email="alt@musterau.example")

    operations.update_own_data(
        guide, first_name="Samira", last_name="Neu", phone="0171 2", languages=[Speaks(LanguageFactory(), "native")],
        areas=[], weekly_times=[(4, time(9), time(12))], by=user,
    )  # fmt: skip

    guide.refresh_from_db()
    assert (guide.last_name, guide.phone, guide.email) == ("Neu", "0171 2", "alt@musterau.example")
    assert Guide.objects.named_like("neu").exists()
