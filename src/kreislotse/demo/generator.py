"""The demo: five districts with their real municipalities, and eighteen months of invented life."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.scope import district_scope
from kreislotse.demo.bodies import build_bodies
from kreislotse.demo.casework import Casework
from kreislotse.demo.chance import Chance
from kreislotse.demo.changes import build_changes
from kreislotse.demo.coordination import build_coordination
from kreislotse.demo.directory import build_directory
from kreislotse.demo.guides import build_guides
from kreislotse.demo.life_of_guides import build_life_of_guides
from kreislotse.demo.meetings import build_meetings
from kreislotse.demo.money import build_money
from kreislotse.demo.months import build_months
from kreislotse.demo.needs import build_needs
from kreislotse.demo.network import build_network
from kreislotse.demo.offices import (
    DEMO_PASSWORD,
    logins,
    operator,
    people_of_the_office,
)
from kreislotse.demo.open_district import open_district
from kreislotse.demo.phone import build_phone
from kreislotse.demo.plan import build_plan
from kreislotse.demo.projects import build_projects
from kreislotse.demo.read_facts import DISTRICTS, DemoDistrict
from kreislotse.demo.reference import load_places
from kreislotse.demo.responses import build_responses
from kreislotse.demo.upkeep import build_upkeep
from kreislotse.demo.week_plans import build_week_plans
from kreislotse.demo.world import World
from kreislotse.districts.models import District
from kreislotse.jobs.statistics import refresh_statistics
from kreislotse.places.models import Municipality
from kreislotse.search import operations as search
from kreislotse.taxonomy.models import Language, TargetGroup, Topic
from kreislotse.taxonomy.operations import load_languages

SEED = 2026


class DistrictInUse(DomainError):
    message = _(
        "%(name)s gibt es hier schon mit echten Daten. Bitte laden Sie die Vorführung in ein leeres Verzeichnis."
    )


def load_demo(
    *,
    scale: int = 1,
    districts: Iterable[str] | None = None,
    progress: Callable[[str], None] = lambda _line: None,
    today: date,
) -> list[dict]:
    """Fill the installation with the demo and return its logins (see `demo_logins`).

    `districts` are keys (five digits), all five without it; `scale` multiplies everything but the people of the
    office. A district that was loaded before stays as it is, so that a second call is quick. Each district is
    one transaction. Raises `DistrictInUse` if a district of that key holds data that is not the demo's.
    """
    wanted = set(districts) if districts is not None else {d.ags for d in DISTRICTS}
    chosen = [demo for demo in DISTRICTS if demo.ags in wanted]
    there = {d.ags: d for d in District.objects.filter(ags__in=wanted)}
    for district in there.values():
        if not district.is_demo:
            raise DistrictInUse(name=district.name)
    missing = [demo for demo in chosen if demo.ags not in there]
    if missing:
        progress("Gemeinden und Sprachen …")
        load_places()
        load_languages()
        password = make_password(DEMO_PASSWORD)
        operator(password)
        for position, demo in enumerate(missing, start=1):
            progress(f"{demo.name} ({position} von {len(missing)}) …")
            with transaction.atomic():
                district = _fill(demo, scale=scale, today=today, password=password)
                search.rebuild(district)
        refresh_statistics()
    return demo_logins()


def is_complete() -> bool:
    """Whether all districts of the demo are there."""
    return District.objects.filter(ags__in=[demo.ags for demo in DISTRICTS]).count() == len(DISTRICTS)


def demo_logins() -> list[dict]:
    """One dict per login of the districts loaded so far: `district`, `host`, `role` and `email`."""
    loaded = set(District.objects.filter(is_demo=True).values_list("ags", flat=True))
    return [login for demo in DISTRICTS if demo.ags in loaded for login in logins(demo)]


def _fill(demo: DemoDistrict, *, scale: int, today: date, password: str) -> District:
    chance = Chance(f"{SEED}-{demo.ags}")
    district = open_district(demo, chance=chance, today=today)
    with district_scope(district):
        begin = today.replace(year=today.year - 2, month=1, day=1)
        world = World(
            demo=demo,
            district=district,
            chance=chance,
            office=people_of_the_office(demo, chance=chance, since=begin, password=password),
            today=today,
            scale=scale,
            towns=list(Municipality.objects.valid_on(today).of_district(district).exclude(latitude=None)),
            topics={t.code: t for t in Topic.objects.all()},
            target_groups={g.code: g for g in TargetGroup.objects.all()},
            languages={language.code: language for language in Language.objects.all()},
        )
        build_network(world)
        build_directory(world)
        build_guides(world)
        Casework(world).build()
        build_phone(world)
        build_changes(world)
        build_money(world)
        build_months(world)
        build_coordination(world)
        build_upkeep(world)
        build_life_of_guides(world)
        build_week_plans(world)
        build_responses(world)
        resolutions = build_meetings(world, build_bodies(world))
        build_plan(world, resolutions)
        build_needs(world, resolutions)
        build_projects(world)
    return district
