"""Asking a lead how its measure stands: a mail with a link to one page, one reminder, an answer that uses the link up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.letters import Letter, as_message, signature
from kreislotse.groups.sending import MOST_FAILURES, send_once
from kreislotse.planning.editions import living_for_change, locked_version
from kreislotse.planning.entries import Entry
from kreislotse.planning.measures import letters_go_to
from kreislotse.planning.models import Measure, PlanVersion, ProgressReport, UpdateRequest
from kreislotse.planning.progress import report_progress, rewrite_words

GIVEN_UP = Q(sent_at=None, failures__gte=MOST_FAILURES)
"""Requests whose mail never went out: their leads were not asked."""


class NoAddress(DomainError):
    message = gettext_lazy(
        "Für „%(measure)s“ kennen wir keine E-Mail. Bitte tragen Sie unter „Federführung und Bericht“ eine Ansprechperson oder E-Mail ein."
    )


class NotAskedInDraft(DomainError):
    message = gettext_lazy("Um den Stand bitten Sie, sobald die Fassung beschlossen ist.")


class EndedMeasure(DomainError):
    message = gettext_lazy("Diese Maßnahme ist beendet (%(status)s). Nach ihrem Stand fragt niemand mehr.")


class AskedToday(DomainError):
    message = gettext_lazy("Heute ging schon eine Bitte an %(email)s hinaus.")


class LinkUsed(DomainError):
    message = gettext_lazy("Ihre Antwort ist schon da. Möchten Sie etwas ändern? Rufen Sie uns bitte an.")


class LinkOver(DomainError):
    message = gettext_lazy("Dieser Link gilt nicht mehr. Unten können Sie sich einen neuen schicken lassen.")


@transaction.atomic
def ask_for_update(measure: Measure, *, today: date, by=None, rewrites: ProgressReport | None = None) -> UpdateRequest:
    """Prepare the mail to a lead; an older link ends. With `rewrites` only the words of that report are asked for anew.

    Raises `NotAskedInDraft`, `EndedMeasure`, `NoAddress`, `AskedToday`.
    """
    version = living_for_change(measure.version_id)
    measure = Measure.objects.select_for_update(of=("self",)).select_related("lead", "lead_contact").get(pk=measure.pk)
    email = letters_go_to(measure)
    if version.is_draft:
        raise NotAskedInDraft
    if measure.is_ended:
        raise EndedMeasure(status=measure.get_status_display())
    if not email:
        raise NoAddress(measure=str(measure))
    waiting = UpdateRequest.objects.filter(measure=measure, answered_at=None, replaced_at=None)
    if waiting.filter(asked_on=today, email=email, rewrites=rewrites).exclude(GIVEN_UP).exists():
        raise AskedToday(email=email)
    waiting.update(replaced_at=timezone.now())
    due = measure.next_report_on if measure.next_report_on and measure.next_report_on > today else None
    asked = UpdateRequest(
        measure=measure, email=email, asked_on=today, asked_by=by, expires_on=today + timedelta(days=version.link_days),
        due_on=(not rewrites and due) or today + timedelta(days=version.asks_before_days), rewrites=rewrites,
    )  # fmt: skip
    asked.save()
    audit.record(Entry.UPDATE_ASKED, measure, by=by)
    return asked


def ask_again(asked: UpdateRequest, *, today: date) -> UpdateRequest:
    """A fresh link for a lead whose link is over; for the same words, as long as they are withheld. Raises as `ask_for_update`."""
    report = asked.rewrites
    is_withheld = report is not None and report.words == ProgressReport.Words.WITHHELD
    return ask_for_update(asked.measure, today=today, rewrites=report if is_withheld else None)


@transaction.atomic
def answer_update(asked: UpdateRequest, *, now: datetime, **facts) -> ProgressReport:
    """Take what the lead says, once. `facts` are those of `report_progress`, or the new words (`progress.rewrite_words`).

    Raises `LinkUsed`, `LinkOver`.
    """
    locked_version(asked.measure.version_id)
    rows = UpdateRequest.objects.select_for_update(of=("self",))
    asked = rows.select_related("measure", "rewrites").get(pk=asked.pk)
    today = timezone.localdate(now)
    if asked.answered_at is not None:
        raise LinkUsed
    if is_over(asked, today):
        raise LinkOver
    if asked.rewrites:
        report = rewrite_words(asked.rewrites, **facts)
    else:
        report = asked.report = report_progress(asked.measure, **facts, on=today, is_from_lead=True)
    asked.answered_at = now
    asked.save(update_fields=["answered_at", "report"])
    return report


def is_given_up(asked: UpdateRequest) -> bool:
    """Whether the mail of a request never went out and is not tried again; the same as `GIVEN_UP`."""
    return asked.sent_at is None and asked.failures >= MOST_FAILURES


def is_over(asked: UpdateRequest, today: date) -> bool:
    """Whether a link no longer takes an answer: too old, replaced, or its measure or edition has ended."""
    measure = asked.measure
    return (
        asked.replaced_at is not None
        or asked.expires_on < today
        or measure.is_ended
        or measure.version.status == PlanVersion.Status.REPLACED
    )


def update_behind(secret: str) -> UpdateRequest | None:
    rows = UpdateRequest.objects.select_related(
        "measure__version", "measure__lead", "measure__objective__goal", "report", "rewrites"
    )
    return rows.filter(token_digest=digest(secret)).first()


# ── the mails ───────────────────────────────────────────────────────────────────────────────────────


def requests_due(version: PlanVersion, today: date):
    """Measures whose report comes due soon, or is overdue, and whose lead was not asked for this one.

    Whoever is asked to write the words of the last one again answers that first: a new letter would end its link.
    """
    until = today + timedelta(days=version.asks_before_days)
    open_ones = Measure.objects.filter(version=version, next_report_on__lte=until).open()
    asked = UpdateRequest.objects.filter(replaced_at=None, answered_at=None, expires_on__gte=today).exclude(GIVEN_UP)
    return open_ones.exclude(pk__in=asked.values("measure")).select_related("lead_contact").order_by("pk")


def ask_leads(*, today: date) -> int:
    """Prepare the mails that are due, if the edition in force asks by itself; returns how many.

    What could not be sent on an earlier day is prepared anew, to the address the lead has today.
    """
    version = PlanVersion.objects.filter(status=PlanVersion.Status.ADOPTED, asks_leads=True).first()
    if version is None:
        return 0
    unsent = UpdateRequest.objects.filter(GIVEN_UP, measure__version=version, answered_at=None, replaced_at=None)
    unsent = (
        unsent.filter(rewrites__isnull=False, asked_on__lt=today).select_related("measure", "rewrites").order_by("pk")
    )
    prepared = sum(_is_prepared(lambda one=one: ask_again(one, today=today)) for one in unsent)
    due = requests_due(version, today)  # without those who were just asked to write again
    return prepared + sum(_is_prepared(lambda one=one: ask_for_update(one, today=today)) for one in due)


def _is_prepared(ask) -> bool:
    try:
        ask()
    except DomainError:  # the list of reports that are due shows it to the office
        return False
    return True


def send_updates(*, now: datetime) -> int:
    """Send what waits and remind once; each mail is claimed before it goes, so that no second run repeats it."""
    today, district, sent = timezone.localdate(now), current_district(), 0
    rows = UpdateRequest.objects.filter(answered_at=None, replaced_at=None, expires_on__gte=today)
    rows = rows.exclude(measure__status__in=[Measure.Status.DONE, Measure.Status.DROPPED])
    rows = rows.filter(measure__version__status=PlanVersion.Status.ADOPTED).select_related(
        "measure__version", "measure__lead", "rewrites"
    )
    for asked in rows.filter(sent_at=None, failures__lt=MOST_FAILURES).order_by("pk"):
        sent += _send(asked, "sent_at", district, now)
    for asked in rows.filter(sent_at__isnull=False, reminded_at=None, failures__lt=MOST_FAILURES).order_by("pk"):
        if today >= asked.due_on + timedelta(days=asked.measure.version.reminds_after_days):
            sent += _send(asked, "reminded_at", district, now)
    return sent


def _send(asked: UpdateRequest, moment: str, district: District, now: datetime) -> bool:
    def message():
        with override("de"):
            letter = update_letter(asked, district=district, is_reminder=moment == "reminded_at")
        return as_message(letter, asked.email, district=district)

    return bool(asked.secret) and send_once(asked, moment, message, now=now, answered_at=None)


def update_letter(asked: UpdateRequest, *, district: District, is_reminder: bool) -> Letter:
    measure = asked.measure
    lead = {
        "title": measure.title,
        "plan": measure.version.title,
        "lead": str(measure.lead),
        "day": date_format(asked.due_on, "j. F Y"),
    }
    if asked.rewrites:
        return _rewriting_letter(asked, lead, district=district, is_reminder=is_reminder)
    subject = _("Erinnerung: Wie steht es um „%(title)s“?") if is_reminder else _("Wie steht es um „%(title)s“?")
    parts = [
        _("Guten Tag,"),
        _("im %(plan)s führt %(lead)s die Maßnahme „%(title)s“. Bitte sagen Sie uns bis %(day)s in wenigen Sätzen, wie weit sie ist.") % lead,
        _("Das geht ohne Anmeldung, auch am Telefon, und dauert fünf Minuten:"),
        link_of(asked, district),
        _("Der Link gilt bis %(day)s und ist nur für diese Maßnahme.") % {"day": date_format(asked.expires_on, "j. F Y")},
        signature(None, district),
    ]  # fmt: skip
    return Letter(subject % lead, "\n\n".join(parts) + "\n")


def _rewriting_letter(asked: UpdateRequest, names: dict, *, district: District, is_reminder: bool) -> Letter:
    """Why the words of a report are not shown as they are, and the link to write them again."""
    report, subject = asked.rewrites, _("Bitte noch einmal: Ihre Worte zu „%(title)s“")
    names = names | {"said_on": date_format(report.on, "j. F Y")}
    parts = [
        _("Guten Tag,"),
        _("danke für Ihren Bericht vom %(said_on)s zu „%(title)s“. Ampel, Meilensteine und Geld haben wir übernommen. Ihre Worte zeigen wir so noch nicht öffentlich:") % names,
        report.withheld_because,
        _("Bitte schreiben Sie sie bis %(day)s noch einmal. Ihr Text steht schon da, Sie ändern nur, was nötig ist:") % names,
        link_of(asked, district),
        _("Der Link gilt bis %(day)s und ist nur für diesen Bericht.") % {"day": date_format(asked.expires_on, "j. F Y")},
        signature(None, district),
    ]  # fmt: skip
    return Letter((_("Erinnerung: %s") % subject if is_reminder else subject) % names, "\n\n".join(parts) + "\n")


def link_of(asked: UpdateRequest, district: District) -> str:
    return district.base_url + reverse("partners:answer_update", args=[asked.secret])
