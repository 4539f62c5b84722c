"""What goes by itself: addresses of leads in old letters, and what people wrote when a participation is long over.

The plan, its needs and its reports stay: they are the Kreis' memory and hold no persons.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kreislotse.planning.models import Measure, ParticipationEntry, PlanVersion, UpdateRequest
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import Expiry


def update_requests_over(today: date, days: int) -> QuerySet[UpdateRequest]:
    return UpdateRequest.objects.filter(asked_on__lt=today - timedelta(days=days))


def participation_over(today: date, days: int) -> QuerySet[ParticipationEntry]:
    return ParticipationEntry.objects.filter(window__closes_on__lt=today - timedelta(days=days))


def spam_over(today: date, days: int) -> QuerySet[ParticipationEntry]:
    return ParticipationEntry.objects.filter(spam_since__lt=today - timedelta(days=days))


def leads_over(today: date, days: int) -> QuerySet[Measure]:
    """Measures of an edition that was replaced long ago and still name somebody."""
    replaced = Q(
        version__status=PlanVersion.Status.REPLACED, version__followed_by__adopted_on__lt=today - timedelta(days=days)
    )
    return Measure.objects.filter(replaced).exclude(lead_contact=None, lead_email="")


def forget_leads(rows: QuerySet[Measure]) -> int:
    return rows.update(lead_contact=None, lead_email="")


def erase(rows: QuerySet) -> int:
    return rows.delete()[0]


UPDATE_REQUESTS = Expiry(RetentionRule.Kind.UPDATE_REQUEST, update_requests_over, erase)
PARTICIPATION = Expiry(RetentionRule.Kind.PARTICIPATION, participation_over, erase)
SPAM = Expiry(RetentionRule.Kind.PARTICIPATION_SPAM, spam_over, erase)
LEADS = Expiry(RetentionRule.Kind.PLAN, leads_over, forget_leads)
