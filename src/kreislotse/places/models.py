from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class MunicipalAssociation(models.Model):
    """A union of municipalities: Samtgemeinde, Amt, Verwaltungsgemeinschaft; keyed by the first nine digits of its ARS."""

    ars = models.CharField(_("Regionalschlüssel des Verbands"), max_length=9, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Art"), max_length=40, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Gemeindeverband"), _("Gemeindeverbände")

    class Privacy:
        retention = "reference"
        harmless = ["ars", "name", "kind"]

    def __str__(self):
        return self.name


class MunicipalityQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def of_district(self, district, *, including_dissolved=False, today=None):
        """The district's municipalities of today by name, uninhabited areas left out.

        Old numbers also name municipalities that have since been dissolved: `including_dissolved`.
        """
        rows = self.filter(ags__startswith=district.ags, is_inhabited=True).order_by("name", "pk")
        return rows if including_dissolved else rows.valid_on(today or timezone.localdate())


class Municipality(models.Model):
    """A Gemeinde, by its Amtlicher Gemeindeschlüssel, with the days between which it exists."""

    ags = models.CharField(
        _("Amtlicher Gemeindeschlüssel"),
        max_length=8,
        validators=[RegexValidator(r"^\d{8}$")],
    )
    name = models.CharField(_("Name"), max_length=120)
    official_name = models.CharField(_("amtlicher Name"), max_length=160)
    association = models.ForeignKey(
        MunicipalAssociation,
        verbose_name=_("Verband"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    postcode = models.CharField(_("PLZ des Verwaltungssitzes"), max_length=5, blank=True)
    latitude = models.DecimalField(_("Breite"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("Länge"), max_digits=9, decimal_places=6, null=True, blank=True)
    area_km2 = models.DecimalField(_("Fläche in km²"), max_digits=9, decimal_places=2, null=True, blank=True)
    population = models.PositiveIntegerField(_("Einwohnerzahl"), null=True, blank=True)
    population_on = models.DateField(_("Stichtag der Einwohnerzahl"), null=True, blank=True)
    population_base = models.CharField(_("Basis der Einwohnerzahl"), max_length=40, blank=True)
    is_inhabited = models.BooleanField(_("bewohnt"), default=True)
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    validity_note = models.CharField(_("Hinweis zur Gültigkeit"), max_length=300, blank=True)
    first_listed_on = models.DateField(_("zuerst verzeichnet am"), null=True, blank=True, editable=False)
    last_listed_on = models.DateField(_("zuletzt verzeichnet am"), null=True, blank=True, editable=False)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Gemeinde"), _("Gemeinden")
        constraints = [models.UniqueConstraint(fields=["ags"], name="municipality_ags_unique")]

    class Privacy:
        retention = "reference"
        harmless = [
            "ags", "name", "official_name", "association", "postcode", "latitude", "longitude", "area_km2", "population",
            "population_on", "population_base", "is_inhabited", "valid_from", "valid_to", "validity_note", "first_listed_on",
            "last_listed_on",
        ]  # fmt: skip

    def __str__(self):
        return self.name


class Gazetteer(models.Model):
    """A Gemeindeverzeichnis that was read in: as of which day, for which Kreise, from whom.

    `counties` maps the five digits of each Kreis it covers to its name.
    """

    WHOLE_COUNTRY = 380  # Germany has 400 Kreise; a workbook with nearly all of them covers every place

    valid_on = models.DateField(_("Gebietsstand"), unique=True)
    counties = models.JSONField(_("Kreise"), default=dict)
    source_note = models.CharField(_("Quellenvermerk"), max_length=200)
    read_at = models.DateTimeField(_("eingelesen am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Gemeindeverzeichnis"), _("Gemeindeverzeichnisse")

    class Privacy:
        retention = "reference"
        harmless = ["valid_on", "counties", "source_note", "read_at"]

    def __str__(self):
        return f"{self.valid_on:%d.%m.%Y}"

    def covers(self, ags: str) -> bool:
        """Whether a municipality with this key would stand in it, if it existed on that day."""
        return ags[:5] in self.counties or len(self.counties) >= self.WHOLE_COUNTRY


class TerritorialChange(models.Model):
    """On one day a municipality, or a share of it, became part of another: who succeeds whom."""

    changed_on = models.DateField(_("am"))
    predecessor_ags = models.CharField(_("früherer Schlüssel"), max_length=8)
    predecessor_name = models.CharField(_("früherer Name"), max_length=160)
    successor_ags = models.CharField(_("neuer Schlüssel"), max_length=8)
    successor_name = models.CharField(_("neuer Name"), max_length=160)
    share_percent = models.DecimalField(_("Anteil der Einwohner"), max_digits=5, decimal_places=2, default=100)
    evidence = models.CharField(_("Beleg"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Gebietsänderung"), _("Gebietsänderungen")
        constraints = [
            models.UniqueConstraint(
                fields=["changed_on", "predecessor_ags", "successor_ags"],
                name="territorial_change_once",
            )
        ]

    class Privacy:
        retention = "reference"
        harmless = [
            "changed_on", "predecessor_ags", "predecessor_name", "successor_ags", "successor_name", "share_percent", "evidence",
        ]  # fmt: skip

    FOUNDING = ("Zusammenschluss", "Neubildung", "Schlüsseländerung")  # how the evidence of such a change begins

    def __str__(self):
        return f"{self.predecessor_name} → {self.successor_name}"

    @property
    def founds_successor(self) -> bool:
        """Whether the successor's key is new since that day, rather than an older neighbor that grew."""
        return self.evidence.startswith(self.FOUNDING)


class Boundary(models.Model):
    """The outline of a municipality at one date, as GeoJSON geometry in WGS84, with its source."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="boundaries")
    valid_on = models.DateField(_("Gebietsstand"))
    geometry = models.JSONField(_("Umriss"))
    source_note = models.CharField(_("Quellenvermerk"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("Gemeindegrenze"), _("Gemeindegrenzen")
        constraints = [models.UniqueConstraint(fields=["municipality", "valid_on"], name="boundary_once_per_date")]

    class Privacy:
        retention = "reference"
        harmless = ["municipality", "valid_on", "geometry", "source_note"]

    def __str__(self):
        return f"{self.municipality_id} {self.valid_on}"


class MunicipalityMandate(DistrictModel):
    """Which municipality a membership speaks for (role „Kontakt einer Gemeinde“)."""

    membership = models.OneToOneField("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Zuständigkeit für eine Gemeinde"),
            _("Zuständigkeiten für Gemeinden"),
        )

    class Privacy:
        retention = "account"
        harmless = ["district", "membership", "municipality"]

    def __str__(self):
        return str(self.municipality)
