from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.core.translations import TranslationRow, source_hash
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, TargetGroup, Topic


class OfferQuerySet(DistrictQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for offer in objs:
            offer.search_key = Offer.make_search_key(offer.title)
        return super().bulk_create(objs, *args, **kwargs)

    def published(self, day):
        """Offers the public may see on `day`."""
        return self.filter(status=Offer.Status.PUBLISHED).filter(Q(valid_until=None) | Q(valid_until__gte=day))

    def titled_like(self, text: str):
        """Offers whose title, or whose provider's name, contains every word of `text`, whatever its accents."""
        query = Q()
        for word in fold_german(text).split():
            query &= Q(search_key__contains=word) | Q(provider__search_key__contains=word)
        return self.filter(query)


class Offer(DistrictModel):
    """Something a seeker can use: counselling, a course, a meeting place. Its own texts are the German source."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        PUBLISHED = "published", _("veröffentlicht")
        ARCHIVED = "archived", _("im Archiv")

    provider = models.ForeignKey(
        Organization,
        verbose_name=_("Anbieter"),
        on_delete=models.PROTECT,
        related_name="offers",
    )
    title = models.CharField(_("Titel"), max_length=160)
    summary = models.CharField(_("In einem Satz"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    costs = models.CharField(_("Kosten"), max_length=200, blank=True)
    is_free = models.BooleanField(_("kostenlos"), default=True)
    documents = models.CharField(_("Bitte mitbringen"), max_length=300, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), related_name="offers")
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name=_("Zielgruppen"), blank=True, related_name="offers"
    )
    languages_spoken = models.ManyToManyField(
        Language, verbose_name=_("Sprachen vor Ort"), blank=True, related_name="+"
    )
    serves_whole_district = models.BooleanField(_("für den ganzen Kreis"), default=True)
    municipalities_served = models.ManyToManyField(Municipality, verbose_name=_("für diese Gemeinden"), blank=True, related_name="+")  # fmt: skip
    is_online = models.BooleanField(_("online oder telefonisch möglich"), default=False)
    phone = models.CharField(_("Telefon"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Internetseite"), max_length=300, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT)
    valid_until = models.DateField(_("gültig bis"), null=True, blank=True)
    checked_on = models.DateField(_("zuletzt geprüft am"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig im Büro"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)
    search_key = models.CharField(max_length=200, editable=False)

    TRANSLATED = (
        "title",
        "summary",
        "description",
        "costs",
        "documents",
        "registration",
    )

    objects = DistrictManager.from_queryset(OfferQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Angebot"), _("Angebote")
        # The key orders lists, the date lets the public ones be counted without reading the rows.
        indexes = [models.Index(fields=["district", "status", "search_key", "id", "valid_until"], name="offer_list")]

    class Privacy:
        retention = "directory"
        personal = ["phone", "email", "responsible"]
        harmless = [
            "district", "provider", "title", "summary", "description", "costs", "is_free", "documents", "registration",
            "topics", "target_groups", "languages_spoken", "serves_whole_district", "municipalities_served", "is_online",
            "website", "status", "valid_until", "checked_on", "updated_at", "search_key",
        ]  # fmt: skip

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_key = self.make_search_key(self.title)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("office:offer_detail", args=[self.pk])

    @staticmethod
    def make_search_key(title: str) -> str:
        """What `titled_like` looks into and lists are sorted by."""
        return fold_german(title)[:200]

    @property
    def source_hash(self) -> str:
        return source_hash(*(getattr(self, field) for field in self.TRANSLATED))


class OfferTranslation(TranslationRow, DistrictModel):
    """An offer's texts in one other language."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("Titel"), max_length=200)
    summary = models.CharField(_("In einem Satz"), max_length=400, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    costs = models.CharField(_("Kosten"), max_length=300, blank=True)
    documents = models.CharField(_("Bitte mitbringen"), max_length=400, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=400, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Übersetzung eines Angebots"),
            _("Übersetzungen von Angeboten"),
        )
        constraints = [models.UniqueConstraint(fields=["offer", "language"], name="offer_translation_once")]

    class Privacy:
        retention = "directory"
        harmless = [
            "district", "offer", "language", "source_hash", "origin", "title", "summary", "description", "costs", "documents",
            "registration",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.title} ({self.language})"


class OfferLocation(DistrictModel):
    """Where an offer takes place; an offer may have several places, or none if it is online."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(_("Name des Ortes"), max_length=120, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=160, blank=True)
    postcode = models.CharField(_("PLZ"), max_length=5, blank=True)
    city = models.CharField(_("Ort"), max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("Gemeinde"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    is_step_free = models.BooleanField(_("stufenlos erreichbar"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Ort eines Angebots"),
            _("Orte von Angeboten"),
        )

    class Privacy:
        retention = "directory"
        harmless = [
            "district",
            "offer",
            "name",
            "street",
            "postcode",
            "city",
            "municipality",
            "is_step_free",
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.name, self.street, f"{self.postcode} {self.city}".strip()]))


class OpeningTime(DistrictModel):
    """On one weekday, from – to; by appointment is not the same as closed."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Montag")
        TUESDAY = 1, _("Dienstag")
        WEDNESDAY = 2, _("Mittwoch")
        THURSDAY = 3, _("Donnerstag")
        FRIDAY = 4, _("Freitag")
        SATURDAY = 5, _("Samstag")
        SUNDAY = 6, _("Sonntag")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="opening_times")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    opens_at = models.TimeField(_("von"))
    closes_at = models.TimeField(_("bis"))
    by_appointment = models.BooleanField(_("nur mit Termin"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Öffnungszeit"), _("Öffnungszeiten")
        constraints = [
            models.CheckConstraint(
                name="opening_time_ends_after_it_begins",
                condition=Q(closes_at__gt=models.F("opens_at")),
                violation_error_message=_("Die Öffnungszeit endet, bevor sie beginnt."),
            ),
        ]

    class Privacy:
        retention = "directory"
        harmless = [
            "district",
            "offer",
            "weekday",
            "opens_at",
            "closes_at",
            "by_appointment",
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
