"""When mailings and reminders go: the texts are the office's, the list of who got them names people."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from kreislotse.coordination.models import ExpiryReminder, Mailing, ProviderCall
from kreislotse.privacy.registry import Expiry


def mailings_to_erase(today: date, days: int) -> QuerySet[Mailing]:
    """Mailings sent more than `days` days ago."""
    return Mailing.objects.filter(created_at__date__lt=today - timedelta(days=days))


def erase_mailings(mailings: QuerySet[Mailing]) -> int:
    number = mailings.count()
    mailings.delete()
    return number


def reminders_to_erase(today: date, days: int) -> QuerySet[ExpiryReminder]:
    """Reminders of things that ran out more than `days` days ago."""
    return ExpiryReminder.objects.filter(expires_on__lt=today - timedelta(days=days))


def erase_reminders(reminders: QuerySet[ExpiryReminder]) -> int:
    return reminders.delete()[0]


def calls_to_erase(today: date, days: int) -> QuerySet[ProviderCall]:
    """Calls written more than `days` days ago."""
    return ProviderCall.objects.filter(called_on__lt=today - timedelta(days=days))


def erase_calls(calls: QuerySet[ProviderCall]) -> int:
    number = calls.count()
    calls.delete()
    return number


CALL_EXPIRY = Expiry(kind="provider_call", due=calls_to_erase, erase=erase_calls)
MAILING_EXPIRY = Expiry(kind="assignment", due=mailings_to_erase, erase=erase_mailings)
REMINDER_EXPIRY = Expiry(kind="training", due=reminders_to_erase, erase=erase_reminders)
