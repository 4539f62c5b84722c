"""The languages a district writes in, as the office calls them."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kreislotse.core.language_names import language_name

# German names that say more than CLDR's.
_GERMAN_NAMES = {"de-simple": _("Leichte Sprache"), "kmr": _("Kurdisch (Kurmandschi)")}


def translation_languages(district) -> list[tuple[str, str]]:
    """The languages the texts of a district can be translated into, with their German names."""
    known = dict(settings.LANGUAGES)
    return [(code, german_name(code)) for code in district.languages if code in known and code != "de"]


def german_name(code: str) -> str:
    return str(_GERMAN_NAMES.get(code) or language_name(code, "de") or dict(settings.LANGUAGES).get(code, code))
