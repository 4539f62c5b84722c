"""Lines over time that end where numbers are missing and break where they cannot be compared."""

from collections.abc import Sequence
from dataclasses import dataclass

from .svg import (
    QUIET,
    check_finite,
    document,
    element,
    format_number,
    nice_ticks,
    series_class,
    text,
    text_width,
)

TOP, BOTTOM = 12, 26


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values, one per position of the axis, `None` where there is none.

    `breaks` are positions from which on values cannot be compared with those before (a new census base).
    """

    name: str
    values: Sequence[float | None]
    breaks: frozenset[int] = frozenset()


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str = "",
    width: int = 640,
    height: int = 260,
    from_zero: bool = True,
) -> str:
    """Lines with their name and last value beside them, horizontal guides, and dashed marks at breaks."""
    if any(len(one.values) != len(labels) for one in series):
        raise ValueError("Every series needs one value per label.")
    known = [value for one in series for value in one.values if value is not None]
    check_finite(known)
    ticks = nice_ticks(
        min([*known, 0.0] if from_zero or not known else known),
        max([*known, 0.0] if from_zero else known or [1]),
    )
    names = [_end_label(one) for one in series]
    left = max(text_width(format_number(tick)) for tick in ticks) + 8
    right = max([0.0, *(text_width(name) for name in names)]) + 10
    room = max(1.0, width - left - right)

    def across(position: int) -> float:
        return left + (position / (len(labels) - 1) if len(labels) > 1 else 0.5) * room

    def up(value: float) -> float:
        return TOP + (ticks[-1] - value) / (ticks[-1] - ticks[0]) * (height - TOP - BOTTOM)

    parts = []
    for tick in ticks:
        parts.append(
            element("line", x1=left, y1=up(tick), x2=left + room, y2=up(tick), stroke=QUIET, class_="chart-guide")
        )
        parts.append(text(format_number(tick), x=left - 6, y=up(tick) + 5, text_anchor="end"))
    parts += _axis_labels(labels, across, height, room)
    for position in sorted({mark for one in series for mark in one.breaks}):
        x = (across(position) + across(max(0, position - 1))) / 2
        parts.append(
            element(
                "line",
                x1=x,
                y1=TOP,
                x2=x,
                y2=height - BOTTOM,
                stroke="#4d5b6a",
                stroke_dasharray="2 4",
                class_="chart-break",
            )
        )
    ends = _spread([up(_last(one)) if _last(one) is not None else TOP for one in series])
    for number, (one, name, y) in enumerate(zip(series, names, ends, strict=True), 1):
        parts += _pieces(one, number, across, up)
        parts.append(text(name, x=left + room + 8, y=y + 5, class_="chart-label"))
    return document("".join(parts), width=width, height=height, title=title, description=description)


def sparkline(
    values: Sequence[float | None], *, title: str, breaks: frozenset[int] = frozenset(), width: int = 120
) -> str:
    """A line the size of a word, without axes, with a dot at its end; from zero."""
    known = [value for value in values if value is not None]
    check_finite(known)
    lowest, highest = min([0.0, *known]), max([0.0, *known]) or 1.0
    height = 24

    def across(position: int) -> float:
        return 3 + (position / (len(values) - 1) if len(values) > 1 else 0.5) * (width - 6)

    def up(value: float) -> float:
        return 3 + (highest - value) / (highest - lowest) * (height - 6)

    parts = _pieces(Series("", values, breaks), 1, across, up, dots=False)
    if known:
        last = max(i for i, value in enumerate(values) if value is not None)
        parts.append(element("circle", cx=across(last), cy=up(values[last]), r=2.5, **series_class(1)))
    return document("".join(parts), width=width, height=height, title=title)


def _pieces(one: Series, number: int, across, up, *, dots: bool = True) -> list[str]:
    look = series_class(number)
    parts, run = [], []

    def finish():
        if len(run) > 1:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            parts.append(
                element(
                    "polyline",
                    points=points,
                    fill="none",
                    stroke=look["fill"],
                    stroke_width=2,
                    class_=f"{look['class_']} chart-line",
                )
            )
        if run and (dots or len(run) == 1):
            parts.extend(element("circle", cx=x, cy=y, r=3 if dots else 1.5, **look) for x, y in run)
        run.clear()

    for position, value in enumerate(one.values):
        if value is None or position in one.breaks:
            finish()
        if value is not None:
            run.append((across(position), up(value)))
    finish()
    return parts


def _axis_labels(labels: Sequence[str], across, height: float, room: float) -> list[str]:
    widest = max([1.0, *(text_width(label) for label in labels)]) + 8
    every = max(1, -(-int(len(labels) * widest) // max(1, int(room))))
    return [
        text(label, x=across(position), y=height - 6, text_anchor="middle")
        for position, label in enumerate(labels)
        if position % every == 0
    ]


def _last(one: Series) -> float | None:
    return next((value for value in reversed(one.values) if value is not None), None)


def _end_label(one: Series) -> str:
    last = _last(one)
    return one.name if last is None else f"{one.name} {format_number(last)}".strip()


def _spread(heights: list[float], *, apart: float = 16) -> list[float]:
    """Move labels down until none lies on another."""
    placed: dict[int, float] = {}
    previous = float("-inf")
    for i in sorted(range(len(heights)), key=lambda i: heights[i]):
        previous = placed[i] = max(heights[i], previous + apart)
    return [placed[i] for i in range(len(heights))]
