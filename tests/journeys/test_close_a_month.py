"""A coordinator looks at last month, closes it, and a late entry counts in the open one."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kreislotse.casefacts.models import MonthClosing
from kreislotse.casefacts.operations import month_name
from kreislotse.core.dates import first_of_month, previous_month
from kreislotse.core.scope import district_scope
from tests import factories as make

pytestmark = pytest.mark.journey


def test_month_is_closed(page, stocked, enter, check):
    this_month = first_of_month(stocked.today)
    last = previous_month(this_month)
    with district_scope(stocked.district):
        for _ in range(5):
            make.HelpRequestFactory(
                topic=stocked.topic, closed=True, received_on=last, answered_on=last + timedelta(days=2),
                closed_on=last + timedelta(days=9),
            )  # fmt: skip
    enter(page, "coordinator")

    page.goto(stocked.url("/buero/"))
    page.get_by_role("link", name="kann abgeschlossen werden").click()
    check(page)
    page.get_by_role("button", name="Monat abschließen").click()

    expect(page.get_by_text("ist abgeschlossen. Seine Zahlen ändern sich nicht mehr.")).to_be_visible()
    expect(page.get_by_role("row", name="Wohnen und Miete 5")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Ich muss etwas nachtragen").click()
    expect(page.get_by_text(f"Er zählt im {month_name(this_month)}")).to_be_visible()
    page.goto(stocked.url("/buero/monate/"))
    check(page)
    with district_scope(stocked.district):
        assert MonthClosing.objects.get().month == last
