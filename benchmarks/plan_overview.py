"""The plan's overview for 30 and for 3,000 measures: the same number of queries, and how long a page takes.

    python benchmarks/plan_overview.py          # in a database of its own, in memory

Prints queries and seconds of processor time for both sizes; the claim is the flat number of queries.
"""

import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kreislotse.config.settings_test")
os.environ.setdefault("KREISLOTSE_SECRET_KEY", "only for a benchmark")

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_databases, setup_test_environment  # noqa: E402

TODAY = date(2026, 3, 9)
SIZES = (30, 3_000)


def fill(version, goal, number: int) -> None:
    """`number` running measures, each with two milestones, three reports, a status change, a partner and a target."""
    from kreislotse.planning.models import (
        Commitment,
        IndicatorTarget,
        Measure,
        MeasureStatusChange,
        Milestone,
        Objective,
        ProgressReport,
    )
    from tests.factories import DefinitionFactory, OrganizationFactory

    lead, definition = OrganizationFactory(), DefinitionFactory()
    objectives = [
        Objective.objects.create(goal=goal, number=f"1.{n}", title=f"Teilziel {n}") for n in range(max(1, number // 30))
    ]
    rows = Measure.objects.bulk_create(
        Measure(
            version=version, objective=objectives[n % len(objectives)], number=f"1.{n % len(objectives)}.{n}", title=f"Maßnahme {n}",
            lead=lead, status="running", starts_on=date(2025, 1, 1), ends_on=TODAY + timedelta(days=n % 400 - 100),
        )
        for n in range(number)
    )  # fmt: skip
    day = date(2025, 6, 1)
    Milestone.objects.bulk_create(
        Milestone(measure=one, title=t, due_on=day) for one in rows for t in ("Auftakt", "Halbzeit")
    )
    ProgressReport.objects.bulk_create(
        ProgressReport(measure=one, on=day + timedelta(days=90 * n), light="green", text="läuft") for one in rows for n in range(3)
    )  # fmt: skip
    MeasureStatusChange.objects.bulk_create(
        MeasureStatusChange(measure=one, on=day, after="running", reason="los") for one in rows
    )
    Commitment.objects.bulk_create(Commitment(measure=one, organization=lead, asked_on=day) for one in rows)
    IndicatorTarget.objects.bulk_create(
        IndicatorTarget(measure=one, definition=definition, target=9, target_on=TODAY) for one in rows
    )


def measure(number: int) -> tuple[int, float, float]:
    """Queries and seconds of the rows with their standing, and seconds of the whole page."""
    from django.test import Client

    from kreislotse.core.scope import district_scope
    from kreislotse.planning.plan_queries import rows_of, tree_of
    from tests.factories import DistrictFactory, GoalFactory, PlanVersionFactory, member

    key = f"{6600 + number % 97:04d}5"
    district = DistrictFactory(ags=key, name=f"Kreis {number}", host=f"kreis-{number}.localhost")
    with district_scope(district):
        version = PlanVersionFactory(adopted=True)
        fill(version, GoalFactory(version=version, number="1"), number)
        with CaptureQueriesContext(connection) as queries:
            begin = time.process_time()
            tree_of(version, rows_of(version, today=TODAY))
            computing = time.process_time() - begin
        number_of_queries = len(queries)  # read now: the next request empties the log
        client = Client(SERVER_NAME=district.host, HTTP_HOST=district.host)
        client.force_login(member("coordinator"), backend="kreislotse.accounts.backends.HouseBackend")
    client.get("/buero/konzept/")
    begin = time.process_time()
    assert client.get("/buero/konzept/").status_code == 200
    return number_of_queries, computing, time.process_time() - begin


def main() -> int:
    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    found = {number: measure(number) for number in SIZES}
    for number, (queries, computing, page) in found.items():
        print(
            f"{number:>5} measures: {queries} queries, standing of all in {computing:.2f} s, the page in {page:.2f} s"
        )
    flat = len({queries for queries, *_times in found.values()}) == 1
    print("flat number of queries:", "yes" if flat else "NO")
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
