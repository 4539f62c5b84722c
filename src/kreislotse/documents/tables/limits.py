from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much of a file from outside is read before it is refused.

    `file_bytes` counts the file as it lies there, `unpacked_bytes` what a ZIP container (XLSX, ODS) holds.
    `ratio` is unpacked to packed and only asked above `ratio_from_bytes`: small files pack astonishingly well.
    `scanned_rows` also counts empty rows, because spreadsheets are sometimes formatted down to the last row.
    """

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 120 * MEGABYTE
    ratio: int = 150
    ratio_from_bytes: int = 20 * MEGABYTE
    members: int = 2_000
    rows: int = 50_000
    columns: int = 200
    cell_characters: int = 32_767
    scanned_rows: int = 1_048_576
