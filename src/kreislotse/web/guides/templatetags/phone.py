from django import template
from django.utils.translation import get_language

from kreislotse.core.language_names import language_name

register = template.Library()


@register.filter
def named(row) -> str:
    """A topic or a language in the language of the page, in German where there is no name; nothing for nothing."""
    if not row:
        return ""
    code = get_language() or "de"
    if hasattr(row, "name_in"):
        return row.name_in(code)
    if code.startswith("de"):
        return row.name
    return language_name(row.code, code) or row.own_name or row.name
