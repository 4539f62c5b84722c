from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.core.translations import HASH_DIGITS, TranslationRow, text_hashes
from kreislotse.directory.codes import Availability, Kind, Level, Program, Sex
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.network.models import Contact, Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, TargetGroup, Topic


class OfferQuerySet(DistrictQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for offer in objs:
            offer.note_texts()
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

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    provider = models.ForeignKey(
        Organization,
        verbose_name=_("Anbieter"),
        on_delete=models.PROTECT,
        related_name="offers",
    )
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.OTHER)
    program = models.CharField(_("Programm"), max_length=30, choices=Program, blank=True)
    title = models.CharField(_("Titel"), max_length=160)
    summary = models.CharField(_("In einem Satz"), max_length=300)
    description = models.TextField(_("Beschreibung"), blank=True)
    costs = models.CharField(_("Kosten"), max_length=200, blank=True)
    is_free = models.BooleanField(_("kostenlos"), default=True)
    documents = models.CharField(_("Bitte mitbringen"), max_length=300, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    eligibility = models.CharField(_("Wer kann teilnehmen?"), max_length=300, blank=True)
    age_from = models.PositiveSmallIntegerField(_("ab (Jahre)"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("bis (Jahre)"), null=True, blank=True)
    sex = models.CharField(_("Geschlecht"), max_length=5, choices=Sex, blank=True)
    status_groups = models.JSONField(_("Aufenthalt"), default=list, blank=True)
    level_from = models.CharField(_("Deutsch ab"), max_length=3, choices=Level, blank=True)
    level_to = models.CharField(_("Deutsch bis"), max_length=3, choices=Level, blank=True)
    capacity = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    availability = models.CharField(_("Ist Platz?"), max_length=12, choices=Availability, blank=True)
    waiting_weeks = models.PositiveSmallIntegerField(_("Wartezeit in Wochen"), null=True, blank=True)
    has_childcare = models.BooleanField(_("Kinderbetreuung"), null=True, blank=True)
    is_appointment_only = models.BooleanField(_("nur mit Termin"), default=False)
    is_closed_on_holidays = models.BooleanField(_("an Feiertagen geschlossen"), default=True)
    video = models.URLField(_("Video in Gebärdensprache (DGS)"), max_length=300, blank=True)
    contacts = models.ManyToManyField(Contact, verbose_name=_("Ansprechpersonen"), blank=True, related_name="offers")
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), related_name="offers")
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name=_("Zielgruppen"), blank=True, related_name="offers"
    )
    languages_spoken = models.ManyToManyField(
        Language, verbose_name=_("Sprachen vor Ort"), blank=True, related_name="+"
    )
    serves_whole_district = models.BooleanField(_("für den ganzen Kreis"), default=True)
    municipalities_served = models.ManyToManyField(Municipality, verbose_name=_("für diese Gemeinden"), blank=True, related_name="+")  # fmt: skip
    is_online = models.BooleanField(_("online möglich"), default=False)
    is_by_phone = models.BooleanField(_("telefonisch möglich"), default=False)
    phone = models.CharField(_("Telefon"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Internetseite"), max_length=300, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT)
    valid_until = models.DateField(_("gültig bis"), null=True, blank=True)
    checked_on = models.DateField(_("zuletzt geprüft am"), null=True, blank=True)
    check_every = models.PositiveSmallIntegerField(_("alle wie viel Monate prüfen?"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig im Büro"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)
    # Also when only something that hangs on it has changed: a place, a translation, its provider, a topic's name.
    changed_at = models.DateTimeField(auto_now=True)
    search_key = models.CharField(max_length=200, editable=False)
    # What translations are compared with, and when a text of it last became another one.
    source_hashes = models.JSONField(default=dict, editable=False)
    source_words = models.PositiveIntegerField(default=0, editable=False)
    texts_changed_at = models.DateTimeField(editable=False)

    TRANSLATED = (
        "title",
        "summary",
        "description",
        "costs",
        "documents",
        "registration",
        "eligibility",
    )

    objects = DistrictManager.from_queryset(OfferQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Angebot"), _("Angebote")
        # The key orders lists, the date lets the public ones be counted without reading the rows.
        indexes = [
            models.Index(fields=["district", "status", "search_key", "id", "valid_until"], name="offer_list"),
            models.Index(fields=["district", "status", "changed_at", "id", "valid_until"], name="offer_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="offer_ages_in_order",
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=models.F("age_from")),
                violation_error_message=_("Das höchste Alter liegt unter dem niedrigsten."),
            ),
        ]

    class Privacy:
        retention = "directory"
        personal = ["phone", "email", "responsible"]
        harmless = [
            "district", "uuid", "kind", "program", "eligibility", "age_from", "age_to", "sex", "status_groups", "level_from",
            "level_to", "capacity", "availability", "waiting_weeks", "has_childcare", "is_appointment_only",
            "is_closed_on_holidays", "video", "contacts", "is_by_phone", "check_every",
            "provider", "title", "summary", "description", "costs", "is_free", "documents", "registration",
            "topics", "target_groups", "languages_spoken", "serves_whole_district", "municipalities_served", "is_online",
            "website", "status", "valid_until", "checked_on", "updated_at", "changed_at", "search_key",
            "source_hashes", "source_words", "texts_changed_at",
        ]  # fmt: skip

    def __str__(self):
        return self.title

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or not set(self.TRANSLATED).isdisjoint(update_fields):
            self.note_texts()
            if update_fields is not None:
                update_fields = {*update_fields, "search_key", "source_hashes", "source_words", "texts_changed_at"}
        if update_fields is not None:
            update_fields = {*update_fields, "changed_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def note_texts(self) -> None:
        """Keep what follows from the German texts as they are now."""
        self.search_key = self.make_search_key(self.title)
        self.source_words = sum(len(getattr(self, name).split()) for name in self.TRANSLATED)
        hashes = text_hashes(self, self.TRANSLATED)
        if hashes != self.source_hashes or self.texts_changed_at is None:
            self.source_hashes, self.texts_changed_at = hashes, timezone.now()

    def get_absolute_url(self):
        return reverse("office:offer_detail", args=[self.pk])

    @staticmethod
    def make_search_key(title: str) -> str:
        """What `titled_like` looks into and lists are sorted by."""
        return fold_german(title)[:200]


class OfferTranslation(TranslationRow, DistrictModel):
    """An offer's texts in one other language."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("Titel"), max_length=200)
    summary = models.CharField(_("In einem Satz"), max_length=400, blank=True)
    description = models.TextField(_("Beschreibung"), blank=True)
    costs = models.CharField(_("Kosten"), max_length=300, blank=True)
    documents = models.CharField(_("Bitte mitbringen"), max_length=400, blank=True)
    registration = models.CharField(_("Anmeldung"), max_length=400, blank=True)
    eligibility = models.CharField(_("Wer kann teilnehmen?"), max_length=400, blank=True)
    # The fields a machine wrote and nobody has read; `origin` is MACHINE as long as there are any.
    machine_fields = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Übersetzung eines Angebots"),
            _("Übersetzungen von Angeboten"),
        )
        constraints = [models.UniqueConstraint(fields=["offer", "language"], name="offer_translation_once")]

    class Privacy:
        retention = "directory"
        harmless = [
            "district", "offer", "language", "source_hashes", "machine_fields", "origin", "title", "summary", "description", "costs", "documents",
            "registration", "eligibility",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.title} ({self.language})"


class EarlierText(DistrictModel):
    """A German text an offer had before, kept while a translation of it is in use: it shows what changed since."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="earlier_texts")
    field = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=HASH_DIGITS)
    text = models.TextField()

    class Meta:
        verbose_name, verbose_name_plural = _("früherer Text"), _("frühere Texte")
        constraints = [models.UniqueConstraint(fields=["offer", "field", "text_hash"], name="earlier_text_once")]

    class Privacy:
        retention = "directory"
        harmless = ["district", "offer", "field", "text_hash", "text"]

    def __str__(self):
        return f"{self.offer_id} {self.field}"
