"""The gallery of components: what is shown here looks and behaves the same on every page."""

from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.access import Permission, require_permission
from kreislotse.core.pagination import wants_fragment

SORT_KEYS = ("topic", "place", "day", "minutes")


class GalleryForm(forms.Form):
    """One field of each kind; nothing is saved."""

    topic = forms.ChoiceField(
        label=gettext_lazy("Thema"),
        choices=[("", gettext_lazy("Bitte wählen")), ("daycare", "Kita"), ("housing", "Wohnen"), ("work", "Arbeit")],
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Gemeinde"),
        choices=[("", ""), ("1", "Bad Arolsen"), ("2", "Korbach"), ("3", "Willingen (Upland)"), ("4", "Vöhl")],
        widget=forms.Select(attrs={"data-suggest": ""}),
        help_text=gettext_lazy("Die ersten Buchstaben genügen."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, help_text=gettext_lazy("So, wie die Person ihn schreibt.")
    )
    day = forms.CharField(
        label=gettext_lazy("Datum"), help_text=gettext_lazy("Zum Beispiel 12.3., „morgen“ oder „in 2 Wochen“.")
    )
    time = forms.TimeField(label=gettext_lazy("Uhrzeit"), required=False)
    note = forms.CharField(label=gettext_lazy("Notiz"), widget=forms.Textarea(attrs={"rows": 3}), max_length=200)
    channel = forms.ChoiceField(
        label=gettext_lazy("Wie sollen wir antworten?"),
        choices=[("phone", gettext_lazy("Anruf")), ("mail", gettext_lazy("E-Mail")), ("letter", gettext_lazy("Brief"))],
        widget=forms.RadioSelect,
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Sprachen"),
        choices=[("ar", "Arabisch"), ("uk", "Ukrainisch"), ("ti", "Tigrinya")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Mehrere sind möglich."),
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Zielgruppen"),
        choices=[("1", "Familien"), ("2", "Jugendliche"), ("3", "Ältere")],
        required=False,
    )
    paper = forms.FileField(
        label=gettext_lazy("Liste"), required=False, help_text=gettext_lazy("XLSX, CSV oder ODS, höchstens 20 MB.")
    )
    agreed = forms.BooleanField(label=gettext_lazy("Die Person ist einverstanden, dass wir sie anrufen."))


class GalleryFilters(forms.Form):
    """Filters as a list page has them; they stand in the address."""

    text = forms.CharField(label=gettext_lazy("Thema enthält"), required=False)
    place = forms.ChoiceField(
        label=gettext_lazy("Ort"),
        choices=[("", gettext_lazy("alle")), ("Korbach", "Korbach"), ("Vöhl", "Vöhl")],
        required=False,
    )


def _rows(sort, *, text="", place=""):
    """The samples that fit the filters, in the order of a key of `SORT_KEYS`, descending after a minus."""
    today = timezone.localdate()
    samples = [
        ("Kita-Platz", "Korbach", "received", _("eingegangen"), 1),
        ("Wohnungssuche mit Kindern", "Bad Arolsen", "in_progress", _("in Klärung"), 9),
        ("Anerkennung eines Abschlusses", "Vöhl", "asked", _("angefragt"), 37),
        ("Begleitung zum Arzt", "Willingen (Upland)", "closed", _("abgeschlossen"), 100),
        ("Deutschkurs am Abend", "Diemelstadt", "cancelled", _("abgesagt"), 800),
    ]
    rows = [
        {
            "topic": topic,
            "place": where,
            "status": code,
            "label": label,
            "day": today - timedelta(days=ago),
            "minutes": 15 * ago,
        }
        for topic, where, code, label, ago in samples
        if text.lower() in topic.lower() and place in ("", where)
    ]
    return sorted(rows, key=lambda row: row[sort.removeprefix("-")], reverse=sort.startswith("-"))


@require_permission(Permission.OFFICE_VIEW)
def gallery(request):
    """Show each component once, with a form that has errors."""
    now = timezone.now()
    filters = GalleryFilters(request.GET, auto_id="filter_%s")
    wanted = filters.cleaned_data if filters.is_valid() else {}
    sort = request.GET.get("sortierung", "-day")
    sort = sort if sort.removeprefix("-") in SORT_KEYS else "-day"
    context = {
        "filters": filters,
        "filter_count": sum(bool(value) for value in wanted.values()),
        "form": GalleryForm(),
        "form_with_errors": GalleryForm(
            {"place": "9", "day": "", "languages": ["ar"], "note": "x" * 201}, auto_id="error_%s"
        ),
        "rows": _rows(sort, **wanted),
        "sort": sort,
        "page": Paginator(range(312), 25).get_page(request.GET.get("seite", 3)),
        "parts": [
            (_("Menschen"), [(_("Alle Personen"), "#personen"), (_("Wer ist frei?"), "#frei")]),
            (_("Einsätze"), [(_("Anfragen"), "#anfragen"), (_("Wochenplan"), "#plan"), (_("Kalender"), "#kalender")]),
        ],
        "yesterday": now - timedelta(days=1),
        "last_month": now - timedelta(days=37),
    }
    return render(request, "core/_gallery_rows.html" if wants_fragment(request) else "core/gallery.html", context)
