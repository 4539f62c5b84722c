"""Role × address: who gets in, who is sent to the login, who is refused; and nothing of a neighbor is found.

What a view asks for is compared twice: its declared permissions must give exactly the roles of the table `MAY`, written
by hand, and each role's answer must follow from them. A new page of the office has no line here until somebody has
thought about who may see it, and fails.
"""

from datetime import date
from fnmatch import fnmatch

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from kreislotse.accounts.models import Membership
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from kreislotse.core.scope import district_scope
from kreislotse.network.models import Representation
from kreislotse.places.models import MunicipalityMandate
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
KEEPS_GUIDES = COORDINATION | {Role.PROVIDER_COORDINATOR}
PARTNERS = {Role.PROVIDER_COORDINATOR, Role.OFFER_EDITOR, Role.GROUP_LEAD}

# Who may open what, from the first line that fits.
MAY: list[tuple[str, set]] = [
    ("office:guide_coverage", WITH_GUIDES),
    ("office:guide_way", WITH_GUIDES),
    ("office:guide_papers", WITH_GUIDES),
    ("office:helper_list*", WITH_GUIDES),
    ("office:training_*", WITH_GUIDES),
    ("office:participants_*", WITH_GUIDES),
    ("office:module_list", WITH_GUIDES),
    ("office:*_module", COORDINATION),
    ("office:*_training", KEEPS_GUIDES),
    ("office:record_attendance", KEEPS_GUIDES),
    ("office:*talk*", KEEPS_GUIDES),
    ("office:*_certificate", KEEPS_GUIDES),
    ("office:*declaration", KEEPS_GUIDES),
    ("office:change_photo_consent", KEEPS_GUIDES),
    ("office:end_appointment", KEEPS_GUIDES),
    ("office:*_letter", KEEPS_GUIDES),
    ("office:pool_statistics*", CASEWORK),
    ("office:provider_year*", WITH_GUIDES),
    ("office:provider_call_pdf", COORDINATION),
    ("office:provider_call_*", CASEWORK | {Role.DISTRICT_ADMIN}),
    ("office:*_provider_call*", COORDINATION),
    ("office:pool_new_text", COORDINATION),
    ("office:pool_text", COORDINATION),
    ("office:pool_take_over_texts", COORDINATION),
    ("office:pool_retire_text", COORDINATION),
    ("office:pool_texts", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_*mailing*", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_compose", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_sms", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_trainings", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_invited", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_remind", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_proof*", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:pool_*", WITH_GUIDES),
    ("office:export_help_requests", COORDINATION),
    ("office:settlement_overview", COORDINATION),
    ("office:release_settlement", {Role.HEAD_OF_OFFICE}),
    ("office:discard_settlement", {Role.COORDINATOR}),
    ("office:reverse_settlement_line", {Role.COORDINATOR}),
    ("office:approve_settlement_trip", {Role.COORDINATOR}),
    ("office:edit_settlement_bank", {Role.COORDINATOR}),
    ("office:declare_settlement_income", {Role.COORDINATOR}),
    ("office:waive_settlement", {Role.COORDINATOR}),
    ("office:save_settlement_tax_number", {Role.COORDINATOR}),
    ("office:*settlement*", COORDINATION),
    ("office:exceed_budget_for_help_request", {Role.HEAD_OF_OFFICE}),
    ("office:*help_request*", CASEWORK),
    ("office:referral_slip", CASEWORK),
    ("office:try_week_plan_by_phone", CASEWORK),
    ("office:*week_plan", WITH_GUIDES),
    ("office:*guide_list", WITH_GUIDES),
    ("office:guide_detail", WITH_GUIDES),
    ("office:export_guides", WITH_GUIDES),
    ("office:*propos*", WITH_GUIDES),
    ("office:book_guide", WITH_GUIDES),
    ("office:accept_for_guide", WITH_GUIDES),
    ("office:decline_for_guide", WITH_GUIDES),
    ("office:*_absence", WITH_GUIDES),
    ("office:*vacanc*", WITH_GUIDES),
    ("office:*late_entry*", WITH_GUIDES),
    ("office:*_guide", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:change_guide_status", COORDINATION | {Role.PROVIDER_COORDINATOR}),
    ("office:*assignment*", WITH_GUIDES),
    ("office:*appointment*", WITH_GUIDES),
    ("office:*sheet*", WITH_GUIDES),
    ("office:*_expense", WITH_GUIDES),
    ("office:note_receipt_seen", WITH_GUIDES),
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
    ("office:body_list", CASEWORK),
    ("office:body_task_list", CASEWORK),
    ("office:body_detail", CASEWORK),
    ("office:body_members_xlsx", COORDINATION),
    ("office:*body*", COORDINATION),
    ("office:*seat*", COORDINATION),
    ("office:*_joining", COORDINATION),
    ("office:project_list", CASEWORK),
    ("office:project_detail", CASEWORK),
    ("office:*project*", COORDINATION),
    ("office:market_list", CASEWORK),
    ("office:network_picture", CASEWORK),
    ("office:network_*", COORDINATION),
    ("office:*market*", COORDINATION),
    ("office:*contribution", COORDINATION),
    ("office:plan_reports", CASEWORK),
    ("office:plan_*_pdf", CASEWORK),
    ("office:plan_*_xlsx", CASEWORK),
    ("office:compare_plans", CASEWORK),
    ("office:*_plan_report", COORDINATION),
    ("office:words_to_read", COORDINATION),
    ("office:*_words", COORDINATION),
    ("office:participation_list", CASEWORK),
    ("office:participation_detail", CASEWORK),
    ("office:participation_entry", CASEWORK),
    ("office:open_participation", COORDINATION),
    ("office:change_participation", COORDINATION),
    ("office:moderate_participation", COORDINATION),
    ("office:answer_participation", COORDINATION),
    ("office:participation_german", COORDINATION),
    ("office:needs_xlsx", COORDINATION),
    ("office:passed_on_needs_xlsx", COORDINATION),
    ("office:*need*", CASEWORK),
    ("office:plan_adopt", {Role.HEAD_OF_OFFICE}),
    ("office:plan", CASEWORK),
    ("office:plan_version*", CASEWORK),
    ("office:plan_timeline", CASEWORK),
    ("office:plan_programmes", CASEWORK),
    ("office:plan_programme", CASEWORK),
    ("office:plan_commitments", CASEWORK),
    ("office:goal_detail", CASEWORK),
    ("office:objective_detail", CASEWORK),
    ("office:measure_detail", CASEWORK),
    ("office:indicator_list", CASEWORK),
    ("office:indicator_detail", CASEWORK),
    ("office:*indicator*", COORDINATION),
    ("office:plan_*", COORDINATION),
    ("office:trace", CASEWORK),
    ("office:meeting_*", CASEWORK),
    ("office:hearing_list", CASEWORK),
    ("office:invite_to_meeting", COORDINATION),
    ("office:*meeting*", COORDINATION),
    ("office:*hearing", COORDINATION),
    ("office:*archiving*", COORDINATION),
    ("office:*_agenda", COORDINATION),
    ("office:*_paper", COORDINATION),
    ("office:*_minutes*", COORDINATION),
    ("office:*_resolution", COORDINATION),
    ("office:edit_standing_items", COORDINATION),
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
    ("partners:*need*", {Role.MUNICIPALITY_CONTACT}),
    ("partners:municipality_sheet", {Role.MUNICIPALITY_CONTACT}),
    ("partners:welcome", set(Role)),
    ("partners:edit_organization", PARTNERS),
    *((f"partners:{name}", {Role.GROUP_LEAD}) for name in (
        "edit_agenda", "add_paper", "record_meeting_attendance", "record_resolution", "write_minutes", "edit_resolution", "set_body_task",
    )),
    ("partners:*", PARTNERS),
    ("home_after_login", set(Role)),
    ("account_profile", set(Role)),
]  # fmt: skip

# Pages that answer 404 although the role may open pages of this kind: rows that are not theirs, and the set-up, which is over.
NOT_THEIRS = {Role.PROVIDER_COORDINATOR: ("office:propose_guides", "office:book_guide", "office:settle_week_plan")}
OVER = ("set_up",)
# Addresses of open data for which the house has no row, or which are there to say that nothing is there.
WITHOUT_A_ROW = ("api:hsds_unknown", "api:hsds_other", "api:integreat_unknown", "api:taxonomy", "api:taxonomy_term")
KEY_BEHIND = {
    "public:project_detail": "project",
    "api:organization": "organization", "api:service_at_location": "place", "public:body_detail": "body", "public:join_body": "body",
    "public:plan_goal": "public_goal", "public:plan_measure": "public_measure", "public:plan_report_pdf": "plan_report",
}  # fmt: skip
# The only pages that show a seeker's telephone to somebody without the permission: the guide who said yes.
SHOWN_TO_THE_GUIDE = ("guides:assignment_detail", "guides:record_time", "guides:home")


QUESTIONS = {"guides:answer_training": "training"} | dict.fromkeys(
    ("partners:answer_check", "partners:propose_by_link", "partners:new_check_link"), "question"
)


def arguments(address, house) -> dict:
    """The row of `house` that stands behind an address which takes one."""
    rows, name = house.rows, address.name
    if name == "api:sitemap_part":
        return {"part": 1}
    if name == "api:integreat_page":
        return {"language": "de", "kind": "locations", "slug": f"ort-{rows['place'].pk}"}
    if "secret" in address.takes:
        kind = {
            "accept_invitation": "invitation",
            "use_magic_link": "magic_link",
            "guides:calendar_feed": "calendar",
            "partners:answer_task": "task",
            "partners:answer_update": "update",
            "partners:new_update_link": "update",
            "partners:answer_provider_call": "provider_call",
            **QUESTIONS,
        }.get(name, "status")
        found = {"secret": house.secrets[kind]}
    else:
        found = {}
    if "pk" in address.takes:
        found["pk"] = rows[ROW_BEHIND[name]].pk
    if "expense" in address.takes:
        found["expense"] = rows["my_expense"].pk
    if "code" in address.takes:
        found["code"] = rows["referral"].code
    if "key" in address.takes:
        found["key"] = rows[KEY_BEHIND.get(name, "offer")].uuid
    others = {
        "rest": "nothing",
        "suffix": "xlsx",
        "letter": "urkunde" if name in ("office:appointment_letter", "guides:appointment_paper") else "dank",
        "month": rows["month"],
        "ags": rows["town"].ags,
        "language": "ar",
        "part": next(iter(SETTINGS_FORMS)),
    }
    others["year"] = 2026
    others["kind"] = (
        "massnahme"
        if name == "office:plan_language_part"
        else "meilenstein"
        if "plan_" in name
        else "belege"
        if "settlement" in name
        else "themen"
        if "term" in name
        else next(iter(RULE_KINDS))
    )
    if name == "office:trace":
        found |= {"what": "bedarf", "row": rows["need"].pk}
    if "run" in address.takes:
        found["run"] = rows["course_run"].uuid
    found |= {key: others[key] for key in address.takes if key in others}
    return found


PARTS_OF_PLAN = {
    "fassungen": "plan_version", "leitziele": "public_goal", "teilziele": "objective", "massnahmen": "public_measure",
    "meilensteine": "milestone", "geld": "funding_share", "zusagen": "commitment", "indikatoren": "indicator",
    "werte": "observation", "programme": "programme",
}  # fmt: skip
ROW_BEHIND = {
    "office:provider_call_detail": "provider_call", "office:provider_call_pdf": "called_provider",
    "office:record_provider_call_answer": "called_provider",
    "office:plan_reports": "plan_version",
    "office:plan_version_pdf": "plan_version",
    "office:plan_version_xlsx": "plan_version",
    "office:plan_municipality_pdf": "plan_version",
    "office:plan_report_pdf": "plan_report",
    "office:plan_report_xlsx": "plan_report",
    "office:show_plan_report": "plan_report",
    "office:hide_plan_report": "plan_report",
    "office:release_words": "progress_report",
    "office:withhold_words": "progress_report",
    **{one.name: "guide" for one in ADDRESSES if one.route.startswith("buero/lotsen/<int:pk>/abrechnung")},
    "office:settlement_run": "settlement_run", "office:release_settlement": "settlement_run",
    "office:discard_settlement": "settlement_run", "office:reverse_settlement_line": "settlement_line",
    "office:settlement_file": "payment_file", "office:approve_settlement_trip": "trip", "office:settlement_proof": "funding",
    "office:settlement_statement_pdf": "settlement_statement", "office:return_settlement_payment": "payment",
    **{one.name: "help_request" for one in ADDRESSES if "help_request" in one.name or one.name == "office:referral_slip"},
    **{one.name: "guide" for one in ADDRESSES if "guide" in one.name and one.name.startswith("office:")},
    "office:settle_week_plan": "help_request", "office:try_week_plan_by_phone": "help_request",
    "office:propose_guides": "help_request", "office:book_guide": "help_request",
    "office:withdraw_proposal": "proposal", "office:accept_for_guide": "proposal", "office:decline_for_guide": "proposal",
    **{one.name: "assignment" for one in ADDRESSES if one.name.startswith("office:") and "assignment" in one.name},
    "office:assignment_receipt": "my_receipt", "office:signed_sheet": "my_sheet", "office:record_expense": "assignment",
    "office:note_receipt_seen": "my_assignment", "office:remove_expense": "my_assignment",
    "office:move_appointment": "appointment", "office:cancel_appointment": "appointment", "office:free_appointment": "appointment",
    "office:hold_appointment_on_left_out_day": "series_date", "office:report_absence": "guide", "office:take_back_absence": "my_absence",
    **{one.name: "vacancy" for one in ADDRESSES if "vacanc" in one.name}, "office:admit_for_help_request": "exclusion",
    "office:record_appointment": "assignment", "office:print_sheet": "assignment", "office:change_appointment": "appointment",
    **{one.name: "offer" for one in ADDRESSES if "offer" in one.name},
    **{one.name: "feedback" for one in ADDRESSES if one.name.startswith("office:") and "feedback" in one.name},
    "office:merge_double": "double", "office:keep_double_apart": "double",
    "public:give_feedback": "offer", "public:feedback_sent": "offer",
    **{one.name: "link" for one in ADDRESSES if one.name.startswith("office:") and one.name.endswith("_link")},
    **{one.name: "organization" for one in ADDRESSES if "organization" in one.name},
    **{one.name: "body" for one in ADDRESSES if "body" in one.name}, "office:give_seat": "body", "office:give_seats": "body",
    **dict.fromkeys(("office:edit_seat", "office:end_seat", "office:name_seat_holder"), "seat"),
    **{one.name: "need" for one in ADDRESSES if one.name.startswith("office:") and "need" in one.name},
    **{one.name: "window" for one in ADDRESSES if one.name.startswith("office:") and "participation" in one.name},
    **dict.fromkeys(("office:participation_entry", "office:participation_german", "office:answer_participation"), "entry"),
    "partners:municipality_sheet": "my_town",
    "partners:need_detail": "own_need", "partners:comment_on_plan": "body",
    "office:take_need_apart": "merged_need", "office:unlink_need": "need_answer", "office:need_answer_from_there": "passed_need",
    **{one.name: "meeting" for one in ADDRESSES if "meeting" in one.name},
    **dict.fromkeys(("office:move_meeting", "office:cancel_meeting"), "coming_meeting"),
    **{one.name: "meeting" for one in ADDRESSES if one.name.endswith(("_minutes", "_minutes_back", ":edit_agenda"))},
    **{one.name: "agenda_item" for one in ADDRESSES if one.name.endswith((":add_paper", ":record_resolution", ":set_body_task"))},
    **{one.name: "paper" for one in ADDRESSES if one.name.endswith((":meeting_paper", ":remove_paper"))},
    **{one.name: "resolution" for one in ADDRESSES if one.name.endswith(":edit_resolution")},
    **{one.name: "task" for one in ADDRESSES if one.name.endswith(("edit_body_task", "finish_body_task", "reopen_body_task"))},
    "office:plan_meeting": "body", "office:edit_standing_items": "body", "office:set_task_of_body": "body",
    **{one.name: "archive_offer" for one in ADDRESSES if "archiving" in one.name},
    "office:record_hearing": "council", "office:edit_hearing": "hearing",
    "office:suggested_change": "suggestion",
    **{one.name: "snapshot" for one in ADDRESSES if "offer_snapshot" in one.name},
    "office:finish_agreement": "agreement", "office:reopen_agreement": "agreement",
    **{one.name: "open_import" for one in ADDRESSES if "import" in one.name},
    "office:import_categories": "open_feed", "office:import_detail": "import", "office:undo_import": "import", "office:restart_import": "import",
    **{one.name: "my_proposal" for one in ADDRESSES if one.name.startswith("guides:") and "proposal" in one.name},
    "guides:assignment_detail": "my_assignment", "guides:plan_appointment": "my_assignment", "guides:step_back": "my_assignment",
    "guides:fall_out": "my_appointment", "office:decide_late_entry": "late_entry",
    "guides:training_certificate": "my_participant", "guides:withdraw_from_training": "my_participant",
    "guides:register_for_training": "training", "guides:appointment_paper": "my_formal_appointment",
    "guides:appointment_calendar": "my_appointment", "guides:sign_appointment": "my_appointment",
    "guides:sheet": "my_sheet", "guides:statement": "my_statement", "guides:receipt": "my_receipt", "guides:take_back_absence": "my_absence",
    **{one.name: "rule" for one in ADDRESSES if "_rule" in one.name},
    **{one.name: "topic" for one in ADDRESSES if "_term" in one.name},
    **{one.name: "invitation" for one in ADDRESSES if one.name.startswith("office:") and "invit" in one.name},
    **dict.fromkeys(
        ("office:note_talk", "office:record_certificate", "office:delete_certificate", "office:record_declaration",
         "office:change_photo_consent", "office:recognize_training"), "guide",
    ),
    **dict.fromkeys(
        ("office:training_detail", "office:edit_training", "office:finish_training", "office:reopen_training",
         "office:cancel_training", "office:register_for_training", "office:participants_xlsx", "office:participants_pdf"),
        "training",
    ),
    "office:invite_to_meeting": "coming_meeting",
    "office:delete_talk_note": "talk_note", "office:end_appointment": "formal_appointment",
    "office:appointment_letter": "formal_appointment", "office:record_attendance": "training_date",
    "office:withdraw_from_training": "participant", "office:training_certificate": "participant", "office:edit_module": "module",
    "office:pool_mailing": "mailing", "office:pool_repeat_mailing": "mailing", "office:pool_sms": "guide",
    "office:pool_text": "office_text", "office:pool_retire_text": "office_text", "office:pool_proof": "guide",
    "office:pool_proof_pdf": "guide", "office:pool_invited": "training_run", "office:pool_remind": "training_run",
    "office:invite_guide": "guide", "office:end_membership": "membership",
    "office:edit_translation_word": "glossary_term", "office:delete_translation_word": "glossary_term",
    "office:member_languages": f"membership:{Role.TRANSLATOR}",
    **{one.name: "hand_over" for one in ADDRESSES if "hand_over" in one.name},
    **{one.name: "project" for one in ADDRESSES if "project" in one.name},
    **{one.name: "market_item" for one in ADDRESSES if "market_item" in one.name},
    **{one.name: "contribution" for one in ADDRESSES if one.name.endswith("_contribution")},
    **{
        one.name: row
        for one in ADDRESSES
        for part, row in PARTS_OF_PLAN.items()
        if one.name.startswith("office:") and one.route.startswith(f"buero/konzept/{part}/<int:pk>/")
    },
    "office:plan_remove_part": "milestone",
    "office:plan_language_part": "public_measure",
    "partners:measure_detail": "public_measure",
    "partners:edit_organization": "carrier",
    **dict.fromkeys(("office:accept_joining", "office:decline_joining"), "joining"),
    **{one.name: "own_offer" for one in ADDRESSES if one.name.startswith("partners:") and "offer" in one.name},
    **{one.name: "own_market_item" for one in ADDRESSES if one.name in ("partners:change_market_item", "partners:close_market_item")},
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


def test_declared_permissions_give_the_roles_that_were_thought_of():
    """`None` for what was thought of: no line in MAY says who may open this page."""
    wrong = {}
    for address in ADDRESSES:
        if getattr(address.view, "is_public", False):
            continue
        thought_of = next((roles for pattern, roles in MAY if fnmatch(address.name, pattern)), None)
        declared = {role for role in Role if may_open(role, address)}
        if declared != thought_of:
            wrong[str(address)] = {"declared": declared, "thought of": thought_of}

    assert wrong == {}


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_each_role_gets_the_answer_that_follows_from_its_permissions(address, houses, sessions, undone):
    """One test for an address and all roles: a test of its own for each role takes longer than the request it makes."""
    url = url_of(address, houses[0])
    wrong = {}
    for role in (NOBODY, *Role):
        with transaction.atomic():
            try:
                complaint = _complaint(role, address, sessions(role), url)
            except Exception as error:
                error.add_note(f"asked by {role or 'nobody'}")
                raise
            transaction.set_rollback(True)
        cache.clear()
        if complaint:
            wrong[str(role) or "nobody"] = complaint

    assert not wrong


def _complaint(role: str, address, client, url: str) -> str:
    """What is wrong with the answer that `role` gets, or nothing."""
    response = client.get(url)
    may = may_open(role, address)
    if not may and response.status_code == 405:
        response = client.post(url)
    status, asks_for_login = response.status_code, response.get("Location", "").startswith(reverse("account_login"))
    if not _may_see_the_seeker(role, address) and SEEKER_PHONE.encode() in response.getvalue():
        return "sees the seeker's telephone number"
    if not may and role == NOBODY:
        return "" if status == 302 and asks_for_login else f"{status} instead of the login"
    if not may:
        expected = {403}
    elif address.name in OVER or address.name in NOT_THEIRS.get(role, ()):
        expected = {404, 405}
    elif address.name in WITHOUT_A_ROW:
        expected = {404}
    else:
        expected = {200, 302, 405}
        if asks_for_login:
            return "is asked to log in"
    return "" if status in expected else f"{status} instead of {sorted(expected)}"


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

OF_ONE_ROW = [one for one in ADDRESSES if {"pk", "secret", "code", "row"} & set(one.takes)]
# A button first, and the same page for every secret: what it leads to is asked with POST.
SAYS_NOTHING = ("use_magic_link",)


@pytest.fixture
def all_rounder(houses, undone):
    """Somebody who may do everything in both districts: only the district stands between them and a row."""
    user = houses[0].people[Role.GUIDE]
    for house in houses:
        with district_scope(house.district):
            for role in (Role.HEAD_OF_OFFICE, Role.COORDINATOR, Role.GROUP_LEAD):
                membership = Membership.objects.create(user=user, role=role, valid_from=date(2020, 1, 1))
            Representation.objects.create(membership=membership, organization=house.rows["carrier"])
            contact = Membership.objects.create(user=user, role=Role.MUNICIPALITY_CONTACT, valid_from=date(2020, 1, 1))
            MunicipalityMandate.objects.create(membership=contact, municipality=house.rows["my_town"])
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
