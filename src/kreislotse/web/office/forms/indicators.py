"""Indicators, their definitions, and values entered by hand."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.districts.forms import DistrictModelForm
from kreislotse.districts.queries import current_district
from kreislotse.indicators.models import DataSource, Definition, Indicator, Observation
from kreislotse.places.models import Municipality
from kreislotse.web.office.forms.plan import fields_in_order

DEFINITION = [
    "valid_from", "text", "unit", "decimals", "direction", "person_concept", "level", "numerator_text", "denominator_text",
]  # fmt: skip


class DefinitionForm(DistrictModelForm):
    valid_from = DayField(label=_("gilt ab"), initial=timezone.localdate)

    class Meta:
        model = Definition
        fields = DEFINITION
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "decimals": forms.NumberInput(attrs={"min": 0, "max": 3})}
        help_texts = {
            "person_concept": _("Werte verschiedener Personenkreise stehen nie in einer Reihe."),
            "direction": _("Danach richtet sich, ob ein Wert auf dem Weg zum Ziel ist."),
        }


class IndicatorForm(DefinitionForm):
    code = forms.SlugField(label=_("Kürzel"), max_length=40, help_text=_("Kurz und ohne Leerzeichen, zum Beispiel „kita-quote“."))  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=160)
    field_of_action = forms.ModelChoiceField(fields_in_order(), label=_("Handlungsfeld"), required=False, empty_label=_("keins"))  # fmt: skip
    field_order = ["code", "name", "field_of_action"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field_of_action"].queryset = fields_in_order()

    @property
    def indicator(self) -> Indicator:
        return Indicator(**{name: self.cleaned_data[name] for name in ("code", "name", "field_of_action")})


class ObservationForm(DistrictModelForm):
    period_from = DayField(label=_("von"))
    period_until = DayField(label=_("bis"), help_text=_("Bei einem Stichtag zweimal derselbe Tag."))
    as_of = DayField(label=_("Stand der Quelle"), required=False)
    value = forms.DecimalField(label=_("Wert"), required=False, localize=True, max_digits=16, decimal_places=4)
    numerator = forms.DecimalField(label=_("Zähler"), required=False, localize=True, max_digits=16, decimal_places=4)
    denominator = forms.DecimalField(label=_("Nenner"), required=False, localize=True, max_digits=16, decimal_places=4)
    source_name = forms.CharField(label=_("Quelle"), max_length=160, widget=forms.TextInput(attrs={"list": "sources"}))

    class Meta:
        model = Observation
        fields = [
            "period_from", "period_until", "municipality", "value", "symbol", "numerator", "denominator", "as_of", "base",
            "is_break", "is_uncertain", "note",
        ]  # fmt: skip
        help_texts = {
            "symbol": _("Nur, wenn es keine Zahl gibt (Zeichen nach DIN 55301)."),
            "base": _("Zum Beispiel „Fortschreibung auf Grundlage des Zensus 2022“."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.definition.level == Definition.Level.MUNICIPALITY:
            towns = Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())
            self.fields["municipality"].queryset = towns.order_by("name")
        else:
            del self.fields["municipality"]
        if self.instance.pk:
            self.fields["source_name"].initial = self.instance.source.name

    def _get_validation_exclusions(self):
        """Number or symbol, time and place are the operation's to check, with sentences that say what to do."""
        return super()._get_validation_exclusions() | {"value", "symbol", "period_from", "period_until", "denominator"}

    @property
    def sources(self):
        return DataSource.objects.order_by("name").values_list("name", flat=True)
