"""How much one line may send with the public forms; the form says so and keeps what was written."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kreislotse.core.ratelimit import is_allowed

# One line may be the router of a whole house, so the limit leaves room for neighbors.
SUBMISSIONS = {"limit": 10, "seconds": 15 * 60}


def is_too_much(request: HttpRequest, form: Form, what: str, *, limit: int = SUBMISSIONS["limit"]) -> bool:
    """Whether this line has sent too much of `what`; then the form says so. Counts one more. The answer is a 429."""
    if is_allowed(request, what, **SUBMISSIONS | {"limit": limit}):
        return False
    form.add_error(
        None,
        _(
            "Von Ihrem Anschluss kamen gerade sehr viele Nachrichten. Bitte versuchen Sie es in einer Viertelstunde noch einmal oder rufen Sie uns an."
        ),
    )
    return True
