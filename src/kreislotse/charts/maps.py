"""Outlines of areas, drawn from longitudes and latitudes."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

from .svg import INK, document, element, text_width

LABEL, LABEL_ON_PHONE = 12, 22
PAPER, LINE = "#e4ebf1", "#5b6b7a"
HATCH = "chart-hatch"  # the one id in our drawings; a page has at most one such map

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Area:
    """One area: polygons of rings of (longitude, latitude) in degrees, the first ring outside, the others holes.

    `name` stands inside where there is room and is what the link to `url` says; `label` is said instead where it says
    more. A marked area is hatched, so that it is told apart without color.
    """

    name: str
    polygons: Sequence[Sequence[Ring]]
    url: str = ""
    label: str = ""
    is_marked: bool = False


def outline_map(areas: Sequence[Area], *, title: str, description: str = "", width: int = 640) -> str:
    """A map of the areas, as wide as asked and as high as they are; small enough regions look as they do on paper.

    With links it is a named group instead of an image, for what is inside an image cannot be reached by keyboard.
    Large areas are drawn first, so that an enclosed one stays visible.
    """
    points = [point for area in areas for polygon in area.polygons for ring in polygon for point in ring]
    if not points:
        raise ValueError("A map needs at least one area with an outline.")
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    stretch = cos(radians((south + north) / 2))
    margin = 4
    scale = (width - 2 * margin) / max((east - west) * stretch, (north - south) / 2, 1e-6)
    height = (north - south) * scale + 2 * margin
    left = (width - (east - west) * stretch * scale) / 2

    def place(point) -> tuple[float, float]:
        return left + (point[0] - west) * stretch * scale, margin + (north - point[1]) * scale

    drawn = [(area, [[[place(p) for p in ring] for ring in polygon] for polygon in area.polygons]) for area in areas]
    drawn.sort(key=lambda pair: -sum(abs(_surface(polygon[0])) for polygon in pair[1]))
    shapes = _hatch() if any(area.is_marked for area in areas) else ""
    shapes += "".join(_shape(area, polygons) for area, polygons in drawn)
    names = "".join(_name(area, polygons, LABEL, "chart-wide") for area, polygons in drawn)
    names += "".join(_name(area, polygons, LABEL_ON_PHONE, "chart-narrow") for area, polygons in drawn)
    svg = document(shapes + names, width=width, height=height, title=title, description=description)
    if any(area.url for area in areas):
        svg = svg.replace(' role="img"', ' role="group"', 1)
    return svg.replace(' class="chart"', ' class="chart chart-map"', 1)


def _shape(area: Area, polygons) -> str:
    way = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for polygon in polygons for ring in polygon
    )
    said = area.label or area.name
    shape = {"d": way, "stroke": LINE, "stroke_width": 1, "fill_rule": "evenodd"}
    path = element("path", element("title", escape(said)), fill=PAPER, class_="chart-area", **shape)
    if area.is_marked:
        path += element("path", fill=f"url(#{HATCH})", pointer_events="none", class_="chart-area-marked", **shape)
    if not area.url:
        return path
    return element("a", path, href=area.url, aria_label=said, class_="chart-area-link")


def _hatch() -> str:
    """Slanting lines for marked areas."""
    stroke = element("path", d="M0 8L8 0", stroke=LINE, stroke_width=2)
    pattern = element("pattern", stroke, id=HATCH, width=8, height=8, pattern_units="userSpaceOnUse")
    return element("defs", pattern.replace("pattern-units", "patternUnits"))


def _name(area: Area, polygons, size: int, shown: str) -> str:
    """The name in the middle of the largest part, if it fits; hidden from screen readers, who hear the link.

    A phone shows the map at about half its size: there, larger names stand where they fit.
    """
    largest = max((polygon[0] for polygon in polygons), key=lambda ring: abs(_surface(ring)))
    x, y = _middle(largest)
    room = _room(largest, y)
    if room is None or text_width(area.name, size=size) > room[1] - room[0]:
        return ""
    return element(
        "text", escape(area.name), x=(room[0] + room[1]) / 2, y=y + size / 3, text_anchor="middle", font_size=size,
        fill=INK, direction="ltr", class_=f"chart-text chart-area-name {shown}", aria_hidden="true",
    )  # fmt: skip


def _surface(ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring) -> tuple[float, float]:
    surface = _surface(ring)
    if abs(surface) < 1e-9:
        return ring[0]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * surface)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * surface)
    return x, y


def _room(ring, y: float) -> tuple[float, float] | None:
    """The widest stretch inside the ring at the height `y`."""
    crossings = sorted(
        a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (a[1] > y) != (b[1] > y)
    )
    return max(zip(crossings[::2], crossings[1::2], strict=False), key=lambda pair: pair[1] - pair[0], default=None)
