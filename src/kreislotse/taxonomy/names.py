"""Topics and languages by the words somebody types for them."""

from __future__ import annotations

from kreislotse.core.text import fold_german
from kreislotse.taxonomy.models import Language, Topic


def topics_named(text: str) -> list[int]:
    """Keys of the topics whose German name contains every word of `text`. One query: an office has a few dozen."""
    rows = Topic.objects.filter(retired_on=None).values_list("pk", "name")
    return _named(text, rows)


def languages_named(text: str) -> list[int]:
    """Keys of the languages whose German or own name contains every word of `text`."""
    rows = ((pk, f"{name} {own_name}") for pk, name, own_name in Language.objects.values_list("pk", "name", "own_name"))
    return _named(text, rows)


def _named(text: str, rows) -> list[int]:
    words = fold_german(text).split()
    return [pk for pk, name in rows if words and all(word in fold_german(name) for word in words)]
