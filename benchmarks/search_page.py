"""The public search page on the ×100 demo against its own template (see page_cost.py).

    python benchmarks/search_page.py

`KREISLOTSE_PROFILE=1` prints where the time goes. With `DATABASE_URL` the same on PostgreSQL.
"""

import sys

from page_cost import main

PAGES = {
    "no filter": "/angebote/",
    "page 300": "/angebote/?seite=300",
    "one word": "/angebote/?q=beratung",
    "two words": "/angebote/?q=deutsch+kurs",
    "topic": "/angebote/?thema={topic}",
    "topic, place, language": "/angebote/?thema={topic}&ort={place}&sprache=ar",
    "Arabic": "/ar/angebote/",
    "Arabic, one word": "/ar/angebote/?q=beratung",
}

if __name__ == "__main__":
    sys.exit(main("public search page", PAGES, role=None))
