"""Who may do what: the whole of it, to be read aloud to a data protection officer."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    OFFICE_VIEW = "office_view"  # the office's pages: Heute, search, numbers of one's own work
    HELP_REQUEST_VIEW = "help_request_view"
    HELP_REQUEST_RECORD = "help_request_record"
    HELP_REQUEST_EDIT = "help_request_edit"
    HELP_REQUEST_CLOSE = "help_request_close"
    SEEKER_CONTACT_VIEW = "seeker_contact_view"  # name and telephone of the person who asked
    REFER = "refer"
    GUIDE_VIEW = "guide_view"
    GUIDE_EDIT = "guide_edit"
    MODULE_EDIT = "module_edit"  # what trainings teach and how long it counts, for the whole Kreis
    GUIDE_TEXTS_EDIT = "guide_texts_edit"  # the office's texts for mails and short messages to guides
    ASSIGNMENT_VIEW = "assignment_view"
    ASSIGNMENT_EDIT = "assignment_edit"  # propose, book, record appointments, print sheets
    BUDGET_EXCEED = "budget_exceed"  # let a request be paid although a funding is used up
    SETTLEMENT_VIEW = "settlement_view"  # what guides are paid; no account number in full
    SETTLEMENT_PREPARE = "settlement_prepare"  # collect, take back, record accounts; never together with releasing
    SETTLEMENT_RELEASE = "settlement_release"  # say as a second person that it is right
    SETTLEMENT_PAY = "settlement_pay"  # the file for the bank, and what came back
    OFFER_VIEW = "offer_view"
    OFFER_EDIT = "offer_edit"
    OFFER_TRANSLATE = "offer_translate"  # texts of public offers; without OFFER_EDIT only in the membership's languages
    NETWORK_VIEW = "network_view"
    NETWORK_EDIT = "network_edit"
    BODY_VIEW = "body_view"  # working groups, networks and councils, who sits there, and their meetings
    BODY_EDIT = "body_edit"
    OWN_BODIES_VIEW = "own_bodies_view"  # those on which the own organization has a seat
    NEED_VIEW = "need_view"  # what is missing in the Kreis, where it was heard, what became of it
    NEED_EDIT = "need_edit"
    PLAN_VIEW = "plan_view"  # the plan with drafts and reports that are not public yet
    PLAN_EDIT = "plan_edit"  # goals, measures, programmes, reports, indicators, participation
    PLAN_ADOPT = "plan_adopt"  # say that the Kreistag adopted an edition; its text stays as it is from then on
    OWN_BODIES_LEAD = "own_bodies_lead"  # agenda and minutes of those which the own organization leads
    IMPORT = "import"
    EXPORT = "export"
    MONTH_VIEW = "month_view"
    MONTH_CLOSE = "month_close"
    RULES_EDIT = "rules_edit"  # terms, topics, exclusion list, rates, caps
    MEMBERS_MANAGE = "members_manage"
    HAND_OVER = "hand_over"
    AUDIT_VIEW = "audit_view"
    PRIVACY_VIEW = "privacy_view"
    OWN_ORGANIZATION_EDIT = "own_organization_edit"
    OWN_PROPOSALS = "own_proposals"
    OWN_MUNICIPALITY_VIEW = "own_municipality_view"
    RELEASED_NUMBERS_VIEW = "released_numbers_view"
    OPERATE = "operate"  # set up districts, back up; sees no casework


class Role(models.TextChoices):
    OPERATOR = "operator", _("Betrieb")
    DISTRICT_ADMIN = "district_admin", _("Verwaltung des Systems")
    HEAD_OF_OFFICE = "head_of_office", _("Leitung")
    COORDINATOR = "coordinator", _("Koordination")
    CASEWORKER = "caseworker", _("Sachbearbeitung")
    PROVIDER_COORDINATOR = "provider_coordinator", _("Koordination beim Träger")
    OFFER_EDITOR = "offer_editor", _("Redaktion eines Akteurs")
    TRANSLATOR = "translator", _("Übersetzung")
    GROUP_LEAD = "group_lead", _("Leitung einer Arbeitsgruppe")
    MUNICIPALITY_CONTACT = "municipality_contact", _("Kontakt einer Gemeinde")
    GUIDE = "guide", _("Lotsin oder Lotse")
    READER = "reader", _("Politik (nur lesen)")
    PRIVACY_OFFICER = "privacy_officer", _("Datenschutz")
    STATE_OFFICE = "state_office", _("Landesstelle")


P = Permission

_CASEWORK = {
    P.OFFICE_VIEW, P.HELP_REQUEST_VIEW, P.HELP_REQUEST_RECORD, P.HELP_REQUEST_EDIT, P.HELP_REQUEST_CLOSE,
    P.SEEKER_CONTACT_VIEW, P.REFER, P.GUIDE_VIEW, P.ASSIGNMENT_VIEW, P.ASSIGNMENT_EDIT, P.OFFER_VIEW, P.NETWORK_VIEW,
    P.BODY_VIEW, P.NEED_VIEW, P.NEED_EDIT, P.PLAN_VIEW, P.MONTH_VIEW,
}  # fmt: skip
_COORDINATION = _CASEWORK | {
    P.GUIDE_EDIT, P.MODULE_EDIT, P.GUIDE_TEXTS_EDIT, P.OFFER_EDIT, P.OFFER_TRANSLATE, P.NETWORK_EDIT, P.BODY_EDIT, P.PLAN_EDIT, P.IMPORT, P.EXPORT, P.MONTH_CLOSE, P.HAND_OVER, P.AUDIT_VIEW,
    P.SETTLEMENT_VIEW, P.SETTLEMENT_PAY,
}  # fmt: skip

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OPERATOR: frozenset({P.OPERATE}),
    Role.DISTRICT_ADMIN: frozenset(
        {P.OFFICE_VIEW, P.RULES_EDIT, P.MEMBERS_MANAGE, P.HAND_OVER, P.AUDIT_VIEW, P.PRIVACY_VIEW, P.NETWORK_VIEW,
         P.OFFER_VIEW, P.IMPORT, P.EXPORT}
    ),
    Role.HEAD_OF_OFFICE: frozenset(
        _COORDINATION | {P.RULES_EDIT, P.MEMBERS_MANAGE, P.PRIVACY_VIEW, P.SETTLEMENT_RELEASE, P.BUDGET_EXCEED, P.PLAN_ADOPT}
    ),
    Role.COORDINATOR: frozenset(_COORDINATION | {P.SETTLEMENT_PREPARE}),
    Role.CASEWORKER: frozenset(_CASEWORK),
    # sees only the guides and assignments of the own Träger (guides.queries.visible_guides)
    Role.PROVIDER_COORDINATOR: frozenset(
        {P.OFFICE_VIEW, P.GUIDE_VIEW, P.GUIDE_EDIT, P.ASSIGNMENT_VIEW, P.ASSIGNMENT_EDIT, P.OWN_ORGANIZATION_EDIT,
         P.OWN_BODIES_VIEW}
    ),
    Role.OFFER_EDITOR: frozenset({P.OWN_ORGANIZATION_EDIT, P.OWN_BODIES_VIEW}),
    # in the languages of the membership, and nothing else
    Role.TRANSLATOR: frozenset({P.OFFER_TRANSLATE}),
    Role.GROUP_LEAD: frozenset({P.OWN_ORGANIZATION_EDIT, P.OWN_BODIES_VIEW, P.OWN_BODIES_LEAD}),
    Role.MUNICIPALITY_CONTACT: frozenset({P.OWN_MUNICIPALITY_VIEW}),
    Role.GUIDE: frozenset({P.OWN_PROPOSALS}),
    Role.READER: frozenset({P.RELEASED_NUMBERS_VIEW}),
    Role.PRIVACY_OFFICER: frozenset({P.OFFICE_VIEW, P.AUDIT_VIEW, P.PRIVACY_VIEW}),
    Role.STATE_OFFICE: frozenset({P.RELEASED_NUMBERS_VIEW}),
}  # fmt: skip
