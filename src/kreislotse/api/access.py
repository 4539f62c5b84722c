"""What all views of open data share: who may ask, from where, how long an answer is good, and what is an error."""

from __future__ import annotations

import hashlib
from functools import partial, wraps

from django.http import HttpResponse, HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from kreislotse.accounts.access import public
from kreislotse.api.version import content_version
from kreislotse.core.problems import Problem, problem_response

METHODS = "GET, HEAD, OPTIONS"
FRESH_SECONDS = 300
ALREADY_SMALL = ("application/zip",)
_gzip = GZipMiddleware(lambda request: None)


def open_data(view=None, *, version_of=lambda request: content_version()):
    """A view for every program: read only, of one district, the same answer for all, 304 while nothing has changed.

    The view raises `Problem` for what it cannot answer. It is not called at all for a reader whose copy is still
    good, so that a second read costs the district and the version of its content, nothing else. `version_of(request)`
    is a text that changes with what the view shows; without it that of the directory.
    """
    if view is None:
        return partial(open_data, version_of=version_of)

    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            response = _answer(view, version_of, request, args, kwargs)
        except Problem as problem:
            response = problem_response(problem)
            if problem.status == 405:
                response["Allow"] = METHODS
            if problem.status == 503:
                response["Retry-After"] = "60"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        response["X-Content-Type-Options"] = "nosniff"
        return response if response.get("Content-Type") in ALREADY_SMALL else _gzip.process_response(request, response)

    return public(csrf_exempt(answer))


def _answer(view, version_of, request, args, kwargs) -> HttpResponse:
    if request.method == "OPTIONS":
        return _options()
    if request.method not in ("GET", "HEAD"):
        raise Problem(405, f"Only {METHODS} are answered here; the data is read only.")
    if request.district is None:
        raise Problem(404, "There is no district at this host yet.")
    request.version = _version(request, version_of)
    etag = _digest(request.version, request.get_full_path())
    response = HttpResponseNotModified() if etag in _known(request) else view(request, *args, **kwargs)
    if response.status_code in (200, 304):
        response["ETag"] = f'W/"{etag}"'
        response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _version(request, version_of) -> str:
    """The same exactly while the content of the district and the day are the same."""
    return _digest(request.district.pk, request.district.base_url, version_of(request), timezone.localdate())


def _digest(*parts) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:24]


def _known(request) -> set[str]:
    """The versions the reader says it has; gzip makes every tag weak, so strength is of no matter."""
    header = request.headers.get("If-None-Match", "")[:4000]
    return {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")}
