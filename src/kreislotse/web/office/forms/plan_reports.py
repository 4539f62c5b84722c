"""Taking a report on the plan, and choosing two states of it to compare."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.planning.models import PlanReport, PlanVersion


class TakeReportForm(forms.ModelForm):
    class Meta:
        model = PlanReport
        fields = ["title", "decision_reference", "summary", "is_public"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": _("Zum Beispiel „Bericht an den Kreisausschuss, Herbst 2027“"),
            "summary": _("Steht auf der ersten Seite der Vorlage: was gelungen ist, was stockt, was der Kreistag entscheiden soll."),
            "is_public": _("Sie können das später ändern. Der Inhalt bleibt, wie er heute ist."),
        }  # fmt: skip

    def facts(self) -> dict:
        names = ("title", "decision_reference", "summary", "is_public")
        return {name: self.cleaned_data[name] for name in names}


class CompareForm(forms.Form):
    """Two states of the plan: editions as they are today (`v3`), or reports as they were taken (`r7`)."""

    vorher = forms.ChoiceField(label=_("Vorher"))
    nachher = forms.ChoiceField(label=_("Nachher"))

    def __init__(self, data):
        super().__init__(data)
        reports = [
            (f"r{one.pk}", f"{one.title} ({date_format(one.as_of, 'd.m.Y')})")
            for one in PlanReport.objects.defer("content").order_by("-taken_at", "-pk")
        ]
        versions = [(f"v{one.pk}", f"{one}, {one.get_status_display()}") for one in PlanVersion.objects.order_by("-pk")]
        choices = [(_("Fassungen, wie sie heute stehen"), versions), (_("Berichte"), reports)]
        for field in self.fields.values():
            field.choices = choices
