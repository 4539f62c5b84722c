"""What the database knows about its own rows, so that it picks the right index."""

from __future__ import annotations

from datetime import date

from django.db import connection

from kreislotse.jobs.worker import every_night

# Looks at so many rows of each index; a district's largest tables take milliseconds.
SAMPLE = 1000


def refresh_statistics() -> None:
    """Count how the rows of each index are spread.

    Without it SQLite takes `district_id = …` for a narrow condition and reads all rows of a district where it should
    read twenty.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        cursor.execute("ANALYZE")


@every_night
def refresh_statistics_of_sqlite(today: date) -> None:
    """PostgreSQL does this by itself."""
    if connection.vendor == "sqlite":
        refresh_statistics()
