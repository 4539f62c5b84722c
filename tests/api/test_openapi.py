"""The description of the API is true: what it allows is answered, what it forbids is refused, and answers look as it says."""

import json
from collections import Counter
from contextlib import contextmanager

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from kreislotse.api.hsds import objects
from kreislotse.api.hsds.endpoints import ENDPOINTS
from kreislotse.api.hsds.schemas import SCHEMAS


@pytest.fixture
def described(rich, ask):
    return ask("openapi.json")


def validator(name: str) -> Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_objects_look_as_described(rich, ask, path, language):
    endpoint = ENDPOINTS[path]
    full = "&full=true" if "full" in {one.name for one in endpoint.list_parameters} else ""
    page = ask(f"{path}?lang={language}{full}")

    assert list(validator("page").iter_errors(page)) == []
    assert page["contents"]
    for one in page["contents"]:
        assert list(validator(endpoint.schema).iter_errors(one)) == []
        assert list(validator(endpoint.schema).iter_errors(ask(f"{path}/{one['id']}?lang={language}"))) == []


def test_every_field_we_send_is_described(rich, ask):
    def unknown(name, value):
        schema = SCHEMAS[name]
        for key, inner in value.items():
            if key not in schema["properties"]:
                yield f"{name}.{key}"
            described = schema["properties"].get(key, {})
            for one in inner if isinstance(inner, list) else [inner]:
                if target := (described.get("items") or described).get("$ref", "").rpartition("/")[2]:
                    yield from unknown(target, one)

    assert list(unknown("service", ask(f"services/{rich.uuid}"))) == []
    assert list(unknown("organization", ask(f"organizations/{rich.provider.uuid}?full_service=true"))) == []
    assert list(unknown("about", ask(""))) == []


def test_the_description_is_one(described):
    assert described["openapi"] == "3.1.0"
    names = [one["operationId"] for path in described["paths"].values() for one in path.values()]
    assert len(names) == len(set(names)) == 13
    assert "cdn" not in json.dumps(described).lower()


# ── the contract, with generated questions and real ids ─────────────────────────────────────────────

EXAMPLES = 12  # for each address and mode; both runs together take some seconds
ALLOWED = [checks.positive_data_acceptance]
FORBIDDEN = [checks.negative_data_rejection]
ALWAYS = [
    not_a_server_error, checks.status_code_conformance, checks.content_type_conformance,
    checks.response_schema_conformance, checks.response_headers_conformance,
]  # fmt: skip


@pytest.fixture
def contract(described):
    """The described addresses, asked in process through WSGI."""
    described["paths"].pop("/datapackage.zip")  # has tests of its own, and writes files
    schema = schemathesis.openapi.from_dict(described)
    schema.app = get_wsgi_application()
    return schema


@contextmanager
def connection_of_the_test():
    """A request through WSGI closes its connection at the end, and with it the transaction of the test."""
    around = (request_started, request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)
    yield
    for signal in around:
        signal.connect(close_old_connections)


@pytest.fixture
def hold(rich, ask, contract):
    """`hold(mode)` asks every address in that mode and returns how often each status was the answer."""
    ids = {path: [one["id"] for one in ask(f"{path}?per_page=250")["contents"]] for path in ENDPOINTS}

    def run(mode, only="") -> Counter:
        is_allowed, statuses = mode == GenerationMode.POSITIVE, Counter()
        for result in contract.get_all_operations():
            operation = result.ok()
            if (only and operation.path != only) or not (is_allowed or operation.query or operation.path_parameters):
                continue

            @settings(
                max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode), number=st.integers(0, 1000))
            def holds(case, number):
                if is_allowed and "{id}" in case.operation.path:
                    known = ids[case.operation.path.split("/")[1]]
                    case.path_parameters = {"id": known[number % len(known)]}
                if is_allowed and "proximity" in (case.query or {}):
                    case.query["postcode"] = "34497"  # the one dependency OpenAPI cannot say
                response = case.call(headers={"Accept-Encoding": "identity"})
                statuses[response.status_code] += 1
                case.validate_response(response, checks=ALWAYS + (ALLOWED if is_allowed else FORBIDDEN))

            with connection_of_the_test():
                holds()
        return statuses

    return run


def test_what_is_allowed_is_answered_as_described(hold):
    statuses = hold(GenerationMode.POSITIVE)

    assert set(statuses) == {200} and statuses[200] > 80


def test_what_is_forbidden_is_refused_as_described(hold):
    statuses = hold(GenerationMode.NEGATIVE)

    assert set(statuses) <= {400, 404} and statuses[400] > 80


def test_a_broken_promise_would_be_noticed(hold, monkeypatch):
    monkeypatch.setattr(objects, "service", lambda reading, row: {"id": "1"})

    with pytest.raises(FailureGroup):
        hold(GenerationMode.POSITIVE, only="/services")
