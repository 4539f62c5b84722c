from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality


class WaitingBand(models.TextChoices):
    """Days from receipt to the first answer."""

    SAME_DAY = "0", _("am selben Tag")
    TO_3 = "1-3", _("1 bis 3 Tage")
    TO_7 = "4-7", _("4 bis 7 Tage")
    TO_28 = "8-28", _("8 bis 28 Tage")
    LONGER = "29+", _("länger als 4 Wochen")
    NONE = "none", _("ohne Antwort")


class MonthClosing(DistrictModel):
    """That a month is closed: from now on its facts stay as they are, and late entries count in a later month."""

    month = models.DateField(_("Monat"))
    closed_at = models.DateTimeField(_("abgeschlossen am"))
    threshold = models.PositiveSmallIntegerField(_("Zahlen ab"), null=True, editable=False)
    """The district's suppression threshold on that day: what the month shows must not change with the setting."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Monatsabschluss"), _("Monatsabschlüsse")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "month"], name="month_closed_once",
                violation_error_message=_("Dieser Monat ist schon abgeschlossen."),
            ),
            models.CheckConstraint(name="month_closing_first_of_month", condition=models.Q(month__day=1)),
        ]  # fmt: skip

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "closed_at", "threshold", "by"]

    def __str__(self):
        return f"{self.month:%Y-%m}"


class RequestFact(DistrictModel):
    """How many requests of one kind ended in a month. A count over categories, without any key to casework.

    Place and language never stand in one row: together they would point at few people (see `LanguageFact`).
    """

    month = models.DateField(_("Monat"))
    topic = models.SlugField(_("Thema"), max_length=40)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    waiting_band = models.CharField(_("Wartezeit"), max_length=10, choices=WaitingBand)
    outcome = models.CharField(_("Ausgang"), max_length=20)
    asked_by_institution = models.BooleanField(_("durch eine Einrichtung"))
    number = models.PositiveIntegerField(_("Zahl der Anfragen"))

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Zahl der Anfragen"),
            _("Zahlen der Anfragen"),
        )
        indexes = [models.Index(fields=["district", "month"], name="request_fact_month")]

    class Privacy:
        retention = "facts"
        harmless = [
            "district", "month", "topic", "municipality", "waiting_band", "outcome", "asked_by_institution", "number",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.month:%Y-%m} {self.topic}"


class LanguageFact(DistrictModel):
    """How many requests a month had in one group of languages, without the place."""

    month = models.DateField(_("Monat"))
    language_group = models.CharField(_("Sprachgruppe"), max_length=40, blank=True)
    topic_group = models.CharField(_("Bereich"), max_length=60, blank=True)
    number = models.PositiveIntegerField(_("Zahl der Anfragen"))

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Zahl der Anfragen je Sprachgruppe"),
            _("Zahlen der Anfragen je Sprachgruppe"),
        )
        indexes = [models.Index(fields=["district", "month"], name="language_fact_month")]

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "language_group", "topic_group", "number"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.language_group}"


class AssignmentFact(DistrictModel):
    """How many appointments and minutes of company of one kind a month had, late entries included."""

    month = models.DateField(_("Monat"))
    topic = models.SlugField(_("Thema"), max_length=40)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("Aufgabe"), max_length=15)
    outcome = models.CharField(_("Ergebnis"), max_length=15)
    funding_source = models.CharField(_("Finanzierung"), max_length=120, blank=True)
    provider = models.ForeignKey(
        Organization, verbose_name=_("Träger"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    """Whose guide went when it was agreed (`Assignment.provider`); empty for the Kreis' own, and where it is not known."""
    is_provider_known = models.BooleanField(_("Träger festgehalten"), default=False)
    """False in months closed before providers were counted: those say „ohne Angabe“, whoever the guides belong to today."""
    is_late_entry = models.BooleanField(_("Nachtrag"))
    appointments = models.PositiveIntegerField(_("Termine"))
    minutes = models.PositiveIntegerField(_("Minuten"))
    persons = models.PositiveIntegerField(_("erreichte Personen"))

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Zahl der Begleitungen"),
            _("Zahlen der Begleitungen"),
        )
        indexes = [models.Index(fields=["district", "month"], name="assignment_fact_month")]
        constraints = [
            models.CheckConstraint(
                name="assignment_fact_provider_only_if_known",
                condition=models.Q(is_provider_known=True) | models.Q(provider=None),
            ),
        ]

    class Privacy:
        retention = "facts"
        harmless = [
            "district", "month", "topic", "municipality", "role", "outcome", "funding_source", "provider",
            "is_provider_known", "is_late_entry", "appointments", "minutes", "persons",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.month:%Y-%m} {self.topic}"


class ProviderLanguageFact(DistrictModel):
    """How much company in one group of languages the guides of one provider gave in a month, without topic and place."""

    month = models.DateField(_("Monat"))
    provider = models.ForeignKey(
        Organization, verbose_name=_("Träger"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    language_group = models.CharField(_("Sprachgruppe"), max_length=40, blank=True)
    appointments = models.PositiveIntegerField(_("Termine"))
    minutes = models.PositiveIntegerField(_("Minuten"))

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Zahl der Begleitungen je Träger und Sprachgruppe"),
            _("Zahlen der Begleitungen je Träger und Sprachgruppe"),
        )
        indexes = [models.Index(fields=["district", "month"], name="provider_language_fact_month")]

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "provider", "language_group", "appointments", "minutes"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.provider_id} {self.language_group}"


class CauseFact(DistrictModel):
    """How many requests of a month ended because nobody was available, and what stood against it.

    A language stands only where the language was missing, a place only where nobody comes there: never both.
    """

    month = models.DateField(_("Monat"))
    cause = models.CharField(_("Ursache"), max_length=20)
    language_group = models.CharField(_("Sprachgruppe"), max_length=40, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField(_("Zahl der Anfragen"))

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Zahl der Anfragen ohne Begleitung"),
            _("Zahlen der Anfragen ohne Begleitung"),
        )
        indexes = [models.Index(fields=["district", "month"], name="cause_fact_month")]
        constraints = [
            models.CheckConstraint(
                name="cause_fact_place_or_language", condition=models.Q(language_group="") | models.Q(municipality=None)
            ),
        ]

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "cause", "language_group", "municipality", "number"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.cause}"


class ReferralFact(DistrictModel):
    """How many requests of one institution were referred to offers of one provider, of those that ended in a month.

    Two organizations and a number: no topic, no place, no language beside them. Shown only by whole quarters and from
    the threshold on (`casefacts.referrals`).
    """

    month = models.DateField(_("Monat"))
    asked_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("Zahl der Anfragen"))

    class Meta:
        verbose_name, verbose_name_plural = _("Zahl der Verweise"), _("Zahlen der Verweise")
        constraints = [
            models.UniqueConstraint(fields=["district", "month", "asked_by", "provider"], name="referral_fact_once"),
            models.CheckConstraint(
                name="referral_fact_of_two_organizations", condition=~models.Q(asked_by=models.F("provider"))
            ),
        ]

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "asked_by", "provider", "number"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.asked_by_id} {self.provider_id}"


class SearchFact(DistrictModel):
    """How often a search in the directory found nothing, by topic, place and language of the page; never the words."""

    month = models.DateField(_("Monat"))
    topic = models.SlugField(_("Thema"), max_length=40, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("Sprache der Seite"), max_length=20)
    number = models.PositiveIntegerField(_("Zahl der Suchen"))

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Suche ohne Treffer"),
            _("Suchen ohne Treffer"),
        )
        constraints = [
            models.UniqueConstraint(
                fields=["district", "month", "topic", "municipality", "language"], name="search_fact_once",
                condition=models.Q(municipality__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "month", "topic", "language"], name="search_fact_once_without_place",
                condition=models.Q(municipality=None),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "topic", "municipality", "language", "number"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.topic}"
