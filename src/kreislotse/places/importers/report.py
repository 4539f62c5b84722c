from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SHOWN = 10


@dataclass
class Report:
    """What an import of places did, or would do: numbers of municipalities, outlines or changes."""

    title: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    ended: int = 0
    skipped: int = 0
    unknown: list[str] = field(default_factory=list)  # keys no municipality has
    notes: list[str] = field(default_factory=list)  # whole sentences
    source_note: str = ""

    @property
    def changes_nothing(self) -> bool:
        return not (self.created or self.changed or self.ended)

    def __str__(self):
        numbers = _("%(title)s: %(created)d neu, %(changed)d geändert, %(unchanged)d unverändert, %(ended)d beendet.") % {
            "title": self.title, "created": self.created, "changed": self.changed, "unchanged": self.unchanged,
            "ended": self.ended,
        }  # fmt: skip
        return " ".join([numbers, *self.remarks])

    @property
    def remarks(self) -> list[str]:
        """What else is worth saying, in whole sentences."""
        remarks = []
        if self.skipped:
            remarks.append(
                ngettext(
                    "%(n)d Gebiet ohne Kreis wurde übergangen.",
                    "%(n)d Gebiete ohne Kreis wurden übergangen.",
                    self.skipped,
                )
                % {"n": self.skipped}
            )
        if self.unknown:
            keys = ", ".join(self.unknown[:SHOWN]) + (" …" if len(self.unknown) > SHOWN else "")
            remarks.append(
                ngettext(
                    "%(n)d Schlüssel ist unbekannt: %(keys)s. Bitte lesen Sie zuerst das Gemeindeverzeichnis ein.",
                    "%(n)d Schlüssel sind unbekannt: %(keys)s. Bitte lesen Sie zuerst das Gemeindeverzeichnis ein.",
                    len(self.unknown),
                )
                % {"n": len(self.unknown), "keys": keys}
            )
        return remarks + self.notes
