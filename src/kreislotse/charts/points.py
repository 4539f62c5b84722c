"""Places with numbers on a map: circles as large as their number, over outlines and, where wanted, over map tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import asinh, floor, log2, pi, radians, sqrt, tan

from .maps import Area
from .svg import INK, document, element

TILE = 256  # pixels, as all tile servers draw them
LABEL = 13
SMALLEST, LARGEST = 13, 34  # radius of a circle
_EDGE = LARGEST + 8


@dataclass(frozen=True, slots=True)
class Point:
    """A place with a number; `url` is where its circle leads."""

    name: str
    latitude: float
    longitude: float
    number: int
    label: str
    url: str = ""


def point_map(
    points: Sequence[Point], areas: Sequence[Area] = (), *, title: str, description: str = "", width: int = 420,
    tiles: str = "", source: str = "",
) -> str:  # fmt: skip
    """A map in the Mercator projection that holds all points and areas.

    `tiles` is the address of a tile server with {z}, {x} and {y}, `source` its note; without, only the outlines are
    drawn. The surface of a circle grows with its number. Small circles are drawn last, so that none is hidden.
    """
    positions = [(point.longitude, point.latitude) for point in points]
    positions += [place for area in areas for polygon in area.polygons for ring in polygon for place in ring]
    if not positions:
        raise ValueError("A map needs at least one place.")
    world = [_mercator(*place) for place in positions]
    west, east = min(x for x, _y in world), max(x for x, _y in world)
    north, south = min(y for _x, y in world), max(y for _x, y in world)
    scale = (width - 2 * _EDGE) / max(east - west, (south - north) / 1.4, 1e-5)
    height = (south - north) * scale + 2 * _EDGE
    left = (width - (east - west) * scale) / 2

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        x, y = _mercator(longitude, latitude)
        return left + (x - west) * scale, _EDGE + (y - north) * scale

    origin = (west - left / scale, north - _EDGE / scale)
    content = _tiles(tiles, origin, scale, width, height) if tiles else ""
    content += "".join(_area(area, place) for area in areas)
    most = max((point.number for point in points), default=1)
    ordered = sorted(points, key=lambda point: -point.number)
    content += "".join(_circle(point, place(point.longitude, point.latitude), most) for point in ordered)
    if source:
        content += element("text", escape(source), x=4, y=height - 4, font_size=10, fill=INK, class_="chart-text")
    svg = document(content, width=width, height=round(height), title=title, description=description)
    if any(point.url for point in points):
        svg = svg.replace(' role="img"', ' role="group"', 1)
    return svg.replace(' class="chart"', ' class="chart chart-map"', 1)


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees → the unit square of the web Mercator projection (EPSG:3857), north above."""
    return (longitude + 180) / 360, (1 - asinh(tan(radians(latitude))) / pi) / 2


def _tiles(address: str, origin: tuple[float, float], scale: float, width: float, height: float) -> str:
    """The tiles that cover the picture, at the depth at which they are drawn about as large as they are."""
    depth = max(0, min(17, floor(log2(scale / TILE) + 0.5)))
    size = scale / 2**depth
    drawn = []
    for column in range(floor(origin[0] * 2**depth), floor((origin[0] + width / scale) * 2**depth) + 1):
        for row in range(floor(origin[1] * 2**depth), floor((origin[1] + height / scale) * 2**depth) + 1):
            href = address.replace("{z}", str(depth)).replace("{x}", str(column)).replace("{y}", str(row))
            x, y = (column / 2**depth - origin[0]) * scale, (row / 2**depth - origin[1]) * scale
            drawn.append(
                element("image", href=href, x=f"{x:.1f}", y=f"{y:.1f}", width=f"{size:.1f}", height=f"{size:.1f}")
            )
    return element("g", "".join(drawn), class_="chart-tiles", aria_hidden="true")


def _area(area: Area, place) -> str:
    way = "".join(
        "M" + "L".join("{:.1f} {:.1f}".format(*place(*point[:2])) for point in ring[:-1]) + "Z"
        for polygon in area.polygons
        for ring in polygon
    )
    return element(
        "path", element("title", escape(area.name)), d=way, fill="#e4ebf1", fill_opacity=0.6, stroke="#5b6b7a",
        fill_rule="evenodd", class_="chart-area",
    )  # fmt: skip


def _circle(point: Point, at: tuple[float, float], most: int) -> str:
    radius = max(SMALLEST, LARGEST * sqrt(point.number / most))
    x, y = (f"{value:.1f}" for value in at)
    drawn = element("circle", cx=x, cy=y, r=f"{radius:.1f}", class_="chart-series-1 chart-point", fill="#1f5a96")
    drawn += element(
        "text", str(point.number), x=x, y=f"{at[1] + LABEL / 3:.1f}", text_anchor="middle", font_size=LABEL,
        fill="#ffffff", font_weight="600", direction="ltr", class_="chart-point-number", aria_hidden="true",
    )  # fmt: skip
    drawn += element(
        "text", escape(point.name), x=x, y=f"{at[1] + radius + LABEL:.1f}", text_anchor="middle", font_size=LABEL - 1,
        fill=INK, direction="ltr", class_="chart-text chart-area-name", aria_hidden="true",
    )  # fmt: skip
    drawn = element("title", escape(point.label)) + drawn
    if not point.url:
        return element("g", drawn)
    return element("a", drawn, href=point.url, aria_label=point.label, class_="chart-area-link")
