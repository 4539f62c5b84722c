"""What every address of the open data has in common."""

import json

import pytest
from django.test import Client

from kreislotse.core.scope import district_scope
from tests.factories import OfferFactory

ROOT = "/hsds/v3/"


def test_anybody_may_read_from_any_page(visitor):
    response = visitor.get(ROOT, headers={"Origin": "https://example.org"})

    assert response.json()["version"] == "3.1.3"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in response["Cache-Control"]
    assert not response.cookies


def test_a_second_read_is_a_304_until_something_changes(visitor, district, django_assert_max_num_queries):
    etag = visitor.get(ROOT)["ETag"]

    with django_assert_max_num_queries(2):
        again = visitor.get(ROOT, headers={"If-None-Match": etag})
    with district_scope(district):
        OfferFactory()
    changed = visitor.get(ROOT, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert changed.status_code == 200 and changed["ETag"] != etag


def test_another_question_has_another_etag(visitor):
    assert visitor.get(f"{ROOT}services")["ETag"] != visitor.get(f"{ROOT}services?lang=ar")["ETag"]


def test_head_gives_what_get_gives_without_the_body(visitor):
    got, head = visitor.get(ROOT), visitor.head(ROOT)

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"] and head["Content-Type"] == got["Content-Type"]


def test_options_answers_a_preflight(visitor):
    response = visitor.options(ROOT)

    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(district, method):
    strict = Client(SERVER_NAME=district.host, HTTP_HOST=district.host, enforce_csrf_checks=True)

    response = getattr(strict, method)(ROOT)

    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 405
    assert "GET" in response["Allow"]


def test_there_is_nothing_before_the_set_up(db):
    assert Client().get(ROOT).status_code == 404
