"""Organizations of every kind, their people, what they lend, and what was agreed with them."""

from __future__ import annotations

from datetime import timedelta

from kreislotse.accounts.roles import Role
from kreislotse.demo import read_facts
from kreislotse.demo.world import World, batches, link
from kreislotse.network.models import (
    Agreement,
    Contact,
    Organization,
    Representation,
    Resource,
)
from kreislotse.places.models import Municipality, MunicipalityMandate

PUBLIC_KINDS = {"initiative", "religious_community"}
RESOURCE_KINDS = {"vehicle": Resource.Kind.EQUIPMENT}
TOWN_HALLS = 6


def build_network(world: World) -> None:
    _organizations(world)
    _contacts_and_resources(world)
    _agreements(world)
    _representations(world)


def _templates(world: World):
    """Template, municipality and copy (0 for the first) of every organization."""
    facts = read_facts.organizations()
    town_hall = {**facts["municipality"], "key": "municipality", "kind": "municipality"}
    for copy in range(world.scale):
        for town in world.municipalities_by_size[:TOWN_HALLS]:
            yield town_hall, town, copy
        for template in facts["organizations"]:
            if template["place"] == "seat" and copy == 0:
                yield template, world.seat, copy
            elif template["place"] == "large":
                yield template, world.chance.one(world.large_towns), copy
            else:
                yield template, world.town(), copy


def _organizations(world: World) -> None:
    chance = world.chance
    by_copy: list[tuple[dict, Organization]] = []
    for batch in batches(_templates(world)):
        created = [_organization(world, template, town, copy) for template, town, copy in batch]
        Organization.objects.bulk_create(created)
        by_copy += zip((template for template, _t, _c in batch), created, strict=True)
    for template, organization in by_copy:
        world.organizations.setdefault(template["key"], []).append(organization)
    link(
        Organization.topics.through,
        (
            {"organization_id": organization.pk, "topic_id": world.topics[code].pk}
            for template, organization in by_copy
            for code in template["topics"]
        ),
    )
    link(
        Organization.municipalities_served.through,
        (
            {"organization_id": organization.pk, "municipality_id": town.pk}
            for template, organization in by_copy
            if template.get("place") == "any"
            for town in world.near(organization.municipality)[: chance.between(1, 4)]
        ),
    )


def _organization(world: World, template: dict, town: Municipality, copy: int) -> Organization:
    chance = world.chance
    name = template["name"].format(
        town=town.name,
        district=world.demo.short_name,
        kind="Stadt" if _is_city(town) else "Gemeinde",
    )
    name += f" {copy + 1} (Demo)" if copy else " (Demo)"
    mailbox = town.ags if template["key"] == "municipality" else "info"
    mailbox += f"-{copy + 1}" if copy else ""
    kind = template["kind"]
    return Organization(
        name=name,
        kind=kind,
        responsible_for=template["responsibility"],
        street=f"{chance.one(read_facts.phrases()['streets']['names'])} {chance.between(1, 89)}",
        postcode=town.postcode,
        city=town.name,
        municipality=town,
        phone=chance.landline(),
        email=f"{mailbox}@{template['key']}.{world.demo.slug}.example",
        website=f"https://{template['key']}.{world.demo.slug}.example/",
        contact_person=chance.one(world.office.caseworkers),
        is_public=kind not in PUBLIC_KINDS or chance.happens(0.6),
        search_key=Organization.make_search_key(name, "", town.name),
    )


def _is_city(town: Municipality) -> bool:
    fact = next(f for f in read_facts.municipalities() if f.ags == town.ags)
    return fact.kind == "Stadt"


def _contacts_and_resources(world: World) -> None:
    by_key = {t["key"]: t for t in read_facts.organizations()["organizations"]}
    by_key["municipality"] = read_facts.organizations()["municipality"]
    rows = [(by_key[key], organization) for key, found in world.organizations.items() for organization in found]
    for batch in batches(rows):
        Contact.objects.bulk_create(
            contact for template, organization in batch for contact in _contacts(world, template, organization)
        )
        Resource.objects.bulk_create(
            Resource(
                organization=organization,
                kind=RESOURCE_KINDS.get(resource["kind"], resource["kind"]),
                description=resource["text"],
            )
            for template, organization in batch
            for resource in template.get("resources", [])
        )


def _contacts(world: World, template: dict, organization: Organization):
    chance = world.chance
    functions = read_facts.phrases()["functions"][organization.kind]
    language = template["languages"][-1] if chance.happens(0.5) else "de"
    for position, function in enumerate(chance.some(functions, 1, 2)):
        name = chance.name(language if position == 0 else "de")
        visibility = chance.weighted({"office": 4, "network": 4, "public": 2})
        yield Contact(
            organization=organization,
            name=str(name),
            function=function,
            phone=chance.landline() if chance.happens(0.7) else chance.mobile(),
            email=f"{name.mailbox}@{organization.email.partition('@')[2]}",
            visibility=visibility,
            consented_on=world.today - timedelta(days=chance.between(20, 500)) if visibility == "public" else None,
            is_main=position == 0,
        )


def _agreements(world: World) -> None:
    chance = world.chance
    responsible = [
        world.office.user(Role.CASEWORKER),
        world.office.user(Role.CASEWORKER),
        world.office.user(Role.COORDINATOR),
        world.office.user(Role.HEAD_OF_OFFICE),
    ]
    rows = []
    for template in read_facts.phrases()["agreements"]:
        due_on = world.today + timedelta(days=template["due"])
        rows.append(
            Agreement(
                organization=world.organizations[chance.one(template["partners"])][0],
                title=template["title"],
                text=template["text"],
                agreed_on=world.today + timedelta(days=template["days"]),
                due_on=due_on,
                done_on=due_on - timedelta(days=3) if template.get("done") else None,
                responsible=chance.one(responsible),
            )
        )
    Agreement.objects.bulk_create(rows)


def _representations(world: World) -> None:
    for role, key in (
        (Role.PROVIDER_COORDINATOR, "freiwilligenagentur"),
        (Role.OFFER_EDITOR, "volkshochschule"),
        (Role.GROUP_LEAD, "volkshochschule"),
    ):
        Representation.objects.create(
            membership=world.office.memberships[role][0],
            organization=world.organizations[key][0],
        )
    MunicipalityMandate.objects.create(
        membership=world.office.memberships[Role.MUNICIPALITY_CONTACT][0],
        municipality=world.municipalities_by_size[0],
    )
