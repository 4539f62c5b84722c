"""What the component tags share: their library and how a component's template is rendered."""

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@cache
def _template(name: str):
    return get_template(f"components/{name}.html").template


def render(name: str, context, **values) -> SafeString:
    """Render a component in the page's context, so that it knows request and language, without loading anew."""
    with context.push(**values):
        return _template(name).render(context)


def trimmed(content: SafeString) -> SafeString:
    """Block content without the white space around it; an empty slot is then false."""
    return mark_safe(content.strip())
