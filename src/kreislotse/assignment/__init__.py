"""Which guide goes with which request: a pure problem of numbers and rules.

Knows no names, no database and no language: the caller hands in keys, gets keys and reason codes back and
writes the sentences. Typical use:

    rank(request, guides, n=3)               the three best guides for one request, with reasons
    assign(requests, guides)                 a whole week at once, at the least total cost
    near_misses(request, guides)             why nobody fits, beginning with those who almost do
"""

from .problem import (
    NATIVE,
    Guide,
    LanguageNeed,
    Request,
    Setting,
    Slot,
    WeeklyTime,
    Weights,
)
from .scoring import (
    Fit,
    Obstacle,
    ObstacleCode,
    Reason,
    ReasonCode,
    evaluate,
    explain,
    load_cost,
    unserved_cost,
)
from .solver import (
    Candidate,
    Placement,
    Solution,
    SolverFailed,
    assign,
    near_misses,
    rank,
    total_cost,
)

__all__ = [
    "NATIVE",
    "Candidate",
    "Fit",
    "Guide",
    "LanguageNeed",
    "Obstacle",
    "ObstacleCode",
    "Placement",
    "Reason",
    "ReasonCode",
    "Request",
    "Setting",
    "Slot",
    "Solution",
    "SolverFailed",
    "WeeklyTime",
    "Weights",
    "assign",
    "evaluate",
    "explain",
    "load_cost",
    "near_misses",
    "rank",
    "total_cost",
    "unserved_cost",
]
