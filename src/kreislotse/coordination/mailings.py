"""Writing to chosen guides: a preview of what goes to whom, one mail each in the background, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.coordination import tasks
from kreislotse.coordination.entries import Entry
from kreislotse.coordination.models import Mailing, Message, OfficeText
from kreislotse.coordination.texts import GERMAN, Words, check_words, filled, gaps_of, values_for, words_in_force
from kreislotse.core.errors import DomainError
from kreislotse.districts.models import District
from kreislotse.guides.models import Guide, TrainingRun
from kreislotse.guides.queries import sees_only_own_organization, visible_guides
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching.hours import in_hours
from kreislotse.matching.models import Appointment

MOST = 1_000


class NobodyChosen(DomainError):
    message = _("Bitte wählen Sie mindestens eine Person aus.")


class TooManyChosen(DomainError):
    message = _(
        "An höchstens %(most)s Personen auf einmal; gewählt sind %(number)s. Bitte grenzen Sie die Auswahl ein."
    )


class NobodyReachable(DomainError):
    message = _(
        "Von den gewählten Personen hat niemand eine E-Mail-Adresse. Bitte rufen Sie an oder schreiben Sie eine SMS."
    )


@dataclass(frozen=True)
class Preview:
    """What one guide would get; `email` is empty where there is no address."""

    guide: Guide
    language: str
    subject: str
    body: str

    @property
    def is_reachable(self) -> bool:
        return bool(self.guide.email)

    @property
    def missing(self) -> list[str]:
        """Gaps nothing fills for this guide; such a message is not sent."""
        return gaps_of(Words(self.subject, self.body))


def reachable_guides(*, to) -> QuerySet[Guide]:
    """Whom `to` may write to: visible guides who have not left."""
    return visible_guides(to=to).exclude(status=Guide.Status.LEFT)


def visible_mailings(*, to) -> QuerySet[Mailing]:
    """Mailings `to` may see: all for the office, for a Träger's coordinators those they sent themselves."""
    rows = Mailing.objects.all()
    return rows.filter(by=to) if sees_only_own_organization(to) else rows


def with_numbers(rows: QuerySet[Mailing]) -> QuerySet[Mailing]:
    S = Message.Status
    return rows.annotate(
        number=Count("messages"), sent=Count("messages", filter=Q(messages__status=S.SENT)),
        failed=Count("messages", filter=Q(messages__status=S.FAILED)),
        waiting=Count("messages", filter=Q(messages__status=S.WAITING)),
        left_out=Count("messages", filter=Q(messages__status__in=(S.NO_ADDRESS, S.SKIPPED))),
    )  # fmt: skip


def language_for(guide: Guide, words: dict[str, Words]) -> str:
    """The guide's own language of the pages where there are words in it, else German."""
    return guide.interface_language if guide.interface_language in words else GERMAN


def hours_this_year(guides: Iterable[Guide], *, today: date) -> dict[int, int]:
    """Minutes kept in the year so far by guide. One query."""
    rows = Appointment.objects.filter(
        assignment__guide__in=[guide.pk for guide in guides], on__year=today.year, on__lte=today,
        outcome=Appointment.Outcome.TOOK_PLACE,
    ).order_by().values_list("assignment__guide", "duration_minutes")  # fmt: skip
    found: dict[int, int] = {}
    for guide, minutes in rows:
        found[guide] = found.get(guide, 0) + minutes
    return found


def previews(
    words: dict[str, Words],
    guides: Iterable[Guide],
    *,
    district: District,
    today: date,
    more: dict[int, dict[str, str]] | None = None,
) -> list[Preview]:
    """What each of `guides` would get, in the given order; `more` fills further gaps per guide."""
    guides = list(guides)
    minutes = hours_this_year(guides, today=today)
    found = []
    for guide in guides:
        language = language_for(guide, words)
        values = values_for(
            guide, district=district, today=today, hours=in_hours(minutes.get(guide.pk, 0)), language=language,
            **(more or {}).get(guide.pk, {}),
        )  # fmt: skip
        text = filled(words[language], values)
        found.append(Preview(guide, language, text.subject, text.body))
    return found


@transaction.atomic
def send_mailing(
    *, words: dict[str, Words], guides: Iterable[Guide], purpose: str = OfficeText.Purpose.GENERAL,
    text: OfficeText | None = None, run: TrainingRun | None = None, now: datetime, by,
) -> Mailing:  # fmt: skip
    """Write to each of `guides`, one mail each, after the commit and in the background.

    Raises `NobodyChosen`, `TooManyChosen`, `NobodyReachable`, and what `check_words` refuses.
    """
    for one in words.values():
        check_words(one, purpose=purpose, is_sms=False)
    chosen = list({guide.pk: guide for guide in guides}.values())
    if not chosen:
        raise NobodyChosen
    if len(chosen) > MOST:
        raise TooManyChosen(most=MOST, number=len(chosen))
    if not any(guide.email for guide in chosen):
        raise NobodyReachable
    mailing = Mailing.objects.create(
        purpose=purpose,
        text=text,
        run=run,
        words={code: [one.subject, one.body] for code, one in words.items()},
        created_at=now,
        by=by,
    )
    S = Message.Status
    Message.objects.bulk_create(
        Message(
            mailing=mailing, guide=guide, language=language_for(guide, words),
            status=S.WAITING if guide.email else S.NO_ADDRESS,
        )
        for guide in chosen
    )  # fmt: skip
    audit.record(
        Entry.MAILING_SENT, mailing, by=by, purpose=purpose, people=len(chosen), text=text.pk if text else None
    )
    enqueue_after_commit(tasks.send_messages, mailing.pk)
    return mailing


@transaction.atomic
def repeat_failed(mailing: Mailing, *, by) -> int:
    """Try once more what did not go out; returns how many."""
    S = Message.Status
    number = mailing.messages.filter(status=S.FAILED).update(status=S.WAITING)
    if number:
        audit.record(Entry.MAILING_REPEATED, mailing, by=by, people=number)
        enqueue_after_commit(tasks.send_messages, mailing.pk)
    return number


def words_of(mailing: Mailing) -> dict[str, Words]:
    return {code: Words(*pair) for code, pair in mailing.words.items()}


def words_to_send(text: OfficeText, subject: str, body: str, *, today: date) -> dict[str, Words]:
    """The words of a text as the office sends them: changed in German, translations no longer say the same and stay out."""
    known = words_in_force(text, today)
    typed = Words(subject.strip(), body.replace("\r\n", "\n").strip())
    if known.get(GERMAN) == typed:
        return known
    return {GERMAN: typed}
