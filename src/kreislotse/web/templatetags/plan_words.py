"""The plan's codes in words, in any template: `{% load plan_words %}`, then `{{ measure.status|status_word }}`."""

from datetime import date

from django import template
from django.utils.safestring import SafeString, mark_safe

from kreislotse.core.templatetags.components import day_short
from kreislotse.planning import wording
from kreislotse.planning.models.progress import Light

register = template.Library()

for _name in (
    "status_word", "light_word", "euros", "span_word", "places_word", "funding_word", "partner_word", "milestone_word", "value_word",
    "target_kind_word", "change_word",
):  # fmt: skip
    register.filter(_name, getattr(wording, _name))

_SHAPES = {
    Light.GREEN: '<circle cx="8" cy="8" r="7"/>',
    Light.YELLOW: '<path d="M8 1 15.5 15H.5z"/>',
    Light.RED: '<path d="M1 1h14v14H1z"/>',
}


@register.filter
def iso_day(text: str | None) -> SafeString | str:
    """An ISO day of the plan's content as the pages show days."""
    return day_short(date.fromisoformat(text)) if text else ""


@register.filter
def goal_value(target: dict) -> str:
    return wording.number_word(target["target"], target)


@register.filter
def base_value(target: dict) -> str:
    return wording.number_word(target["baseline"], target)


@register.filter
def light(code: str | None) -> SafeString:
    """A traffic light that reads without color: a shape of its own for each, and the word."""
    word = wording.light_word(code)
    shape = _SHAPES.get(code, "")
    if not shape:
        return mark_safe(f'<span class="muted">{word}</span>')
    return mark_safe(
        f'<span class="light light-{code}"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">{shape}</svg> {word}</span>'
    )
