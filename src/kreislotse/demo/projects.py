"""What partners do together and for each other: projects, contributions, „Suche und Biete“."""

from __future__ import annotations

from datetime import date, timedelta

from kreislotse.accounts.roles import Role
from kreislotse.core.dates import first_of_month
from kreislotse.demo import read_facts
from kreislotse.demo.chance import Chance
from kreislotse.demo.world import World
from kreislotse.groups.models import Body, Contribution, MarketAnswer, MarketItem, Meeting, Project, ProjectPartner
from kreislotse.network.models import Organization

DAYS_OF_MONTH = 30.4


def build_projects(world: World) -> None:
    """A chance of their own: what the other parts of the demo draw does not change."""
    chance = Chance(f"projects-{world.demo.ags}")
    facts = read_facts.projects()
    bodies = _bodies(world)
    made = {one["key"]: _project(world, chance, one, bodies) for one in facts["projects"]}
    for one in facts["contributions"]:
        _contribution(world, one, bodies, made)
    for one in facts["market"]:
        _market(world, one)


def _bodies(world: World) -> dict[str, Body]:
    """The demo's bodies by their key, found again by their name."""
    names = {
        "network": world.district.term("network"), "council": world.district.term("council"),
        "district": world.demo.short_name, "town": world.seat.name,
    }  # fmt: skip
    by_name = {body.name: body for body in Body.objects.all()}
    return {facts["key"]: by_name[facts["name"].format(**names)] for facts in read_facts.bodies()}


def _of(world: World, key: str) -> Organization:
    return world.organizations[key][0]


def _month(world: World, months: int) -> date:
    return first_of_month(world.today + timedelta(days=round(months * DAYS_OF_MONTH)))


def _project(world: World, chance: Chance, facts: dict, bodies: dict[str, Body]) -> Project:
    ends = _month(world, facts["ends"] + 1) - timedelta(days=1) if "ends" in facts else None
    results = facts.get("results", "")
    project = Project(
        title=facts["title"], titles=facts.get("titles", {}), aims=facts["aims"], lead=_of(world, facts["lead"]),
        starts_on=_month(world, facts["starts"]), ends_on=ends, cents=facts["cents"], money_from=facts["money_from"],
        results=results, finished_on=ends + timedelta(days=chance.between(5, 20)) if results else None,
        responsible=world.office.user(Role.COORDINATOR), is_public=facts["public"],
    )  # fmt: skip
    project.save()
    project.topics.set(world.topics[code] for code in facts["topics"] if code in world.topics)
    project.bodies.set(bodies[key] for key in facts["bodies"])
    project.municipalities.set([project.lead.municipality] if project.lead.municipality and chance.happens(0.5) else [])
    ProjectPartner.objects.bulk_create(
        ProjectPartner(project=project, organization=_of(world, key), role=role) for key, role in facts["partners"]
    )
    return project


def _contribution(world: World, facts: dict, bodies: dict[str, Body], projects: dict[str, Project]) -> None:
    body = bodies[facts["body"]] if "body" in facts else None
    on = world.today + timedelta(days=facts["on"]) if "on" in facts else None
    Contribution(
        organization=_of(world, facts["organization"]), kind=facts["kind"], text=facts["text"],
        body=body, project=projects[facts["project"]] if "project" in facts else None,
        on=_meeting_day(body, on, world.today) if body and on else on, status=facts["status"],
    ).save()  # fmt: skip


def _meeting_day(body: Body, wanted: date, today: date) -> date:
    """The day of the body's meeting nearest to the one wanted, on the same side of today; else the one wanted."""
    days = [one.day for one in body.meetings.exclude(status=Meeting.Status.CANCELLED)]
    same_side = [day for day in days if (day > today) == (wanted > today)]
    return min(same_side, key=lambda day: abs(day - wanted), default=wanted)


def _market(world: World, facts: dict) -> None:
    until = world.today + timedelta(days=facts["until"])
    posted = min(world.today, until) - timedelta(days=20)
    settled = facts.get("settled_with")
    item = MarketItem(
        organization=_of(world, facts["organization"]), kind=facts["kind"], what=facts["what"],
        text=facts["text"].format(town=world.seat.name), posted_on=posted, valid_until=until,
        closed_on=until if settled else None, result=facts.get("result", ""),
        settled_with=_of(world, settled) if settled else None,
    )  # fmt: skip
    item.save()
    for key, text in facts["answers"]:
        MarketAnswer(item=item, organization=_of(world, key), text=text, answered_on=posted + timedelta(days=6)).save()
