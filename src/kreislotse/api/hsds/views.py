from django.http import JsonResponse

from kreislotse.api.access import open_data
from kreislotse.api.hsds import VERSION


@open_data
def about(request):
    """What this is: the first thing a harvester asks."""
    base = f"{request.district.base_url}/hsds/v3"
    return JsonResponse(
        {
            "version": VERSION,
            "profile": "https://docs.openreferral.org/en/v3.1.3/hsds/overview.html",
            "openapi_url": f"{base}/openapi.json",
        }
    )
