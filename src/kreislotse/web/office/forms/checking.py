"""The list of offers that are due for checking, and the decision on a proposal."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.asking import STATES
from kreislotse.network.queries import colleagues

DUE_SORTS = {
    "due": "check_due_on", "title": "search_key", "provider": "provider__name", "responsible": "responsible__name",
    "asked": "question_on",
}  # fmt: skip
MINE, NOBODYS = "ich", "niemand"


class DueFilters(forms.Form):
    """The filters of the list, as they stand in the address."""

    text = forms.CharField(label=_("Titel oder Anbieter"), required=False)
    wer = forms.ChoiceField(label=_("zuständig im Büro"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False, choices=[("", _("alle")), *STATES.items()])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        people = [(str(one.pk), str(one)) for one in colleagues(timezone.localdate())]
        self.fields["wer"].choices = [("", _("alle")), (MINE, _("ich")), (NOBODYS, _("niemand")), *people]

    @property
    def values(self) -> dict:
        """The filters that can be used; a value nobody knows is no filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def responsible(self) -> dict:
        """The condition for who is responsible."""
        match self.values.get("wer", ""):
            case "":
                return {}
            case "ich":
                return {"responsible": self.user}
            case "niemand":
                return {"responsible": None}
            case key:
                return {"responsible": int(key)}


class DecisionForm(forms.Form):
    """One choice per proposed field, and a sentence to the provider."""

    is_checked = forms.BooleanField(
        label=_("Die übrigen Angaben gelten damit als heute geprüft"), required=False, initial=True
    )
    message = forms.CharField(
        label=_("Ein Satz an den Anbieter"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, changes, offer):
        super().__init__(data, initial={"seen": offer.updated_at.isoformat()})
        self.changes = changes
        for change in changes:
            choices = [("take", _("übernehmen")), ("leave", _("nicht übernehmen"))]
            self.fields[change.key] = forms.ChoiceField(
                label=change.label, choices=choices[1:] if change.is_gone else choices, widget=forms.RadioSelect,
                initial=None if change.is_conflict else "take",
                error_messages={"required": _("Bitte entscheiden Sie: übernehmen oder nicht?")},
            )  # fmt: skip

    @property
    def pairs(self):
        """Each change with its choice."""
        return [(change, self[change.key]) for change in self.changes]

    def chosen(self, choice: str) -> list[str]:
        return [change.key for change in self.changes if self.cleaned_data.get(change.key) == choice]

    @property
    def seen_at(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data.get("seen", ""))
        except ValueError:
            return None

    def accept_new_state(self, offer) -> None:
        """After a conflict: the next decision means the state that is shown now."""
        self.data = self.data.copy()
        self.data["seen"] = offer.updated_at.isoformat()
