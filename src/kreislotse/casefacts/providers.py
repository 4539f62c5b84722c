"""Company by the Träger whose guides gave it: their year, with the year before beside it, from closed months only.

How much each Träger gave is the sum of what the months' pages say, and exact once the year is closed. By topic,
municipality and language a Träger's months are too small to show; they are counted by whole years, which never overlap,
and protected together with what the months' pages have shown of the same company.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.casefacts.models import AssignmentFact, MonthClosing, ProviderLanguageFact
from kreislotse.casefacts.protection import OWN, UNKNOWN, Names, releases
from kreislotse.casefacts.queries import COMPANY, company_parts, place_of, provider_of, threshold_of, topic_of
from kreislotse.disclosure import SECRET, Dimension, Published, Release, Table, protect_series
from kreislotse.districts.models import District
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization
from kreislotse.matching.models import Appointment

TOTAL = "total"
PROVIDER = "company_provider"
NOBODY = "nobody"
KINDS = {"company": topic_of, "company_place": place_of}
LANGUAGE = "company_language"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Amount:
    """Appointments that took place and their hours; a lower bound where some months hide a part, `None` where all is hidden."""

    number: int | None
    hours: float | None
    is_lower_bound: bool = False


NOTHING = Amount(0, 0.0)


@dataclass(frozen=True)
class Line:
    """One Träger, topic, municipality or group of languages; `before` is the year before, as far as it may stand beside."""

    code: str
    label: str
    now: Amount
    before: Amount | None

    @property
    def is_total(self) -> bool:
        return self.code == TOTAL

    @property
    def says_something(self) -> bool:
        return bool(self.now.number or (self.before and self.before.number))


@dataclass(frozen=True)
class Breakdown:
    title: str
    lines: list[Line]

    @property
    def shown(self) -> list[Line]:
        return [line for line in self.lines if line.is_total or line.says_something]

    @property
    def hidden(self) -> list[str]:
        return [line.label for line in self.lines if not (line.is_total or line.says_something)]


@dataclass(frozen=True)
class ProviderYear:
    """`breakdowns` by the code of a provider; none while the year is open or providers were not counted in it."""

    year: int
    months: list[date]
    months_before: list[date]
    is_complete: bool
    threshold: int
    lines: list[Line]
    breakdowns: dict[str, list[Breakdown]] = field(default_factory=dict)

    @property
    def is_part_of_before(self) -> bool:
        """Whether the year before stands here with the same months, because this year is not closed yet."""
        return not self.is_complete and bool(self.months_before)


def closed_years() -> list[int]:
    """Years with a closed month, the latest first."""
    return sorted({month.year for month in MonthClosing.objects.values_list("month", flat=True)}, reverse=True)


def provider_year(year: int, *, to, district: District) -> ProviderYear:
    """What closed months say of the Träger of a year, as far as `to` may know: of the own one only for its coordinators.

    A fixed number of queries.
    """
    names = Names.of(district)
    closings = list(MonthClosing.objects.filter(month__year__in=(year - 1, year)).order_by("month"))
    facts, languages = _facts(closings)
    thresholds = {closing.month: threshold_of(closing, district) for closing in closings}
    now = _Year([day for day in thresholds if day.year == year], facts, languages, thresholds, names)
    before = _Year([day for day in thresholds if day.year == year - 1], facts, languages, thresholds, names)
    seen = _seen(to, now, before)
    same = before.months if now.is_complete else [day for day in before.months if day.month in now.month_numbers]
    beside = before.totals(same) if same else None
    return ProviderYear(
        year=year, months=now.months, months_before=same, is_complete=now.is_complete,
        threshold=max(thresholds.values(), default=threshold_of(None, district)),
        lines=_lines(now.totals(now.months), beside, seen, names.provider, _("alle Träger")),
        breakdowns=_breakdowns(now, before, seen, names),
    )  # fmt: skip


def _facts(closings) -> tuple[dict, dict]:
    months = [closing.month for closing in closings]
    happened = AssignmentFact.objects.filter(month__in=months, outcome=Appointment.Outcome.TOOK_PLACE)
    found: tuple[dict, dict] = defaultdict(list), defaultdict(list)
    for of, rows in zip(found, (happened, ProviderLanguageFact.objects.filter(month__in=months)), strict=True):
        for fact in rows.order_by("pk"):
            of[fact.month].append(fact)
    return found


def _seen(to, *years: _Year) -> list[str]:
    """The providers that `to` may read of; with the sum of all of them for the Kreis."""
    codes = {code for year in years for code in year.providers}
    if not sees_only_own_organization(to):
        return [TOTAL, *codes]
    own = {str(key) for key in represented_organizations(to).values_list("organization_id", flat=True)}
    return sorted(codes & own)


class _Year:
    """The closed months of one year: what their pages say, and, once all are closed, the year's own tables."""

    def __init__(self, months: list[date], facts: dict, languages: dict, thresholds: dict[date, int], names: Names):
        self.months, self.names = months, names
        self.facts = {month: facts[month] for month in months}
        self.languages = {month: languages[month] for month in months}
        self.thresholds = thresholds
        self.providers = sorted({provider_of(fact) for month in months for fact in facts[month]})
        self.is_complete = bool(months) and months[-1].month == 12
        self._months = {month: self._month(month) for month in months}
        self._tables = self._protected() if self.is_complete else {}

    @property
    def month_numbers(self) -> set[int]:
        return {month.month for month in self.months}

    @property
    def counts_providers(self) -> bool:
        return any(code != UNKNOWN for code in self.providers)

    def _month(self, month: date) -> dict[str, Release]:
        """What the page of a month says of company, as it stands there; where providers were not counted, all are unknown."""
        parts = company_parts(self.facts[month], self.names)
        periods = (month.isoformat(),)
        found = {
            release.table.shape.dimensions[0].name: release
            for release in releases(COMPANY, parts, threshold=self.thresholds[month], periods=periods)
        }
        if PROVIDER not in found:
            shown = found["company"].published.cells[(TOTAL,)]
            counts = {UNKNOWN: found["company"].table.counts[(TOTAL,)]}
            table = Table.from_counts(PROVIDER, counts, universe=COMPANY, periods=periods)
            found[PROVIDER] = Release(table, Published(table.shape, dict.fromkeys(table.counts, shown)))
        return found

    def totals(self, months: list[date]) -> dict[str, Amount]:
        """By provider and together: exact where the closed year says it, else what its months show."""
        exact = self._row_totals() if months == self.months else {}
        return {code: exact.get(code) or self._sum(code, months) for code in (TOTAL, *self.providers)}

    def _sum(self, code: str, months: list[date]) -> Amount:
        number, minutes, hidden = 0, 0, 0
        for month in months:
            shown = self._months[month][PROVIDER].published.cells.get((code,), 0)
            if shown == SECRET:
                hidden += 1
                continue
            number += shown
            minutes += sum(f.minutes for f in self.facts[month] if code in (TOTAL, provider_of(f)))
        if hidden and not number:
            return Amount(None, None)
        return Amount(number, round(minutes / 60, 1), hidden > 0)

    def _row_totals(self) -> dict[str, Amount]:
        if not self._tables:
            return {}
        found = {code: self.amount("company", code, TOTAL) for code in (TOTAL, *self.providers)}
        return {code: amount for code, amount in found.items() if amount.number is not None}

    def amount(self, kind: str, provider: str, code: str) -> Amount:
        """One cell of the closed year; a combination that nobody had is nothing."""
        published, minutes = self._tables[kind]
        number = published.cells.get((provider, code), 0)
        if number == SECRET:
            return Amount(None, None)
        found = sum(n for (whose, what), n in minutes.items() if provider in (TOTAL, whose) and code in (TOTAL, what))
        return Amount(number, round(found / 60, 1))

    def codes(self, kind: str) -> list[str]:
        return [code for code in self._tables[kind][0].shape.dimensions[1].codes if code != TOTAL]

    def _protected(self) -> dict[str, tuple[Published, Counter[Pair]]]:
        """The year by provider and kind, protected with what its months have shown; published cells and true minutes."""
        counts = {kind: self._pairs(of) for kind, of in KINDS.items()}
        counts[LANGUAGE] = self._language_pairs(counts["company"])
        periods = tuple(month.isoformat() for month in self.months)
        by_provider = Dimension.flat(PROVIDER, self.providers)
        tables = {
            kind: Table.from_leaves(
                [by_provider, Dimension.flat(kind, sorted({what for _whose, what in numbers}))], numbers,
                universe=COMPANY, periods=periods,
            )
            for kind, (numbers, _minutes) in counts.items()
        }  # fmt: skip
        protection = protect_series(
            self._shown_by_months(), tables.values(), threshold=max(self.thresholds[month] for month in self.months)
        )
        return {kind: (published, counts[kind][1]) for kind, published in zip(tables, protection.tables, strict=True)}

    def _pairs(self, what_of) -> tuple[Counter[Pair], Counter[Pair]]:
        numbers, minutes = Counter(), Counter()
        for facts in self.facts.values():
            for fact in facts:
                at = (provider_of(fact), what_of(fact))
                numbers[at] += fact.appointments
                minutes[at] += fact.minutes
        return numbers, minutes

    def _language_pairs(self, by_topic: tuple[Counter[Pair], Counter[Pair]]) -> tuple[Counter[Pair], Counter[Pair]]:
        """By group of languages; what is counted of a provider without one, as before providers were, has none."""
        found = Counter(), Counter()
        for facts in self.languages.values():
            for fact in facts:
                at = (str(fact.provider_id or OWN), fact.language_group)
                found[0][at] += fact.appointments
                found[1][at] += fact.minutes
        for amounts, all_of in zip(found, by_topic, strict=True):
            for provider in self.providers:
                with_language = sum(n for (whose, _what), n in amounts.items() if whose == provider)
                rest = sum(n for (whose, _what), n in all_of.items() if whose == provider) - with_language
                if rest:
                    amounts[provider, ""] += rest
        return found

    def _shown_by_months(self) -> list[Release]:
        """The months' tables with every line of the year and one that nobody ever had: what a page does not list is zero."""
        codes: dict[str, set[str]] = defaultdict(set)
        for parts in self._months.values():
            for name, release in parts.items():
                codes[name] |= {NOBODY} | {at[0] for at in release.table.counts} - {TOTAL}
        return [_with_zeros(release, sorted(codes[name])) for parts in self._months.values() for name, release in parts.items()]  # fmt: skip


def _with_zeros(release: Release, codes: list[str]) -> Release:
    shape = release.table.shape
    counts = {code: release.table.counts.get((code,), 0) for code in codes}
    table = Table.from_counts(shape.dimensions[0].name, counts, universe=shape.universe, periods=shape.periods)
    return Release(table, Published(table.shape, {at: release.published.cells.get(at, 0) for at in table.counts}))


def _lines(now: dict[str, Amount], before: dict[str, Amount] | None, codes, label, total: str) -> list[Line]:
    """The total first, then the most by number; a line that has nothing in both years is left out."""
    lines = [
        Line(
            code, total if code == TOTAL else label(code), now.get(code, NOTHING),
            None if before is None else before.get(code, NOTHING),
        )
        for code in {*now, *(before or {})} & set(codes)
    ]  # fmt: skip
    lines = [line for line in lines if line.is_total or line.now != NOTHING or line.before not in (None, NOTHING)]
    return sorted(lines, key=lambda line: (not line.is_total, -(line.now.number or 0), line.label, line.code))


def _breakdowns(now: _Year, before: _Year, seen: list[str], names: Names) -> dict[str, list[Breakdown]]:
    if not now.is_complete or not now.counts_providers:
        return {}
    beside = before if before.is_complete and before.counts_providers else None
    titles = {
        "company": (_("Themen"), names.topic),
        "company_place": (_("Gemeinden"), names.place),
        LANGUAGE: (_("Sprachen"), lambda code: code or _("ohne Angabe")),
    }

    def parts(provider: str, kind: str) -> list[Line]:
        before = beside and _row(beside, kind, provider)
        return _lines(_row(now, kind, provider), before, _all_codes(kind, now, beside), titles[kind][1], _("zusammen"))

    return {
        provider: [Breakdown(title, parts(provider, kind)) for kind, (title, _label) in titles.items()]
        for provider in sorted(seen)
    }


def _row(year: _Year, kind: str, provider: str) -> dict[str, Amount]:
    total = year.totals(year.months).get(provider, NOTHING)
    return {TOTAL: total} | {code: year.amount(kind, provider, code) for code in year.codes(kind)}


def _all_codes(kind: str, *years: _Year | None) -> set[str]:
    return {TOTAL, *(code for year in years if year for code in year.codes(kind))}


def method_line(found: ProviderYear) -> str:
    """How the numbers came about, for below the tables and the file."""
    return _(
        "Quelle: abgeschlossene Monate, ohne Namen. Gezählt wird für den Träger, zu dem die begleitende Person gehörte, als der "
        "Einsatz vereinbart wurde. Zahlen unter %(threshold)d und solche, aus denen man sie ausrechnen könnte, sind nicht enthalten."
    ) % {"threshold": found.threshold}
