"""What every address of the open data has in common."""

import json

import pytest
from django.db import OperationalError
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


# ── what no view answers ────────────────────────────────────────────────────────────────────────────


def problem_of(response, status: int) -> dict:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    found = json.loads(response.content)
    assert (found["status"], found["type"]) == (status, "about:blank")
    assert found["title"] and found["detail"]
    return found


@pytest.mark.parametrize(
    "path",
    ["/hsds/", "/hsds/v2/services", "/hsds/v3/nothing", "/hsds/v3/services/a/b", "/hsds/v4/", "/hsds/<script>", "/hsds/%00",
     "/integreat/", "/integreat/de/nothing", "/hsds/v3/services/%2e%2e/x", "/hsds/v3//services"],
)  # fmt: skip
def test_every_unknown_address_is_a_problem(visitor, path):
    assert "/hsds/v3/openapi.json" in problem_of(visitor.get(path), 404)["detail"] or path.startswith("/integreat/")


def test_the_root_without_a_slash_leads_to_it(visitor):
    assert visitor.get("/hsds/v3")["Location"] == "/hsds/v3/"


@pytest.mark.parametrize("path", ["/hsds/v3/services", "/hsds/", "/integreat/de/wp-json/extensions/v3/locations"])
def test_an_unknown_host_is_a_problem(client, district, other_district, path):
    assert "no district" in problem_of(client.get(path, headers={"host": "unbekannt.localhost"}), 404)["detail"]


def test_a_host_that_is_no_name_is_a_problem(client, district):
    problem_of(client.get("/hsds/v3/", headers={"host": "kein name"}), 400)


def test_a_person_at_an_unknown_host_still_gets_a_page(client, district, other_district):
    page = client.get("/", headers={"host": "unbekannt.localhost"})

    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_our_own_mistake_is_a_problem_too(visitor, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr("kreislotse.api.access._version", broken)
    visitor.raise_request_exception = False

    problem_of(visitor.get("/hsds/v3/"), 500)


def test_a_busy_database_is_a_problem_that_says_when_to_come_back(visitor, monkeypatch):
    def busy(*_args, **_more):
        raise OperationalError("database is locked")

    monkeypatch.setattr("kreislotse.api.access._version", busy)
    visitor.raise_request_exception = False

    response = visitor.get("/hsds/v3/")

    problem_of(response, 503)
    assert response["Retry-After"] == "10"
