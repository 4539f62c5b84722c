"""What hours of the year will still be needed for, read off last year's requests. Counts only: no person, no single request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, Min

from kreislotse import assignment as solver
from kreislotse.guides.models import Role
from kreislotse.intake.models import HelpRequest
from kreislotse.intake.queries import visible_help_requests
from kreislotse.matching.candidates import GERMAN
from kreislotse.matching.funding import Fundings
from kreislotse.matching.hours import USUAL_MINUTES, key_of_hours

LOOK_BACK = timedelta(days=365)
AT_LEAST = timedelta(days=90)
"""Less than a quarter of a year says too little about the rest of it."""
WITH_A_GUIDE = {HelpRequest.Wish.COMPANY: Role.GUIDE, HelpRequest.Wish.INTERPRETING: Role.INTERPRETER}


def with_prices(
    guides: Iterable[solver.Guide],
    *,
    fundings: Fundings,
    today: date,
    on: date,
    to,
    weights: solver.Weights,
    fallbacks: dict,
) -> list[solver.Guide]:
    """The same guides with what their hours in the year of `on` will be worth to others, as far as `to` sees requests.

    One query; none where nobody's hours have a limit.
    """
    guides = list(guides)
    if not weights.scarce_hours or not any(guide.budgets for guide in guides):
        return guides
    past, years = _past(fundings, today, on, to)
    if not past:
        return guides
    from kreislotse.assignment.outlook import (
        hour_prices,
    )  # with NumPy, which each start of the program would have to load

    left = max(0, (date(on.year, 12, 31) - on).days) / 365
    prices = hour_prices(past, guides, years=years, share_to_come=left, weights=weights, fallbacks=fallbacks)
    return [
        replace(guide, hour_prices=prices[guide.key].by_cap, needed_for=prices[guide.key].needed_for)
        if guide.key in prices
        else guide
        for guide in guides
    ]


def _past(fundings: Fundings, today: date, on: date, to) -> tuple[list[tuple[solver.Request, int]], float]:
    """Last year's requests of one kind each, with their number, and how much of a year they stand for. One query.

    A kind is a task, a language, a place, a form, a length and what decides on the funding: who could have gone, and on
    whose hours.
    """
    rows = (
        visible_help_requests(to=to)
        .filter(received_on__gte=today - LOOK_BACK, received_on__lt=today, wish__in=list(WITH_A_GUIDE))
        .order_by()
        .values_list(
            "wish", "language__code", "municipality__ags", "municipality__latitude", "municipality__longitude", "setting",
            "expected_minutes", "has_own_budget", "occasion",
        )
        .annotate(number=Count("pk"), first=Min("received_on"))
    )  # fmt: skip
    rows = sorted(rows, key=str)
    since = min((row[-1] for row in rows), default=today)
    if today - since < AT_LEAST:
        return [], 0.0
    past = []
    for place, row in enumerate(rows):
        wish, language, ags, latitude, longitude, setting, minutes, has_own_budget, occasion, number, _first = row
        role = WITH_A_GUIDE[wish]
        alike = HelpRequest(setting=setting, has_own_budget=has_own_budget, occasion=occasion)
        request = solver.Request(
            key=str(place), languages=(solver.LanguageNeed(language),) if language and language not in GERMAN else (),
            place=(float(latitude), float(longitude)) if latitude is not None and longitude is not None else None,
            area=ags, setting=solver.Setting(setting), duration_minutes=minutes or USUAL_MINUTES, role=str(role),
            budgets=(key_of_hours(fundings.fitting(alike, role=role, on=on), role, on),),
        )  # fmt: skip
        past.append((request, number))
    return past, (today - since) / LOOK_BACK
