"""What was reached so far, where it leads, and the limit: a line, a dashed line in its range, and a bar to stay under."""

from collections.abc import Sequence

from .svg import INK, QUIET, check_finite, document, element, format_number, nice_ticks, series_class, text, text_width

TOP, BOTTOM = 18, 26


def forecast_chart(
    labels: Sequence[str],
    reached: Sequence[float],
    *,
    expected: tuple[float, float, float],
    limit: float | None = None,
    title: str,
    description: str = "",
    limit_label: str = "",
    expected_label: str = "",
    width: int = 640,
    height: int = 260,
) -> str:
    """Sums over the positions of `labels`, known for the first of them; `expected` is (least, likely, most) at the last.

    The baseline is zero. The range opens from the last known sum to the end of the axis.
    """
    least, likely, most = expected
    check_finite([*reached, *expected, limit])
    if not labels or not 0 < len(reached) <= len(labels):
        raise ValueError("A forecast needs labels, and at least one sum and no more sums than labels.")
    if not least <= likely <= most:
        raise ValueError("The likely value lies between the least and the most.")
    ticks = nice_ticks(0.0, max([*reached, most, limit or 0.0]))
    left = max(text_width(format_number(tick)) for tick in ticks) + 8
    right = text_width(expected_label) + 14 if expected_label else 10
    room = max(1.0, width - left - right)

    def across(position: int) -> float:
        return left + (position / (len(labels) - 1) if len(labels) > 1 else 1.0) * room

    def up(value: float) -> float:
        return TOP + (ticks[-1] - value) / ticks[-1] * (height - TOP - BOTTOM)

    parts = []
    for tick in ticks:
        y = up(tick)
        parts.append(element("line", x1=left, y1=y, x2=left + room, y2=y, stroke=QUIET, class_="chart-guide"))
        parts.append(text(format_number(tick), x=left - 6, y=y + 5, text_anchor="end"))
    every = max(1, -(-int(len(labels) * (max(text_width(label) for label in labels) + 8)) // int(room)))
    parts += [
        text(label, x=across(n), y=height - 6, text_anchor="middle") for n, label in enumerate(labels) if n % every == 0
    ]
    look, here, last = series_class(1), len(reached) - 1, len(labels) - 1
    x, y = across(here), up(reached[here])
    if here < last:
        band = f"{x:.1f},{y:.1f} {across(last):.1f},{up(most):.1f} {across(last):.1f},{up(least):.1f}"
        parts.append(element("polygon", points=band, fill_opacity="0.2", **look))
        parts.append(_line([(x, y), (across(last), up(likely))], look, dashes="6 4"))
    if limit is not None:
        parts.append(
            element(
                "line", x1=left, y1=up(limit), x2=left + room, y2=up(limit), stroke=INK, stroke_width=2,
                class_="chart-axis chart-limit",
            )
        )  # fmt: skip
        parts.append(text(limit_label, x=left + 4, y=up(limit) - 5, class_="chart-label"))
    parts.append(_line([(across(n), up(value)) for n, value in enumerate(reached)], look))
    parts.append(element("circle", cx=x, cy=y, r=3.5, **look))
    if expected_label:
        parts.append(text(expected_label, x=left + room + 8, y=up(likely) + 5, class_="chart-label"))
    return document("".join(parts), width=width, height=height, title=title, description=description)


def _line(points: Sequence[tuple[float, float]], look: dict, *, dashes: str | None = None) -> str:
    return element(
        "polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), fill="none", stroke=look["fill"],
        stroke_width=2.5, stroke_dasharray=dashes, class_=f"{look['class_']} chart-line",
    )  # fmt: skip
