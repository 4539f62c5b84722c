"""Participation: the window, the pile of entries, German words, the answer."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.planning.models import ParticipationEntry, PlanVersion

Status = ParticipationEntry.Status


class WindowForm(forms.Form):
    version = forms.ModelChoiceField(PlanVersion.objects.none(), label=_("Fassung"))
    opens_on = DayField(label=_("von"), initial=timezone.localdate)
    closes_on = DayField(label=_("bis"), help_text=_("Der letzte Tag zählt mit."))
    introduction = forms.CharField(
        label=_("Worum wir bitten"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Steht auf der öffentlichen Seite über dem Formular, auf Deutsch. Schreiben Sie kurz und einfach."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = PlanVersion.objects.exclude(status=PlanVersion.Status.REPLACED).order_by("-pk")
        self.fields["version"].queryset = rows
        self.fields["version"].initial = rows.filter(status=PlanVersion.Status.DRAFT).first() or rows.first()

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("Die Beteiligung endet, bevor sie beginnt."))
        return cleaned


class ChangeWindowForm(forms.Form):
    closes_on = DayField(label=_("bis"))
    introduction = forms.CharField(
        label=_("Worum wir bitten"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, window, **kwargs):
        self.window = window
        super().__init__(*args, initial={"closes_on": window.closes_on, "introduction": window.introduction}, **kwargs)

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < self.window.opens_on:
            raise forms.ValidationError(_("Die Beteiligung endet, bevor sie beginnt."))
        return day


class GermanForm(forms.Form):
    german_text = forms.CharField(
        label=_("auf Deutsch"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Steht öffentlich unter dem Text in der eigenen Sprache."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Antwort"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Steht öffentlich unter dem Beitrag, wenn er gezeigt wird, und geht per Mail hinaus, wenn eine Adresse da ist."),
    )  # fmt: skip
