"""Whether a text names somebody. Themes from casework come without people; this finds the ways in which they slip in.

No program knows all names. What is found here are the forms in which offices write them down: „Herr Yilmaz“, „Fam. K.“,
initials, a telephone number, an address, a day of birth, a file number. Everything else stays the task of whoever writes.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

_NAME = r"(?:[A-ZÄÖÜÇĞİÖŞ][\w’'-]*\.?)"
# „Frau im Landkreis“, „Herr der Lage“: what follows a title in small letters is no name.
_FORMS = (
    (re.compile(rf"\b(?:Herrn?|Frau|Fr\.|Hr\.|Familie|Fam\.|Eheleute|Ehepaar)\s+(?:Dr\.\s+|Prof\.\s+)*{_NAME}"), _("ein Name")),
    (re.compile(r"\b[A-ZÄÖÜ]\.\s?[A-ZÄÖÜ]\.(?=\s|,|$|\))(?<!z\.B\.)"), _("Anfangsbuchstaben")),
    (re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"), _("eine E-Mail-Adresse")),
    (re.compile(r"(?<![\d.])(?:\+|00?)[\d()][\d\s()/-]{6,}\d"), _("eine Telefonnummer")),
    (re.compile(r"\b(?:geb\.|geboren\s+am)\s*\d", re.IGNORECASE), _("ein Geburtstag")),
    (re.compile(r"\b(?:Az\.?|Aktenzeichen|AZR(?:-Nummer)?|BG-Nummer|Kundennummer)\s*:?\s*[\w/-]*\d", re.IGNORECASE), _("ein Aktenzeichen")),
    (re.compile(rf"\b{_NAME}(?:straße|str\.|weg|gasse|platz|allee)\s+\d+", re.UNICODE), _("eine Anschrift")),
)  # fmt: skip


class NameFound(DomainError):
    message = _(
        "Der Text nennt vielleicht einen Menschen: %(what)s („%(words)s“). Bedarfe kommen ohne Personen aus. "
        "Bitte schreiben Sie, was fehlt, und nicht, wem."
    )


def named_people(text: str) -> tuple[str, str] | None:
    """What of a person stands in `text`, and the words that show it; nothing for a clean text."""
    for pattern, what in _FORMS:
        if found := pattern.search(text):
            return str(what), found.group(0).strip()
    return None


def check_no_names(*texts: str) -> None:
    """Raises `NameFound` for the first text that seems to name somebody."""
    for text in texts:
        if found := named_people(text):
            raise NameFound(what=found[0], words=found[1])
