"""The components of the interface; all of them are shown on /buero/bausteine/.

The tags are built in: nothing to load. Parameters without a default are required. Blocks end with `end` + name.

Page
  {% page_head title lead="" %}…{% endpage_head %}     h1 and one sentence; inside: the one primary button
  {% breadcrumbs label url label url … last_label %}   pairs; the last label is the page itself
  {% tabs label %}{% tab label url is_current=False count=None %}…{% endtabs %}     tabs that are links
  {% part_tabs label current groups %}                 many pages: groups in one row, the pages of the open group below; a menu on the phone
  {% card title="" level=2 lead="" url="" tone="" %}…{% endcard %}        tone: "", "info", "success", "warning", "danger"
  {% cards %}…{% endcards %}                           cards side by side where there is room
  {% link_card title url text="" icon="" %}            a card that is one big link; put several in {% cards %}
  {% hero title lead="" %}…{% endhero %}               opening of a public page, prints the h1; inside: a search_box
  {% search_box action label name="q" value="" button_label=_("Suchen") help="" %}     one big search field (GET)
  {% alert kind="info" title="" %}…{% endalert %}      kind: info, success, warning, danger
  {% empty_state title text="" href="" label="" %}     an empty list says what belongs here and how to begin
  {% tile value label url="" hint="" tone="" %}        one number of a start page; put several in {% tiles %}…{% endtiles %}
  {% help_text summary=_("Was heißt das?") icon="help" %}…{% endhelp_text %}     folds away; another icon where it is no help
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
  {% data_table caption hide_caption=False id="" columns=None %}<thead>…<tbody>…{% enddata_table %}
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
  {% phone_links numbers %}                            every telephone number of a text as a link, none: a dash
  {% bar value max label="" %}                         a number of a number as a bar
  {{ day|day }}  {{ day|day_short }}  {{ moment|moment }}   Di., 3. März 2026 · 03.03.2026 · Di., 3. März 2026, 14:30 Uhr
  {{ value|number }}  {{ value|number:2 }}             12 345,5 with thin groups; nothing known is a dash
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.forms.utils import flatatt
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kreislotse.core import words
from kreislotse.core.shapes import STATUS_SHAPES
from kreislotse.core.templatetags import component_forms  # noqa: F401 – registers the tags for forms
from kreislotse.core.templatetags.component_base import register, render, trimmed

# ── page ────────────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag(takes_context=True)
def page_head(context, content, title, lead=""):
    return render("page_head", context, title=title, lead=lead, content=trimmed(content))


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


@register.inclusion_tag("components/part_tabs.html")
def part_tabs(label, current, groups):
    """`groups`: pairs of a title and its pages, each a name and an address; empty groups are left out. `current` is an address."""
    groups = [
        {"title": title, "url": pages[0][1], "pages": pages, "is_open": any(url == current for _name, url in pages)}
        for title, pages in groups
        if pages
    ]
    opened = next((group for group in groups if group["is_open"]), groups[0] if groups else None)
    here = next((name for name, url in opened["pages"] if url == current), "") if opened else ""
    return {"label": label, "current": current, "groups": groups, "open": opened, "here": here}


@register.simple_block_tag(takes_context=True)
def card(context, content, title="", level=2, lead="", url="", tone=""):  # noqa: PLR0913
    return render(
        "card", context, title=title, level=level, small=level > 2, lead=lead, url=url, tone=tone, content=content
    )


@register.simple_block_tag
def cards(content):
    return format_html('<div class="cards">{}</div>', content)


@register.simple_tag
def link_card(title, url, text="", icon=""):
    return format_html(
        '<div class="card link-card">{}<div><p class="link-card-title"><a href="{}">{}</a></p>{}</div></div>',
        icon_of(icon) if icon else "",
        url,
        title,
        format_html("<p>{}</p>", text) if text else "",
    )


@register.simple_block_tag
def hero(content, title, lead=""):
    return format_html(
        '<div class="hero"><h1>{}</h1>{}{}</div>',
        title,
        format_html('<p class="lead">{}</p>', lead) if lead else "",
        content,
    )


@register.inclusion_tag("components/search_box.html")
def search_box(action, label, name="q", value="", button_label="", help=""):  # noqa: A002
    return {
        "action": action, "label": label, "name": name, "value": value, "help": help,
        "button_label": button_label or _("Suchen"),
    }  # fmt: skip


@register.simple_block_tag(takes_context=True)
def alert(context, content, kind="info", title=""):
    return render("alert", context, kind=kind, title=title, content=trimmed(content))


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
def help_text(context, content, summary="", icon="help"):
    return render("help_text", context, summary=summary or _("Was heißt das?"), icon=icon, content=content)


@register.simple_tag(name="icon")
def icon_of(name):
    return format_html('<span class="kern-icon kern-icon--{}" aria-hidden="true"></span>', name)


# ── actions ─────────────────────────────────────────────────────────────────────────────────────────


def _button_inside(label, icon_name):
    return format_html(
        "{}{}", icon_of(icon_name) if icon_name else "", format_html('<span class="kern-label">{}</span>', label)
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


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────


@register.simple_block_tag(takes_context=True)
def data_table(context, content, caption, hide_caption=False, id="", columns=None):  # noqa: A002, FBT002, PLR0913
    return render(
        "data_table", context, caption=caption, hide_caption=hide_caption, id=id, columns=columns, content=content
    )


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
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, trimmed(content) or "–")


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
        trimmed(content),
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
def clock(value):
    return words.clock_text(value) if value else "–"


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


_BETWEEN_NUMBERS = re.compile(r"\s*(?:[;,|]|\s/\s|\boder\b)\s*")
_SHORTEST_NUMBER = 3  # 112


@register.simple_tag
def phone_links(numbers):
    """Every telephone number in a text as a link: „030 123 / 0177 456“."""
    parts = [part.strip() for part in _BETWEEN_NUMBERS.split(numbers or "") if part.strip()]
    return format_html_join(", ", "{}", ((_phone_link(part),) for part in parts)) or "–"


def _phone_link(text: str):
    dialed = re.sub(r"(?!^\+)\D", "", text.replace("(0)", ""))
    shown = format_html('<bdi dir="ltr">{}</bdi>', text)
    return format_html('<a href="tel:{}">{}</a>', dialed, shown) if len(dialed) >= _SHORTEST_NUMBER else shown


@register.simple_tag
def call_link(address):
    """The link of a video talk or the number of a call as a link, whichever it is; anything else as it was written."""
    address = (address or "").strip()
    if re.match(r"https?://\S+$", address, re.IGNORECASE):
        shown = format_html('<bdi dir="ltr">{}</bdi>', address)
        return format_html('<a class="long-address" href="{}" rel="noreferrer noopener">{}</a>', address, shown)
    if re.fullmatch(r"[+(]?[\d\s()/.-]{3,}", address):
        return _phone_link(address)
    return format_html("<bdi>{}</bdi>", address)


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
