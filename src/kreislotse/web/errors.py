"""Pages for what went wrong: each says what happened and what to do."""

import sys

from django.db import DatabaseError, DataError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import bad_request as plain_bad_request
from django.views.defaults import server_error as plain_server_error

from kreislotse.core.outages import Outage, outage_behind
from kreislotse.core.problems import Problem, asks_as_program, problem_response

OUTAGE_STATUS = {Outage.FULL: 507, Outage.READ_ONLY: 503, Outage.UNREACHABLE: 503, Outage.BUSY: 503}


def bad_request(request, exception=None):
    """Such as a host name no browser would send."""
    if asks_as_program(request):
        return problem_response(Problem(400, "The request cannot be understood."))
    return plain_bad_request(request, exception)


def not_found(request, exception=None):
    if asks_as_program(request):
        return problem_response(Problem(404, "There is nothing at this address. The description is at /hsds/v3/openapi.json."))  # fmt: skip
    return render(request, "404.html", status=404)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def csrf_failure(request, reason=""):
    """The form lay open too long or cookies are switched off: nothing was saved, going back keeps the text."""
    return render(request, "csrf.html", status=403)


@requires_csrf_token
def server_error(request):
    """Our mistake, unless the disk or the database failed: then a page that needs neither says so.

    Django calls this while it handles the exception, also one from a middleware or from saving the session.
    """
    error = sys.exc_info()[1]
    if _asks_for_an_impossible_key(error):
        return not_found(request)
    outage = outage_behind(error) if isinstance(error, (DatabaseError, OSError)) else None
    if asks_as_program(request):
        return _problem_of(outage)
    if outage is None:
        return plain_server_error(request)
    page = HttpResponse(render_to_string("outage.html", {"outage": outage.value}), status=OUTAGE_STATUS[outage])
    page["Cache-Control"] = "no-store"
    if outage == Outage.BUSY:
        page["Retry-After"] = "10"
    return page


def _problem_of(outage: Outage | None) -> HttpResponse:
    status = OUTAGE_STATUS[outage] if outage else 500
    response = problem_response(Problem(status, "The server cannot answer now. Please try again later."))
    if outage == Outage.BUSY:
        response["Retry-After"] = "10"
    return response


def _asks_for_an_impossible_key(error) -> bool:
    """Whether a forged key was larger than any row's: SQLite cannot even ask for it, PostgreSQL calls it out of range."""
    return isinstance(error, OverflowError) or (isinstance(error, DataError) and "out of range" in str(error))
