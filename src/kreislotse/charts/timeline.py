"""Spans over months, one row each, with their milestones and a line for today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from .svg import INK, QUIET, check_finite, document, element, series_class, shortened, text

ROW, HEAD, LABEL = 22, 30, 300


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone: where it stands, counted in months from the left, and whether it is reached."""

    at: float
    is_reached: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One row. `start` and `end` are counted in months from the left; an open end runs out of the picture."""

    label: str
    start: float | None = None
    end: float | None = None
    is_open: bool = False
    series: int = 1
    marks: Sequence[Mark] = field(default=())


def timeline_chart(  # noqa: PLR0913
    spans: Sequence[Span], years: Sequence[tuple[str, float]], *, months: float, today: float | None, title: str, description: str = "",
    width: int = 960,
) -> str:  # fmt: skip
    """Rows under a head of years (name, where it begins); reached milestones are full, others hollow."""
    check_finite(value for one in spans for value in (one.start, one.end) if value is not None)
    if months <= 0:
        raise ValueError("A timeline needs months.")
    step = (width - LABEL) / months
    height = HEAD + max(1, len(spans)) * ROW + 4

    def across(at: float) -> float:
        return round(LABEL + min(max(at, 0.0), months) * step, 1)

    parts = []
    for name, at in years:
        parts.append(
            element("line", x1=across(at), y1=HEAD - 6, x2=across(at), y2=height, stroke=QUIET, class_="chart-guide")
        )
        parts.append(text(name, x=across(at) + 4, y=18, class_="chart-label"))
    for row, span in enumerate(spans):
        parts += _row(span, HEAD + row * ROW, across, months)
    if today is not None and 0 <= today <= months:
        parts.append(
            element("line", x1=across(today), y1=HEAD - 6, x2=across(today), y2=height, stroke=INK, stroke_width=1.5, stroke_dasharray="4 3", class_="chart-axis")
        )  # fmt: skip
    return document("".join(parts), width=width, height=height, title=title, description=description)


def _row(span: Span, y: float, across, months: float) -> list[str]:
    parts = [text(shortened(span.label, LABEL - 12), x=0, y=y + 15, font_size=12)]
    if span.start is not None or span.end is not None or span.is_open:
        left = across(span.start if span.start is not None else 0)
        right = across(months if span.is_open or span.end is None else span.end)
        bar = element(
            "rect", x=left, y=y + 5, width=max(3.0, right - left), height=12, rx=2, **series_class(span.series)
        )
        parts.append(element("g", element("title", escape(span.label)) + bar))
    for mark in span.marks:
        x = across(mark.at)
        look = {"fill": INK} if mark.is_reached else {"fill": "#ffffff"}
        shape = element(
            "path", d=f"M{x} {y + 3}l8 8l-8 8l-8 -8z", stroke=INK, stroke_width=1.5, class_="chart-mark", **look
        )
        parts.append(element("g", element("title", escape(mark.label)) + shape) if mark.label else shape)
    return parts
