"""Fields the forms of the plan share: money as people write it, a resolution, and the moment a person had before them."""

import re
from datetime import datetime

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from kreislotse.groups.models import Resolution

ALL = [("", _("alle"))]
_EUROS = re.compile(r"(?P<whole>\d{1,3}(\.\d{3})+|\d+)([,.](?P<rest>\d{1,2}))?")
MOST_CENTS = 10**13


class EuroField(forms.CharField):
    """Money in euros, „12.500“, „12500,50 €“; in Python whole cents, `None` for nothing."""

    default_error_messages = {"euros": _("Bitte schreiben Sie einen Betrag in Euro, zum Beispiel 12.500 oder 99,90.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, int):
            whole, rest = divmod(value, 100)
            return number_format(whole, force_grouping=False) + (f",{rest:02d}" if rest else "")
        return value

    def clean(self, value):
        text = "".join(super().clean(value).replace("€", "").split())
        if not text:
            return None
        match = _EUROS.fullmatch(text)
        if match is None:
            raise forms.ValidationError(self.error_messages["euros"], code="euros")
        cents = int(match["whole"].replace(".", "")) * 100 + int((match["rest"] or "0").ljust(2, "0"))
        if cents > MOST_CENTS:
            raise forms.ValidationError(self.error_messages["euros"], code="euros")
        return cents

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class SeenMixin(forms.Form):
    """Notices when somebody else saved the same row in the meantime."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = self.instance.updated_at.isoformat()

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None

    @property
    def changed(self) -> list[str]:
        return [name for name in self.changed_data if name != "seen"]

    def accept_new_state(self) -> None:
        """After a conflict: the next save means the state that is in the database now."""
        self.data = self.data.copy()
        self.data["seen"] = type(self.instance).objects.get(pk=self.instance.pk).updated_at.isoformat()


class ResolutionField(forms.ModelChoiceField):
    """A resolution that was adopted, the youngest first; `fill` it in the form's `__init__`, inside the district."""

    def __init__(self, **kwargs):
        kwargs = {"label": _("Beschluss"), "required": False, "empty_label": _("keiner"), "widget": forms.Select(attrs={"data-suggest": ""})} | kwargs  # fmt: skip
        super().__init__(Resolution.objects.none(), **kwargs)

    def fill(self) -> None:
        rows = Resolution.objects.filter(result=Resolution.Result.ADOPTED).select_related("body")
        self.queryset = rows.order_by("-decided_on", "-pk")

    def label_from_instance(self, one):
        return f"{one.decided_on:%d.%m.%Y}, {one.body}, {one.reference}: {one.text[:60]}"
