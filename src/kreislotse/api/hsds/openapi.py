"""The description of the API for programs: OpenAPI 3.1, made of the same lists the views read."""

from __future__ import annotations

from kreislotse import __version__
from kreislotse.api.hsds import VERSION
from kreislotse.api.hsds.endpoints import ENDPOINTS, PACKAGE_PARAMETERS, Endpoint
from kreislotse.api.hsds.schemas import SCHEMAS, ref

ABOUT = (
    f"The services of this district for people who are new here, as HSDS {VERSION}. Read only, free of charge, without "
    "registration. All filters hold together. Answers carry an ETag: send it as If-None-Match and a copy that is still "
    "good is answered with 304. Everything is served from this host; no third party is involved."
)


def description(district) -> dict:
    """The OpenAPI document of one district."""
    base = f"{district.base_url}/hsds/v3"
    paths = {
        "/": {"get": _operation("about", "What this is", (), ref("about"))},
        "/openapi.json": {"get": _operation("describe", "This description", (), {"type": "object"})},
        "/datapackage.zip": {"get": _download()},
    }
    for endpoint in ENDPOINTS.values():
        paths[f"/{endpoint.path}"] = {"get": _list(endpoint)}
        paths[f"/{endpoint.path}/{{id}}"] = {"get": _item(endpoint)}
    contact = {"name": district.term("unit"), "url": district.base_url}
    if district.email:
        contact["email"] = district.email
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{district.name}: {district.term('unit')}", "version": VERSION, "summary": f"Kreislotse {__version__}",
            "description": ABOUT, "contact": contact,
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "responses": _PROBLEMS, "headers": _HEADERS},
    }  # fmt: skip


_HEADERS = {"ETag": {"description": "The version of this answer.", "schema": {"type": "string"}}}
_PROBLEMS = {
    name: {"description": said, "content": {"application/problem+json": {"schema": ref("problem")}}}
    for name, said in (
        ("BadRequest", "A parameter or an id is not of its kind, or not known."),
        ("TryAgain", "It is being made just now."),
        ("NotFound", "There is nothing with this id, or it is no longer public."),
    )
}


def _responses(content: dict, *, is_item: bool = False) -> dict:
    headers = {"ETag": {"$ref": "#/components/headers/ETag"}}
    found = {
        "200": {"description": "The answer.", "headers": headers, "content": content},
        "304": {"description": "The copy named in If-None-Match is still good."},
        "400": {"$ref": "#/components/responses/BadRequest"},
    }
    return found | ({"404": {"$ref": "#/components/responses/NotFound"}} if is_item else {})


def _operation(name: str, summary: str, parameters: tuple, schema: dict, *, more: dict | None = None) -> dict:
    content = {"application/json": {"schema": schema}} | (more or {})
    described = [one.described() for one in parameters]
    return {"operationId": name, "summary": summary, "parameters": described, "responses": _responses(content)}


def _list(endpoint: Endpoint) -> dict:
    one = ref(endpoint.schema)
    page = {
        "allOf": [
            ref("page"),
            {"type": "object", "properties": {"contents": {"type": "array", "items": one}}, "required": ["contents"]},
        ]
    }
    lines = {"application/x-ndjson": {"schema": {"type": "string", "description": "One object a line."}}}
    return _operation(f"list_{endpoint.path}", endpoint.summary, endpoint.list_parameters, page, more=lines)


def _item(endpoint: Endpoint) -> dict:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    operation = _operation(
        f"get_{endpoint.path}", f"{endpoint.summary}: one", endpoint.item_parameters, ref(endpoint.schema)
    )
    content = operation["responses"]["200"]["content"]
    return operation | {
        "parameters": [key, *operation["parameters"]],
        "responses": _responses(content, is_item=True),
    }


def _download() -> dict:
    operation = _operation(
        "download", "Everything as tables: a tabular data package of CSV files", PACKAGE_PARAMETERS, {}
    )
    content = {"application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}}
    later = {"503": {"$ref": "#/components/responses/TryAgain"}}
    return operation | {"responses": _responses(content) | later}
