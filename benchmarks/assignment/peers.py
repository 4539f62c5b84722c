"""The others, each on the same pairs: first-come, greedy, OR-Tools, SciPy, HiGHS and networkx.

Each function takes an instance (and the rules that count) and returns a guide per request, or raises `Unavailable`.
"""

from collections import defaultdict
from contextlib import contextmanager
from time import perf_counter

import numpy as np

INSTALL = (
    "uv pip sync --require-hashes --python .venv/bin/python requirements/benchmarks.txt (make install-dev undoes it)"
)


class Unavailable(Exception):
    """The peer is not installed, or found nothing in its time."""


@contextmanager
def needed(name):
    try:
        yield
    except ImportError as missing:
        raise Unavailable(f"{name} is not installed: {INSTALL}") from missing


def first_come(instance, *, timed=False):
    """Requests in order of arrival, each to the guide still free with whom it is worth most."""
    order = np.lexsort((-instance.pair_weight, instance.pair_request))
    return _in_order(instance, order, timed)


def greedy(instance, *, timed=False):
    """The pair worth most first."""
    return _in_order(instance, np.argsort(-instance.pair_weight, kind="stable"), timed)


def greedy_by_density(instance):
    """The pair worth most per hour first."""
    worth = instance.pair_weight / instance.requests.hours[instance.pair_request]
    return _in_order(instance, np.argsort(-worth, kind="stable"), True)


def _in_order(instance, order, timed):
    guide_of = np.full(len(instance.requests), -1)
    room, hours, busy = instance.guides.capacity.copy(), instance.guides.hours.copy(), set()
    for row in order.tolist():
        r, g = instance.pair_request[row], instance.pair_guide[row]
        if guide_of[r] >= 0 or room[g] < 1:
            continue
        if timed:
            moment = (g, instance.requests.slot[r])
            if hours[g] < instance.requests.hours[r] or moment in busy:
                continue
            busy.add(moment)
            hours[g] -= instance.requests.hours[r]
        room[g] -= 1
        guide_of[r] = g
    return guide_of


def ortools_flow(instance):
    """The same network for OR-Tools alone: arcs from requests to guides, from both to one sink."""
    with needed("OR-Tools"):
        from ortools.graph.python import min_cost_flow
    n, m, k = len(instance.requests), len(instance.guides), len(instance.pair_request)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([instance.pair_request, np.arange(n), n + np.arange(m)]).astype(np.int32),
        np.concatenate([n + instance.pair_guide, np.full(n + m, n + m)]).astype(np.int32),
        np.concatenate([np.ones(k + n, dtype=np.int64), instance.guides.capacity]),
        np.concatenate([-instance.pair_weight, np.zeros(n + m, dtype=np.int64)]),
    )
    supply = np.concatenate([np.ones(n, dtype=np.int64), np.zeros(m, dtype=np.int64), [-n]])
    solver.set_nodes_supplies(np.arange(n + m + 1, dtype=np.int32), supply)
    if solver.solve() != solver.OPTIMAL:
        raise Unavailable("OR-Tools found no optimum")
    return _plan(instance, solver.flows(arcs[:k]) > 0)


def scipy_sparse(instance):
    """`min_weight_full_bipartite_matching` with a guide copied for each place and a place alone per request."""
    with needed("SciPy"):
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import min_weight_full_bipartite_matching
    n = len(instance.requests)
    first = np.concatenate([[0], np.cumsum(instance.guides.capacity)])
    copies = instance.guides.capacity[instance.pair_guide]
    rows = np.repeat(instance.pair_request, copies)
    within = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    columns = np.repeat(first[instance.pair_guide], copies) + within
    most = int(instance.pair_weight.max()) + 1
    cost = np.repeat(most - instance.pair_weight, copies)
    graph = coo_array(
        (
            np.concatenate([cost, np.full(n, most)]).astype(float),
            (np.concatenate([rows, np.arange(n)]), np.concatenate([columns, first[-1] + np.arange(n)])),
        ),
        shape=(n, first[-1] + n),
    ).tocsr()
    request, place = min_weight_full_bipartite_matching(graph)
    guide_of = np.full(n, -1)
    served = place < first[-1]
    guide_of[request[served]] = np.searchsorted(first, place[served], side="right") - 1
    return guide_of


def scipy_dense(instance):
    """`linear_sum_assignment` on the full matrix of requests and places."""
    with needed("SciPy"):
        from scipy.optimize import linear_sum_assignment
    of_place = np.repeat(np.arange(len(instance.guides)), instance.guides.capacity)
    worth = np.zeros((len(instance.requests), len(instance.guides)))
    worth[instance.pair_request, instance.pair_guide] = instance.pair_weight
    request, place = linear_sum_assignment(worth[:, of_place], maximize=True)
    guide_of = np.full(len(instance.requests), -1)
    served = worth[request, of_place[place]] > 0
    guide_of[request[served]] = of_place[place[served]]
    return guide_of


def networkx_flow(instance):
    """`network_simplex`."""
    with needed("networkx"):
        import networkx
    graph = networkx.DiGraph()
    n = len(instance.requests)
    graph.add_node("end", demand=n)
    for r in range(n):
        graph.add_node(("r", r), demand=-1)
        graph.add_edge(("r", r), "end", capacity=1, weight=0)
    for g, room in enumerate(instance.guides.capacity.tolist()):
        graph.add_edge(("g", g), "end", capacity=room, weight=0)
    pairs = zip(
        instance.pair_request.tolist(), instance.pair_guide.tolist(), instance.pair_weight.tolist(), strict=True
    )
    for r, g, weight in pairs:
        graph.add_edge(("r", r), ("g", g), capacity=1, weight=-weight)
    _, flow = networkx.network_simplex(graph)
    guide_of = np.full(n, -1)
    for r in range(n):
        for node, used in flow["r", r].items():
            if used and node != "end":
                guide_of[r] = node[1]
    return guide_of


def highs(instance, *, timed, integer, seconds, solver="choose"):
    """HiGHS on the plain model. Returns (guide of each request or None, best value or None, proven bound or None)."""
    import highspy

    rows, columns, values, upper = _model(instance, timed)
    k = len(instance.pair_request)
    highs = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", solver),
        ("time_limit", float(seconds)),
        ("mip_rel_gap", 0.0),
    ):
        highs.setOptionValue(option, value)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = k, len(upper)
    lp.col_cost_ = -instance.pair_weight.astype(float)
    lp.col_lower_, lp.col_upper_ = np.zeros(k), np.ones(k)
    lp.row_lower_, lp.row_upper_ = np.full(len(upper), -np.inf), upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(rows, np.arange(len(upper) + 1)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = columns.astype(np.int32), values
    if integer:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * k
    highs.passModel(lp)
    highs.run()
    info, optimal = highs.getInfo(), highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if not integer:
        return None, None, -info.objective_function_value if optimal else None
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, None, -info.mip_dual_bound
    plan = _plan(instance, np.array(highs.getSolution().col_value) > 0.5)
    return plan, -info.objective_function_value, -info.mip_dual_bound


def _model(instance, timed):
    k, n, m = len(instance.pair_request), len(instance.requests), len(instance.guides)
    parts = [(instance.pair_request, np.ones(k)), (n + instance.pair_guide, np.ones(k))]
    upper = [np.ones(n), instance.guides.capacity]
    if timed:
        slot = instance.requests.slot[instance.pair_request]
        moments, which = np.unique(instance.pair_guide * 1_000 + slot, return_inverse=True)
        hours = instance.requests.hours[instance.pair_request].astype(float)
        parts += [(n + m + instance.pair_guide, hours), (n + 2 * m + which, np.ones(k))]
        upper += [instance.guides.hours, np.ones(len(moments))]
    rows = np.concatenate([part[0] for part in parts])
    columns = np.tile(np.arange(k), len(parts))
    order = np.lexsort((columns, rows))
    values = np.concatenate([part[1] for part in parts])
    return rows[order], columns[order], values[order], np.concatenate(upper).astype(float)


def cp_sat(instance, *, seconds):
    """OR-Tools CP-SAT on the plain model, two workers. Returns (guide of each request, proven bound)."""
    with needed("OR-Tools"):
        from ortools.sat.python import cp_model
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in instance.pair_request]
    by_request, by_guide, by_moment = defaultdict(list), defaultdict(list), defaultdict(list)
    for x, r, g in zip(taken, instance.pair_request.tolist(), instance.pair_guide.tolist(), strict=True):
        by_request[r].append(x)
        by_guide[g].append((x, r))
        by_moment[g, int(instance.requests.slot[r])].append(x)
    for group in (*by_request.values(), *by_moment.values()):
        model.add_at_most_one(group)
    for g, own in by_guide.items():
        model.add(sum(x for x, _ in own) <= int(instance.guides.capacity[g]))
        model.add(sum(int(instance.requests.hours[r]) * x for x, r in own) <= int(instance.guides.hours[g]))
    model.maximize(sum(int(w) * x for w, x in zip(instance.pair_weight, taken, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Unavailable("CP-SAT found no plan")
    return _plan(instance, np.array([solver.boolean_value(x) for x in taken])), solver.best_objective_bound


def _plan(instance, used):
    guide_of = np.full(len(instance.requests), -1)
    guide_of[instance.pair_request[used]] = instance.pair_guide[used]
    return guide_of


def timed(work):
    """What `work` returns, and the seconds it took."""
    start = perf_counter()
    result = work()
    return result, perf_counter() - start
