from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic


class OrganizationQuerySet(DistrictQuerySet):
    def active(self):
        return self.filter(archived_on=None)

    def named_like(self, text: str):
        """Organizations whose name contains every word of `text`, whatever its accents."""
        query = Q()
        for word in fold_german(text).split():
            query &= Q(search_key__contains=word)
        return self.filter(query)


class Organization(DistrictModel):
    """An actor the Kreis knows: one record, many hats (provider, host, lead of a measure)."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("Behörde")
        MUNICIPALITY = "municipality", _("Gemeinde")
        PROVIDER = "provider", _("Träger")
        ASSOCIATION = "association", _("Verein")
        MIGRANT_ORGANIZATION = "migrant_organization", _("Migrantenorganisation")
        RELIGIOUS_COMMUNITY = "religious_community", _("Religionsgemeinschaft")
        SCHOOL = "school", _("Schule oder Kita")
        INITIATIVE = "initiative", _("Initiative")
        COMPANY = "company", _("Unternehmen")
        CHAMBER = "chamber", _("Kammer oder Verband")
        OTHER = "other", _("Sonstiges")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Kurzname"), max_length=60, blank=True)
    kind = models.CharField(_("Art"), max_length=30, choices=Kind, default=Kind.OTHER)
    responsible_for = models.TextField(_("Zuständig für"), blank=True)
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
    phone = models.CharField(_("Telefon"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Internetseite"), max_length=300, blank=True)
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), blank=True, related_name="organizations")
    municipalities_served = models.ManyToManyField(
        Municipality, verbose_name=_("arbeitet in"), blank=True, related_name="+"
    )
    contact_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Ansprechperson bei uns"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    note = models.TextField(_("Notiz für das Büro"), blank=True)
    is_public = models.BooleanField(_("auf der öffentlichen Seite zeigen"), default=False)
    archived_on = models.DateField(_("im Archiv seit"), null=True, blank=True)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)

    objects = DistrictManager.from_queryset(OrganizationQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Akteur"), _("Akteure")

    class Privacy:
        retention = "network"
        personal = [
            "street",
            "phone",
            "email",
            "contact_person",
        ]  # small associations live at their chair's address
        sensitive = ["kind", "note"]  # a religious community is named as such
        harmless = [
            "district", "uuid", "name", "short_name", "responsible_for", "postcode", "city", "municipality", "website", "topics",
            "municipalities_served", "is_public", "archived_on", "updated_at", "search_key",
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = self.make_search_key(self.name, self.short_name, self.city)
        super().save(*args, **kwargs)

    @staticmethod
    def make_search_key(name: str, short_name: str, city: str) -> str:
        """What `named_like` looks into; `bulk_create` must set it."""
        return fold_german(f"{name} {short_name} {city}")[:400]


class Resource(DistrictModel):
    """What an organization can lend or share: a room, interpreters, expertise."""

    class Kind(models.TextChoices):
        ROOM = "room", _("Raum")
        INTERPRETERS = "interpreters", _("Sprachmittlung")
        EXPERTISE = "expertise", _("Fachwissen")
        EQUIPMENT = "equipment", _("Ausstattung")
        OTHER = "other", _("Sonstiges")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="resources")
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    description = models.CharField(_("Beschreibung"), max_length=300)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Kompetenz oder Ressource"),
            _("Kompetenzen und Ressourcen"),
        )

    class Privacy:
        retention = "network"
        harmless = ["district", "organization", "kind", "description"]

    def __str__(self):
        return self.description


class Contact(DistrictModel):
    """A person at an organization, with their function and who may see it."""

    class Visibility(models.TextChoices):
        OFFICE = "office", _("nur im Büro")
        NETWORK = "network", _("im Netzwerk")
        PUBLIC = "public", _("öffentlich")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("Name"), max_length=120)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=80, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    visibility = models.CharField(_("Sichtbar"), max_length=10, choices=Visibility, default=Visibility.OFFICE)
    consented_on = models.DateField(_("Einwilligung zur Veröffentlichung am"), null=True, blank=True)
    is_main = models.BooleanField(_("wichtigste Ansprechperson"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Ansprechperson"), _("Ansprechpersonen")
        constraints = [
            models.CheckConstraint(
                name="public_contact_has_consented",
                condition=~Q(visibility="public") | Q(consented_on__isnull=False),
                violation_error_message=_("Öffentlich zeigen wir eine Person nur mit ihrer Einwilligung. Bitte tragen Sie das Datum ein."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "network"
        personal = ["name", "function", "phone", "email"]
        harmless = ["district", "organization", "visibility", "consented_on", "is_main"]

    def __str__(self):
        return self.name


class Agreement(DistrictModel):
    """Something we agreed on with an actor, with its deadline: what a successor must know."""

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("Akteur"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="agreements",
    )
    title = models.CharField(_("Vereinbarung"), max_length=200)
    text = models.TextField(_("Einzelheiten"), blank=True)
    agreed_on = models.DateField(_("vereinbart am"))
    due_on = models.DateField(_("fällig am"), null=True, blank=True)
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("Vereinbarung"), _("Vereinbarungen")

    class Privacy:
        retention = "network"
        personal = ["responsible"]
        sensitive = ["text"]
        harmless = [
            "district",
            "organization",
            "title",
            "agreed_on",
            "due_on",
            "done_on",
        ]

    def __str__(self):
        return self.title


class Representation(DistrictModel):
    """Which organization a membership speaks for (Redaktion eines Akteurs, Koordination beim Träger)."""

    membership = models.OneToOneField("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Vertretung eines Akteurs"),
            _("Vertretungen von Akteuren"),
        )

    class Privacy:
        retention = "account"
        harmless = ["district", "membership", "organization"]

    def __str__(self):
        return str(self.organization)
