"""A week at a glance: days side by side, hours from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .svg import QUIET, document, element, series_class, text, text_width

HEAD, HOUR_HEIGHT, HOURS_WIDTH = 28, 36, 48


@dataclass(frozen=True, slots=True)
class Block:
    """Something that takes time. `day` counts from 0 in the order of the day names, minutes from midnight."""

    day: int
    start: int
    end: int
    label: str = ""
    series: int = 1


def week_calendar(
    days: Sequence[str],
    blocks: Sequence[Block],
    *,
    title: str,
    description: str = "",
    first_hour: int = 8,
    last_hour: int = 18,
    width: int = 760,
) -> str:
    """Draw blocks into their days; those at the same time stand side by side, early and late ones are cut off."""
    if not days or not 0 <= first_hour < last_hour <= 24:
        raise ValueError("A calendar needs days and hours.")
    if any(not 0 <= b.day < len(days) or not 0 <= b.start < b.end <= 1440 for b in blocks):
        raise ValueError("A block lies outside the days or ends before it starts.")
    column = (width - HOURS_WIDTH) / len(days)
    height = HEAD + (last_hour - first_hour) * HOUR_HEIGHT + 8

    def down(minutes: int) -> float:
        inside = min(max(minutes, first_hour * 60), last_hour * 60)
        return HEAD + (inside / 60 - first_hour) * HOUR_HEIGHT

    parts = []
    for hour in range(first_hour, last_hour + 1):
        y = down(hour * 60)
        parts.append(element("line", x1=HOURS_WIDTH, y1=y, x2=width, y2=y, stroke=QUIET, class_="chart-guide"))
        parts.append(text(f"{hour}:00", x=HOURS_WIDTH - 6, y=y + 5, text_anchor="end"))
    for number, day in enumerate(days):
        middle = HOURS_WIDTH + (number + 0.5) * column
        parts.append(text(day, x=middle, y=18, text_anchor="middle", class_="chart-label"))
        for block, lane, lanes in _lanes([b for b in blocks if b.day == number]):
            y, bottom = down(block.start), down(block.end)
            if bottom <= y:
                continue
            x, wide = HOURS_WIDTH + number * column + lane * column / lanes, column / lanes - 2
            name = f"{day} {_clock(block.start)}–{_clock(block.end)} {block.label}".strip()
            parts.append(_block(block, name, x=x + 1, y=y, width=wide, height=bottom - y))
    return document("".join(parts), width=width, height=height, title=title, description=description)


def _block(block: Block, name: str, *, x: float, y: float, width: float, height: float) -> str:
    look = series_class(block.series)
    content = element("title", escape(name)) + element("rect", x=x, y=y, width=width, height=height, rx=3, **look)
    most = int((width - 8) / text_width("x", size=12))
    if block.label and height >= 16 and most >= 3:
        words = block.label if len(block.label) <= most else block.label[: most - 1] + "…"
        content += text(words, x=x + 4, y=y + 14, font_size=12, fill="#ffffff", class_="chart-on-series")
    return element("g", content)


def _lanes(blocks: Sequence[Block]) -> list[tuple[Block, int, int]]:
    """Give blocks that overlap each a lane; the number of lanes is that of their cluster."""
    placed, cluster, ends, latest = [], [], [], 0

    def finish():
        placed.extend((block, lane, len(ends)) for block, lane in cluster)
        cluster.clear()
        ends.clear()

    for block in sorted(blocks, key=lambda b: (b.start, -b.end, b.label)):
        if block.start >= latest:
            finish()
        lane = next((i for i, end in enumerate(ends) if end <= block.start), len(ends))
        ends[lane : lane + 1] = [block.end]
        cluster.append((block, lane))
        latest = max(latest if cluster[1:] else 0, block.end)
    finish()
    return placed


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
