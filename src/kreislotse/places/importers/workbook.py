"""The Gemeindeverzeichnis of the Statistisches Bundesamt (GV-ISys, „Auszug“) as it is downloaded."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from kreislotse.documents.tables import Limits
from kreislotse.documents.tables.containers import open_container, verify
from kreislotse.places.importers.errors import BrokenGazetteerRow, NotAGazetteer, UnreadablePlaces
from kreislotse.places.keys import bare_name, short_name

HEADER_ROWS = 12
MOST_ROWS = 50_000
COUNTY, ASSOCIATION, MUNICIPALITY = "40", "50", "60"
UNINHABITED = "66"  # Textkennzeichen of a gemeindefreies Gebiet without inhabitants; 65 is an inhabited one
NO_ASSOCIATION = "50"
ASSOCIATION_KINDS = {
    "51": "Amt", "52": "Samtgemeinde", "53": "Verbandsgemeinde", "54": "Verwaltungsgemeinschaft",
    "55": "Kirchspielslandgemeinde", "56": "Verwaltungsverband", "58": "erfüllende Gemeinde",
}  # fmt: skip
# How the heading of each column begins, without hyphens and spaces
HEADINGS = {
    "kind": "satzart", "mark": "textkennzeichen", "state": "land", "region": "rb", "county": "kreis", "association": "vb",
    "number": "gem", "name": "gemeindename", "area": "flächekm", "population": "insgesamt", "postcode": "postleitzahl",
    "longitude": "längengrad", "latitude": "breitengrad",
}  # fmt: skip
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_CENSUS = re.compile(r"zensus\D{0,12}(20\d\d)", re.IGNORECASE)


@dataclass
class Place:
    """One municipality as a row of the workbook says it; `association` is the nine digits or empty."""

    ags: str
    name: str
    official_name: str
    association: str
    postcode: str
    latitude: Decimal | None
    longitude: Decimal | None
    area_km2: Decimal | None
    population: int | None
    is_inhabited: bool


@dataclass
class Edition:
    """A Gemeindeverzeichnis: its Gebietsstand, its Kreise, associations and municipalities."""

    valid_on: date
    population_on: date | None
    population_base: str
    source_note: str
    counties: dict[str, str] = field(default_factory=dict)
    associations: dict[str, tuple[str, str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    skipped: int = 0


def read_workbook(stream) -> Edition:
    """Read a Gemeindeverzeichnis. Raises `UnreadablePlaces` with a sentence; nothing is kept open."""
    import openpyxl  # here, because it takes a quarter of each start of the program
    from openpyxl.utils.exceptions import InvalidFileException

    limits = Limits()
    with open_container(stream, limits) as container:
        verify(container, limits)
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, AttributeError) as error:
        raise UnreadablePlaces from error
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_col=40, max_row=MOST_ROWS, values_only=True)
            try:
                head = [next(rows, ()) for _row in range(HEADER_ROWS)]
                columns = _columns(head)
                if columns:
                    return _edition(columns, head, rows)
            except (KeyError, ValueError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile) as error:
                raise UnreadablePlaces from error
    finally:
        book.close()
    raise NotAGazetteer


def _columns(head) -> dict[str, int] | None:
    """Where each column stands, found by its heading; `None` if this sheet is something else."""
    found: dict[str, int] = {}
    for row in head:
        for place, value in enumerate(row):
            heading = re.sub(r"[\s\-\d)(]", "", str(value or "")).lower()
            for name, start in HEADINGS.items():
                is_it = heading == start if len(start) < 6 else heading.startswith(start)
                if name not in found and is_it:
                    found[name] = place
    return found if len(found) == len(HEADINGS) else None


def _edition(columns: dict[str, int], head, rows) -> Edition:
    texts = [str(value) for row in head for value in row if isinstance(value, str)]
    valid_on = next((_day(text) for text in texts if "gebietsstand" in text.lower() and _day(text)), None)
    if valid_on is None:
        raise NotAGazetteer
    population_column = columns["population"]
    population_on = next((day for row in head if (day := _day(_cell(row, population_column)))), None)
    edition = Edition(valid_on, population_on, "", "")
    notes: list[str] = []
    number = 0
    for number, row in enumerate(_all(head, rows), start=1):
        kind = _cell(row, columns["kind"])
        cells = {name: _cell(row, place) for name, place in columns.items()}
        if kind in (COUNTY, ASSOCIATION, MUNICIPALITY):
            _take(edition, kind, cells, number)
        elif kind and not kind.isdigit():
            notes.append(kind)
    if not edition.places:
        raise NotAGazetteer
    edition.population_base = _base(population_on, " ".join(notes))
    edition.source_note = _source_note(notes, valid_on)
    _tell_apart(edition)
    return edition


def _all(head, rows):
    yield from head
    yield from rows


def _take(edition: Edition, kind: str, cells: dict[str, str], number: int) -> None:
    key = cells["state"].zfill(2) + cells["region"] + cells["county"].zfill(2)
    if len(key) != 5 or not key.isdigit():
        raise BrokenGazetteerRow(row=number, what=_("der Schlüssel des Kreises hat nicht fünf Ziffern."))
    if kind == COUNTY:
        edition.counties[key] = bare_name(cells["name"])
        return
    association = key + cells["association"].zfill(4)
    if kind == ASSOCIATION:
        if cells["mark"] != NO_ASSOCIATION:
            label = ASSOCIATION_KINDS.get(cells["mark"], _("Gemeindeverband"))
            edition.associations[association] = (short_name(cells["name"])[:120], label)
        return
    if key not in edition.counties:
        edition.skipped += 1
        return
    ags = key + cells["number"].zfill(3)
    if len(ags) != 8 or not ags.isdigit():
        raise BrokenGazetteerRow(row=number, what=_("der Gemeindeschlüssel hat nicht acht Ziffern."))
    if not cells["name"]:
        raise BrokenGazetteerRow(row=number, what=_("der Gemeindename fehlt."))
    if ags in edition.places:
        raise BrokenGazetteerRow(row=number, what=_("der Gemeindeschlüssel %(ags)s kommt zweimal vor.") % {"ags": ags})
    population = _decimal(cells["population"], number, _("die Einwohnerzahl ist keine Zahl."))
    latitude = _decimal(cells["latitude"], number, _("die Koordinate ist keine Zahl."))
    longitude = _decimal(cells["longitude"], number, _("die Koordinate ist keine Zahl."))
    is_known = bool(latitude and longitude and 47 <= latitude <= 56 and 5 <= longitude <= 16)
    edition.places[ags] = Place(
        ags=ags,
        name=short_name(cells["name"])[:120],
        official_name=cells["name"][:160],
        association=association if association in edition.associations else "",
        postcode=cells["postcode"].zfill(5) if cells["postcode"].isdigit() and len(cells["postcode"]) <= 5 else "",
        latitude=latitude.quantize(Decimal("0.000001")) if is_known else None,
        longitude=longitude.quantize(Decimal("0.000001")) if is_known else None,
        area_km2=_area(cells["area"], number),
        population=None if population is None else int(population),
        is_inhabited=cells["mark"] != UNINHABITED,
    )


def _area(text: str, number: int) -> Decimal | None:
    area = _decimal(text, number, _("die Fläche ist keine Zahl."))
    return None if area is None else area.quantize(Decimal("0.01"))


def _decimal(text: str, number: int, what: str) -> Decimal | None:
    if not text or text in ("-", "."):
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise BrokenGazetteerRow(row=number, what=what) from None
    if not value.is_finite() or not 0 <= value < 10_000_000:
        raise BrokenGazetteerRow(row=number, what=what)
    return value


def _cell(row, place: int) -> str:
    value = row[place] if place < len(row) else None
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return re.sub(r"\s+", " ", str(value)).strip()


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _base(population_on: date | None, notes: str) -> str:
    """Which census the population is counted forward from: as the notes say, else the one in use for that day.

    The directory kept to the census of 2011 up to 31.12.2022, also after the one of 15.05.2022 was taken.
    """
    if population_on is None:
        return ""
    named = _CENSUS.search(notes)
    year = named[1] if named else "2011" if population_on <= date(2022, 12, 31) else "2022"
    return f"Basis Zensus {year}"


def _source_note(notes: list[str], valid_on: date) -> str:
    year = next((m[1] for note in notes if "Destatis" in note and (m := re.search(r"(20\d\d)", note))), valid_on.year)
    return (
        "© Daten (im Auftrag der Herausgebergemeinschaft Statistische Ämter des Bundes und der Länder) "
        f"Statistisches Bundesamt (Destatis), {year}, Gebietsstand {valid_on:%d.%m.%Y}, Daten verändert"
    )[:200]


def _tell_apart(edition: Edition) -> None:
    """Give municipalities of one Kreis whose short names agree the longer name that tells them apart."""
    for longer in (bare_name, lambda official: official):
        named: dict[tuple[str, str], list[Place]] = {}
        for place in edition.places.values():
            named.setdefault((place.ags[:5], place.name), []).append(place)
        for places in named.values():
            if len(places) > 1:
                for place in places:
                    place.name = longer(place.official_name)[:120]
