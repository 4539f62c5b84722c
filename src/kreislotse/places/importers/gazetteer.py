"""What a Gemeindeverzeichnis changes in our list of municipalities."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from kreislotse.places.importers.changes import known_changes, save_changes
from kreislotse.places.importers.report import Report
from kreislotse.places.importers.validity import settle_validity
from kreislotse.places.importers.workbook import Edition, Place
from kreislotse.places.models import Gazetteer, MunicipalAssociation, Municipality

FACTS = (
    "name", "official_name", "association_id", "postcode", "latitude", "longitude", "area_km2", "population",
    "population_on", "population_base", "is_inhabited",
)  # fmt: skip
LISTED = ("first_listed_on", "last_listed_on")
COLUMNS = [name.removesuffix("_id") for name in (*FACTS, *LISTED)]
NAMED = 8


def save_edition(edition: Edition, *, now: datetime) -> Report:
    """Add and update municipalities and end those that are gone. Older directories never overwrite newer facts."""
    stored = {row.ags: row for row in Municipality.objects.all()}
    ended_before = {row.ags for row in stored.values() if row.valid_to}
    _remember(edition, now)
    associations = _save_associations(edition)

    report = Report(
        _("Gemeindeverzeichnis, Gebietsstand %(day)s") % {"day": f"{edition.valid_on:%d.%m.%Y}"},
        skipped=edition.skipped,
        source_note=edition.source_note,
    )
    touched = []
    for place in edition.places.values():
        row = stored.get(place.ags)
        is_new = row is None
        row = row or Municipality(ags=place.ags)
        before = [getattr(row, name) for name in FACTS]
        listed = [getattr(row, name) for name in LISTED]
        if is_new or _is_newer(edition, row):
            _describe(row, place, edition, associations)
        row.first_listed_on = min(filter(None, [row.first_listed_on, edition.valid_on]))
        row.last_listed_on = max(filter(None, [row.last_listed_on, edition.valid_on]))
        is_changed = before != [getattr(row, name) for name in FACTS]
        report.created += is_new
        report.changed += is_changed and not is_new
        report.unchanged += not is_changed and not is_new
        if is_new or is_changed or listed != [getattr(row, name) for name in LISTED]:
            touched.append(row)
    Municipality.objects.bulk_create(
        touched, batch_size=500, update_conflicts=True, unique_fields=["ags"], update_fields=COLUMNS
    )
    save_changes(
        change
        for change in known_changes()
        if any(len(key) == 8 and key in edition.places or key in edition.counties for key in (change.old, change.new))
    )
    _say_what_ended(report, ended_before)
    return report


def _remember(edition: Edition, now: datetime) -> None:
    gazetteer, _is_new = Gazetteer.objects.get_or_create(
        valid_on=edition.valid_on, defaults={"source_note": edition.source_note, "read_at": now}
    )
    gazetteer.counties = gazetteer.counties | edition.counties
    gazetteer.source_note = edition.source_note
    gazetteer.save(update_fields=["counties", "source_note"])


def _save_associations(edition: Edition) -> dict[str, int]:
    rows = [MunicipalAssociation(ars=ars, name=name, kind=kind) for ars, (name, kind) in edition.associations.items()]
    if Gazetteer.objects.filter(valid_on__gt=edition.valid_on).exists():
        MunicipalAssociation.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    else:
        MunicipalAssociation.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=["ars"], update_fields=["name", "kind"]
        )
    return dict(MunicipalAssociation.objects.values_list("ars", "pk"))


def _is_newer(edition: Edition, row: Municipality) -> bool:
    if row.last_listed_on:
        return edition.valid_on >= row.last_listed_on
    return not row.population_on or not edition.population_on or edition.population_on >= row.population_on


def _describe(row: Municipality, place: Place, edition: Edition, associations: dict[str, int]) -> None:
    for name in (
        "name",
        "official_name",
        "postcode",
        "latitude",
        "longitude",
        "area_km2",
        "population",
        "is_inhabited",
    ):
        setattr(row, name, getattr(place, name))
    row.association_id = associations.get(place.association)
    row.population_on = edition.population_on if place.population is not None else None
    row.population_base = edition.population_base if place.population is not None else ""


def _say_what_ended(report: Report, ended_before: set[str]) -> None:
    settle_validity()
    gone = [row for row in Municipality.objects.exclude(valid_to=None).order_by("ags") if row.ags not in ended_before]
    report.ended = len(gone)
    if gone:
        names = ", ".join(f"{row.name} ({row.ags})" for row in gone[:NAMED]) + (" …" if len(gone) > NAMED else "")
        report.notes.append(_("Nicht mehr selbstständig: %(names)s.") % {"names": names})
