"""What Integreat's form costs us: 250 places in 9 languages.

`python benchmarks/integreat_feed.py` prints, for each endpoint, SQL statements and CPU time of an answer, for 25 and for
250 places, and what a second read costs that has a copy already. It ends with 1 if the statements grow with the places
or are more than 8, if the second read is no 304, or if that takes more than 3 statements.

The peer: Integreat CMS 2026.7.1 answers `locations` of a region of this size with 505 statements, without ETag.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["de", "en", "ar", "fa", "kmr", "tr", "uk", "ru", "fr"]
SIZES = (25, 250)
MOST_STATEMENTS, MOST_SECOND = 8, 3
ROUNDS = 15
ENDPOINTS = ("locations", "events", "location_categories", "languages")


def start(folder: str):
    sys.path.insert(0, str(ROOT / "src"))
    os.environ |= {"KREISLOTSE_DATA": folder, "KREISLOTSE_SCHEME": "http", "KREISLOTSE_SECRET_KEY": "benchmark"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "kreislotse.config.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from kreislotse.cli.upkeep import build_catalogs
    from kreislotse.districts.models import District

    build_catalogs()
    return District.objects.create(
        name="Kreis Musterau", ags="06635", host="localhost", languages=LANGUAGES, set_up_on="2026-01-01"
    )


def fill(first: int, last: int) -> None:
    """Places with everything the form has room for: texts in all languages, hours, a category, a weekly course."""
    from datetime import date, timedelta
    from datetime import time as clock

    from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OfferTranslation, OpeningTime
    from kreislotse.network.models import Organization
    from kreislotse.taxonomy.models import Topic

    text = "Wir beraten kostenlos und vertraulich, mit Termin oder in der offenen Sprechstunde. " * 8
    topics = [Topic.objects.get_or_create(code=f"thema-{n}", defaults={"name": f"Thema {n}"})[0] for n in range(12)]
    for n in range(first, last):
        provider = Organization(name=f"Träger {n}", is_public=True, website="https://traeger.example/")
        provider.save()
        offer = Offer(
            provider=provider, title=f"Beratungsstelle {n}", summary="Beratung für alle.", description=text,
            status="published", phone="05631 100", email="rat@traeger.example",
        )  # fmt: skip
        offer.save()
        offer.topics.add(topics[n % len(topics)])
        place = OfferLocation(
            offer=offer, street="Markt 1", postcode="34497", city="Korbach", latitude=51.2, longitude=8.8
        )
        place.save()
        OfferTranslation.objects.bulk_create(
            OfferTranslation(offer=offer, language=language, title=f"{language} {n}", summary="…", description=text)
            for language in LANGUAGES[1:]
        )
        OpeningTime.objects.bulk_create(
            OpeningTime(offer=offer, weekday=day, opens_at=clock(9), closes_at=clock(12)) for day in range(5)
        )
        if n % 2 == 0:
            today = date.today()
            CourseRun(
                offer=offer, starts_on=today - timedelta(days=20), ends_on=today + timedelta(days=90), weekdays=[1, 3],
                starts_at=clock(9), ends_at=clock(11), location=place,
            ).save()  # fmt: skip


def measure(client, url: str) -> tuple[int, float, float, int, int, float]:
    """Statements, CPU ms of an answer, its size in kB; statements, status and CPU ms of the second read."""
    from django.db import connection

    asked: list[str] = []

    def note(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    def counted(**headers) -> tuple[int, object]:
        asked.clear()
        with connection.execute_wrapper(note):
            response = client.get(url, headers=headers)
        return len(asked), response

    def timed(**headers) -> tuple[float, object]:
        times, response = [], None
        for _round in range(ROUNDS):
            begun = time.process_time()
            response = client.get(url, headers=headers)
            times.append(time.process_time() - begun)
        return statistics.median(times) * 1000, response

    client.get(url)
    first, response = counted()
    assert response.status_code == 200, response.status_code
    size = len(response.content) / 1000
    etag = response["ETag"]
    cpu, _response = timed()
    second, again = counted(**{"If-None-Match": etag})
    cpu_again, _response = timed(**{"If-None-Match": etag})
    return first, cpu, size, second, again.status_code, cpu_again


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kreislotse-integreat-") as folder:
        district = start(folder)
        from django.test import Client

        from kreislotse.core.scope import district_scope

        client, failed, statements, done = Client(SERVER_NAME="localhost"), False, {}, 0
        print(f"{'':22}{'places':>7}{'SQL':>5}{'CPU ms':>9}{'kB':>8}{'again':>7}{'SQL':>5}{'CPU ms':>9}")
        for size in SIZES:
            with district_scope(district):
                fill(done, size)
            done = size
            for endpoint in ENDPOINTS:
                url = f"/integreat/ar/wp-json/extensions/v3/{endpoint}"
                sql, cpu, kilobytes, sql_again, status, cpu_again = measure(client, url)
                print(
                    f"{endpoint:22}{size:>7}{sql:>5}{cpu:>9.1f}{kilobytes:>8.0f}{status:>7}{sql_again:>5}{cpu_again:>9.2f}"
                )
                grown = statements.setdefault(endpoint, sql) != sql
                failed |= grown or not 0 < sql <= MOST_STATEMENTS or status != 304 or sql_again > MOST_SECOND
        print("FAILED" if failed else "ok")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
