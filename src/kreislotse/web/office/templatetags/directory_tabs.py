"""The parts of the directory's care, side by side above each of them."""

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.core.templatetags.components import tab, tabs

register = template.Library()

PARTS = {
    "office:offer_list": gettext_lazy("Alle Angebote"),
    "office:link_list": gettext_lazy("Links"),
}


@register.simple_tag
def directory_tabs(current):
    """`{% directory_tabs "office:link_list" %}`, with the name of the address that is open."""
    parts = ((tab(label, reverse(name), name == current),) for name, label in PARTS.items())
    return tabs(format_html_join("", "{}", parts), _("Teile des Verzeichnisses"))
