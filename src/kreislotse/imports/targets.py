"""What a list can be read into: each package registers its own target, `imports` does the rest.

A package that wants its records to come from lists writes one `Target` and registers it in `AppConfig.ready`:

    targets.register(OfferTarget())                       # what the office chooses before it uploads a list
    kinds.register(ModelKind(Offer, fields=[…]))          # how a record is compared and taken back (see `kinds`)

`imports` reads the file, suggests which column means which `TargetField`, cleans every cell with the field's
`clean`, and then asks the target, in this order and each time with all rows of the list:

1. `resolve(rows)`   looks up what needs the database (topics, places). It changes `row.values`, adds a sentence to
                     `row.remarks` (the row is taken all the same) or calls `row.refuse(field, sentence)`.
2. `identify(row)`   gives the keys under which two rows are the same thing, the surest first; rows of one list
                     that share a key are duplicates of each other. No key: never a duplicate.
3. `find(rows)`      gives, by row number, the record that is there already.
4. `save(pairs, by)` gets `(row, match or None)` for up to 500 rows at a time, inside the one transaction of the
                     import. Without a match it creates; with one it fills what is empty and overwrites nothing.
                     It answers with one `Saved` for each record it created or changed (several per row are fine,
                     in the order of creation; the undo goes backwards). Untouched records are not reported.

`row.values` holds cleaned values by field name. A field without a column, an empty cell and a placeholder
("-", "k. A.") are absent, so `row.get("phone", "")` is all a target needs. Cleaners stand in `cleaners`.
A target never makes personal data public: contacts it creates are for the office alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kreislotse.imports import cleaners

if TYPE_CHECKING:
    from kreislotse.imports.answers import Answer

CHUNK = 500


@dataclass(frozen=True)
class TargetField:
    """One thing a column can mean.

    `synonyms` are headings seen in real lists, in any spelling ("Tel.", "Telefon-Nr"). `clean(text)` gives the
    value, `cleaners.Noted(value, sentence)`, or raises `cleaners.Unusable(sentence)`, which refuses the row.
    With `joiner` several columns may feed the field (first name and last name): their texts are joined by it.
    `pattern` (compiled) recognizes a column without a telling heading by its cells.
    """

    name: str
    label: str
    clean: Callable[[str], Any] = cleaners.line
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    help: str = ""
    joiner: str = ""
    pattern: Any = None


@dataclass(frozen=True)
class Complaint:
    """Why a row cannot be taken: the label of the field ("" for the row as a whole) and a sentence."""

    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.field}: {self.sentence}" if self.field else self.sentence


@dataclass
class Row:
    """One row of the list on its way in. `number` is the row the office sees in its own program."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)  # the cleaned cells as text, for the preview
    remarks: list[str] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def get(self, name: str, default=None):
        return self.values.get(name, default)

    def refuse(self, target_field: str, sentence: str) -> None:
        self.complaints.append(Complaint(str(target_field), str(sentence)))

    @property
    def is_usable(self) -> bool:
        return not self.complaints


@dataclass(frozen=True)
class Match:
    """A record that is there already, and what it is called."""

    pk: int
    label: str


@dataclass(frozen=True)
class Saved:
    """A record an import created, or changed; `before` is what `kinds.snapshot` said of it before the change."""

    source_row: int
    record: Any
    created: bool
    before: dict = field(default_factory=dict)
    is_counted: bool = True  # not what only remembers where a record came from


class Target:
    """What one kind of list is read into. Subclass it; an instance lives as long as the process, so keep no state."""

    code: str
    label: str  # plural, as the office says it: „Akteure“
    help: str = ""  # one sentence: what such a list holds
    fields: tuple[TargetField, ...] = ()

    def row_label(self, row: Row) -> str:
        """What the row is about, for lists of errors and duplicates."""
        return str(row.get(self.fields[0].name, ""))

    def resolve(self, rows: list[Row]) -> None:
        """Look up what needs the database."""

    def identify(self, row: Row) -> list[Hashable]:
        return []

    def find(self, rows: list[Row]) -> dict[int, Match]:
        return {}

    def save(self, pairs: list[tuple[Row, Match | None]], *, by) -> list[Saved]:
        raise NotImplementedError


class Feed(Target):
    """What answers of another system are read into: no columns are matched, only that system's categories to topics.

    A record is known again by the name the other system gives it, so reading the same answers twice changes nothing.
    """

    def read(self, answers: Iterable[Answer], mapping: dict[str, str]) -> list[Row]:
        """A row for each record of the answers; what cannot be used is refused or remarked, record by record.

        `mapping` gives the code of our topic by the name of the other system's category.
        """
        raise NotImplementedError

    def categories(self, rows: list[Row]) -> dict[str, int]:
        """The other system's categories with the number of their records."""
        return {}

    def collect(self, address: str, get: Callable[[str], Any]) -> Iterable[tuple[str, bytes]]:
        """The answers behind an address, each with its name. `get(address)` asks for one, `None` where there is none."""
        raise NotImplementedError


_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    _targets[target.code] = target


def all_targets() -> list[Target]:
    """What a list can be read into."""
    return [target for target in _targets.values() if not isinstance(target, Feed)]


def all_feeds() -> list[Feed]:
    """The other systems whose answers can be read."""
    return [target for target in _targets.values() if isinstance(target, Feed)]


def target_for(code: str) -> Target:
    """The target with this code. Raises `KeyError` for a code nobody registered."""
    return _targets[code]
