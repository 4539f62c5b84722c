"""From when until when a municipality exists, out of all directories and changes known so far, in whatever order they came."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.utils.translation import gettext as _

from kreislotse.places.keys import short_name
from kreislotse.places.models import Gazetteer, Municipality, TerritorialChange

DAY = timedelta(days=1)
FIELDS = ("valid_from", "valid_to", "validity_note")


def settle_validity() -> list[Municipality]:
    """Bring the validity of every municipality up to what is known; returns those that are now known to have ended.

    A change with a date decides. Without one, a municipality that stands in an older directory and not in a newer one
    ends on the day before the newer one, and says so.
    """
    editions = list(Gazetteer.objects.order_by("valid_on"))
    leaving, arriving = defaultdict(list), defaultdict(list)
    for change in TerritorialChange.objects.order_by("changed_on", "pk"):
        if len(change.predecessor_ags) == 8 and change.predecessor_ags != change.successor_ags:
            leaving[change.predecessor_ags].append(change)
            arriving[change.successor_ags].append(change)
    _add_former(leaving)

    ended, changed = [], []
    for row in Municipality.objects.only("ags", "first_listed_on", "last_listed_on", *FIELDS):
        before = [getattr(row, name) for name in FIELDS]
        _settle(row, editions, leaving.get(row.ags, []), arriving.get(row.ags, []))
        if before != [getattr(row, name) for name in FIELDS]:
            changed.append(row)
            if row.valid_to and not before[1]:
                ended.append(row)
    Municipality.objects.bulk_update(changed, FIELDS, batch_size=200)
    return ended


def _add_former(leaving: dict[str, list[TerritorialChange]]) -> None:
    known = set(Municipality.objects.filter(ags__in=leaving).values_list("ags", flat=True))
    Municipality.objects.bulk_create(
        Municipality(
            ags=ags, name=short_name(changes[0].predecessor_name)[:120], official_name=changes[0].predecessor_name
        )
        for ags, changes in leaving.items()
        if ags not in known and sum(change.share_percent for change in changes) >= 100
    )


def _settle(row: Municipality, editions, leaving, arriving) -> None:
    first, last, notes = row.first_listed_on, row.last_listed_on, []
    later = next((e for e in editions if last and e.valid_on > last and e.covers(row.ags)), None)
    earlier = next((e for e in reversed(editions) if first and e.valid_on < first and e.covers(row.ags)), None)

    end = next(
        (
            change.changed_on
            for change in reversed(leaving)
            if (last is None or change.changed_on > last) and (later is None or change.changed_on <= later.valid_on)
        ),
        None,
    )
    if sum(change.share_percent for change in leaving) < 100:
        end = None
    if end:
        row.valid_to = end - DAY
    elif later:
        row.valid_to = later.valid_on - DAY
        notes.append(
            _("Das genaue Ende ist nicht bekannt: im Verzeichnis vom %(last)s, nicht mehr in dem vom %(later)s.")
            % {"last": f"{last:%d.%m.%Y}", "later": f"{later.valid_on:%d.%m.%Y}"}
        )
    elif last and row.valid_to and row.valid_to < last:
        row.valid_to = None

    begin = next(
        (
            change.changed_on
            for change in arriving
            if (first is None or change.changed_on <= first)
            and (earlier is None or change.changed_on > earlier.valid_on)
            and (earlier or change.founds_successor)
        ),
        None,
    )
    if begin:
        row.valid_from = begin
    elif earlier:
        row.valid_from = first
        notes.append(
            _(
                "Der genaue Beginn ist nicht bekannt: noch nicht im Verzeichnis vom %(earlier)s, erst in dem vom %(first)s."
            )
            % {"earlier": f"{earlier.valid_on:%d.%m.%Y}", "first": f"{first:%d.%m.%Y}"}
        )
    elif first and row.valid_from and row.valid_from > first:
        row.valid_from = None
    row.validity_note = " ".join(notes)[:300]
