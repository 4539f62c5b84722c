"""The parts of the directory's care, above each of them; this is the one place that names its pages."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.roles import Permission
from kreislotse.core.templatetags.components import part_tabs

register = template.Library()

PARTS = (
    ("office:offer_list", gettext_lazy("Alle Angebote"), Permission.OFFER_VIEW),
    ("office:due_offer_list", gettext_lazy("Prüfung fällig"), Permission.OFFER_VIEW),
    ("office:suggested_change_list", gettext_lazy("Vorschläge"), Permission.OFFER_EDIT),
    ("office:feedback_list", gettext_lazy("Rückmeldungen"), Permission.OFFER_EDIT),
    ("office:offer_snapshot_list", gettext_lazy("Jahresabzüge"), Permission.OFFER_VIEW),
    ("office:link_list", gettext_lazy("Links"), Permission.OFFER_VIEW),
    ("office:double_list", gettext_lazy("Doppeltes"), Permission.OFFER_EDIT),
    ("office:usage", gettext_lazy("Gesucht und gelesen"), Permission.MONTH_VIEW),
)


@register.inclusion_tag("components/part_tabs.html", takes_context=True)
def directory_tabs(context, current):
    """`{% directory_tabs "office:link_list" %}`, with the name of the address that is open; what one may not see is left out."""
    can = context["can"]
    pages = [(label, reverse(name)) for name, label, permission in PARTS if can.allows(permission)]
    return part_tabs(_("Teile des Verzeichnisses"), reverse(current), [("", pages)])
