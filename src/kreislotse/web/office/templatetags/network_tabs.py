"""The parts of the network, above each of them; this is the one place that names its pages."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.roles import Permission
from kreislotse.core.templatetags.components import part_tabs

register = template.Library()

PARTS = (
    ("office:organization_list", gettext_lazy("Akteure"), Permission.NETWORK_VIEW),
    ("office:body_list", gettext_lazy("Gremien"), Permission.BODY_VIEW),
    ("office:meeting_list", gettext_lazy("Sitzungen"), Permission.BODY_VIEW),
    ("office:body_task_list", gettext_lazy("Aufgaben"), Permission.BODY_VIEW),
    ("office:hearing_list", gettext_lazy("Anhörungen"), Permission.BODY_VIEW),
    ("office:project_list", gettext_lazy("Projekte"), Permission.BODY_VIEW),
    ("office:market_list", gettext_lazy("Suche und Biete"), Permission.BODY_VIEW),
    ("office:network_picture", gettext_lazy("Bild"), Permission.BODY_VIEW),
    ("office:need_list", gettext_lazy("Bedarfe"), Permission.NEED_VIEW),
)


@register.inclusion_tag("components/part_tabs.html", takes_context=True)
def network_tabs(context, current):
    """`{% network_tabs "office:body_list" %}`, with the name of the address that is open; what one may not see is left out."""
    can = context["can"]
    pages = [(label, reverse(name)) for name, label, permission in PARTS if can.allows(permission)]
    return part_tabs(_("Teile des Netzwerks"), reverse(current), [("", pages)])
