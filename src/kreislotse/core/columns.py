"""Which columns of a list are shown: chosen in the address (`?spalten=status`), so a bookmark remembers it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

PARAM = "spalten"


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    is_shown: bool


class Columns:
    """The columns of one table after the first, which names the row and always stays.

    `labels` maps a short key to a label, in the order of the table. Without a choice, or with one nobody
    knows, all are shown, or those of `at_first` where a table has more columns than fit.
    """

    def __init__(self, query, labels: dict[str, str], *, at_first: frozenset[str] | None = None):
        self.chosen = [key for key in query.getlist(PARAM) if key in labels]
        shown = self.chosen or (labels if at_first is None else at_first)
        self.all = [Column(key, label, key in shown) for key, label in labels.items()]
        self.kept = [
            (name, value) for name, values in query.lists() for value in values if name not in (PARAM, "seite")
        ]

    @property
    def classes(self) -> str:
        """Classes of the table that take the hidden columns out (app.css)."""
        return " ".join(f"without-{place}" for place, column in enumerate(self.all, start=2) if not column.is_shown)

    @property
    def address_of_all(self) -> str:
        return "?" + urlencode([*self.kept, *((PARAM, column.key) for column in self.all)])

    @property
    def number_hidden(self) -> int:
        return sum(not column.is_shown for column in self.all)
