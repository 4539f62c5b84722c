"""The index as two generated `tsvector` columns of `SearchDocument` with a GIN index (migration 0003).

The vectors are made from our own tokens without PostgreSQL's parser and dictionaries, so that both databases find the
same things.
"""

from __future__ import annotations

from django.db import connection
from django.db.models.expressions import RawSQL

from kreislotse.search.analysis import Word, is_beginning

_SQL = """
SELECT object_pk FROM search_searchdocument
WHERE text_vector @@ %s::tsquery
ORDER BY name_vector @@ %s::tsquery DESC, name_vector @@ %s::tsquery DESC, importance DESC, object_pk LIMIT %s
"""


def hits(scopes: list[str], filters: list[list[str]], words: list[Word], limit: int) -> list[int]:
    """The keys of at most `limit` matching documents: those named exactly so first, then those named so, then the rest,
    each by importance and key. Of each list in `filters` one token must be there.
    """
    asked = " & ".join(map(_word, words))
    exactly = " & ".join(f"'{word.token}'" for word in words)
    inside = " & ".join("(" + " | ".join(f"'{token}'" for token in one) + ")" for one in [scopes, *filters])
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [f"{inside} & {asked}", exactly, asked, limit])
        return list(dict.fromkeys(key for (key,) in cursor.fetchall()))


def one_of(keys: list[int]) -> RawSQL:
    return RawSQL("SELECT unnest(%s::bigint[])", [keys])


def _word(word: Word) -> str:
    return "(" + " | ".join("(" + " & ".join(map(_token, way)) + ")" for way in word.ways) + ")"


def _token(token: str) -> str:
    return f"'{token}':*" if is_beginning(token) else f"'{token}'"
