"""A signature drawn with a finger: strokes of whole numbers in a frame of 600 × 200, written as an SVG path."""

from __future__ import annotations

import re

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

WIDTH, HEIGHT = 600, 200
LONGEST = 20_000
SHORTEST_POINTS = 8
_STROKES = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")
_POINT = re.compile(r"[ML](\d{1,3}) (\d{1,3})")


class NotDrawn(DomainError):
    message = _("Die Unterschrift fehlt oder ist zu kurz. Bitte unterschreiben Sie noch einmal im Feld.")


def checked_strokes(path: str) -> str:
    """The strokes if they are nothing but strokes inside the frame, long enough to be somebody's hand; else `NotDrawn`."""
    path = path.strip()
    if len(path) > LONGEST or not _STROKES.fullmatch(path):
        raise NotDrawn
    points = [(int(x), int(y)) for x, y in _POINT.findall(path)]
    if len(set(points)) < SHORTEST_POINTS or any(x > WIDTH or y > HEIGHT for x, y in points):
        raise NotDrawn
    return path


def strokes_svg(path: str) -> str:
    """The strokes as a picture, black on nothing."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<path d="{}" fill="none" stroke="#000" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, path,
    )  # fmt: skip
