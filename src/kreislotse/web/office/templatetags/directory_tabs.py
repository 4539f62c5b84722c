"""The parts of the directory's care, side by side above each of them."""

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.roles import Permission
from kreislotse.core.templatetags.components import tab, tabs

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


@register.simple_tag(takes_context=True)
def directory_tabs(context, current):
    """`{% directory_tabs "office:link_list" %}`, with the name of the address that is open; what one may not see is left out."""
    parts = (
        (tab(label, reverse(name), name == current),)
        for name, label, permission in PARTS
        if context["can"].allows(permission)
    )
    return tabs(format_html_join("", "{}", parts), _("Teile des Verzeichnisses"))
