from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.imports.operations import OnDuplicate, OnError
from kreislotse.imports.targets import Target, all_targets


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
