"""What all guides together may still use of a pool: hours or money of a funding, in whole units.

A request takes an amount of its own with each guide (`Request.pools_with`), but for what counts once for a guide, like the flat
rate of a month (`Request.once`). So what a plan takes is the sum of what each guide's requests take (`taken`), and no pool may be
overdrawn by it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .problem import Guide, Request

PoolsLeft = Mapping[str, int]
"""What is left of each pool, never below 0. A pool that is not named has no limit."""

NO_POOLS: PoolsLeft = {}


def taken(guide: Guide, requests: Iterable[Request]) -> Counter[str]:
    """What one guide takes of each pool with these requests; zeros are left out."""
    found: Counter[str] = Counter()
    once: dict[tuple[str, str], int] = {}
    for request in requests:
        found.update(request.pools_with(guide.key))
        for pool, mark, amount in request.once:
            if mark not in guide.marks:
                once[pool, mark] = max(amount, once.get((pool, mark), 0))
    for (pool, _mark), amount in once.items():
        found[pool] += amount
    return +found


class PoolUse:
    """What a plan takes of the pools, guide by guide, while it is being made."""

    def __init__(self, pools: PoolsLeft, given: Iterable[tuple[Guide, Request]] = ()):
        self.pools = pools
        self._own: dict[str, Counter[str]] = {}
        self._total: Counter[str] = Counter()
        by_guide: dict[str, list[Request]] = defaultdict(list)
        guides = {}
        for guide, request in given if pools else ():
            guides[guide.key] = guide
            by_guide[guide.key].append(request)
        for key, requests in by_guide.items():
            self.put(guides[key], requests)

    def put(self, guide: Guide, requests: Sequence[Request]) -> None:
        """Let a guide have exactly these requests."""
        if not self.pools:
            return
        self._total.subtract(self._own.get(guide.key, {}))
        self._own[guide.key] = taken(guide, requests)
        self._total.update(self._own[guide.key])

    def short(self, guide: Guide, requests: Sequence[Request]) -> list[str]:
        """The pools that do not suffice for a guide to have exactly these requests beside what all others have."""
        if not self.pools:
            return []
        before = self._own.get(guide.key, {})
        return [
            pool for pool, amount in sorted(taken(guide, requests).items())
            if pool in self.pools and amount > before.get(pool, 0)
            and self._total[pool] - before.get(pool, 0) + amount > self.pools[pool]
        ]  # fmt: skip

    def allows(self, guide: Guide, requests: Sequence[Request]) -> bool:
        return not self.short(guide, requests)
