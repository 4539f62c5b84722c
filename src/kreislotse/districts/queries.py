from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District


def current_district() -> District:
    """The district in scope. Raises `NoDistrictScope` outside a scope."""
    return District.objects.get(pk=current_district_id())


def district_for_host(host: str) -> District | None:
    """The district that is reached under `host` (without port); with only one district, every host means it."""
    found = list(District.objects.filter(host=host.lower())[:1]) or list(District.objects.order_by("pk")[:2])
    if len(found) == 1 and (found[0].host == host.lower() or District.objects.count() == 1):
        return found[0]
    return None
