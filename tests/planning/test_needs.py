"""Needs: raised with an origin, heard again, discussed, decided with a reason, taken up again without losing anything."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from kreislotse.accounts import handover
from kreislotse.audit.queries import trail_of
from kreislotse.planning import needs
from kreislotse.planning.models import Need, NeedAnswer, NeedOrigin
from kreislotse.planning.need_queries import detail, long_wait_days, passed_on, waiting_long
from kreislotse.planning.needs import Origin
from kreislotse.planning.no_names import NameFound
from tests.factories import BodyFactory, GoalFactory, MeasureFactory, NeedFactory, TargetGroupFactory

TODAY = date(2026, 3, 9)
Status = Need.Status


def meeting(**fields) -> Origin:
    return Origin(**{"kind": "meeting", "heard_on": TODAY} | fields)


def decide(need, by, decision, **fields):
    return needs.decide(need, **{"decision": decision, "on": TODAY, "today": TODAY, "by": by} | fields)


def test_a_need_remembers_where_it_was_heard_and_leaves_a_trail(coordinator):
    body, group = BodyFactory(), TargetGroupFactory()

    need = needs.raise_need(
        Need(title="Kita-Plätze fehlen"), target_groups=[group],
        origin=meeting(body=body, times=3, wording="Wir warten ein Jahr"), today=TODAY, by=coordinator,
    )  # fmt: skip

    origin = need.origins.get()
    assert (origin.body, origin.times, origin.wording, need.raised_on) == (body, 3, "Wir warten ein Jahr", TODAY)
    assert list(need.target_groups.all()) == [group]
    assert [entry.entry for entry in trail_of(need)] == ["need_raised"]
    assert [step.after for step in need.steps.all()] == ["open"]


def test_what_was_heard_tomorrow_is_refused(coordinator):
    with pytest.raises(needs.HeardInFuture, match="liegt in der Zukunft"):
        needs.raise_need(
            Need(title="x"), origin=meeting(heard_on=TODAY + timedelta(days=1)), today=TODAY, by=coordinator
        )

    assert not Need.objects.exists()


@pytest.mark.parametrize("kind", ["case_management", "municipality", "participation"])
def test_anonymous_themes_come_without_people(coordinator, kind):
    with pytest.raises(NameFound, match="ein Name.*Frau Yilmaz"):
        needs.raise_need(
            Need(title="Frau Yilmaz findet keine Hebamme"), origin=meeting(kind=kind), today=TODAY, by=coordinator
        )

    assert not Need.objects.exists()


def test_a_name_cannot_be_added_afterwards_either(coordinator):
    need = needs.raise_need(
        Need(title="Keine Hebamme zu finden"), origin=meeting(kind="case_management"), today=TODAY, by=coordinator
    )
    need.text = "Zum Beispiel Familie Haddad"

    with pytest.raises(NameFound):
        needs.change_need(need, target_groups=[], today=TODAY, by=coordinator)

    assert Need.objects.get().text == ""


def test_a_change_a_colleague_has_not_seen_is_refused(coordinator):
    need = NeedFactory()
    seen_at = need.updated_at
    needs.change_need(Need.objects.get(), target_groups=[], today=TODAY, by=coordinator, seen_at=seen_at)

    with pytest.raises(needs.ChangedMeanwhile):
        needs.change_need(Need.objects.get(), target_groups=[], today=TODAY, by=coordinator, seen_at=seen_at)


def test_heard_again_counts_more_sources(coordinator):
    need = NeedFactory(origin__times=4)

    needs.hear_again(need, meeting(kind="survey", times=17), today=TODAY, by=coordinator)
    needs.hear_again(need, meeting(), today=TODAY, by=coordinator)

    found = detail(need)
    assert (len(found.origins), found.times, found.uncounted) == (3, 21, 1)


def test_a_line_of_a_month_is_heard_once(coordinator):
    line = meeting(kind="searches_without_hit", month=date(2026, 2, 1), source_key="kita|")
    needs.raise_need(Need(title="Kita"), origin=line, today=TODAY, by=coordinator)

    with pytest.raises(needs.HeardAlready, match="steht schon bei „Kita“"):
        needs.raise_need(Need(title="Kita noch einmal"), origin=line, today=TODAY, by=coordinator)

    assert Need.objects.count() == 1


def test_discussion_puts_a_new_need_under_discussion(coordinator):
    need, body = NeedFactory(), BodyFactory()

    needs.discuss(need, body=body, on=TODAY, result="Bis Mai prüfen", today=TODAY, by=coordinator)

    need.refresh_from_db()
    assert need.status == Status.IN_DISCUSSION
    assert detail(need).discussions[0].result == "Bis Mai prüfen"
    with pytest.raises(needs.DiscussedAlready):
        needs.discuss(need, body=body, on=TODAY, today=TODAY, by=coordinator)
    with pytest.raises(needs.DiscussedOnWrongDay, match="zwischen dem 5. Januar 2026 und heute"):
        needs.discuss(need, body=body, on=date(2025, 12, 1), today=TODAY, by=coordinator)


def test_not_taken_up_needs_its_because(coordinator):
    need = NeedFactory()

    with pytest.raises(needs.ReasonMissing, match="Bitte nennen Sie den Grund"):
        decide(need, coordinator, Status.NOT_TAKEN_UP, reason="  ")

    assert decide(need, coordinator, Status.NOT_TAKEN_UP, reason="Das Land baut selbst.").status == Status.NOT_TAKEN_UP


def test_passed_on_needs_somebody(coordinator):
    need = NeedFactory()

    with pytest.raises(needs.AddresseeMissing, match="an wen der Bedarf weitergegeben wird"):
        decide(need, coordinator, Status.PASSED_ON)

    decide(need, coordinator, Status.PASSED_ON, passed_to="land", passed_to_whom="Sozialministerium")
    assert [one.pk for one in passed_on()] == [need.pk]


@pytest.mark.parametrize("day", [date(2026, 1, 4), TODAY + timedelta(days=1)])
def test_a_decision_is_not_from_before_or_after_its_time(coordinator, day):
    with pytest.raises(needs.DecidedOnWrongDay):
        decide(NeedFactory(), coordinator, Status.TAKEN_UP, on=day)


def test_what_is_decided_is_taken_up_again_with_a_reason_and_forgets_nothing(coordinator):
    need = NeedFactory()
    decide(need, coordinator, Status.PASSED_ON, passed_to="federation", reason="Sache des Bundes")
    needs.record_answer_from_there(need, text="Kein Geld in 2026", on=TODAY, today=TODAY, by=coordinator)
    with pytest.raises(needs.DecidedAlready, match="weitergegeben.*zuerst wieder auf"):
        decide(need, coordinator, Status.TAKEN_UP)

    with pytest.raises(needs.ReasonMissing):
        needs.reopen(need, reason="", today=TODAY, by=coordinator)
    need = needs.reopen(need, reason="Neues Programm", today=TODAY, by=coordinator)

    assert (need.status, need.decided_on, need.passed_to, need.answer_from_there) == (Status.OPEN, None, "", "")
    reasons = [step.reason for step in need.steps.order_by("pk")]
    assert reasons == ["Sache des Bundes\nKein Geld in 2026", "Neues Programm"]
    with pytest.raises(needs.NotDecided):
        needs.reopen(need, reason="noch einmal", today=TODAY, by=coordinator)


def test_an_answer_from_there_only_comes_for_what_was_passed_on(coordinator):
    need = NeedFactory()
    with pytest.raises(needs.NotPassedOn):
        needs.record_answer_from_there(need, text="Ja", on=TODAY, today=TODAY, by=coordinator)
    decide(need, coordinator, Status.PASSED_ON, passed_to="land")

    with pytest.raises(needs.AnsweredOnWrongDay):
        needs.record_answer_from_there(need, text="Ja", on=date(2026, 1, 6), today=TODAY, by=coordinator)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "taken_up"}, "Eine Entscheidung braucht ihren Tag"),
        ({"decided_on": TODAY}, "Eine Entscheidung braucht ihren Tag"),
        ({"status": "not_taken_up", "decided_on": TODAY}, "warum der Bedarf nicht aufgegriffen wird"),
        ({"status": "passed_on", "decided_on": TODAY}, "an wen der Bedarf weitergegeben wird"),
        ({"answer_from_there": "Ja"}, "den Tag der Antwort"),
    ],
)
def test_the_database_says_the_same(in_district, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        NeedFactory.build(district=in_district, **fields).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedFactory(**fields)


def test_the_plan_answers_a_need_once(coordinator):
    need, measure = NeedFactory(), MeasureFactory()

    for _time in range(2):
        needs.answer_with(need, measure=measure, goal=GoalFactory(), today=TODAY, by=coordinator)

    answer = NeedAnswer.objects.get()
    assert (answer.measure, answer.goal, answer.linked_on) == (measure, None, TODAY)
    needs.take_answer_back(answer, by=coordinator)
    assert not NeedAnswer.objects.exists()
    with pytest.raises(needs.AnswersNothing):
        needs.answer_with(need, today=TODAY, by=coordinator)


def test_a_new_need_nobody_discussed_for_long_waits(coordinator):
    old = NeedFactory(raised_on=TODAY - timedelta(days=91))
    NeedFactory(raised_on=TODAY - timedelta(days=90))
    needs.discuss(
        NeedFactory(raised_on=TODAY - timedelta(days=200)), body=BodyFactory(), on=TODAY, today=TODAY, by=coordinator
    )

    assert list(waiting_long(Need.objects.all(), today=TODAY, days=long_wait_days(TODAY))) == [old]


def test_needs_go_to_the_successor(coordinator, person):
    need = NeedFactory(responsible=coordinator)
    NeedFactory(responsible=coordinator, status="not_taken_up", decided_on=TODAY, decision_reason="nein")
    successor = person("caseworker")

    handover.hand_over(coordinator, successor, by=coordinator, now=timezone.now())

    assert list(Need.objects.filter(responsible=successor)) == [need]


def test_an_origin_with_months_the_wrong_way_round_is_refused(in_district):
    origin = NeedOrigin(
        need=NeedFactory(), kind="survey", heard_on=TODAY, month_from=date(2026, 2, 1), month_until=date(2026, 1, 1)
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        origin.save()
