"""The small vocabulary of SVG all charts are written in."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from math import ceil, floor, isfinite, log10

THIN_SPACE = "\u202f"
MINUS = "\u2212"
FALLBACK_FILLS = ("#1f5a96", "#b45309", "#2f7d4f", "#7a3e9d", "#a8324a", "#4d5b6a")
INK, QUIET = "#1c2834", "#c3cbd3"


def format_number(value: float, *, decimals: int | None = None) -> str:
    """Write a number as German readers do: thin groups of three, decimal comma, a true minus.

    Without `decimals` as many as the value has, at most two.
    """
    number = Decimal(str(value))
    if decimals is None:
        number = number.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
        decimals = max(0, -number.as_tuple().exponent)
    number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(number):f}".partition(".")
    head = len(whole) % 3 if len(whole) > 4 else len(whole)
    groups = [whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))]
    text = THIN_SPACE.join(filter(None, groups)) + ("," + fraction if fraction else "")
    return MINUS + text if number < 0 else text


def element(name: str, content: str = "", /, **attributes) -> str:
    """One element; `class_` and `stroke_width` become `class` and `stroke-width`, `None` is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, **attributes) -> str:
    attributes.setdefault("fill", INK)
    attributes.setdefault("class_", "chart-text")
    return element("text", escape(words) or " ", direction="ltr", **attributes)


def document(content: str, *, width: float, height: float, title: str, description: str = "") -> str:
    """The root: an image with a name, scaled by its box, left to right."""
    head = element("title", escape(title))
    if description:
        head += element("desc", escape(description))
    return element(
        "svg",
        head + content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_attribute(width)} {_attribute(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=f"{title}. {description}" if description else title,
        direction="ltr",
        class_="chart",
        font_family="'Fira Sans', sans-serif",
        font_size=14,
    )


NARROW = 340
"""As wide as a phone's page is: there one unit is one pixel, so that letters keep their size."""


def is_narrow(width: float) -> bool:
    return width <= NARROW


def for_desk_and_phone(draw: Callable[..., str], *arguments, width: int, **options) -> str:
    """The same chart twice, as wide as asked and for a phone; the page shows the one that fits (`chart-wide`, `chart-narrow`)."""
    return "".join(
        element("div", draw(*arguments, width=one, **options), class_=name)
        for name, one in (("chart-wide", width), ("chart-narrow", NARROW))
    )


def series_class(number: int) -> dict[str, str]:
    """Class and fallback fill of the series with this number, counted from 1; after 6 they begin again."""
    position = (number - 1) % len(FALLBACK_FILLS)
    return {"class_": f"chart-series-{position + 1}", "fill": FALLBACK_FILLS[position]}


def nice_ticks(lowest: float, highest: float, *, about: int = 4) -> list[float]:
    """Round numbers that cover the range, 1, 2 or 5 times a power of ten apart."""
    if not highest > lowest:
        highest = lowest + 1
    rough = (highest - lowest) / about
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    first, last = floor(lowest / step + 1e-9), ceil(highest / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def check_finite(values):
    for value in values:
        if value is not None and not isfinite(value):
            raise ValueError("A chart's numbers must be finite; use None for a missing value.")


def text_width(words: str, *, size: float = 14) -> float:
    """A generous estimate; exact widths depend on the font the reader has."""
    return len(words) * size * 0.56


def _attribute(value) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def shortened(words: str, room: float) -> str:
    """As much of the words as fits into `room`, with an ellipsis where something is left out."""
    most = max(1, int(room / text_width("x")))
    return words if len(words) <= most else words[: most - 1] + "…"
