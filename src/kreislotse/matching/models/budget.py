from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import FundingSource
from kreislotse.intake.models import HelpRequest


class BudgetException(DistrictModel):
    """That one request may be paid from a funding whose budget of the year is used up; it comes on top of the budget."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="budget_exceptions")
    funding_source = models.ForeignKey(
        FundingSource, verbose_name=_("Finanzierung"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("Warum wird der Rahmen überschritten?"), max_length=200)
    allowed_on = models.DateField(_("erlaubt am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Ausnahme vom Rahmen"), _("Ausnahmen vom Rahmen")
        constraints = [
            models.UniqueConstraint(
                fields=["help_request", "funding_source"], name="budget_exception_once",
                violation_error_message=_("Für diese Anfrage gibt es die Ausnahme schon."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["by"]
        sensitive = ["reason"]
        harmless = ["district", "help_request", "funding_source", "allowed_on"]

    def __str__(self):
        return f"{self.help_request_id}: {self.funding_source_id}"
