"""What other programs cost: pages of the open data at 250 and at 5,000 offers.

    python benchmarks/directory_api.py

Each number of offers is a directory of its own in a process of its own, with everything an offer can have in nine
languages. For each address: SQL statements (limit 8), CPU milliseconds of the whole request through Django's test client
(`time.process_time`, median), and the growth from 250 to 5,000 offers (limit 1.5). Beside the full page stands, in the
same run, what Django needs only to fetch the same 50 offers as model instances (`prefetch_related`), before a single
object of the answer is made. A second read with the ETag must be a 304 of at most two statements.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from datetime import time as clock
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (250, 5000)
LIMIT_STATEMENTS, LIMIT_GROWTH, ROUNDS, WARM_UP = 8, 1.5, 30, 3
LANGUAGES = ("en", "ar", "fa", "tr", "uk", "ru", "ti", "fr")  # and German
ADDRESSES = {
    "50 services": "/hsds/v3/services?per_page=50",
    "50 services, Arabic": "/hsds/v3/services?per_page=50&lang=ar",
    "50 services, last page": "/hsds/v3/services?per_page=50&page={last}",
    "50 services, full": "/hsds/v3/services?per_page=50&full=true",
    "50 services, full, Arabic": "/hsds/v3/services?per_page=50&full=true&lang=ar",
    "50 places, full": "/hsds/v3/service_at_locations?per_page=50&full=true",
    "50 organizations, full": "/hsds/v3/organizations?per_page=50&full_service=true",
    "changed since": "/hsds/v3/services?per_page=50&modified_after={now}",
}
FETCHED_ALONE = "50 services as model instances"


def furnish(number: int):
    from kreislotse.core.scope import district_scope
    from kreislotse.directory import models
    from kreislotse.districts.models import District
    from kreislotse.network.models import Contact, Organization
    from kreislotse.places.models import Municipality
    from kreislotse.taxonomy.models import Language, TargetGroup, Topic

    district = District.objects.create(
        name="Kreis Musterau",
        ags="06635",
        host="musterau.localhost",
        languages=["de", *LANGUAGES],
        terms={"unit": "Amt"},
    )
    with district_scope(district):
        town = Municipality.objects.create(
            ags="06635001", name="Musterstadt", official_name="Musterstadt", postcode="34497"
        )
        speech = [
            Language.objects.get_or_create(code=c, defaults={"name": c, "own_name": c, "group": c})[0]
            for c in LANGUAGES
        ]
        topics = [
            Topic.objects.create(code=f"t{n}", name=f"Thema {n}", group="Bereich", names={"ar": "موضوع"})
            for n in range(20)
        ]
        groups = [TargetGroup.objects.create(code=f"g{n}", name=f"Gruppe {n}") for n in range(8)]
        actors = Organization.objects.bulk_create(
            Organization(
                name=f"Träger {n}", is_public=True, phone="05631 1", website="https://example.org", search_key=f"t{n}"
            )
            for n in range(max(number // 5, 1))
        )
        people = Contact.objects.bulk_create(
            Contact(organization=one, name="Ada", visibility="public", consented_on=date(2026, 1, 1), phone="05631 2")
            for one in actors
        )
        text = "Wir beraten kostenlos und vertraulich in vielen Sprachen. " * 8
        offers = [
            models.Offer(
                provider=actors[n % len(actors)], title=f"Angebot {n}", summary="Beratung für alle.", description=text, kind="course",
                program="integration", status="published", registration="Bitte anrufen", documents="Ausweis", age_from=16,
                status_groups=["eu"], level_from="A1", level_to="B1", phone="05631 3", email="a@example.org",
            )
            for n in range(number)
        ]  # fmt: skip
        for offer in offers:
            offer.note_texts()
        offers = models.Offer.objects.bulk_create(offers, batch_size=500)
        through = {
            models.Offer.topics: [("topic_id", topics, 2)], models.Offer.target_groups: [("targetgroup_id", groups, 2)],
            models.Offer.languages_spoken: [("language_id", speech, 3)], models.Offer.contacts: [("contact_id", people, 1)],
        }  # fmt: skip
        for relation, [(column, rows, each)] in through.items():
            relation.through.objects.bulk_create(
                [relation.through(offer_id=o.pk, **{column: rows[(n + k) % len(rows)].pk}) for n, o in enumerate(offers) for k in range(each)],
                batch_size=5000,
            )  # fmt: skip
        kinds = {
            models.OfferTranslation: [
                {"language": code, "title": "T", "summary": "S " * 20, "description": text} for code in LANGUAGES
            ],
            models.OfferLocation: [
                {
                    "street": "Markt 1",
                    "postcode": "34497",
                    "city": "Musterstadt",
                    "municipality": town,
                    "is_step_free": True,
                }
            ]
            * 2,
            models.OpeningTime: [{"weekday": day, "opens_at": clock(9), "closes_at": clock(12)} for day in range(5)],
            models.OpeningException: [{"first_day": date(2099, 12, 24), "last_day": date(2099, 12, 31)}],
            models.LanguageTime: [{"language": speech[1], "weekday": 0, "opens_at": clock(9), "closes_at": clock(10)}],
            models.CourseRun: [
                {"starts_on": date(2099, 1, 1), "weekdays": [0, 2], "level_from": "A1", "availability": "full"}
            ],
        }
        for model, rows in kinds.items():
            model.objects.bulk_create([model(offer=offer, **row) for offer in offers for row in rows], batch_size=2000)
    return district


def fetch_alone(district):
    from kreislotse.core.scope import district_scope
    from kreislotse.directory.models import Offer

    parts = (
        "topics", "target_groups", "languages_spoken", "municipalities_served", "contacts", "locations__municipality",
        "opening_times", "opening_exceptions", "language_times__language", "course_runs",
    )  # fmt: skip
    with district_scope(district):
        return list(
            Offer.objects.published(date(2026, 11, 22))
            .select_related("provider")
            .prefetch_related(*parts)
            .order_by("pk")[:50]
        )


def median(function) -> float:
    for _round in range(WARM_UP):
        function()
    gc.collect()
    seen = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        function()
        seen.append(time.process_time() - begun)
    return statistics.median(seen) * 1000


def measure(number: int) -> dict:
    """Statements, CPU ms and kB of each address, and those of the second read."""
    sys.path.insert(0, str(ROOT / "src"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KREISLOTSE_DATA": folder,
            "KREISLOTSE_SCHEME": "http",
            "DJANGO_SETTINGS_MODULE": "kreislotse.config.settings",
        }
        os.environ.pop("KREISLOTSE_DEBUG", None)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client

        from kreislotse.cli.upkeep import build_catalogs
        from kreislotse.jobs.statistics import refresh_statistics

        call_command("migrate", verbosity=0)
        build_catalogs()
        district = furnish(number)
        refresh_statistics()
        client = Client(SERVER_NAME=district.host, HTTP_HOST=district.host)
        found = {}

        def ask(url, **headers):
            asked = []

            def note(execute, sql, *rest):
                asked.append(sql)
                return execute(sql, *rest)

            with connection.execute_wrapper(note):
                response = client.get(url, headers=headers)
            return response, len(asked)

        for label, url in ADDRESSES.items():
            url = url.format(last=number // 50, now="2020-01-01")
            first, _statements = ask(url)
            response, statements = ask(url)
            assert response.status_code == 200 and response.json()["size"] == 50, (url, response.content[:300])
            again, second = ask(url, **{"If-None-Match": first["ETag"]})
            assert again.status_code == 304, again.status_code
            found[label] = {
                "statements": statements, "second": second, "kB": len(response.content) / 1000,
                "ms": median(lambda url=url: client.get(url)),
                "ms of 304": median(lambda url=url, tag=first["ETag"]: client.get(url, headers={"If-None-Match": tag})),
            }  # fmt: skip
        found[FETCHED_ALONE] = {"ms": median(lambda: fetch_alone(district))}
        connection.close()
        return found


def main() -> int:
    few, many = (
        json.loads(subprocess.run([sys.executable, __file__, str(size)], stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603
        for size in SIZES
    )
    print(
        f"open data, {SIZES[0]} and {SIZES[1]} offers in {len(LANGUAGES) + 1} languages; limits: {LIMIT_STATEMENTS} statements, growth {LIMIT_GROWTH}, 304 in 2"
    )
    print(f"{'answer':<28}{'SQL':>7}{'CPU ms':>16}{'growth':>8}{'kB':>6}{'304: SQL':>10}{'CPU ms':>8}")
    wrong = []
    for label in ADDRESSES:
        a, b = few[label], many[label]
        growth = b["ms"] / a["ms"]
        is_wrong = (
            max(a["statements"], b["statements"]) > LIMIT_STATEMENTS
            or a["statements"] != b["statements"]
            or b["second"] > 2
            or growth > LIMIT_GROWTH
        )
        wrong += [label] * is_wrong
        print(
            f"{label:<28}{a['statements']:>3} {b['statements']:>3}{a['ms']:>8.1f}{b['ms']:>8.1f}{growth:>8.2f}{b['kB']:>6.0f}"
            f"{b['second']:>10}{b['ms of 304']:>8.2f}{'   WRONG' if is_wrong else ''}"
        )
    whole, fetched = many["50 services, full"]["ms"], many[FETCHED_ALONE]["ms"]
    print(
        f"\nfull page, whole request: {whole:.1f} ms; fetching the same offers as model instances alone: {fetched:.1f} ms; ratio {whole / fetched:.2f}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
        sys.exit(0)
    sys.exit(main())
