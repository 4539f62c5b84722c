import json

import pytest

from kreislotse.core.scope import district_scope
from kreislotse.search import operations as search
from tests.api.directory import a_rich_directory


@pytest.fixture
def rich(district):
    """A directory with one published offer that has everything."""
    with district_scope(district):
        [offer] = a_rich_directory()
        search.rebuild(district)
    return offer


@pytest.fixture
def ask(visitor):
    """`ask("services?full=true")` is the answer of the API; `status` is what it must be."""

    def read(path="", status=200):
        response = visitor.get(f"/hsds/v3/{path}")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == status, body[:500]
        if response["Content-Type"] == "application/x-ndjson":
            return [json.loads(line) for line in body.splitlines()]
        return json.loads(body)

    return read
