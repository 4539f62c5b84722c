"""Whether the open data of a district has changed since somebody read it."""

from __future__ import annotations

from django.db.models import F, Func, OuterRef, Subquery

from kreislotse import __version__
from kreislotse.core.scope import current_district_id
from kreislotse.directory.documents import KIND
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.network.models import Organization
from kreislotse.search.models import SearchState


def content_version() -> str:
    """A text that changes with every change of the district's offers, organizations and terms; one query.

    The search numbers every change of an offer and of what hangs on it, a deletion too; the times are for what somebody
    saves past the operations.
    """

    def of_all(model, function: str, field: str) -> Subquery:
        return Subquery(model.objects.annotate(value=Func(F(field), function=function)).values("value"))

    state = SearchState.objects.filter(district_key=OuterRef("pk"), kind=KIND).values("stamp")
    shown = Offer.objects.filter(status=Offer.Status.PUBLISHED).order_by("-changed_at").values("changed_at")[:1]
    parts = (
        Subquery(state), Subquery(shown), of_all(Organization, "MAX", "updated_at"), of_all(Organization, "COUNT", "pk"),
    )  # fmt: skip
    found = District.objects.filter(pk=current_district_id()).values_list("pk", *parts).first()
    return "/".join([__version__, *map(str, found)])
