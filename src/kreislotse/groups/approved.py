"""Approved minutes are kept as a document: what the page and the PDF say of them no longer follows the tables (ADR 0022)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import ApprovedMinutes, Meeting
from kreislotse.groups.printouts import minutes_content, minutes_pdf, print_minutes
from kreislotse.groups.state import locked


class KeptAlready(DomainError):
    message = _("Dieses Protokoll ist schon festgehalten, seit dem %(day)s.")


class OnlyApprovedIsKept(DomainError):
    message = _("Festgehalten wird nur ein genehmigtes Protokoll. Dieses ist noch nicht genehmigt.")


class MinutesDoNotFit(DomainError):
    message = _(
        "Das Protokoll ist nicht mehr das, was genehmigt wurde: Die Prüfsumme passt nicht. Bitte melden Sie dies der "
        "Systembetreuung."
    )


def keep(meeting: Meeting, *, now: datetime) -> ApprovedMinutes:
    """Write down what the approved minutes say at this moment. Raises `DocumentNotMade`; the meeting is locked."""
    with override("de"):
        content = minutes_content(meeting, district=current_district(), today=timezone.localdate(now))
        pdf = print_minutes(content, created_at=now)
    return ApprovedMinutes.objects.create(
        meeting=meeting, content=content, pdf=pdf, checksum=checksum_of(pdf), kept_at=now
    )


@transaction.atomic
def keep_earlier(meeting: Meeting, *, now: datetime, by) -> ApprovedMinutes:
    """Keep minutes that were approved before documents were kept, as they stand now.

    Raises `OnlyApprovedIsKept`, `KeptAlready`, `DocumentNotMade`.
    """
    meeting = locked(meeting)
    if not meeting.has_approved_minutes:
        raise OnlyApprovedIsKept
    kept = kept_minutes(meeting)
    if kept is not None:
        raise KeptAlready(day=date_format(timezone.localdate(kept.kept_at), "j. F Y"))
    kept = keep(meeting, now=now)
    audit.record(Entry.MINUTES_KEPT, meeting, by=by, checksum=kept.checksum)
    return kept


def checksum_of(pdf: bytes) -> str:
    """SHA-256 over the bytes of the file, as every office can compute it of its own copy."""
    return hashlib.sha256(pdf).hexdigest()


def kept_minutes(meeting: Meeting) -> ApprovedMinutes | None:
    """The kept document without its bytes; `None` for drafts, and for what was approved before documents were kept."""
    return ApprovedMinutes.objects.defer("pdf").filter(meeting=meeting).first()


def minutes_document(meeting: Meeting, *, district: District, today: date, with_corrections: bool = False) -> bytes:
    """The minutes as PDF: the kept bytes once they are approved, else as they stand.

    `with_corrections` gives approved minutes once more with the corrections beside what they correct.
    Raises `MinutesDoNotFit` if somebody changed the bytes behind our back.
    """
    kept = ApprovedMinutes.objects.filter(meeting=meeting).first()
    if kept is None:
        return minutes_pdf(meeting, district=district, today=today)
    if with_corrections:
        with override("de"):
            return print_minutes(kept.content, corrections=meeting.corrections.all(), created_at=kept.kept_at)
    pdf = bytes(kept.pdf)
    if checksum_of(pdf) != kept.checksum:
        raise MinutesDoNotFit
    return pdf
