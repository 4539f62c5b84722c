"""The page that says how other programs read the directory."""

import re

import pytest


@pytest.mark.parametrize(("prefix", "language", "words"), [("", "de", "So fragen Sie"), ("/uk", "en", "How to ask")])
def test_the_page_explains_the_api_and_its_links_work(visitor, district, prefix, language, words):
    page = visitor.get(f"{prefix}/offene-daten/").content.decode()

    assert words in page and f'<div lang="{language}" dir="ltr">' in page
    links = re.findall(rf'href="({re.escape(district.base_url)}/hsds[^"]*)"', page)
    assert len(links) == 8
    for link in links:
        assert visitor.get(link.removeprefix(district.base_url)).status_code == 200


def test_every_public_page_leads_there(visitor):
    assert 'href="/ar/offene-daten/"' in visitor.get("/ar/angebote/").content.decode()
