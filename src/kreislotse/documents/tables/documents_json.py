"""JSON: a list of objects, an object that holds such lists, or GeoJSON."""

import json
from collections.abc import Iterator
from functools import partial

from kreislotse.documents.tables import raw
from kreislotse.documents.tables.delimited import detect_encoding
from kreislotse.documents.tables.errors import BrokenFile, EmptyTable, TooManyColumns
from kreislotse.documents.tables.limits import Limits
from kreislotse.documents.tables.model import Remark
from kreislotse.documents.tables.raw import RawSheet

SEARCH_DEPTH = 4


def sheets(stream, limits: Limits) -> tuple[list[RawSheet], str, bool]:
    """The lists found, the encoding, and whether it is GeoJSON."""
    encoding = detect_encoding(stream)
    stream.seek(0)
    try:
        document = json.loads(stream.read().decode(encoding))
    except (ValueError, RecursionError) as error:
        raise BrokenFile from error
    is_geojson = isinstance(document, dict) and document.get("type") == "FeatureCollection"
    if is_geojson:
        features = document.get("features")
        lists = [("features", [_feature(feature) for feature in features] if isinstance(features, list) else [])]
    else:
        lists = list(_lists(document))
    if not any(records for _name, records in lists):
        raise EmptyTable
    found = [
        RawSheet(name, partial(_guarded_rows, records, limits), has_named_columns=_are_objects(records))
        for name, records in lists
    ]
    return found, encoding, is_geojson


def _guarded_rows(records, limits: Limits, remarks: list[Remark]):
    rows = _object_rows(records, limits) if _are_objects(records) else _list_rows(records)
    return raw.guarded(rows, limits)


def _lists(node, path: str = "", depth: int = 0) -> Iterator[tuple[str, list]]:
    if isinstance(node, list):
        if node and (_are_objects(node) or all(isinstance(row, list) for row in node)):
            yield path, node
    elif isinstance(node, dict) and depth < SEARCH_DEPTH:
        for key, value in node.items():
            yield from _lists(value, f"{path}.{key}" if path else str(key), depth + 1)


def _are_objects(records: list) -> bool:
    return any(isinstance(record, dict) for record in records)


def _feature(feature) -> dict:
    """A GeoJSON feature as a flat record; only points have one position worth a column."""
    if not isinstance(feature, dict):
        return {}
    properties = feature.get("properties")
    record = dict(properties) if isinstance(properties, dict) else {}
    if "id" in feature and "id" not in record:
        record = {"id": feature["id"], **record}
    geometry = feature.get("geometry")
    if isinstance(geometry, dict):
        record["geometry.type"] = geometry.get("type")
        coordinates = geometry.get("coordinates")
        if geometry.get("type") == "Point" and isinstance(coordinates, list) and len(coordinates) >= 2:
            record["geometry.longitude"], record["geometry.latitude"] = coordinates[:2]
    return record


def _object_rows(records: list, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Row 0 holds the names; record n of the document is row n."""
    positions: dict[str, int] = {}
    for number, record in enumerate(records, start=1):
        for name in _flatten(record):
            positions.setdefault(name, len(positions))
            if len(positions) > limits.columns:
                raise TooManyColumns(row=number, limit=limits.columns)
    yield 0, list(positions)
    for number, record in enumerate(records, start=1):
        values = [""] * len(positions)
        for name, value in _flatten(record).items():
            values[positions[name]] = value
        yield number, values


def _list_rows(records: list) -> Iterator[tuple[int, list[str]]]:
    for number, record in enumerate(records, start=1):
        yield (number, [_text(value) for value in record] if isinstance(record, list) else [])


def _flatten(record, prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    if not isinstance(record, dict):
        return flat
    for key, value in record.items():
        name = raw.clean_text(f"{prefix}{key}")
        if isinstance(value, dict) and value:
            flat.update(_flatten(value, f"{name}."))
        else:
            flat[name] = _text(value)
    return flat


def _text(value) -> str:
    match value:
        case None | {} | []:
            return ""
        case bool():
            return "ja" if value else "nein"
        case int() | float():
            return raw.number_text(value)
        case str():
            return raw.clean_text(value)
        case list() if all(not isinstance(item, list | dict) for item in value):
            return "; ".join(filter(None, map(_text, value)))
        case _:
            return json.dumps(value, ensure_ascii=False)
