"""Which further cells must be hidden so that the small ones stay hidden.

Secondary cell suppression after Fischetti and Salazar (Management Science 47, 2001): a pattern is safe when for
each small cell there is another table with the same published numbers in which that cell is low enough, and one
in which it is high enough. The master program chooses cells, the attacker's program answers with a violated cut.
Beyond a given size a sequence of small programs, one per small cell (after Kelly, Golden and Assad, Networks 22,
1992), gives a safe pattern that may hide a little more; `Pattern.exact` says which one it was.
"""

from dataclasses import dataclass, field

import numpy as np

from ._highs import INFINITY, OPTIMAL, Program

TOLERANCE = 1e-6
PHASE_ONE_ROUNDS = 30
PHASE_TWO_ROUNDS = 20
NODES = 200
WITNESS_NODES = 50
MOVEMENTS_KEPT = 200
OPENING_TRIALS = 20_000
OPENING_TRIALS_HARD = 400


@dataclass(frozen=True, slots=True)
class Need:
    """A cell that must be able to rise by `up` and to fall by `down`, as far as the reader can tell."""

    cell: int
    up: int
    down: int


@dataclass
class Task:
    """Cells with their true values, which of them are free to be hidden, and what must stay possible.

    `hidden` and `free` are disjoint sets of positions; all others are open. `falls[c]` is how far a hidden cell
    can fall for a reader (its value, or less if zero is ruled out), `None` for no limit; `careful_falls` the
    same for a reader who knows that zeros are always shown. `weights` price the hiding of a free cell.
    """

    values: list[int]
    relations: list[dict[int, int]]
    hidden: set[int]
    free: set[int]
    falls: list[int | None]
    careful_falls: list[int | None]
    weights: dict[int, float]
    needs: list[Need]
    is_network: bool


@dataclass
class Pattern:
    """The cells to hide, and the needs no pattern can meet because open cells give the answer already."""

    hidden: set[int]
    exact: bool
    hopeless: list[Need] = field(default_factory=list)


def choose(task: Task, *, exact_up_to: int) -> Pattern:
    """Find the cheapest safe pattern, or beyond `exact_up_to` free cells a safe one.

    Three dimensions, several tables or several releases are far harder: there a twentieth of that size counts.
    """
    witness = _Witness(task)
    everything = task.hidden | task.free
    hopeless = [need for need in task.needs if not witness.meets(need, everything)]
    needs = [need for need in task.needs if need not in hopeless]

    if all(witness.meets(need, task.hidden) for need in needs):
        return Pattern(set(task.hidden), True, hopeless)
    if len(task.free) <= (exact_up_to if task.is_network else exact_up_to // 20):
        hidden = _exact(task, needs, witness)
        if hidden is not None:
            return Pattern(hidden, True, hopeless)
    return Pattern(_step_by_step(task, needs, witness), False, hopeless)


class _Witness:
    """Looks for another table with the same open cells in which one cell has moved far enough."""

    def __init__(self, task: Task):
        self.columns = sorted(task.hidden | task.free)
        self.position = {cell: c for c, cell in enumerate(self.columns)}
        self.is_network = task.is_network
        self.reach_limit = 8.0 * max([1, *(max(need.up, need.down) for need in task.needs)])
        self.falls = self._capped(task.falls)
        self.careful_falls = self._capped(task.careful_falls)
        self.rises = np.full(len(self.columns), self.reach_limit)
        rows = []
        for relation in task.relations:
            movable = [cell for cell in relation if cell in self.position]
            if movable:
                factors = [float(relation[cell]) for cell in movable]
                rows.append((0.0, 0.0, [self.position[cell] for cell in movable], factors))
        nothing = np.zeros(len(self.columns))
        self.program = Program(costs=nothing, lowers=nothing, uppers=nothing, rows=rows)
        self.program.set_nodes(WITNESS_NODES)
        self.found: dict[int, list[np.ndarray]] = {1: [], -1: []}

    def meets(self, need: Need, hidden: set[int]) -> bool:
        """Whether both movements are possible in whole numbers if exactly these cells are hidden."""
        chosen = self.indicator(hidden)
        return all(self.allows(need, sign, chosen) for sign in (1, -1))

    def allows(self, need: Need, sign: int, chosen: np.ndarray) -> bool:
        """Whether the cell can move this way in whole numbers; movements found before are tried first."""
        wanted = self.wanted(need, sign)
        if wanted <= 0:
            return True
        c = self.position[need.cell]
        if any(sign * known[c] >= wanted and not known[chosen == 0].any() for known in self.found[sign]):
            return True
        return self.reach(need, sign, chosen)[0] >= wanted - TOLERANCE and self.in_whole_numbers(need, sign, chosen)

    def indicator(self, hidden: set[int]) -> np.ndarray:
        return np.array([1.0 if cell in hidden else 0.0 for cell in self.columns])

    @staticmethod
    def wanted(need: Need, sign: int) -> int:
        return need.up if sign > 0 else need.down

    def reach(self, need: Need, sign: int, chosen: np.ndarray):
        """How far the cell moves, and for each column what hiding it fully would be worth at most.

        The worths come from the reduced costs: by duality `sum(worth * chosen)` bounds the movement for every
        choice, so `>= wanted` is a valid cut.
        """
        wanted = self.wanted(need, sign)
        if wanted <= 0:
            return 0.0, None
        c, falls = self.position[need.cell], self._falls(sign)
        lowers, uppers = -falls * chosen, self.rises * chosen
        if sign > 0:
            uppers[c] = min(uppers[c], wanted)
        else:
            lowers[c] = max(lowers[c], -wanted)
        self.program.set_all_bounds(lowers, uppers)
        self.program.set_cost(c, -float(sign))
        self.program.require(self.program.solve(), OPTIMAL)
        reached, reduced = -self.program.objective, self.program.reduced_costs
        self.program.set_cost(c, 0.0)
        return reached, np.maximum(reduced, 0) * falls + np.maximum(-reduced, 0) * self.rises

    def in_whole_numbers(self, need: Need, sign: int, chosen: np.ndarray) -> bool:
        """Whether the movement just found is one of whole numbers, or another one is soon found.

        Giving up early errs on the safe side: more is hidden than perhaps needed.
        """
        wanted = self.wanted(need, sign)
        if self.is_network or wanted <= 0:
            return True
        values = self.program.values
        if abs(values - values.round()).max() <= TOLERANCE:
            self._remember(sign, values)
            return True
        c = self.position[need.cell]
        lowers, uppers = -self._falls(sign) * chosen, self.rises * chosen
        lowers[c] = uppers[c] = float(sign * wanted)
        self.program.set_all_bounds(lowers, uppers)
        self.program.set_integer(True)
        try:
            if self.program.solve() != OPTIMAL:
                return False
            self._remember(sign, self.program.values)
            return True
        finally:
            self.program.set_integer(False)

    def _remember(self, sign: int, values: np.ndarray):
        self.found[sign] = [*self.found[sign][-(MOVEMENTS_KEPT - 1) :], values.round()]

    def _falls(self, sign: int) -> np.ndarray:
        return self.careful_falls if sign > 0 else self.falls

    def _capped(self, falls: list[int | None]) -> np.ndarray:
        limit = self.reach_limit
        return np.array([limit if falls[c] is None else min(limit, falls[c]) for c in self.columns])


def _exact(task: Task, needs: list[Need], witness: _Witness) -> set[int] | None:
    """The cheapest safe pattern by cuts, or `None` if the work allowed did not suffice."""
    columns = witness.columns
    free = np.array([cell in task.free for cell in columns])
    master = Program(
        costs=[task.weights.get(cell, 0.0) for cell in columns],
        lowers=np.where(free, 0.0, 1.0),
        uppers=np.ones(len(columns)),
    )
    master.set_nodes(NODES)
    for _ in range(PHASE_ONE_ROUNDS):
        master.require(master.solve(), OPTIMAL)
        if not _add_cuts(master, needs, witness, free, master.values.clip(0, 1)):
            break

    master.set_integer(True)
    for _ in range(PHASE_TWO_ROUNDS):
        if master.solve() != OPTIMAL:
            return None
        chosen = master.values.round()
        if _add_cuts(master, needs, witness, free, chosen):
            continue
        if all(witness.allows(need, sign, chosen) for need in needs for sign in (1, -1)):
            return {cell for cell, is_hidden in zip(columns, chosen, strict=True) if is_hidden}
        others = [c for c in np.flatnonzero(free) if not chosen[c]]
        if not others:
            return None
        master.add_row(1.0, INFINITY, others, [1.0] * len(others))
    return None


def _add_cuts(master: Program, needs: list[Need], witness: _Witness, free: np.ndarray, chosen: np.ndarray) -> bool:
    added = False
    for need in needs:
        for sign in (1, -1):
            wanted = witness.wanted(need, sign)
            reached, worth = witness.reach(need, sign, chosen)
            if reached >= wanted - 1e-4:
                continue
            rest = wanted - worth[~free].sum()
            if rest <= TOLERANCE:
                continue
            share = np.where(free, np.minimum(worth / rest, 1.0), 0.0)
            columns = np.flatnonzero(share > 1e-9)
            if len(columns):
                master.add_row(1.0, INFINITY, columns, share[columns])
                added = True
    return added


def _step_by_step(task: Task, needs: list[Need], witness: _Witness) -> set[int]:
    """A safe pattern: for each cell in turn the cheapest movement, and its cells are hidden."""
    hidden = set(task.hidden)
    mover = _Mover(task, witness)
    for need in sorted(needs, key=lambda need: (-max(need.up, need.down), need.cell)):
        for sign in (1, -1):
            if not witness.allows(need, sign, witness.indicator(hidden)):
                hidden |= mover.moved(need, sign, hidden)
    return _opened_again(task, needs, witness, hidden)


class _Mover:
    """Finds the cheapest movement of one cell when every free cell may take part at a price."""

    def __init__(self, task: Task, witness: _Witness):
        self.task, self.witness = task, witness
        self.n = len(witness.columns)
        rows = []
        for relation in task.relations:
            movable = [cell for cell in relation if cell in witness.position]
            if movable:
                places = [witness.position[cell] for cell in movable]
                factors = [float(relation[cell]) for cell in movable]
                rows.append((0.0, 0.0, places + [p + self.n for p in places], factors + [-f for f in factors]))
        zero = np.zeros(2 * self.n)
        self.program = Program(costs=zero, lowers=zero, uppers=zero, rows=rows)
        self.program.set_nodes(NODES)

    def moved(self, need: Need, sign: int, hidden: set[int]) -> set[int]:
        wanted, c = self.witness.wanted(need, sign), self.witness.position[need.cell]
        lowers = np.zeros(2 * self.n)
        uppers = np.concatenate([self.witness.rises, self.witness._falls(sign)])
        for column, cell in enumerate(self.witness.columns):
            price = 0.0 if cell in hidden else self.task.weights.get(cell, 0.0)
            self.program.set_cost(column, price)
            self.program.set_cost(column + self.n, price)
        going, back = (c, c + self.n) if sign > 0 else (c + self.n, c)
        lowers[going] = uppers[going] = wanted
        uppers[back] = 0.0
        self.program.set_all_bounds(lowers, uppers)
        self.program.require(self.program.solve(), OPTIMAL)
        values = self.program.values
        if not self.witness.is_network and abs(values - values.round()).max() > TOLERANCE:
            self.program.set_integer(True)
            try:
                if self.program.solve() != OPTIMAL:
                    return set(self.witness.columns)
                values = self.program.values
            finally:
                self.program.set_integer(False)
        movement = np.maximum(values[: self.n], values[self.n :])
        return {cell for column, cell in enumerate(self.witness.columns) if movement[column] > TOLERANCE}


def _opened_again(task: Task, needs: list[Need], witness: _Witness, hidden: set[int]) -> set[int]:
    """Open what turned out to be needless, the dearest first, as far as a fixed number of trials goes."""
    trials = OPENING_TRIALS if task.is_network else OPENING_TRIALS_HARD
    for cell in sorted(hidden - task.hidden, key=lambda cell: (-task.weights.get(cell, 0.0), cell)):
        without = hidden - {cell}
        for need in needs:
            trials -= 1
            if not witness.meets(need, without):
                break
        else:
            hidden = without
        if trials <= 0:
            break
    return hidden
