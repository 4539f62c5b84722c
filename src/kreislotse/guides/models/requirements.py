from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.people import GuideLanguage
from kreislotse.guides.models.roles import Role
from kreislotse.taxonomy.models import Topic


class GuideRule(DistrictModel):
    """The periods of the office for everybody who helps: lapse, certificates, further training; dated."""

    lapse_after_months = models.PositiveSmallIntegerField(
        _("Berufung endet nach … Monaten ohne Einsatz"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)], help_text=_("Leer heißt: Sie endet nie von selbst."),
    )  # fmt: skip
    lapse_warning_days = models.PositiveSmallIntegerField(
        _("Vorher warnen: Tage"), default=30, validators=[MinValueValidator(7), MaxValueValidator(180)],
    )  # fmt: skip
    specialization_after_months = models.PositiveSmallIntegerField(
        _("Spezialisierung erst nach … Monaten aktiver Zeit"), default=0, validators=[MaxValueValidator(60)],
    )  # fmt: skip
    certificate_max_age_months = models.PositiveSmallIntegerField(
        _("Führungszeugnis ist bei der Einsicht höchstens … Monate alt"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )  # fmt: skip
    certificate_renewal_years = models.PositiveSmallIntegerField(
        _("Führungszeugnis erneuern alle … Jahre"), default=5, validators=[MinValueValidator(1), MaxValueValidator(10)],
    )  # fmt: skip
    self_declaration_months = models.PositiveSmallIntegerField(
        _("Selbstauskunft zwischen zwei Führungszeugnissen alle … Monate"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)], help_text=_("Leer heißt: Sie wird nicht verlangt."),
    )  # fmt: skip
    certificate_share_percent = models.PositiveSmallIntegerField(
        _("Bescheinigung ab … Prozent der Unterrichtseinheiten"), default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # fmt: skip
    guides_may_register = models.BooleanField(
        _("Lotsinnen und Lotsen melden sich selbst zu Schulungen an"), default=True
    )
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zur Mitarbeit"), _("Regeln zur Mitarbeit")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="guide_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zur Mitarbeit."),
            ),
            models.CheckConstraint(
                name="guide_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "lapse_after_months", "lapse_warning_days", "specialization_after_months",
            "certificate_max_age_months", "certificate_renewal_years", "self_declaration_months", "certificate_share_percent",
            "guides_may_register", "source", "valid_from", "valid_to",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.valid_from}"


class RoleRequirement(DistrictModel):
    """What somebody needs before the first assignment in one role; dated. Without a row the office asks for nothing."""

    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    base_units = models.PositiveSmallIntegerField(
        _("Grundschulung: mindestens … Unterrichtseinheiten"), default=0, help_text=_("0 heißt: keine Grundschulung."),
    )  # fmt: skip
    refresh_after_months = models.PositiveSmallIntegerField(
        _("Danach alle … Monate eine Fortbildung"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Auffrischung, Vertiefung oder Reflexionsgespräch. Leer heißt: keine Pflicht."),
    )  # fmt: skip
    german_level = models.CharField(
        _("Deutsch mindestens auf Niveau"), max_length=10, choices=GuideLanguage.Level, blank=True
    )
    needs_appointment = models.BooleanField(_("förmliche Berufung"), default=False)
    needs_confidentiality = models.BooleanField(_("Erklärung zur Verschwiegenheit"), default=False)
    needs_neutrality = models.BooleanField(_("Erklärung zur Neutralität"), default=False)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Voraussetzung"), _("Voraussetzungen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "role", "valid_from"], name="role_requirement_once_per_day",
                violation_error_message=_("An diesem Tag beginnt für diese Aufgabe schon eine Regel."),
            ),
            models.CheckConstraint(
                name="role_requirement_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "role", "base_units", "refresh_after_months", "german_level", "needs_appointment",
            "needs_confidentiality", "needs_neutrality", "source", "valid_from", "valid_to",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_role_display()} {self.valid_from}"


class ConductRule(DistrictModel):
    """Whether an activity (a role, or a topic in it) needs a conduct certificate, and why; dated (domain.md 4a)."""

    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    topic = models.ForeignKey(
        Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Leer heißt: für die ganze Aufgabe. Eine Regel zu einem Thema geht vor."),
    )  # fmt: skip
    is_required = models.BooleanField(_("Führungszeugnis erforderlich"), default=False)
    because = models.CharField(_("weil"), max_length=300)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zum Führungszeugnis"), _("Regeln zum Führungszeugnis")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "role", "topic", "valid_from"], name="conduct_rule_once_per_topic_and_day",
                violation_error_message=_("An diesem Tag beginnt für diese Aufgabe schon eine Regel."),
            ),
            models.UniqueConstraint(
                fields=["district", "role", "valid_from"], name="conduct_rule_once_per_day", condition=Q(topic=None),
                violation_error_message=_("An diesem Tag beginnt für diese Aufgabe schon eine Regel."),
            ),
            models.CheckConstraint(
                name="conduct_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "role", "topic", "is_required", "because", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.get_role_display()}: {self.because}"
