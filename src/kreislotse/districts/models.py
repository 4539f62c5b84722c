from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.core.scope import current_district_id
from kreislotse.districts.embedding import check_origins
from kreislotse.districts.managers import DistrictManager


class District(models.Model):
    """A Landkreis or a kreisfreie Stadt: the tenant. What it calls its office, guides and councils stands in `terms`."""

    class Kind(models.TextChoices):
        COUNTY = "county", _("Landkreis")
        CITY = "city", _("kreisfreie Stadt")

    class AskedBy(models.TextChoices):
        """Who may ask for a guide; offers are open to everyone."""

        EVERYONE = "everyone", _("Personen und Einrichtungen")
        INSTITUTIONS = "institutions", _("nur Einrichtungen")

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.COUNTY)
    ags = models.CharField(
        _("Amtlicher Gemeindeschlüssel"),
        max_length=5,
        unique=True,
        validators=[
            RegexValidator(
                r"^\d{5}$",
                _("Der Schlüssel eines Kreises hat fünf Ziffern, zum Beispiel 06635."),
            )
        ],
    )
    host = models.CharField(_("Adresse (Host)"), max_length=200, unique=True)
    preset = models.CharField(_("Vorlage"), max_length=40, editable=False)
    terms = models.JSONField(_("Bezeichnungen"), default=dict)
    languages = models.JSONField(_("Sprachen der öffentlichen Seiten"), default=list)
    guides_asked_by = models.CharField(
        _("Wer darf um Begleitung bitten?"),
        max_length=15,
        choices=AskedBy,
        default=AskedBy.EVERYONE,
    )
    accent_color = models.CharField(
        _("Akzentfarbe"),
        max_length=7,
        default="#1b4f72",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$")],
    )
    phone = models.CharField(_("Telefon des Büros"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail des Büros"), blank=True)
    address = models.TextField(_("Anschrift"), blank=True)
    office_hours = models.CharField(_("Sprechzeiten"), max_length=200, blank=True)
    imprint = models.TextField(_("Impressum"), blank=True)
    privacy_notice = models.TextField(_("Datenschutzhinweise"), blank=True)
    suppression_threshold = models.PositiveSmallIntegerField(_("Kleinste veröffentlichte Zahl"), default=3)
    embedded_in = models.JSONField(
        _("Internetseiten, die unsere Suche zeigen dürfen"), default=list, blank=True, validators=[check_origins]
    )
    is_demo = models.BooleanField(_("Vorführung mit erfundenen Daten"), default=False)
    set_up_on = models.DateField(_("eingerichtet am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Landkreis"), _("Landkreise")

    class Privacy:
        retention = "installation"
        harmless = [
            "name", "kind", "ags", "host", "preset", "terms", "languages", "guides_asked_by", "accent_color", "phone",
            "email", "address", "office_hours", "imprint", "privacy_notice", "suppression_threshold", "embedded_in", "is_demo",
            "set_up_on",
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def base_url(self) -> str:
        """Where the district is reached, without a slash at the end; every absolute link begins with it."""
        port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
        return f"{settings.PUBLIC_SCHEME}://{self.host}{port}"

    def term(self, key: str) -> str:
        """What this office calls a thing; the key itself if nothing is set, so that a gap is seen."""
        return self.terms.get(key) or key


class DistrictModel(models.Model):
    """A row that belongs to one district. Created in a scope it belongs to the district in scope."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = DistrictManager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.district_id is None:
            self.district_id = current_district_id()
        super().save(*args, **kwargs)

    def full_clean(self, *args, **kwargs):
        if self.district_id is None:
            self.district_id = current_district_id()
        super().full_clean(*args, **kwargs)
