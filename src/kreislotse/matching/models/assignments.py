from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import ExpenseRate, FundingSource, Guide, GuideLanguage, Role
from kreislotse.intake.models import HelpRequest, Setting
from kreislotse.matching.models.series import Vacancy
from kreislotse.network.models import Organization


class MatchProposal(DistrictModel):
    """A request put to one guide, with the reasons as codes (`own_reasons`); it names nobody until it is accepted."""

    class Status(models.TextChoices):
        ASKED = "asked", _("angefragt")
        ACCEPTED = "accepted", _("zugesagt")
        DECLINED = "declined", _("abgesagt")
        EXPIRED = "expired", _("abgelaufen")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    class DeclineReason(models.TextChoices):
        NO_TIME = "no_time", _("keine Zeit")
        TOO_FAR = "too_far", _("zu weit")
        KNOWS_PERSON = "knows_person", _("ich kenne die Person oder Familie")
        NOT_MY_TOPIC = "not_my_topic", _("nicht mein Thema")
        TOO_MUCH = "too_much", _("gerade zu viel")
        OTHER = "other", _("anderes")

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="proposals")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="proposals")
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    funding_source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, null=True, related_name="+")
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.ASKED)
    reasons = models.JSONField(_("Gründe"), default=list)
    asked_at = models.DateTimeField(_("angefragt am"))
    expires_at = models.DateTimeField(_("Antwort bis"))
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    decline_reason = models.CharField(_("Grund der Absage"), max_length=15, choices=DeclineReason, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    vacancy = models.ForeignKey(
        Vacancy, verbose_name=_("Ersatz für"), on_delete=models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    neutral_at = models.DateTimeField(_("Neutralität zugesagt am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Vermittlungsvorschlag"),
            _("Vermittlungsvorschläge"),
        )
        constraints = [
            models.UniqueConstraint(
                fields=["help_request", "guide"], name="match_proposal_open_once",
                condition=Q(status="asked", vacancy=None),
                violation_error_message=_("Diese Person ist schon angefragt."),
            ),
            models.UniqueConstraint(
                fields=["vacancy", "guide"], name="match_proposal_open_once_per_vacancy",
                condition=Q(status="asked", vacancy__isnull=False),
                violation_error_message=_("Diese Person ist schon angefragt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["guide", "by"]
        harmless = [
            "district", "help_request", "role", "funding_source", "status", "reasons", "asked_at", "expires_at", "answered_at",
            "decline_reason",
            "vacancy", "neutral_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.help_request_id} → {self.guide_id}"


class Assignment(DistrictModel):
    """One guide, one help request, from – until; the rate of the first day is frozen into it."""

    class Status(models.TextChoices):
        PROMISED = "promised", _("zugesagt")
        RUNNING = "running", _("läuft")
        FINISHED = "finished", _("abgeschlossen")
        CANCELLED = "cancelled", _("abgesagt")

    help_request = models.ForeignKey(HelpRequest, on_delete=models.PROTECT, related_name="assignments")
    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="assignments")
    provider = models.ForeignKey(
        Organization, verbose_name=_("Träger"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The guide's Träger on the day it was agreed; empty for the Kreis' own. It stays when the guide moves to another."""
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    funding_source = models.ForeignKey(
        FundingSource,
        verbose_name=_("Finanzierung"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    rate = models.ForeignKey(
        ExpenseRate,
        verbose_name=_("Satz"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    rate_as_agreed = models.JSONField(_("vereinbarter Satz"), default=dict)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.PROMISED)
    agreed_on = models.DateField(_("vereinbart am"))
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    contact_shown_at = models.DateTimeField(_("Kontakt gezeigt am"), null=True, blank=True)
    vacancy = models.OneToOneField(
        Vacancy, verbose_name=_("Ersatz für"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="replacement",
    )  # fmt: skip
    is_stand_in = models.BooleanField(
        _("Vertretung"),
        default=False,
        help_text=_("für einen Termin, neben dem laufenden Einsatz einer anderen Person"),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Einsatz"), _("Einsätze")
        constraints = [
            models.UniqueConstraint(
                fields=["help_request"], name="assignment_open_once_per_request",
                condition=Q(status__in=["promised", "running"], is_stand_in=False),
                violation_error_message=_("Für diese Anfrage gibt es schon einen Einsatz."),
            ),
            models.CheckConstraint(
                name="assignment_ended_iff_dated",
                condition=Q(status__in=["finished", "cancelled"], ended_on__isnull=False)
                | Q(status__in=["promised", "running"], ended_on=None),
                violation_error_message=_("Ein beendeter Einsatz braucht ein Datum."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["guide"]
        harmless = [
            "district", "help_request", "provider", "role", "funding_source", "rate", "rate_as_agreed", "status", "agreed_on",
            "ended_on", "contact_shown_at", "vacancy", "is_stand_in",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.help_request_id}/{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PROMISED, self.Status.RUNNING)


class TimeSheet(DistrictModel):
    """The paper with two signatures for one assignment; its code finds it again when it comes back."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="sheets")
    code = models.CharField(_("Kurzcode"), max_length=12, editable=False)
    printed_on = models.DateField(_("gedruckt am"))
    confirmed_on = models.DateField(_("unterschrieben am"), null=True, blank=True)
    confirmed_by_institution = models.CharField(_("bestätigt durch"), max_length=160, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Einsatzprotokoll"),
            _("Einsatzprotokolle"),
        )
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="time_sheet_code_unique")]

    class Privacy:
        retention = "assignment"
        personal = ["recorded_by", "confirmed_by_institution"]
        harmless = ["district", "assignment", "code", "printed_on", "confirmed_on"]

    def __str__(self):
        return self.code


class Appointment(DistrictModel):
    """One meeting of an assignment: when, how long, whether it took place. A category, no story."""

    class Outcome(models.TextChoices):
        PLANNED = "planned", _("geplant")
        TOOK_PLACE = "took_place", _("hat stattgefunden")
        CANCELLED = "cancelled", _("abgesagt")
        NO_SHOW = "no_show", _("niemand kam")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="appointments")
    on = models.DateField(_("Datum"), db_column="on_day")
    starts_at = models.TimeField(_("Beginn"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"))
    travel_km = models.DecimalField(_("Fahrt in km"), max_digits=5, decimal_places=1, default=0)
    travel_minutes = models.PositiveSmallIntegerField(_("Fahrtzeit in Minuten"), default=0)
    persons = models.PositiveSmallIntegerField(_("erreichte Personen"), default=1)
    setting = models.CharField(_("Form"), max_length=10, choices=Setting, default=Setting.ON_SITE)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    outcome = models.CharField(_("Ergebnis"), max_length=15, choices=Outcome, default=Outcome.PLANNED)
    saw_structural_problem = models.CharField(
        _("Was müsste sich ändern?"), max_length=200, blank=True,
        help_text=_("anonym, ohne Namen: ein Hinweis für unsere Bedarfe"),
    )  # fmt: skip
    counted_in = models.DateField(
        _("zählt im Monat"), null=True, blank=True, editable=False,
        help_text=_("erster Tag des Monats; bei Nachträgen ein späterer als der des Termins"),
    )  # fmt: skip
    sheet = models.ForeignKey(
        TimeSheet, verbose_name=_("Einsatzprotokoll"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="appointments",
    )  # fmt: skip
    recorded_at = models.DateTimeField(_("eingetragen am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Termin"), _("Termine")
        constraints = [
            models.CheckConstraint(
                name="appointment_duration_within_a_day",
                condition=Q(duration_minutes__gte=0, duration_minutes__lte=24 * 60),
                violation_error_message=_("Die Dauer muss zwischen 0 und 1.440 Minuten liegen."),
            ),
            models.CheckConstraint(
                name="appointment_counted_iff_over",
                condition=Q(outcome="planned", counted_in=None) | (~Q(outcome="planned") & Q(counted_in__isnull=False)),
                violation_error_message=_("Ein Termin mit Ergebnis zählt in einem Monat."),
            ),
        ]

    class Privacy:
        retention = "assignment"
        sensitive = ["place", "saw_structural_problem"]
        harmless = [
            "district", "assignment", "on", "starts_at", "duration_minutes", "travel_km", "travel_minutes", "persons", "setting", "outcome",
            "counted_in", "sheet", "recorded_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.on}"


class MatchingRule(DistrictModel):
    """How guides are asked: how many at once, how long they have, and how well somebody speaks who translates; dated."""

    asked_at_once = models.PositiveSmallIntegerField(
        _("Höchstens so viele Personen gleichzeitig fragen"), default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("Wer umsonst zusagt, hilft beim nächsten Mal nicht so gern."),
    )  # fmt: skip
    days_to_answer = models.PositiveSmallIntegerField(
        _("Tage Zeit für die Antwort"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Steht der Termin früher an, endet die Frist mit ihm."),
    )  # fmt: skip
    interpreter_level = models.CharField(
        _("Wer übersetzt, spricht die Sprache mindestens auf Niveau"), max_length=10, choices=GuideLanguage.Level,
        default=GuideLanguage.Level.B1,
    )  # fmt: skip
    asks_stand_ins = models.BooleanField(
        _("Fällt jemand aus und sagt es am Telefon: sofort nach Vertretung fragen"), default=True,
        help_text=_("Gefragt wird, wer am besten passt; wer zuerst zusagt, geht. Sonst wählt das Büro aus, wen es fragt."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zum Anfragen"), _("Regeln zum Anfragen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="matching_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zum Anfragen."),
            ),
            models.CheckConstraint(
                name="matching_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "asked_at_once", "days_to_answer", "interpreter_level", "asks_stand_ins", "source", "valid_from",
            "valid_to",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.asked_at_once}/{self.days_to_answer}"
