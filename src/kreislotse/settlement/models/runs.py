from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import FundingSource, Guide, Role
from kreislotse.matching.models import Appointment
from kreislotse.settlement.models.rules import LegalBasis


class SettlementRun(DistrictModel):
    """One settlement of a period: prepared by one person, released by another; afterwards nothing in it changes.

    A key to a colleague is empty only once their account was deleted.
    """

    class Status(models.TextChoices):
        PREPARING = "preparing", _("wird gerechnet")
        PREPARED = "prepared", _("wartet auf Freigabe")
        RELEASED = "released", _("freigegeben")

    number = models.CharField(_("Nummer"), max_length=20, editable=False)
    period_from = models.DateField(_("von"))
    period_to = models.DateField(_("bis"))
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.PREPARED)
    held_back = models.JSONField(_("zurückgestellt"), default=list)
    prepared_at = models.DateTimeField(_("vorbereitet am"))
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    released_at = models.DateTimeField(_("freigegeben am"), null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Abrechnung"), _("Abrechnungen")
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="settlement_run_number_unique"),
            models.UniqueConstraint(
                fields=["district"], name="settlement_run_prepared_once", condition=~Q(status="released"),
                violation_error_message=_("Es wartet schon eine Abrechnung auf die Freigabe."),
            ),
            models.CheckConstraint(
                name="settlement_run_period", condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("Der Zeitraum endet, bevor er beginnt."),
            ),
            models.CheckConstraint(
                name="settlement_run_released_by_a_second_person",
                condition=Q(status="released", released_at__isnull=False)
                & (Q(released_by=None) | Q(prepared_by=None) | ~Q(released_by=F("prepared_by")))
                | ~Q(status="released") & Q(released_at=None, released_by=None),
                violation_error_message=_("Freigeben muss eine zweite Person."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "payment"
        personal = ["prepared_by", "released_by"]
        harmless = [
            "district", "number", "period_from", "period_to", "status", "held_back", "prepared_at", "released_at",
        ]  # fmt: skip

    def __str__(self):
        return self.number

    @property
    def is_released(self) -> bool:
        return self.status == self.Status.RELEASED


class Statement(DistrictModel):
    """What one person gets out of one run: the sum of its lines, with the name it was made out to."""

    run = models.ForeignKey(SettlementRun, on_delete=models.CASCADE, related_name="statements")
    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="+")
    payee_name = models.CharField(_("Name"), max_length=170)
    total = models.DecimalField(_("Summe in Euro"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name, verbose_name_plural = _("Einzelabrechnung"), _("Einzelabrechnungen")
        constraints = [models.UniqueConstraint(fields=["run", "guide"], name="statement_once_per_run")]

    class Privacy:
        retention = "payment"
        personal = ["guide", "payee_name", "total"]
        harmless = ["district", "run"]

    def __str__(self):
        return f"{self.run_id}/{self.guide_id}"


class Line(DistrictModel):
    """One appointment in money, or the counter entry that takes one back. Written once, never changed.

    `round` counts the counter entries of the appointment before this line, so that the database lets nobody be paid
    twice for it: a second line needs a counter entry first. `rate_used` and `words` hold how the amount came about.
    """

    class Kind(models.TextChoices):
        WORK = "work", _("Termin")
        REVERSAL = "reversal", _("Storno")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    guide = models.ForeignKey(Guide, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.WORK)
    appointment = models.ForeignKey(Appointment, on_delete=models.SET_NULL, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(_("Durchgang"), default=0)
    reverses = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reversed_in"
    )
    funding_source = models.ForeignKey(
        FundingSource, verbose_name=_("Finanzierung"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    basis = models.CharField(_("Rechtsgrundlage"), max_length=10, choices=LegalBasis, blank=True)
    on = models.DateField(_("Datum"), db_column="on_day")
    minutes = models.SmallIntegerField(_("bezahlte Minuten"))
    travel_km = models.DecimalField(_("bezahlte km"), max_digits=6, decimal_places=1, default=0)
    work_euros = models.DecimalField(_("für den Einsatz"), max_digits=8, decimal_places=2)
    travel_euros = models.DecimalField(_("für die Fahrt"), max_digits=8, decimal_places=2, default=0)
    expense_euros = models.DecimalField(_("für Auslagen"), max_digits=8, decimal_places=2, default=0)
    lump_month = models.DateField(_("Pauschale für den Monat"), null=True, blank=True)
    lump_round = models.PositiveSmallIntegerField(_("Durchgang der Pauschale"), default=0)
    is_on_top = models.BooleanField(_("als Ausnahme über dem Rahmen"), default=False)
    rate_used = models.JSONField(_("verwendeter Satz"), default=dict)
    words = models.CharField(_("Rechenweg"), max_length=400)

    class Meta:
        verbose_name, verbose_name_plural = _("Abrechnungszeile"), _("Abrechnungszeilen")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "round"], name="line_pays_an_appointment_once", condition=Q(kind="work"),
                violation_error_message=_("Dieser Termin ist schon abgerechnet."),
            ),
            models.UniqueConstraint(
                fields=["guide", "funding_source", "role", "lump_month", "lump_round"], name="line_pays_a_month_once",
                condition=Q(kind="work", lump_month__isnull=False),
                violation_error_message=_("Die Pauschale dieses Monats ist schon abgerechnet."),
            ),
            models.CheckConstraint(
                name="line_takes_back_what_it_reverses",
                condition=Q(kind="work", minutes__gte=0, work_euros__gte=0, travel_euros__gte=0, expense_euros__gte=0)
                | Q(kind="reversal", minutes__lte=0, work_euros__lte=0, travel_euros__lte=0, expense_euros__lte=0),
                violation_error_message=_("Ein Termin zählt dazu, ein Storno zieht ab."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["district", "on"], name="settlement_line_on_day")]

    class Privacy:
        retention = "payment"
        personal = ["guide", "on", "minutes", "travel_km", "work_euros", "travel_euros", "expense_euros", "words"]
        harmless = [
            "district", "statement", "kind", "appointment", "round", "reverses", "funding_source", "role", "basis", "lump_month",
            "lump_round", "rate_used", "is_on_top",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.on}: {self.euros}"

    @property
    def euros(self):
        return self.work_euros + self.travel_euros + self.expense_euros


class Reversal(DistrictModel):
    """That a released line is wrong, and why; the next run takes it back with a counter entry."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="reversal")
    reason = models.CharField(_("Grund"), max_length=200)
    is_settled_again = models.BooleanField(_("danach neu abrechnen"), default=True)
    at = models.DateTimeField(_("am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Storno"), _("Stornos")

    class Privacy:
        retention = "payment"
        personal = ["reason", "by"]
        harmless = ["district", "line", "is_settled_again", "at"]

    def __str__(self):
        return f"{self.line_id}"
