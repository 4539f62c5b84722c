from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.roles import Role


class FundingSource(DistrictModel):
    """Who pays for an assignment: a Land's programme, the Kreis, the institution itself, nobody; and for what.

    Which source is proposed at booking follows from these fields (`matching.funding`): the first by `priority` whose
    conditions fit. `occasions` and `settings_paid` hold codes of `intake.Occasion` and `intake.Setting`; empty means all.
    """

    class OwnBudget(models.TextChoices):
        ANY = "", _("gleich, ob die Einrichtung eigene Mittel hat")
        HAS = "has", _("nur, wenn die Einrichtung eigene Mittel hat")
        HAS_NOT = "has_not", _("nur, wenn die Einrichtung keine eigenen Mittel hat")

    name = models.CharField(_("Name"), max_length=120)
    is_default = models.BooleanField(_("wird vorgeschlagen"), default=False)
    priority = models.PositiveSmallIntegerField(
        _("Reihenfolge"), default=50, help_text=_("Kleine Zahlen werden zuerst geprüft.")
    )
    role = models.CharField(_("nur für die Aufgabe"), max_length=15, choices=Role, blank=True, default="")
    own_budget = models.CharField(
        _("Eigene Mittel der Einrichtung"), max_length=10, choices=OwnBudget, blank=True, default=""
    )
    occasions = models.JSONField(_("nur für diese Anlässe"), default=list, blank=True)
    settings_paid = models.JSONField(_("nur für diese Formen"), default=list, blank=True)
    is_paid_out_by_us = models.BooleanField(
        _("wir rechnen mit den Lotsinnen und Lotsen ab"), default=True,
        help_text=_("Ohne Haken zahlt jemand anderes aus: Termine zählen zu den Stunden, stehen aber in keiner Abrechnung."),
    )  # fmt: skip
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Finanzierung"), _("Finanzierungen")

    class Privacy:
        retention = "reference"
        harmless = [
            "district",
            "name",
            "is_default",
            "priority",
            "role",
            "own_budget",
            "occasions",
            "settings_paid",
            "is_paid_out_by_us",
            "valid_from",
            "valid_to",
            "source",
        ]

    def __str__(self):
        return self.name


class HourCap(DistrictModel):
    """How many hours a guide may do in one role under one funding: per year hard, per week as a warning; dated.

    A row `for_coordinating` counts for guides who coordinate others, in place of the one for everybody.
    """

    funding_source = models.ForeignKey(FundingSource, on_delete=models.CASCADE, related_name="caps")
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    for_coordinating = models.BooleanField(
        _("nur für koordinierende Lotsinnen und Lotsen"), default=False,
        help_text=_("Ohne Haken gilt die Grenze für alle, für die keine eigene eingetragen ist."),
    )  # fmt: skip
    hours_per_year = models.PositiveSmallIntegerField(_("Stunden im Jahr"))
    hours_per_week = models.PositiveSmallIntegerField(_("Stunden in der Woche"), null=True, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Stundengrenze"), _("Stundengrenzen")
        constraints = [
            models.UniqueConstraint(
                fields=["funding_source", "role", "for_coordinating", "valid_from"], name="hour_cap_once_per_day",
                violation_error_message=_("Für diesen Tag gibt es schon eine Grenze."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "funding_source", "role", "for_coordinating", "hours_per_year", "hours_per_week", "valid_from",
            "valid_to", "source",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.hours_per_year} h ({self.get_role_display()})"


class FundingPool(DistrictModel):
    """What one funding gives in a calendar year to all persons together: hours, money or both; dated.

    The hours applied for are a pool over persons; what one person may do stands in `HourCap` (domain.md 1).
    """

    funding_source = models.ForeignKey(FundingSource, on_delete=models.CASCADE, related_name="pools")
    hours_per_year = models.PositiveIntegerField(_("Stunden im Jahr für alle zusammen"), null=True, blank=True)
    euros_per_year = models.DecimalField(
        _("Euro im Jahr für alle zusammen"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("bewilligter Rahmen"), _("bewilligte Rahmen")
        constraints = [
            models.UniqueConstraint(
                fields=["funding_source", "valid_from"], name="funding_pool_once_per_day",
                violation_error_message=_("Für diesen Tag gibt es schon einen Rahmen."),
            ),
            models.CheckConstraint(
                name="funding_pool_says_something",
                condition=Q(hours_per_year__isnull=False) | Q(euros_per_year__isnull=False),
                violation_error_message=_("Bitte geben Sie Stunden oder Euro an."),
            ),
            models.CheckConstraint(
                name="funding_pool_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "funding_source", "hours_per_year", "euros_per_year", "valid_from", "valid_to", "source",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.funding_source_id}: {self.hours_per_year} h, {self.euros_per_year} €"


class ExpenseRate(DistrictModel):
    """What a guide gets, under one funding and in one role; dated, frozen into each assignment.

    A younger row changes nothing for assignments agreed before it began, unless it `applies_to_running`: then it counts
    for their appointments from `valid_from` on. What was settled never changes (`settlement.Line.rate_used`).
    """

    class Model(models.TextChoices):
        PER_HOUR = "per_hour", _("je Stunde")
        PER_ASSIGNMENT = "per_assignment", _("je Termin")
        FIRST_THEN_STEP = (
            "first_then_step",
            _("Grundbetrag, dann je angefangene Einheit"),
        )
        PER_MONTH = "per_month", _("monatlich")
        NONE = "none", _("keine Entschädigung")

    funding_source = models.ForeignKey(FundingSource, on_delete=models.CASCADE, related_name="rates")
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    model = models.CharField(_("Berechnung"), max_length=20, choices=Model)
    amount = models.DecimalField(_("Betrag in Euro"), max_digits=8, decimal_places=2, default=0)
    first_minutes = models.PositiveSmallIntegerField(_("Grundbetrag gilt bis … Minuten"), null=True, blank=True)
    step_minutes = models.PositiveSmallIntegerField(_("Einheit danach in Minuten"), null=True, blank=True)
    step_amount = models.DecimalField(_("Betrag je Einheit"), max_digits=8, decimal_places=2, null=True, blank=True)
    per_km = models.DecimalField(_("Euro je Kilometer"), max_digits=5, decimal_places=2, default=0)
    km_only_if_approved = models.BooleanField(
        _("Kilometer nur für einzeln genehmigte Fahrten"), default=False,
        help_text=_("zum Beispiel Fahrten über die Kreisgrenze nach einer Entschädigungssatzung"),
    )  # fmt: skip
    counts_travel_time = models.BooleanField(_("Fahrtzeit zählt als Einsatzzeit"), default=False)
    pays_expenses = models.BooleanField(_("Auslagen mit Beleg werden erstattet"), default=False)
    no_show_percent = models.PositiveSmallIntegerField(
        _("Niemand kam: so viel Prozent"), default=100, validators=[MaxValueValidator(100)]
    )
    late_cancellation_percent = models.PositiveSmallIntegerField(
        _("Zu spät abgesagt: so viel Prozent"), default=0, validators=[MaxValueValidator(100)]
    )
    applies_to_running = models.BooleanField(
        _("gilt auch für laufende Einsätze"), default=False,
        help_text=_("Ohne Haken behält jeder Einsatz den Satz, der bei der Zusage galt."),
    )  # fmt: skip
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Entschädigungssatz"),
            _("Entschädigungssätze"),
        )
        constraints = [
            models.CheckConstraint(
                name="expense_rate_steps_complete",
                condition=~Q(model="first_then_step")
                | Q(
                    first_minutes__isnull=False, first_minutes__gt=0, step_minutes__isnull=False, step_minutes__gt=0,
                    step_amount__isnull=False,
                ),
                violation_error_message=_("Bitte geben Sie an, bis wann der Grundbetrag gilt und was danach jede Einheit kostet."),
            ),
            models.CheckConstraint(
                name="expense_rate_not_negative",
                condition=Q(amount__gte=0, per_km__gte=0) & (Q(step_amount=None) | Q(step_amount__gte=0)),
                violation_error_message=_("Ein Satz kann nicht unter null Euro liegen."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "funding_source", "role", "model", "amount", "first_minutes", "step_minutes", "step_amount",
            "per_km", "km_only_if_approved", "counts_travel_time", "pays_expenses", "no_show_percent", "late_cancellation_percent",
            "applies_to_running", "valid_from", "valid_to", "source",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.amount} € {self.get_model_display()}"
