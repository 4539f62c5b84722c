"""An address without a district answers in German, whoever was served before."""

import pytest
from django.utils import translation

from tests.factories import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_districts(db):
    """With one district alone every address would mean it."""
    return [DistrictFactory(ags="06635"), DistrictFactory(ags="05370")]


def test_the_language_of_the_request_before_does_not_stay(client, two_districts):
    with translation.override("ar"):
        page = client.get("/impressum/", headers={"host": "unbekannt.localhost"})

    assert page.status_code == 404
    assert 'lang="de"' in page.content.decode()
    assert 'dir="rtl"' not in page.content.decode()


def test_no_link_leads_to_a_page_that_does_not_exist_here(client, two_districts):
    page = client.get("/", headers={"host": "unbekannt.localhost"})

    assert "/impressum/" not in page.content.decode()


def test_a_forged_key_larger_than_any_row_is_not_found(login, person):
    client = login(person("coordinator"))
    client.raise_request_exception = False

    response = client.post("/buero/lotsen/neu/", {"areas": ["9" * 25], "topics": ["9" * 25]})

    assert response.status_code in (404, 422)
