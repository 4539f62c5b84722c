"""Keys and names of places as other people's files write them."""

import re

_ADDITION = re.compile(r"\s*\([^)]*\)$|\s+(?:i|a|b)\.\s?(?:d\.\s?)?\S+$")


def municipality_key(text) -> str:
    """The eight digits of a municipality from whatever a file holds: spaces, a lost zero, 11 or 12 digits; else `""`.

    The 12 digits of an ARS and the 11 of GENESIS have the association in the middle: first five and last three count.
    """
    digits = re.sub(r"\s", "", str(text if text is not None else "")).removesuffix(".0")
    if not digits.isascii() or not digits.isdigit():
        return ""
    if len(digits) in (11, 12):
        return digits[:5] + digits[-3:]
    return digits.zfill(8) if len(digits) in (7, 8) else ""


def short_name(official: str) -> str:
    """The name people use: „Korbach, Hansestadt, Kreisstadt“ is Korbach, „Frankenberg (Eder)“ is Frankenberg."""
    name = bare_name(official)
    return _ADDITION.sub("", name).strip() or name


def bare_name(official: str) -> str:
    """The name without its titles, but with what tells it apart: „Frankenberg (Eder)“."""
    return official.partition(",")[0].strip() or official.strip()
