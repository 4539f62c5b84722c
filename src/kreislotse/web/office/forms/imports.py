from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.imports.operations import OnDuplicate, OnError
from kreislotse.imports.targets import Target, all_feeds, all_targets
from kreislotse.taxonomy.models import Topic


class UploadForm(forms.Form):
    """Which list, and what it holds."""

    target = forms.ChoiceField(label=gettext_lazy("Was steht in der Liste?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("Liste"),
        help_text=gettext_lazy(
            "XLSX, ODS, CSV oder JSON, höchstens 20 MB. Titelzeilen und verbundene Zellen stören nicht."
        ),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie eine Datei aus."),
            "empty": gettext_lazy("Diese Datei ist leer. Bitte prüfen Sie, ob es die richtige ist."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.ods,.csv,.txt,.json"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        targets = all_targets()
        self.fields["target"].choices = [(target.code, target.label) for target in targets]
        self.fields["target"].initial = targets[0].code


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or several files; `clean` gives a list."""

    widget = SeveralFilesInput(attrs={"accept": ".json,.zip"})

    def clean(self, data, initial=None):
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not files:
            return []
        return [super(SeveralFilesField, self).clean(one, initial) for one in files]


class FeedForm(forms.Form):
    """Another system's answers: as files, or from its address."""

    target = forms.ChoiceField(label=gettext_lazy("Woher kommen die Angebote?"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=gettext_lazy("Adresse"),
        required=False,
        max_length=300,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        help_text=gettext_lazy("Zum Beispiel https://cms.integreat-app.de/api/v3/name-der-region oder die Adresse einer HSDS-Schnittstelle. Abgerufen wird nur jetzt, höchstens 50 MB."),
    )  # fmt: skip
    files = SeveralFilesField(
        label=gettext_lazy("Dateien"),
        required=False,
        help_text=gettext_lazy(
            "JSON-Antworten, auch mehrere auf einmal oder als ZIP-Archiv: je Datei höchstens 20 MB."
        ),
        error_messages={"empty": gettext_lazy("Diese Datei ist leer. Bitte prüfen Sie, ob es die richtige ist.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        feeds = all_feeds()
        self.fields["target"].choices = [(feed.code, feed.label) for feed in feeds]
        self.fields["target"].initial = feeds[0].code
        if not settings.FEEDS_MAY_BE_FETCHED:
            del self.fields["address"]

    def clean(self):
        data = super().clean()
        address, files = data.get("address", ""), data.get("files")
        if address and files:
            self.add_error("address", _("Bitte geben Sie entweder eine Adresse an oder wählen Sie Dateien aus, nicht beides."))  # fmt: skip
        elif not address and not files and not self.errors:
            sentence = _("Bitte geben Sie eine Adresse an oder wählen Sie eine Datei aus.") if "address" in self.fields else _("Bitte wählen Sie eine Datei aus.")  # fmt: skip
            self.add_error("address" if "address" in self.fields else "files", sentence)
        return data


class CategoriesForm(forms.Form):
    """One of our topics for each category of the other system."""

    def __init__(self, *args, categories: list[dict], mapping: dict, suggested: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.categories = categories
        topics = Topic.objects.filter(retired_on=None).order_by("sort_order", "pk")
        choices = [("", _("kein Thema")), *((topic.code, topic.name) for topic in topics)]
        for place, category in enumerate(categories):
            name = category["name"]
            initial = mapping.get(name, suggested.get(name, ""))
            self.fields[f"category_{place}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=initial
            )

    def rows(self):
        """Each category with its control, for the table."""
        for place, category in enumerate(self.categories):
            yield category, self[f"category_{place}"]

    @property
    def topics(self) -> dict[str, str]:
        return {one["name"]: self.cleaned_data[f"category_{place}"] for place, one in enumerate(self.categories)}


class LayoutForm(forms.Form):
    """Another sheet of the file, or other rows as its header."""

    sheet = forms.ChoiceField(label=gettext_lazy("Blatt"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Kopfzeile in Zeile"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("0, wenn die Liste keine Kopfzeile hat; leer, wenn wir sie suchen sollen."),
    )

    def __init__(self, *args, layout: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [
            (sheet["name"], _("%(name)s (%(rows)s Zeilen)") % sheet) for sheet in layout["sheets"]
        ]
        if len(layout["sheets"]) < 2:
            del self.fields["sheet"]
        else:
            self.fields["sheet"].initial = layout["sheet"]

    def clean_header_row(self):
        row = self.cleaned_data["header_row"]
        return None if row is None else [row] if row else []


class MappingForm(forms.Form):
    """One choice per column of the list."""

    def __init__(self, *args, target: Target, columns: list[dict], mapping: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.target, self.columns = target, columns
        choices = [("", _("nicht übernehmen"))]
        choices += [(field.name, f"{field.label} *" if field.is_required else field.label) for field in target.fields]
        for place, column in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column["name"], choices=choices, required=False, initial=mapping.get(column["name"], "")
            )

    def rows(self):
        """Each column with its control, for the table."""
        for place, column in enumerate(self.columns):
            yield column, self[f"column_{place}"]

    def clean(self):
        chosen = [self.cleaned_data.get(f"column_{place}", "") for place in range(len(self.columns))]
        for field in self.target.fields:
            if not field.joiner and chosen.count(field.name) > 1:
                for place, name in enumerate(chosen):
                    if name == field.name:
                        self.add_error(
                            f"column_{place}",
                            _("„%(field)s“ kann nur aus einer Spalte kommen. Bitte wählen Sie eine davon.")
                            % {"field": field.label},
                        )
        return self.cleaned_data

    @property
    def mapping(self) -> dict[str, str]:
        return {
            column["name"]: self.cleaned_data[f"column_{place}"]
            for place, column in enumerate(self.columns)
            if self.cleaned_data.get(f"column_{place}")
        }


class StartForm(forms.Form):
    """What happens to rows with an error and to those that are there already."""

    on_error = forms.ChoiceField(
        label=gettext_lazy("Wenn Zeilen fehlerhaft sind"),
        choices=OnError,
        initial=OnError.NOTHING,
        widget=forms.RadioSelect,
    )
    on_duplicate = forms.ChoiceField(
        label=gettext_lazy("Wenn es einen Eintrag schon gibt"),
        choices=OnDuplicate,
        initial=OnDuplicate.UPDATE,
        widget=forms.RadioSelect,
    )
