"""What a word sounds like, whatever the script it is written in: its consonants, in coarse classes.

People type Arabic, Persian, Russian, Ukrainian, Bulgarian or Tigrinya words in the Latin letters of the keyboard they
have, in the way of the country they live in: „schahada“, „shahada“, „chahada“. Vowels differ most and are often not
written, so only consonants count; letters that are heard alike are one class. Two words with the same consonants are
a guess, not a match: the search offers it only where nothing else was found.
"""

from __future__ import annotations

from itertools import product

_SHORTEST = 2  # consonants; one is too little to say anything

# Classes: b p · d · f v · g (also j, dsch) · h (also kh, ch) · k q · l · m · n · r · s z · S (sch) · C (tsch) · t · Z (zh)
_ARABIC = {
    "ب": "b", "پ": "b", "ت": "t", "ط": "t", "ث": "t", "ټ": "t", "ج": "g", "گ": "g", "غ": "g", "ګ": "g", "چ": "C", "څ": "s",
    "ځ": "s", "ح": "h", "خ": "h", "ه": "h", "ښ": "S", "د": "d", "ض": "d", "ذ": "d", "ډ": "d", "ظ": "d", "ر": "r", "ړ": "r",
    "ز": "s", "س": "s", "ص": "s", "ژ": "Z", "ږ": "Z", "ش": "S", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n",
    "ڼ": "n",
}  # fmt: skip
_CYRILLIC = {
    "б": "b", "п": "b", "в": "f", "ф": "f", "г": "g", "ґ": "g", "д": "d", "ж": "Z", "з": "s", "с": "s", "к": "k", "л": "l",
    "м": "m", "н": "n", "р": "r", "т": "t", "х": "h", "ц": "ts", "ч": "C", "ш": "S", "щ": "S",
}  # fmt: skip
# The Ethiopic syllables stand in rows of eight (Unicode block U+1200), a consonant each; here the rows in their order.
_ETHIOPIC_ROWS = "hlhmsrsSkkkkbftChhnn.kkhh..sZ.ddggggtCbssfb"
_ETHIOPIC_BEGIN = 0x1200

# Latin, the longest first; where the same letters mean different sounds, all of them.
_LATIN = (
    ("dsch", ("g",)), ("tsch", ("C",)), ("sch", ("S",)), ("shch", ("S",)), ("tch", ("C",)), ("dj", ("g",)), ("dzh", ("g",)),
    ("sh", ("S",)), ("zh", ("Z",)), ("kh", ("h",)), ("gh", ("g",)), ("th", ("t",)), ("dh", ("d",)), ("ph", ("f",)), ("gn", ("gn", "n")),
    ("ch", ("h", "C", "S")), ("ts", ("ts",)), ("ck", ("k",)), ("qu", ("k",)), ("b", ("b",)), ("p", ("b",)), ("d", ("d",)),
    ("f", ("f",)), ("v", ("f",)), ("w", ("", "f")), ("g", ("g",)), ("h", ("h", "")), ("j", ("", "g", "Z")), ("k", ("k",)),
    ("q", ("k",)), ("c", ("k", "C")), ("l", ("l",)), ("m", ("m",)), ("n", ("n",)), ("r", ("r",)), ("s", ("s",)),
    ("x", ("ks", "h")), ("z", ("s", "ts")), ("t", ("t",)),
)  # fmt: skip
_MOST_READINGS = 24


def is_latin(token: str) -> bool:
    """Whether a folded token is written in Latin letters (folding has taken their accents)."""
    return all(letter < "\u0250" for letter in token)


def sounds(token: str) -> list[str]:
    """The consonants of a folded token as classes; several for Latin letters that can be read in several ways."""
    readings = _latin(token) if is_latin(token) else [_other(token)]
    bare = dict.fromkeys(map(_squeezed, readings))
    return [sound for sound in bare if len(sound) >= _SHORTEST]


def _other(token: str) -> str:
    found = []
    for letter in token:
        place = (ord(letter) - _ETHIOPIC_BEGIN) >> 3
        if 0 <= place < len(_ETHIOPIC_ROWS):
            found.append(_ETHIOPIC_ROWS[place].replace(".", ""))
        else:
            found.append(_ARABIC.get(letter) or _CYRILLIC.get(letter) or "")
    return "".join(found)


def _latin(token: str) -> list[str]:
    choices, place = [], 0
    while place < len(token):
        for letters, classes in _LATIN:
            if token.startswith(letters, place):
                choices.append(classes)
                place += len(letters)
                break
        else:
            place += 1  # a vowel, or something that is not heard
    return ["".join(reading) for reading, _number in zip(product(*choices), range(_MOST_READINGS), strict=False)]


def _squeezed(sound: str) -> str:
    """Without doubled consonants, and without an h at the end, which is not heard."""
    single = "".join(letter for place, letter in enumerate(sound) if place == 0 or sound[place - 1] != letter)
    return single.rstrip("h") or single
