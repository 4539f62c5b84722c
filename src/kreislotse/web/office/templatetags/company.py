from django import template

from kreislotse.matching.queries import company_of

register = template.Library()


@register.inclusion_tag("office/matching/_company_card.html", takes_context=True)
def company(context, help_request):
    """Who was asked to go along with a request and who goes: `{% company help_request %}`. Two queries."""
    return {
        "company": company_of(help_request, to=context["request"].user),
        "can": context.get("can"),
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "district": context.get("district"),
    }
