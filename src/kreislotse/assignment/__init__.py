"""Which guide goes with which request: a pure problem of numbers and rules.

Knows no names, no database and no language: the caller hands in keys, gets keys and reason codes back and
writes the sentences. Typical use:

    rank(request, guides, n=3)               the three best guides for one request, with reasons
    assign(requests, guides)                 a whole week at once, at the least total cost
    near_misses(request, guides)             why nobody fits, beginning with those who almost do
    why_unserved(solution, requests, guides) what keeps each request of a plan unserved, and who could nearly go

`assign` proves its plan at the size of a district. A round too large for that, a state's, goes as arrays (`bundles.Pairs`)
through modules that are imported only then, because NumPy costs each start of the program a third of a second:

    large.near_best(…)               a whole round in arrays, and what arrays cannot say put right: called by `assign`
    rounds.solve(pairs)              the way that fits: a flow, a proof, or a plan with a bound
    lookahead.Outlook(history, n)    what a guide's room will be worth later in the year
"""

from .pools import PoolUse
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
    Fairness,
    Placement,
    Solution,
    SolverFailed,
    assign,
    fairness_of,
    near_misses,
    rank,
    total_cost,
)
from .unserved import Binding, Kind, Taken, why_unserved

__all__ = [
    "NATIVE",
    "Binding",
    "Candidate",
    "Fairness",
    "Fit",
    "Guide",
    "Kind",
    "LanguageNeed",
    "Obstacle",
    "ObstacleCode",
    "Placement",
    "PoolUse",
    "Reason",
    "ReasonCode",
    "Request",
    "Setting",
    "Slot",
    "Solution",
    "SolverFailed",
    "Taken",
    "WeeklyTime",
    "Weights",
    "assign",
    "evaluate",
    "explain",
    "fairness_of",
    "load_cost",
    "near_misses",
    "rank",
    "total_cost",
    "unserved_cost",
    "why_unserved",
]
