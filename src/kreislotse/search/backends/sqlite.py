"""The index as an FTS5 table over `SearchDocument`, kept by triggers (migration 0003)."""

from __future__ import annotations

import json

from django.db import connection
from django.db.models.expressions import RawSQL

from kreislotse.search.analysis import Word, is_beginning

# `NOT` keeps the two lists apart, so that a common word does not fill the limit with named documents twice. The limit
# stands inside: sorting all documents with a common word would take longer than finding them.
_SQL = """
SELECT object_pk FROM (
    SELECT d.object_pk, d.importance FROM search_text AS t JOIN search_searchdocument AS d ON d.id = t.rowid
    WHERE search_text MATCH %s LIMIT %s
) ORDER BY importance DESC, object_pk
"""


def hits(scopes: list[str], filters: list[list[str]], words: list[Word], limit: int) -> list[int]:
    """The keys of at most `limit` matching documents: those named exactly so first, then those named so, then the rest,
    each by importance and key. Of each list in `filters` one token must be there.
    """
    everywhere = " AND ".join(map(_word, words))
    exactly = " AND ".join(f'"{word.token}"' for word in words)
    inside = " AND ".join("(" + " OR ".join(f'"{token}"' for token in one) + ")" for one in [scopes, *filters])
    inside = f"scope : ({inside})"
    named = f"{inside} AND name_tokens : ({everywhere})"
    others = f"({inside} AND {{name_tokens body_tokens}} : ({everywhere})) NOT name_tokens : ({everywhere})"
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        for asked in (f"{inside} AND name_tokens : ({exactly})", named, others):
            if len(found) < limit:
                cursor.execute(_SQL, [asked, limit])
                found.update((key, None) for (key,) in cursor.fetchall())
    return list(found)[:limit]


def one_of(keys: list[int]) -> RawSQL:
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(keys)])


def _word(word: Word) -> str:
    return "(" + " OR ".join("(" + " AND ".join(map(_token, way)) + ")" for way in word.ways) + ")"


def _token(token: str) -> str:
    return f'"{token}" *' if is_beginning(token) else f'"{token}"'
