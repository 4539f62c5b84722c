"""A district of `instances` as requests and guides of the exact solver: every rule said in the solver's own terms."""

from datetime import date, timedelta

import numpy as np

from kreislotse.assignment import Guide, LanguageNeed, Request, Slot, WeeklyTime, Weights

MONDAY = date(2026, 3, 9)
SLOT_MINUTES, APART = 170, 180
FIRST = 480
METERS_PER_DEGREE = 111_195
WEIGHTS = Weights(per_km=2, travel_minutes=0, unknown_km=0, per_further_in_round=0, km_per_hour=1_000_000)
"""Two points a kilometer, as in the weights of the pairs; one slot is one appointment, so that no pause is needed."""


def problem(instance) -> tuple[list[Request], list[Guide]]:
    """The radius becomes areas: each request lies in an area of its own, named by the guides who come there."""
    requests, guides = instance.requests, instance.guides
    squared = (requests.x[:, None].astype(np.int64) - guides.x[None, :]) ** 2
    squared += (requests.y[:, None].astype(np.int64) - guides.y[None, :]) ** 2
    near = squared <= guides.radius[None, :].astype(np.int64) ** 2
    return (
        [_request(requests, r) for r in range(len(requests))],
        [_guide(guides, g, np.flatnonzero(near[:, g])) for g in range(len(guides))],
    )


def _request(rows, r: int) -> Request:
    slot, hours = int(rows.slot[r]), int(rows.hours[r])
    start = FIRST + APART * (slot % 4)
    return Request(
        f"r{r:05}",
        languages=(LanguageNeed(f"l{int(rows.language[r])}"),),
        slots=(Slot(start, start + SLOT_MINUTES, on=MONDAY + timedelta(days=slot // 4)),),
        place=_place(rows, r), area=f"r{r:05}", topic=f"t{int(rows.topic[r])}", topic_training_required=True,
        gender_wish=None if rows.gender[r] < 0 else str(int(rows.gender[r])), gender_required=True,
        duration_minutes=60 * hours, urgency=int(rows.urgency[r]), qualifications=frozenset({"conduct"}),
    )  # fmt: skip


def _guide(rows, g: int, near) -> Guide:
    times = [
        WeeklyTime(slot // 4, FIRST + APART * (slot % 4), FIRST + APART * (slot % 4) + SLOT_MINUTES)
        for slot in np.flatnonzero(rows.slots[g])
    ]
    last = MONDAY + timedelta(days=min(int(rows.certificate_until[g]), 100_000))
    return Guide(
        f"g{g:05}",
        languages={f"l{code}": 7 for code in np.flatnonzero(rows.languages[g])},
        areas=frozenset(f"r{r:05}" for r in near) or frozenset({"nowhere"}),
        home=_place(rows, g), weekly_times=tuple(times), topics=frozenset(f"t{t}" for t in np.flatnonzero(rows.topics[g])),
        gender=str(int(rows.gender[g])), minutes_left_year=60 * int(rows.hours[g]), capacity=int(rows.capacity[g]),
        qualifications={"conduct": (None, last)},
    )  # fmt: skip


def _place(rows, row: int) -> tuple[float, float]:
    """Meters as degrees near the equator, where both are the same length."""
    return float(rows.y[row]) / METERS_PER_DEGREE, float(rows.x[row]) / METERS_PER_DEGREE


def rows_of(solution, n_requests: int) -> list[int]:
    """A row of the guides for each request, -1 for nobody, as `checker` wants it."""
    found = [-1] * n_requests
    for request, guide in solution.pairs.items():
        found[int(request[1:])] = int(guide[1:])
    return found
