"""The facts the demo is made of, read from the files beside this module."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FACTS = Path(__file__).parent / "facts"
TAXONOMY = Path(__file__).parents[1] / "taxonomy" / "data"
PLACES = Path(__file__).parents[1] / "places" / "data"
OFFER_LANGUAGES = ("en", "ar", "uk", "tr", "fa")


@dataclass(frozen=True)
class DemoDistrict:
    """One of the five districts of the demo: what is real (key, seat) and what is invented (address, office)."""

    ags: str
    name: str
    short_name: str
    slug: str
    preset: str
    seat: str
    office: str
    accent_color: str

    @property
    def host(self) -> str:
        return f"{self.slug}.localhost"


DISTRICTS = (
    DemoDistrict("06635", "Landkreis Waldeck-Frankenberg (Demo)", "Waldeck-Frankenberg", "waldeck-frankenberg",
                 "fachstelle", "06635015", "Fachstelle Migration und Integration", "#1b5e3a"),
    DemoDistrict("05370", "Kreis Heinsberg (Demo)", "Heinsberg", "heinsberg",
                 "kommunales-integrationszentrum", "05370016", "Kommunales Integrationszentrum", "#8a1c2b"),
    DemoDistrict("06437", "Odenwaldkreis (Demo)", "Odenwaldkreis", "odenwaldkreis",
                 "wir-vielfaltszentrum", "06437006", "WIR-Vielfaltszentrum", "#5a3d8a"),
    DemoDistrict("16063", "Wartburgkreis (Demo)", "Wartburgkreis", "wartburgkreis",
                 "integrationsmanagement", "16063003", "Integrationsmanagement", "#1b4f72"),
    DemoDistrict("03457", "Landkreis Leer (Demo)", "Leer", "leer",
                 "koordinierungsstelle", "03457013", "Koordinierungsstelle Migration und Teilhabe", "#7a4a00"),
)  # fmt: skip


@dataclass(frozen=True)
class MunicipalityFact:
    district_ags: str
    ags: str
    ars: str
    name: str
    official_name: str
    kind: str
    population: int
    population_on: date
    population_base: str
    area_km2: Decimal
    latitude: Decimal
    longitude: Decimal
    postcode: str
    association_ars: str
    association_name: str
    association_kind: str

    @property
    def is_inhabited(self) -> bool:
        return self.kind != "gemeindefreies Gebiet"


def _rows(name: str, folder: Path = FACTS) -> list[dict]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";"))


def _toml(folder: Path, name: str) -> dict:
    with (folder / name).open("rb") as file:
        return tomllib.load(file)


@cache
def municipalities() -> tuple[MunicipalityFact, ...]:
    return tuple(
        MunicipalityFact(
            district_ags=row["district_ags"],
            ags=row["ags"],
            ars=row["ars"],
            name=row["name"],
            official_name=row["official_name"],
            kind=row["kind"],
            population=int(row["population"]),
            population_on=date.fromisoformat(row["population_on"]),
            population_base=row["population_base"],
            area_km2=Decimal(row["area_km2"]),
            latitude=Decimal(row["latitude"]),
            longitude=Decimal(row["longitude"]),
            postcode=row["seat_postcode"],
            association_ars=row["association_code"],
            association_name=row["association_name"],
            association_kind=row["association_kind"],
        )
        for row in _rows("municipalities.csv")
    )


def territorial_changes() -> list[dict]:
    """Rows with `date`, `old_ags`, `old_name`, `new_ags`, `new_name`, `kind` and `share` (1 = the whole)."""
    return _rows("territorial_changes.csv", PLACES)


@cache
def people() -> dict:
    return _toml(FACTS, "people.toml")


@cache
def organizations() -> dict:
    return _toml(FACTS, "organizations.toml")


@cache
def bodies() -> list[dict]:
    return _toml(FACTS, "bodies.toml")["bodies"]


@cache
def plan() -> dict:
    return _toml(FACTS, "plan.toml")


@cache
def needs() -> dict:
    """Needs, and entries of the participation, by these two keys."""
    return _toml(FACTS, "needs.toml")


@cache
def projects() -> dict:
    """Projects, contributions and market entries, by these three keys."""
    return _toml(FACTS, "projects.toml")


@cache
def meetings() -> dict:
    """`standing`, `meetings`, `of_plan` and `hearings`."""
    return _toml(FACTS, "meetings.toml")


@cache
def offer_details() -> dict:
    """What each template of `offers` says beside its texts, by its key."""
    return _toml(FACTS, "offer_details.toml")


@cache
def offers() -> dict:
    return _toml(FACTS, "offers.toml")


@cache
def phrases() -> dict:
    return _toml(FACTS, "phrases.toml")


@cache
def languages() -> dict:
    return _toml(TAXONOMY, "languages.toml")


@cache
def topics() -> dict:
    return _toml(TAXONOMY, "topics.toml")


@cache
def target_groups() -> dict:
    return _toml(TAXONOMY, "target_groups.toml")
