"""The demo shows a plan that was released and a draft with requests for which nobody is found."""

from datetime import timedelta

from kreislotse.matching.models import WeekPlan
from tests.demo.conftest import TODAY


def test_last_week_was_released_and_the_coming_one_is_a_draft(demo):
    before, draft = WeekPlan.objects.order_by("monday")

    assert before.monday == TODAY - timedelta(days=7)
    assert before.computed_at < before.released_at
    assert draft.monday == TODAY + timedelta(days=7)
    assert draft.released_at is None
    assert draft.lines.filter(guide__isnull=False).exists()
    unserved = draft.lines.filter(guide=None)
    assert unserved.filter(cause="language", why__contains="spricht diese Sprache").exists()
    assert all(line.why.startswith("Es fehlt: ") for line in unserved)
