from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class OfferHint(DistrictModel):
    """That one rule of `hints.RULES` has something to say of an offer: kept, so that lists can count and filter.

    The offer stands here by its uuid, so that a hint keeps nobody from taking back an import.
    """

    offer_uuid = models.UUIDField(_("Angebot"))
    code = models.CharField(_("Hinweis"), max_length=30)
    detail = models.CharField(_("Einzelheit"), max_length=80, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Hinweis zu einem Angebot"), _("Hinweise zu Angeboten")
        constraints = [
            models.UniqueConstraint(fields=["district", "offer_uuid", "code", "detail"], name="offer_hint_once")
        ]
        indexes = [models.Index(fields=["district", "code"], name="offer_hint_code")]

    class Privacy:
        retention = "directory"
        harmless = ["district", "offer_uuid", "code", "detail"]

    def __str__(self):
        return self.code
