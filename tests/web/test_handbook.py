"""The handbook names buttons that exist, shows pictures that exist, and links to chapters that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "docs" / "handbuch"
CHAPTERS = sorted(HANDBOOK.glob("*.md"))
NOT_ON_SCREEN = {"fett", "Nachtrag:"}


@pytest.fixture(scope="module")
def words_on_screen():
    sources = [*(ROOT / "src").rglob("*.html"), *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.toml")]
    return "\n".join(file.read_text(encoding="utf-8") for file in sources).casefold()


def _quoted_words(text: str) -> set[str]:
    """What stands in bold, in the pieces between dots that stand for a name or number."""
    pieces = set()
    for bold in re.findall(r"\*\*(.+?)\*\*", text):
        if bold in NOT_ON_SCREEN or bold.endswith(":") and not bold.startswith("„"):
            continue
        pieces.update(piece.strip(" .:„“") for piece in bold.split("…"))
    return {piece for piece in pieces if len(piece) > 3}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda file: file.stem)
def test_words_in_bold_stand_on_the_screen(chapter, words_on_screen):
    missing = {
        word for word in _quoted_words(chapter.read_text(encoding="utf-8")) if word.casefold() not in words_on_screen
    }

    assert not missing


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda file: file.stem)
def test_pictures_and_chapters_it_points_to_exist(chapter):
    targets = re.findall(r"\]\(([^)#]+)\)", chapter.read_text(encoding="utf-8"))

    assert [target for target in targets if not (HANDBOOK / target).exists()] == []


def test_every_picture_is_shown_somewhere():
    shown = "".join(file.read_text(encoding="utf-8") for file in [*CHAPTERS, ROOT / "README.md"])

    assert [file.name for file in HANDBOOK.glob("bilder/*.png") if file.name not in shown] == []
