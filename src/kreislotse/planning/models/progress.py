"""What becomes of measures: their status with reasons, the leads' reports, the yearly programme, frozen reports."""

import base64
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kreislotse.core.tokens import digest, new_secret
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models import Body, Resolution
from kreislotse.planning.models.plan import Measure, PlanVersion


class Light(models.TextChoices):
    """A traffic light that also reads without color: each has its word."""

    GREEN = "green", _("im Plan")
    YELLOW = "yellow", _("stockt")
    RED = "red", _("gefährdet")


class MeasureStatusChange(DistrictModel):
    """A step of a measure's status, with the reason. Never changed, never deleted before its measure."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="status_changes")
    on = models.DateField(_("am"))
    before = models.CharField(_("vorher"), max_length=10, choices=Measure.Status, blank=True)
    after = models.CharField(_("nachher"), max_length=10, choices=Measure.Status)
    reason = models.CharField(_("Grund"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    is_from_lead = models.BooleanField(_("von der Federführung gemeldet"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Änderung des Stands"), _("Änderungen des Stands")
        constraints = [
            models.CheckConstraint(
                name="status_change_says_why", condition=~Q(reason=""),
                violation_error_message=_("Bitte nennen Sie den Grund."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        personal = ["by"]
        harmless = ["district", "measure", "on", "before", "after", "reason", "is_from_lead"]

    def __str__(self):
        return f"{self.on}: {self.after}"


class ProgressReport(DistrictModel):
    """What is said about a measure on a day.

    Light, money and milestones of the last one count at once. Its words are public as soon as they are released: at
    once where the office wrote them, after somebody read them where a lead did.
    """

    class Words(models.TextChoices):
        RELEASED = "released", _("freigegeben")
        WAITING = "waiting", _("noch nicht gelesen")
        WITHHELD = "withheld", _("zurückgestellt")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="progress_reports")
    on = models.DateField(_("am"))
    light = models.CharField(_("Ampel"), max_length=6, choices=Light)
    text = models.TextField(_("Was ist geschehen?"), max_length=2000)
    next_step = models.CharField(_("nächster Schritt"), max_length=300, blank=True)
    spent_cents = models.PositiveBigIntegerField(_("bisher ausgegeben, in Cent"), null=True, blank=True)
    words = models.CharField(_("Stand der Worte"), max_length=10, choices=Words, default=Words.RELEASED)
    withheld_because = models.CharField(_("warum zurückgestellt"), max_length=300, blank=True)
    is_from_lead = models.BooleanField(_("von der Federführung gemeldet"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("Bericht zu einer Maßnahme"), _("Berichte zu Maßnahmen")
        constraints = [
            models.CheckConstraint(
                name="withheld_words_say_why",
                condition=Q(words="withheld") & ~Q(withheld_because="") | ~Q(words="withheld") & Q(withheld_because=""),
                violation_error_message=_("Bitte sagen Sie der Federführung in einem Satz, was Sie ändern soll."),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["measure", "-on"], name="progress_report_latest"),
            models.Index(fields=["district", "words"], name="progress_report_by_words"),
        ]

    class Privacy:
        retention = "plan"
        personal = ["by"]
        harmless = [
            "district", "measure", "on", "light", "text", "next_step", "spent_cents", "words", "withheld_because", "is_from_lead",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.measure_id} {self.on}"

    @property
    def is_released(self) -> bool:
        return self.words == self.Words.RELEASED

    @property
    def seen(self) -> str:
        """A mark of the words and their state, for a page that wants to know later whether they are still the same."""
        return digest("|".join((self.words, self.text, self.next_step)))[:16]


class UpdateRequest(DistrictModel):
    """A letter to a lead with a link to a form of one page; the link is used up by its answer."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="update_requests")
    email = models.EmailField(_("E-Mail"))
    asked_on = models.DateField(_("gebeten am"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gebeten von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    due_on = models.DateField(_("Antwort bis"))
    expires_on = models.DateField(_("Link gilt bis"))
    sent_at = models.DateTimeField(_("gesendet am"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("vergebliche Versuche"), default=0)
    reminded_at = models.DateTimeField(_("erinnert am"), null=True, blank=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("durch eine neuere Bitte ersetzt am"), null=True, blank=True)
    report = models.OneToOneField(
        ProgressReport, on_delete=models.SET_NULL, null=True, blank=True, related_name="update_request"
    )  # fmt: skip
    rewrites = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, null=True, blank=True, related_name="rewriting_requests"
    )
    """The report whose words the lead is asked to write again; nothing where a new report is asked for."""
    nonce = models.CharField(max_length=32, default=new_secret, editable=False)
    token_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Bitte um den Stand"), _("Bitten um den Stand")
        constraints = [
            models.UniqueConstraint(fields=["district", "token_digest"], name="update_request_token_once"),
            models.UniqueConstraint(
                fields=["measure"], condition=Q(answered_at=None, replaced_at=None), name="one_open_update_request"
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "update_request"
        personal = ["email", "asked_by"]
        harmless = [
            "district", "measure", "asked_on", "due_on", "expires_on", "sent_at", "failures", "reminded_at", "answered_at",
            "replaced_at", "report", "rewrites", "nonce", "token_digest",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.measure_id} {self.asked_on}"

    def save(self, *args, **kwargs):
        if not self.token_digest:
            self.token_digest = digest(self.make_secret())
        super().save(*args, **kwargs)

    @property
    def said(self) -> ProgressReport | None:
        """What the lead said by this link, as it reads now."""
        return self.report or self.rewrites

    def make_secret(self) -> str:
        """192 bits signed with the installation's key: a reminder can repeat the link, the database cannot give it away."""
        text = f"{self.measure_id}:{self.nonce}"
        key = salted_hmac("kreislotse.planning.update", text, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(key[:24]).decode()

    @property
    def secret(self) -> str:
        """The secret of the link; empty if the installation's key has changed since."""
        secret = self.make_secret()
        return secret if digest(secret) == self.token_digest else ""


class YearlyProgramme(DistrictModel):
    """What the steering group chose for a year (Germersheim: it chooses measures each year and checks them)."""

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("Fassung"), on_delete=models.CASCADE, related_name="programmes"
    )
    year = models.PositiveSmallIntegerField(_("Jahr"))
    chosen_by = models.ForeignKey(
        Body, verbose_name=_("ausgewählt von"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    chosen_on = models.DateField(_("beschlossen am"), null=True, blank=True)
    decision_reference = models.CharField(_("Vorlage oder Beschluss"), max_length=80, blank=True)
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("Worauf es in diesem Jahr ankommt"), blank=True)
    reviewed_on = models.DateField(_("geprüft am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Jahresprogramm"), _("Jahresprogramme")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "year"], name="programme_year_once",
                violation_error_message=_("Für dieses Jahr gibt es schon ein Programm."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = [
            "district", "version", "year", "chosen_by", "chosen_on", "decision_reference", "resolution", "text", "reviewed_on",
        ]  # fmt: skip

    def __str__(self):
        return str(self.year)


class YearlyProgrammeEntry(DistrictModel):
    """A measure in a year's programme, and what the steering group found at the end of the year."""

    class Result(models.TextChoices):
        REACHED = "reached", _("erreicht")
        PARTLY = "partly", _("teilweise erreicht")
        NOT_REACHED = "not_reached", _("nicht erreicht")

    programme = models.ForeignKey(YearlyProgramme, on_delete=models.CASCADE, related_name="entries")
    measure = models.ForeignKey(
        Measure, verbose_name=_("Maßnahme"), on_delete=models.CASCADE, related_name="programme_entries"
    )
    aim = models.CharField(_("Was in diesem Jahr geschehen soll"), max_length=300, blank=True)
    budget_cents = models.PositiveBigIntegerField(_("Geld in diesem Jahr, in Cent"), null=True, blank=True)
    result = models.CharField(_("Ergebnis"), max_length=15, choices=Result, blank=True)
    finding = models.CharField(_("Befund"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Maßnahme im Jahresprogramm"), _("Maßnahmen im Jahresprogramm")
        constraints = [models.UniqueConstraint(fields=["programme", "measure"], name="programme_entry_once")]

    class Privacy:
        retention = "plan"
        harmless = ["district", "programme", "measure", "aim", "budget_cents", "result", "finding"]

    def __str__(self):
        return f"{self.programme} {self.measure_id}"


class PlanReport(DistrictModel):
    """The plan as it stood on a day, frozen for a report to the council or the public. Never changed."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        PlanVersion, verbose_name=_("Fassung"), on_delete=models.PROTECT, related_name="reports"
    )
    title = models.CharField(_("Titel"), max_length=200)
    as_of = models.DateField(_("Stand"))
    decision_reference = models.CharField(_("Vorlage des Kreistags"), max_length=80, blank=True)
    summary = models.TextField(_("Zusammenfassung"), blank=True)
    is_public = models.BooleanField(_("öffentlich zeigen"), default=False)
    content = models.JSONField(editable=False)
    checksum = models.CharField(max_length=64, editable=False)
    taken_at = models.DateTimeField(_("erstellt am"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("von"), on_delete=models.SET_NULL, null=True, related_name="+"
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("Bericht zum Konzept"), _("Berichte zum Konzept")

    class Privacy:
        retention = "plan"
        personal = ["by"]
        harmless = [
            "district", "uuid", "version", "title", "as_of", "decision_reference", "summary", "is_public", "content", "checksum", "taken_at",
        ]  # fmt: skip

    def __str__(self):
        return self.title
