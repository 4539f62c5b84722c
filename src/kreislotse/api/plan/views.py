"""The edition in force as open data. German texts; codes are explained in the docs of the API."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from kreislotse.api.access import open_data
from kreislotse.core.problems import Problem
from kreislotse.documents.responses import CSV
from kreislotse.documents.sheets import write_csv
from kreislotse.planning.content import plan_content, public_content
from kreislotse.planning.papers import TABLE_COLUMNS, table_rows
from kreislotse.planning.publication import public_version
from kreislotse.planning.reports import checksum_of


def _version(request) -> str:
    """The checksum of what is shown; it is read anyway, and kept for the view that shows it."""
    version = public_version()
    if version is None:
        raise Problem(404, "There is no public plan here yet.")
    request.plan = public_content(plan_content(version, today=timezone.localdate()))
    return checksum_of(request.plan)


@open_data(version_of=_version)
def plan_json(request):
    """Everything a reader of the public pages sees, in one object."""
    return JsonResponse(request.plan, json_dumps_params={"ensure_ascii": False})


@open_data(version_of=_version)
def plan_csv(request):
    """One row for each measure, as German spreadsheet programs open it."""
    return HttpResponse(write_csv(TABLE_COLUMNS, table_rows(request.plan)), content_type=CSV)
