"""What a program hears when its question cannot be answered: a JSON problem after RFC 9457."""

from __future__ import annotations

import json

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 500: "Internal Server Error",
    503: "Service Unavailable", 507: "Insufficient Storage",
}  # fmt: skip
# Below these only programs ask: every answer there is JSON, also where no view is reached.
PROGRAM_PATHS = ("/hsds/", "/integreat/")


class Problem(Exception):
    """Raised by a view of the API; `parameter` names what was wrong in the address."""

    def __init__(self, status: int, detail: str, *, parameter: str = ""):
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter


def asks_as_program(request) -> bool:
    return request.path_info.startswith(PROGRAM_PATHS)


def problem_response(problem: Problem) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": TITLES[problem.status],
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.parameter:
        body["parameter"] = problem.parameter
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=problem.status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response
