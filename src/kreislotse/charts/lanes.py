"""Many people over some days, a thin lane each: who is taken, who is away, who usually has time."""

from collections.abc import Sequence
from dataclasses import dataclass

from .svg import INK, QUIET, check_finite, document, element, series_class, shortened, text

LANE, HEAD, LABEL = 18, 26, 150
SHAPES = {"busy": (3, 12), "away": (7, 4), "free": (15, 2)}
"""Top and height within a lane: kinds differ in form, not in color alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """From `start` to `end`, counted in columns (0 is the beginning of the first); `kind` is busy, away or free."""

    start: float
    end: float
    kind: str = "busy"


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    marks: Sequence[Mark]


def lane_chart(
    lanes: Sequence[Lane], columns: Sequence[str], *, title: str, description: str = "", width: int = 960
) -> str:
    """A row per lane under a head of columns. All marks of a kind are one path: hundreds of people stay a small picture."""
    check_finite(value for lane in lanes for mark in lane.marks for value in (mark.start, mark.end))
    step = (width - LABEL) / max(1, len(columns))
    height = HEAD + len(lanes) * LANE + 2
    every = max(1, round(20 / step))
    parts = [
        text(name, x=round(LABEL + (n + 0.5) * step, 1), y=17, text_anchor="middle", font_size=12)
        for n, name in enumerate(columns)
        if n % every == 0
    ]
    parts += [
        text(shortened(lane.label, LABEL - 8), x=0, y=HEAD + row * LANE + 13, font_size=12)
        for row, lane in enumerate(lanes)
    ]
    grid = "".join(f"M{round(LABEL + n * step, 1)} {HEAD}V{height}" for n in range(len(columns) + 1))
    grid += "".join(f"M0 {HEAD + row * LANE}H{width}" for row in range(0, len(lanes) + 1, 5))
    parts.append(element("path", d=grid, stroke=QUIET, stroke_width=0.5, fill="none", class_="chart-guide"))
    for kind, style in (
        ("free", {"fill": INK, "class_": "chart-text"}),
        ("away", {"fill": QUIET, "stroke": INK, "stroke_width": 0.5, "class_": "chart-away"}),
        ("busy", series_class(1)),
    ):
        path = "".join(_rectangles(lanes, kind, step, len(columns)))
        if path:
            parts.append(element("path", d=path, **style))
    return document("".join(parts), width=width, height=height, title=title, description=description)


def _rectangles(lanes: Sequence[Lane], kind: str, step: float, columns: int):
    top, tall = SHAPES[kind]
    for row, lane in enumerate(lanes):
        y = HEAD + row * LANE + top
        for mark in lane.marks:
            start, end = max(0.0, mark.start), min(float(columns), mark.end)
            if mark.kind == kind and end > start:
                wide = max(2.0, round((end - start) * step, 1))
                yield f"M{round(LABEL + start * step, 1):g} {y}h{wide:g}v{tall}h-{wide:g}z"
