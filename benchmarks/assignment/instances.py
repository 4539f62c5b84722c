"""Made-up districts for the assignment benchmarks: requests, guides and the pairs that are possible.

    instances.district("D2", seed=1)        one week: 10,000 requests, 2,000 guides
    instances.year("D2", seed=1)            the same number of requests, spread over fifty weeks
    instances.likely_years(past, 24, seed=1) years as the past one lets expect them
    instances.hard("rare_language", seed=1) one of the structured hard cases

The recipe: a square of 50 x 50 km, 12 to 60 municipalities with lognormal population, 24 languages by Zipf's law
(exponent 1.1), 45 % of the guides with a second one, eight topics of which a guide knows each with 45 %, twenty times a week
of which a guide has 35 %, a radius of 8, 15, 25 or 40 km, a guide of a certain gender for 12 % of the requests,
urgency 1, 2 or 4, one to four hours, capacities of 1 to 9 scaled to 85 % of the demand, and of all possible guides
only the 40 nearest. Equal arguments give equal arrays, on every machine: all distances are whole meters.

Everything is a plain array; row numbers are the keys. Nothing here is shared with the solver or with `checker`.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

SIZES = {
    "D0": (60, 25, 12),
    "D1": (1_000, 200, 24),
    "DM": (3_000, 600, 30),
    "D2": (10_000, 2_000, 40),
    "D3": (100_000, 20_000, 60),
}
"""Requests, guides and municipalities: a small real district, a large one, a middle step, a region, a state."""

LANGUAGES, TOPICS, SLOTS, WEEKS = 24, 8, 20, 50
SIDE_M = 50_000
NEAREST = 40
HOURS_A_WEEK = 6
"""The weekly limit of the Hessian WIR programme's guides."""
ALWAYS_VALID = 10**6
HARD_CASES = ("rare_language", "one_slot", "expired", "no_capacity", "ties")


@dataclass(frozen=True)
class Requests:
    """One row a request. All arrays have the length n and hold whole numbers."""

    x: np.ndarray
    """Meters from the west, 0 to 50,000."""
    y: np.ndarray
    municipality: np.ndarray
    language: np.ndarray
    """0 (most frequent) to 23."""
    topic: np.ndarray
    """0 to 7."""
    slot: np.ndarray
    """0 to 19: weekday x 4 + time of day; with `week` it is one moment."""
    week: np.ndarray
    """0 to 49 in a year, 0 throughout in a single week. Requests are ordered by it: row order is arrival."""
    day: np.ndarray
    """Day of the appointment, counted from the first Monday as 0: what a certificate must reach."""
    hours: np.ndarray
    """1 to 4."""
    urgency: np.ndarray
    """1, 2 or 4."""
    gender: np.ndarray
    """0 or 1 where only such a guide will do, else -1."""

    def __len__(self):
        return len(self.x)


@dataclass(frozen=True)
class Guides:
    """One row a guide, m rows."""

    x: np.ndarray
    y: np.ndarray
    municipality: np.ndarray
    languages: np.ndarray
    """Boolean, shape (m, 24)."""
    topics: np.ndarray
    """Boolean, shape (m, 8)."""
    slots: np.ndarray
    """Boolean, shape (m, 20)."""
    radius: np.ndarray
    """Meters."""
    gender: np.ndarray
    """0 or 1."""
    capacity: np.ndarray
    """Most requests: in the week of `district`, in the year of `year`. At least 0."""
    hours: np.ndarray
    """Most hours, likewise: 6 in a week; in a year and with `scaled_hours` 85 % of what is asked for, spread over all."""
    certificate_until: np.ndarray
    """Last day on which the certificate is valid."""

    def __len__(self):
        return len(self.x)


@dataclass(frozen=True)
class Instance:
    """Requests, guides and the k possible pairs, ordered by request, then by guide."""

    name: str
    seed: int
    noise: int
    """Pairs' weights carry a whole number from 0 to `noise` - 1 drawn from request, guide and seed."""
    requests: Requests
    guides: Guides
    pair_request: np.ndarray
    """Row of the request, shape (k,)."""
    pair_guide: np.ndarray
    """Row of the guide, shape (k,)."""
    pair_weight: np.ndarray
    """What the pair is worth, at least 1: 1000 x urgency + 100 - meters // 500 + noise."""


def district(size: str, *, seed: int, scaled_hours: bool = False) -> Instance:
    """One week of a district of the given size.

    A guide has six hours, less than half of what is asked for; with `scaled_hours` as many as make up 85 % of it over
    all, the other reading of the recipe.
    """
    n, m, places = SIZES[size]
    rng = np.random.default_rng([seed, n, m])
    map_ = _municipalities(rng, places)
    requests = _requests(rng, n, map_, weeks=1)
    guides = _guides(rng, m, map_, n_requests=n, hours=None if scaled_hours else np.full(m, HOURS_A_WEEK))
    return _with_pairs(f"{size} scaled hours" if scaled_hours else size, seed, requests, guides)


def year(size: str, *, seed: int, drift: float = 0.0, requests_seed: int | None = None) -> Instance:
    """The requests of one year, in order of arrival, for the guides of a district.

    Map, guides and their yearly limits depend on `seed` alone. `requests_seed` draws other requests for them: so a
    past year is made that knows nothing of the year to be planned. `drift` between 0 and 1 shifts the shares of
    languages and municipalities of that past year and takes up to this share of its requests away at random.
    """
    n, m, places = SIZES[size]
    rng = np.random.default_rng([seed, n, m, WEEKS])
    map_ = _municipalities(rng, places)
    guides = _guides(rng, m, map_, n_requests=n, hours=None)
    arrivals = np.random.default_rng([seed if requests_seed is None else requests_seed, n, WEEKS, 7])
    if drift:
        map_ = replace(map_, share=_shifted(arrivals, map_.share, drift))
        n = round(n * (1 - drift * arrivals.random()))
    shares = _shifted(arrivals, _zipf(), drift) if drift else _zipf()
    requests = _requests(arrivals, n, map_, weeks=WEEKS, languages=shares)
    return _with_pairs(f"{size} year", seed, requests, guides)


TOGETHER = ("x", "y", "municipality", "language", "week")
"""What `likely_years` leaves together: a language is asked for where its people live."""


def likely_years(past: Instance, count: int, *, seed: int) -> list[Instance]:
    """So many years as a past one lets expect them: place, language and week of one of its requests, the rest of others.

    Reads nothing but `past`. That the rest (topic, time, urgency, length, gender) does not hang on the place is an
    assumption about requests; the recipe above is made so.
    """
    rng = np.random.default_rng([seed, len(past.requests), WEEKS, 11])
    return [_likely_year(past, rng) for _ in range(count)]


def running_year(past: Instance, year: Instance, week: int) -> Instance:
    """The last fifty weeks at the end of `week` (0 to 49): of `year` what came so far, of the past year what came later."""
    old, new = (np.searchsorted(one.requests.week, week + 1) for one in (past, year))
    old_pair, new_pair = (np.searchsorted(one.pair_request, at) for one, at in ((past, old), (year, new)))
    requests = Requests(
        **{
            f.name: np.concatenate([getattr(year.requests, f.name)[:new], getattr(past.requests, f.name)[old:]])
            for f in fields(Requests)
        }
    )
    return Instance(
        f"{year.name} running", year.seed, year.noise, requests, year.guides,
        np.concatenate([year.pair_request[:new_pair], past.pair_request[old_pair:] - old + new]),
        np.concatenate([year.pair_guide[:new_pair], past.pair_guide[old_pair:]]),
        np.concatenate([year.pair_weight[:new_pair], past.pair_weight[old_pair:]]),
    )  # fmt: skip


def _likely_year(past: Instance, rng) -> Instance:
    n = len(past.requests)
    base = np.sort(rng.integers(0, n, n))
    rows = {f.name: base if f.name in TOGETHER else rng.integers(0, n, n) for f in fields(Requests)}
    requests = Requests(**{name: getattr(past.requests, name)[row] for name, row in rows.items()})
    requests = replace(requests, day=requests.week * 7 + requests.slot // 4)
    return _with_pairs(f"{past.name} likely", past.seed, requests, past.guides)


def hard(case: str, *, size: str = "D1", seed: int) -> Instance:
    """A district in which one thing is extreme; `case` is one of `HARD_CASES`.

    rare_language: nine of ten requests need the rarest language. one_slot: all want Tuesday at nine. expired: four of
    ten certificates have run out, three of ten do so on Wednesday. no_capacity: half of the guides have no room.
    ties: everybody lives in one place, all is equally urgent, all weights are equal.
    """
    base = district(size, seed=seed)
    requests, guides, noise = base.requests, base.guides, base.noise
    rng = np.random.default_rng([seed, HARD_CASES.index(case)])
    n, m = len(requests), len(guides)
    if case == "rare_language":
        language = np.where(rng.random(n) < 0.9, LANGUAGES - 1, requests.language)
        requests = replace(requests, language=language)
    elif case == "one_slot":
        requests = replace(requests, slot=np.full(n, 4), day=np.full(n, 1))
    elif case == "expired":
        until = rng.choice([-1, 2, ALWAYS_VALID], size=m, p=[0.4, 0.3, 0.3])
        guides = replace(guides, certificate_until=until)
    elif case == "no_capacity":
        guides = replace(guides, capacity=np.where(rng.random(m) < 0.5, 0, guides.capacity))
    else:
        middle = SIDE_M // 2
        requests = replace(requests, x=np.full(n, middle), y=np.full(n, middle), urgency=np.ones(n, dtype=np.int64))
        guides = replace(guides, x=np.full(m, middle), y=np.full(m, middle))
        noise = 1
    return _with_pairs(f"{size} {case}", seed, requests, guides, noise=noise)


@dataclass(frozen=True)
class _Map:
    x: np.ndarray
    y: np.ndarray
    share: np.ndarray


def _municipalities(rng, count) -> _Map:
    people = rng.lognormal(0.0, 0.8, count)
    return _Map(
        rng.integers(2_000, SIDE_M - 2_000, count), rng.integers(2_000, SIDE_M - 2_000, count), people / people.sum()
    )


def _zipf() -> np.ndarray:
    shares = 1.0 / np.arange(1, LANGUAGES + 1) ** 1.1
    return shares / shares.sum()


def _shifted(rng, shares, drift) -> np.ndarray:
    shifted = shares * rng.lognormal(0.0, drift, len(shares))
    return shifted / shifted.sum()


def _homes(rng, count, map_: _Map):
    municipality = rng.choice(len(map_.share), size=count, p=map_.share)
    spread = rng.normal(0.0, 1_500.0, (2, count))
    x = np.clip(np.rint(map_.x[municipality] + spread[0]), 0, SIDE_M).astype(np.int64)
    y = np.clip(np.rint(map_.y[municipality] + spread[1]), 0, SIDE_M).astype(np.int64)
    return x, y, municipality


def _requests(rng, n, map_: _Map, *, weeks, languages=None) -> Requests:
    x, y, municipality = _homes(rng, n, map_)
    slot = rng.integers(0, SLOTS, n)
    week = np.sort(rng.integers(0, weeks, n))
    return Requests(
        x=x,
        y=y,
        municipality=municipality,
        language=rng.choice(LANGUAGES, size=n, p=_zipf() if languages is None else languages),
        topic=rng.integers(0, TOPICS, n),
        slot=slot,
        week=week,
        day=week * 7 + slot // 4,
        hours=rng.integers(1, 5, n),
        urgency=rng.choice([1, 2, 4], size=n, p=[0.6, 0.3, 0.1]),
        gender=np.where(rng.random(n) < 0.12, rng.integers(0, 2, n), -1),
    )


def _guides(rng, m, map_: _Map, *, n_requests, hours) -> Guides:
    x, y, municipality = _homes(rng, m, map_)
    languages = np.zeros((m, LANGUAGES), dtype=bool)
    languages[np.arange(m), rng.choice(LANGUAGES, size=m, p=_zipf())] = True
    second = np.flatnonzero(rng.random(m) < 0.45)
    languages[second, rng.choice(LANGUAGES, size=len(second), p=_zipf())] = True
    wanted = rng.integers(1, 10, m)
    if hours is None:
        hours = np.maximum(1, np.rint(wanted * (0.85 * 2.5 * n_requests / wanted.sum()))).astype(np.int64)
    return Guides(
        x=x,
        y=y,
        municipality=municipality,
        languages=languages,
        topics=rng.random((m, TOPICS)) < 0.45,
        slots=rng.random((m, SLOTS)) < 0.35,
        radius=rng.choice([8_000, 15_000, 25_000, 40_000], size=m),
        gender=rng.integers(0, 2, m),
        capacity=_scaled(wanted, round(0.85 * n_requests)),
        hours=hours,
        certificate_until=np.full(m, ALWAYS_VALID),
    )


def _scaled(wanted, total) -> np.ndarray:
    """Whole numbers in proportion to `wanted` that sum up to `total`, by largest remainder."""
    exact = wanted * (total / wanted.sum())
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - whole.sum()]] += 1
    return whole


def _with_pairs(name, seed, requests: Requests, guides: Guides, *, noise: int = 30) -> Instance:
    found_requests, found_guides = [], []
    kind = (requests.language * TOPICS + requests.topic) * SLOTS + requests.slot
    order = np.argsort(kind, kind="stable")
    borders = np.flatnonzero(np.diff(kind[order])) + 1
    for rows in np.split(order, borders):
        first = rows[0]
        able = np.flatnonzero(
            guides.languages[:, requests.language[first]]
            & guides.topics[:, requests.topic[first]]
            & guides.slots[:, requests.slot[first]]
        )
        if len(able):
            r, g = _nearest(rows, able, requests, guides)
            found_requests.append(r)
            found_guides.append(g)
    if found_requests:
        r, g = np.concatenate(found_requests), np.concatenate(found_guides)
    else:
        r, g = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.lexsort((g, r))
    r, g = r[order], g[order]
    meters = np.sqrt(_square_meters(requests, guides, r, g).astype(float)).astype(np.int64)
    weight = 1000 * requests.urgency[r] + 100 - meters // 500 + pair_noise(r, g, seed=seed, noise=noise)
    return Instance(name, seed, noise, requests, guides, r, g, weight)


def pair_noise(request, guide, *, seed: int, noise: int):
    """What a pair's weight carries besides urgency and way: 0 to `noise` - 1, from a linear congruence."""
    return ((request * 7_919 + guide * 104_729 + seed * 1_299_709) % 1_000_003) % noise


def _square_meters(requests, guides, r, g):
    return (requests.x[r] - guides.x[g]) ** 2 + (requests.y[r] - guides.y[g]) ** 2


def _nearest(rows, able, requests: Requests, guides: Guides):
    """Of the guides who can do this kind of request, those near enough, at most `NEAREST`, ties by row number."""
    square = _square_meters(requests, guides, rows[:, None], able[None, :])
    possible = square <= guides.radius[able][None, :] ** 2
    gender = requests.gender[rows][:, None]
    possible &= (gender < 0) | (gender == guides.gender[able][None, :])
    possible &= guides.certificate_until[able][None, :] >= requests.day[rows][:, None]
    if len(able) > NEAREST:
        far = np.int64(2) ** 60
        rank_by = np.where(possible, square * len(able) + np.arange(len(able))[None, :], far)
        limit = np.partition(rank_by, NEAREST - 1, axis=1)[:, NEAREST - 1 : NEAREST]
        possible &= rank_by <= limit
    r, g = np.nonzero(possible)
    return rows[r], able[g]
