"""PDF documents: accessible (PDF/UA-1), made for keeping (PDF/A-2a), set in our own fonts. Alone knows Typst.

A template is `typst/<name>.typ`; the head of each says which data it takes. Data travel as JSON through
`sys.inputs` and are never pasted into a template, so that "#panic()" in somebody's note is just text.
"""

import json
import logging
import re
import struct
import threading
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path

import segno
import typst
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER / "typst"
FONTS = FOLDER / "fonts"
STANDARDS = ["ua-1", "a-2a"]
PICTURES = {"svg", "qr"}  # keys whose values are SVG and stay as they are
RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "ug", "ur", "yi"}

_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN = {
    "≥": ">=", "≤": "<=", "→": "->", "←": "<-", "☐": "[ ]", "☑": "[x]", "✓": "x", "✔": "x", "✗": "x", "●": "•", "▪": "•",
    "‑": "-", "−": "–", "‐": "-", "―": "—", "☎": "Tel.", "✉": "E-Mail", "★": "*", "’": "'",
}  # fmt: skip
_LONG_TOKEN = re.compile(r"[^\s\u200b]{27,}")
_BREAKABLE = re.compile(r"(?<=[@/._?&=+-])(?=\w)")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_local = threading.local()
logger = logging.getLogger(__name__)


class DocumentNotMade(DomainError):
    """A template and its data do not fit: our mistake, said politely. The cause is chained."""

    message = _(
        "Das Dokument konnte nicht erstellt werden. Ihre Angaben sind gespeichert. Bitte melden Sie dies der Systembetreuung."
    )


def render_pdf(
    template_name: str, data: dict, *, language: str = "de", title: str, created_at: datetime | None = None
) -> bytes:
    """Set a template as PDF/UA-1 and PDF/A-2a.

    `data` may hold text, numbers, `Decimal`, dates, lazy translations, lists and dicts; dates and decimals are
    written the German way. `language` (BCP 47) and `title` are what a screen reader announces. Characters that
    none of our fonts has (emoji, Chinese …) are replaced, because neither standard allows an empty box.
    The same `created_at` gives the same bytes.
    """
    template = TEMPLATES / f"{template_name}.typ"
    if not re.fullmatch(r"[a-z_]+", template_name) or not template.is_file():
        raise ValueError(f"no such PDF template: {template_name}")
    plain = _plain(data | {"title": str(title), "lang": language_tag(language), "dir": direction(language)})
    try:
        return _compile(template, plain, created_at)
    except typst.TypstError as error:
        unshown = {match for text in (error.message, error.diagnostic) for match in _UNSHOWN.findall(text or "")}
        if not unshown:
            raise _not_made(template_name, error) from error
    try:
        return _compile(template, _without(plain, unshown), created_at)
    except typst.TypstError as error:
        raise _not_made(template_name, error) from error


def _not_made(template_name: str, error: typst.TypstError) -> DocumentNotMade:
    reason = (error.message or "").partition("`")[0]  # what follows may quote somebody's text
    logger.error("pdf not made", extra={"template": template_name, "reason": reason})
    return DocumentNotMade()


def page_count(pdf: bytes) -> int:
    """How many pages a file of `render_pdf` has: Typst writes its page objects uncompressed."""
    return len(_PAGE.findall(pdf))


def templates() -> list[str]:
    """The names `render_pdf` knows."""
    return sorted(path.stem for path in TEMPLATES.glob("*.typ") if not path.stem.startswith("_"))


def qr_svg(address: str, *, is_scalable: bool = False) -> str:
    """A QR code as SVG, with the quiet zone that readers need; in a web page it takes the size of its frame."""
    return segno.make(address, error="m", micro=False).svg_inline(
        border=4, scale=4, dark="#000", light="#fff", omitsize=is_scalable
    )


def language_tag(language: str) -> str:
    """The language without region, script or variant, as Typst wants it: "de-simple" → "de"."""
    tag = language.replace("_", "-").split("-")[0].lower()
    return tag if re.fullmatch(r"[a-z]{2,3}", tag) else "de"


def direction(language: str) -> str:
    return "rtl" if language_tag(language) in RIGHT_TO_LEFT else "ltr"


def _compile(template: Path, data: dict, created_at: datetime | None) -> bytes:
    return _compiler().compile(
        input=str(template),
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(created_at.timestamp()) if created_at else None,
    )


def _compiler() -> typst.Compiler:
    """One compiler per thread: it keeps what it has parsed, and cannot be shared while it works."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True)
    return _local.compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _plain(value):
    match value:
        case None | bool() | int():
            return value
        case str():
            return showable(value)
        case Decimal():
            return format(value, "f").replace(".", ",")
        case float():
            return format(value, ".10g").replace(".", ",")
        case datetime():
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{local:%d.%m.%Y, %H:%M} Uhr"
        case date():
            return f"{value:%d.%m.%Y}"
        case time():
            return f"{value:%H:%M}"
        case Promise():
            return showable(str(value))
        case dict():
            return {str(key): item if key in PICTURES else _plain(item) for key, item in value.items()}
        case _ if hasattr(value, "__iter__"):
            return [_plain(item) for item in value]
        case _:
            return showable(str(value))


def showable(text: str) -> str:
    """The text with every character that our fonts lack replaced: by a likeness, its base letter, or "?".

    Very long addresses may break after their punctuation.
    """
    text = _CONTROLS.sub("", _BIDI_CONTROLS.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))
    text = _LONG_TOKEN.sub(lambda token: _BREAKABLE.sub("\u200b", token[0]), text)
    if text.isascii():
        return text
    known = characters()
    return "".join(character if ord(character) in known else _substitute(character, known) for character in text)


def _substitute(character: str, known: frozenset[int]) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me", "Cs", "Co", "Cn"):
        return character if character in "\u200b\u200c\u200d\u00ad" else ""
    if category.startswith("Z"):
        return " "
    base = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    if base and all(ord(part) in known for part in base):
        return base
    return "" if category == "So" else "?"


def _without(value, unshown: set[str]):
    match value:
        case str():
            for text in unshown:
                value = value.replace(text, "?")
            return value
        case dict():
            return {key: _without(item, unshown) for key, item in value.items()}
        case list():
            return [_without(item, unshown) for item in value]
        case _:
            return value


@cache
def characters() -> frozenset[int]:
    """Every code point that at least one of our fonts can draw in both weights."""
    weights: dict[str, set[int]] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        weights.setdefault(path.stem.rpartition("-")[2], set()).update(_cmap(path.read_bytes()))
    return frozenset(set.intersection(*weights.values())) | {0x0A} if weights else frozenset()


def _cmap(font: bytes) -> set[int]:
    """The code points of a TrueType font (OpenType specification, table "cmap", formats 4 and 12)."""
    tables = {
        font[at : at + 4]: struct.unpack(">II", font[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    offset, length = tables[b"cmap"]
    cmap = font[offset : offset + length]
    found: set[int] = set()
    for record in range(struct.unpack(">H", cmap[2:4])[0]):
        start = struct.unpack(">I", cmap[8 + 8 * record : 12 + 8 * record])[0]
        table = cmap[start:]
        match struct.unpack(">H", table[:2])[0]:
            case 4:
                segments = struct.unpack(">H", table[6:8])[0] // 2
                ends = struct.unpack(f">{segments}H", table[14 : 14 + 2 * segments])
                starts = struct.unpack(f">{segments}H", table[16 + 2 * segments : 16 + 4 * segments])
                for first, last in zip(starts, ends, strict=True):
                    found.update(range(first, last + 1))
            case 12:
                for group in range(struct.unpack(">I", table[12:16])[0]):
                    first, last, _glyph = struct.unpack(">III", table[16 + 12 * group : 28 + 12 * group])
                    found.update(range(first, last + 1))
    return found - {0xFFFF}
