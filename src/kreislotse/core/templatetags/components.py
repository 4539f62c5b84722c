"""The components of the interface; all of them are shown on /buero/bausteine/.

The tags are built in: nothing to load. Parameters without a default are required. Blocks end with `end` + name.

Page
  {% page_head title lead="" %}…{% endpage_head %}     h1 and one sentence; inside: the one primary button
  {% breadcrumbs label url label url … last_label %}   pairs; the last label is the page itself
  {% tabs label %}{% tab label url is_current=False count=None %}…{% endtabs %}     tabs that are links
  {% card title="" level=2 lead="" url="" tone="" %}…{% endcard %}        tone: "", "info", "success", "warning", "danger"
  {% cards %}…{% endcards %}                           cards side by side where there is room
  {% alert kind="info" title="" %}…{% endalert %}      kind: info, success, warning, danger
  {% empty_state title text="" href="" label="" %}     an empty list says what belongs here and how to begin
  {% tile value label url="" hint="" tone="" %}        one number of a start page; put several in {% tiles %}…{% endtiles %}
  {% help_text summary=_("Was heißt das?") %}…{% endhelp_text %}
  {% icon name %}                                      KERN icon, decorative (search, add, home, edit, mail, help, download …)

Actions
  {% button label kind="primary" name="" value="" icon="" type="submit" form="" %}      kind: primary, secondary, tertiary, danger
  {% link_button label url kind="secondary" icon="" %}
  {% actions %}…{% endactions %}                       a row of buttons; wraps, full width on the phone
  {% post_button label url kind="secondary" icon="" next="" %}     a form with one button, for a POST without fields

Forms
  {% error_summary form … %}                           what is wrong, with links to the fields; give all forms of the page
  {% field form.x width="" optional_mark=True label="" help="" %}   any widget; width: "", short, medium
  {% fields form %}                                    all visible fields of a form, in order, and its hidden ones
  {% filter_bar action="" target="" active=0 reset_url="" label="" %}…{% endfilter_bar %}   GET form; target: id for htmx

Lists
  {% data_table caption hide_caption=False id="" %}<thead>…<tbody>…{% enddata_table %}
      each cell `<td data-label="{% translate "Eingang" %}">…</td>`, first cell of a row `<th scope="row">`;
      number cells class="num"; on the phone each row becomes a card
  {% sort_header label key sort numeric=False param="sortierung" %}    the whole <th>; sort is the current key, "-" means descending
  {% th label numeric=False %}                         a head cell that does not sort
  {% pagination page param="seite" %}                  a Page of django.core.paginator
  {% description_list %}{% detail label value %}{% detail_block label %}…{% enddetail_block %}{% enddescription_list %}
  {% timeline %}{% timeline_item title at=None tone="" %}…{% endtimeline_item %}{% endtimeline %}
  {% progress_list label="" %}{% step label state="open" at=None %}{% endprogress_list %}    state: done, current, open

Small words (cheap, fit for table rows)
  {% status value label="" %}                          word and shape; value: a code of core/shapes.py or a tone
  {% since day today=None %}                           "vor 5 Wochen" with the date as title and for screen readers
  {% bar value max label="" %}                         a number of a number as a bar
  {{ day|day }}  {{ day|day_short }}  {{ moment|moment }}   Di., 3. März 2026 · 03.03.2026 · Di., 3. März 2026, 14:30 Uhr
  {{ value|number }}  {{ value|number:2 }}             12 345,5 with thin groups; nothing known is a dash
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from django import forms, template
from django.forms.utils import flatatt
from django.template.loader import get_template
from django.utils import formats, timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kreislotse.core import words
from kreislotse.core.shapes import STATUS_SHAPES

register = template.Library()


def _component(name: str) -> SimpleLazyObject:
    return SimpleLazyObject(lambda: get_template(f"components/{name}.html").template)


_TEMPLATES = {
    name: _component(name)
    for name in (
        "card",
        "page_head",
        "alert",
        "filter_bar",
        "data_table",
        "help_text",
        "field",
        "group_field",
        "check_field",
    )
}


def _render(name: str, context, **values) -> SafeString:
    """Render a component in the page's context, so that it knows request and language, without loading anew."""
    with context.push(**values):
        return _TEMPLATES[name].render(context)


def _trimmed(content: SafeString) -> SafeString:
    """Block content without the white space around it; an empty slot is then false."""
    return mark_safe(content.strip())


# ── page ────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag(takes_context=True)
def page_head(context, content, title, lead=""):
    return _render("page_head", context, title=title, lead=lead, content=_trimmed(content))


@register.simple_tag
def breadcrumbs(*labels_and_urls):
    *pairs, last = labels_and_urls
    links = format_html_join(
        "", '<li><a href="{}">{}</a></li>', ((url, label) for label, url in zip(pairs[::2], pairs[1::2], strict=True))
    )
    return format_html(
        '<nav class="breadcrumbs" aria-label="{}"><ol>{}<li aria-current="page">{}</li></ol></nav>',
        _("Sie sind hier"), links, last,
    )  # fmt: skip


@register.simple_block_tag
def tabs(content, label):
    return format_html('<nav class="tabs" aria-label="{}"><ul>{}</ul></nav>', label, content)


@register.simple_tag
def tab(label, url, is_current=False, count=None):  # noqa: FBT002
    return format_html(
        '<li><a href="{}"{}>{}{}</a></li>',
        url,
        mark_safe(' aria-current="page"') if is_current else "",
        label,
        "" if count is None else format_html(' <span class="count">{}</span>', count),
    )


@register.simple_block_tag(takes_context=True)
def card(context, content, title="", level=2, lead="", url="", tone=""):  # noqa: PLR0913
    return _render(
        "card", context, title=title, level=level, small=level > 2, lead=lead, url=url, tone=tone, content=content
    )


@register.simple_block_tag
def cards(content):
    return format_html('<div class="cards">{}</div>', content)


@register.simple_block_tag(takes_context=True)
def alert(context, content, kind="info", title=""):
    return _render("alert", context, kind=kind, title=title, content=_trimmed(content))


@register.inclusion_tag("components/empty_state.html")
def empty_state(title, text="", href="", label=""):
    return {"title": title, "text": text, "href": href, "label": label}


@register.simple_block_tag
def tiles(content):
    return format_html('<ul class="tiles">{}</ul>', content)


@register.simple_tag
def tile(value, label, url="", hint="", tone=""):
    body = format_html('<strong>{}</strong> <span class="tile-label">{}</span>', value, label)
    return format_html(
        '<li class="tile{}">{}{}</li>',
        f" tone-{tone}" if tone else "",
        format_html('<a href="{}">{}</a>', url, body) if url else body,
        format_html('<span class="tile-hint">{}</span>', hint) if hint else "",
    )


@register.simple_block_tag(takes_context=True)
def help_text(context, content, summary=""):
    return _render("help_text", context, summary=summary or _("Was heißt das?"), content=content)


@register.simple_tag
def icon(name):
    return format_html('<span class="kern-icon kern-icon--{}" aria-hidden="true"></span>', name)


# ── actions ─────────────────────────────────────────────────────────────────────────────────────────


def _button_inside(label, icon_name):
    return format_html(
        "{}{}", icon(icon_name) if icon_name else "", format_html('<span class="kern-label">{}</span>', label)
    )


def _button_class(kind):
    return "kern-btn kern-btn--secondary btn-danger" if kind == "danger" else f"kern-btn kern-btn--{kind}"


@register.simple_tag
def button(label, kind="primary", name="", value="", icon="", type="submit", form=""):  # noqa: A002, PLR0913
    attributes = {"type": type, "class": _button_class(kind)}
    attributes |= {key: text for key, text in {"name": name, "value": value, "form": form}.items() if text != ""}
    return format_html("<button{}>{}</button>", flatatt(attributes), _button_inside(label, icon))


@register.simple_tag
def link_button(label, url, kind="secondary", icon=""):
    return format_html('<a class="{}" href="{}">{}</a>', _button_class(kind), url, _button_inside(label, icon))


@register.simple_block_tag
def actions(content):
    return format_html('<div class="actions">{}</div>', content)


@register.inclusion_tag("components/post_button.html", takes_context=True)
def post_button(context, label, url, kind="secondary", icon="", next=""):  # noqa: A002, PLR0913
    return {
        "label": label, "url": url, "kind": kind, "icon": icon, "next": next, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


# ── forms ───────────────────────────────────────────────────────────────────────────────────────────


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
        return _render(
            "group_field", context, **values, input_class=input_class, choices=_choices(bound_field, input_class)
        )

    suffix = {"check": "check__checkbox", "select": "input__select"}.get(kind, "input__input")
    css = f"kern-form-{suffix}" + (f" kern-form-{suffix}--error" if has_error else "")
    attributes = {"class": f"{widget.attrs.get('class', '')} {css}".strip()}
    if described:
        attributes["aria-describedby"] = values["described"]
    control = bound_field.as_widget(attrs=attributes)
    return _render("check_field" if kind == "check" else "field", context, **values, control=control)


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
    return _render(
        "filter_bar", context,
        action=action, target=target, active=active, reset_url=reset_url or action, label=label or _("Filter"), content=content,
    )  # fmt: skip


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag(takes_context=True)
def data_table(context, content, caption, hide_caption=False, id=""):  # noqa: A002, FBT002
    return _render("data_table", context, caption=caption, hide_caption=hide_caption, id=id, content=content)


def _address(context, **changes) -> str:
    """The address of this page with some query parameters changed and the rest kept."""
    request = context.get("request")
    query = request.GET.copy() if request else {}
    pairs = (
        [(key, value) for key, values in getattr(query, "lists", dict)() for value in values if key not in changes]
        if query
        else []
    )
    pairs += [(key, value) for key, value in changes.items() if value not in (None, "")]
    return "?" + urlencode(pairs)


@register.simple_tag
def th(label, numeric=False):  # noqa: FBT002
    return format_html('<th scope="col"{}>{}</th>', mark_safe(' class="num"') if numeric else "", label)


@register.simple_tag(takes_context=True)
def sort_header(context, label, key, sort, numeric=False, param="sortierung"):  # noqa: FBT002, PLR0913
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort or "", "")
    address = _address(context, **{param: f"-{key}" if direction == "ascending" else key, "seite": None})
    return format_html(
        '<th scope="col" class="sort{}"{}><a href="{}">{}<span class="sort-mark" aria-hidden="true"></span></a></th>',
        " num" if numeric else "",
        format_html(' aria-sort="{}"', direction) if direction else "",
        address,
        label,
    )


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, param="seite"):
    pages = page.paginator
    shown = [
        {"number": number, "url": _address(context, **{param: number}), "is_current": number == page.number}
        if isinstance(number, int)
        else None
        for number in pages.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "is_needed": pages.num_pages > 1,
        "shown": shown,
        "previous_url": _address(context, **{param: page.number - 1}) if page.has_previous() else "",
        "next_url": _address(context, **{param: page.number + 1}) if page.has_next() else "",
    }


@register.simple_block_tag
def description_list(content):
    return format_html('<dl class="details-list">{}</dl>', content)


@register.simple_tag
def detail(label, value):
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, "–" if value in (None, "") else value)


@register.simple_block_tag
def detail_block(content, label):
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, _trimmed(content) or "–")


@register.simple_block_tag
def timeline(content):
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag
def timeline_item(content, title, at=None, tone=""):
    return format_html(
        '<li{}><p class="timeline-title">{}</p>{}{}</li>',
        format_html(' class="tone-{}"', tone) if tone else "",
        title,
        format_html('<p class="timeline-at">{}</p>', words.when_text(at)) if at else "",
        _trimmed(content),
    )


@register.simple_block_tag
def progress_list(content, label=""):
    return format_html(
        '<ol class="progress-list" aria-label="{}">{}</ol>', label or _("Stand der Bearbeitung"), content
    )


@register.simple_tag
def step(label, state="open", at=None):
    states = {"done": _("erledigt"), "current": _("läuft gerade"), "open": _("steht noch aus")}
    return format_html(
        '<li class="step-{}"{}><span>{}</span> <small>{}</small></li>',
        state,
        mark_safe(' aria-current="step"') if state == "current" else "",
        label,
        words.when_text(at) if at else states[state],
    )


# ── small words ─────────────────────────────────────────────────────────────────────────────────────


@register.simple_tag
def status(value, label=""):
    code = str(getattr(value, "value", value))
    word = label or getattr(value, "label", code)
    return format_html('<span class="status status-{}">{}</span>', STATUS_SHAPES.get(code, "neutral"), word)


@register.filter
def day(value):
    return words.day_text(words.date_of(value)) if value else "–"


@register.filter
def day_short(value):
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else "–"


@register.filter
def moment(value):
    return words.moment_text(value) if value else "–"


@register.filter
def number(value, decimals=None):
    """A number as people here read it; nothing known is a dash."""
    return "–" if value in (None, "") else formats.number_format(value, decimals)


@lru_cache(maxsize=8192)
def _since_day(value: date, today: date, language: str) -> SafeString:
    return _time_element(value, words.day_text(value), (today - value).days)


def _time_element(value, full: str, days: int) -> SafeString:
    return format_html(
        '<time class="since" datetime="{}" title="{}">{}<span class="kern-sr-only"> ({})</span></time>',
        value.isoformat(), full, words.distance(days), full,
    )  # fmt: skip


@register.simple_tag
def since(value, today: date | None = None):
    if not value:
        return "–"
    today = today or timezone.localdate()
    if isinstance(value, datetime):
        return _time_element(value, words.moment_text(value), (today - words.date_of(value)).days)
    return _since_day(value, today, get_language())


@register.simple_tag
def bar(value, max, label=""):  # noqa: A002
    text = label or _("%(value)s von %(max)s") % {"value": number(value), "max": number(max)}
    return format_html(
        '<span class="bar"><progress value="{}" max="{}" aria-label="{}"></progress><span aria-hidden="true">{}</span></span>',
        str(value), str(max or 1), text, text,
    )  # fmt: skip
