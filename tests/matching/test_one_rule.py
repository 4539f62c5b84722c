"""Plan and proposals rule guides out by the same rules, with the same sentences."""

from datetime import date, time

import pytest

from kreislotse.guides.models import Guide
from kreislotse.matching.candidates import Pool, candidates_for
from kreislotse.matching.hard_rules import HardRules
from kreislotse.matching.models import AppointmentRule, GuideExclusion, Vacancy
from kreislotse.matching.travel import Ways
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
)

pytestmark = pytest.mark.usefixtures("in_district", "funding")
TUESDAY = date(2026, 3, 10)


@pytest.fixture
def wish():
    return HelpRequestFactory(
        wish="interpreting", language=LanguageFactory(), wanted_on=TUESDAY, wanted_at=time(10), needs_writing=True
    )


def interpreter(wish, *, writes=True, **facts) -> Guide:
    guide = GuideFactory(is_interpreter=True, **facts)
    GuideLanguageFactory(guide=guide, language=wish.language, level="native", reads_and_writes=writes)
    return guide


def out_of_plan(wish) -> dict:
    pool = Pool(Guide.objects.available(), on=TUESDAY, today=TUESDAY)
    rules = HardRules(
        [wish],
        pool,
        days={wish.pk: [TUESDAY]},
        rule=AppointmentRule(valid_from=TUESDAY),
        ways=Ways.of([TUESDAY], today=TUESDAY),
    )
    return rules.out_for_good(wish, role="interpreter")


def out_of_proposals(wish) -> dict:
    found = candidates_for(wish, Guide.objects.all(), role="interpreter", funding_source=None, today=TUESDAY)
    return {entry.guide.pk: found.against(entry.guide) for entry in found.unsuited}


def test_form_answers_exclusions_and_writing_are_the_same_rule_with_the_same_words(wish):
    by_phone, said_no, excluded, cannot_write = (
        interpreter(wish, settings_possible=["phone"]), interpreter(wish), interpreter(wish),
        interpreter(wish, writes=False),
    )  # fmt: skip
    MatchProposalFactory(help_request=wish, guide=said_no, status="declined")
    GuideExclusion(help_request=wish, guide=excluded, reason="too_close", on=TUESDAY).save()
    fine = interpreter(wish)

    plan, proposals = out_of_plan(wish), out_of_proposals(wish)

    assert set(plan) == {by_phone.pk, said_no.pk, excluded.pk, cannot_write.pk}
    assert all(plan[pk] == proposals[pk] for pk in plan)
    assert fine.pk not in proposals


def test_who_is_only_asked_may_still_be_planned(wish):
    asked = interpreter(wish)
    MatchProposalFactory(help_request=wish, guide=asked)

    assert asked.pk not in out_of_plan(wish)
    assert out_of_proposals(wish)[asked.pk] == "ist schon angefragt"


def test_a_no_to_standing_in_once_is_no_answer_to_the_request(wish):
    guide = interpreter(wish)
    appointment = AppointmentFactory(assignment=AssignmentFactory(help_request=wish), outcome="cancelled")
    vacancy = Vacancy(appointment=appointment, opened_at="2026-03-09T08:00:00+01:00")
    vacancy.save()
    MatchProposalFactory(help_request=wish, guide=guide, vacancy=vacancy, status="declined")

    assert guide.pk not in out_of_plan(wish)
