"""Which of several dated rows counts on a day."""

from datetime import date, timedelta

import pytest

from kreislotse.core.dated import holds, in_force, in_force_between, rule_on, youngest
from kreislotse.intake.models import WaitRule

pytestmark = pytest.mark.usefixtures("in_district")
FIRST = date(2026, 3, 1)


def rule(days: int, valid_from=FIRST, valid_to=None) -> WaitRule:
    row = WaitRule(days=days, valid_from=valid_from, valid_to=valid_to)
    row.save()
    return row


def test_both_ends_belong_to_a_rule():
    row = rule(5, valid_to=date(2026, 3, 31))

    for on, is_so in (
        (FIRST - timedelta(1), False),
        (FIRST, True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ):
        assert in_force(WaitRule.objects.all(), on).exists() is is_so
        assert holds(row, on) is is_so


def test_of_several_the_youngest_counts_whether_in_the_database_or_in_hand():
    rule(5), (newer := rule(9, valid_from=date(2026, 3, 5)))

    rows = in_force(WaitRule.objects.all(), date(2026, 3, 9))
    assert youngest(rows) == youngest(list(rows)) == newer
    assert rule_on(WaitRule, date(2026, 3, 4)).days == 5


def test_without_a_row_the_usual_values_hold():
    usual = rule_on(WaitRule, FIRST)

    assert (usual.pk, usual.days, usual.slip_days) == (None, 7, 60)
    assert youngest([]) is None


def test_a_span_of_days_meets_every_rule_that_touches_it():
    early, late = rule(5, valid_to=date(2026, 3, 31)), rule(9, valid_from=date(2026, 4, 1))

    assert set(in_force_between(WaitRule.objects.all(), date(2026, 3, 31), date(2026, 4, 1))) == {early, late}
