"""Boundaries of municipalities from GeoJSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from math import isfinite

from django.utils.translation import gettext as _

from kreislotse.places.importers.errors import BrokenOutlines, OutlineDateMissing
from kreislotse.places.importers.report import Report
from kreislotse.places.keys import municipality_key
from kreislotse.places.models import Boundary, Municipality

KEYS = ("ags", "ars", "rs", "ags_0", "rs_0", "ags_g", "gemeindeschluessel", "schluessel")
MOST_POINTS = 1_000_000
WEST, SOUTH, EAST, NORTH = 5, 46, 16, 56
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")


@dataclass
class Outlines:
    """Polygons by municipality, with the day they are of (if the file says) and the note to print beside them."""

    valid_on: date | None
    source_note: str
    polygons: dict[str, list] = field(default_factory=dict)
    without_key: int = 0


def read_outlines(text: str, name: str) -> Outlines:
    """Read a GeoJSON file; several features with one key become one outline. Raises `BrokenOutlines`."""
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BrokenOutlines(what=_("die Datei ist kein vollständiges JSON.")) from error
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not features:
        raise BrokenOutlines(what=_("die Datei enthält keine Flächen („FeatureCollection“)."))
    outlines = Outlines(_valid_on(data, name), _source_note(data, name))
    points = 0
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        key = _key(properties if isinstance(properties, dict) else {})
        if not key:
            outlines.without_key += 1
            continue
        polygons = _polygons(feature.get("geometry"), number)
        points += sum(len(ring) for polygon in polygons for ring in polygon)
        if points > MOST_POINTS:
            raise BrokenOutlines(
                what=_("sie sind zu fein, bitte nehmen Sie eine vereinfachte Fassung (zum Beispiel VG250).")
            )
        outlines.polygons.setdefault(key, []).extend(polygons)
    if not outlines.polygons:
        raise BrokenOutlines(
            what=_(
                "keine Fläche trägt einen Gemeindeschlüssel mit acht oder zwölf Ziffern (Grenzen von Kreisen passen hier nicht)."
            )
        )
    return outlines


def _refuse_constant(name: str):
    raise ValueError(name)


def _key(properties: dict) -> str:
    lowered = {str(key).lower(): value for key, value in properties.items()}
    return next((key for name in KEYS if name in lowered and (key := municipality_key(lowered[name]))), "")


def _polygons(geometry, number: int) -> list:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise BrokenOutlines(what=_("die Fläche Nr. %(n)d ist weder Polygon noch MultiPolygon.") % {"n": number})
    try:
        polygons = [[[_point(point) for point in ring] for ring in polygon] for polygon in coordinates]
    except (TypeError, ValueError, IndexError, KeyError):
        raise BrokenOutlines(what=_("die Fläche Nr. %(n)d hat unlesbare Koordinaten.") % {"n": number}) from None
    if not polygons or any(not polygon or any(len(ring) < 4 for ring in polygon) for polygon in polygons):
        raise BrokenOutlines(what=_("die Fläche Nr. %(n)d ist nicht geschlossen.") % {"n": number})
    return polygons


def _point(point) -> list[float]:
    x, y = float(point[0]), float(point[1])
    if not (isfinite(x) and isfinite(y)):
        raise ValueError
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        raise BrokenOutlines(
            what=_(
                "die Koordinaten sind keine Längen- und Breitengrade in Deutschland. Bitte wandeln Sie die Datei in WGS84 (EPSG:4326) um."
            )
        )
    return [round(x, 6), round(y, 6)]


def _valid_on(data: dict, name: str) -> date | None:
    stated = str(data.get("gebietsstand") or data.get("stand") or "")
    for text in (stated, name):
        if match := _DAY.search(text):
            try:
                return date.fromisoformat(match[1])
            except ValueError:
                continue
    match = _YEAR.search(stated)
    return date(int(match[1]), 12, 31) if match else None


def _source_note(data: dict, name: str) -> str:
    note = next(
        (str(data[key]) for key in ("quelle", "attribution", "source", "copyright", "license") if data.get(key)), ""
    )
    note = " ".join(note.split()) or _("Quelle: Datei %(name)s") % {"name": name}
    if not re.search("verändert|vereinfacht", note):
        note += ", " + _("Daten verändert")
    return note[:200]


def save_outlines(outlines: Outlines, *, valid_on: date | None = None) -> Report:
    """Store the outlines of the municipalities we know, once per day they are of. Raises `OutlineDateMissing`."""
    day = valid_on or outlines.valid_on
    if day is None:
        raise OutlineDateMissing
    known = dict(Municipality.objects.values_list("ags", "pk"))
    stored = {row.municipality_id: row for row in Boundary.objects.filter(valid_on=day)}
    report = Report(
        _("Gemeindegrenzen, Gebietsstand %(day)s") % {"day": f"{day:%d.%m.%Y}"}, source_note=outlines.source_note
    )
    touched = []
    for ags, polygons in sorted(outlines.polygons.items()):
        if ags not in known:
            report.unknown.append(ags)
            continue
        geometry = (
            {"type": "Polygon", "coordinates": polygons[0]}
            if len(polygons) == 1
            else {"type": "MultiPolygon", "coordinates": polygons}
        )
        row = stored.get(known[ags])
        if row and row.geometry == geometry and row.source_note == outlines.source_note:
            report.unchanged += 1
            continue
        report.created += row is None
        report.changed += row is not None
        touched.append(
            Boundary(municipality_id=known[ags], valid_on=day, geometry=geometry, source_note=outlines.source_note)
        )
    Boundary.objects.bulk_create(
        touched, batch_size=200, update_conflicts=True, unique_fields=["municipality", "valid_on"],
        update_fields=["geometry", "source_note"],
    )  # fmt: skip
    if outlines.without_key:
        report.notes.append(_("%(n)d Flächen ohne Gemeindeschlüssel wurden übergangen.") % {"n": outlines.without_key})
    return report
