"""The office's inbox on the ×100 demo against its own template (see page_cost.py).

    python benchmarks/inbox.py

`KREISLOTSE_PROFILE=1` prints where the time goes. With `DATABASE_URL` the same on PostgreSQL.
"""

import sys

from page_cost import main

PAGES = {
    "open requests": "/buero/anfragen/",
    "open requests, page 100": "/buero/anfragen/?seite=100",
    "newest first": "/buero/anfragen/?sortierung=-received_on",
    "sorted by topic": "/buero/anfragen/?sortierung=topic",
    "waiting over a week": "/buero/anfragen/?wartet=7",
    "mine": "/buero/anfragen/?zustaendig=ich",
    "topic, place": "/buero/anfragen/?thema={topic_pk}&ort={place}",
}
# 57,000 ended requests are no inbox; what they cost is shown and not judged.
ARCHIVE = {
    "with ended ones": "/buero/anfragen/?status=alle",
    "with ended ones, page 1000": "/buero/anfragen/?status=alle&seite=1000",
    "with ended ones, sorted by topic": "/buero/anfragen/?status=alle&sortierung=topic",
    "with ended ones, topic, place": "/buero/anfragen/?status=alle&thema={topic_pk}&ort={place}",
}

if __name__ == "__main__":
    sys.exit(main("office inbox", PAGES, role="caseworker", also=ARCHIVE))
