"""The one place of this package that speaks to HiGHS.

HiGHS and NumPy are imported when the first problem is solved: together they take a third of each start of the program.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy

THREADS = 1
"""HiGHS keeps one scheduler per process, fixed by the first instance: any other value later makes a run
return no status and an objective of 0. Every caller in the program uses this same value (a test compares them)."""


class SolverFailed(Exception):
    """HiGHS did not prove an optimum; `status` is its model status in words. Nothing was assigned."""

    def __init__(self, status: str):
        super().__init__(f"HiGHS: {status}")
        self.status = status


class Model:
    """A minimization built column by column, then row by row."""

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

    def add_row(self, columns: list[int], factors: list[float], *, upper: float):
        self.rows.append((-inf, upper, columns, factors))

    def minimize(self, *, seconds: float) -> tuple[list[float], float]:
        """Solve to proven optimality and return the columns' values and the objective.

        Raises `SolverFailed` on every other outcome, running out of time included.
        """
        import highspy

        if not self.costs:
            return [], 0.0
        highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", THREADS),
            ("random_seed", 1),
            (
                "presolve",
                "off",
            ),  # 1.14.0 loses the optimum of small mixed-integer programs in presolve
            ("solver", "choose" if any(self.integer) else "simplex"),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),  # costs are whole numbers: closer than one is equal
            ("time_limit", float(seconds)),
        ):
            if highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
                raise SolverFailed(f"option {option} refused")
        if highs.passModel(self._lp()) == highspy.HighsStatus.kError:
            raise SolverFailed("model refused")
        highs.run()
        status = highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(highs.modelStatusToString(status))
        return list(highs.getSolution().col_value), highs.getInfo().objective_function_value

    def _lp(self) -> highspy.HighsLp:
        import highspy
        import numpy as np

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = np.array(self.costs, dtype=float)
        lp.col_lower_ = np.zeros(len(self.costs))
        lp.col_upper_ = np.array(self.uppers, dtype=float)
        lp.row_lower_ = np.array([row[0] for row in self.rows], dtype=float)
        lp.row_upper_ = np.array([row[1] for row in self.rows], dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in self.rows)], dtype=np.int32)
        lp.a_matrix_.index_ = np.array([c for row in self.rows for c in row[2]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([f for row in self.rows for f in row[3]], dtype=float)
        if any(self.integer):
            kind = highspy.HighsVarType
            lp.integrality_ = [kind.kInteger if i else kind.kContinuous for i in self.integer]
        return lp
