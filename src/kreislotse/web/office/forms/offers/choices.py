"""What several forms of an offer ask."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.language_names import language_name
from kreislotse.districts.queries import current_district
from kreislotse.places.models import Municipality


def municipalities():
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())


# German names that say more than CLDR's.
_GERMAN_NAMES = {"de-simple": _("Leichte Sprache"), "kmr": _("Kurdisch (Kurmandschi)")}


def translation_languages(district) -> list[tuple[str, str]]:
    """The languages an offer can be translated into here, with their German names."""
    known = dict(settings.LANGUAGES)
    return [
        (code, str(_GERMAN_NAMES.get(code) or language_name(code, "de") or known[code]))
        for code in district.languages
        if code in known and code != "de"
    ]
