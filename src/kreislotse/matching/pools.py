"""What the budgets of fundings still give for the new appointments of a week, as the solver knows it: minutes and cents by year.

Reckoned as booking does it (`budget`), with one difference: what is asked and not answered yet is taken off as well, because
everybody who was asked may still say yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kreislotse.guides.models import FundingPool, FundingSource, Guide
from kreislotse.guides.rules import frozen, pools_in_force
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.budget import Booking, Price, Use, price_of
from kreislotse.matching.candidates import expected_minutes
from kreislotse.matching.funding import Fundings
from kreislotse.matching.hours import in_euros, in_hours
from kreislotse.matching.models import MatchProposal
from kreislotse.matching.travel import Ways

CENTS = 100


@dataclass(frozen=True)
class PoolLeft:
    """One budget of one year, in minutes or cents: what is left when all that is promised and asked is taken off."""

    name: str
    year: int
    is_money: bool
    left: int

    def in_words(self, amount: int) -> str:
        if self.is_money:
            return in_euros(Decimal(amount) / CENTS)
        return _("%(hours)s Stunden") % {"hours": in_hours(amount)}


@dataclass(frozen=True)
class Takes:
    """What one request takes, named as in `assignment.Request`; by guide where their way counts."""

    pools: Mapping[str, int] = field(default_factory=dict)
    once: tuple[tuple[str, str, int], ...] = ()
    pools_by_guide: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


NOTHING = Takes()


class Pools:
    """The budgets of a week's fundings, by key. No query of its own."""

    def __init__(
        self, fundings: Fundings, asked: Iterable[tuple[MatchProposal, Sequence[date]]], *, guides: Iterable[Guide],
        ways: Ways,
    ):  # fmt: skip
        """`asked` are the open questions of the whole district, each with the days it is about; `guides` those who could go."""
        self.fundings, self.guides, self.ways, self.today = fundings, list(guides), ways, ways.today
        self._rows: dict[int, set[FundingPool]] = defaultdict(set)
        for day in set(fundings.days) if fundings.pools else ():
            for source, pool in pools_in_force(day, pools=fundings.pools).items():
                self._rows[source].add(pool)
        self._uses: dict[tuple[int, int], Use] = {}
        self._taken_before: dict[tuple, Takes] = {}
        self._asked = self._asked_for(asked)
        self.by_key: dict[str, PoolLeft] = {}

    @property
    def left(self) -> dict[str, int]:
        return {key: pool.left for key, pool in self.by_key.items()}

    def takes(
        self, help_request: HelpRequest, source: FundingSource | None, *, role: str, days: Sequence[date]
    ) -> Takes:
        """What a request takes if this funding pays; nothing where the head of office has made an exception for it.

        A budget that was changed within the year is kept as it stands on the day of the request: what it takes counts to
        every row that gives as much or more.
        """
        if source is None or source.pk not in self._rows or source.pk in self._beyond(help_request):
            return NOTHING
        days, minutes = days or [self.today], expected_minutes(help_request)
        takes = self._taken(source, role, days, minutes)
        ways = self.ways_to(help_request, source, role=role, days=days)
        others = {key: self._taken(source, role, days, minutes + way).pools for key, way in ways.items()}
        return replace(takes, pools_by_guide=others)

    def ways_to(
        self, help_request: HelpRequest, source: FundingSource | None, *, role: str, days: Sequence[date]
    ) -> dict[str, int]:
        """By guide the minutes on the way that count if this funding pays, see `Ways.by_guide`."""
        key, on = source.pk if source else None, min(days, default=self.today)
        return self.ways.by_guide(self.guides, help_request, role=role, source=key, on=on)

    def _taken(self, source: FundingSource, role: str, days: Sequence[date], minutes: int) -> Takes:
        """The same for any request of that length on these days."""
        key = source.pk, role, tuple(days), minutes
        if key in self._taken_before:
            return self._taken_before[key]
        amounts: dict[str, int] = {}
        once: list[tuple[str, str, int]] = []
        for booking in self._booking(role, days, minutes).by_year():
            own = pools_in_force(booking.on, pools=self.fundings.pools).get(source.pk)
            if own is None:
                continue
            price, year = self._price(booking, source.pk), booking.on.year
            for pool in self._rows[source.pk]:
                if _gives_as_much(pool.hours_per_year, own.hours_per_year):
                    amounts[self._key(source, pool, year, is_money=False)] = price.minutes
                if _gives_as_much(pool.euros_per_year, own.euros_per_year):
                    money = self._key(source, pool, year, is_money=True)
                    amounts[money] = _cents(price.euros)
                    once += [(money, _mark(source.pk, flat), _cents(euros)) for flat, euros in price.flats.items()]
        takes = Takes({pool: amount for pool, amount in sorted(amounts.items()) if amount}, tuple(sorted(once)))
        self._taken_before[key] = takes
        return takes

    def marks(self) -> dict[int, frozenset[str]]:
        """By guide the flat rates of a month that are paid already."""
        found: dict[int, set[str]] = defaultdict(set)
        for source in self._rows:
            for year in self.fundings.tallied:
                for guide, role, month in self._use(source, year).months:
                    found[guide].add(_mark(source, (guide, role, month)))
        return {guide: frozenset(marks) for guide, marks in found.items()}

    def _key(self, source: FundingSource, pool: FundingPool, year: int, *, is_money: bool) -> str:
        key = f"{pool.pk}:{year}:{'cents' if is_money else 'minutes'}"
        if key not in self.by_key:
            use, (minutes, cents) = self._use(source.pk, year), self._asked.get((source.pk, year), (0, 0))
            if is_money:
                left = _cents(pool.euros_per_year - use.euros) - cents
            else:
                left = pool.hours_per_year * 60 - use.minutes - minutes
            self.by_key[key] = PoolLeft(source.name, year, is_money, max(0, left))
        return key

    def _use(self, source: int, year: int) -> Use:
        if (source, year) not in self._uses:
            self._uses[source, year] = self.fundings.tallied[year].use(source)
        return self._uses[source, year]

    def _asked_for(self, asked) -> dict[tuple[int, int], tuple[int, int]]:
        """By funding and year the minutes and cents of open questions; of several people asked for the same one goes."""
        most: dict[tuple, tuple[int, int]] = {}
        for proposal, days in asked:
            source, help_request = proposal.funding_source_id, proposal.help_request
            if source not in self._rows or source in self._beyond(help_request) or not days:
                continue
            minutes = expected_minutes(help_request)
            if proposal.vacancy_id:
                minutes = proposal.vacancy.appointment.duration_minutes
            minutes += self.ways.counted(proposal.guide, help_request, role=proposal.role, source=source, on=days[0])
            booking = self._booking(proposal.role, days, minutes, guide=proposal.guide_id)
            for one in booking.by_year():
                price, year = self._price(one, source), one.on.year
                use = self._use(source, year) if year in self.fundings.tallied else Use()
                key = (source, year, help_request.pk, proposal.vacancy_id)
                before = most.get(key, (0, 0))
                most[key] = max(before[0], price.minutes), max(before[1], _cents(price.euros_beside(use.months)))
        found: dict[tuple[int, int], tuple[int, int]] = defaultdict(lambda: (0, 0))
        for (source, year, _request, _vacancy), (minutes, cents) in most.items():
            before = found[source, year]
            found[source, year] = before[0] + minutes, before[1] + cents
        return dict(found)

    def _booking(self, role: str, days: Sequence[date], minutes: int, *, guide: int = 0) -> Booking:
        return Booking(0, guide, role, minutes, min(days), self.today, days=tuple(days))

    def _beyond(self, help_request: HelpRequest) -> set[int]:
        return {one.funding_source_id for one in self.fundings.exceptions.get(help_request.pk, ())}

    def _price(self, booking: Booking, source: int) -> Price:
        key = (source, booking.role)
        return price_of(booking, frozen(self.ways.rates.get(key)), self.ways.running.get(key, ()))


def days_asked(proposal: MatchProposal, days: Sequence[date], today: date) -> list[date]:
    """The days a question is about: of a free appointment its own, else those of the request that are not over."""
    if proposal.vacancy_id:
        return [proposal.vacancy.appointment.on]
    return [day for day in days if day >= today] if days else [today]


def _gives_as_much(limit, own) -> bool:
    return own is not None and limit is not None and limit >= own


def _mark(source: int, flat: tuple[int, str, date]) -> str:
    _guide, role, month = flat
    return f"{source}:{role}:{month:%Y-%m}"


def _cents(euros: Decimal) -> int:
    return int(euros * CENTS)
