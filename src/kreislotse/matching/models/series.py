"""Repeated appointments, what changes about an appointment, and who stands in."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import Guide
from kreislotse.intake.models import HelpRequest, Setting


class Series(DistrictModel):
    """Appointments of one assignment that repeat: how they were agreed. Each date stands for itself in `SeriesDate`."""

    assignment = models.ForeignKey("matching.Assignment", on_delete=models.CASCADE, related_name="series")
    first_on = models.DateField(_("erster Tag"))
    every_weeks = models.PositiveSmallIntegerField(_("alle … Wochen"), default=1)
    number = models.PositiveSmallIntegerField(_("Zahl der Termine"), null=True, blank=True)
    until = models.DateField(_("bis zum"), null=True, blank=True)
    starts_at = models.TimeField(_("Beginn"))
    duration_minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"))
    setting = models.CharField(_("Form"), max_length=10, choices=Setting, default=Setting.ON_SITE)
    skips_school_free = models.BooleanField(_("nicht in den Ferien"), default=False)
    agreed_on = models.DateField(_("vereinbart am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Terminreihe"), _("Terminreihen")
        constraints = [
            models.CheckConstraint(
                name="series_number_or_end",
                condition=Q(number__isnull=False, until=None) | Q(number=None, until__isnull=False),
                violation_error_message=_("Bitte nennen Sie entweder die Zahl der Termine oder den letzten Tag."),
            ),
            models.CheckConstraint(
                name="series_ends_after_it_begins", condition=Q(until=None) | Q(until__gte=F("first_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="series_every_so_many_weeks", condition=Q(every_weeks__gte=1, every_weeks__lte=4),
                violation_error_message=_("Eine Terminreihe wiederholt sich alle 1 bis 4 Wochen."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["by"]
        harmless = [
            "district", "assignment", "first_on", "every_weeks", "number", "until", "starts_at", "duration_minutes",
            "setting", "skips_school_free", "agreed_on",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.first_on} · {self.number or self.until}"


class SeriesDate(DistrictModel):
    """One day a series falls on: with an appointment, or left out for a reason that is shown."""

    class LeftOut(models.TextChoices):
        NOT = "", _("findet statt")
        HOLIDAY = "holiday", _("Feiertag")
        SCHOOL_FREE = "school_free", _("schulfrei")
        TAKEN = "taken", _("anderer Termin")
        AWAY = "away", _("Begleitung ist nicht da")

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="dates")
    on = models.DateField(_("Tag der Reihe"), db_column="on_day")
    appointment = models.OneToOneField(
        "matching.Appointment", verbose_name=_("Termin"), on_delete=models.CASCADE, null=True, blank=True,
        related_name="series_date",
    )  # fmt: skip
    left_out = models.CharField(_("ausgelassen"), max_length=15, choices=LeftOut, blank=True, default="")
    left_out_name = models.CharField(_("Name des freien Tages"), max_length=80, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Tag einer Terminreihe"), _("Tage einer Terminreihe")
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="series_date_once"),
            models.CheckConstraint(
                name="series_date_takes_place_or_is_left_out",
                condition=Q(left_out="", appointment__isnull=False) | (~Q(left_out="") & Q(appointment=None)),
                violation_error_message=_("Ein Tag der Reihe hat einen Termin oder einen Grund, warum er ausfällt."),
            ),
        ]

    class Privacy:
        retention = "assignment"
        harmless = ["district", "series", "on", "appointment", "left_out", "left_out_name"]

    def __str__(self):
        return f"{self.on}"


class AppointmentChange(DistrictModel):
    """What happened to an agreed appointment: by whom, when and how late. Categories, no stories; rows are never changed."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("verschoben")
        CANCELLED = "cancelled", _("abgesagt")
        FELL_OUT = "fell_out", _("Begleitung fällt aus")
        REPLACED = "replaced", _("Vertretung gefunden")
        OVERLAP_ALLOWED = "overlap_allowed", _("trotz Überschneidung")
        NOT_PROVEN = "not_proven", _("ohne Nachweis für diesen Tag")

    class Side(models.TextChoices):
        OFFICE = "office", _("Büro")
        GUIDE = "guide", _("Begleitung")
        INSTITUTION = "institution", _("Einrichtung")
        PERSON = "person", _("begleitete Person")

    class Reason(models.TextChoices):
        NOT_SAID = "", _("nicht genannt")
        ILL = "ill", _("krank")
        FAMILY = "family", _("Familie oder Beruf")
        OTHER_DATE = "other_date", _("anderer Termin ging vor")
        NOT_NEEDED = "not_needed", _("wird nicht mehr gebraucht")
        CLOSED = "closed", _("Einrichtung hat geschlossen")
        TRANSPORT = "transport", _("Weg nicht möglich")
        TOO_CLOSE = "too_close", _("kennt die Person oder Familie")
        AGREED = "agreed", _("mit der Begleitung besprochen")
        NEARBY = "nearby", _("die Orte liegen beieinander")
        SEEN_THEN = "seen_then", _("lag damals vor, ist heute nicht mehr eingetragen")
        KNOWN_GAP = "known_gap", _("fehlte, der Termin war trotzdem vereinbart")
        OTHER = "other", _("anderes")

    appointment = models.ForeignKey("matching.Appointment", on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("Was?"), max_length=20, choices=Kind)
    side = models.CharField(_("Wer?"), max_length=15, choices=Side)
    reason = models.CharField(_("Grund"), max_length=15, choices=Reason, blank=True, default="")
    at = models.DateTimeField(_("am"))
    minutes_before = models.IntegerField(
        _("Minuten vorher"), null=True, blank=True, help_text=_("negativ, wenn der Termin schon begonnen hatte")
    )
    late_hours = models.PositiveSmallIntegerField(
        _("kurzfristig hieß: weniger als … Stunden vorher"), null=True, blank=True
    )
    is_late = models.BooleanField(_("kurzfristig"), default=False)
    from_on = models.DateField(_("vorher: Datum"))
    from_at = models.TimeField(_("vorher: Beginn"), null=True, blank=True)
    from_minutes = models.PositiveSmallIntegerField(_("vorher: Dauer"))
    to_on = models.DateField(_("jetzt: Datum"), null=True, blank=True)
    to_at = models.TimeField(_("jetzt: Beginn"), null=True, blank=True)
    to_minutes = models.PositiveSmallIntegerField(_("jetzt: Dauer"), null=True, blank=True)
    guide_told_at = models.DateTimeField(_("Begleitung benachrichtigt am"), null=True, blank=True, editable=False)
    asker_told_at = models.DateTimeField(_("Einrichtung benachrichtigt am"), null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Änderung eines Termins"), _("Änderungen von Terminen")
        constraints = [
            models.CheckConstraint(
                name="appointment_change_moved_iff_somewhere",
                condition=Q(kind="moved", to_on__isnull=False) | (~Q(kind="moved") & Q(to_on=None, to_at=None, to_minutes=None)),
                violation_error_message=_("Ein verschobener Termin braucht ein neues Datum."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["by"]
        sensitive = ["reason"]  # "ill" is said of a person
        harmless = [
            "district", "appointment", "kind", "side", "at", "minutes_before", "late_hours", "is_late", "from_on", "from_at",
            "from_minutes", "to_on", "to_at", "to_minutes", "guide_told_at", "asker_told_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.appointment_id} {self.kind}"

    @property
    def hours_before(self) -> int | None:
        """Whole hours between the change and the appointment; 0 once it had begun."""
        return None if self.minutes_before is None else max(0, self.minutes_before // 60)


class Vacancy(DistrictModel):
    """An appointment whose guide fell out and for which somebody else is looked for; the first who says yes goes."""

    class Status(models.TextChoices):
        OPEN = "open", _("Vertretung gesucht")
        FILLED = "filled", _("Vertretung gefunden")
        GIVEN_UP = "given_up", _("ohne Vertretung abgesagt")

    appointment = models.OneToOneField("matching.Appointment", on_delete=models.CASCADE, related_name="vacancy")
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(_("frei seit"))
    closed_at = models.DateTimeField(_("erledigt am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("freier Termin"), _("freie Termine")
        constraints = [
            models.CheckConstraint(
                name="vacancy_closed_iff_dated",
                condition=Q(status="open", closed_at=None) | (~Q(status="open") & Q(closed_at__isnull=False)),
                violation_error_message=_("Ein erledigter freier Termin braucht einen Zeitpunkt."),
            ),
        ]

    class Privacy:
        retention = "assignment"
        harmless = ["district", "appointment", "status", "opened_at", "closed_at"]

    def __str__(self):
        return f"{self.appointment_id} {self.status}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class GuideExclusion(DistrictModel):
    """A guide who must not be proposed for one request, in a category."""

    class Reason(models.TextChoices):
        TOO_CLOSE = "too_close", _("steht der Person oder Familie zu nahe")
        DECLINED = "declined", _("die Person wünscht jemand anderen")
        CONFLICT = "conflict", _("ist in der Sache beteiligt")

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="guide_exclusions")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("Warum nicht?"), max_length=15, choices=Reason)
    on = models.DateField(_("eingetragen am"), db_column="on_day")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("ausgeschlossene Person"), _("ausgeschlossene Personen")
        constraints = [
            models.UniqueConstraint(
                fields=["help_request", "guide"], name="guide_exclusion_once",
                violation_error_message=_("Diese Person ist für die Anfrage schon ausgeschlossen."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["guide", "by"]
        sensitive = ["reason"]
        harmless = ["district", "help_request", "on"]

    def __str__(self):
        return f"{self.help_request_id} ≠ {self.guide_id}"


class AppointmentRule(DistrictModel):
    """When a cancellation is late, and how much time lies between two appointments of one guide; dated."""

    late_hours = models.PositiveSmallIntegerField(
        _("Kurzfristig abgesagt heißt: weniger als … Stunden vorher"), default=24, validators=[MaxValueValidator(240)]
    )
    gap_minutes = models.PositiveSmallIntegerField(
        _("Minuten zwischen zwei Terminen am selben Ort"), default=15, validators=[MaxValueValidator(240)]
    )
    minutes_per_10_km = models.PositiveSmallIntegerField(
        _("Minuten Weg je 10 km Luftlinie"), default=15, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zu Terminen"), _("Regeln zu Terminen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="appointment_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zu Terminen."),
            ),
            models.CheckConstraint(
                name="appointment_rule_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "late_hours", "gap_minutes", "minutes_per_10_km", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.late_hours}/{self.gap_minutes}/{self.minutes_per_10_km}"
