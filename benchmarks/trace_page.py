"""The trace page for 30 measures and for 3,000: the same number of queries, and how much longer it takes.

    python benchmarks/trace_page.py

A database of its own is made in a temporary folder. For both sizes a need, a goal and a measure in the middle are
followed; the goal is the worst case, for everything hangs below it.
"""

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

SIZES = (30, 3_000)
ROUNDS = 15
DAY = date(2026, 3, 9)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KREISLOTSE_DATA": folder, "KREISLOTSE_SECRET_KEY": "only here", "DJANGO_SETTINGS_MODULE": "kreislotse.config.settings_test",
        }  # fmt: skip
        os.environ.pop("DATABASE_URL", None)
        sys.path.insert(0, str(Path(__file__).parents[1]))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        results = {size: measure(size) for size in SIZES}
    few, many = (results[size] for size in SIZES)
    worst = 0.0
    print(f"{'from':10} {'queries':>16} {'ms, 30':>8} {'ms, 3,000':>10} {'ratio':>6}")
    for start, (queries, seconds) in few.items():
        more_queries, more_seconds = many[start]
        ratio = more_seconds / seconds
        worst = max(worst, more_queries - queries)
        print(
            f"{start:10} {queries:>7} and {more_queries:>4} {seconds * 1000:>8.1f} {more_seconds * 1000:>10.1f} {ratio:>6.1f}"
        )
    # Needs, objectives and measures past those shown are counted with one more query each, whatever their number.
    is_flat = worst <= 3 and all(queries for queries, _seconds in few.values())
    print("flat number of queries:", "yes" if is_flat else "NO")
    return 0 if is_flat else 1


def measure(size: int) -> dict:
    """Queries and median seconds of the whole page for each start, with `size` measures below one goal."""
    from django.test import Client

    from kreislotse.core.scope import district_scope
    from tests.factories import DistrictFactory, member

    district = DistrictFactory(name=f"Kreis {size}", ags=f"{size:05d}", host=f"kreis-{size}.localhost")
    with district_scope(district):
        starts = build(size)
        user = member("coordinator")
    client = Client(SERVER_NAME=district.host, HTTP_HOST=district.host)
    client.force_login(user, backend="kreislotse.accounts.backends.HouseBackend")
    return {name: timed(client, f"/buero/spur/{name}/{key}/") for name, key in starts.items()}


def build(size: int) -> dict[str, str]:
    from kreislotse.planning.models import IndicatorTarget, Measure, MeasureStatusChange, NeedAnswer
    from tests.factories import (
        DefinitionFactory,
        GoalFactory,
        NeedFactory,
        ObjectiveFactory,
        PlanVersionFactory,
    )

    goal = GoalFactory(version=PlanVersionFactory(adopted=True))
    objectives = [ObjectiveFactory(goal=goal) for _one in range(max(3, size // 30))]
    definitions = [DefinitionFactory() for _one in range(10)]
    needs = [NeedFactory() for _one in range(max(3, size // 10))]
    Measure.objects.bulk_create(
        Measure(version=goal.version, objective=objectives[n % len(objectives)], number=f"M{n}", title=f"Maßnahme {n}", starts_on=DAY)
        for n in range(size)
    )  # fmt: skip
    rows = list(Measure.objects.filter(version=goal.version))
    MeasureStatusChange.objects.bulk_create(
        MeasureStatusChange(measure=one, on=DAY, after="planned", reason="Beginn") for one in rows
    )
    IndicatorTarget.objects.bulk_create(
        IndicatorTarget(measure=one, definition=definitions[n % 10], target=n, target_on=date(2027, 12, 31))
        for n, one in enumerate(rows)
    )
    NeedAnswer.objects.bulk_create(
        NeedAnswer(need=needs[n % len(needs)], measure=one, linked_on=DAY) for n, one in enumerate(rows)
    )
    return {
        "bedarf": needs[0].uuid, "leitziel": goal.uuid, "massnahme": rows[size // 2].uuid,
        "indikator": definitions[0].indicator_id,
    }  # fmt: skip


def timed(client, url: str) -> tuple[int, float]:
    from django.db import connection

    asked = []

    def count(execute, *call):
        asked.append(1)
        return execute(*call)

    assert client.get(url).status_code == 200
    with connection.execute_wrapper(count):
        client.get(url)
    times = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        client.get(url)
        times.append(time.process_time() - begun)
    return len(asked), statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
