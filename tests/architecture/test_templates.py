"""No template lies around unused, and none has a script or style of its own."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kreislotse"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
CODE = "\n".join(
    file.read_text(encoding="utf-8")
    for file in [*SOURCE.glob("**/*.py"), *SOURCE.glob("**/templates/**/*")]
    if file.is_file()
)
# Found by name by Django or allauth
BY_CONVENTION = {"404.html", "403.html", "500.html", "429.html"}


def name_of(file: Path) -> str:
    return str(file).split("/templates/", 1)[1]


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_template_is_used(file):
    name = name_of(file)
    if name in BY_CONVENTION or name.startswith(("account/", "mfa/", "socialaccount/", "allauth/")):
        return
    folder, _, stem = name.rpartition("/")
    if folder == "components":
        used = f'"{stem.removesuffix(".html")}"' in CODE or f"{stem}" in CODE
    else:
        used = f'"{name}"' in CODE or f"'{name}'" in CODE or f'"{stem}"' in CODE

    assert used, f"{name} is never rendered"


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_template_has_no_script_or_style_of_its_own(file):
    text = file.read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text)
