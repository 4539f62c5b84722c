"""Read lists as offices really have them: title rows, merged headers, sum rows, odd encodings.

`read_table(source, filename)` is the only door. It looks at the content, never at the name, keeps every
cell as text, evaluates nothing, and refuses what it cannot read with a sentence that says what to do.
"""

from kreislotse.documents.tables.errors import (
    BrokenFile,
    CellTooLong,
    EmptyTable,
    FileTooLarge,
    PasswordProtected,
    SheetNotFound,
    TooManyColumns,
    TooManyRows,
    UnknownFormat,
    UnpacksTooLarge,
    UnreadableTable,
)
from kreislotse.documents.tables.limits import Limits
from kreislotse.documents.tables.model import Column, Remark, Sheet, Skipped, Table
from kreislotse.documents.tables.reader import read_table

__all__ = [
    "BrokenFile",
    "CellTooLong",
    "Column",
    "EmptyTable",
    "FileTooLarge",
    "Limits",
    "PasswordProtected",
    "Remark",
    "Sheet",
    "SheetNotFound",
    "Skipped",
    "Table",
    "TooManyColumns",
    "TooManyRows",
    "UnknownFormat",
    "UnpacksTooLarge",
    "UnreadableTable",
    "read_table",
]
