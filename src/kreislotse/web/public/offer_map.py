"""Where the offers found take place, as a map and as its table."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kreislotse.charts import Area, Point, point_map
from kreislotse.places.queries import outlines_of
from kreislotse.web.public.forms.search import OfferSearch


@dataclass(frozen=True)
class Row:
    name: str
    number: int
    url: str


@dataclass(frozen=True)
class OfferMap:
    """`svg` is empty where no municipality has a position; `elsewhere` have no place of their own."""

    svg: SafeString
    rows: list[Row]
    elsewhere: int


def map_of(search: OfferSearch) -> OfferMap:
    """The municipalities with offers found in them, each leading to its offers; two queries."""
    counts = search.found.by_place()
    rows, points = [], []
    for one in search.choices.municipalities:
        if not (number := counts.get(one.ags, 0)):
            continue
        query = urlencode(dict(search.parameters, ort=one.ags))
        row = Row(one.name, number, f"{reverse('public:offer_search')}?{query}")
        rows.append(row)
        if one.latitude is not None:
            label = f"{one.name}: {number}"
            points.append(Point(one.name, float(one.latitude), float(one.longitude), number, label, row.url))
    svg = ""
    if points:
        areas = [
            Area(outline.municipality.name, _polygons(outline.geometry))
            for outline in outlines_of(search.district, today=search.now.date())
        ]
        svg = point_map(
            points, areas, title=str(_("Angebote auf der Karte")), tiles=settings.MAP_TILES, source=settings.MAP_SOURCE
        )
    rows.sort(key=lambda row: (-row.number, row.name))
    return OfferMap(mark_safe(svg), rows, search.found.number_without_place)  # noqa: S308 - escaped in charts


def _polygons(geometry: dict) -> list:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
