"""Numbers somebody pays for with their telephone: the pack without internet, and a page once styles and fonts are there."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from kreislotse.directory.models import Offer
from kreislotse.directory.queries import public_offers
from kreislotse.web.public.offline import BYTES_OF_THE_PAGE

PACK_LIMIT = 300_000
PAGE_LIMIT = 100_000


@pytest.fixture
def phone(demo):
    cache.clear()
    return Client(SERVER_NAME=demo.host, HTTP_HOST=demo.host)


def body_of(response):
    content = response.getvalue()
    return gzip.decompress(content) if response.get("Content-Encoding") == "gzip" else content


def file_of(address):
    return Path(finders.find(address.removeprefix("/static/"))).read_bytes()


@pytest.mark.parametrize("prefix", ["", "/uk", "/ar", "/ti"])
def test_pack_of_one_language_is_under_300_kb(phone, prefix, capsys):
    Offer.objects.update(status=Offer.Status.PUBLISHED, valid_until=None)
    pack = body_of(phone.get(f"{prefix}/offline/paket.json"))
    content = json.loads(pack)
    bodies = {"paket.json": pack}
    for file in content["files"]:
        bodies[file] = file_of(file) if file.startswith("/static/") else body_of(phone.get(file))

    size = sum(map(len, bodies.values()))
    with capsys.disabled():
        over_the_air = sum(len(gzip.compress(body)) for body in bodies.values())
        print(
            f"\nPaket {prefix or '/de'}: {len(content['offers'])} Angebote, {size} Bytes auf dem Gerät,"
            f" {over_the_air} Bytes übertragen"
        )
    assert len(content["offers"]) == content["total"] == public_offers(today=timezone.localdate()).count()
    assert content["total"] == 120
    assert size < PACK_LIMIT
    assert abs(size - len(pack) - BYTES_OF_THE_PAGE) < 3_000, "the page announces another size than it has"


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize("path", ["/", "/angebote/", "/angebote/{first}/", "/merkzettel/?a={five}", "/offline/", "/notfall/", "/hilfe/"])  # fmt: skip
def test_public_page_is_under_100_kb_with_styles_and_fonts_cached(phone, prefix, path, capsys):
    pks = [str(pk) for pk in public_offers(today=timezone.localdate()).values_list("pk", flat=True)[:5]]
    address = prefix + path.format(first=pks[0], five=",".join(pks))

    page = body_of(phone.get(address))

    scripts = re.findall(r'<script[^>]* src="([^"]+)"', page.decode())
    size = len(page) + sum(len(gzip.compress(file_of(script))) for script in scripts)
    with capsys.disabled():
        print(f"\n{address}: {len(page)} Bytes Seite, {size} mit {len(scripts)} Skripten")
    assert scripts
    assert size < PAGE_LIMIT
