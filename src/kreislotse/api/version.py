"""Whether the open data of a district has changed since somebody read it."""

from __future__ import annotations

from django.db.models import Count, Max, OuterRef, Subquery

from kreislotse.core.scope import current_district_id
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.network.models import Organization


def content_version() -> str:
    """A text that changes with every change of the district's offers and organizations; one query."""

    def newest(model):
        rows = model.objects.filter(district=OuterRef("pk")).order_by().values("district")
        return rows.annotate(at=Max("updated_at")).values("at"), rows.annotate(n=Count("pk")).values("n")

    parts = [Subquery(part) for model in (Offer, Organization) for part in newest(model)]
    found = District.objects.filter(pk=current_district_id()).values_list(*parts).first()
    return "/".join(str(one) for one in found)
