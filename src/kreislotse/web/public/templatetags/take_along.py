"""The chosen offers in links and forms of the public pages; all read from the address, without a query."""

from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kreislotse.web.public.choice import MOST, PARAMETER, address_of, asked_for, query_of

register = template.Library()


def _chosen(context) -> list[int]:
    """At most as many as may be chosen; read once for a page with many links."""
    if "chosen_offers" not in context.render_context:
        request = context.get("request")
        context.render_context["chosen_offers"] = asked_for(request.GET)[:MOST] if request else []
    return context.render_context["chosen_offers"]


@register.simple_tag(takes_context=True)
def choice_query(context):
    """What keeps the choice when it stands behind the address of another page."""
    return query_of(_chosen(context))


@register.simple_tag(takes_context=True)
def choice_input(context):
    """The choice as a field of a form that is sent by GET."""
    chosen = ",".join(map(str, _chosen(context)))
    return format_html('<input type="hidden" name="{}" value="{}">', PARAMETER, chosen) if chosen else ""


@register.simple_tag(takes_context=True)
def keep_link(context, pk, title):
    """The link that puts an offer on the list; `keep.js` makes a button of it that stays on the page."""
    chosen = _chosen(context)
    is_kept = pk in chosen
    return format_html(
        '<a class="keep" rel="nofollow" href="{}" data-keep="{}" data-add="{}" data-added="{}">{}'
        '<span class="kern-sr-only">: <bdi>{}</bdi></span></a>',
        address_of("public:hand_out", chosen if is_kept else [*chosen, pk]),
        str(pk),
        _("Auf den Merkzettel"),
        _("Auf dem Merkzettel"),
        _("Auf dem Merkzettel") if is_kept else _("Auf den Merkzettel"),
        title,
    )


@register.simple_tag(takes_context=True)
def choice_bar(context):
    """The way to the list, as soon as there is something on it; `keep.js` keeps the number right."""
    chosen = _chosen(context)
    label = _("Merkzettel ansehen")
    return format_html(
        '<p class="keep-bar no-print" data-keep-bar data-most="{}"{}><a href="{}">{} (<span>{}</span>)</a></p>',
        str(MOST),
        "" if chosen else mark_safe(" hidden"),
        address_of("public:hand_out", chosen),
        label,
        str(len(chosen)),
    )


@register.simple_tag
def mail_link(subject, address):
    """A mail with a link in it, in the reader's own mail program."""
    return f"mailto:?subject={quote(str(subject))}&body={quote(address)}"
