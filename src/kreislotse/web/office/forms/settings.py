"""The settings of an office, in parts that fit on one screen; each says what it holds and how it stands."""

import re

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from kreislotse.administration.office import MINIMUM_CONTRAST, contrast_to_white
from kreislotse.districts.embedding import origin_of
from kreislotse.districts.models import District

_COLOR = re.compile(r"#[0-9a-f]{6}")


class Part(forms.Form):
    """One part of the settings; its fields are named after the district's."""

    title = ""
    text = ""

    def __init__(self, *args, district, **kwargs):
        super().__init__(*args, initial=self.present(district), **kwargs)

    @classmethod
    def present(cls, district) -> dict:
        return {name: getattr(district, name) for name in cls.base_fields}

    @property
    def changes(self) -> dict:
        """The fields of the district with their new values."""
        return dict(self.cleaned_data)

    @classmethod
    def shown(cls, district) -> list[tuple]:
        """Label and value of each field, for the overview."""
        return [
            (field.label, cls.word(name, getattr(district, name), district)) for name, field in cls.base_fields.items()
        ]

    @classmethod
    def word(cls, name, value, district):
        display = getattr(district, f"get_{name}_display", None)
        return display() if display else value


class NamePart(Part):
    title = _("Name des Kreises")
    text = _("So heißt der Kreis auf jeder Seite und in jedem Dokument.")

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Art"), choices=District.Kind)


class ContactPart(Part):
    title = _("Kontakt")
    text = _("Damit Menschen Sie erreichen: steht unter jeder öffentlichen Seite und auf jedem Zettel.")

    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False)
    address = forms.CharField(label=_("Anschrift"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    office_hours = forms.CharField(label=_("Sprechzeiten"), max_length=200, required=False)


class TermsPart(Part):
    """What the office calls itself, its guides and its councils, in its own spelling."""

    title = _("Bezeichnungen")
    text = _("Ihre eigenen Wörter, mit Doppelpunkt, Stern oder beiden Formen, wie es bei Ihnen üblich ist.")

    unit = forms.CharField(label=_("Ihr Büro"), max_length=120)
    unit_short = forms.CharField(label=_("Ihr Büro, kurz"), max_length=60)
    district_word = forms.CharField(
        label=_("Landkreis oder Stadt"), max_length=60, help_text=_("zum Beispiel Landkreis, Kreis, Stadt")
    )
    guide = forms.CharField(label=_("Eine begleitende Person"), max_length=120)
    guides = forms.CharField(label=_("Begleitende Personen"), max_length=120, help_text=_("steht auch im Menü"))
    interpreter = forms.CharField(label=_("Eine sprachmittelnde Person"), max_length=120)
    interpreters = forms.CharField(label=_("Sprachmittelnde Personen"), max_length=120)
    coordinator = forms.CharField(label=_("Wer koordiniert"), max_length=120)
    council = forms.CharField(label=_("Der Beirat"), max_length=120)
    councils = forms.CharField(label=_("Die Beiräte"), max_length=120)
    network = forms.CharField(label=_("Ihr Netzwerk"), max_length=120)

    def __init__(self, *args, district, **kwargs):
        self.terms = dict(district.terms)
        super().__init__(*args, district=district, **kwargs)

    @classmethod
    def present(cls, district) -> dict:
        return {name: district.terms.get(name, "") for name in cls.base_fields}

    @property
    def changes(self) -> dict:
        return {"terms": self.terms | self.cleaned_data}

    @classmethod
    def shown(cls, district) -> list[tuple]:
        return [(field.label, district.terms.get(name, "")) for name, field in cls.base_fields.items()]


class LanguagesPart(Part):
    title = _("Sprachen der öffentlichen Seiten")
    text = _("In welchen Sprachen Menschen suchen, fragen und Antwort bekommen. Deutsch ist immer dabei.")

    languages = forms.MultipleChoiceField(
        label=_("Sprachen"), choices=lambda: settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_languages(self):
        chosen = set(self.cleaned_data["languages"]) | {"de"}
        return [code for code, _name in settings.LANGUAGES if code in chosen]

    @classmethod
    def word(cls, name, value, district):
        names = dict(settings.LANGUAGES)
        return ", ".join(str(names[code]) for code in value if code in names)


class LookPart(Part):
    title = _("Farbe")
    text = _("Ihre Hausfarbe für Knöpfe und Verweise.")

    accent_color = forms.CharField(
        label=_("Akzentfarbe"), max_length=7, widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Die Schrift darauf ist weiß. Zu helle Farben kann man nicht lesen."),
    )  # fmt: skip

    def clean_accent_color(self):
        color = self.cleaned_data["accent_color"].strip().lower()
        if not _COLOR.fullmatch(color):
            raise forms.ValidationError(_("Bitte geben Sie eine Farbe wie #1b4f72 an."))
        contrast = contrast_to_white(color)
        if contrast < MINIMUM_CONTRAST:
            raise forms.ValidationError(
                _(
                    "Weiße Schrift ist auf dieser Farbe zu schwer zu lesen (Kontrast %(contrast)s, nötig sind 4,5). Bitte wählen Sie eine dunklere."
                )
                % {"contrast": f"{contrast:.1f}".replace(".", ",")}
            )
        return color


class AccessPart(Part):
    title = _("Anfragen und Zahlen")
    text = _("Wer um Begleitung bitten darf und ab welcher Größe eine Zahl veröffentlicht wird.")

    guides_asked_by = forms.ChoiceField(
        label=_("Wer darf um Begleitung bitten?"), choices=District.AskedBy, widget=forms.RadioSelect
    )
    suppression_threshold = forms.IntegerField(
        label=_("Kleinste veröffentlichte Zahl"), validators=[MinValueValidator(3), MaxValueValidator(20)],
        help_text=_("Kleinere Zahlen zeigen wir nicht, damit niemand erkannt wird. Mindestens 3."),
    )  # fmt: skip


class EmbeddingPart(Part):
    """Which websites of others may show our search inside their pages."""

    title = _("Suche auf anderen Internetseiten")
    text = _(
        "Nur diese Internetseiten dürfen unsere Suche zeigen. Den Baustein zum Kopieren finden Sie unter „Einbetten“."
    )

    embedded_in = forms.CharField(
        label=_("Internetseiten, eine je Zeile"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("zum Beispiel https://www.kreis.de"),
    )  # fmt: skip

    @classmethod
    def present(cls, district) -> dict:
        return {"embedded_in": "\n".join(district.embedded_in)}

    def clean_embedded_in(self):
        lines = [line for line in self.cleaned_data["embedded_in"].split() if line.strip(",;")]
        return list(dict.fromkeys(origin_of(line.strip(",;")) for line in lines))

    @classmethod
    def word(cls, name, value, district):
        return ", ".join(value)


class LegalPart(Part):
    title = _("Impressum und Datenschutzhinweise")
    text = _("Die Texte Ihrer öffentlichen Seiten. Bitte stimmen Sie sie mit Ihrer Rechtsstelle ab.")

    imprint = forms.CharField(label=_("Impressum"), required=False, widget=forms.Textarea(attrs={"rows": 10}))
    privacy_notice = forms.CharField(
        label=_("Datenschutzhinweise"), required=False, widget=forms.Textarea(attrs={"rows": 14})
    )

    @classmethod
    def word(cls, name, value, district):
        return value if len(value) < 200 else value[:200].rsplit(" ", 1)[0] + " …"


SETTINGS_FORMS = {
    "name": NamePart,
    "kontakt": ContactPart,
    "bezeichnungen": TermsPart,
    "sprachen": LanguagesPart,
    "farbe": LookPart,
    "anfragen": AccessPart,
    "einbetten": EmbeddingPart,
    "rechtliches": LegalPart,
}
