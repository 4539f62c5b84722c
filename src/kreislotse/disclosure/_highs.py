"""The one place of this package that speaks to HiGHS."""

from collections.abc import Iterable, Sequence

import highspy
import numpy as np

THREADS = 1
"""HiGHS keeps one scheduler per process, fixed by the first instance: any other value later makes a run
return no status and an objective of 0. Every caller in the program uses this same value (a test compares them)."""

INFINITY = highspy.kHighsInf
OPTIMAL = highspy.HighsModelStatus.kOptimal
UNBOUNDED = highspy.HighsModelStatus.kUnbounded
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
ANSWERS = (OPTIMAL, UNBOUNDED, INFEASIBLE, highspy.HighsModelStatus.kSolutionLimit)


class SolverFailed(Exception):
    """HiGHS did not answer a question it was asked; nothing may be published on that base."""

    def __init__(self, status: str):
        super().__init__(f"HiGHS: {status}")
        self.status = status


class Program:
    """A small linear or mixed-integer program that is changed and solved again many times."""

    def __init__(
        self,
        *,
        costs: Sequence[float],
        lowers: Sequence[float],
        uppers: Sequence[float],
        rows: Iterable[tuple[float, float, Sequence[int], Sequence[float]]] = (),
    ):
        self.size = len(costs)
        self._highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("threads", THREADS),
            ("random_seed", 1),
            (
                "presolve",
                "off",
            ),  # 1.14.0 loses the optimum of small mixed-integer programs in presolve
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-7),
        ):
            if self._highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
                raise SolverFailed(f"option {option} refused")
        self._pass(costs, lowers, uppers, list(rows))

    def set_nodes(self, most: int):
        """Bound the search by work, not by time, so that equal input gives equal output."""
        self._highs.setOptionValue("mip_max_nodes", most)

    def set_cost(self, column: int, cost: float):
        self._highs.changeColCost(column, cost)

    def set_bounds(self, column: int, lower: float, upper: float):
        self._highs.changeColBounds(column, lower, upper)

    def set_all_bounds(self, lowers: Sequence[float], uppers: Sequence[float]):
        columns = np.arange(self.size, dtype=np.int32)
        self._highs.changeColsBounds(
            self.size,
            columns,
            np.asarray(lowers, dtype=float),
            np.asarray(uppers, dtype=float),
        )

    def set_integer(self, integer: bool):
        kind = highspy.HighsVarType.kInteger if integer else highspy.HighsVarType.kContinuous
        columns = np.arange(self.size, dtype=np.int32)
        self._highs.changeColsIntegrality(self.size, columns, np.array([kind] * self.size))

    def add_row(
        self,
        lower: float,
        upper: float,
        columns: Sequence[int],
        factors: Sequence[float],
    ):
        self._highs.addRow(
            lower,
            upper,
            len(columns),
            np.asarray(columns, dtype=np.int32),
            np.asarray(factors, dtype=float),
        )

    def solve(self):
        """Run and return the model status; the caller says which one it can use.

        A basis left over from the question before can end a run without an answer: then ask again from none.
        """
        self._highs.run()
        if self._highs.getModelStatus() not in ANSWERS:
            self._highs.clearSolver()
            self._highs.run()
        return self._highs.getModelStatus()

    def require(self, status, *expected):
        if status not in expected:
            raise SolverFailed(self._highs.modelStatusToString(status))
        return status

    @property
    def objective(self) -> float:
        return self._highs.getInfo().objective_function_value

    @property
    def values(self) -> np.ndarray:
        return np.array(self._highs.getSolution().col_value)

    @property
    def reduced_costs(self) -> np.ndarray:
        return np.array(self._highs.getSolution().col_dual)

    def _pass(self, costs, lowers, uppers, rows):
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.size, len(rows)
        lp.col_cost_ = np.array(costs, dtype=float)
        lp.col_lower_ = np.array(lowers, dtype=float)
        lp.col_upper_ = np.array(uppers, dtype=float)
        lp.row_lower_ = np.array([row[0] for row in rows], dtype=float)
        lp.row_upper_ = np.array([row[1] for row in rows], dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in rows)], dtype=np.int32)
        lp.a_matrix_.index_ = np.array([c for row in rows for c in row[2]], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([f for row in rows for f in row[3]], dtype=float)
        if self._highs.passModel(lp) == highspy.HighsStatus.kError:
            raise SolverFailed("model refused")
