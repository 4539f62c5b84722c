"""Letters made of sentences that exist in every language, and of words written by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext, override

FAREWELL = "farewell"


def sentences_in(language: str, blocks: Mapping[str, str]) -> dict[str, str]:
    """The sentences in one language, in German where a translation is missing."""
    with override(language):
        return {key: gettext(text) for key, text in blocks.items()}


def compose(blocks: Mapping[str, str], chosen: Collection[str], text: str, *, language: str) -> str:
    """The chosen sentences in the language of the letter, then what was written by hand; the farewell comes last."""
    known = sentences_in(language, blocks)
    before = [known[key] for key in blocks if key in chosen and key != FAREWELL]
    after = [known[FAREWELL]] if FAREWELL in chosen and FAREWELL in known else []
    return "\n\n".join(part for part in [" ".join(before), text.strip(), *after] if part)
