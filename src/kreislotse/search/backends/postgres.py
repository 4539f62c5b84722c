"""The index as two generated `tsvector` columns of `SearchDocument` with a GIN index (migration 0003).

The vectors are made from our own tokens without PostgreSQL's parser and dictionaries, so that both databases find the
same things.
"""

from __future__ import annotations

from django.db import connection
from django.db.models.expressions import RawSQL

from kreislotse.search.analysis import is_beginning

_SQL = """
SELECT object_pk FROM search_searchdocument
WHERE text_vector @@ %s::tsquery
ORDER BY name_vector @@ %s::tsquery DESC, importance DESC, object_pk LIMIT %s
"""


def hits(scopes: list[str], words: list[list[tuple[str, ...]]], limit: int) -> list[int]:
    """The keys of at most `limit` matching documents: those named so first, each by importance and key."""
    asked = " & ".join(_word(ways) for ways in words)
    inside = " | ".join(f"'{scope}'" for scope in scopes)
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [f"({inside}) & {asked}", asked, limit])
        return [key for (key,) in cursor.fetchall()]


def one_of(keys: list[int]) -> RawSQL:
    return RawSQL("SELECT unnest(%s::bigint[])", [keys])


def _word(ways: list[tuple[str, ...]]) -> str:
    return "(" + " | ".join("(" + " & ".join(map(_token, way)) + ")" for way in ways) + ")"


def _token(token: str) -> str:
    return f"'{token}':*" if is_beginning(token) else f"'{token}'"
