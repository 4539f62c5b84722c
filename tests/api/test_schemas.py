"""Every object of the live API is what the published schemas of HSDS say, formats included."""

import json
from functools import cache

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.api.test_hsds import LISTS
from tests.conftest import SHARED

pytestmark = pytest.mark.usefixtures("shared_data")
LANGUAGES = ("de", "ar", "de-simple", "kmr")
# Which published schema an answer is held against, in a list and alone.
IN_LIST = {
    "services": "compiled/service_list", "organizations": "compiled/organization_list",
    "service_at_locations": "compiled/service_at_location_list",
}  # fmt: skip
ALONE = {
    "services": "compiled/service", "organizations": "compiled/organization",
    "service_at_locations": "compiled/service_at_location", "taxonomies": "schema/taxonomy",
    "taxonomy_terms": "schema/taxonomy_term",
}  # fmt: skip


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SHARED / "hsds" / f"{name}.json").read_text("utf-8"))
    return Draft202012Validator(_local(schema), format_checker=FormatChecker())


def _local(schema):
    """Modular schemas name others by file; the taxonomy of a term is the only one that is needed here."""
    if isinstance(schema, dict):
        if str(schema.get("$ref", "")).endswith(".json"):
            return _local(json.loads((SHARED / "hsds" / "schema" / schema["$ref"]).read_text("utf-8")))
        return {name: _local(value) for name, value in schema.items() if name != "metadata"}
    return [_local(one) for one in schema] if isinstance(schema, list) else schema


def wrong_in(name: str, value) -> list[str]:
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in validator(name).iter_errors(value)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", LISTS)
def test_each_object_of_a_list_and_alone(rich, ask, path, language):
    found = ask(f"{path}?per_page=250&lang={language}")["contents"]

    assert found
    for one in found:
        assert wrong_in(IN_LIST.get(path, ALONE[path]), one) == []
        assert wrong_in(ALONE[path], ask(f"{path}/{one['id']}?lang={language}")) == []


@pytest.mark.parametrize(
    ("path", "query", "schema"),
    [
        *((path, query, ALONE[path]) for path in IN_LIST for query in ("", "&format=ndjson", "&lang=ar")),
        ("organizations", "&full_service=true", ALONE["organizations"]),
        ("services", "&minimal=true", IN_LIST["services"]),
    ],
)
def test_each_object_of_a_full_list(rich, ask, path, query, schema):
    found = ask(f"{path}?full=true{query}")
    found = found if isinstance(found, list) else found["contents"]

    assert found
    for one in found:
        assert wrong_in(schema, one) == []


def test_a_wrong_object_would_be_found(rich, ask):
    """The control: formats are checked, and so is what hangs deep inside."""
    good = ask(f"services/{rich.uuid}")
    place = good["service_at_locations"][0]

    assert wrong_in("compiled/service", good | {"url": "https://träger.example"})
    assert wrong_in("compiled/service", good | {"id": "1"})
    assert wrong_in("compiled/service", good | {"last_modified": "gestern"})
    location = place["location"] | {"addresses": [{"id": "x"}]}
    assert wrong_in("compiled/service", good | {"service_at_locations": [place | {"location": location}]})
