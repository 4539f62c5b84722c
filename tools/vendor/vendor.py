"""Collect the browser files and fonts that Kreislotse serves and prints with.

Run by `make -f Makefile.vendor`; needs node_modules beside this file and fontTools with brotli.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from logical import convert

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
SOURCE = HERE.parent.parent / "src" / "kreislotse"
STATIC = SOURCE / "core" / "static" / "vendor"
PRINT = SOURCE / "documents" / "fonts"

WEIGHTS = (400, 600)
FAMILIES = {
    "fira-sans": ("Fira Sans", ("latin", "latin-ext", "cyrillic", "cyrillic-ext")),
    "noto-sans-arabic": ("Noto Sans Arabic", ("arabic",)),
    "noto-sans-ethiopic": ("Noto Sans Ethiopic", ("ethiopic",)),
}
# Noto Sans Arabic builds letters out of a body and loose dots, which screen readers and searches then find in a
# PDF as doubled letters; Vazirmatn has whole letters.
PRINT_FAMILIES = {
    "fira-sans": FAMILIES["fira-sans"],
    "vazirmatn": ("Vazirmatn", ("arabic",)),
    "noto-sans-ethiopic": FAMILIES["noto-sans-ethiopic"],
}
PRINT_NAMES = {400: "Regular", 600: "SemiBold"}


def web_fonts() -> str:
    """Copy the woff2 files and return their declarations, all under one family name.

    One name lets the browser pick the file by character: a Ukrainian or an Arabic name in a German
    page needs no class of its own.
    """
    declarations = []
    for package, (_family, subsets) in FAMILIES.items():
        ranges = json.loads((MODULES / "@fontsource" / package / "unicode.json").read_text())
        for subset in subsets:
            for weight in WEIGHTS:
                name = f"{package}-{subset}-{weight}-normal.woff2"
                shutil.copy(MODULES / "@fontsource" / package / "files" / name, STATIC / "fonts" / name)
                declarations.append(
                    f'@font-face{{font-family:"Kreislotse Sans";font-style:normal;font-weight:{weight};'
                    f'font-display:swap;src:url("fonts/{name}") format("woff2");unicode-range:{ranges[subset]}}}\n'
                )
    return "".join(declarations)


def rename(font: TTFont, family: str, weight: int) -> None:
    style = PRINT_NAMES[weight]
    for record in list(font["name"].names):
        if record.nameID in (1, 16):
            record.string = family
        elif record.nameID in (2, 17):
            record.string = style
        elif record.nameID == 4:
            record.string = f"{family} {style}"
        elif record.nameID == 6:
            record.string = f"{family.replace(' ', '')}-{style}"
        elif record.nameID not in (0, 5, 7, 13, 14):
            font["name"].removeNames(nameID=record.nameID)
    font["OS/2"].usWeightClass = weight
    font.recalcTimestamp = False  # the same fonts give the same bytes
    font["head"].created = font["head"].modified = 0


def print_fonts() -> None:
    """Make the TrueType files for the PDFs out of web fonts."""
    for package, (family, subsets) in PRINT_FAMILIES.items():
        for weight in WEIGHTS:
            parts = []
            for subset in subsets:
                part = STATIC / f"_{subset}.ttf"
                font = TTFont(MODULES / "@fontsource" / package / "files" / f"{package}-{subset}-{weight}-normal.woff2")
                font.flavor = None
                font.save(part)
                parts.append(part)
            font = Merger().merge([str(part) for part in parts]) if len(parts) > 1 else TTFont(parts[0])
            for part in parts:
                part.unlink()
            rename(font, family, weight)
            font.save(PRINT / f"{family.replace(' ', '')}-{PRINT_NAMES[weight]}.ttf")


def licences() -> None:
    for package in FAMILIES:
        text = MODULES / "@fontsource" / package / "LICENSE"
        shutil.copy(text, STATIC / "licences" / f"{package}-OFL-1.1.txt")
    for package in PRINT_FAMILIES:
        text = MODULES / "@fontsource" / package / "LICENSE"
        shutil.copy(text, PRINT / f"{package}-OFL-1.1.txt")
    shutil.copy(MODULES / "@kern-ux/native/LICENSE.md", STATIC / "licences" / "kern-ux-EUPL-1.2.md")
    shutil.copy(MODULES / "htmx.org/LICENSE", STATIC / "licences" / "htmx-0BSD.txt")


def checksums(folder: Path) -> None:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in files]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def main() -> None:
    if not MODULES.is_dir():
        sys.exit("node_modules is missing: run make -f Makefile.vendor")
    for folder in (STATIC, PRINT):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    (STATIC / "fonts").mkdir()
    (STATIC / "licences").mkdir()

    version = json.loads((MODULES / "@kern-ux/native/package.json").read_text())["version"]
    css = convert(MODULES / "@kern-ux" / "native", version)
    (STATIC / "kern-logical.min.css").write_text('@charset "UTF-8";\n' + web_fonts() + css, "utf-8")
    shutil.copy(MODULES / "htmx.org/dist/htmx.min.js", STATIC / "htmx.min.js")
    print_fonts()
    licences()
    for folder in (STATIC, PRINT):
        checksums(folder)
        size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
        print(f"{folder.relative_to(SOURCE.parent.parent)}: {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
