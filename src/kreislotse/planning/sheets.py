"""The sheet for one municipality: what is done there, and what became of the needs heard from there."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import Q

from kreislotse.places.models import Municipality
from kreislotse.planning.content import in_municipality, plan_content, public_content
from kreislotse.planning.mayors_sheet import municipality_pdf
from kreislotse.planning.merging import standing_one
from kreislotse.planning.models import Need, PlanVersion
from kreislotse.planning.need_queries import raised_by


class Needs(StrEnum):
    """Whose needs a sheet tells: none for everybody, what the Gemeinde itself said for its mayor, all for the office."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


def municipality_sheet(version: PlanVersion, place: Municipality, *, office: dict, today: date, needs: Needs) -> bytes:
    """PDF/UA of one page where it fits."""
    content = in_municipality(public_content(plan_content(version, today=today)), place.ags)
    told = [(need.title, outcome(stands)) for need, stands in needs_of_place(place, needs)]
    is_read_by_all = version.is_public and version.status == PlanVersion.Status.ADOPTED
    address = f"{office['website']}/konzept/" if is_read_by_all else ""
    return municipality_pdf(content, municipality=place.name, ags=place.ags, needs=told, office=office, address=address)


def needs_of_place(place: Municipality, which: Needs) -> list[tuple[Need, Need]]:
    """Each need with the one it now counts as: what was merged tells what became of the whole."""
    if which is Needs.NONE:
        return []
    rows = raised_by(Municipality.objects.filter(pk=place.pk))
    if which is Needs.ALL:
        rows = Need.objects.filter(Q(pk__in=rows.values("pk")) | Q(municipality=place, merged_into=None))
    return [(need, standing_one(need)) for need in rows.order_by("decided_on", "-raised_on", "pk")]


def outcome(need: Need) -> str:
    """„weitergegeben: Land. Landesrecht.“"""
    whom = need.passed_to_whom or need.get_passed_to_display()
    words = [need.get_status_display(), whom if need.status == Need.Status.PASSED_ON else ""]
    said = ": ".join(filter(None, words))
    return f"{said}. {need.decision_reason}" if need.decision_reason else said
