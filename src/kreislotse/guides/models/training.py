from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.people import Guide
from kreislotse.guides.models.roles import Role
from kreislotse.network.models import Organization
from kreislotse.taxonomy.models import Topic


class TrainingModule(DistrictModel):
    """What is taught, for how many teaching units (45 minutes), and how long it counts."""

    class Kind(models.TextChoices):
        BASIC = "basic", _("Grundschulung")
        FURTHER = "further", _("Vertiefung")
        SPECIAL = "special", _("Spezialisierung")
        REFRESHER = "refresher", _("Auffrischung")
        REFLECTION = "reflection", _("Reflexionsgespräch")

    title = models.CharField(_("Titel"), max_length=160)
    kind = models.CharField(_("Art"), max_length=15, choices=Kind)
    role = models.CharField(
        _("für"), max_length=15, choices=[("", _("beide Aufgaben")), *Role.choices], blank=True, default=""
    )
    units = models.PositiveSmallIntegerField(
        _("Unterrichtseinheiten"), validators=[MinValueValidator(1), MaxValueValidator(400)],
        help_text=_("eine Einheit dauert 45 Minuten"),
    )  # fmt: skip
    topic = models.ForeignKey(
        Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contents = models.TextField(_("Inhalte"), max_length=1000, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        _("gilt … Monate"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("Leer heißt: ohne Ablauf."),
    )  # fmt: skip
    retired_on = models.DateField(_("nicht mehr angeboten seit"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Schulungsmodul"), _("Schulungsmodule")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "title"], name="training_module_title_once",
                violation_error_message=_("Ein Modul mit diesem Titel gibt es schon."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "title", "kind", "role", "units", "topic", "contents", "validity_months", "retired_on",
        ]  # fmt: skip

    def __str__(self):
        return self.title


class TrainingRun(DistrictModel):
    """One module given once, on one or more dates."""

    module = models.ForeignKey(
        TrainingModule, verbose_name=_("Modul"), on_delete=models.PROTECT, related_name="runs"
    )  # fmt: skip
    organization = models.ForeignKey(
        Organization, verbose_name=_("Träger"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("Leer heißt: der Kreis selbst."),
    )  # fmt: skip
    trainer = models.CharField(_("Referentin oder Referent"), max_length=160, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(
        _("Plätze"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Leer heißt: unbegrenzt.")
    )
    register_until = models.DateField(
        _("Anmeldung bis"), null=True, blank=True, help_text=_("Leer heißt: bis zum ersten Termin.")
    )
    is_open = models.BooleanField(
        _("Lotsinnen und Lotsen dürfen sich selbst anmelden"), default=True
    )  # fmt: skip
    note = models.CharField(_("Hinweis für Teilnehmende"), max_length=300, blank=True)
    finished_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    cancelled_on = models.DateField(_("abgesagt am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Schulung"), _("Schulungen")
        constraints = [
            models.CheckConstraint(
                name="training_run_finished_or_cancelled", condition=Q(finished_on=None) | Q(cancelled_on=None),
                violation_error_message=_("Eine abgesagte Schulung kann nicht abgeschlossen sein."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "training"
        personal = ["trainer"]
        harmless = [
            "district", "module", "organization", "place", "places", "register_until", "is_open", "note", "finished_on",
            "cancelled_on",
        ]  # fmt: skip

    def __str__(self):
        return str(self.module)

    @property
    def is_over(self) -> bool:
        return self.finished_on is not None or self.cancelled_on is not None


class TrainingDate(DistrictModel):
    """One date of a training, with the teaching units it counts."""

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="dates")
    on = models.DateField(_("Datum"), db_column="on_day")
    starts_at = models.TimeField(_("von"))
    ends_at = models.TimeField(_("bis"))
    units = models.PositiveSmallIntegerField(_("Einheiten"), validators=[MinValueValidator(1), MaxValueValidator(20)])
    topic = models.CharField(_("Inhalt"), max_length=160, blank=True)
    attendance_recorded_on = models.DateField(_("Anwesenheit eingetragen am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Schulungstermin"), _("Schulungstermine")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "on", "starts_at"], name="training_date_once",
                violation_error_message=_("Diesen Termin gibt es schon."),
            ),
            models.CheckConstraint(
                name="training_date_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Der Termin endet, bevor er beginnt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "training"
        harmless = ["district", "run", "on", "starts_at", "ends_at", "units", "topic", "attendance_recorded_on"]

    def __str__(self):
        return f"{self.on:%d.%m.%Y}"


class TrainingParticipant(DistrictModel):
    """Somebody on the list of a training. The name stays on the list for the grant's file when the person has gone."""

    class Status(models.TextChoices):
        REGISTERED = "registered", _("angemeldet")
        WAITING = "waiting", _("Warteliste")
        WITHDRAWN = "withdrawn", _("abgemeldet")

    class Result(models.TextChoices):
        OPEN = "", _("noch offen")
        PASSED = "passed", _("teilgenommen")
        NOT_PASSED = "not_passed", _("nicht ausreichend teilgenommen")

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="participants")
    guide = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, related_name="trainings")
    name = models.CharField(_("Name auf der Liste"), max_length=170)
    status = models.CharField(_("Status"), max_length=12, choices=Status, default=Status.REGISTERED)
    result = models.CharField(_("Ergebnis"), max_length=12, choices=Result, blank=True, default="")
    registered_at = models.DateTimeField(_("angemeldet am"))
    is_self_registered = models.BooleanField(_("selbst angemeldet"), default=False)
    certificate_on = models.DateField(_("Bescheinigung vom"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Teilnahme"), _("Teilnahmen")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "guide"], name="training_participant_once",
                violation_error_message=_("Diese Person steht schon auf der Liste."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "training"
        personal = ["guide", "name"]
        harmless = ["district", "run", "status", "result", "registered_at", "is_self_registered", "certificate_on"]

    def __str__(self):
        return self.name


class TrainingAttendance(DistrictModel):
    """That a participant was there on one date; no row means: was not there, or nobody wrote it down yet."""

    participant = models.ForeignKey(TrainingParticipant, on_delete=models.CASCADE, related_name="attended")
    date = models.ForeignKey(TrainingDate, on_delete=models.CASCADE, related_name="attendances")

    class Meta:
        verbose_name, verbose_name_plural = _("Anwesenheit"), _("Anwesenheiten")
        constraints = [models.UniqueConstraint(fields=["participant", "date"], name="training_attendance_once")]

    class Privacy:
        retention = "training"
        personal = ["participant"]
        harmless = ["district", "date"]

    def __str__(self):
        return f"{self.participant_id}/{self.date_id}"


class RecognizedTraining(DistrictModel):
    """A training somebody brings along from elsewhere, and the office lets count."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="recognized_trainings")
    module = models.ForeignKey(TrainingModule, verbose_name=_("Modul"), on_delete=models.PROTECT, related_name="+")
    units = models.PositiveSmallIntegerField(
        _("Unterrichtseinheiten"), validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    completed_on = models.DateField(_("abgeschlossen am"))
    where = models.CharField(_("bei wem"), max_length=160)

    class Meta:
        verbose_name, verbose_name_plural = _("anerkannte Schulung"), _("anerkannte Schulungen")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "module", "completed_on"], name="recognized_training_once",
                violation_error_message=_("Diese Schulung steht schon da."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "guide"
        personal = ["guide", "where"]
        harmless = ["district", "module", "units", "completed_on"]

    def __str__(self):
        return f"{self.module} ({self.where})"
