"""Forms about money: the period of a run, why something is taken back, where the money goes."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.dates import DayField, first_of_month, previous_month
from kreislotse.settlement.models import LegalBasis, Payment


class PeriodForm(forms.Form):
    """The period of a run; proposed is the month before this one."""

    period_from = DayField(label=_("von"))
    period_to = DayField(label=_("bis"), help_text=_("Ältere Termine, die noch offen sind, kommen von selbst mit."))

    def __init__(self, *args, today: date, **kwargs):
        last = first_of_month(today) - timedelta(days=1)
        kwargs.setdefault("initial", {"period_from": previous_month(first_of_month(today)), "period_to": last})
        super().__init__(*args, **kwargs)


class ReversalForm(forms.Form):
    reason = forms.CharField(
        label=_("Was ist falsch?"), max_length=200,
        help_text=_("Ein kurzer Satz. Er steht auf der nächsten Abrechnung der Person."),
    )  # fmt: skip
    is_settled_again = forms.BooleanField(
        label=_("danach neu abrechnen"), required=False, initial=True,
        help_text=_("Ändern Sie den Termin nach dem Storno. Ohne Haken wird er nicht mehr bezahlt."),
    )  # fmt: skip


class TripForm(forms.Form):
    reason = forms.CharField(label=_("Wofür war die Fahrt nötig?"), max_length=200)


class BankAccountForm(forms.Form):
    holder = forms.CharField(label=_("Kontoinhaberin oder Kontoinhaber"), max_length=70)
    iban = forms.CharField(
        label=_("IBAN"), max_length=42, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Aus Sicherheitsgründen zeigen wir später nur die letzten vier Stellen."),
    )  # fmt: skip


class IncomeForm(forms.Form):
    """What a guide says to get from others in a year."""

    year = forms.TypedChoiceField(label=_("Jahr"), coerce=int)
    basis = forms.ChoiceField(label=_("Rechtsgrundlage"), choices=LegalBasis.choices)
    euros = forms.DecimalField(
        label=_("von anderen Stellen in diesem Jahr, in Euro"), min_value=0, max_digits=8, decimal_places=2, localize=True,
        help_text=_("Nichts von anderen: 0 eintragen."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        year = timezone.localdate().year
        self.fields["year"].choices = [(n, str(n)) for n in (year, year - 1, year + 1)]


class PaidForm(forms.Form):
    paid_on = DayField(label=_("ausgezahlt am"))
    note = forms.CharField(
        label=_("Wie?"), max_length=200, help_text=_("zum Beispiel: Kreiskasse, Beleg 4711, oder: bar gegen Quittung")
    )


class OwedBackForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Was wurde daraus?"), widget=forms.RadioSelect,
        choices=[
            (Payment.Kind.PAID, _("Die Person hat es zurückgezahlt.")),
            (Payment.Kind.WAIVED, _("Der Kreis verzichtet darauf.")),
        ],
    )  # fmt: skip
    booked_on = DayField(label=_("am"))
    note = forms.CharField(
        label=_("Beleg oder Entscheidung"), max_length=200,
        help_text=_("zum Beispiel: Kreiskasse, Beleg 4711, oder: Niederschlagung vom 3.3."),
    )  # fmt: skip


class WaiverForm(forms.Form):
    until = DayField(label=_("für Termine bis"))
    note = forms.CharField(label=_("Bemerkung"), max_length=200, required=False)


class ReturnForm(forms.Form):
    returned_on = DayField(label=_("zurückgekommen am"))
    reason = forms.CharField(
        label=_("Warum?"), max_length=200, help_text=_("was auf dem Kontoauszug steht, zum Beispiel: Konto erloschen")
    )


class TaxNumberForm(forms.Form):
    number = forms.CharField(
        label=_("Steuer-ID"), max_length=14, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("elf Ziffern"),
    )  # fmt: skip
