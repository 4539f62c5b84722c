"""What the solver's codes mean in a sentence of the office."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kreislotse.assignment import Obstacle, ObstacleCode, Reason, ReasonCode, Slot
from kreislotse.matching.hours import Hours, in_hours

LEVELS = {
    1: "A1",
    2: gettext_lazy("A2, Grundkenntnisse"),
    3: gettext_lazy("B1, gut im Alltag"),
    4: gettext_lazy("B2, sicher"),
    5: gettext_lazy("C1, sehr sicher"),
    6: gettext_lazy("C2, fast wie Muttersprache"),
    7: gettext_lazy("Muttersprache"),
}
FLUENT = {
    5: gettext_lazy("spricht %(language)s fließend"),
    6: gettext_lazy("spricht %(language)s fließend"),
    7: gettext_lazy("spricht %(language)s als Muttersprache"),
}
ON_WEEKDAY = (
    gettext_lazy("montags"), gettext_lazy("dienstags"), gettext_lazy("mittwochs"), gettext_lazy("donnerstags"),
    gettext_lazy("freitags"), gettext_lazy("samstags"), gettext_lazy("sonntags"),
)  # fmt: skip
WISHED = {"woman": gettext_lazy("eine Frau"), "man": gettext_lazy("ein Mann")}
REMOTE = {"phone": gettext_lazy("hilft am Telefon, ohne Weg"), "video": gettext_lazy("hilft per Video, ohne Weg")}
NOT_IN_ROLE = {"guide": gettext_lazy("begleitet nicht"), "interpreter": gettext_lazy("übersetzt nicht")}

CAUTIONS = {
    ReasonCode.LANGUAGE_FALLBACK, ReasonCode.TIMES_NOT_STATED, ReasonCode.TOPIC_UNTRAINED, ReasonCode.GENDER_OTHER,
    ReasonCode.GENDER_UNKNOWN, ReasonCode.RECENTLY_ASKED, ReasonCode.OVER_WEEK, ReasonCode.NEEDED_LATER,
}  # fmt: skip
LONG_AGO_DAYS = 28
WORTH_SAYING = 10
"""Points from which it is said that hours will be needed later: about ten kilometers' way."""
AREA, HOURS = "area", "hours_left_year"
"""Codes of the reasons the solver does not give: whether the place is named, and minutes left and allowed."""


@dataclass(frozen=True)
class Sentence:
    """One reason in words; a caution speaks against, without ruling out. `code` and `value` say the same to a machine."""

    text: str
    is_caution: bool = False
    code: str = ""
    value: object = None


@dataclass(frozen=True)
class Words:
    """Names for the keys the solver works with."""

    languages: dict[str, str] = field(default_factory=dict)
    topic: str = ""
    place: str = ""

    def language(self, code: str) -> str:
        return self.languages.get(code, code)


def reason_sentence(reason: Reason, words: Words) -> Sentence | None:
    """The reason in words; `None` for what is not worth a line."""
    text = _reason_text(reason, words)
    is_long_ago = reason.code == ReasonCode.RECENTLY_ASKED and reason.value >= LONG_AGO_DAYS
    is_caution = reason.code in CAUTIONS and not is_long_ago
    return Sentence(text, is_caution, str(reason.code), reason.value) if text else None


def area_sentence(*, place: str, named: bool) -> Sentence:
    if named:
        return Sentence(_("kommt nach %(place)s") % {"place": place}, code=AREA, value=True)
    return Sentence(_("ist im ganzen Kreis unterwegs"), code=AREA, value=False)


def hours_sentence(hours: Hours) -> Sentence:
    return Sentence(
        _("noch %(left)s von %(cap)s Stunden in diesem Jahr")
        % {"left": hours.left_text, "cap": in_hours(hours.cap_year)},
        is_caution=hours.left_year * 10 < hours.cap_year,
        code=HOURS,
        value=(hours.left_year, hours.cap_year),
    )


def obstacle_sentence(obstacle: Obstacle, words: Words) -> str:
    value = obstacle.value
    match obstacle.code:
        case ObstacleCode.ROLE:
            return str(NOT_IN_ROLE[value])
        case ObstacleCode.LANGUAGE:
            return _("spricht nicht %(language)s") % {"language": _(" oder ").join(words.language(c) for c in value)}
        case ObstacleCode.LANGUAGE_LEVEL:
            code, level, _asked = value
            return _("spricht %(language)s nur auf Niveau %(level)s") % {
                "language": words.language(code), "level": LEVELS[level],
            }  # fmt: skip
        case ObstacleCode.LANGUAGE_DIRECTION:
            return _("übersetzt %(language)s nicht in dieser Richtung") % {"language": words.language(value[0])}
        case ObstacleCode.GENDER:
            return _("gewünscht ist %(person)s") % {"person": WISHED.get(value, value)}
        case ObstacleCode.AREA:
            return _("kommt nicht nach %(place)s") % {"place": words.place}
        case ObstacleCode.TIME:
            return _("hat zu dieser Zeit gewöhnlich nicht frei")
        case ObstacleCode.BUSY:
            return _("hat zu dieser Zeit schon einen Termin")
        case ObstacleCode.YEAR_CAP:
            return _("hat nur noch %(hours)s Stunden in diesem Jahr") % {"hours": in_hours(value)}
        case ObstacleCode.NOT_NEUTRAL:
            return _("hat die Person schon begleitet und wäre beim Übersetzen nicht neutral")
        case ObstacleCode.NO_CAPACITY:
            return _("hat gerade genug zu tun")
        case _:
            return _("ist zurzeit nicht verfügbar")


def _reason_text(reason: Reason, words: Words) -> str:
    value = reason.value
    match reason.code:
        case ReasonCode.LANGUAGE:
            if value[1] in FLUENT:
                return FLUENT[value[1]] % {"language": words.language(value[0])}
            return _("spricht %(language)s (%(level)s)") % {
                "language": words.language(value[0]), "level": LEVELS[value[1]],
            }  # fmt: skip
        case ReasonCode.LANGUAGE_FALLBACK:
            wanted, offered, level = value
            return _("spricht %(offered)s (%(level)s) statt %(wanted)s") % {
                "offered": words.language(offered), "level": LEVELS[level], "wanted": words.language(wanted),
            }  # fmt: skip
        case ReasonCode.TIME:
            return _when(value)
        case ReasonCode.TIMES_NOT_STATED:
            return _("hat keine festen Zeiten angegeben")
        case ReasonCode.DISTANCE:
            return _distance(value)
        case ReasonCode.REMOTE:
            return str(REMOTE[value])
        case ReasonCode.TOPIC_TRAINED:
            return _("kennt sich aus mit: %(topic)s") % {"topic": words.topic}
        case ReasonCode.TOPIC_EXPERIENCED:
            return ngettext(
                "war bei „%(topic)s“ schon %(n)d Mal dabei", "war bei „%(topic)s“ schon %(n)d Mal dabei", value
            ) % {"topic": words.topic, "n": value}
        case ReasonCode.KNOWN:
            return _("war beim letzten Mal schon dabei")
        case ReasonCode.TOPIC_UNTRAINED:
            return _("hat „%(topic)s“ nicht als Thema angegeben") % {"topic": words.topic}
        case ReasonCode.GENDER:
            return _("ist %(person)s, wie gewünscht") % {"person": WISHED[value]}
        case ReasonCode.GENDER_OTHER:
            return _("gewünscht war %(person)s") % {"person": WISHED[value]}
        case ReasonCode.GENDER_UNKNOWN:
            return _("gewünscht war %(person)s; dazu wissen wir nichts") % {"person": WISHED[value]}
        case ReasonCode.RESTED:
            return _rested(value)
        case ReasonCode.RECENTLY_ASKED:
            return _recently(value)
        case ReasonCode.OVER_WEEK:
            return _("käme %(hours)s Stunden über die Grenze dieser Woche") % {"hours": in_hours(value)}
        case ReasonCode.NEEDED_LATER:
            return _needed_later(reason, words)
        case _:
            return ""


def _needed_later(reason: Reason, words: Words) -> str:
    if reason.cost < WORTH_SAYING:
        return ""
    if reason.value is None:
        return _("die Stunden reichen voraussichtlich nicht bis zum Jahresende")
    return _("die Stunden werden in diesem Jahr voraussichtlich noch für %(language)s gebraucht") % {
        "language": words.language(reason.value)
    }


def _when(slot: Slot | None) -> str:
    if slot is None:
        return ""
    return _("hat %(weekday)s um %(time)s Uhr Zeit") % {
        "weekday": ON_WEEKDAY[slot.weekday], "time": f"{slot.start // 60}:{slot.start % 60:02d}",
    }  # fmt: skip


def _distance(km: float) -> str:
    if km < 1:
        return _("wohnt am Ort")
    return _("%(km)s km") % {"km": number_format(round(km))}


def _rested(days: int | None) -> str:
    if days is None:
        return _("war noch nie dran")
    weeks = days // 7
    return ngettext("war zuletzt vor %(n)d Woche dran", "war zuletzt vor %(n)d Wochen dran", weeks) % {"n": weeks}


def _recently(days: int) -> str:
    if days <= 0:
        return _("ist gerade dran")
    if days < 14:
        return ngettext("war erst vor %(n)d Tag dran", "war erst vor %(n)d Tagen dran", days) % {"n": days}
    weeks = days // 7
    return ngettext("war zuletzt vor %(n)d Woche dran", "war zuletzt vor %(n)d Wochen dran", weeks) % {"n": weeks}
