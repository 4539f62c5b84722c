"""What the directory's care does in the background."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from kreislotse.core.scope import current_district_id, district_scope
from kreislotse.districts.models import District
from kreislotse.jobs.tasks import district_task
from kreislotse.jobs.worker import every_night
from kreislotse.quality import hints, links
from kreislotse.quality.doubles import look_for_doubles
from kreislotse.quality.models import Link


@every_night
def check_links_of_the_night(today: date) -> None:
    """Gather the addresses of each district and begin to open those whose turn it is; a demonstration asks nobody."""
    if not settings.LINK_CHECK:
        return
    for district in District.objects.filter(is_demo=False).order_by("pk"):
        with district_scope(district):
            links.gather_links(today=today)
        check_some_links.enqueue(district.pk, links.AT_NIGHT)


@district_task
def check_some_links(left: int) -> None:
    """Open some links, then make room for other tasks and go on, until `left` are done or none is due."""
    if not settings.LINK_CHECK or left <= 0:
        return
    today = timezone.localdate()
    judged = links.check_links(links.due_links(today=today, limit=min(links.AT_ONCE, left)), today=today)
    if judged:
        check_some_links.enqueue(current_district_id(), left - judged)


@district_task
def check_link_now(link_id: int) -> None:
    """Open one link because somebody asked for it."""
    link = Link.objects.filter(pk=link_id).first()
    if settings.LINK_CHECK and link is not None:
        judgement = links.look_at(link.url)
        if judgement is not None:
            links.keep(link, judgement, today=timezone.localdate())


@every_night
def look_for_doubles_of_the_night(today: date) -> None:
    """What was read in or typed twice during the day waits for a decision in the morning."""
    for district in District.objects.order_by("pk"):
        with district_scope(district):
            look_for_doubles(today=today)


@every_night
def refresh_hints_of_the_night(today: date) -> None:
    for district in District.objects.order_by("pk"):
        with district_scope(district):
            hints.refresh_all(district=district, today=today)
