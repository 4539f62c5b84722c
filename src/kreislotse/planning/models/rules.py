"""From when a need has waited long; dated."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class NeedRule(DistrictModel):
    """After how many days without a discussion a new need has waited long; without a row three months."""

    wait_days = models.PositiveSmallIntegerField(
        _("Tage, nach denen ein Bedarf zu lange wartet"), default=90,
        validators=[MinValueValidator(7), MaxValueValidator(730)],
        help_text=_("Neue Bedarfe, über die so lange niemand gesprochen hat, stehen unter „Heute“."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zu Bedarfen"), _("Regeln zu Bedarfen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="need_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine solche Regel."),
            ),
            models.CheckConstraint(
                name="need_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "wait_days", "source", "valid_from", "valid_to"]

    def __str__(self):
        return str(self.valid_from)
