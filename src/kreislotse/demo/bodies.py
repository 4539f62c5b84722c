"""The networks, working groups and councils of a district, with who sits there and since when."""

from __future__ import annotations

from datetime import date, timedelta

from kreislotse.accounts.roles import Role as AccountRole
from kreislotse.demo import read_facts
from kreislotse.demo.chance import Chance
from kreislotse.demo.world import World
from kreislotse.groups.models import Body, BodyJoining, Seat, SeatHolder
from kreislotse.network.models import Organization

Role = Seat.Role
# What a council is called in law differs from Land to Land (domain.md 2, 3 and 8); its name comes from the office's preset.
COUNCIL_OF_LAND = {
    "06": (Body.Kind.FOREIGNERS_COUNCIL, "§ 84 HGO"),
    "05": (Body.Kind.INTEGRATION_COUNCIL, "§ 27 GO NRW"),
}
TOWN_COUNCIL_BY_STATUTE = (Body.Kind.OTHER, "Hauptsatzung der Stadt")


def build_bodies(world: World) -> dict[str, Body]:
    """The bodies by their keys. A chance of their own: what the other parts of the demo draw does not change."""
    chance = Chance(f"bodies-{world.demo.ags}")
    names = {
        "network": world.district.term("network"), "council": world.district.term("council"),
        "district": world.demo.short_name, "town": world.seat.name,
    }  # fmt: skip
    made: dict[str, Body] = {}
    for facts in read_facts.bodies():
        made[facts["key"]] = body = _body(world, facts, made, names)
        _seats(world, chance, facts, body)
    _joining(world, chance, made["ag-sprache"])
    return made


def _body(world: World, facts: dict, made: dict[str, Body], names: dict[str, str]) -> Body:
    kind, basis = facts["kind"], facts.get("legal_basis", "")
    if kind == "council":
        kind, basis = COUNCIL_OF_LAND.get(world.demo.ags[:2], TOWN_COUNCIL_BY_STATUTE)
    since = date(facts["since"], 4, 1)
    body = Body(
        name=facts["name"].format(**names), kind=kind, purpose=facts["purpose"], legal_basis=basis,
        part_of=made.get(facts.get("part_of")), our_role=facts.get("our_role", Body.OurRole.LEAD),
        owner=_of(world, facts["owner"])[0] if "owner" in facts else None,
        municipality=world.seat if facts["key"] in ("council", "regional") else None,
        seats_limit=facts.get("seats_limit"), is_public=facts.get("public", False),
        takes_partners=facts.get("takes_partners", False), responsible=world.office.user(AccountRole.COORDINATOR),
    )  # fmt: skip
    if years := facts.get("term"):
        body.term_from, body.term_until = since, since.replace(year=since.year + years) - timedelta(days=1)
    body.save()
    body.topics.set(world.topics[code] for code in facts.get("topics", ()) if code in world.topics)
    return body


def _of(world: World, key: str) -> list[Organization]:
    return world.organizations.get(key, [])


def _seats(world: World, chance: Chance, facts: dict, body: Body) -> None:
    since = body.term_from or date(facts["since"], 4, 1)
    ends = {"until_on": body.term_until}
    wanted: list[tuple[Organization | None, str, str]] = []
    if "lead" in facts:
        wanted.append((_of(world, facts["lead"])[0], Role.CO_LEAD, ""))
    for key in facts.get("seats", ()):
        found = _of(world, key)
        wanted += [(one, Role.MEMBER, "") for one in (found if key == "municipality" else found[:1])]
    wanted += [(None, Role.MEMBER, by) for by in facts.get("people", ())]
    wanted += [(None, Role.SUBSTITUTE, "") for _one in range(facts.get("substitutes", 0))]
    seats, holders = [], []
    for organization, role, nominated_by in wanted:
        begins = since if body.term_from else since + timedelta(days=chance.between(0, 700))
        seat = Seat(
            body=body, organization=organization, role=role, nominated_by=nominated_by,
            from_on=min(begins, world.today), **ends,
        )  # fmt: skip
        seats.append(seat)
        holders.append(_holder(world, chance, seat))
    if body.seats_limit and seats:
        seats[0].role = Role.LEAD
    Seat.objects.bulk_create(seats)
    SeatHolder.objects.bulk_create(one for one in holders if one)


def _holder(world: World, chance: Chance, seat: Seat) -> SeatHolder | None:
    """Mostly a contact the network knows; here and there nobody has been named yet."""
    if seat.organization is None:
        return SeatHolder(seat=seat, name=str(chance.name()), from_on=seat.from_on, until_on=seat.until_on)
    contact = seat.organization.contacts.order_by("-is_main", "pk").first()
    if contact is None or chance.happens(0.1):
        return None
    return SeatHolder(
        seat=seat, contact=contact, name=contact.name, function=contact.function, email=contact.email,
        phone=contact.phone, from_on=seat.from_on, until_on=seat.until_on,
    )  # fmt: skip


def _joining(world: World, chance: Chance, body: Body) -> None:
    """Somebody waits for an answer."""
    BodyJoining.objects.create(
        body=body, organization_name="Sprachcafé am Markt (Demo)", name=str(chance.name("ar")), function="Vorstand",
        email="cafe@sprachcafe.example", phone=chance.landline(), asked_at=world.now - timedelta(days=4),
        reason="Wir treffen uns jeden Donnerstag mit zwanzig Menschen und möchten unsere Zeiten mit den Kursen abstimmen.",
        submission_digest=f"demo-{world.demo.ags}",
    )  # fmt: skip
