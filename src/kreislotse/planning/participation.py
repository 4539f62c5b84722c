"""Participation: a window in which everybody may say something about an edition, read, shown and answered by the office."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.models import Body
from kreislotse.jobs.tasks import district_task, enqueue_after_commit
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import Goal, Measure, Objective, ParticipationEntry, ParticipationWindow, PlanVersion
from kreislotse.planning.spam import Sign, signs_of, text_digest

Status = ParticipationEntry.Status
SUBJECT = gettext_noop("Antwort auf Ihren Beitrag zum Konzept")
FORGOTTEN = gettext_noop("Mit dieser Antwort löschen wir Ihre E-Mail-Adresse.")


class WindowClosed(DomainError):
    message = _("Diese Beteiligung ist beendet. Ihr Text wurde nicht gesendet. Bitte rufen Sie uns an oder schreiben Sie uns eine E-Mail.")  # fmt: skip


class AnotherWindow(DomainError):
    message = _("Vom %(first)s bis %(last)s läuft schon eine Beteiligung. Zwei zur selben Zeit würden alle verwirren.")


class OpensInPast(DomainError):
    message = _("Der erste Tag liegt in der Vergangenheit. Bitte beginnen Sie heute oder später.")


class VersionReplaced(DomainError):
    message = _(
        "Diese Fassung ist abgelöst. Eine Beteiligung braucht eine Fassung, an der sich noch etwas ändern lässt."
    )


class AboutAnotherVersion(DomainError):
    message = _("Dazu kann man hier nichts sagen: Es gehört zu einer anderen Fassung.")


class TextMissing(DomainError):
    message = _("Bitte schreiben Sie einen Satz.")


class NotRead(DomainError):
    message = _("Bitte lesen Sie den Beitrag zuerst und entscheiden Sie, ob er gezeigt wird.")


class AnsweredAlready(DomainError):
    message = _("Dieser Beitrag ist schon beantwortet. Bitte laden Sie die Seite neu.")


class LetterNotSent(Exception):
    """The mail server took a letter not on; the result of the task keeps only the kind of error."""


# ── windows ─────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_window(
    version: PlanVersion, *, opens_on: date, closes_on: date, introduction: str = "", today: date, by
) -> ParticipationWindow:
    """Let everybody say something about an edition. Raises `OpensInPast`, `AnotherWindow`, `VersionReplaced`."""
    if opens_on < today:
        raise OpensInPast
    if version.status == PlanVersion.Status.REPLACED:
        raise VersionReplaced
    window = ParticipationWindow(
        version=version, opens_on=opens_on, closes_on=closes_on, introduction=introduction.strip()
    )
    _check_window(window)
    window.save()
    audit.record(Entry.PARTICIPATION_OPENED, window, by=by, until=closes_on)
    return window


@transaction.atomic
def change_window(window: ParticipationWindow, *, closes_on: date, introduction: str, by) -> ParticipationWindow:
    """A later or earlier last day, other words. Raises `AnotherWindow`."""
    window.closes_on, window.introduction = closes_on, introduction.strip()
    _check_window(window)
    window.save(update_fields=["closes_on", "introduction"])
    audit.record(Entry.PARTICIPATION_CHANGED, window, by=by, until=closes_on)
    return window


def _check_window(window: ParticipationWindow) -> None:
    District.objects.select_for_update(no_key=True).get(pk=current_district_id())
    others = ParticipationWindow.objects.exclude(pk=window.pk)
    if other := others.filter(opens_on__lte=window.closes_on, closes_on__gte=window.opens_on).first():
        raise AnotherWindow(first=date_format(other.opens_on, "j. F Y"), last=date_format(other.closes_on, "j. F Y"))
    window.full_clean()


def window_on(day: date) -> ParticipationWindow | None:
    """The window that is open on a day."""
    rows = ParticipationWindow.objects.filter(opens_on__lte=day, closes_on__gte=day)
    return rows.select_related("version").first()


# ── what comes in ───────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def submit_entry(  # noqa: PLR0913
    window: ParticipationWindow, *, kind: str, text: str, language: str, about: Goal | Objective | Measure | None = None,
    email: str = "", body: Body | None = None, submission_digest: str = "", now: datetime,
) -> ParticipationEntry:  # fmt: skip
    """Keep what somebody says; nothing is shown before it was read. The same form sent twice is one.

    Raises `WindowClosed`, `AboutAnotherVersion`, `TextMissing`.
    """
    text, today = text.strip(), timezone.localdate(now)
    if not window.opens_on <= today <= window.closes_on:
        raise WindowClosed
    if not text:
        raise TextMissing
    if about is not None and _version_of(about) != window.version_id:
        raise AboutAnotherVersion
    digest = submission_digest or _digest(window, body, about, text)
    if sent := ParticipationEntry.objects.filter(submission_digest=digest).first():
        return sent
    same = ParticipationEntry.objects.filter(window=window, text_digest=text_digest(text))
    signs = [] if body is not None else signs_of(text, same_before=same.count())
    if Sign.REPEATED in signs:  # the copies that came before, as far as nobody has read them
        unread = same.filter(status=Status.WAITING, body=None, looks_like_spam=False)
        unread.update(looks_like_spam=True, spam_signs=Sign.REPEATED.value)
    return ParticipationEntry.objects.create(
        window=window, kind=kind, text=text, language=language, german_text="", email=email, body=body, received_at=now,
        looks_like_spam=bool(signs), spam_signs=",".join(sign.value for sign in signs), text_digest=text_digest(text),
        submission_digest=digest, **_named(about),
    )  # fmt: skip


def _version_of(about) -> int:
    return about.goal.version_id if isinstance(about, Objective) else about.version_id


def _named(about) -> dict:
    kinds = {Goal: "goal", Objective: "objective", Measure: "measure"}
    return {} if about is None else {kinds[type(about)]: about}


def _digest(window, body, about, text: str) -> str:
    """For people with a login, whose page carries no token: the same words of the same body about the same thing."""
    content = f"{window.pk}|{body and body.pk}|{about and (type(about).__name__, about.pk)}|{text}"
    return hashlib.sha256(content.encode()).hexdigest()


# ── reading and answering ───────────────────────────────────────────────────────────────────────────


@transaction.atomic
def moderate(entries: QuerySet[ParticipationEntry], *, status: str, today: date, by) -> int:
    """Show entries, keep them back, or put them away as advertising; how many were changed. Few queries for any number.

    An address that was left beside advertising goes at once, the rest of it some days later (`retention.SPAM`). What is
    answered is no advertising and keeps its place.
    """
    changed = entries.exclude(status=status)
    if status == Status.SPAM:
        changed = changed.filter(answered_on=None)
    keys = list(changed.values_list("pk", flat=True))
    values = {"status": status, "spam_since": None}
    if status == Status.SPAM:
        values |= {"email": "", "spam_since": today}
    elif status in (Status.SHOWN, Status.WAITING):
        values |= {"looks_like_spam": False, "spam_signs": ""}
    for start in range(0, len(keys), 500):
        ParticipationEntry.objects.filter(pk__in=keys[start : start + 500]).update(**values)
    if keys:
        window = ParticipationWindow.objects.filter(entries__in=keys[:1]).first()
        audit.record(Entry.PARTICIPATION_MODERATED, window, by=by, status=status, number=len(keys))
    return len(keys)


@transaction.atomic
def put_into_german(entry: ParticipationEntry, *, german_text: str, by) -> ParticipationEntry:
    """What it says in German, by whoever understands it."""
    entry.german_text = german_text.strip()
    entry.save(update_fields=["german_text"])
    audit.record(Entry.PARTICIPATION_CHANGED, entry.window, by=by, said=entry.pk)
    return entry


@transaction.atomic
def answer_entry(entry: ParticipationEntry, *, answer: str, now: datetime, by) -> ParticipationEntry:
    """Answer under the entry, and by mail where an address was left. Raises `NotRead`, `AnsweredAlready`, `TextMissing`."""
    entry = ParticipationEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not answer.strip():
        raise TextMissing
    if entry.status not in (Status.SHOWN, Status.NOT_SHOWN):
        raise NotRead
    if entry.answer:
        raise AnsweredAlready
    entry.answer, entry.answered_on = answer.strip(), timezone.localdate(now)
    entry.save(update_fields=["answer", "answered_on"])
    audit.record(Entry.PARTICIPATION_ANSWERED, entry.window, by=by, said=entry.pk)
    if entry.email:
        enqueue_after_commit(mail_answer, entry.pk)
    return entry


@district_task
def mail_answer(entry_id: int) -> None:
    """Send the answer once, in the frame of the person's language, and delete the address it went to."""
    entry = ParticipationEntry.objects.exclude(email="").filter(pk=entry_id).first()
    waiting = ParticipationEntry.objects.filter(pk=entry_id, mailed_at=None).exclude(answer="")
    if entry is None or not waiting.update(mailed_at=timezone.now()):
        return
    district = current_district()
    with override(entry.language):
        subject = gettext(SUBJECT)
        context = {"entry": entry, "district": district, "forgotten": gettext(FORGOTTEN)}
        body = render_to_string("planning/mail/participation_answer.txt", context)
    headers = {"Reply-To": district.email} if district.email else {}
    try:
        EmailMessage(subject, body.strip() + "\n", to=[entry.email], headers=headers).send()
    except OSError as error:
        ParticipationEntry.objects.filter(pk=entry_id).update(mailed_at=None)
        raise LetterNotSent(type(error).__name__) from None  # what the mail server says holds the address
    ParticipationEntry.objects.filter(pk=entry_id).update(email="")
