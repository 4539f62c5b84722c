from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class Page(models.TextChoices):
    """The public pages that are counted, by what they are for."""

    START = "start", _("Startseite")
    SEARCH = "search", _("Angebote finden")
    OFFER = "offer", _("ein Angebot")
    HELP = "help", _("Hilfe anfragen")
    INFORMATION = "information", _("Über uns, Impressum und anderes")


class UsageFact(DistrictModel):
    """How often a page was read in a month, in one language: no person, no address, no moment.

    An offer stands here by its uuid, so that counting keeps nobody from taking back an import.
    """

    month = models.DateField(_("Monat"))
    page = models.CharField(_("Seite"), max_length=15, choices=Page)
    offer_uuid = models.UUIDField(_("Angebot"), null=True, blank=True)
    language = models.CharField(_("Sprache der Seite"), max_length=20)
    number = models.PositiveIntegerField(_("Aufrufe"))

    class Meta:
        verbose_name, verbose_name_plural = _("Zahl der Aufrufe"), _("Zahlen der Aufrufe")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "month", "page", "offer_uuid", "language"], name="usage_fact_once",
                condition=Q(offer_uuid__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["district", "month", "page", "language"], name="usage_fact_once_without_offer",
                condition=Q(offer_uuid=None),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "page", "offer_uuid", "language", "number"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.page}"
