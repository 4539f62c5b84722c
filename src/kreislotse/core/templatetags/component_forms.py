"""The component tags for forms; their parameters stand in `components`."""

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kreislotse.core.templatetags.component_base import register, render


def _anchor(bound_field) -> str:
    widget = bound_field.field.widget
    if isinstance(widget, forms.RadioSelect):  # CheckboxSelectMultiple is one, too
        return f"{bound_field.auto_id}_0"
    return bound_field.id_for_label or bound_field.auto_id


@register.inclusion_tag("components/error_summary.html")
def error_summary(*some_forms):
    general, per_field = [], []
    for one in some_forms:
        members = [one]
        if hasattr(one, "management_form"):
            members = list(one.forms)
            general += one.non_form_errors()
        for form in members:
            if not form or not form.errors:
                continue
            general += form.non_field_errors()
            general += [error for hidden in form.hidden_fields() for error in hidden.errors]
            per_field += [
                {"anchor": _anchor(bound), "label": bound.label, "error": error}
                for bound in form.visible_fields()
                for error in bound.errors
            ]
    return {"general": general, "per_field": per_field, "count": len(general) + len(per_field)}


_KINDS = (
    (forms.CheckboxInput, "check"),
    (forms.RadioSelect, "group"),  # CheckboxSelectMultiple is one, too
    (forms.SelectMultiple, "multiple"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)


def _widget_kind(widget) -> str:
    return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "input")


@register.simple_tag(takes_context=True)
def field(context, bound_field, width="", optional_mark=True, label="", help=""):  # noqa: A002, FBT002, PLR0913
    """Label above, help where the doubt arises, error beside the field and tied to it."""
    widget = bound_field.field.widget
    if widget.is_hidden:
        return bound_field.as_widget()
    kind = _widget_kind(widget)
    has_error = bool(bound_field.errors)
    help_shown = help or bound_field.help_text
    described = [f"{bound_field.auto_id}_helptext"] if help_shown else []
    described += [f"{bound_field.auto_id}_error"] if has_error else []
    values = {
        "bound_field": bound_field,
        "kind": kind,
        "label": label or bound_field.label,
        "help": help_shown,
        "errors": bound_field.errors,
        "is_optional": optional_mark and not bound_field.field.required and kind != "check",
        "width": width,
        "described": " ".join(described),
    }
    if kind == "group":
        input_class = widget.input_type
        return render(
            "group_field", context, **values, input_class=input_class, choices=_choices(bound_field, input_class)
        )

    suffix = {"check": "check__checkbox", "select": "input__select"}.get(kind, "input__input")
    css = f"kern-form-{suffix}" + (f" kern-form-{suffix}--error" if has_error else "")
    attributes = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    if described:
        attributes["aria-describedby"] = values["described"]
    control = bound_field.as_widget(attrs=attributes)
    return render("check_field" if kind == "check" else "field", context, **values, control=control)


def _choices(bound_field, input_class):
    """The choices of a group in order; a group of choices begins with its own heading."""
    widget = bound_field.field.widget
    attributes = bound_field.build_widget_attrs({"id": bound_field.auto_id})
    attributes.pop("aria-describedby", None)
    attributes["class"] = f"kern-form-check__{input_class}"
    for name, options, _index in widget.optgroups(
        bound_field.html_name, widget.format_value(bound_field.value()) or [], attributes
    ):
        for position, option in enumerate(options):
            yield {
                "heading": name if name and position == 0 else "",
                "label": option["label"],
                "attributes": mark_safe(
                    flatatt(
                        {"type": option["type"], "name": option["name"], "value": option["value"], **option["attrs"]}
                    )
                ),
                "id": option["attrs"].get("id", ""),
            }


@register.simple_tag(takes_context=True)
def fields(context, form, optional_mark=True):  # noqa: FBT002
    hidden = "".join(str(bound) for bound in form.hidden_fields())
    return mark_safe(
        hidden + "".join(field(context, bound, optional_mark=optional_mark) for bound in form.visible_fields())
    )


@register.simple_block_tag(takes_context=True)
def filter_bar(context, content, action="", target="", active=0, reset_url="", label=""):  # noqa: PLR0913
    request = context.get("request")
    action = action or (request.path if request else "")
    return render(
        "filter_bar", context,
        action=action, target=target, active=active, reset_url=reset_url or action, columns=request.GET.getlist("spalten") if request else [], label=label or _("Filter"), content=content,
    )  # fmt: skip
