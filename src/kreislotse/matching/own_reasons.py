"""Why a guide is asked, in the guide's own words and language: proposals keep codes and values, sentences are made when they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kreislotse.assignment import ReasonCode, Slot
from kreislotse.core.language_names import language_name
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.hours import in_hours
from kreislotse.matching.wording import AREA, FLUENT, HOURS, Sentence
from kreislotse.taxonomy.models import Language


@dataclass(frozen=True)
class OwnReason:
    """One sentence; `is_german` for the sentences that were kept before there were codes."""

    text: str
    is_german: bool = False


def to_keep(sentences: Iterable[Sentence]) -> list[dict]:
    """What speaks for a guide as codes and values; cautions are the office's business."""
    return [{"code": one.code, "value": _plain(one.value)} for one in sentences if one.code and not one.is_caution]


def own_reasons(kept: Iterable[dict | str], help_request: HelpRequest) -> list[OwnReason]:
    """The sentences for the guide in the language of the page; a code nobody knows any more is left out."""
    found = []
    for one in kept:
        if isinstance(one, str):
            found.append(OwnReason(one, is_german=True))
        elif text := _text(one["code"], one["value"], help_request):
            found.append(OwnReason(text))
    return found


def language_in(language: Language | None, reader: str) -> str:
    """A language as the reader calls it, else as its speakers do."""
    if language is None or reader.startswith("de"):
        return language.name if language else ""
    return language_name(language.code, reader) or language.own_name or language.name


def _name_of(code: str, help_request: HelpRequest, reader: str) -> str:
    """Variants have a name of the office's own (Arabisch, Syrien) that no list of languages knows."""
    if help_request.language and help_request.language.code == code:
        return language_in(help_request.language, reader)
    return language_name(code, reader) or language_name(code.partition("-")[0], reader) or code


def _plain(value):
    """A time as nothing: the page shows it; keys and numbers as JSON takes them."""
    if isinstance(value, Slot):
        return None
    return list(value) if isinstance(value, tuple) else value


def _text(code: str, value, help_request: HelpRequest) -> str:  # noqa: PLR0911
    match code:
        case ReasonCode.LANGUAGE:
            words = {"language": _name_of(value[0], help_request, get_language() or "de")}
            if value[1] in FLUENT:
                return _("Sie sprechen %(language)s fließend.") % words
            return _("Sie sprechen %(language)s.") % words
        case ReasonCode.TIME:
            return _("Die Zeit passt zu Ihren Angaben.")
        case ReasonCode.DISTANCE:
            if value < 1:
                return _("Sie wohnen am Ort.")
            return _("Der Weg ist etwa %(km)s km weit.") % {"km": number_format(round(value))}
        case ReasonCode.REMOTE:
            return _("Sie müssen nirgends hinfahren.")
        case ReasonCode.TOPIC_TRAINED:
            return _("Sie kennen sich mit diesem Thema aus.")
        case ReasonCode.TOPIC_EXPERIENCED:
            words = {"n": value}
            return ngettext(
                "Sie waren bei diesem Thema schon %(n)d Mal dabei.", "Sie waren bei diesem Thema schon %(n)d Mal dabei.", value
            ) % words  # fmt: skip
        case ReasonCode.KNOWN:
            return _("Sie waren beim letzten Mal schon dabei.")
        case ReasonCode.GENDER:
            return _("Gewünscht ist eine Frau.") if value == "woman" else _("Gewünscht ist ein Mann.")
        case ReasonCode.RESTED | ReasonCode.RECENTLY_ASKED:
            return _rested(value)
        case _ if code == AREA and value and help_request.municipality:
            return _("Sie kommen nach %(place)s.") % {"place": help_request.municipality.name}
        case _ if code == AREA:
            return _("Sie sind im ganzen Kreis unterwegs.")
        case _ if code == HOURS:
            left, cap = (in_hours(minutes) for minutes in value)
            return _("Sie haben noch %(left)s von %(cap)s Stunden in diesem Jahr.") % {"left": left, "cap": cap}
        case _:
            return ""


def _rested(days: int | None) -> str:
    if days is None:
        return _("Sie waren noch nicht dran.")
    weeks = days // 7
    return ngettext(
        "Sie waren zuletzt vor %(n)d Woche dran.", "Sie waren zuletzt vor %(n)d Wochen dran.", weeks
    ) % {"n": weeks}  # fmt: skip
