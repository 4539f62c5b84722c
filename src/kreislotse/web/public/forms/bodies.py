"""„Mitmachen im Netzwerk“: an organization asks for a seat."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kreislotse.web.public.forms.intake import SentFromOutside, is_phone


class JoinBodyForm(SentFromOutside):
    organization_name = forms.CharField(
        label=_("Name Ihrer Organisation"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Ihr Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    function = forms.CharField(
        label=_("Ihre Funktion"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    email = forms.EmailField(label=_("E-Mail"), widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}))
    phone = forms.CharField(
        label=_("Telefon"), max_length=80, required=False, validators=[is_phone],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Was möchten Sie einbringen?"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip

    def facts(self) -> dict:
        """Arguments of `ask_for_seat`."""
        kept = ("organization_name", "name", "function", "email", "phone", "reason")
        return {name: self.cleaned_data[name] for name in kept} | {
            "language": self.page_language,
            "submission_digest": self.submission_digest,
        }
