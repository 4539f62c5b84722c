from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField


class PlacesUploadForm(forms.Form):
    """A file of places, and the day its boundaries are of if it does not say so itself."""

    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "Gemeindeverzeichnis (XLSX), Gemeindegrenzen (GeoJSON) oder Gebietsänderungen (CSV), höchstens 20 MB, unverändert vom Herausgeber."
        ),
        error_messages={
            "required": _("Bitte wählen Sie eine Datei aus."),
            "empty": _("Diese Datei ist leer. Bitte prüfen Sie, ob es die richtige ist."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.geojson,.json,.csv"}),
    )
    valid_on = DayField(
        label=_("Gebietsstand der Grenzen"),
        required=False,
        help_text=_("Nur nötig, wenn eine GeoJSON-Datei ihn nicht selbst nennt."),
    )
