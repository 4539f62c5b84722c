"""What is checked before anybody promises a time: the budget of the funding first, then the guide's own hours."""

from __future__ import annotations

from kreislotse.guides.models import FundingSource, Guide
from kreislotse.matching.budget import Booking, check_pool
from kreislotse.matching.hours import check_hours


def check_limits(
    guide: Guide, booking: Booking, *, funding_source: FundingSource | None, over_week_is_fine: bool
) -> None:
    """Refuse what goes beyond the budget of the funding, the guide's year, or, unless that is fine, the guide's week.

    Of a series all days count, each to its year. Call it in a transaction with the guide locked.
    """
    for one in booking.by_year():
        check_pool(funding_source, one)
        check_hours(
            guide, role=one.role, funding_source=funding_source, minutes=one.minutes, on=one.on,
            minutes_of_year=one.minutes_of_year, over_week_is_fine=over_week_is_fine,
            appointment=booking.appointment, assignment=booking.assignment,
        )  # fmt: skip
