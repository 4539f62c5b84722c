"""What stands in the head of a page for search machines."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()
# A data block ends at „</script>“ wherever that stands, also inside a text.
_SIGNS = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def data_block(found):
    """`found` as a block of data (JSON-LD). It is no script: nothing of it runs, whatever it says."""
    said = json.dumps(found, ensure_ascii=False).translate(_SIGNS)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(said))  # noqa: S308 - every sign that ends it is escaped
