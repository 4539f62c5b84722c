"""How long one may object, when tasks are called to mind and when a need waits too long: rules with dates."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kreislotse.groups import follow_up, minutes
from kreislotse.groups.models import MeetingRule, Task
from kreislotse.planning.models import Need, NeedRule
from kreislotse.planning.need_queries import long_wait_days, waiting_long
from tests.factories import BodyFactory, NeedFactory

pytestmark = pytest.mark.django_db
TODAY, SINCE = date(2026, 3, 9), date(2026, 1, 1)


def test_without_a_rule_the_usual_spans_hold(in_district):
    assert (minutes.objections_until(TODAY) - TODAY).days == 14
    assert long_wait_days(TODAY) == 90


def test_the_form_of_minutes_offers_the_day_of_the_rule(in_district):
    MeetingRule(objection_days=28, valid_from=SINCE).save()
    MeetingRule(objection_days=5, valid_from=TODAY + timedelta(days=1)).save()

    assert minutes.objections_until(TODAY) == TODAY + timedelta(days=28)


def test_tasks_are_called_to_mind_as_early_as_the_rule_says(in_district):
    MeetingRule(task_days=21, valid_from=SINCE).save()
    body = BodyFactory()
    soon, later = (
        Task.objects.create(body=body, text=f"in {days} Tagen", due_on=TODAY + timedelta(days=days), recorded_at=timezone.now()) for days in (21, 22)
    )  # fmt: skip

    assert list(follow_up.tasks_to_remind(TODAY)) == [soon]
    Task.objects.filter(pk=soon.pk).update(reminded_on=TODAY)
    assert soon not in follow_up.tasks_to_remind(TODAY + timedelta(days=20))
    assert set(follow_up.tasks_to_remind(TODAY + timedelta(days=21))) == {soon, later}


def test_a_need_waits_long_after_the_days_of_the_rule(in_district):
    NeedRule(wait_days=30, valid_from=SINCE).save()
    old = NeedFactory(raised_on=TODAY - timedelta(days=31))
    NeedFactory(raised_on=TODAY - timedelta(days=30))

    assert list(waiting_long(Need.objects.all(), today=TODAY, days=long_wait_days(TODAY))) == [old]


def test_the_start_page_names_the_days_of_the_rule(in_district, login, coordinator):
    NeedRule(wait_days=30, valid_from=SINCE).save()
    NeedFactory(raised_on=timezone.localdate() - timedelta(days=40))

    assert "1 Bedarf wurde seit mehr als 30 Tagen nicht beraten." in login(coordinator).get("/buero/").content.decode()


@pytest.mark.parametrize(
    ("slug", "values", "model"),
    [("sitzungen", {"task_days": 10, "objection_days": 21}, MeetingRule), ("bedarfe", {"wait_days": 60}, NeedRule)],
)
def test_the_office_enters_them_with_their_day(in_district, person, login, slug, values, model):
    office = login(person("head_of_office"))
    address = f"/buero/verwaltung/regeln/{slug}/neu/"
    given = values | {"valid_from": "01.04.2026", "source": "Geschäftsordnung"}

    assert office.post(address, given | dict.fromkeys(values, 0)).status_code == 422
    office.post(address, given)

    rule = model.objects.get()
    assert {name: getattr(rule, name) for name in values} == values
    assert "Geschäftsordnung" in office.get(f"/buero/verwaltung/regeln/{slug}/").content.decode()
