"""When a guide's data go, and what a successor takes over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from kreislotse.guides.models import Guide
from kreislotse.guides.operations import erase_guides
from kreislotse.privacy.registry import Expiry


def guides_to_erase(today: date, days: int) -> QuerySet[Guide]:
    """Guides who left more than `days` days ago."""
    return Guide.objects.filter(status=Guide.Status.LEFT, left_on__lt=today - timedelta(days=days))


GUIDE_EXPIRY = Expiry(kind="guide", due=guides_to_erase, erase=erase_guides)


def guides_of(user) -> QuerySet[Guide]:
    """Guides that `user` looks after in the office."""
    return Guide.objects.filter(responsible=user).exclude(status=Guide.Status.LEFT).order_by("number", "pk")


def describe(guide: Guide) -> list[str]:
    since = f"{guide.started_on:%d.%m.%Y}" if guide.started_on else ""
    return [guide.number, str(guide), str(guide.get_status_display()), since]
