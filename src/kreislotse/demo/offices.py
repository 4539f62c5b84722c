"""Five offices of five kinds, with one login for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import Role
from kreislotse.demo.chance import Chance
from kreislotse.demo.read_facts import DemoDistrict

DEMO_PASSWORD = "lotsen-zeigen-wege"  # noqa: S105 – printed by the demo, opens nothing real

# The part of the address before the @, in the language of the office, and how many logins of the role there are.
MAILBOXES: dict[str, tuple[str, ...]] = {
    Role.DISTRICT_ADMIN: ("verwaltung",),
    Role.HEAD_OF_OFFICE: ("leitung",),
    Role.COORDINATOR: ("koordination",),
    Role.CASEWORKER: ("sachbearbeitung", "nachfolge"),
    Role.PROVIDER_COORDINATOR: ("traeger",),
    Role.OFFER_EDITOR: ("redaktion",),
    Role.TRANSLATOR: ("uebersetzung",),
    Role.GROUP_LEAD: ("arbeitsgruppe",),
    Role.MUNICIPALITY_CONTACT: ("gemeinde",),
    Role.GUIDE: ("lotse",),
    Role.READER: ("politik",),
    Role.PRIVACY_OFFICER: ("datenschutz",),
    Role.STATE_OFFICE: ("land",),
}


@dataclass
class Office:
    """The people of one office, by role."""

    users: dict[str, list[User]] = field(default_factory=dict)
    memberships: dict[str, list[Membership]] = field(default_factory=dict)

    def user(self, role: str) -> User:
        return self.users[role][0]

    @property
    def caseworkers(self) -> list[User]:
        """Who answers requests: two caseworkers and the coordinator."""
        return [*self.users[Role.CASEWORKER], *self.users[Role.COORDINATOR]]


def email_of(demo: DemoDistrict, mailbox: str) -> str:
    return f"{mailbox}@{demo.slug}.example"


def logins(demo: DemoDistrict) -> list[dict]:
    """One dict per login of a district: `district`, `host`, `role` and `email`."""
    return [
        {"district": demo.name, "host": demo.host, "role": str(Role(role).label), "email": email_of(demo, mailbox)}
        for role, mailboxes in MAILBOXES.items()
        for mailbox in mailboxes
    ]


def people_of_the_office(demo: DemoDistrict, *, chance: Chance, since: date, password: str | None = None) -> Office:
    """Create the users of the district in scope; all have the same printed password."""
    office = Office()
    password = password or make_password(DEMO_PASSWORD)
    for role, mailboxes in MAILBOXES.items():
        for mailbox in mailboxes:
            name = chance.name("ar" if role == Role.GUIDE else "de")
            user = User.objects.create(
                email=email_of(demo, mailbox),
                name=f"{name} (Demo)",
                phone=chance.landline(),
                password=password,
            )
            office.users.setdefault(role, []).append(user)
            office.memberships.setdefault(role, []).append(
                Membership.objects.create(
                    user=user,
                    role=role,
                    valid_from=since,
                    languages=["ar", "uk"] if role == Role.TRANSLATOR else [],
                )
            )
    return office


def operator(password: str) -> User:
    """Who runs the installation; sees no casework."""
    user, _created = User.objects.get_or_create(
        email="betrieb@kreislotse.example",
        defaults={
            "name": "Betrieb (Demo)",
            "password": password,
            "is_operator": True,
        },
    )
    return user
