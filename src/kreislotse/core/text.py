"""Folding and sorting of names as people write and seek them."""

import re
import unicodedata

_SPECIAL = str.maketrans(
    {
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,
        "ʼ": "'",
        "’": "'",
    }
)
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """`text` in lower case, without accents and variants of letters, white space squeezed.

    `Müller` and `Muller` fold alike; `ue` stays `ue`, which `fold_german` handles.
    """
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def fold_german(text: str) -> str:
    """Like `fold`, and `ae`, `oe`, `ue` count as the umlaut: `Mueller` folds like `Müller`."""
    return fold(text).replace("ae", "a").replace("oe", "o").replace("ue", "u")
