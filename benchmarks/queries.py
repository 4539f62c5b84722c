"""How many queries each page costs on the demo ×1 and ×100: ×100 must not take more.

    python benchmarks/queries.py

The test of the architecture compares n with 2n rows; this compares 600 with 60,000. Each scale runs in a process of
its own, because an installation has one database. Exits with 1 if a page takes more on ×100 than on ×1, or more
than 25. (It may take one less: a word with thousands of hits fills the search before its second question.) The last
column is the CPU time of one answer on ×100 in milliseconds, to show which page grows; nothing is judged by it.
"""

import json
import subprocess
import sys
import time

from demo_data import client_of, start

LIMIT = 25
LISTS = {
    "": [
        "/angebote/", "/angebote/?q=beratung", "/angebote/?sprache=ar", "/ar/angebote/", "/", "/hilfe/",
    ],
    "head_of_office": [
        "/buero/", "/buero/suche/?q=ver", "/buero/anfragen/", "/buero/anfragen/?status=alle", "/buero/anfragen/vorschlaege/", "/buero/lotsen/",
        "/buero/angebote/", "/buero/netzwerk/", "/buero/monate/", "/buero/gemeinden/", "/buero/einlesen/",
        "/buero/verwaltung/", "/buero/verwaltung/personen/", "/buero/verwaltung/regeln/",
        "/buero/verwaltung/protokoll/", "/buero/verwaltung/begriffe/themen/",
        "/buero/anfragen/{help_request}/begleitung/", "/buero/begleitungen/", "/buero/lotsen/vertretungen/",
        "/buero/lotsen/wochenplan/", "/buero/lotsen/wochenplan/freigeben/", "/buero/lotsen/wochenplan/{help_request}/",
        "/buero/lotsen/abdeckung/", "/buero/lotsen/helferliste/", "/buero/lotsen/schulungen/",
        "/buero/lotsen/brett/", "/buero/lotsen/kalender/", "/buero/lotsen/kalender/?ansicht=monat", "/buero/lotsen/frei/",
        "/buero/lotsen/stunden/", "/buero/lotsen/reihe/", "/buero/lotsen/auswertung/", "/buero/lotsen/danke/",
        "/buero/lotsen/abrechnung/", "/buero/lotsen/abrechnung/{settlement_run}/",
        "/buero/lotsen/abrechnung/auszahlen/", "/buero/lotsen/abrechnung/nachweise/",
        "/buero/lotsen/{guide}/abrechnung/", "/buero/lotsen/{guide}/", "/buero/lotsen/{guide}/weg/",
    ],
    "guide": ["/unterwegs/", "/unterwegs/anfragen/", "/unterwegs/zeit/", "/unterwegs/geld/", "/unterwegs/unterlagen/"],
    "offer_editor": ["/partner/"],
}  # fmt: skip


def first_keys(district) -> dict[str, int]:
    """The rows that stand in the addresses: the first that waits for a guide, the last settlement, the first guide."""
    from kreislotse.core.scope import district_scope
    from kreislotse.guides.models import Guide
    from kreislotse.matching.queries import requests_waiting_for_a_guide
    from kreislotse.settlement.models import SettlementRun

    with district_scope(district):
        return {
            "help_request": requests_waiting_for_a_guide().first().pk,
            "settlement_run": SettlementRun.objects.order_by("pk").last().pk,
            "guide": Guide.objects.available().order_by("pk").first().pk,
        }


def count(scale: int) -> dict[str, tuple[int, float]]:
    """By page the number of queries and the milliseconds of CPU."""
    district = start(scale)
    from django.db import connection

    counts, keys = {}, first_keys(district)
    for role, urls in LISTS.items():
        client = client_of(district, role)
        for page in urls:
            url = page.format(**keys)
            client.get(url)
            asked = []

            def note(execute, sql, *rest, asked=asked):
                asked.append(sql)
                return execute(sql, *rest)

            begun = time.process_time()
            with connection.execute_wrapper(note):
                response = client.get(url)
            spent = time.process_time() - begun
            assert response.status_code == 200, f"{url} answers {response.status_code}"
            counts[page] = len(asked), spent * 1000
    return counts


def main() -> int:
    few, many = (
        json.loads(subprocess.run([sys.executable, __file__, str(scale)], stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603
        for scale in (1, 100)
    )
    print(f"queries per page, demo ×1 and ×100; limit: no more, and at most {LIMIT}")
    wrong = [page for page in few if many[page][0] > min(few[page][0], LIMIT)]
    for page in few:
        most, spent = many[page]
        print(f"{page:<50} {few[page][0]:3} {most:3} {spent:6.0f} ms{'   WRONG' if page in wrong else ''}")
    print(f"{len(few) - len(wrong)} of {len(few)} pages within the limit")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(count(int(sys.argv[1]))))
        sys.exit(0)
    sys.exit(main())
