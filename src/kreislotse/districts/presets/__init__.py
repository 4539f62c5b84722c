"""Presets of the five kinds of office: TOML files, what a new district starts with."""

import tomllib
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

_FOLDER = Path(__file__).parent


class UnknownPreset(DomainError):
    message = _("Die Vorlage „%(name)s“ gibt es nicht. Es gibt: %(known)s.")


def preset_names() -> list[str]:
    return sorted(file.stem for file in _FOLDER.glob("*.toml"))


def read_preset(name: str) -> dict:
    """The preset as written in its file. Raises `UnknownPreset`."""
    if name not in preset_names():
        raise UnknownPreset(name=name, known=", ".join(preset_names()))
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
