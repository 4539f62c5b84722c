"""The one place of this package that speaks to HiGHS.

HiGHS and NumPy are imported when the first problem is solved: together they take a third of each start of the program.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy

THREADS = 1
"""HiGHS keeps one scheduler per process, fixed by the first instance: any other value later makes a run
return no status and an objective of 0. Every caller in the program uses this same value (a test compares them)."""

WHOLE = 1e-6
"""How far from a whole number a value of the linear program may lie and still be taken for one."""
GUESS = 0.01
"""Share of the greatest cost within which the first run looks for a solution; a guess only, proven afterwards."""
NARROW = 1.0
"""The same in whole costs where a solution near the best is enough: few columns beside those the relaxation uses."""
NEARLY, WIDER = 2, 16
"""Is that solution more than so many times the share asked for above the relaxation, so many times wider is tried once more."""
MANY_BROKEN = 90
"""So many broken values in the relaxation leave a gap that no guess covers (weeks of 300 requests have up to 82, those of 1,000
from 103): all columns are run at once, which halved the time there."""
NEARLY_ALL = 0.8
"""Leaving out fewer columns than this share leaves is not worth a second run."""
ROUNDS = 10
"""How often at most a relaxation is tightened."""
MOST_PROVEN = 20_000
"""Pairs of a round up to which a proof is tried: 1,000 requests and 200 guides have some 2,600; ten times that is out of reach."""
INFEASIBLE = "Infeasible"
OUT_OF_TIME = "Time limit reached"

Row = tuple[list[int], list[float], float]


class SolverFailed(Exception):
    """HiGHS did not prove an optimum; `status` is its model status in words. Nothing was assigned."""

    def __init__(self, status: str):
        super().__init__(f"HiGHS: {status}")
        self.status = status


class Model:
    """A minimization built column by column, then row by row; costs and rows may change between two runs."""

    def __init__(self):
        self.costs: list[float] = []
        self.uppers: list[float] = []
        self.integer: list[bool] = []
        self.rows: list[tuple[float, float, list[int], list[float]]] = []

    def add_column(self, *, cost: float, upper: float, integer: bool) -> int:
        self.costs.append(cost)
        self.uppers.append(upper)
        self.integer.append(integer)
        return len(self.costs) - 1

    def add_row(self, columns: list[int], factors: list[float], *, lower: float = -inf, upper: float = inf):
        self.rows.append((lower, upper, columns, factors))

    def minimize(
        self, *, seconds: float, gap: float = 0.5, near: float = 0.0,
        tighten: Callable[[Sequence[float]], list[Row]] | None = None,
    ) -> tuple[list[float], float, float]:  # fmt: skip
        """Solve and return the columns' values, the objective, and what no values can go below.

        The objective is proven to be the least, and equals the last of the three, unless `near` is given: then it is the best
        found among the columns that promise most, up to that share of it. `gap` is a bit less than the least difference of two
        objectives (costs are whole numbers). Raises `SolverFailed` on every other outcome, running out of time included; `status`
        "Infeasible" says that no values keep the rows.

        `tighten` gets the values of a relaxation and names rows (columns, factors, upper limit) which they break and every
        whole solution keeps; these rows stay.

        With whole-number columns the linear relaxation comes first. Its reduced costs say how much dearer any
        solution is that uses a column: those beyond what is being proven are left out, and few remain. The first
        run guesses how much; its result bounds the second, which is a proof.
        """
        import numpy as np

        if not self.costs:
            return [], 0.0, 0.0
        ends = time.monotonic() + seconds
        costs, integer = np.array(self.costs, dtype=float), np.array(self.integer, dtype=bool)
        values, bound, reduced = self._relax(tighten, seconds=seconds)
        matrix = self._matrix()
        broken = np.abs(values - np.round(values))[integer] >= WHOLE
        if not broken.any():
            return values.tolist(), bound, bound

        gap = max(gap, near * abs(bound))
        width = NARROW if near else max(20 * gap, GUESS * np.abs(costs).max())
        start = None
        while True:
            kept = np.flatnonzero((reduced <= width) | ~integer)
            if len(kept) > NEARLY_ALL * len(costs) or (broken.sum() > MANY_BROKEN and not near):
                kept = np.arange(len(costs))
            # at its upper limit in the relaxation and dear to leave out: still a column, the program decides
            left = max(0.0, ends - time.monotonic())
            try:
                part, objective = self._run(matrix, kept, seconds=left, gap=gap, start=start)
            except SolverFailed as error:
                if error.status != INFEASIBLE or len(kept) == len(costs):
                    raise
                width *= 8
                continue
            values = np.zeros(len(costs))
            values[kept] = part
            if near and (objective - bound <= NEARLY * gap or start is not None):
                return values.tolist(), objective, bound
            if objective - bound <= width or len(kept) == len(costs):
                return values.tolist(), objective, bound if near else objective
            width = WIDER * width if near else objective - bound + gap
            start = values

    def bound(self, *, seconds: float) -> tuple[list[float], float]:
        """The values and the objective of the linear relaxation."""
        values, objective, _reduced = self._relax(None, seconds=seconds)
        return values.tolist(), objective

    def _relax(self, tighten, *, seconds: float):
        """Values, objective and reduced costs of the linear relaxation, with the rows that `tighten` adds to it."""
        import numpy as np

        highs = self._started(seconds=seconds, gap=None)
        self._pass(highs, self._lp(self._matrix(), None, whole=False))
        for round_ in range(ROUNDS + 1):
            self._solve(highs)
            solution = highs.getSolution()
            rows = tighten(solution.col_value) if tighten and round_ < ROUNDS else []
            if not rows:
                break
            for columns, factors, upper in rows:
                self.add_row(columns, factors, upper=upper)
                highs.addRow(-inf, upper, len(columns), np.array(columns, dtype=np.int32), np.array(factors))
        return np.array(solution.col_value), highs.getInfo().objective_function_value, np.array(solution.col_dual)

    def _run(self, matrix, kept, *, seconds: float, gap: float, start=None):
        """One run of HiGHS in whole numbers over the columns `kept`.

        `start` is a solution known already: what is dearer need not be looked at.
        """
        import highspy
        import numpy as np

        highs = self._started(seconds=seconds, gap=gap, has_start=start is not None)
        self._pass(highs, self._lp(matrix, kept, whole=True))
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = list(start[kept])
            highs.setSolution(known)
        self._solve(highs)
        return np.array(highs.getSolution().col_value), highs.getInfo().objective_function_value

    def _started(self, *, seconds: float, gap: float | None, has_start: bool = False) -> highspy.Highs:
        import highspy

        highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", THREADS),
            ("random_seed", 1),
            ("presolve", "off"),  # 1.14.0 loses the optimum of small mixed-integer programs in presolve
            ("solver", "simplex" if gap is None else "choose"),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", gap or 0.0),
            ("mip_heuristic_effort", 0.0 if has_start else 0.05),
            ("time_limit", float(seconds)),
        ):
            if highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
                raise SolverFailed(f"option {option} refused")
        return highs

    def _pass(self, highs: highspy.Highs, lp: highspy.HighsLp):
        import highspy

        if highs.passModel(lp) == highspy.HighsStatus.kError:
            raise SolverFailed("model refused")

    def _solve(self, highs: highspy.Highs):
        import highspy

        highs.run()
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(highs.modelStatusToString(status))

    def _matrix(self):
        """Rows as arrays: starts, columns, factors, lower and upper limits."""
        import numpy as np

        lengths = np.array([len(row[2]) for row in self.rows], dtype=np.int64)
        return (
            np.concatenate(([0], np.cumsum(lengths))),
            np.array([c for row in self.rows for c in row[2]], dtype=np.int64),
            np.array([f for row in self.rows for f in row[3]], dtype=float),
            np.array([row[0] for row in self.rows], dtype=float),
            np.array([row[1] for row in self.rows], dtype=float),
        )

    def _lp(self, matrix, kept, *, whole: bool) -> highspy.HighsLp:
        import highspy
        import numpy as np

        starts, columns, factors, lowers, uppers = matrix
        costs, limits = np.array(self.costs, dtype=float), np.array(self.uppers, dtype=float)
        integer = np.array(self.integer, dtype=bool)
        if kept is not None:
            place = np.full(len(costs), -1, dtype=np.int64)
            place[kept] = np.arange(len(kept))
            mask = place[columns] >= 0
            starts = np.concatenate(([0], np.cumsum(mask)))[starts]
            columns, factors = place[columns[mask]], factors[mask]
            costs, limits, integer = costs[kept], limits[kept], integer[kept]
            lowers, uppers, starts, columns, factors = _that_bind(lowers, uppers, starts, columns, factors, limits)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(costs), len(lowers)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = costs, np.zeros(len(costs)), limits
        lp.row_lower_, lp.row_upper_ = lowers, uppers
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = starts.astype(np.int32)
        lp.a_matrix_.index_ = columns.astype(np.int32)
        lp.a_matrix_.value_ = factors
        if whole and integer.any():
            kind = highspy.HighsVarType
            lp.integrality_ = [kind.kInteger if i else kind.kContinuous for i in integer]
        return lp


def _that_bind(lowers, uppers, starts, columns, factors, limits):
    """The rows that some values between 0 and the columns' limits break."""
    import numpy as np

    n = len(lowers)
    row_of = np.repeat(np.arange(n), np.diff(starts))
    reach = factors * limits[columns]
    most = np.bincount(row_of, weights=np.maximum(reach, 0.0), minlength=n)
    least = np.bincount(row_of, weights=np.minimum(reach, 0.0), minlength=n)
    bind = (most > uppers) | (least < lowers)
    kept = bind[row_of]
    starts = np.concatenate(([0], np.cumsum(np.bincount(row_of[kept], minlength=n)[bind])))
    return lowers[bind], uppers[bind], starts, columns[kept], factors[kept]
