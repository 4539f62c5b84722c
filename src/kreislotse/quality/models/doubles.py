from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import Offer
from kreislotse.districts.models import DistrictModel


class DoublePair(DistrictModel):
    """Two offers, or two organizations, that may be one; and what the office said to it.

    Both stand here by their uuid, so that a suspicion keeps nobody from taking back an import.
    """

    class Kind(models.TextChoices):
        OFFER = "offer", _("Angebote")
        ORGANIZATION = "organization", _("Akteure")

    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    first = models.UUIDField(_("der eine"))
    second = models.UUIDField(_("der andere"))
    score = models.PositiveSmallIntegerField(_("Punkte"))
    reasons = models.JSONField(_("Gründe"), default=list)
    found_on = models.DateField(_("gefunden am"))
    kept_apart_on = models.DateField(_("nicht dasselbe, gesagt am"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entschieden von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("mögliche Dublette"), _("mögliche Dubletten")
        constraints = [
            models.UniqueConstraint(fields=["district", "first", "second"], name="double_pair_once"),
            models.CheckConstraint(name="double_pair_in_order", condition=models.Q(first__lt=models.F("second"))),
        ]

    class Privacy:
        retention = "directory"
        personal = ["by"]
        harmless = ["district", "kind", "first", "second", "score", "reasons", "found_on", "kept_apart_on"]

    def __str__(self):
        return f"{self.first} {self.second}"


class MergedOffer(DistrictModel):
    """That an offer in the archive has become part of another one: its public address leads there."""

    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, related_name="merged_into")
    into = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("zusammengelegt am"))

    class Meta:
        verbose_name, verbose_name_plural = _("zusammengelegtes Angebot"), _("zusammengelegte Angebote")
        constraints = [
            models.CheckConstraint(name="merged_offer_into_another", condition=~models.Q(offer=models.F("into"))),
        ]

    class Privacy:
        retention = "directory"
        harmless = ["district", "offer", "into", "on"]

    def __str__(self):
        return f"{self.offer_id} → {self.into_id}"
