"""No template lies around unused, and none has a script or style of its own."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "kreislotse"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
BLOCK = re.compile(r"{% block (\w+) %}(.*?){% endblock %}", re.DOTALL)
SET = re.compile(r"{% (?:url|translate) [^%]*? as (\w+) %}")
# Found by name by Django or allauth
BY_CONVENTION = {"404.html", "403.html", "500.html", "429.html"}


def name_of(file: Path) -> str:
    return str(file).split("/templates/", 1)[1]


def is_used(file: Path, code: str) -> bool:
    name = name_of(file)
    if name in BY_CONVENTION or name.startswith(("account/", "mfa/", "socialaccount/", "allauth/")):
        return True
    folder, _, stem = name.rpartition("/")
    if folder == "components":
        return f'"{stem.removesuffix(".html")}"' in code or stem in code
    return f'"{name}"' in code or f"'{name}'" in code or f'"{stem}"' in code


def test_every_template_is_used():
    files = [file for file in [*SOURCE.glob("**/*.py"), *SOURCE.glob("**/templates/**/*")] if file.is_file()]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)

    assert [name_of(file) for file in TEMPLATES if not is_used(file, code)] == []


def test_no_template_has_a_script_or_style_of_its_own():
    own = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)")

    assert [name_of(file) for file in TEMPLATES if own.search(file.read_text(encoding="utf-8"))] == []


def test_there_are_templates_and_an_unused_one_would_be_found():
    assert len(TEMPLATES) > 100
    assert not is_used(SOURCE / "web/office/templates/office/forgotten.html", "render(request, 'office/other.html')")


def test_what_a_block_names_is_not_used_in_another():
    """What `as` sets in one block is gone in the next: a link there leads nowhere, and nobody is told."""
    wrong = []
    for file in TEMPLATES:
        blocks = BLOCK.findall(file.read_text(encoding="utf-8"))
        named = {name: set(SET.findall(text)) for name, text in blocks}
        for name, text in blocks:
            elsewhere = set().union(*(names for other, names in named.items() if other != name)) - named[name]
            wrong += [
                f"{name_of(file)}: {one} in {name}" for one in elsewhere if re.search(rf"[ (]{one}(?=[ |)])", text)
            ]

    assert wrong == []
