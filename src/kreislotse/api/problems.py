"""What a program hears when its question cannot be answered: a JSON problem after RFC 9457."""

from __future__ import annotations

import json

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"
TITLES = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Problem(Exception):
    """Raised by a view of the API; `parameter` names what was wrong in the address."""

    def __init__(self, status: int, detail: str, *, parameter: str = ""):
        super().__init__(detail)
        self.status, self.detail, self.parameter = status, detail, parameter


def problem_response(problem: Problem) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": TITLES[problem.status],
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.parameter:
        body["parameter"] = problem.parameter
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=problem.status, content_type=CONTENT_TYPE)
