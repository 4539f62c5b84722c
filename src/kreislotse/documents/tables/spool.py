"""Rows kept outside memory once there are many of them."""

import json
import tempfile
from collections.abc import Iterator

IN_MEMORY_BYTES = 4 * 1024 * 1024


class Spool:
    """Rows `(number, values)` in the order they were added, readable as often as needed."""

    def __init__(self):
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - lives as long as the table
        self.count = 0

    def add(self, number: int, values: list[str]) -> None:
        self._file.write(json.dumps([number, values], ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self.count += 1

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        position = 0
        while True:
            self._file.seek(position)
            line = self._file.readline()
            if not line:
                return
            position = self._file.tell()
            number, values = json.loads(line)
            yield number, values

    def close(self) -> None:
        self._file.close()
