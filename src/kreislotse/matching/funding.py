"""Whose money pays for an assignment: decided at booking, by the office's dated rules, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kreislotse.core.dated import holds, in_force_between
from kreislotse.guides.models import FundingPool, FundingSource
from kreislotse.guides.rules import RunningRates, funding_sources_in_force, pools_in_force, running_rates
from kreislotse.intake.models import HelpRequest, Occasion, Setting
from kreislotse.matching.budget import Tallied, exceptions_of, is_used_up, left_in_words
from kreislotse.matching.candidates import days_that_count, minutes_this_year
from kreislotse.matching.models import BudgetException


@dataclass(frozen=True)
class FundingChoice:
    """The proposed source (`None`: nobody pays), why, and why the others were passed over."""

    source: FundingSource | None
    reason: str
    passed_over: tuple[str, ...] = ()
    is_used_up: bool = False
    exceptions: tuple[BudgetException, ...] = ()


def propose_funding(
    help_request: HelpRequest, *, role: str, on: date, minutes: int, sources: Iterable[FundingSource] | None = None,
    pools: Iterable[FundingPool] | None = None, rates: RunningRates | None = None,
) -> FundingChoice:  # fmt: skip
    """The first source whose conditions fit the request, in the order of the office's rules. A constant number of queries.

    `minutes` are those of all days in the year of `on`; `sources` those in force on the day, `pools` those of several
    days and `rates` all that run, if the caller has them already.

    A source whose budget is used up is passed over, unless the head of office has made an exception for this request; if
    no other fits, it is proposed all the same, so that booking says what is missing instead of letting somebody go unpaid.
    """
    sources = funding_sources_in_force(on) if sources is None else sources
    pools = pools_in_force(on, pools=pools)
    exceptions = exceptions_of(help_request.pk) if pools else ()
    tallied = Tallied.of(pools, on.year, rates=rates)
    return _choice(help_request, role, minutes, sources, pools, exceptions, tallied)


def funding_today(help_request: HelpRequest, *, role: str, today: date) -> FundingSource | None:
    """Whose money is meant when somebody is asked today and nobody names a source."""
    days = days_that_count(help_request, today=today)
    minutes = minutes_this_year(help_request, days)
    return propose_funding(help_request, role=role, on=days[0], minutes=minutes).source


class Fundings:
    """What `propose_funding` says of each of many requests. Two queries, two more for exceptions and rates, and two for each year with budgets."""

    def __init__(self, help_requests: Iterable[HelpRequest], days: Iterable[date]):
        self.days = sorted(days)
        first, last = self.days[0], self.days[-1]
        self.sources = list(in_force_between(FundingSource.objects.all(), first, last))
        self.pools = list(in_force_between(FundingPool.objects.all(), first, last))
        keys = [help_request.pk for help_request in help_requests] if self.pools else []
        self.exceptions: dict[int, list[BudgetException]] = defaultdict(list)
        for exception in exceptions_of(*keys) if keys else ():
            self.exceptions[exception.help_request_id].append(exception)
        limited = {pool.funding_source_id for pool in self.pools}
        rates = running_rates() if limited else {}
        years = sorted({day.year for day in self.days})
        self.tallied = {year: Tallied.of(limited, year, rates=rates) for year in years}

    def propose(self, help_request: HelpRequest, *, role: str, on: date, minutes: int) -> FundingChoice:
        """The source `propose_funding` proposes on one of the days."""
        sources = [source for source in self.sources if holds(source, on)]
        pools = pools_in_force(on, pools=self.pools)
        own = tuple(self.exceptions.get(help_request.pk, ()))
        return _choice(help_request, role, minutes, sources, pools, own, self.tallied[on.year])

    def fitting(self, help_request: HelpRequest, *, role: str, on: date) -> FundingSource | None:
        """The first source whose conditions fit the request, whatever is left of its budget."""
        return next(iter(self.all_fitting(help_request, role=role, on=on)), None)

    def all_fitting(self, help_request: HelpRequest, *, role: str, on: date) -> list[FundingSource]:
        """The sources whose conditions fit the request, in the order of the office's rules."""
        sources = (source for source in _in_order(self.sources) if holds(source, on))
        return [source for source in sources if not _objection(source, help_request, role)]


def _in_order(sources: Iterable[FundingSource]) -> list[FundingSource]:
    return sorted(sources, key=lambda s: (s.priority, not s.is_default, s.name, s.pk))


def _choice(help_request: HelpRequest, role: str, minutes: int, sources, pools, exceptions, tallied) -> FundingChoice:
    beyond = {exception.funding_source_id for exception in exceptions}
    passed_over, used_up = [], None
    for source in _in_order(sources):
        if objection := _objection(source, help_request, role):
            passed_over.append(_("%(name)s: %(why)s") % {"name": source.name, "why": objection})
            continue
        pool = pools.get(source.pk)
        if pool is None or source.pk in beyond:
            return FundingChoice(source, _reason(source, ""), tuple(passed_over), exceptions=exceptions)
        use = tallied.use(source.pk)
        if is_used_up(pool, use, minutes):
            passed_over.append(
                _("%(name)s: nur noch %(left)s in diesem Jahr.")
                % {"name": source.name, "left": left_in_words(pool, use)}
            )
            used_up = used_up or source
            continue
        return FundingChoice(source, _reason(source, left_in_words(pool, use)), tuple(passed_over))
    if used_up:
        return FundingChoice(used_up, _("Der bewilligte Rahmen ist aufgebraucht."), tuple(passed_over), True)
    return FundingChoice(None, _("Keine Finanzierung passt zu dieser Anfrage."), tuple(passed_over))


def _objection(source: FundingSource, help_request: HelpRequest, role: str) -> str | None:
    if source.role and source.role != role:
        return _("nur für die Aufgabe „%(role)s“.") % {"role": source.get_role_display()}
    if source.own_budget == FundingSource.OwnBudget.HAS and not help_request.has_own_budget:
        return _("die Einrichtung hat keine eigenen Mittel angegeben.")
    if source.own_budget == FundingSource.OwnBudget.HAS_NOT and help_request.has_own_budget:
        return _("die Einrichtung hat eigene Mittel.")
    if source.occasions and help_request.occasion not in source.occasions:
        return _("nur für %(list)s.") % {"list": labels(source.occasions, Occasion)}
    if source.settings_paid and help_request.setting not in source.settings_paid:
        return _("nur %(list)s.") % {"list": labels(source.settings_paid, Setting)}
    return None


def _reason(source: FundingSource, left: str) -> str:
    parts = []
    if source.own_budget == FundingSource.OwnBudget.HAS:
        parts.append(_("die Einrichtung hat eigene Mittel"))
    elif source.own_budget == FundingSource.OwnBudget.HAS_NOT:
        parts.append(_("die Einrichtung hat keine eigenen Mittel"))
    if source.occasions:
        parts.append(_("der Anlass passt"))
    if source.settings_paid:
        parts.append(_("die Form passt"))
    if left:
        parts.append(_("noch %(left)s im Jahr") % {"left": left})
    if not parts:
        parts.append(_("so ist es üblich"))
    return _("%(name)s, denn: %(why)s.") % {"name": source.name, "why": ", ".join(parts)}


def labels(codes: Iterable[str], choices) -> str:
    known = dict(choices.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)
