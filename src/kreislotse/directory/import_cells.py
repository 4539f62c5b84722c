"""Cells of lists about who can come and whether there is room, as people fill them: „ab 16“, „A1–B1“, „ja, im Nebenraum“."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kreislotse.core.text import fold
from kreislotse.directory.codes import Level
from kreislotse.directory.conditions import OLDEST
from kreislotse.imports.cleaners import Noted

_AGES = re.compile(r"(\d{1,3})\s*(?:j\.?|jahre?n?)?\s*(?:-|–|—|bis|und)\s*(\d{1,3})")
_AGE = re.compile(r"\d{1,3}")
_EVERYBODY = ("alle", "jede", "offen", "ohne altersbegrenzung", "keine begrenzung", "egal")
_LEVEL = re.compile(r"\b([abc][12]|a0)\b")
_NUMBER = re.compile(r"\d{1,4}")


def ages(text: str):
    """(from, to) in years; `None` for an open end: „16–27 Jahre“, „ab 16“, „16+“, „bis 27“, „Erwachsene“."""
    word = fold(text)
    if match := _AGES.search(word):
        lowest, highest = sorted(int(part) for part in match.groups())
        found = (lowest, highest)
    elif match := _AGE.search(word):
        age = int(match.group())
        after = word[match.end() :].lstrip()
        is_top = bool(re.search(r"\b(?:bis|unter|hochstens|max)", word[: match.start()]))
        is_bottom = (
            after.startswith("+") or bool(re.search(r"\b(?:ab|uber|mindestens|von)\b|alter$", word)) or "ab " in word
        )
        found = (None, age) if is_top else (age, None) if is_bottom else (age, age)
    elif word.startswith(_EVERYBODY):
        return None, None
    elif "erwachsene" in word and "jung" not in word:
        found = (18, None)
    else:
        return Noted(None, _("„%(text)s“ ist kein Alter und wurde weggelassen.") % {"text": text[:60]})
    if any(age is not None and age > OLDEST for age in found):
        return Noted(None, _("„%(text)s“ ist kein Alter und wurde weggelassen.") % {"text": text[:60]})
    return found


def levels(text: str):
    """(from, to) as codes of `Level`, "" for an open end: „A1 bis B1“, „ab A2“, „B1“, „Alphabetisierung“, „Anfänger“."""
    word = fold(text)
    found = [code.upper() for code in _LEVEL.findall(word)]
    if "alpha" in word:
        found.insert(0, Level.LITERACY.value)
    if "anfanger" in word or "ohne vorkenntnisse" in word:
        found.insert(0, Level.A0.value)
    if not found:
        return Noted(None, _("„%(text)s“ ist kein Sprachniveau und wurde weggelassen.") % {"text": text[:60]})
    order = Level.values
    first, last = min(found, key=order.index), max(found, key=order.index)
    if first == last and re.match(r"(?:ab|mindestens|min\.?)\b", word):
        return first, ""
    if first == last and re.match(r"(?:bis|hochstens|max\.?)\b", word):
        return "", last
    return first, last


def childcare(text: str):
    """Is there childcare? „ja, nach Anmeldung“ is yes."""
    return _answer(
        text, yes=r"ja|j|x|1|yes|true|mit|vorhanden|moglich|wird angeboten", no=r"nein|n|0|no|false|ohne|nicht"
    )


def step_free(text: str):
    """Can one get in without steps? Of „teilweise“ nothing is claimed."""
    return _answer(
        text,
        yes=r"ja|j|x|1|yes|true|barrierefrei|barrierearm|rollstuhl\w*|stufenlos|ebenerdig|voll",
        no=r"nein|n|0|no|false|nicht|kein\w*|stufen|treppe\w*|eingeschrankt nicht",
    )


def _answer(text: str, *, yes: str, no: str):
    word = fold(text)
    if re.match(rf"(?:{no})\b", word):
        return False
    if re.match(rf"(?:{yes})\b", word):
        return True
    return Noted(None, _("„%(text)s“ ist weder „ja“ noch „nein“ und wurde weggelassen.") % {"text": text[:60]})


def capacity(text: str):
    """How many there is room for: „max. 12 Personen“, the larger number of two."""
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if not numbers or not max(numbers):
        return Noted(None, _("„%(text)s“ ist keine Zahl von Plätzen und wurde weggelassen.") % {"text": text[:60]})
    return max(numbers)
