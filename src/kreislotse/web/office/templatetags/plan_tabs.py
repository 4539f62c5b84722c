"""The parts of the plan, above each of them; this is the one place that names its pages."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.roles import Permission
from kreislotse.core.templatetags.components import part_tabs

register = template.Library()

# Name of the address, label, permission, and whether the page is one of an edition.
PARTS = (
    ("office:plan_version", gettext_lazy("Ziele und Maßnahmen"), Permission.PLAN_VIEW, True),
    ("office:plan_timeline", gettext_lazy("Zeitplan"), Permission.PLAN_VIEW, True),
    ("office:plan_programmes", gettext_lazy("Jahresprogramme"), Permission.PLAN_VIEW, True),
    ("office:plan_commitments", gettext_lazy("Zusagen"), Permission.PLAN_VIEW, True),
    ("office:plan_languages", gettext_lazy("Übersetzungen"), Permission.PLAN_EDIT, True),
    ("office:indicator_list", gettext_lazy("Indikatoren"), Permission.PLAN_VIEW, False),
    ("office:plan_reports", gettext_lazy("Berichte"), Permission.PLAN_VIEW, True),
    ("office:words_to_read", gettext_lazy("Berichtstexte"), Permission.PLAN_EDIT, False),
    ("office:participation_list", gettext_lazy("Beteiligung"), Permission.PLAN_VIEW, False),
    ("office:plan_versions", gettext_lazy("Fassungen"), Permission.PLAN_VIEW, False),
)


@register.inclusion_tag("components/part_tabs.html", takes_context=True)
def plan_tabs(context, current, version=None):
    """`{% plan_tabs "office:plan_timeline" version %}`; without an edition only the pages that need none."""
    can = context["can"]

    def address(name, is_of_version):
        return reverse(name, args=[version.pk]) if is_of_version else reverse(name)

    pages, here = [], ""
    for name, label, permission, is_of_version in PARTS:
        if can.allows(permission) and (version or not is_of_version):
            pages.append((label, address(name, is_of_version)))
            if name == current:
                here = pages[-1][1]
    return part_tabs(_("Teile des Konzepts"), here, [("", pages)])
