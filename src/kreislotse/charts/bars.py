"""Bars from zero, with their number beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from .svg import (
    INK,
    QUIET,
    check_finite,
    document,
    element,
    format_number,
    is_narrow,
    nice_ticks,
    series_class,
    shortened,
    text,
    text_width,
)

ROW, GAP, BAR = 30, 10, 20
HEADED = 22
"""What a label above its bar takes, where there is no room for it beside."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` is `None` where there is no number; then `symbol` (DIN 55301) is shown instead."""

    label: str
    value: float | None
    symbol: str = "."
    series: int = 1


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    width: int = 640,
    decimals: int | None = None,
    unit: str = "",
) -> str:
    """Horizontal bars, one per row, in the given order; the baseline is always zero.

    In a narrow chart the labels stand above their bars, so that they are read whole.
    """
    head = HEADED if is_narrow(width) else 0
    check_finite(bar.value for bar in bars)
    numbers = [_label(bar, decimals, unit) for bar in bars]
    label_width = 0.0 if head else min(width * 0.4, max([0.0, *(text_width(bar.label) for bar in bars)]) + GAP)
    number_width = max([0.0, *(text_width(number) for number in numbers)]) + GAP
    known = [bar.value for bar in bars if bar.value is not None]
    ticks = nice_ticks(min([0.0, *known]), max([0.0, *known]))
    lowest, highest = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    if highest == lowest:
        highest = ticks[-1]
    left_room = number_width if lowest < 0 else 0.0
    room = max(1.0, width - label_width - left_room - number_width)
    zero = label_width + left_room + (0.0 - lowest) / (highest - lowest) * room

    parts = []
    for row, (bar, number) in enumerate(zip(bars, numbers, strict=True)):
        y = row * (ROW + head)
        parts.append(text(shortened(bar.label, width - 6 if head else label_width - GAP), x=6 if head else 0, y=y + 19))
        y += head
        end, anchor = zero + 6, "start"
        if bar.value is not None:
            length = abs(bar.value) / (highest - lowest) * room
            x = zero if bar.value >= 0 else zero - length
            parts.append(element("rect", x=x, y=y + 5, width=length, height=BAR, **series_class(bar.series)))
            end = zero + length + 6 if bar.value >= 0 else zero - length - 6
            anchor = "start" if bar.value >= 0 else "end"
        parts.append(text(number, x=end, y=y + 19, text_anchor=anchor, class_="chart-value"))
    height = max(ROW, len(bars) * (ROW + head))
    parts.append(element("line", x1=zero, y1=0, x2=zero, y2=height, stroke=INK, stroke_width=1, class_="chart-axis"))
    return document("".join(parts), width=width, height=height, title=title, description=description)


def progress(value: float, maximum: float, *, title: str, label: str = "", width: int = 320) -> str:
    """How much of a limit is used up: a track, the part reached, and both numbers. Beyond the limit it is full."""
    check_finite([value, maximum])
    if maximum <= 0 or value < 0:
        raise ValueError("Progress needs a positive limit and a value that is not negative.")
    share = min(1.0, value / maximum)
    state = "chart-progress-over" if value > maximum else "chart-progress"
    words = label or f"{format_number(value)} / {format_number(maximum)}"
    bar = series_class(1) | {"class_": f"chart-series-1 {state}"}
    content = (
        element("rect", x=0, y=0, width=width, height=12, rx=2, fill=QUIET, class_="chart-track")
        + element("rect", x=0, y=0, width=width * share, height=12, rx=2, **bar)
        + text(words, x=0, y=32)
    )
    return document(content, width=width, height=40, title=title, description=words)


def _label(bar: Bar, decimals: int | None, unit: str) -> str:
    if bar.value is None:
        return bar.symbol
    return format_number(bar.value, decimals=decimals) + (f"\u00a0{unit}" if unit else "")
