"""What the directory looked like on one day: frozen rows for whoever asks once a year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.directory.codes import Kind
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel


class SnapshotIsFrozen(DomainError):
    message = _("Ein Abzug ändert sich nie. Machen Sie bitte einen neuen.")


class FrozenQuerySet(DistrictQuerySet):
    def update(self, **values):
        raise SnapshotIsFrozen

    def delete(self):
        raise SnapshotIsFrozen


class OfferSnapshot(DistrictModel):
    """The public offers of one kind on one day as plain values, with a checksum; never changed, never deleted."""

    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.COUNSELLING)
    taken_on = models.DateField(_("Stichtag"))
    taken_at = models.DateTimeField(_("gemacht"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gemacht von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    rows = models.JSONField(_("Angebote"))
    number = models.PositiveIntegerField(_("Angebote"))
    checksum = models.CharField(_("Prüfsumme"), max_length=64)

    objects = DistrictManager.from_queryset(FrozenQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Abzug der Angebote"), _("Abzüge der Angebote")
        constraints = [
            models.UniqueConstraint(fields=["district", "kind", "taken_on", "checksum"], name="offer_snapshot_once")
        ]

    class Privacy:
        retention = "facts"
        personal = ["taken_by", "rows"]  # what was public: of a small association its telephone
        harmless = ["district", "kind", "taken_on", "taken_at", "number", "checksum"]

    def __str__(self):
        return f"{self.get_kind_display()} {self.taken_on:%d.%m.%Y}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise SnapshotIsFrozen
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise SnapshotIsFrozen
