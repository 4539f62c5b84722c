"""How far the plan is, in numbers that add up: each measure is counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kreislotse.planning.models import Measure
from kreislotse.planning.models.progress import Light
from kreislotse.planning.standing import Standing

UNDER_WAY = frozenset({Measure.Status.RUNNING, Measure.Status.PAUSED})


@dataclass(frozen=True)
class Summary:
    """`by_status` has every status in its order; `lights` counts the measures under way, `silent` those without any report."""

    measures: int
    by_status: dict[str, int]
    lights: dict[str, int]
    silent: int
    late: int
    milestones: int
    milestones_reached: int
    cost_cents: int
    granted_cents: int
    spent_cents: int

    @property
    def done(self) -> int:
        return self.by_status[Measure.Status.DONE]


def summary(measures: list[dict]) -> Summary:
    """Of measures as `content` has them."""
    status = Counter(one["status"] for one in measures)
    under_way = [one for one in measures if one["status"] in UNDER_WAY]
    lights = Counter(one["report"]["light"] for one in under_way if one["report"])
    steps = [step for one in measures for step in one["milestones"]]
    return Summary(
        measures=len(measures),
        by_status={code: status[code] for code in Measure.Status.values},
        lights={code: lights[code] for code in Light.values},
        silent=sum(one["report"] is None for one in under_way),
        late=sum(one["standing"]["code"] == Standing.LATE for one in measures),
        milestones=len(steps),
        milestones_reached=sum(bool(step["reached_on"]) for step in steps),
        cost_cents=sum(one["cost_cents"] or 0 for one in measures),
        granted_cents=sum(part["amount_cents"] for one in measures for part in one["funding"] if part["state"] == "granted"),
        spent_cents=sum((one["report"] or {}).get("spent_cents") or 0 for one in measures),
    )  # fmt: skip
