"""Indicators with versioned definitions, their sources, and observations as in SDMX.

Facts of the trade: the same name has several official definitions, so a value hangs on the version it was read off by,
and says whom it counts, of which base, and at which level (domain.md 5b to 5e).
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import FieldOfAction


class Indicator(DistrictModel):
    """Something that can be read off again and again. What exactly, its versions say."""

    code = models.SlugField(_("Kürzel"), max_length=40)
    name = models.CharField(_("Name"), max_length=160)
    field_of_action = models.ForeignKey(
        FieldOfAction, verbose_name=_("Handlungsfeld"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    retired_on = models.DateField(_("nicht mehr erhoben seit"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Indikator"), _("Indikatoren")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="indicator_code_once",
                violation_error_message=_("Dieses Kürzel hat schon ein anderer Indikator."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "facts"
        harmless = ["district", "code", "name", "field_of_action", "retired_on"]

    def __str__(self):
        return self.name


class DataSource(DistrictModel):
    """Where values come from: an office, a statistic, our own counting."""

    name = models.CharField(_("Quelle"), max_length=160)
    publisher = models.CharField(_("Stelle"), max_length=160, blank=True)
    url = models.URLField(_("Adresse im Netz"), blank=True)
    license = models.CharField(_("Lizenz"), max_length=80, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Datenquelle"), _("Datenquellen")
        constraints = [models.UniqueConstraint(fields=["district", "name"], name="data_source_name_once")]

    class Privacy:
        retention = "facts"
        harmless = ["district", "name", "publisher", "url", "license"]

    def __str__(self):
        return self.name


class Definition(DistrictModel):
    """One version of what an indicator means. Values keep the version they were read off by."""

    class Unit(models.TextChoices):
        COUNT = "count", _("Anzahl")
        PERCENT = "percent", _("Prozent")
        PER_1000 = "per_1000", _("je 1.000")
        EURO = "euro", _("Euro")
        HOURS = "hours", _("Stunden")
        DAYS = "days", _("Tage")
        INDEX = "index", _("Index")

    class PersonConcept(models.TextChoices):
        """Who is counted; values of two concepts never stand in one row (domain.md 5d)."""

        NONE = "none", _("keine Personen")
        ALL = "all", _("alle Einwohnerinnen und Einwohner")
        FOREIGNERS = "foreigners", _("Menschen ohne deutsche Staatsangehörigkeit")
        MIGRATION_BACKGROUND = "migration_background", _("Menschen mit Migrationshintergrund")
        IMMIGRATION_HISTORY = "immigration_history", _("Menschen mit Einwanderungsgeschichte")
        LAND_LAW = "land_law", _("Menschen mit Migrationsgeschichte nach Landesrecht")
        DAYCARE = "daycare", _("Kinder mit mindestens einem Elternteil ausländischer Herkunft")
        PARTICIPANTS = "participants", _("Teilnehmende")

    class Level(models.TextChoices):
        MUNICIPALITY = "municipality", _("Gemeinde")
        DISTRICT = "district", _("Kreis")
        LAND = "land", _("Land")
        COUNTRY = "country", _("Bund")

    class Direction(models.TextChoices):
        UP = "up", _("mehr ist besser")
        DOWN = "down", _("weniger ist besser")
        NONE = "none", _("sagt nichts über besser oder schlechter")

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="definitions")
    version = models.PositiveSmallIntegerField(_("Fassung"))
    valid_from = models.DateField(_("gilt ab"))
    text = models.TextField(_("Was wird gezählt?"))
    numerator_text = models.CharField(_("Zähler"), max_length=300, blank=True)
    denominator_text = models.CharField(_("Nenner"), max_length=300, blank=True)
    unit = models.CharField(_("Einheit"), max_length=10, choices=Unit, default=Unit.COUNT)
    decimals = models.PositiveSmallIntegerField(_("Nachkommastellen"), default=0)
    person_concept = models.CharField(_("Wer zählt?"), max_length=25, choices=PersonConcept, default=PersonConcept.NONE)
    level = models.CharField(_("Ebene"), max_length=15, choices=Level, default=Level.DISTRICT)
    direction = models.CharField(_("Richtung"), max_length=5, choices=Direction, default=Direction.NONE)

    class Meta:
        verbose_name, verbose_name_plural = _("Festlegung eines Indikators"), _("Festlegungen von Indikatoren")
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="definition_version_once"),
            models.CheckConstraint(name="definition_version_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="definition_few_decimals", condition=Q(decimals__lte=3),
                violation_error_message=_("Mehr als drei Nachkommastellen täuschen eine Genauigkeit vor, die es nicht gibt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "facts"
        harmless = [
            "district", "indicator", "version", "valid_from", "text", "numerator_text", "denominator_text", "unit", "decimals",
            "person_concept", "level", "direction",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.indicator} ({self.version})"


class Breakdown(DistrictModel):
    """One part a value is of: „weiblich“, „unter 18, ohne deutsche Staatsangehörigkeit“. The whole has none."""

    key = models.CharField(_("Schlüssel"), max_length=120)  # dimension=code, several joined by ; in alphabetical order
    name = models.CharField(_("Aufgliederung"), max_length=160)

    class Meta:
        verbose_name, verbose_name_plural = _("Aufgliederung"), _("Aufgliederungen")
        constraints = [models.UniqueConstraint(fields=["district", "key"], name="breakdown_key_once")]

    class Privacy:
        retention = "facts"
        harmless = ["district", "key", "name"]

    def __str__(self):
        return self.name


class Symbol(models.TextChoices):
    """What stands in place of a number, after DIN 55301. Empty is none of them: a value is never merely nothing."""

    NOTHING = "–", _("nichts vorhanden")
    LATER = "…", _("Angabe fällt später an")
    SECRET = ".", _("unbekannt oder geheim zu halten")
    BLOCKED = "x", _("gesperrt, Aussage nicht sinnvoll")
    UNRELIABLE = "/", _("nicht sicher genug")


class Observation(DistrictModel):
    """One value: a number or a symbol, of one definition, for one period, place and part."""

    definition = models.ForeignKey(
        Definition, verbose_name=_("Festlegung"), on_delete=models.PROTECT, related_name="observations"
    )  # fmt: skip
    period_from = models.DateField(_("von"))
    period_until = models.DateField(_("bis"))
    """A reporting day is a period of one day."""
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Gemeinde"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    breakdown = models.ForeignKey(
        Breakdown, verbose_name=_("Aufgliederung"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    value = models.DecimalField(_("Wert"), max_digits=16, decimal_places=4, null=True, blank=True)
    symbol = models.CharField(_("Zeichen"), max_length=1, choices=Symbol, blank=True)
    is_uncertain = models.BooleanField(_("Wert ist unsicher"), default=False)
    numerator = models.DecimalField(_("Zähler"), max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(_("Nenner"), max_digits=16, decimal_places=4, null=True, blank=True)
    base = models.CharField(_("Grundlage der Bevölkerungszahl"), max_length=80, blank=True)
    is_break = models.BooleanField(_("mit früheren Werten nicht vergleichbar (Zeitreihenbruch)"), default=False)
    source = models.ForeignKey(DataSource, verbose_name=_("Quelle"), on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(_("Stand der Quelle"), null=True, blank=True)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("eingetragen am"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Wert"), _("Werte")
        constraints = [
            models.UniqueConstraint(
                F("definition"), F("period_from"), F("period_until"), Coalesce(F("municipality"), 0), Coalesce(F("breakdown"), 0),
                name="observation_once",
                violation_error_message=_("Für diesen Zeitraum gibt es schon einen Wert. Bitte berichtigen Sie ihn, statt einen zweiten einzutragen."),
            ),
            models.CheckConstraint(
                name="observation_number_or_symbol",
                condition=Q(value__isnull=False, symbol="") | Q(value=None) & ~Q(symbol=""),
                violation_error_message=_("Ein Wert ist eine Zahl oder ein Zeichen. Bitte geben Sie genau eins davon an."),
            ),
            models.CheckConstraint(
                name="observation_symbol_is_known", condition=Q(symbol="") | Q(symbol__in=Symbol.values),
            ),
            models.CheckConstraint(
                name="observation_ends_after_it_begins", condition=Q(period_until__gte=F("period_from")),
                violation_error_message=_("Der Zeitraum endet, bevor er beginnt."),
            ),
            models.CheckConstraint(
                name="observation_denominator_positive", condition=Q(denominator=None) | Q(denominator__gt=0),
                violation_error_message=_("Der Nenner muss größer als null sein."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "facts"
        harmless = [
            "district", "definition", "period_from", "period_until", "municipality", "breakdown", "value", "symbol", "is_uncertain",
            "numerator", "denominator", "base", "is_break", "source", "as_of", "note", "recorded_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.definition.indicator}: {self.symbol or self.value}"
