"""What becomes of somebody's data when they leave: what goes at once, what goes when, what stays and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.guides.models import ConductCertificate, Guide, HelperPeriod, TrainingParticipant
from kreislotse.guides.papers import photo_consent
from kreislotse.guides.steps import objections_to_leaving, open_matters
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import days_to_keep

Kind = RetentionRule.Kind


@dataclass(frozen=True)
class Part:
    """One kind of data: what it is, the day it goes (`None`: no period is set), and why it stays until then."""

    what: str
    on: date | None
    why: str


@dataclass(frozen=True)
class LeavingPreview:
    """`objections` keep the guide from leaving; `matters` stay to be done; `parts` say what is deleted when."""

    objections: list[str]
    matters: list[str]
    parts: list[Part]

    @property
    def is_possible(self) -> bool:
        return not self.objections


def leaving_preview(guide: Guide, *, today: date) -> LeavingPreview:
    """What would happen if the guide left today (or happens, if they have left)."""
    left_on = guide.left_on or today
    objections = [] if guide.status == Guide.Status.LEFT else objections_to_leaving(guide)
    return LeavingPreview(objections, open_matters(guide), list(_parts(guide, left_on, today)))


def _parts(guide: Guide, left_on: date, today: date):
    def goes_on(kind: str) -> date | None:
        days = days_to_keep(kind, today=today)
        return None if days is None else left_on + timedelta(days=days)

    if ConductCertificate.objects.filter(guide=guide).exists():
        if guide.started_on is None:
            yield Part(_("Angaben zum Führungszeugnis"), left_on, _("sofort, weil die Person nicht angefangen hat"))
        else:
            yield Part(
                _("Angaben zum Führungszeugnis"), goes_on(Kind.CONDUCT_CERTIFICATE),
                _("höchstens drei Monate nach dem Ende"),
            )  # fmt: skip
    yield Part(
        _("Name, Kontakt, Sprachen, Zeiten, Orte, Notizen, Erklärungen und Berufungen"),
        goes_on(Kind.GUIDE if guide.started_on else Kind.GUIDE_INTEREST),
        _("bis dahin für Rückfragen"),
    )
    if photo_consent(guide):
        yield Part(_("Einwilligung in Fotos"), goes_on(Kind.GUIDE), _("Fotos, die noch genutzt werden, brauchen sie"))
    trainings = TrainingParticipant.objects.filter(guide=guide).exclude(status="withdrawn").count()
    if trainings:
        yield Part(
            ngettext("%(n)d Zeile auf Teilnahmelisten", "%(n)d Zeilen auf Teilnahmelisten", trainings) % {"n": trainings},
            goes_on(Kind.TRAINING), _("Die Listen gehören zum Nachweis der Förderung."),
        )  # fmt: skip
    if HelperPeriod.objects.filter(guide=guide).exists():
        yield Part(
            _("Zeile der Helferliste: Name, Tätigkeit, Auftraggeber, von und bis"), goes_on(Kind.HELPER_LIST),
            _("Die Unfallversicherung fragt auch Jahre später nach dem Auftrag."),
        )  # fmt: skip
    yield Part(
        _("Einsätze und Abrechnungen, danach nur noch mit der Nummer %(number)s") % {"number": guide.number},
        goes_on(Kind.ASSIGNMENT), _("Belege für Förderung und Steuer"),
    )  # fmt: skip
