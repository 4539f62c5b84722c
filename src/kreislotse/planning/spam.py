"""Simple signs of advertising that anybody can check: links, markup, no words, the same text again and again.

Nothing is thrown away by them. What shows a sign waits in a pile of its own, with the sign in words beside it.
"""

from __future__ import annotations

import hashlib
import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold

SAME_BEFORE = 2  # the third copy of a text is one too many
LEAST_LETTERS = 4
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|net|org|info|biz|ru|cn|top|xyz|shop|online|site|club)\b(?:/\S*)?", re.IGNORECASE)  # fmt: skip
_MARKUP = re.compile(r"\[/?(?:url|link|img)\b|</?(?:a|img|script|iframe)\b", re.IGNORECASE)
_RUN = re.compile(r"(.)\1{9,}")
_WORD = re.compile(r"[^\W\d_]+")


class Sign(TextChoices):
    LINKS = "links", _("mehrere Links oder fast nur ein Link")
    MARKUP = "markup", _("Steuerzeichen für Links")
    NO_WORDS = "no_words", _("keine Wörter")
    REPEATED = "repeated", _("derselbe Text kam schon mehrmals")


def text_digest(text: str) -> str:
    """64 digits, the same for texts that differ only in capitals, accents, numbers, marks and spaces."""
    return hashlib.sha256(" ".join(_WORD.findall(fold(_LINK.sub(" ", text)))).encode()).hexdigest()


def signs_of(text: str, *, same_before: int = 0) -> list[Sign]:
    """What of `text` looks like advertising; `same_before` is how many equal texts are there already."""
    found = []
    links = _LINK.findall(text)
    rest = "".join(_WORD.findall(_LINK.sub(" ", text)))
    if len(links) > 1 or (links and len(rest) < 25):
        found.append(Sign.LINKS)
    if _MARKUP.search(text):
        found.append(Sign.MARKUP)
    if len(rest) < LEAST_LETTERS and not links or _RUN.search(rest):
        found.append(Sign.NO_WORDS)
    if same_before >= SAME_BEFORE:
        found.append(Sign.REPEATED)
    return found


def sign_words(codes: str) -> list[str]:
    return [str(Sign(code).label) for code in codes.split(",") if code in Sign.values]
