"""What a council was told and asked about, and what became of its word."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.bodies import Body
from kreislotse.groups.models.found import Found
from kreislotse.groups.models.minutes import Resolution
from kreislotse.privacy.models import ArchiveOffer


class HearingQuerySet(DistrictQuerySet):
    def waiting(self):
        """A hearing was offered, and the statement is not there yet."""
        return self.filter(offered_on__isnull=False, received_on=None, waived_on=None)

    def open(self):
        return self.filter(decided_on=None)


class HearingCase(Found, DistrictModel):
    """One matter on which a council is informed and heard, with the days of each step."""

    searched_in = ("matter", "reference", "statement", "decision")

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="hearings")
    matter = models.CharField(_("Angelegenheit"), max_length=300)
    reference = models.CharField(_("Vorlage oder Aktenzeichen"), max_length=80, blank=True)
    informed_on = models.DateField(_("informiert am"))
    offered_on = models.DateField(_("Anhörung angeboten am"), null=True, blank=True)
    due_on = models.DateField(_("Stellungnahme fällig am"), null=True, blank=True)
    received_on = models.DateField(_("Stellungnahme eingegangen am"), null=True, blank=True)
    waived_on = models.DateField(_("auf Stellungnahme verzichtet am"), null=True, blank=True)
    statement = models.TextField(_("Stellungnahme"), blank=True)
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss dazu"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    decision = models.TextField(_("Entscheidung"), blank=True)
    search_key = models.TextField(blank=True, editable=False)
    archive_offer = models.ForeignKey(
        ArchiveOffer, verbose_name=_("dem Archiv angeboten"), on_delete=models.SET_NULL, null=True, blank=True,
        editable=False, related_name="+",
    )  # fmt: skip
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(HearingQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Anhörung"), _("Anhörungen")
        constraints = [
            models.CheckConstraint(
                name="hearing_offered_with_a_deadline",
                condition=Q(offered_on=None, due_on=None) | Q(offered_on__isnull=False, due_on__isnull=False),
                violation_error_message=_(
                    "Zu einer angebotenen Anhörung gehört, bis wann die Stellungnahme da sein soll."
                ),
            ),
            models.CheckConstraint(
                name="hearing_due_after_offer",
                condition=Q(due_on=None) | Q(due_on__gte=F("offered_on")),
                violation_error_message=_("Die Frist liegt vor dem Tag, an dem die Anhörung angeboten wurde."),
            ),
            models.CheckConstraint(
                name="hearing_offered_after_information",
                condition=Q(offered_on=None) | Q(offered_on__gte=F("informed_on")),
                violation_error_message=_("Die Anhörung wurde angeboten, bevor das Gremium informiert war."),
            ),
            models.CheckConstraint(
                name="statement_received_after_information",
                condition=Q(received_on=None) | Q(received_on__gte=F("informed_on")),
                violation_error_message=_("Die Stellungnahme kann nicht vor der Information eingegangen sein."),
            ),
            models.CheckConstraint(
                name="statement_received_or_waived",
                condition=Q(received_on=None) | Q(waived_on=None),
                violation_error_message=_(
                    "Entweder ist eine Stellungnahme eingegangen, oder das Gremium hat verzichtet."
                ),
            ),
            models.CheckConstraint(
                name="hearing_decided_with_words",
                condition=Q(decided_on=None, decision="") | Q(decided_on__isnull=False) & ~Q(decision=""),
                violation_error_message=_("Zu einer Entscheidung gehören der Tag und ein Satz, wie entschieden wurde."),
            ),
        ]

    class Privacy:
        retention = "meeting"
        sensitive = ["statement", "decision", "search_key"]
        harmless = [
            "district", "body", "matter", "reference", "informed_on", "offered_on", "due_on", "received_on", "waived_on",
            "resolution", "decided_on", "archive_offer", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return self.matter
