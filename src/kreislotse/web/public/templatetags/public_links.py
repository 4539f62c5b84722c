"""Links of the public pages: addresses with a search in them."""

from django import template

register = template.Library()


@register.filter
def with_query(address, query):
    return f"{address}?{query}" if query else address
