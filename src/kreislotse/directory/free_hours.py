"""Opening hours out of lists as somebody once typed them: taken over where they mean one thing only, else left as words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from kreislotse.core.errors import DomainError
from kreislotse.directory.open_now import Span
from kreislotse.directory.writing import parse_course_times, parse_week, write_week

_BY_AGREEMENT = (
    r"nach (?:(?:vorheriger|telefonischer|persönlicher) )?(?:vereinbarung|absprache|terminvereinbarung|terminabsprache)"
)
_ONLY_BY_AGREEMENT = re.compile(
    rf"(?:nur |termine? |sprechzeiten? |sprechstunden? )*(?:{_BY_AGREEMENT}|mit termin)", re.IGNORECASE
)
# Beside the week there are more times; those of the week stay what they are.
_ALSO_BY_AGREEMENT = re.compile(
    rf"[\s,;.]*\b(?:und|sowie|oder|außerdem|auch|zusätzlich)\s+(?:termine? )?{_BY_AGREEMENT}$", re.IGNORECASE
)
_HOLIDAYS = re.compile(
    r"[\s,;.(]*\b(?:außer an feiertagen|an feiertagen geschlossen|feiertags geschlossen)\)?$", re.IGNORECASE
)
# Means something else to everybody: Saturdays belong to „werktags“ or not; „9–12, nach Vereinbarung“ may be both.
_UNCERTAIN = re.compile(rf"\bwerktags\b|,\s*{_BY_AGREEMENT}", re.IGNORECASE)
_A_DATE = re.compile(r"\d{1,2}\.(?:0[1-9]|1[0-2])\b(?!\s*uhr)\s*(?:-|–|—|bis)", re.IGNORECASE)
_EVERY = re.compile(
    r"^(?:jeden|jeweils|immer|geöffnet|öffnungszeiten|sprechzeiten|sprechstunde)\s*:?\s+", re.IGNORECASE
)
_FROM = re.compile(r"\bvon\s+(?=\d)", re.IGNORECASE)


@dataclass(frozen=True)
class FreeHours:
    """What a text certainly says. `left` are the words that have to stay beside it; all of them where nothing is certain."""

    week: dict[int, list[Span]] = field(default_factory=dict)
    is_appointment_only: bool = False
    left: str = ""

    @property
    def is_certain(self) -> bool:
        return bool(self.week) or self.is_appointment_only

    def __str__(self):
        return write_week(self.week)


def read_hours(text: str) -> FreeHours:
    """The week in a text as lists hold it: „Mo–Fr 9–12 Uhr, Do 14-18 und nach Vereinbarung“.

    All or nothing: a part that is not understood („außer mittwochs“) may change what the others mean. „1. Di im Monat“
    and „gerade Wochen“ have no row here and stay words.
    """
    words = " ".join(text.split()).strip(" .;,")
    if not words:
        return FreeHours()
    if _ONLY_BY_AGREEMENT.fullmatch(words):
        return FreeHours(is_appointment_only=True)
    rest = _HOLIDAYS.sub("", words)
    also = _ALSO_BY_AGREEMENT.search(rest)
    if also:
        rest = rest[: also.start()]
    if _UNCERTAIN.search(rest) or _A_DATE.search(rest):
        return FreeHours(left=text)
    try:
        week = parse_week(_EVERY.sub("", _FROM.sub("", _one_line(text, rest))))
    except DomainError:
        return FreeHours(left=text)
    week = {day: spans for day, spans in week.items() if spans}
    if not week or any(_overlap(spans) for spans in week.values()):
        return FreeHours(left=text)
    return FreeHours(week=week, left=also.group().strip(" ,;.") if also else "")


def read_course_times(text: str) -> dict | None:
    """The weekdays and the span of one run: „Mo, Mi 9–12 Uhr“. `None` where the text says anything else."""
    words = " ".join(text.split()).strip(" .;,")
    if not words or _UNCERTAIN.search(words) or _A_DATE.search(words):
        return None
    try:
        weekdays, starts_at, ends_at = parse_course_times(_EVERY.sub("", _FROM.sub("", words)))
    except DomainError:
        return None
    return {"weekdays": weekdays, "starts_at": starts_at, "ends_at": ends_at}


def _one_line(text: str, rest: str) -> str:
    """Lines of a cell and „|“ part days as a semicolon does."""
    if "\n" not in text.strip() and "|" not in rest:
        return rest
    lines = [line.strip(" .;,") for part in text.splitlines() for line in part.split("|")]
    joined = "; ".join(" ".join(line.split()) for line in lines if line)
    return _ALSO_BY_AGREEMENT.sub("", _HOLIDAYS.sub("", joined))


def _overlap(spans: list[Span]) -> bool:
    return any(after.opens_at < before.closes_at for before, after in pairwise(spans))
