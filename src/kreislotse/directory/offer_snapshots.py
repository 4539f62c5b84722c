"""The yearly list of counselling offers for the Land: taken on a day, compared with the former one, written out.

Niedersachsen asks its coordination offices at least once a year for data on counselling offers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.directory.codes import Kind, StatusGroup
from kreislotse.directory.entries import Entry
from kreislotse.directory.models import Offer, OfferSnapshot
from kreislotse.directory.open_days import open_days

# The order of a file; codes stay as they are, because frozen rows know them.
COLUMNS = {
    "title": _("Titel"),
    "provider": _("Anbieter"),
    "program": _("Programm"),
    "summary": _("In einem Satz"),
    "topics": _("Themen"),
    "target_groups": _("Zielgruppen"),
    "eligibility": _("Wer kann teilnehmen?"),
    "status_groups": _("Aufenthalt"),
    "languages": _("Sprachen vor Ort"),
    "places": _("Orte"),
    "hours": _("Öffnungszeiten"),
    "served": _("gilt für"),
    "costs": _("Kosten"),
    "registration": _("Anmeldung"),
    "phone": _("Telefon"),
    "email": _("E-Mail"),
    "website": _("Internetseite"),
    "checked_on": _("zuletzt geprüft am"),
    "valid_until": _("gültig bis"),
    "uuid": _("Kennung"),
}
# These say how well the list is kept, not what the offer is.
NOT_COMPARED = {"checked_on", "uuid"}


class NothingToTake(DomainError):
    message = _("Es gibt zurzeit kein veröffentlichtes Beratungsangebot. Bitte prüfen Sie bei den Angeboten die Art „Beratung“.")  # fmt: skip


def offers_of_today(*, today: date, kind: str = Kind.COUNSELLING):
    """The public offers a snapshot of today would hold."""
    return Offer.objects.published(today).filter(kind=kind)


@transaction.atomic
def take_snapshot(*, today: date, now: datetime, by: User | None, kind: str = Kind.COUNSELLING) -> OfferSnapshot:
    """Freeze the public offers of one kind as they are; the same list twice on one day is once.

    Raises `NothingToTake`.
    """
    rows = frozen_rows(offers_of_today(today=today, kind=kind))
    if not rows:
        raise NothingToTake
    total = checksum_of(rows)
    same = OfferSnapshot.objects.filter(kind=kind, taken_on=today, checksum=total)
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            snapshot = OfferSnapshot.objects.create(
                kind=kind, taken_on=today, taken_at=now, taken_by=by, rows=rows, number=len(rows), checksum=total
            )
    except IntegrityError:  # two clicks at the same moment
        return same.get()
    audit.record(Entry.OFFER_SNAPSHOT_TAKEN, snapshot, by=by, number=len(rows))
    return snapshot


def frozen_rows(offers) -> list[dict]:
    """What a snapshot keeps of `offers`, by provider and title."""
    return list(_rows(offers))


def _rows(offers) -> Iterator[dict]:
    prepared = offers.select_related("provider").prefetch_related(
        "topics", "target_groups", "languages_spoken", "municipalities_served", "locations", "opening_times"
    )
    groups = dict(StatusGroup.choices)
    for offer in prepared.order_by("provider__name", "search_key", "pk"):
        yield {
            "uuid": str(offer.uuid),
            "title": offer.title,
            "provider": offer.provider.name,
            "program": str(offer.get_program_display()),
            "summary": offer.summary,
            "topics": _joined(offer.topics.all()),
            "target_groups": _joined(offer.target_groups.all()),
            "eligibility": offer.eligibility,
            "status_groups": ", ".join(str(groups.get(code, code)) for code in offer.status_groups),
            "languages": _joined(offer.languages_spoken.all()),
            "places": _joined(offer.locations.all(), "; "),
            "hours": "; ".join(f"{line.days} {', '.join(line.hours)}" for line in open_days(offer.opening_times.all())),
            "served": str(_("ganzer Kreis"))
            if offer.serves_whole_district
            else _joined(offer.municipalities_served.all()),
            "costs": offer.costs or (str(_("kostenlos")) if offer.is_free else ""),
            "registration": offer.registration,
            "phone": offer.phone,
            "email": offer.email,
            "website": offer.website,
            "checked_on": offer.checked_on.isoformat() if offer.checked_on else "",
            "valid_until": offer.valid_until.isoformat() if offer.valid_until else "",
        }


def _joined(values, between: str = ", ") -> str:
    return between.join(sorted(str(value) for value in values))


def checksum_of(rows: list[dict]) -> str:
    """SHA-256 of the rows in a form that does not depend on the order of their keys."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_unchanged(snapshot: OfferSnapshot) -> bool:
    """Whether the rows are still those that were frozen."""
    return checksum_of(snapshot.rows) == snapshot.checksum


def is_snapshot_old(*, today: date) -> bool:
    """Whether the last snapshot is over a year old; an office that never took one is not asked to."""
    last = OfferSnapshot.objects.aggregate(last=Max("taken_on"))["last"]
    return last is not None and last < today - timedelta(days=365)


# ── comparing and writing out ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Differences:
    """Between two snapshots: offers only in the later one, only in the earlier one, and changed fields."""

    new: list[dict]
    gone: list[dict]
    changed: list[tuple[dict, list[tuple[str, str, str]]]]


def former(snapshot: OfferSnapshot) -> OfferSnapshot | None:
    """The one taken before, of the same kind."""
    rows = OfferSnapshot.objects.filter(kind=snapshot.kind, taken_at__lt=snapshot.taken_at)
    return rows.order_by("-taken_at", "-pk").first()


def compare(later: OfferSnapshot, earlier: OfferSnapshot) -> Differences:
    """What differs, by the lasting number of each offer; when somebody looked last is no change."""
    now, before = ({row["uuid"]: row for row in one.rows} for one in (later, earlier))
    changed = []
    for key, row in now.items():
        if key not in before:
            continue
        fields = [
            (str(label), before[key].get(code, ""), row.get(code, ""))
            for code, label in COLUMNS.items()
            if code not in NOT_COMPARED and before[key].get(code, "") != row.get(code, "")
        ]
        if fields:
            changed.append((row, fields))
    return Differences(
        new=[row for key, row in now.items() if key not in before],
        gone=[row for key, row in before.items() if key not in now],
        changed=changed,
    )


def table(snapshot: OfferSnapshot) -> tuple[list[str], Iterator[list]]:
    """Headings and lines for a file; days as days."""
    lines = ([_cell(code, row.get(code, "")) for code in COLUMNS] for row in snapshot.rows)
    return [str(label) for label in COLUMNS.values()], lines


def readable(row: dict) -> dict:
    """A frozen row with days as days, for a page."""
    return {code: _cell(code, value) for code, value in row.items()}


def _cell(code: str, value: str):
    return date.fromisoformat(value) if value and code in ("checked_on", "valid_until") else value
