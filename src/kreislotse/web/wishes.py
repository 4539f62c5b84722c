"""The questions about one appointment that the form of institutions and the office's quick note share."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField
from kreislotse.core.errors import DomainError
from kreislotse.intake import counter_keys
from kreislotse.intake.kinds import choices_by_kind, occasion_of
from kreislotse.intake.models import Direction, HelpDetail, Setting, Urgency
from kreislotse.intake.operations import Repeats
from kreislotse.intake.rules import client_cap
from kreislotse.intake.wished_time import check_wished_time, field_of

YES_NO = [("", _("weiß ich nicht")), ("ja", _("ja")), ("nein", _("nein"))]


def _as_boolean(value: str) -> bool | None:
    return {"ja": True, "nein": False}.get(value)


def clean_wished_time(form: forms.Form, cleaned: dict) -> None:
    """Say at the field what is wrong with the day or the hour asked for."""
    try:
        check_wished_time(cleaned.get("wanted_on"), cleaned.get("wanted_at"), today=timezone.localdate())
    except DomainError as error:
        form.add_error(field_of(error), str(error))


class WishFields(forms.Form):
    """Which kind of help, into which language, how urgent, how often, and for how many dates of one person."""

    help_detail = forms.ChoiceField(label=_("Worum geht es genau?"), required=False)
    other_side_knows = forms.TypedChoiceField(
        label=_("Bei einem Streit: Weiß die andere Seite von der Vermittlung?"), choices=YES_NO, coerce=_as_boolean,
        empty_value=None, required=False,
    )  # fmt: skip
    direction = forms.ChoiceField(label=_("Richtung beim Übersetzen"), choices=Direction.choices, required=False)
    needs_writing = forms.BooleanField(
        label=_("Auch Schriftliches ist zu übersetzen"), required=False,
        help_text=_("zum Beispiel ein Brief oder ein Formular"),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("Wie eilig ist es?"), choices=Urgency.choices, required=False)
    call_address = forms.CharField(
        label=_("Nummer oder Link des Gesprächs"), max_length=200, required=False,
        help_text=_("Für Telefon oder Video. Das sieht nur, wer zugesagt hat."),
    )  # fmt: skip
    every_weeks = forms.TypedChoiceField(
        label=_("Wie oft?"), required=False, coerce=int, empty_value=None,
        choices=[("", _("einmal")), ("1", _("jede Woche")), ("2", _("alle 2 Wochen")), ("4", _("alle 4 Wochen"))],
    )  # fmt: skip
    number = forms.IntegerField(label=_("Zahl der Termine"), min_value=2, max_value=52, required=False)
    until = DayField(label=_("oder: letzter Tag"), required=False)
    skips_school_free = forms.BooleanField(label=_("Nicht in den Schulferien"), required=False)
    counter_key = forms.CharField(
        label=_("Zählschlüssel der Person"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )  # fmt: skip

    WISHES = (
        "help_detail", "other_side_knows", "direction", "needs_writing", "urgency", "call_address", "every_weeks", "number",
        "until", "skips_school_free", "counter_key",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["help_detail"].choices = [("", _("nichts davon")), *choices_by_kind()]

    def offer_counter_key(self) -> None:
        """Ask for the key only where the office counts, and suggest one to whoever has none yet."""
        if client_cap(timezone.localdate()) is None:
            del self.fields["counter_key"]
            return
        self.fields["counter_key"].help_text = gettext(
            "So zählen wir, wie oft dieselbe Person begleitet wird, ohne zu wissen, wer sie ist. Noch keiner? Nehmen Sie "
            "%(code)s und schreiben Sie ihn in Ihre Akte."
        ) % {"code": counter_keys.suggested_key()}  # fmt: skip

    def clean_counter_key(self):
        key = self.cleaned_data["counter_key"]
        if not key:
            return ""
        try:
            return counter_keys.usable(key)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_wishes(self, cleaned: dict) -> None:
        """Turn what belongs together into one: the series, the kind of help, the occasion it means."""
        every, number, until = (cleaned.pop(name, None) for name in ("every_weeks", "number", "until"))
        skips = cleaned.pop("skips_school_free", False)
        cleaned["repeats"] = None
        self.clean_time(cleaned)
        if every and not self.has_error("number") and not self.has_error("until"):
            cleaned["repeats"] = self._repeats(cleaned, every, number, until, skips)
        elif (number or until) and not every:
            self.add_error("every_weeks", _("Bitte wählen Sie, wie oft der Termin stattfindet."))
        detail = cleaned.get("help_detail") or ""
        cleaned["help_kind"] = HelpDetail(detail).kind if detail else ""
        if not cleaned.get("occasion"):
            cleaned["occasion"] = occasion_of(detail)
        if cleaned.get("setting") == Setting.ON_SITE:
            cleaned["call_address"] = ""

    def clean_time(self, cleaned: dict) -> None:
        clean_wished_time(self, cleaned)

    def _repeats(self, cleaned: dict, every: int, number: int | None, until, skips: bool) -> Repeats | None:
        if (number is None) == (until is None):
            self.add_error("number", _("Bitte nennen Sie entweder die Zahl der Termine oder den letzten Tag."))
            return None
        if not cleaned.get("wanted_on") and not self.has_error("wanted_on"):
            self.add_error("wanted_on", _("Bitte nennen Sie den ersten Tag der Terminreihe."))
            return None
        repeats = Repeats(every_weeks=every, number=number, until=until, skips_school_free=skips)
        try:
            repeats.days(cleaned.get("wanted_on"))
        except DomainError as error:
            self.add_error("number" if number else "until", str(error))
            return None
        return repeats
