"""„Heute“: what presses stands first and only once, the rest by field of work."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kreislotse.intake.models import HelpRequest
from kreislotse.web.office.waiting import waiting_for
from tests.factories import NOON, GuideFactory, HelpRequestFactory

pytestmark = pytest.mark.usefixtures("in_district")


@pytest.fixture
def old_request(db):
    return HelpRequestFactory(status=HelpRequest.Status.RECEIVED, received_on=timezone.localdate() - timedelta(days=60))


def test_what_presses_comes_first_and_stands_nowhere_else(coordinator, old_request):
    GuideFactory(status="interested")

    groups = waiting_for(coordinator, today=timezone.localdate(), now=timezone.now())

    assert [group.title for group in groups][:3] == ["Das eilt", "Anfragen", "Lotsinnen und Lotsen"]
    assert all(line.is_pressing == (group.title == "Das eilt") for group in groups for line in group.lines)
    assert all(line.number for group in groups for line in group.lines)
    sentences = [line.sentence for group in groups for line in group.lines]
    assert len(sentences) == len(set(sentences))


def test_the_page_names_the_fields(coordinator, old_request, login):
    page = login(coordinator).get("/buero/").content.decode()

    assert re.findall(r"<h3>(.*?)</h3>", page)[:2] == ["Das eilt", "Anfragen"]


def test_a_field_in_which_nothing_waits_is_left_out(coordinator):
    assert "Das eilt" not in [g.title for g in waiting_for(coordinator, today=NOON.date(), now=NOON)]
