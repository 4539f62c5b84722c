"""What follows from one of the four kinds of help: the topic and the occasion nobody has to be asked for again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kreislotse.intake.models import HelpDetail, HelpKind, HelpRequest, Occasion

D = HelpDetail
# Codes of topics as the presets have them; an office that has none of that code sorts the request itself.
TOPIC_CODES = {
    D.ORIENTATION_PAPERS: "behoerden", D.ORIENTATION_OFFICES: "behoerden", D.ORIENTATION_HEALTH: "gesundheit",
    D.COMPANY_AUTHORITY: "behoerden", D.COMPANY_SCHOOL: "schule", D.COMPANY_DAYCARE: "kita",
    D.HOUSING_SEARCH: "wohnen", D.HOUSING_CONTRACT: "wohnen", D.HOUSING_COSTS: "wohnen", D.HOUSING_DEFECT: "wohnen",
    D.HOUSING_NOTICE: "wohnen", D.MEDIATION_NEIGHBORS: "wohnen", D.MEDIATION_SCHOOL: "schule", D.MEDIATION_WORK: "arbeit",
    D.MEDIATION_SHELTER: "wohnen",
}  # fmt: skip
_OCCASIONS = {
    D.COMPANY_AUTHORITY: Occasion.AUTHORITY, D.COMPANY_SCHOOL: Occasion.SCHOOL, D.COMPANY_DAYCARE: Occasion.SCHOOL,
    D.COMPANY_COUNSELLING: Occasion.COUNSELLING, D.COMPANY_ELSEWHERE: Occasion.OTHER,
}  # fmt: skip
_OCCASION_OF_KIND = {
    HelpKind.ORIENTATION: Occasion.ORIENTATION, HelpKind.HOUSING: Occasion.HOUSING, HelpKind.MEDIATION: Occasion.CONFLICT,
}  # fmt: skip
WISHES = {HelpKind.COMPANY: HelpRequest.Wish.COMPANY, HelpKind.MEDIATION: HelpRequest.Wish.COMPANY}
"""Kinds that say already that somebody shall come; for the others people are asked."""

QUESTIONS = {
    HelpKind.ORIENTATION: _("Wobei brauchen Sie Hilfe?"),
    HelpKind.COMPANY: _("Wohin soll jemand mitkommen?"),
    HelpKind.HOUSING: _("Worum geht es bei der Wohnung?"),
    HelpKind.MEDIATION: _("Wo gibt es Streit?"),
}


def occasion_of(detail: str) -> str:
    """The occasion the exclusion rules ask for."""
    if not detail:
        return ""
    return _OCCASIONS.get(detail) or _OCCASION_OF_KIND.get(HelpDetail(detail).kind, "")


def choices_by_kind() -> list:
    """All details in groups, for one list to choose from."""
    return [(kind.label, [(d.value, d.label) for d in HelpDetail if d.kind == kind]) for kind in HelpKind]
