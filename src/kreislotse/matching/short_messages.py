"""Short messages for the office's own telephone: Kreislotse sends none, it writes them and says how long they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.sms import SmsLength, sms_length
from kreislotse.districts.models import District
from kreislotse.guides.models import Guide
from kreislotse.matching.letters import moment
from kreislotse.matching.models import Vacancy

GERMAN = "de"


@dataclass(frozen=True)
class ShortMessage:
    """One text in the language of those it is for."""

    language: str
    text: str
    length: SmsLength
    guides: tuple[Guide, ...]


def asking_to_stand_in(vacancy: Vacancy, guides: Iterable[Guide], *, district: District) -> list[ShortMessage]:
    """The question whether somebody stands in, once for each language of `guides`, German first; it names neither person nor place."""
    by_language: dict[str, list[Guide]] = {GERMAN: []}
    for guide in guides:
        by_language.setdefault(guide.mail_language, []).append(guide)
    return [
        ShortMessage(language, text := _question(vacancy, language, district), sms_length(text), tuple(those))
        for language, those in by_language.items()
        if those or len(by_language) == 1
    ]


def _question(vacancy: Vacancy, language: str, district: District) -> str:
    appointment = vacancy.appointment
    with override(language):
        return _(
            "Können Sie vertreten? %(when)s, etwa %(minutes)d Minuten. Ja oder nein bitte hier: %(link)s Oder rufen Sie an: %(phone)s"
        ) % {
            "when": moment(appointment.on, appointment.starts_at), "minutes": appointment.duration_minutes,
            "link": f"{district.base_url}/unterwegs/anfragen/", "phone": district.phone,
        }  # fmt: skip
