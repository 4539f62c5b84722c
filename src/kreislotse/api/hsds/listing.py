"""A list in pages, or all of it as one stream of lines: the same rows, the same objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation

from kreislotse.api.hsds.reading import Reading
from kreislotse.api.hsds.rows import total_of
from kreislotse.core.scope import district_scope

PER_PAGE, MOST_PER_PAGE, MOST_MINIMAL = 50, 250, 100_000
CHUNK = 250
JSON, NDJSON = "application/json", "application/x-ndjson"


@dataclass
class Listing:
    """Rows to be listed: `rows` filtered, in the `order` given, or only `keys` in an order of their own.

    `fetch(rows, total)` asks for the values of some rows, each with `pk` and the `total` (an expression), and
    `objects(values)` makes HSDS objects of them. Without `rows` the keys are the objects themselves.
    """

    rows: QuerySet | None
    fetch: Callable[..., QuerySet] | None
    objects: Callable[[list[dict]], list[dict]]
    keys: list[int] | None = None
    order: tuple[str, ...] = ("pk",)

    def page(self, number: int, size: int) -> tuple[list[dict], int]:
        """The objects of one page and the number of all; beyond the last page there are none."""
        first = (number - 1) * size
        if self.keys is not None:
            wanted = self.keys[first : first + size]
            return self.objects(self._in_order(wanted)), len(self.keys)
        values = list(self.fetch(self.rows.order_by(*self.order), total=total_of(self.rows))[first : first + size])
        total = values[0]["total"] if values else self.rows.count() if number > 1 else 0
        return (self.objects(values) if values else []), total

    def chunks(self) -> Iterator[list[dict]]:
        """All objects, some at a time; rows that come and go meanwhile move no other."""
        if self.keys is not None:
            for start in range(0, len(self.keys), CHUNK):
                yield self.objects(self._in_order(self.keys[start : start + CHUNK]))
            return
        last = 0
        while values := list(self.fetch(self.rows.filter(pk__gt=last).order_by("pk"))[:CHUNK]):
            last = values[-1]["pk"]
            yield self.objects(values)

    def _in_order(self, keys: list) -> list[dict]:
        if self.rows is None:
            return keys
        if not keys:
            return []
        found = {row["pk"]: row for row in self.fetch(self.rows.filter(pk__in=keys))}
        return [found[key] for key in keys if key in found]


def to_json(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")


def json_response(reading: Reading, value) -> HttpResponse:
    return HttpResponse(to_json(value), content_type=JSON, headers={"Content-Language": reading.language})


def page_response(request, reading: Reading, asked: dict, contents: list[dict], total: int) -> HttpResponse:
    """One page as HSDS wraps it, with the addresses of its neighbors in the `Link` header (RFC 8288)."""
    number, size = asked["page"], asked["per_page"]
    pages = -(-total // size)
    response = json_response(
        reading,
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not contents,
            "contents": contents,
        },
    )
    said = {name: value for name, value in request.GET.items() if name != "page"}
    address = f"{reading.district.base_url}{request.path}"
    wanted = {"first": 1, "prev": min(number - 1, pages), "next": number + 1 if number < pages else 0, "last": pages}
    response["Link"] = ", ".join(
        f'<{address}?{urlencode({**said, "page": page})}>; rel="{name}"' for name, page in wanted.items() if page > 0
    )
    return response


def list_response(request, reading: Reading, asked: dict, listing: Listing) -> HttpResponse:
    if asked["format"] == "ndjson":
        lines = _lines(reading, listing)
        return StreamingHttpResponse(lines, content_type=NDJSON, headers={"Content-Language": reading.language})
    with translation.override(reading.language):
        contents, total = listing.page(asked["page"], asked["per_page"])
    return page_response(request, reading, asked, contents, total)


def _lines(reading: Reading, listing: Listing) -> Iterator[bytes]:
    """Runs after the view has returned, so it opens the district and the language itself."""
    chunks = listing.chunks()
    while True:
        with district_scope(reading.district), translation.override(reading.language):
            objects = next(chunks, None)
        if objects is None:
            return
        yield b"".join(to_json(one) + b"\n" for one in objects)
