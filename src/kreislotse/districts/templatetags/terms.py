from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def term(context, key):
    """What the office calls a thing: `{% term "guides" %}`."""
    district = context.get("district")
    return district.term(key) if district else key
