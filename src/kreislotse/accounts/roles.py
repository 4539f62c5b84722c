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
    ASSIGNMENT_VIEW = "assignment_view"
    ASSIGNMENT_EDIT = "assignment_edit"  # propose, book, record appointments, print sheets
    OFFER_VIEW = "offer_view"
    OFFER_EDIT = "offer_edit"
    OFFER_TRANSLATE = "offer_translate"  # texts of public offers; without OFFER_EDIT only in the membership's languages
    NETWORK_VIEW = "network_view"
    NETWORK_EDIT = "network_edit"
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
    P.MONTH_VIEW,
}  # fmt: skip
_COORDINATION = _CASEWORK | {
    P.GUIDE_EDIT, P.OFFER_EDIT, P.OFFER_TRANSLATE, P.NETWORK_EDIT, P.IMPORT, P.EXPORT, P.MONTH_CLOSE, P.HAND_OVER, P.AUDIT_VIEW,
}  # fmt: skip

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OPERATOR: frozenset({P.OPERATE}),
    Role.DISTRICT_ADMIN: frozenset(
        {P.OFFICE_VIEW, P.RULES_EDIT, P.MEMBERS_MANAGE, P.HAND_OVER, P.AUDIT_VIEW, P.PRIVACY_VIEW, P.NETWORK_VIEW,
         P.OFFER_VIEW, P.IMPORT, P.EXPORT}
    ),
    Role.HEAD_OF_OFFICE: frozenset(_COORDINATION | {P.RULES_EDIT, P.MEMBERS_MANAGE, P.PRIVACY_VIEW}),
    Role.COORDINATOR: frozenset(_COORDINATION),
    Role.CASEWORKER: frozenset(_CASEWORK),
    # sees only the guides and assignments of the own Träger (guides.queries.visible_guides)
    Role.PROVIDER_COORDINATOR: frozenset(
        {P.OFFICE_VIEW, P.GUIDE_VIEW, P.GUIDE_EDIT, P.ASSIGNMENT_VIEW, P.ASSIGNMENT_EDIT, P.OWN_ORGANIZATION_EDIT}
    ),
    Role.OFFER_EDITOR: frozenset({P.OWN_ORGANIZATION_EDIT}),
    # in the languages of the membership, and nothing else
    Role.TRANSLATOR: frozenset({P.OFFER_TRANSLATE}),
    Role.GROUP_LEAD: frozenset({P.OWN_ORGANIZATION_EDIT}),
    Role.MUNICIPALITY_CONTACT: frozenset({P.OWN_MUNICIPALITY_VIEW}),
    Role.GUIDE: frozenset({P.OWN_PROPOSALS}),
    Role.READER: frozenset({P.RELEASED_NUMBERS_VIEW}),
    Role.PRIVACY_OFFICER: frozenset({P.OFFICE_VIEW, P.AUDIT_VIEW, P.PRIVACY_VIEW}),
    Role.STATE_OFFICE: frozenset({P.RELEASED_NUMBERS_VIEW}),
}  # fmt: skip
