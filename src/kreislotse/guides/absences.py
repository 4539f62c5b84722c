"""Days on which guides cannot come, the language they read, and the address of their calendar: what they keep themselves."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.guides.entries import Entry
from kreislotse.guides.models import CalendarFeed, Guide, GuideAbsence

LONGEST = timedelta(days=366)


class AbsenceWrongWayRound(DomainError):
    message = _("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die Daten.")


class AbsenceOver(DomainError):
    message = _("Diese Tage sind schon vorbei. Bitte nennen Sie Tage, die noch kommen.")


class AbsenceTooLong(DomainError):
    message = _("Das ist länger als ein Jahr. Bitte rufen Sie uns an, dann lassen wir Ihre Mitarbeit ruhen.")


class LanguageUnknown(DomainError):
    message = _("Diese Sprache gibt es hier nicht. Bitte wählen Sie eine aus der Liste.")


@transaction.atomic
def note_absence(guide: Guide, *, from_on: date, to_on: date, today: date, by) -> GuideAbsence:
    """Say from when to when a guide cannot come; days that touch or overlap become one absence."""
    if to_on < from_on:
        raise AbsenceWrongWayRound
    if to_on < today:
        raise AbsenceOver
    if to_on - from_on > LONGEST:
        raise AbsenceTooLong
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    touching = guide.absences.filter(from_on__lte=to_on + timedelta(days=1), to_on__gte=from_on - timedelta(days=1))
    days = [(from_on, to_on), *touching.values_list("from_on", "to_on")]
    touching.delete()
    absence = GuideAbsence.objects.create(guide=guide, from_on=min(d[0] for d in days), to_on=max(d[1] for d in days))
    audit.record(Entry.GUIDE_CHANGED_OWN_DATA, guide, by=by)
    return absence


@transaction.atomic
def take_back_absence(absence: GuideAbsence, *, by) -> None:
    """The guide comes after all."""
    guide = absence.guide
    absence.delete()
    audit.record(Entry.GUIDE_CHANGED_OWN_DATA, guide, by=by)


def away_on(guide: Guide, days: Iterable[date]) -> dict[date, GuideAbsence]:
    """Those of the days on which the guide is away, each with its absence. One query."""
    days = set(days)
    if not days:
        return {}
    spans = list(guide.absences.filter(from_on__lte=max(days), to_on__gte=min(days)))
    return {day: span for day in sorted(days) for span in spans if span.from_on <= day <= span.to_on}


def coming_absences(guide: Guide, *, today: date) -> list[GuideAbsence]:
    return list(guide.absences.filter(to_on__gte=today).order_by("from_on", "pk"))


@transaction.atomic
def choose_language(guide: Guide, *, language: str, by) -> Guide:
    """The language of the guide's pages and mails."""
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    guide.interface_language = language
    guide.save(update_fields=["interface_language"])
    audit.record(Entry.GUIDE_CHANGED_OWN_DATA, guide, by=by)
    return guide


@transaction.atomic
def renew_calendar_feed(guide: Guide, *, now: datetime, by) -> CalendarFeed:
    """A new secret address for the guide's calendar; the old one leads nowhere from now on."""
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    CalendarFeed.objects.filter(guide=guide).delete()
    feed = CalendarFeed(guide=guide, version=uuid4(), created_at=now)
    feed.secret_digest = digest(feed_secret(feed))
    feed.save()
    audit.record(Entry.CALENDAR_FEED_RENEWED, guide, by=by)
    return feed


@transaction.atomic
def end_calendar_feed(guide: Guide, *, by) -> None:
    """The address leads nowhere from now on."""
    if CalendarFeed.objects.filter(guide=guide).delete()[0]:
        audit.record(Entry.CALENDAR_FEED_ENDED, guide, by=by)


def feed_secret(feed: CalendarFeed) -> str:
    """192 bits that follow from the installation's key and the version: the database alone cannot give them away."""
    key = salted_hmac("kreislotse.guides.calendar", str(feed.version), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(key[:24]).decode()


def feed_by_secret(secret: str) -> CalendarFeed | None:
    """The feed behind an address, of a guide who is still there."""
    rows = CalendarFeed.objects.select_related("guide").exclude(guide__status=Guide.Status.LEFT)
    return rows.filter(secret_digest=digest(secret)).first()
