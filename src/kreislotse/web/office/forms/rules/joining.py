"""What somebody needs before they go along, and how long it holds (domain.md 4a)."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.guides.models import ConductRule, GuideRule, RoleRequirement
from kreislotse.web.office.forms.rules.kinds import NOTHING, Kind, listed, sentence


def _papers(row: RoleRequirement) -> str:
    names = ("needs_appointment", "needs_confidentiality", "needs_neutrality")
    needed = [row._meta.get_field(name).verbose_name for name in names if getattr(row, name)]
    german = _now("Deutsch %(level)s") % {"level": row.german_level} if row.german_level else ""
    return listed([*needed, german]) or NOTHING


KINDS = (
    Kind(
        slug="voraussetzungen", model=RoleRequirement,
        title=_("Voraussetzungen vor dem ersten Einsatz"),
        text=_("Was jemand für eine Aufgabe mitbringen muss. Ohne Regel verlangt das System nichts."),
        new=_("Voraussetzung eintragen"),
        fields=(
            "role", "base_units", "refresh_after_months", "german_level", "needs_appointment", "needs_confidentiality",
            "needs_neutrality",
        ),
        columns=(
            (_("Aufgabe"), "role"), (_("Grundschulung"), sentence(_("%(base_units)d Einheiten"), "base_units")),
            (_("Fortbildung"), sentence(_("alle %(refresh_after_months)d Monate"), "refresh_after_months")),
            (_("Papiere und Deutsch"), _papers),
        ),
        order=("role",),
    ),
    Kind(
        slug="mitarbeit", model=GuideRule,
        title=_("Mitarbeit: Fristen"),
        text=_("Wann eine Berufung erlischt, wie lange ein Führungszeugnis gilt, wann es eine Bescheinigung gibt. Ohne Regel: nichts erlischt, fünf Jahre, 80 Prozent."),
        new=_("Regel zur Mitarbeit eintragen"),
        fields=(
            "lapse_after_months", "lapse_warning_days", "specialization_after_months", "certificate_share_percent",
            "certificate_max_age_months", "certificate_renewal_years", "self_declaration_months", "guides_may_register",
        ),
        columns=(
            (_("Berufung erlischt"), sentence(_("nach %(lapse_after_months)d Monaten"), "lapse_after_months", empty=_("nie"))),
            (_("Warnung"), sentence(_("%(lapse_warning_days)d Tage vorher"), "lapse_warning_days")),
            (_("Führungszeugnis"), sentence(_("alle %(certificate_renewal_years)d Jahre"), "certificate_renewal_years")),
            (_("Selbstauskunft"), sentence(_("alle %(self_declaration_months)d Monate"), "self_declaration_months", empty=_("nicht verlangt"))),
            (_("Bescheinigung"), sentence(_("ab %(certificate_share_percent)d Prozent"), "certificate_share_percent")),
        ),
    ),
    Kind(
        slug="fuehrungszeugnis", model=ConductRule,
        title=_("Führungszeugnis: erforderlich ja, nein, weil"),
        text=_("Je Aufgabe, und wo nötig je Thema. Nicht jede Tätigkeit verlangt eines; der Grund steht im Schreiben."),
        new=_("Regel zum Führungszeugnis eintragen"),
        fields=("role", "topic", "is_required", "because"),
        columns=((_("Aufgabe"), "role"), (_("Thema"), "topic"), (_("erforderlich"), "is_required"), (_("weil"), "because")),
        order=("role",),
    ),
)  # fmt: skip
