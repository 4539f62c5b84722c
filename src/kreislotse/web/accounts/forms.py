from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import User
from kreislotse.districts.models import District
from kreislotse.districts.presets import preset_names, read_preset


class NewAccountForm(forms.Form):
    name = forms.CharField(label=_("Ihr Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Passwort"),
        help_text=_("Mindestens 10 Zeichen. Am besten ein Satz, den nur Sie kennen."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args, email: str, **kwargs):
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        if password := cleaned.get("password"):
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class LoginForm(AllauthLoginForm):
    """E-mail and password with labels above the fields; the way to a new password stands below them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class MagicLinkForm(forms.Form):
    email = forms.EmailField(label=_("Ihre E-Mail-Adresse"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "phone"]


class SetUpForm(forms.Form):
    code = forms.CharField(
        label=_("Einrichtungscode"),
        help_text=_("Er steht im Fenster, in dem Kreislotse gestartet wurde."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    preset = forms.ChoiceField(label=_("Was für ein Büro sind Sie?"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name des Kreises"), help_text=_("zum Beispiel „Landkreis Leer“"), max_length=120)
    ags = forms.CharField(
        label=_("Amtlicher Gemeindeschlüssel"),
        help_text=_("fünf Ziffern, zum Beispiel 03457"),
        max_length=5,
        validators=[RegexValidator(r"^\d{5}$", _("Der Schlüssel eines Kreises hat fünf Ziffern, zum Beispiel 06635."))],
    )
    admin_email = forms.EmailField(
        label=_("E-Mail-Adresse der Leitung"), help_text=_("Diese Person lädt danach alle anderen ein.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.presets = {name: read_preset(name) for name in preset_names()}
        self.fields["preset"].choices = [(name, preset["name"]) for name, preset in self.presets.items()]

    def preset_cards(self) -> list[dict]:
        """Each preset with what it brings, to be chosen by its card."""
        return [
            {
                "value": name,
                "id": f"id_preset_{position}",
                "name": preset["name"],
                "state": preset["state"],
                "guides": preset["terms"].get("guides", ""),
                "languages": len(preset["languages"]),
                "notice": next((row["working_days"] for row in preset["lead_times"] if row["setting"] == "on_site"), 0),
                "cap": preset.get("client_cap", {}).get("most"),
                "asked_by": District.AskedBy(preset["guides_asked_by"]).label,
                "is_chosen": self["preset"].value() == name,
            }
            for position, (name, preset) in enumerate(self.presets.items())
        ]
