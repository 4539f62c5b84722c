"""The index as an FTS5 table over `SearchDocument`, kept by triggers (migration 0003)."""

from __future__ import annotations

import json

from django.db import connection
from django.db.models.expressions import RawSQL

from kreislotse.search.analysis import is_beginning

# `NOT` keeps the two lists apart, so that a common word does not fill the limit with named documents twice. The limit
# stands inside: sorting all documents with a common word would take longer than finding them.
_SQL = """
SELECT object_pk FROM (
    SELECT d.object_pk, d.importance FROM search_text AS t JOIN search_searchdocument AS d ON d.id = t.rowid
    WHERE search_text MATCH %s LIMIT %s
) ORDER BY importance DESC, object_pk
"""


def hits(scopes: list[str], words: list[list[tuple[str, ...]]], limit: int) -> list[int]:
    """The keys of at most `limit` matching documents: those named so first, each by importance and key."""
    everywhere = " AND ".join(_word(ways) for ways in words)
    inside = " OR ".join(f'"{scope}"' for scope in scopes)
    named = f"scope : ({inside}) AND name_tokens : ({everywhere})"
    others = f"(scope : ({inside}) AND {{name_tokens body_tokens}} : ({everywhere})) NOT name_tokens : ({everywhere})"
    found: list[int] = []
    with connection.cursor() as cursor:
        for asked in (named, others):
            if len(found) < limit:
                cursor.execute(_SQL, [asked, limit - len(found)])
                found += [key for (key,) in cursor.fetchall()]
    return found


def one_of(keys: list[int]) -> RawSQL:
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])


def _word(ways: list[tuple[str, ...]]) -> str:
    return "(" + " OR ".join("(" + " AND ".join(map(_token, way)) + ")" for way in ways) + ")"


def _token(token: str) -> str:
    return f'"{token}" *' if is_beginning(token) else f'"{token}"'
