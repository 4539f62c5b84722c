from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models.offers import Offer
from kreislotse.districts.models import DistrictModel
from kreislotse.places.models import Municipality


class OfferLocation(DistrictModel):
    """Where an offer takes place; an offer may have several places, or none if it is online."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
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
    latitude = models.FloatField(_("Breite"), null=True, blank=True)
    longitude = models.FloatField(_("Länge"), null=True, blank=True)
    is_step_free = models.BooleanField(_("stufenlos erreichbar"), null=True, blank=True)
    has_accessible_toilet = models.BooleanField(_("barrierefreie Toilette"), null=True, blank=True)
    has_hearing_loop = models.BooleanField(_("Hilfe beim Hören (Induktion)"), null=True, blank=True)
    transport = models.CharField(_("Bus und Bahn"), max_length=160, blank=True)

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
            "uuid",
            "latitude",
            "longitude",
            "has_accessible_toilet",
            "has_hearing_loop",
            "transport",
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.name, self.street, f"{self.postcode} {self.city}".strip()]))
