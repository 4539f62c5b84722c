"""Days and times as people write them: weeks, times of a period, exceptions, times of a language. One line, one thing.

Each `parse_…` reads what its `write_…` writes, and raises a `DomainError` that names the line it did not understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time, timedelta
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import parse_day
from kreislotse.core.errors import DomainError
from kreislotse.core.text import fold_german
from kreislotse.directory.open_now import Span
from kreislotse.directory.opening import UnclearHours, parse_hours, write_hours
from kreislotse.taxonomy.models import Language

SHORT_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MOST_LINES = 40
LONGEST = timedelta(days=731)

_DAY = (
    r"(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?"
    r"|mo|di|mi|do|fr|sa|so|täglich|werktags)\b\.?"
)
_DAYS = re.compile(rf"((?<!\w){_DAY}(?:\s*(?:,|-|–|—|/|&|\+|und|bis)\s*{_DAY})*)", re.IGNORECASE)
_ONE_DAY = re.compile(_DAY, re.IGNORECASE)
_RANGE = re.compile(r"-|–|—|bis")
_DATE = r"(?:\d{4}-\d{2}-\d{2}|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\d{2}(?!\d))?)"
_SPAN_OF_DAYS = re.compile(
    rf"(?:(?P<day>\d{{1,2}}\.)(?=\s*(?:-|–|—|bis))|(?P<first>{_DATE}))(?:\s*(?:-|–|—|bis)\s*(?P<last>{_DATE}))?\s*:?\s*(?P<rest>.*)",
    re.I,
)
_FROM_OR_UNTIL = re.compile(rf"(?P<word>ab|bis)\s+(?:zum\s+)?(?P<day>{_DATE})\s*:?\s*(?P<rest>.*)", re.IGNORECASE)
_REASON = re.compile(r"\(((?!(?:nur )?(?:mit|nach) )[^()]*)\)\s*$", re.IGNORECASE)
_CLOSED = re.compile(r"(?:bleibt |ist )?(?:geschlossen|zu)", re.IGNORECASE)


class UnclearWeek(DomainError):
    message = _("„%(text)s“ ist nicht zu verstehen. Bitte schreiben Sie zum Beispiel „Mo–Do 9–12, Fr 9–11 mit Termin“.")


class UnclearException(DomainError):
    message = _("„%(text)s“ ist nicht zu verstehen. Bitte schreiben Sie zum Beispiel „24.12.–1.1. geschlossen“ oder „2.4. 9–11 Uhr“.")  # fmt: skip


class UnclearPeriod(DomainError):
    message = _("„%(text)s“ ist nicht zu verstehen. Bitte schreiben Sie zum Beispiel „1.7.–31.8.: Di 17–19, Do 9–12“ oder „ab 1.12.: Mo–Fr 9–12“.")  # fmt: skip


class UnclearLanguageTime(DomainError):
    message = _("„%(text)s“ ist nicht zu verstehen. Bitte schreiben Sie zum Beispiel „Arabisch: dienstags 9–12“.")


class LanguageNotKnown(DomainError):
    message = _("Die Sprache „%(name)s“ steht nicht in der Liste. Bitte schreiben Sie sie wie unter „Sprachen vor Ort“.")  # fmt: skip


class DaysOutOfOrder(DomainError):
    message = _("„%(text)s“: Der letzte Tag liegt vor dem ersten, oder es sind mehr als zwei Jahre.")


class SaidTwice(DomainError):
    message = _("„%(text)s“: Für diese Tage steht schon etwas anderes da. Bitte lassen Sie nur eine Zeile stehen.")


class TooManyLines(DomainError):
    message = _("Das sind mehr als %(most)s Zeilen. Bitte fassen Sie Tage zusammen.")


def lines_of(text: str) -> list[str]:
    """The lines that say something. Raises `TooManyLines`."""
    lines = [line for part in text.splitlines() if (line := " ".join(part.split()))]
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    return lines


# ── the week ────────────────────────────────────────────────────────────────────────────────────────


def parse_week(text: str, *, error: type[DomainError] = UnclearWeek) -> dict[int, list[Span]]:
    """Spans by weekday (0 = Monday) out of „Mo–Do 9–12, Fr 9–11 mit Termin“ or „dienstags 14 bis 16 Uhr“."""
    before, *parts = _DAYS.split(text)
    if before.strip() or not parts:
        raise error(text=text)
    week: dict[int, list[Span]] = {}
    for days, hours in zip(parts[::2], parts[1::2], strict=True):
        try:
            spans = parse_hours(re.sub(r"(?:[\s,;]|\bund)+$", "", hours.strip().removeprefix(":")).strip())
        except UnclearHours as problem:
            raise error(text=text) from problem
        if not hours.strip(" ,;:."):
            raise error(text=text)
        for day in parse_weekdays(days, text, error=error):
            week[day] = sorted(week.get(day, []) + spans, key=lambda span: span.opens_at)
    return week


def parse_weekdays(days: str, text: str = "", *, error: type[DomainError] = UnclearWeek) -> list[int]:
    """„Mo–Mi und Fr“ as 0, 1, 2, 4."""
    found: list[int] = []
    end = 0
    for match in _ONE_DAY.finditer(days):
        between, end = days[end : match.start()], match.end()
        word = match.group().lower()
        if word.startswith(("täglich", "werktags")):
            found += range(7 if word.startswith("t") else 5)
            continue
        day = 5 if word.startswith("sonna") else ["mo", "di", "mi", "do", "fr", "sa", "so"].index(word[:2])
        if found and _RANGE.search(between):
            if day <= found[-1]:
                raise error(text=text or days)
            found += range(found[-1] + 1, day)
        found.append(day)
    if not found:
        raise error(text=text or days)
    return sorted(set(found))


def write_week(week: Mapping[int, Iterable]) -> str:
    """The text `parse_week` reads; days in a row with the same hours are one part."""
    parts = [(day, write_hours(spans)) for day, spans in sorted(week.items()) if spans]
    texts = []
    for hours, group in groupby(parts, key=lambda part: part[1]):
        texts.append(f"{write_weekdays([day for day, _text in group])} {hours}")
    return "; ".join(texts)


def write_weekdays(days: Iterable[int]) -> str:
    """„Mo–Mi, Fr“."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [
        f"{SHORT_DAYS[run[0]]}–{SHORT_DAYS[run[-1]]}" if len(run) > 2 else ", ".join(SHORT_DAYS[d] for d in run)
        for run in runs
    ]
    return ", ".join(names)


# ── times for a period ──────────────────────────────────────────────────────────────────────────────


def parse_periods(text: str, *, today: date) -> dict[int, list[Span]]:
    """Weeks that hold for a time, one on each line: „1.7.–31.8.: Di 17–19“, „ab 1.12.: Mo–Fr 9–12“."""
    week: dict[int, list[Span]] = {}
    for line in lines_of(text):
        first, last, rest = _period(line, today)
        for day, spans in parse_week(rest, error=UnclearPeriod).items():
            week.setdefault(day, []).extend(span._replace(valid_from=first, valid_until=last) for span in spans)
    return week


def _period(line: str, today: date) -> tuple[date | None, date | None, str]:
    if match := _FROM_OR_UNTIL.fullmatch(line):
        day = parse_day(match["day"], today=today)
        if day is None:
            raise UnclearPeriod(text=line)
        return (day, None, match["rest"]) if match["word"].lower() == "ab" else (None, day, match["rest"])
    match = _SPAN_OF_DAYS.fullmatch(line)
    if not match or not match["last"]:
        raise UnclearPeriod(text=line)
    return *_first_and_last(match, line, today, UnclearPeriod), match["rest"]


def write_periods(times: Iterable) -> str:
    """The lines `parse_periods` reads, of those opening times that hold for a time only."""
    weeks: dict[tuple, dict[int, list]] = {}
    for one in times:
        if one.valid_from or one.valid_until:
            weeks.setdefault((one.valid_from, one.valid_until), {}).setdefault(one.weekday, []).append(one)
    ordered = sorted(weeks.items(), key=lambda item: (item[0][0] or date.min, item[0][1] or date.max))
    return "\n".join(f"{_period_words(*period)}: {write_week(week)}" for period, week in ordered)


def _period_words(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return f"bis {_date(last)}" if first is None else f"ab {_date(first)}"
    return f"{_date(first)}–{_date(last)}"


# ── exceptions ──────────────────────────────────────────────────────────────────────────────────────


def parse_exceptions(text: str, *, today: date) -> list[dict]:
    """Exceptions, one on each line: „24.12.–1.1. geschlossen (Betriebsferien)“, „2.4. 9–11, 14–15 Uhr“.

    A day without a year is the one nearest to `today`; a last day without one is the next after the first.
    """
    rows: list[dict] = []
    for line in lines_of(text):
        new = _exceptions_of(line, today)
        days = (new[0]["first_day"], new[0]["last_day"])
        if any((row["first_day"], row["last_day"]) == days for row in rows):
            raise SaidTwice(text=line)
        rows += new
    return rows


def _exceptions_of(line: str, today: date) -> list[dict]:
    match = _SPAN_OF_DAYS.fullmatch(line)
    if not match or (match["day"] and not match["last"]):
        raise UnclearException(text=line)
    first, last = _first_and_last(match, line, today, UnclearException)
    rest, reason = match["rest"].strip(), ""
    if in_brackets := _REASON.search(rest):
        rest, reason = rest[: in_brackets.start()].strip(), in_brackets.group(1).strip()[:120]
    days = {"first_day": first, "last_day": last, "reason": reason}
    if _CLOSED.fullmatch(rest):
        return [days]
    try:
        spans = parse_hours(rest)
    except UnclearHours as problem:
        raise UnclearException(text=line) from problem
    if not spans:
        raise UnclearException(text=line)
    return [
        days | {"opens_at": one.opens_at, "closes_at": one.closes_at, "by_appointment": one.by_appointment}
        for one in spans
    ]


def _first_and_last(match: re.Match, line: str, today: date, error: type[DomainError]) -> tuple[date, date]:
    last_text = match["last"]
    first_text = match["first"] or match["day"] + re.sub(r"^\d{1,2}\.", "", last_text or "")
    if last_text and match["first"] and _has_year(last_text) and not _has_year(first_text):
        last = parse_day(last_text, today=today)
        first = last and parse_day(first_text, today=last - timedelta(days=182)) or None
    else:
        first = parse_day(first_text, today=today)
        last = first if not last_text else first and parse_day(last_text, today=first + timedelta(days=182)) or None
    if first is None or last is None:
        raise error(text=line)
    if not first <= last <= first + LONGEST:
        raise DaysOutOfOrder(text=line)
    return first, last


def _has_year(text: str) -> bool:
    return "-" in text or not text.rstrip().endswith(".")


def write_exceptions(exceptions: Iterable) -> str:
    """The lines `parse_exceptions` reads."""
    lines = []
    ordered = sorted(exceptions, key=lambda one: (one.first_day, one.last_day, one.reason))
    for (first, last, reason), group in groupby(ordered, key=lambda one: (one.first_day, one.last_day, one.reason)):
        days = _date(first) if first == last else f"{_date(first)}–{_date(last)}"
        times = [one for one in group if one.opens_at]
        lines.append(f"{days} {write_hours(times) if times else 'geschlossen'}" + (f" ({reason})" if reason else ""))
    return "\n".join(lines)


def _date(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


# ── languages and when ──────────────────────────────────────────────────────────────────────────────


def parse_language_times(text: str, *, find: Callable[[str], Language | None]) -> list[dict]:
    """When which language is spoken, one on each line: „Arabisch: dienstags 9–12“, „Farsi: Mo, Mi 14–16 mit Termin“."""
    rows = []
    for line in lines_of(text):
        name, separator, rest = line.partition(":")
        if not separator:
            name, rest = _before_the_days(line)
        if not (language := find(name.strip())):
            raise LanguageNotKnown(name=name.strip())
        week = parse_week(rest.strip(), error=UnclearLanguageTime)
        rows += [
            {
                "language": language,
                "weekday": day,
                "opens_at": span.opens_at,
                "closes_at": span.closes_at,
                "by_appointment": span.by_appointment,
            }
            for day, spans in sorted(week.items())
            for span in spans
        ]
    return rows


def _before_the_days(line: str) -> tuple[str, str]:
    if not (match := _DAYS.search(line)):
        raise UnclearLanguageTime(text=line)
    return line[: match.start()], line[match.start() :]


def write_language_times(times: Iterable) -> str:
    """The lines `parse_language_times` reads."""
    weeks: dict[Language, dict[int, list]] = {}
    for one in times:
        weeks.setdefault(one.language, {}).setdefault(one.weekday, []).append(one)
    return "\n".join(f"{language.name}: {write_week(week)}" for language, week in weeks.items())


def language_finder(languages: Iterable[Language]) -> Callable[[str], Language | None]:
    """A language by its German name, its own name or its code, however they are written."""
    known: dict[str, Language] = {}
    for one in languages:
        for name in (one.name, one.own_name, one.code, one.name.partition("(")[0]):
            known.setdefault(fold_german(name), one)
    return lambda name: known.get(fold_german(name))


# ── one run of a course ─────────────────────────────────────────────────────────────────────────────


class UnclearCourseTimes(DomainError):
    message = _("„%(text)s“ ist nicht zu verstehen. Bitte schreiben Sie zum Beispiel „Mo, Mi 9–12“. Bei verschiedenen Uhrzeiten legen Sie bitte zwei Kurstermine an.")  # fmt: skip


def parse_course_times(text: str) -> tuple[list[int], time | None, time | None]:
    """Weekdays and one span of time for all of them out of „Mo, Mi 9–12“; days or hours alone will do."""
    text = " ".join(text.split())
    if not text:
        return [], None, None
    if _DAYS.fullmatch(text):
        return parse_weekdays(text, error=UnclearCourseTimes), None, None
    has_days = bool(_DAYS.search(text))
    week = parse_week(text, error=UnclearCourseTimes) if has_days else {None: _course_hours(text)}
    hours = {tuple(spans) for spans in week.values()}
    spans = hours.pop()
    if hours or len(spans) != 1 or spans[0].by_appointment:
        raise UnclearCourseTimes(text=text)
    return sorted(day for day in week if day is not None), spans[0].opens_at, spans[0].closes_at


def _course_hours(text: str) -> list[Span]:
    try:
        return parse_hours(text)
    except UnclearHours as problem:
        raise UnclearCourseTimes(text=text) from problem


def write_course_times(run) -> str:
    """The text `parse_course_times` reads."""
    days = write_weekdays(run.weekdays)
    hours = write_hours([Span(run.starts_at, run.ends_at)]) if run.starts_at and run.ends_at else ""
    return f"{days} {hours}".strip()
