"""Texts of the office with gaps: which gaps there are, what fills them, which words hold on a day.

Gaps come from a fixed list and are replaced as text; nothing in a text is ever run. What fills them is never stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kreislotse.audit import operations as audit
from kreislotse.coordination.entries import Entry
from kreislotse.coordination.models import OfficeText, OfficeTextVersion
from kreislotse.core.errors import DomainError
from kreislotse.districts.models import District
from kreislotse.guides.models import Guide

GERMAN = "de"
GAPS = {
    "vorname": _("Vorname der Person"),
    "nachname": _("Nachname der Person"),
    "name": _("Vor- und Nachname"),
    "nummer": _("ihre Nummer"),
    "dabei_seit": _("seit wann die Person dabei ist"),
    "stunden": _("geleistete Stunden in diesem Jahr"),
    "heute": _("das heutige Datum"),
    "buero": _("Name Ihres Büros"),
    "telefon": _("Telefon Ihres Büros"),
    "email": _("E-Mail Ihres Büros"),
    "landkreis": _("Name des Landkreises"),
    "was": _("was abläuft (nur bei Erinnerungen)"),
    "bis": _("wann es abläuft (nur bei Erinnerungen)"),
    "schulung": _("Titel der Schulung (nur bei Einladungen)"),
    "termine": _("Termine und Ort der Schulung (nur bei Einladungen)"),
    "link": _("Link zum Antworten (nur bei Einladungen)"),
}
ONLY_FOR = {
    OfficeText.Purpose.EXPIRY: {"was", "bis"},
    OfficeText.Purpose.TRAINING: {"schulung", "termine", "link"},
}
_GAP = re.compile(r"\{\s*([^{}\n]{1,40}?)\s*\}")


class UnknownGap(DomainError):
    message = _("Den Platzhalter „{%(gap)s}“ gibt es nicht. Möglich sind: %(known)s.")


class GapNotFilled(DomainError):
    message = _("Den Platzhalter „{%(gap)s}“ können wir nur in Texten für „%(purpose)s“ füllen.")


class SubjectMissing(DomainError):
    message = _("Eine E-Mail braucht einen Betreff.")


class BodyMissing(DomainError):
    message = _("Bitte schreiben Sie einen Text.")


class LinkMissing(DomainError):
    message = _("In einer Einladung fehlt der Platzhalter „{link}“: Ohne ihn kann niemand antworten.")


class GermanMissing(DomainError):
    message = _("Bitte schreiben Sie zuerst die deutsche Fassung; sie gilt, wo eine Übersetzung fehlt.")


class NameTaken(DomainError):
    message = _("Eine Vorlage mit dem Namen „%(name)s“ gibt es schon.")


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def gaps_allowed(purpose: str) -> list[str]:
    """The gaps a text for `purpose` may have, in the order of the list."""
    elsewhere = set().union(*(names for other, names in ONLY_FOR.items() if other != purpose))
    return [gap for gap in GAPS if gap not in elsewhere]


def check_words(words: Words, *, purpose: str, is_sms: bool) -> None:
    """Refuse words with a gap nobody can fill, and a mail without a subject."""
    if not words.body.strip():
        raise BodyMissing
    if not is_sms and not words.subject.strip():
        raise SubjectMissing
    allowed = gaps_allowed(purpose)
    for gap in gaps_of(words):
        if gap not in GAPS:
            raise UnknownGap(gap=gap, known=", ".join(f"{{{name}}}" for name in allowed))
        if gap not in allowed:
            owner = next(one for one, names in ONLY_FOR.items() if gap in names)
            raise GapNotFilled(gap=gap, purpose=OfficeText.Purpose(owner).label)
    if purpose == OfficeText.Purpose.TRAINING and "link" not in gaps_of(words):
        raise LinkMissing


def gaps_of(words: Words) -> list[str]:
    return list(dict.fromkeys(_GAP.findall(f"{words.subject}\n{words.body}")))


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its gaps filled; a gap without a value stays as it is, so that nobody gets half a sentence unseen."""
    return _GAP.sub(lambda match: values.get(match[1], match[0]), text)


def filled(words: Words, values: dict[str, str]) -> Words:
    """Subject in one line (a line break in it would begin a new mail header), body with its breaks."""
    return Words(" ".join(fill(words.subject, values).split()), fill(words.body, values))


def values_for(
    guide: Guide, *, district: District, today: date, hours: str = "0", language: str = GERMAN, **more: str
) -> dict[str, str]:
    """What fills the gaps for one guide, dates in the language of the text."""
    with override(language):
        return {
            "vorname": guide.first_name, "nachname": guide.last_name, "name": str(guide), "nummer": guide.number,
            "dabei_seit": date_format(guide.started_on, "DATE_FORMAT") if guide.started_on else "–",
            "stunden": hours, "heute": date_format(today, "DATE_FORMAT"), "buero": str(district.term("unit")),
            "telefon": district.phone, "email": district.email, "landkreis": district.name, **more,
        }  # fmt: skip


# ── what holds on a day ─────────────────────────────────────────────────────────────────────────────


def texts_in_use(purpose: str = "", channel: str = ""):
    rows = OfficeText.objects.filter(retired_on=None)
    named = {"purpose": purpose, "channel": channel}
    return rows.filter(**{name: value for name, value in named.items() if value}).order_by("purpose", "name", "pk")


def words_in_force(text: OfficeText, on: date) -> dict[str, Words]:
    """The words of a text on one day, by language; the youngest version of each counts. One query."""
    rows = text.versions.filter(valid_from__lte=on).order_by("valid_from", "pk")
    return {row.language: Words(row.subject, row.body) for row in rows}


@transaction.atomic
def write_text(
    text: OfficeText | None,
    *,
    name: str,
    purpose: str,
    channel: str,
    words: Words,
    language: str = GERMAN,
    today: date,
    by,
) -> OfficeText:
    """Save a text, new or as a version from today on; what was sent before keeps its words."""
    is_sms = channel == OfficeText.Channel.SMS
    check_words(words, purpose=purpose, is_sms=is_sms)
    if text is None:
        if language != GERMAN:
            raise GermanMissing
        text = OfficeText(name=name, purpose=purpose, channel=channel)
    text.name = name.strip()
    try:
        with transaction.atomic():
            text.save()
    except IntegrityError as error:
        raise NameTaken(name=name) from error
    OfficeTextVersion.objects.update_or_create(
        text=text, language=language, valid_from=today,
        defaults={"subject": "" if is_sms else words.subject.strip(), "body": words.body.strip(), "written_by": by},
    )  # fmt: skip
    audit.record(Entry.TEXT_WRITTEN, text, by=by, language=language)
    return text


@transaction.atomic
def retire_text(text: OfficeText, *, today: date, by) -> OfficeText:
    """Offer a text no more; mailings that used it keep their words."""
    text = OfficeText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if text.retired_on is None:
        text.retired_on = today
        text.save(update_fields=["retired_on"])
        audit.record(Entry.TEXT_RETIRED, text, by=by)
    return text
