"""G: the public instances of generalized assignment (OR-Library and Yagiura), types A to E.

    .venv/bin/python benchmarks/assignment/gap.py DIRECTORY [--types abcde] [--easy 20] [--only c20400,d05100]

DIRECTORY holds the zip files and `bounds.txt` (name, best lower, best upper bound known). They are minimized, as in the
literature, except the small c05... to c10... with an underscore, which the OR-Library maximizes.
Bars: A to C proven optimal in 5 seconds each, D and E within 1 % of the best known bound in 60 seconds, in seconds of CPU.
D and E get a third of that, and `--easy` seconds with fewer than 600 jobs. Exits with 1 above a bar.
"""

import argparse
import sys
import zipfile
from pathlib import Path
from time import perf_counter, process_time

import checker
import numpy as np
from generalized import Infeasible, assign_jobs

SECONDS = {"a": 5.0, "b": 5.0, "c": 5.0, "d": 60.0, "e": 60.0}
GAP = 0.01
PERSISTENT = 600
"""Jobs from which on D and E get a third of their time; below, `--easy` seconds."""


def read(path):
    """Cost and load per agent and job, and the agents' capacities."""
    with zipfile.ZipFile(path) as archive:
        numbers = np.array(archive.read(archive.namelist()[0]).split(), dtype=np.int64)
    agents, jobs = numbers[:2]
    size = agents * jobs
    shape = (agents, jobs)
    cost, load = numbers[2 : 2 + size].reshape(shape), numbers[2 + size : 2 + 2 * size].reshape(shape)
    return cost, load, numbers[2 + 2 * size : 2 + 2 * size + agents]


def measure(path, known, easy):
    """Print one instance; return what was missed, or None."""
    name, kind = path.stem, path.stem[0]
    cost, load, capacity = read(path)
    maximized = "_" in name
    lower, upper = known[f"{name}_{'Max' if maximized else 'Min'}"]
    top = int(cost.max()) if maximized else 0
    given = SECONDS[kind] if kind in "abc" else easy if cost.shape[1] < PERSISTENT else SECONDS[kind] / 3
    start, cpu = perf_counter(), process_time()
    try:
        plan = assign_jobs(top - cost if maximized else cost, load, capacity, seconds=given)
    except Infeasible:
        return f"{name}: no plan"
    took, cpu = perf_counter() - start, process_time() - cpu
    value = checker.check_gap(cost, load, capacity, plan.agent_of)
    bound = top * cost.shape[1] - plan.bound if maximized else plan.bound
    best = lower if not maximized else upper
    gap = abs(value - best) / best
    proven = bound == value
    print(
        f"  {name:9} {cost.shape[0]:3} x {cost.shape[1]:4} {value:>7} own bound {bound:>7} known {lower}–{upper}"
        f" {'proven' if proven else f'{100 * gap:.3f} %':>8} {cpu:6.1f} s CPU, {took:5.1f} s",
        flush=True,
    )
    if (value < lower and not maximized) or (value > upper and maximized) or (proven and not lower <= value <= upper):
        return f"{name}: {value} contradicts the known bounds {lower} to {upper}"
    if cpu > SECONDS[kind] * 1.1:
        return f"{name}: {cpu:.1f} s of CPU"
    if kind in "abc" and not proven:
        return f"{name}: {value}, not proven ({100 * gap:.3f} % from the known bound)"
    if kind in "de" and gap > GAP:
        return f"{name}: {100 * gap:.2f} %"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--types", default="abcde")
    parser.add_argument("--only", default="")
    parser.add_argument("--easy", type=float, default=20.0)
    options = parser.parse_args()
    lines = (line.split() for line in (options.directory / "bounds.txt").read_text().splitlines() if line.strip())
    known = {name: (int(lower), int(upper)) for name, lower, upper in lines}
    paths = sorted(
        path
        for path in options.directory.glob("*.zip")
        if path.stem[0] in options.types and (not options.only or path.stem in options.only.split(","))
    )
    missed = [line for path in paths if (line := measure(path, known, options.easy))]
    print(f"\n{len(paths) - len(missed)} of {len(paths)} within their bars")
    print("\n".join(f"missed: {line}" for line in missed))
    sys.exit(bool(missed) or not paths)


if __name__ == "__main__":
    main()
