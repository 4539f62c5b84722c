"""The order of numbers like „2.10.1“, as people count."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\d+|[^\W\d_]+")


def number_key(text: str) -> tuple:
    """Numbers in the order people expect: 2 before 10, 1.2 before 1.10, M2a after M2."""
    return (
        *((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold()) for part in _PARTS.findall(text)),
        (-1, 0, text),
    )


def next_number(taken, *, prefix: str = "") -> str:
    """The first number below `prefix` that comes after all of `taken`: „1.3“ after „1.1“ and „1.2“."""
    head = f"{prefix}." if prefix else ""
    last = [one[len(head) :] for one in taken if one.startswith(head)]
    highest = max((int(part) for part in last if part.isdigit()), default=0)
    return f"{head}{highest + 1}"
