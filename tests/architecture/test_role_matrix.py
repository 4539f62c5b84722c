"""Role × address: who gets in, who is sent to the login, who is refused; and nothing of a neighbor is found.

What a view asks for is compared twice: its declared permissions must give exactly the roles of the table `MAY`, written
by hand, and each role's answer must follow from them. A new page of the office has no line here until somebody has
thought about who may see it, and fails.
"""

from datetime import date
from fnmatch import fnmatch

import pytest
from django.db import transaction
from django.urls import reverse

from kreislotse.accounts.models import Membership
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from kreislotse.core.scope import district_scope
from kreislotse.network.models import Representation
from kreislotse.web.office.forms.rules import KINDS as RULE_KINDS
from kreislotse.web.office.forms.settings import SETTINGS_FORMS
from tests.architecture.addresses import our_addresses
from tests.architecture.conftest import browser
from tests.architecture.furnished import SEEKER_PHONE

# What a role may open cannot depend on the database; that each page works on both is seen in test_query_counts.py.
pytestmark = pytest.mark.any_database

ADDRESSES = [one for one in our_addresses() if one.name]
NOBODY = ""

CASEWORK = {Role.HEAD_OF_OFFICE, Role.COORDINATOR, Role.CASEWORKER}
COORDINATION = {Role.HEAD_OF_OFFICE, Role.COORDINATOR}
ADMINISTRATION = {Role.HEAD_OF_OFFICE, Role.DISTRICT_ADMIN}
AT_A_DESK = CASEWORK | {Role.DISTRICT_ADMIN, Role.PROVIDER_COORDINATOR, Role.PRIVACY_OFFICER}
WITH_GUIDES = CASEWORK | {Role.PROVIDER_COORDINATOR}
PARTNERS = {Role.PROVIDER_COORDINATOR, Role.OFFER_EDITOR, Role.GROUP_LEAD}

# Who may open what, from the first line that fits.
MAY: list[tuple[str, set]] = [
    ("office:export_help_requests", COORDINATION),
    ("office:*help_request*", CASEWORK),
    ("office:referral_slip", CASEWORK),
    ("office:plan_all", CASEWORK),
    ("office:*guide_list", WITH_GUIDES),
    ("office:guide_detail", WITH_GUIDES),
    ("office:export_guides", WITH_GUIDES),
    ("office:*propos*", WITH_GUIDES),
    ("office:book_guide", WITH_GUIDES),
    ("office:accept_for_guide", WITH_GUIDES),
    ("office:decline_for_guide", WITH_GUIDES),
    ("office:*_guide", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:change_guide_status", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:*assignment*", WITH_GUIDES),
    ("office:*appointment*", WITH_GUIDES),
    ("office:*sheet*", WITH_GUIDES),
    ("office:suggested_change*", COORDINATION),
    ("office:offer_snapshot*", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:export_offer_snapshot", COORDINATION | {Role.DISTRICT_ADMIN}),
    ("office:due_offer_list", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:offer_list", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:offer_detail", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:export_offers", COORDINATION | {Role.DISTRICT_ADMIN}),
    ("office:confirm_offer_translations", COORDINATION),
    ("office:order_*machine_translation", COORDINATION),
    ("office:add_translation_word", COORDINATION),
    ("office:delete_translation_word", COORDINATION),
    ("office:*translat*", COORDINATION | {Role.TRANSLATOR}),
    ("office:*offer*", COORDINATION),
    ("office:link_list", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:*_link", COORDINATION),
    ("office:*feedback*", COORDINATION),
    ("office:usage", CASEWORK),
    ("office:*double*", COORDINATION),
    ("office:export_usage", COORDINATION),
    ("office:organization_list", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:organization_detail", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:organization_card", COORDINATION | {Role.DISTRICT_ADMIN}),
    ("office:export_organizations", COORDINATION | {Role.DISTRICT_ADMIN}),
    ("office:*organization*", COORDINATION),
    ("office:*agreement", COORDINATION),
    ("office:municipality_list", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:*_places", ADMINISTRATION),
    ("office:*import*", COORDINATION | {Role.DISTRICT_ADMIN}),
    ("office:close_month", COORDINATION),
    ("office:reopen_month", COORDINATION),
    ("office:month_*", CASEWORK),
    ("office:today", AT_A_DESK),
    ("office:search", AT_A_DESK),
    ("office:gallery", AT_A_DESK),
    ("office:help", AT_A_DESK),
    ("office:administration", AT_A_DESK),
    ("office:audit_list", COORDINATION | {Role.DISTRICT_ADMIN, Role.PRIVACY_OFFICER}),
    ("office:data_map", ADMINISTRATION | {Role.PRIVACY_OFFICER}),
    ("office:*hand_over*", COORDINATION | {Role.DISTRICT_ADMIN}),
    ("office:*member*", ADMINISTRATION),
    ("office:*invit*", ADMINISTRATION),
    ("office:*settings", ADMINISTRATION),
    ("office:embedding", ADMINISTRATION),
    ("office:*_rule*", ADMINISTRATION),
    ("office:rule_list", ADMINISTRATION),
    ("office:*term*", ADMINISTRATION),
    ("office:system", ADMINISTRATION),
    ("office:first_steps", ADMINISTRATION),
    ("guides:*", {Role.GUIDE}),
    ("partners:welcome", set(Role)),
    ("partners:*", PARTNERS),
    ("home_after_login", set(Role)),
    ("account_profile", set(Role)),
]  # fmt: skip

# Pages that answer 404 although the role may open pages of this kind: rows that are not theirs, and the set-up, which is over.
NOT_THEIRS = {Role.PROVIDER_COORDINATOR: ("office:propose_guides", "office:book_guide")}
OVER = ("set_up",)
# Addresses of open data for which the house has no row, or which are there to say that nothing is there.
WITHOUT_A_ROW = ("api:hsds_unknown", "api:integreat_unknown", "api:taxonomy", "api:taxonomy_term")
OPEN_DATA_BEHIND = {"api:organization": "organization", "api:service_at_location": "place"}
# The only pages that show a seeker's telephone to somebody without the permission: the guide who said yes.
SHOWN_TO_THE_GUIDE = ("guides:assignment_detail", "guides:record_time", "guides:home")


QUESTIONS = dict.fromkeys(("partners:answer_check", "partners:propose_by_link", "partners:new_check_link"), "question")


def arguments(address, house) -> dict:
    """The row of `house` that stands behind an address which takes one."""
    rows, name = house.rows, address.name
    if name == "api:sitemap_part":
        return {"part": 1}
    if name == "api:integreat_page":
        return {"language": "de", "kind": "locations", "slug": f"ort-{rows['place'].pk}"}
    if "secret" in address.takes:
        kind = {"accept_invitation": "invitation", "use_magic_link": "magic_link", **QUESTIONS}.get(name, "status")
        found = {"secret": house.secrets[kind]}
    else:
        found = {}
    if "pk" in address.takes:
        found["pk"] = rows[ROW_BEHIND[name]].pk
    if "code" in address.takes:
        found["code"] = rows["referral"].code
    if "key" in address.takes:
        found["key"] = rows[OPEN_DATA_BEHIND.get(name, "offer")].uuid
    others = {
        "rest": "nothing",
        "suffix": "xlsx",
        "month": rows["month"],
        "language": "ar",
        "part": next(iter(SETTINGS_FORMS)),
    }
    others["kind"] = "themen" if "term" in name else next(iter(RULE_KINDS))
    if "run" in address.takes:
        found["run"] = rows["course_run"].uuid
    found |= {key: others[key] for key in address.takes if key in others}
    return found


ROW_BEHIND = {
    **{one.name: "help_request" for one in ADDRESSES if "help_request" in one.name or one.name == "office:referral_slip"},
    **{one.name: "guide" for one in ADDRESSES if "guide" in one.name and one.name.startswith("office:")},
    "office:propose_guides": "help_request", "office:book_guide": "help_request",
    "office:withdraw_proposal": "proposal", "office:accept_for_guide": "proposal", "office:decline_for_guide": "proposal",
    **{one.name: "assignment" for one in ADDRESSES if one.name.startswith("office:") and "assignment" in one.name},
    "office:record_appointment": "assignment", "office:print_sheet": "assignment", "office:change_appointment": "appointment",
    **{one.name: "offer" for one in ADDRESSES if "offer" in one.name},
    **{one.name: "feedback" for one in ADDRESSES if one.name.startswith("office:") and "feedback" in one.name},
    "office:merge_double": "double", "office:keep_double_apart": "double",
    "public:give_feedback": "offer", "public:feedback_sent": "offer",
    **{one.name: "link" for one in ADDRESSES if one.name.startswith("office:") and one.name.endswith("_link")},
    **{one.name: "organization" for one in ADDRESSES if "organization" in one.name},
    "office:suggested_change": "suggestion",
    **{one.name: "snapshot" for one in ADDRESSES if "offer_snapshot" in one.name},
    "office:finish_agreement": "agreement", "office:reopen_agreement": "agreement",
    **{one.name: "open_import" for one in ADDRESSES if "import" in one.name},
    "office:import_categories": "open_feed", "office:import_detail": "import", "office:undo_import": "import", "office:restart_import": "import",
    **{one.name: "my_proposal" for one in ADDRESSES if one.name.startswith("guides:") and "proposal" in one.name},
    "guides:assignment_detail": "my_assignment", "guides:plan_appointment": "my_assignment",
    "guides:appointment_calendar": "my_appointment",
    **{one.name: "rule" for one in ADDRESSES if "_rule" in one.name},
    **{one.name: "topic" for one in ADDRESSES if "_term" in one.name},
    **{one.name: "invitation" for one in ADDRESSES if one.name.startswith("office:") and "invit" in one.name},
    "office:invite_guide": "guide", "office:end_membership": "membership",
    "office:edit_translation_word": "glossary_term", "office:delete_translation_word": "glossary_term",
    "office:member_languages": f"membership:{Role.TRANSLATOR}",
    **{one.name: "hand_over" for one in ADDRESSES if "hand_over" in one.name},
    "partners:edit_organization": "carrier",
    **{one.name: "own_offer" for one in ADDRESSES if one.name.startswith("partners:") and "offer" in one.name},
}  # fmt: skip


def url_of(address, house) -> str:
    url = reverse(address.name, kwargs=arguments(address, house))
    if address.name == "office:hand_over_preview_pdf":
        url += f"?from_user={house.people[Role.CASEWORKER].pk}&to_user={house.people[Role.COORDINATOR].pk}"
    return url


def may_open(role: str, address) -> bool:
    needed = getattr(address.view, "required_permissions", None)
    if needed is None:
        return True
    return role != NOBODY and ROLE_PERMISSIONS[role].issuperset(needed)


@pytest.fixture
def db(rolled_back):
    """Each test inside the module's transaction; pytest-django's own `db` checks every foreign key after each test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("address", [one for one in ADDRESSES if not getattr(one.view, "is_public", False)], ids=str)
def test_declared_permissions_give_the_roles_that_were_thought_of(address):
    lines = [roles for pattern, roles in MAY if fnmatch(address.name, pattern)]
    assert lines, "no line in MAY says who may open this page"

    assert {role for role in Role if may_open(role, address)} == lines[0]


@pytest.mark.parametrize("role", [NOBODY, *Role], ids=lambda role: str(role) or "nobody")
@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_each_role_gets_the_answer_that_follows_from_its_permissions(address, role, houses, sessions, undone):
    client, url = sessions(role), url_of(address, houses[0])

    response = client.get(url)

    if not may_open(role, address):
        if response.status_code == 405:
            response = client.post(url)
        if role == NOBODY:
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("account_login"))
        else:
            assert response.status_code == 403
    elif address.name in OVER or address.name in NOT_THEIRS.get(role, ()):
        assert response.status_code in (404, 405)
    elif address.name in WITHOUT_A_ROW:
        assert response.status_code == 404
    else:
        assert response.status_code in (200, 302, 405)
        assert not response.get("Location", "").startswith(reverse("account_login"))
    if not _may_see_the_seeker(role, address):
        assert SEEKER_PHONE.encode() not in response.getvalue()


def _may_see_the_seeker(role, address) -> bool:
    if role == Role.GUIDE and address.name in SHOWN_TO_THE_GUIDE:
        return True
    return role != NOBODY and Permission.SEEKER_CONTACT_VIEW in ROLE_PERMISSIONS[role]


def test_the_seeker_is_shown_to_those_who_may_see_them(houses, sessions, undone):
    """The control: the search for the telephone number in the matrix does find it where it is."""
    with district_scope(houses[0].district):
        url = reverse("office:help_request_detail", args=[houses[0].rows["help_request"].pk])

    assert SEEKER_PHONE in sessions(Role.CASEWORKER).get(url).content.decode()


# ── the neighbor ────────────────────────────────────────────────────────────────────────────────────

OF_ONE_ROW = [one for one in ADDRESSES if {"pk", "secret", "code"} & set(one.takes)]
# A button first, and the same page for every secret: what it leads to is asked with POST.
SAYS_NOTHING = ("use_magic_link",)


@pytest.fixture
def all_rounder(houses, undone):
    """Somebody who may do everything in both districts: only the district stands between them and a row."""
    user = houses[0].people[Role.GUIDE]
    for house in houses:
        with district_scope(house.district):
            for role in (Role.HEAD_OF_OFFICE, Role.OFFER_EDITOR):
                membership = Membership.objects.create(user=user, role=role, valid_from=date(2020, 1, 1))
            Representation.objects.create(membership=membership, organization=house.rows["carrier"])
    return user


@pytest.mark.parametrize("address", OF_ONE_ROW, ids=str)
def test_a_row_of_one_district_is_not_found_at_the_neighbors_host(address, houses, all_rounder):
    here, there = houses
    url = url_of(address, here)
    post = address.name in SAYS_NOTHING

    def ask(host):
        client = browser(host, all_rounder)
        response = client.post(url) if post else client.get(url)
        return client.post(url) if response.status_code == 405 else response

    elsewhere = ask(there.district.host)
    at_home = ask(here.district.host)

    assert elsewhere.status_code in (404, 410)
    assert at_home.status_code not in (403, 404, 410), "the control: at home the same person finds the row"
