"""When somebody usually has time: the windows of each weekday, and as people write them, „9–12 und 14:30 bis 18“."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import time
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

if TYPE_CHECKING:
    from kreislotse.guides.models import Guide

Windows = list[tuple[time, time]]
WHOLE_DAY = (time(8), time(20))
EVENING_ENDS = time(21)
_WHOLE_DAY_WORDS = {"ganztags", "ganztägig", "immer", "den ganzen tag"}
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*uhr)?"
_WINDOW = re.compile(rf"(?:von )?{_CLOCK}\s*(?:-|–|—|bis)\s*{_CLOCK}")
_FROM = re.compile(rf"ab {_CLOCK}")
_BETWEEN = re.compile(r"\s*(?:,|;|und)\s*")


class TimesNotUnderstood(DomainError):
    message = _("„%(text)s“ haben wir nicht verstanden. Bitte schreiben Sie zum Beispiel „9–12“ oder „9–12, 14:30–18“.")


class TimesWrongWayRound(DomainError):
    message = _("Bei „%(text)s“ liegt das Ende nicht nach dem Beginn. Bitte schreiben Sie zum Beispiel „9–12“.")


def usual_times(guide: Guide) -> dict[int, Windows]:
    """The guide's windows by weekday (0 is Monday), in order; empty where nobody asked yet. Reads what is prefetched."""
    found: dict[int, Windows] = defaultdict(list)
    for row in sorted(guide.weekly_times.all(), key=lambda row: (row.weekday, row.from_time)):
        found[row.weekday].append((row.from_time, row.to_time))
    return dict(found)


def parse_windows(text: str) -> list[tuple[time, time]]:
    """The windows of one day, in order, touching ones joined; an empty text means no time."""
    text = " ".join(text.lower().split())
    if not text:
        return []
    if text in _WHOLE_DAY_WORDS:
        return [WHOLE_DAY]
    return joined(_window(part) for part in _BETWEEN.split(text) if part)


def joined(windows: Iterable[tuple[time, time]]) -> list[tuple[time, time]]:
    """The same times with overlapping and touching windows made one."""
    result: list[tuple[time, time]] = []
    for start, end in sorted(windows):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def written(windows: Iterable[tuple[time, time]]) -> str:
    """The windows of one day the way `parse_windows` reads them."""
    return ", ".join(f"{_short(start)}–{_short(end)}" for start, end in sorted(windows))


def _window(part: str) -> tuple[time, time]:
    if match := _WINDOW.fullmatch(part):
        start, end = _clock(part, *match.groups()[:2]), _clock(part, *match.groups()[2:])
    elif match := _FROM.fullmatch(part):
        start, end = _clock(part, *match.groups()), EVENING_ENDS
    else:
        raise TimesNotUnderstood(text=part)
    if end <= start:
        raise TimesWrongWayRound(text=part)
    return start, end


def _clock(part: str, hour: str, minute: str | None) -> time:
    if hour == "24" and not int(minute or 0):
        return time(23, 59)
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise TimesNotUnderstood(text=part) from None


def _short(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}" if moment.minute else str(moment.hour)
