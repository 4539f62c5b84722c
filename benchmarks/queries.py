"""How many queries each list costs on the demo ×1 and ×100: ×100 must not take more.

    python benchmarks/queries.py

The test of the architecture compares n with 2n rows; this compares 600 with 60,000. Each scale runs in a process of
its own, because an installation has one database. Exits with 1 if a list takes more on ×100 than on ×1, or more
than 25. (It may take one less: a word with thousands of hits fills the search before its second question.)
"""

import json
import subprocess
import sys

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
    ],
    "guide": ["/unterwegs/", "/unterwegs/anfragen/", "/unterwegs/zeit/"],
    "offer_editor": ["/partner/"],
}  # fmt: skip


def count(scale: int) -> dict[str, int]:
    district = start(scale)
    from django.db import connection

    counts = {}
    for role, urls in LISTS.items():
        client = client_of(district, role)
        for url in urls:
            client.get(url)
            asked = []

            def note(execute, sql, *rest, asked=asked):
                asked.append(sql)
                return execute(sql, *rest)

            with connection.execute_wrapper(note):
                response = client.get(url)
            assert response.status_code == 200, f"{url} answers {response.status_code}"
            counts[url] = len(asked)
    return counts


def main() -> int:
    few, many = (
        json.loads(subprocess.run([sys.executable, __file__, str(scale)], stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603
        for scale in (1, 100)
    )
    print(f"queries per page, demo ×1 and ×100; limit: no more, and at most {LIMIT}")
    wrong = [url for url in few if many[url] > min(few[url], LIMIT)]
    for url in few:
        print(f"{url:<40} {few[url]:3} {many[url]:3}{'   WRONG' if url in wrong else ''}")
    print(f"{len(few) - len(wrong)} of {len(few)} lists within the limit")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(count(int(sys.argv[1]))))
        sys.exit(0)
    sys.exit(main())
