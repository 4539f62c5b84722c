"""How often one line may knock: counted in the cache, without keeping anybody's address."""

import hashlib
import hmac

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from kreislotse.core.scope import has_district_scope, scope_key


def client_address(request) -> str:
    """The address the request came from; behind our proxy the last one it wrote down."""
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR", "")


def is_allowed(request, purpose: str, *, limit: int, seconds: int) -> bool:
    """Count one attempt for `purpose`; False once there were `limit` of them within a window of `seconds`.

    The cache holds a keyed hash of the address that changes every day. Each attempt takes one of `limit`
    numbered places, because adding a key is atomic in every cache and counting up is not. A cache that cannot write
    (the disk is full) keeps nobody out: what the person wants will say itself why it fails.
    """
    now = timezone.now()
    salt = f"{settings.SECRET_KEY}:{now:%Y-%m-%d}".encode()
    who = hmac.new(salt, client_address(request).encode(), hashlib.sha256).hexdigest()[:24]
    district = scope_key() if has_district_scope() else 0
    window = int(now.timestamp()) // seconds
    places = [f"{district}:rate:{purpose}:{who}:{window}:{place}" for place in range(limit)]
    return any(cache.add(place, 1, seconds) for place in places) or cache.get(places[-1]) is None
