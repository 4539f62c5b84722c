"""The components: what a reader, a keyboard and a screen reader get from each of them."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

import kreislotse.core
from kreislotse.core.shapes import STATUS_SHAPES

CORE = Path(kreislotse.core.__file__).parent
TODAY = date(2026, 3, 9)


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="So, wie die Person ihn schreibt.")
    topic = forms.ChoiceField(label="Thema", choices=[("", "Bitte wählen"), ("a", "Kita")], required=False)
    note = forms.CharField(label="Notiz", widget=forms.Textarea, required=False)
    channel = forms.ChoiceField(
        label="Antwort per", choices=[("p", "Anruf"), ("m", "E-Mail")], widget=forms.RadioSelect
    )
    languages = forms.MultipleChoiceField(
        label="Sprachen",
        choices=[("ar", "Arabisch"), ("uk", "Ukrainisch")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    areas = forms.MultipleChoiceField(label="Gebiete", choices=[("1", "Nord")], required=False)
    day = forms.DateField(label="Tag", required=False)
    time = forms.TimeField(label="Uhrzeit", required=False)
    paper = forms.FileField(label="Liste", required=False)
    agreed = forms.BooleanField(label="Einverstanden", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class _Request:
    path = "/buero/anfragen/"

    def __init__(self, query=""):
        self.GET = QueryDict(query)


def render(source, **context):
    return Template(source).render(Context(context))


def test_parts_name_the_open_group_and_page_once_each_to_a_screen_reader():
    groups = [("Menschen", [("Alle", "#alle"), ("Frei", "#frei")]), ("Geld", [("Stunden", "#stunden")]), ("Leer", [])]

    html = render("{% part_tabs 'Teile' '#frei' groups %}", groups=groups)

    row, menu = html.split("<details")
    assert re.findall(r'<a href="(\S+)" aria-current="(\w+)"', row) == [("#alle", "true"), ("#frei", "page")]
    assert re.findall(r'href="(\S+?)"', menu) == ["#alle", "#frei", "#stunden"]
    assert "Menschen › Frei" in menu
    assert "Leer" not in html


def test_parts_of_one_group_have_no_row_of_groups():
    html = render("{% part_tabs 'Teile' '#b' groups %}", groups=[("", [("Alle", "#a"), ("Fällig", "#b")])])

    assert "part-groups" not in html
    assert "›" not in html


def test_help_and_error_are_tied_to_the_field():
    html = render("{% field form.name %}", form=SampleForm({}))

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label class="kern-label" for="id_name">Name</label>' in html


def test_only_fields_that_may_stay_empty_are_marked():
    form = SampleForm()

    assert "(freiwillig)" not in render("{% field form.name %}", form=form)
    assert "(freiwillig)" in render("{% field form.note %}", form=form)
    assert "(freiwillig)" not in render("{% field form.agreed %}", form=form)
    assert "(freiwillig)" not in render("{% field form.note optional_mark=False %}", form=form)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("name", '<input type="text" name="name"'),
        ("topic", '<select name="topic"'),
        ("note", '<textarea name="note"'),
        ("channel", 'name="channel" type="radio"'),
        ("languages", 'name="languages" type="checkbox"'),
        ("areas", '<select name="areas"'),
        ("paper", 'type="file" name="paper"'),
        ("agreed", 'type="checkbox" name="agreed"'),
    ],
)
def test_every_kind_of_field_has_a_control_with_a_name(name, expected):
    assert expected in render("{% field field %}", field=SampleForm()[name])


@pytest.mark.parametrize("name", [name for name in SampleForm.base_fields if name != "secret"])
def test_every_control_has_exactly_one_label(name):
    html = render("{% field field %}", field=SampleForm()[name])

    ids = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html)
    labels = re.findall(r'<label[^>]*for="([^"]+)"', html)
    assert ids
    assert sorted(ids) == sorted(labels)


def test_chosen_values_come_back_in_a_group():
    html = render("{% field form.languages %}", form=SampleForm({"languages": ["uk"]}))

    assert re.search(r'value="uk"[^>]*checked|checked[^>]*value="uk"', html)
    assert not re.search(r'value="ar"[^>]*checked|checked[^>]*value="ar"', html)


def test_fields_shows_all_fields_once_and_hidden_ones_without_a_label():
    html = render("{% fields form %}", form=SampleForm())

    assert html.count("<label") + html.count("<legend") == 10 + 2 + 2
    assert 'type="hidden" name="secret"' in html


def test_text_of_people_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    form = SampleForm({"name": evil, "channel": evil})
    source = """{% page_head evil evil %}{% endpage_head %}{% card evil lead=evil url=evil %}{% endcard %}
      {% alert "info" evil %}{{ evil }}{% endalert %}{% empty_state evil evil evil evil %}{% tile evil evil evil evil %}
      {% help_text evil %}{{ evil }}{% endhelp_text %}{% button evil value=evil %}{% link_button evil evil %}
      {% breadcrumbs evil evil evil %}{% tab evil evil count=evil %}{% status evil evil %}{% detail evil evil %}
      {% timeline_item evil %}{{ evil }}{% endtimeline_item %}{% step evil %}{% bar 1 2 evil %}{% th evil %}
      {% sort_header evil "a" "" %}{% data_table evil %}{% enddata_table %}{% field form.name %}{% field form.channel %}
      {% link_card evil evil evil %}{% hero evil evil %}{{ evil }}{% endhero %}{% search_box evil evil value=evil help=evil button_label=evil %}{% filter_bar label=evil action=evil %}{% endfilter_bar %}{% error_summary form %}{% post_button evil evil %}"""

    html = render(source, evil=evil, form=form)

    assert "<script" not in html
    assert "&lt;script" in html


def test_markup_in_blocks_stays_markup():
    html = render('{% page_head "A" %} {% link_button "B" "/b/" %} {% endpage_head %}{% alert %}<p>x</p>{% endalert %}')

    assert '<a class="kern-btn kern-btn--secondary" href="/b/">' in html
    assert "<p>x</p>" in html


def test_error_summary_links_to_the_first_control_of_each_field():
    html = render("{% error_summary form %}", form=SampleForm({}))

    assert 'href="#id_name"' in html
    assert 'href="#id_channel_0"' in html
    assert "2 Angaben" in html


def test_error_summary_is_silent_without_errors():
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_error_summary_speaks_for_formsets_and_whole_forms():
    rows = formset_factory(SampleForm, min_num=1, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-note": "x"}
    )
    form = SampleForm({"name": "Ada", "channel": "p"})
    form.is_valid()
    form.add_error(None, "Diese Anfrage ist bereits abgeschlossen.")

    html = render("{% error_summary rows form %}", rows=rows, form=form)

    assert "Diese Anfrage ist bereits abgeschlossen." in html
    assert 'href="#id_form-0-name"' in html


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "heute"), (1, "gestern"), (-1, "morgen"), (2, "vor 2 Tagen"), (13, "vor 13 Tagen"), (14, "vor 2 Wochen"),
        (37, "vor 5 Wochen"), (61, "vor 2 Monaten"), (400, "vor 13 Monaten"), (730, "vor 2 Jahren"), (-10, "in 10 Tagen"),
        (-30, "in 4 Wochen"),
    ],
)  # fmt: skip
def test_since_says_how_long_ago_in_words(days, words):
    html = render("{% since day today=today %}", day=TODAY - timedelta(days=days), today=TODAY)

    assert f">{words}<" in html


def test_since_keeps_the_full_date_for_the_mouse_and_for_screen_readers():
    html = render("{% since day today=today %}", day=date(2026, 3, 3), today=TODAY)

    assert 'datetime="2026-03-03"' in html
    assert 'title="Di., 3. März 2026"' in html
    assert '<span class="kern-sr-only"> (Di., 3. März 2026)</span>' in html
    assert render("{% since nothing %}", nothing=None) == "–"


def test_status_is_a_word_and_a_shape():
    assert render('{% status "closed" "abgeschlossen" %}') == '<span class="status status-done">abgeschlossen</span>'
    assert 'status-neutral">etwas Neues<' in render('{% status "unheard_of" "etwas Neues" %}')


def test_each_shape_has_a_style():
    css = (CORE / "static/kreislotse/app.css").read_text()

    assert {f".status-{shape}" for shape in STATUS_SHAPES.values()} <= set(re.findall(r"\.status-\w+", css))


def test_sort_header_turns_the_direction_and_keeps_the_filters():
    request = _Request("thema=1&thema=2&seite=3&sortierung=topic")

    same = render('{% sort_header "Thema" "topic" "topic" %}', request=request)
    other = render('{% sort_header "Ort" "place" "topic" %}', request=request)

    assert 'aria-sort="ascending"' in same
    assert "thema=1&amp;thema=2&amp;sortierung=-topic" in same
    assert "aria-sort" not in other
    assert "sortierung=place" in other
    assert "seite" not in other


def test_pagination_keeps_the_filters_and_names_the_range():
    page = Paginator(range(312), 25).page(3)

    html = render("{% pagination page %}", page=page, request=_Request("status=open&seite=3"))

    assert "51 bis 75 von 312" in html
    assert 'href="?status=open&amp;seite=2" rel="prev"' in html
    assert 'aria-current="page">3<' in html
    assert render("{% pagination page %}", page=Paginator([1], 25).page(1)).strip() == ""


def test_filter_bar_works_without_script():
    html = render('{% filter_bar target="rows" active=2 %}{% endfilter_bar %}', request=_Request())

    assert 'method="get" action="/buero/anfragen/"' in html
    assert 'hx-target="#rows"' in html
    assert "2 gesetzt" in html
    assert 'type="submit"' in html


def test_numbers_have_thin_groups_and_a_comma():
    assert render("{{ n|number:2 }}", n=12345.5) == "12\u202f345,50"
    assert render("{{ n|number }}", n=None) == "–"


def test_machine_values_are_never_localized():
    html = render("{% bar value max %}", value=1234.5, max=20000)

    assert 'value="1234.5" max="20000"' in html


@pytest.mark.parametrize("layout", ["public", "office", "phone", "partner", "plain"])
def test_layouts_stand_without_any_context(layout):
    html = render('{% extends "layouts/' + layout + '.html" %}{% block content %}<h1>Da</h1>{% endblock %}')

    assert '<main id="inhalt"' in html
    assert 'href="#inhalt"' in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("page", ["404.html", "403.html", "429.html", "500.html", "csrf.html"])
def test_error_pages_say_what_to_do(page):
    html = render('{% include "' + page + '" %}')

    assert "Was Sie tun können" in html
    assert html.count("<h1") == 1


def test_page_turns_with_the_language():
    source = '{% extends "layouts/public.html" %}'

    with translation.override("ar"):
        html = render(source, LANGUAGE_CODE="ar", LANGUAGE_BIDI=True)

    assert '<html lang="ar" dir="rtl">' in html


def test_no_template_of_the_house_has_inline_script_or_style():
    for template in CORE.parent.rglob("*.html"):
        text = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son(?:click|submit|change|load)=|<script(?![^>]*\ssrc=)", text), (
            template
        )


@pytest.mark.parametrize("sheet", sorted(CORE.parent.rglob("static/**/*.css")), ids=lambda path: path.name)
def test_style_sheets_know_no_left_and_right(sheet):
    css = re.sub(r"""url\((?:"[^"]*"|'[^']*'|[^)]*)\)""", "", sheet.read_text())

    physical = re.findall(
        r"[{;\s](?:margin|padding|border|inset)?-?(?:left|right)(?:-\w+)?\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)",
        css,
    )
    assert physical == []


@pytest.mark.parametrize("folder", [CORE / "static/vendor", CORE.parent / "documents/fonts"])
def test_vendored_files_are_what_the_checksums_say(folder):
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    present = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.name != "SHA256SUMS"}

    assert listed.keys() == present.keys()
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()} == listed


def test_vendored_browser_files_stay_small():
    size = sum(p.stat().st_size for p in (CORE / "static/vendor").rglob("*") if p.is_file())

    assert size < 1_200_000


def test_since_follows_the_language_of_the_page():
    german = render("{% since day today=today %}", day=date(2026, 3, 3), today=TODAY)
    with translation.override("en"):
        english = render("{{ day|day }}", day=date(2026, 3, 3))

    assert "März" in german
    assert "March" in english


def test_steps_and_timeline_name_day_and_moment():
    at = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)

    html = render(
        "{% step 'Eingegangen' 'done' day %}{% step 'Vermittelt' %}{% timeline_item 'Anruf' at %}{% endtimeline_item %}",
        day=date(2026, 3, 3),
        at=at,
    )

    assert "<small>Di., 3. März 2026</small>" in html
    assert "<small>steht noch aus</small>" in html
    assert "Di., 3. März 2026, 14:30 Uhr" in html
    assert "vor 6 Tagen" in render("{% since at today=today %}", at=at, today=TODAY)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://video.example.org/raum?x=1&y=2", 'href="https://video.example.org/raum?x=1&amp;y=2"'),
        ("05631 222-333", 'href="tel:05631222333"'),
        ("Raum 3 im Rathaus", "<bdi>Raum 3 im Rathaus</bdi>"),
        ("javascript:alert(1)", "<bdi>javascript:alert(1)</bdi>"),
        ('https://x.example/"><script>', "&quot;&gt;&lt;script&gt;"),
    ],
)
def test_where_to_call_is_a_link_only_if_it_is_one(address, found):
    html = Template("{% load components %}{% call_link address %}").render(Context({"address": address}))

    assert found in html
    assert "<script>" not in html
