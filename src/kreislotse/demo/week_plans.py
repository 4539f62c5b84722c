"""A plan of the week before that was released, and a draft of the coming one with requests nobody can go to."""

from __future__ import annotations

from datetime import time, timedelta

from kreislotse.accounts.roles import Role as AccountRole
from kreislotse.demo.world import World
from kreislotse.guides.models import Guide, GuideLanguage, WeeklyTime
from kreislotse.intake.models import ClosingReason, HelpRequest
from kreislotse.matching.candidates import role_for
from kreislotse.matching.models import PlanLine, UnservedCause, WeekPlan
from kreislotse.matching.operations import compute_week, open_week
from kreislotse.matching.queries import requests_waiting_for_a_guide
from kreislotse.matching.weights import weights_in_force

EARLY, LATE = time(10), time(19)
STRIDE = 7
WEEK = timedelta(days=7)


def build_week_plans(world: World) -> None:
    """Nothing here is drawn by chance, so that the stories of the other parts stay as they are."""
    this_monday = world.today - timedelta(days=world.today.weekday())
    _released(world, this_monday - WEEK)
    waiting = list(requests_waiting_for_a_guide().order_by("pk"))
    if not waiting:
        return
    monday = this_monday + WEEK
    for number, request in enumerate(waiting):
        request.wanted_on, request.wanted_at = monday + timedelta(days=number % 5), LATE
    waiting[0].wanted_at = EARLY
    waiting[0].language = _spoken_by_nobody(world) or waiting[0].language
    for number, request in enumerate(waiting[1:-1]):
        _fit_to_somebody(request, monday, number)
    HelpRequest.objects.bulk_update(waiting, ["wanted_on", "wanted_at", "language", "municipality"])
    by = world.office.user(AccountRole.COORDINATOR)
    compute_week(open_week(monday), now=world.now, by=by)


def _fit_to_somebody(request: HelpRequest, monday, number: int) -> None:
    """Give a request the language, the place and an hour of one guide, each time another, so that the plan has pairs."""
    role = {"is_interpreter": True} if request.wish == HelpRequest.Wish.INTERPRETING else {"is_guide": True}
    times = WeeklyTime.objects.filter(guide__in=Guide.objects.available().filter(**role), weekday__lt=5)
    times = list(times.select_related("guide__home_municipality").order_by("guide__number", "weekday", "from_time"))
    if not times:
        return
    chosen = times[(STRIDE * number) % len(times)]
    line = chosen.guide.languages.exclude(language__code__startswith="de").select_related("language").first()
    request.wanted_on, request.wanted_at = monday + timedelta(days=chosen.weekday), chosen.from_time
    request.municipality = chosen.guide.home_municipality or request.municipality
    request.language = line.language if line else request.language


def _released(world: World, monday) -> None:
    """The questions of a released plan are gone from it; what stays is the request for which there was nobody."""
    then = world.now - (world.today - monday) - timedelta(days=3)  # the Friday before
    plan = WeekPlan.objects.create(
        monday=monday, state=WeekPlan.State.READY, computed_at=then, released_at=then + timedelta(minutes=20),
        computed_with=weights_in_force(then.date()).chosen(), milliseconds=240,
    )  # fmt: skip
    left = HelpRequest.objects.filter(closing_reason=ClosingReason.NO_GUIDE, received_on__lte=then.date())
    request = left.select_related("language", "topic").order_by("-received_on", "-pk").first()
    if request:
        PlanLine.objects.create(
            plan=plan, help_request=request, role=role_for(request), on=monday + timedelta(days=2), starts_at=request.wanted_at,
            cause=UnservedCause.Cause.TIME,
            why=f"Es fehlt: {request.language or request.topic}. 2 Personen passen sonst, haben dann aber gewöhnlich nicht frei.",
        )  # fmt: skip


def _spoken_by_nobody(world: World):
    """A language of the list which no guide speaks, so that a plan has something to say about a need."""
    spoken = set(GuideLanguage.objects.values_list("language__code", flat=True))
    wanted = [language for code, language in sorted(world.languages.items()) if not code.startswith("de")]
    return next((one for one in wanted if one.code not in spoken and not spoken & set(one.fallbacks or ())), None)
