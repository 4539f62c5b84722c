from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.people import Guide
from kreislotse.privacy.models import Consent


class ConductCertificate(DistrictModel):
    """The three facts that may be kept of a Führungszeugnis, and nothing else: no copy, no offence (domain.md 4a)."""

    guide = models.OneToOneField(Guide, on_delete=models.CASCADE, related_name="conduct_certificate")
    issued_on = models.DateField(_("ausgestellt am"))
    inspected_on = models.DateField(_("eingesehen am"))
    has_relevant_entry = models.BooleanField(_("einschlägiger Eintrag"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Führungszeugnis"), _("Führungszeugnisse")
        constraints = [
            models.CheckConstraint(
                name="conduct_certificate_issued_before_inspection", condition=Q(issued_on__lte=F("inspected_on")),
                violation_error_message=_("Das Führungszeugnis kann nicht nach der Einsicht ausgestellt sein."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "conduct_certificate"
        personal = ["guide", "issued_on", "inspected_on"]
        sensitive = ["has_relevant_entry"]
        harmless = ["district"]

    def __str__(self):
        return f"{self.guide_id}"


class Declaration(DistrictModel):
    """A paper the guide has signed; the office keeps the paper, we keep the day and the wording."""

    class Kind(models.TextChoices):
        CONFIDENTIALITY = "confidentiality", _("Verschwiegenheit und Einverständnis")
        NEUTRALITY = "neutrality", _("Neutralität bei der Sprachmittlung")
        SELF_DECLARATION = "self_declaration", _("Selbstauskunft zwischen zwei Führungszeugnissen")

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="declarations")
    kind = models.CharField(_("Erklärung"), max_length=20, choices=Kind)
    wording_version = models.CharField(_("Fassung des Textes"), max_length=20)
    signed_on = models.DateField(_("unterschrieben am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Erklärung"), _("Erklärungen")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "kind", "signed_on"], name="declaration_once_per_day",
                violation_error_message=_("Diese Erklärung ist für diesen Tag schon eingetragen."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "guide"
        personal = ["guide"]
        harmless = ["district", "kind", "wording_version", "signed_on"]

    def __str__(self):
        return f"{self.get_kind_display()}"


class GuideConsent(DistrictModel):
    """What a guide agreed to: contact after „Ich möchte helfen“, photos; each apart and each revocable."""

    PHOTO, CONTACT = "guide_photo", "guide_contact"

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="consents")
    consent = models.OneToOneField(Consent, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Einwilligung"), _("Einwilligungen")

    class Privacy:
        retention = "guide"
        personal = ["guide"]
        harmless = ["district", "consent"]

    def __str__(self):
        return f"{self.guide_id}/{self.consent_id}"
