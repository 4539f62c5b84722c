"""Every text the public may read stands in every interface language, with all its gaps and plural forms."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import catalogs

from kreislotse.config.languages import INTERFACE

LANGUAGES = [code for code, *_rest in INTERFACE if code != "de"]


@pytest.fixture(scope="module")
def wanted():
    return catalogs.messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalog_is_complete(language, wanted):
    assert catalogs.problems(language, wanted) == []


def test_the_check_finds_what_is_missing(wanted):
    with_more = wanted | {(None, "Diesen Satz gibt es in keinem Katalog."): None}

    assert catalogs.problems("ar", with_more) == ["fehlt: 'Diesen Satz gibt es in keinem Katalog.'"]
