from django import template

from kreislotse.accounts.second_factor import needs_second_factor as asks

register = template.Library()


@register.inclusion_tag("accounts/_second_factor.html", takes_context=True)
def second_factor_notice(context):
    """A friendly notice for people with casework who log in with a password alone: `{% second_factor_notice %}`."""
    return {"is_needed": asks(context["request"].user)}
