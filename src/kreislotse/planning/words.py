"""The words of leads, read by the office before everybody reads them.

Light, money and milestones count at once: they are numbers and a choice, and name nobody. What a lead writes freely waits
here until it is released, or goes back with a reason and a link to write it again.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.planning.editions import VersionReplaced, locked_version
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import ProgressReport, UpdateRequest
from kreislotse.planning.no_names import named_people
from kreislotse.planning.progress import ask_no_more_to_rewrite
from kreislotse.planning.updates import EndedMeasure, NoAddress, NotAskedInDraft, ask_for_update

Words = ProgressReport.Words


class WordsChanged(DomainError):
    message = _(
        "Inzwischen hat jemand über diese Worte entschieden, oder sie wurden neu geschrieben. Bitte lesen Sie den Bericht noch einmal."
    )


class WordsReleased(DomainError):
    message = _("Diese Worte sind schon freigegeben.")


class WordsWithheld(DomainError):
    message = _("Diese Worte sind schon zurückgestellt.")


class NoReasonForLead(DomainError):
    message = _("Bitte sagen Sie der Federführung in einem Satz, was sie ändern soll.")


def waiting_words() -> QuerySet[ProgressReport]:
    """Reports whose words nobody has read, the oldest first."""
    return ProgressReport.objects.filter(words=Words.WAITING).order_by("on", "pk")


def withheld_words() -> QuerySet[ProgressReport]:
    """Reports whose words went back to the lead, the oldest first; without those a later report has overtaken."""
    later = ProgressReport.objects.filter(measure=OuterRef("measure"), pk__gt=OuterRef("pk"))
    return ProgressReport.objects.filter(~Exists(later), words=Words.WITHHELD).order_by("on", "pk")


def name_hint(report: ProgressReport) -> str:
    """What in the words looks like a person, for whoever reads them: „ein Name: Herr Yilmaz“; empty if nothing does."""
    found = named_people(f"{report.text}\n{report.next_step}")
    return ": ".join(found) if found else ""


@transaction.atomic
def release_words(report: ProgressReport, *, seen: str, by) -> ProgressReport:
    """Let everybody read the words as they were when `seen` was made. Raises `WordsReleased`, `WordsChanged`."""
    report = _locked(report)
    if report.is_released:
        raise WordsReleased
    if report.seen != seen:
        raise WordsChanged
    report.words, report.withheld_because = Words.RELEASED, ""
    report.save(update_fields=["words", "withheld_because"])
    ask_no_more_to_rewrite(report.measure)
    audit.record(Entry.WORDS_RELEASED, report.measure, by=by, on=report.on)
    return report


@transaction.atomic
def withhold_words(report: ProgressReport, *, reason: str, seen: str, today: date, by) -> UpdateRequest | None:
    """Show the words to nobody, and ask the lead by mail to write them again; also words that were released too soon.

    Returns nothing where no mail can go: the office wrote them itself, the lead has no address, or the measure has ended.
    Raises `NoReasonForLead`, `WordsWithheld`, `WordsChanged`.
    """
    if not reason.strip():
        raise NoReasonForLead
    report = _locked(report)
    if report.words == Words.WITHHELD:
        raise WordsWithheld
    if report.seen != seen:
        raise WordsChanged
    report.words, report.withheld_because = Words.WITHHELD, reason.strip()[:300]
    report.save(update_fields=["words", "withheld_because"])
    audit.record(Entry.WORDS_WITHHELD, report.measure, by=by, on=report.on)
    if not report.is_from_lead:
        return None
    try:
        return ask_for_update(report.measure, today=today, by=by, rewrites=report)
    except (NoAddress, EndedMeasure, NotAskedInDraft, VersionReplaced):
        return None


def _locked(report: ProgressReport) -> ProgressReport:
    locked_version(report.measure.version_id)
    rows = ProgressReport.objects.select_for_update(of=("self",))
    return rows.select_related("measure__lead", "measure__lead_contact").get(pk=report.pk)
