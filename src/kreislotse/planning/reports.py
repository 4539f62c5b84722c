"""Reports to the council and the public: the plan frozen on a day, never changed, with a checksum that says so."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.planning.content import plan_content
from kreislotse.planning.entries import Entry
from kreislotse.planning.models import PlanReport, PlanVersion, ProgressReport


class NothingAdopted(DomainError):
    message = _("Ein Bericht zeigt eine beschlossene Fassung. „%(version)s“ ist noch in Arbeit.")


class ReportedToday(DomainError):
    message = _(
        "Heute gibt es schon den Bericht „%(title)s“, und seither hat sich nichts geändert. Bitte nehmen Sie den, "
        "oder tragen Sie zuerst ein, was neu ist."
    )


class ReportDoesNotFit(DomainError):
    message = _(
        "Der Bericht „%(title)s“ vom %(day)s ist nicht mehr der, der erstellt wurde. Bitte melden Sie dies der Systembetreuung."
    )


@transaction.atomic
def take_report(  # noqa: PLR0913
    version: PlanVersion, *, title: str, summary: str = "", decision_reference: str = "", is_public: bool = False,
    now: datetime, today: date, by,
) -> PlanReport:  # fmt: skip
    """Freeze the edition as it stands. Raises `NothingAdopted`, and `ReportedToday` for the same state twice on a day."""
    version = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.is_draft:
        raise NothingAdopted(version=str(version))
    content = plan_content(version, today=today)
    checksum = checksum_of(content)
    same = PlanReport.objects.filter(version=version, checksum=checksum).first()
    if same is not None:
        raise ReportedToday(title=same.title)
    report = PlanReport(
        version=version, title=title.strip(), as_of=today, decision_reference=decision_reference.strip(),
        summary=summary.strip(), is_public=is_public, content=content, checksum=checksum, taken_at=now, by=by,
    )  # fmt: skip
    report.full_clean()
    report.save()
    audit.record(Entry.PLAN_REPORT_TAKEN, report, by=by, as_of=today)
    return report


@transaction.atomic
def publish_report(report: PlanReport, *, is_public: bool, by) -> PlanReport:
    """Show a report on the public pages, or take it from there. What it says stays as it is."""
    PlanReport.objects.filter(pk=report.pk).update(is_public=is_public)
    report.refresh_from_db(fields=["is_public"])
    audit.record(Entry.PLAN_REPORT_PUBLISHED if is_public else Entry.PLAN_REPORT_WITHDRAWN, report, by=by)
    return report


def public_reports_with(words: Iterable[ProgressReport]) -> dict[int, list[PlanReport]]:
    """The reports on the public pages that hold words of leads, the oldest first, by the keys of these words. One query.

    What is withheld later stays in them, for a report is never changed; it can only be taken back.
    """
    said = {(f"{one.on:%Y-%m-%d}", one.text, one.next_step): one.pk for one in words}
    found = defaultdict(list)
    if not said:
        return found
    since = date.fromisoformat(min(day for day, _text, _step in said))
    for report in PlanReport.objects.filter(is_public=True, as_of__gte=since).order_by("taken_at", "pk"):
        told = [one["report"] for one in report.content["measures"] if one["report"]]
        keys = {said.get((one.get("said_on", one["on"]), one["text"], one["next_step"])) for one in told}
        for key in keys - {None}:
            found[key].append(report)
    return found


def frozen_content(report: PlanReport) -> dict:
    """What a report says. Raises `ReportDoesNotFit` if somebody changed it behind our back."""
    if checksum_of(report.content) != report.checksum:
        raise ReportDoesNotFit(title=report.title, day=date_format(report.as_of, "j. F Y"))
    return report.content


def checksum_of(content: dict) -> str:
    """SHA-256 over the content as JSON with sorted keys: the same on every database."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def reports_before(report: PlanReport):
    """Earlier reports on the same plan, the newest first: what a report can be compared with."""
    return PlanReport.objects.filter(taken_at__lt=report.taken_at).defer("content").order_by("-taken_at", "-pk")
