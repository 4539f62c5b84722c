"""Links of the public pages: telephone numbers as people write them, addresses with a search in them."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

_BETWEEN = re.compile(r"\s*(?:[;,|]|\s/\s|\boder\b)\s*")
_SHORTEST = 3  # 112


@register.simple_tag
def phone_links(numbers):
    """Every telephone number in a text as a link: „030 123 / 0177 456“."""
    parts = [part.strip() for part in _BETWEEN.split(numbers) if part.strip()]
    return format_html_join(", ", "{}", ((_link(part),) for part in parts))


def _link(text: str):
    dialed = re.sub(r"(?!^\+)\D", "", text.replace("(0)", ""))
    shown = format_html('<bdi dir="ltr">{}</bdi>', text)
    return format_html('<a href="tel:{}">{}</a>', dialed, shown) if len(dialed) >= _SHORTEST else shown


@register.filter
def with_query(address, query):
    return f"{address}?{query}" if query else address
