from __future__ import annotations

from datetime import date

from django.db import transaction

from kreislotse.audit import operations as audit
from kreislotse.guides.models import FundingSource
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.entries import Entry
from kreislotse.matching.models import BudgetException
from kreislotse.matching.operations._shared import locked_help_request
from kreislotse.matching.operations.errors import HelpRequestNotOpen, ReasonForExceptionMissing


@transaction.atomic
def allow_beyond_budget(
    help_request: HelpRequest, *, funding_source: FundingSource, reason: str, today: date, by
) -> BudgetException:
    """Let one request be paid from a funding although its budget of the year is used up; said twice it is said once."""
    help_request = locked_help_request(help_request.pk)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if not reason.strip():
        raise ReasonForExceptionMissing
    exception, is_new = BudgetException.objects.get_or_create(
        help_request=help_request, funding_source=funding_source,
        defaults={"reason": reason.strip()[:200], "allowed_on": today, "by": by},
    )  # fmt: skip
    if is_new:
        audit.record(Entry.BUDGET_EXCEPTION, help_request, by=by, funding_source=funding_source.pk)
    return exception
