"""Write the style sheet of KERN-UX so that one file serves both directions of writing.

KERN-UX places things left and right. Here every such declaration becomes its logical counterpart
(start and end), the utility and grid classes that Kreislotse does not use are left out, and the
declarations of our fonts come first. The result stays under EUPL-1.2 and says that it was changed.
"""

import re
import sys
from pathlib import Path

SIDES = {"left": "inline-start", "right": "inline-end"}
CORNERS = {
    "border-top-left-radius": "border-start-start-radius",
    "border-top-right-radius": "border-start-end-radius",
    "border-bottom-left-radius": "border-end-start-radius",
    "border-bottom-right-radius": "border-end-end-radius",
}
FOUR_SIDED = {"margin": "margin-{}", "padding": "padding-{}", "inset": "inset-{}"}
LEFT_OVER = re.compile(
    r"(?<=[{;])(?!--)(?:[a-z-]*-)?(?:left|right)(?:-[a-z]+)?:|(?<=[{;])(?:text-align|float|clear):(?:left|right)"
)
NOTICE = (
    "/*! KERN-UX native {version}, EUPL-1.2, (c) Dataport, Land Schleswig-Holstein, Freie und Hansestadt Hamburg and the KERN-UX team."
    " Changed for Kreislotse: logical instead of physical properties, utility and grid classes left out, fonts declared. */\n"
)


def split_outside_parentheses(text: str) -> list[str]:
    parts, depth, current = [], 0, ""
    for character in text.strip():
        depth += (character == "(") - (character == ")")
        if character == " " and depth == 0:
            if current:
                parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current] if current else parts


def logical(name: str, value: str) -> str:
    important = " !important" if value.endswith("!important") else ""
    values = split_outside_parentheses(value.removesuffix("!important"))

    if name in FOUR_SIDED and len(values) == 4:
        top, right, bottom, left = values
        if right == left:
            return f"{name}:{top} {right} {bottom}{important}"
        pattern = FOUR_SIDED[name]
        return (
            f"{pattern.format('block')}:{top} {bottom}{important};{pattern.format('inline')}:{left} {right}{important}"
        )
    if name == "border-radius" and len(values) == 4 and "/" not in values:
        order = ("start-start", "start-end", "end-end", "end-start")
        return ";".join(f"border-{corner}-radius:{v}{important}" for corner, v in zip(order, values, strict=True))
    if name in ("text-align", "float", "clear") and value in SIDES:
        return (
            f"{name}:{'start' if name == 'text-align' else 'inline-start'}"
            if value == "left"
            else (f"{name}:{'end' if name == 'text-align' else 'inline-end'}")
        )
    if name in CORNERS:
        return f"{CORNERS[name]}:{value}"
    if name in SIDES:
        return f"inset-{SIDES[name]}:{value}"
    for side, replacement in SIDES.items():
        if match := re.fullmatch(rf"(margin|padding|border|scroll-margin|scroll-padding)-{side}(-\w+)?", name):
            return f"{match[1]}-{replacement}{match[2] or ''}:{value}"
    return f"{name}:{value}"


def rules(css: str):
    """Yield (prelude, whole text) of each top-level rule."""
    start = depth = 0
    prelude = ""
    for position, character in enumerate(css):
        if character == "{":
            if depth == 0:
                prelude = css[start:position].strip()
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield prelude, css[start : position + 1].strip()
                start = position + 1
        elif character == ";" and depth == 0:
            start = position + 1


def without_classes_of(css: str, unused: set[str]) -> str:
    kept = []
    for prelude, text in rules(css):
        if prelude.startswith("@media"):
            inner = text[text.index("{") + 1 : -1]
            inner = "".join(t for p, t in rules(inner) if p not in unused)
            if inner:
                kept.append(f"{prelude}{{{inner}}}")
        elif prelude not in unused:
            kept.append(text)
    return "\n".join(kept)


def selectors(css: str) -> set[str]:
    found = set()
    for prelude, text in rules(css):
        if prelude.startswith("@media"):
            found |= selectors(text[text.index("{") + 1 : -1])
        elif prelude.startswith("."):
            found.add(prelude)
    return found


def convert(package: Path, version: str) -> str:
    dist = package / "dist"
    css = (dist / "kern.min.css").read_text("utf-8")
    unused = selectors((dist / "kern-utilities.min.css").read_text("utf-8"))
    unused |= selectors((dist / "kern-grid.min.css").read_text("utf-8"))

    addresses: list[str] = []

    def hide(match):
        addresses.append(match[0])
        return f"@@{len(addresses) - 1}@@"

    css = re.sub(r"""url\((?:"[^"]*"|'[^']*'|[^)]*)\)""", hide, css)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = without_classes_of(css, unused)
    css = re.sub(r"(?<=[{;])([a-z-]+):([^;{}]*)", lambda m: logical(m[1], m[2]), css)
    if left_over := LEFT_OVER.findall(css):
        sys.exit(f"Physical properties left over: {left_over[:5]}")
    css = re.sub(r"@@(\d+)@@", lambda m: addresses[int(m[1])], css)
    return NOTICE.format(version=version) + css + "\n"
