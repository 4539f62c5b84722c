"""What guides send from the phone: expenses with receipts, signatures, and the key by which an entry arrives once."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import Guide
from kreislotse.matching.models.assignments import Appointment, TimeSheet
from kreislotse.matching.models.series import AppointmentChange


class PhoneEntry(DistrictModel):
    """One entry of a guide's phone under the key the phone made; whoever sends it again hears the first result."""

    key = models.UUIDField(_("Schlüssel des Telefons"))
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="+")
    content_digest = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField(_("angekommen am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Eintrag vom Telefon"), _("Einträge vom Telefon")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key"], name="phone_entry_arrives_once",
                violation_error_message=_("Dieser Eintrag ist schon angekommen."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["guide"]
        harmless = ["district", "key", "appointment", "content_digest", "received_at"]

    def __str__(self):
        return str(self.key)


class LateEntry(DistrictModel):
    """What a guide entered of an appointment that was called off or given to somebody else meanwhile; the office decides.

    All of it is kept as it came, with receipts and signature, so that nothing has to be entered again.
    """

    class Why(models.TextChoices):
        CANCELLED = "cancelled", _("Der Termin war inzwischen abgesagt.")
        TAKEN = "taken", _("Den Termin hatte inzwischen jemand anderes übernommen.")
        ENDED = "ended", _("Die Begleitung war inzwischen abgesagt.")

    class Decision(models.TextChoices):
        OPEN = "", _("noch offen")
        COUNTED = "counted", _("zählt")
        REJECTED = "rejected", _("zählt nicht")

    key = models.UUIDField(_("Schlüssel des Telefons"))
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey("matching.Assignment", on_delete=models.CASCADE, related_name="late_entries")
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    why = models.CharField(_("Was war geschehen?"), max_length=10, choices=Why)
    on = models.DateField(_("Datum"), db_column="on_day")
    starts_at = models.TimeField(_("Beginn"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("Dauer in Minuten"))
    outcome = models.CharField(_("Ergebnis"), max_length=15, choices=Appointment.Outcome)
    persons = models.PositiveSmallIntegerField(_("erreichte Personen"), default=1)
    travel_km = models.DecimalField(_("Fahrt in km"), max_digits=5, decimal_places=1, default=0)
    travel_minutes = models.PositiveSmallIntegerField(_("Fahrtzeit in Minuten"), null=True, blank=True)
    saw_structural_problem = models.CharField(_("Was müsste sich ändern?"), max_length=200, blank=True)
    side = models.CharField(
        _("Wer hat abgesagt?"), max_length=15, choices=AppointmentChange.Side, blank=True, default=""
    )
    was_late = models.BooleanField(_("kurzfristig abgesagt"), null=True, blank=True)
    expenses = models.JSONField(_("Auslagen"), default=list)
    signature = models.JSONField(_("Unterschrift"), default=dict)
    received_at = models.DateTimeField(_("angekommen am"))
    decision = models.CharField(_("Entscheidung"), max_length=10, choices=Decision, blank=True, default="")
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("später Eintrag"), _("späte Einträge")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key"], name="late_entry_once",
                violation_error_message=_("Dieser Eintrag ist schon angekommen."),
            ),
            models.CheckConstraint(
                name="late_entry_decided_iff_dated",
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                violation_error_message=_("Eine Entscheidung braucht einen Zeitpunkt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["guide", "decided_by"]
        sensitive = ["expenses", "signature", "saw_structural_problem"]
        harmless = [
            "district", "key", "assignment", "appointment", "why", "on", "starts_at", "duration_minutes", "outcome",
            "persons", "travel_km", "travel_minutes", "side", "was_late", "received_at", "decision", "decided_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.on} {self.why}"

    @property
    def is_open(self) -> bool:
        return self.decision == self.Decision.OPEN


class Expense(DistrictModel):
    """What a guide paid for one appointment."""

    class Category(models.TextChoices):
        TICKET = "ticket", _("Fahrkarte")
        PARKING = "parking", _("Parken")
        COPIES = "copies", _("Kopien und Porto")
        FEE = "fee", _("Gebühr oder Eintritt")
        OTHER = "other", _("Sonstiges")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="expenses")
    category = models.CharField(_("Wofür?"), max_length=10, choices=Category)
    amount = models.DecimalField(_("Betrag in Euro"), max_digits=7, decimal_places=2)
    receipt_seen_on = models.DateField(
        _("Beleg gesehen am"), null=True, blank=True, help_text=_("auf Papier, im Büro; ein Foto steht für sich")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Auslage"), _("Auslagen")
        constraints = [
            models.CheckConstraint(
                name="expense_is_positive", condition=Q(amount__gt=0),
                violation_error_message=_("Der Betrag muss größer als null sein."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        harmless = ["district", "appointment", "category", "amount", "receipt_seen_on"]

    def __str__(self):
        return f"{self.get_category_display()} {self.amount}"


class Receipt(DistrictModel):
    """The photograph of a receipt, without what the camera wrote beside it; apart, so that lists do not load it."""

    expense = models.OneToOneField(Expense, on_delete=models.CASCADE, related_name="receipt")
    content = models.BinaryField(_("Bild"))
    content_type = models.CharField(_("Art"), max_length=20)
    size_bytes = models.PositiveIntegerField(_("Größe in Bytes"))

    class Meta:
        verbose_name, verbose_name_plural = _("Beleg"), _("Belege")

    class Privacy:
        retention = "assignment"
        sensitive = ["content"]
        harmless = ["district", "expense", "content_type", "size_bytes"]

    def __str__(self):
        return f"{self.expense_id}"


class SheetSignature(DistrictModel):
    """The institution's hand on the guide's phone: who signed, when, and the strokes."""

    sheet = models.OneToOneField(TimeSheet, on_delete=models.CASCADE, related_name="signature")
    signer = models.CharField(_("Name"), max_length=120)
    strokes = models.TextField(_("Unterschrift"))
    signed_at = models.DateTimeField(_("unterschrieben am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Unterschrift auf dem Telefon"), _("Unterschriften auf dem Telefon")

    class Privacy:
        retention = "assignment"
        personal = ["signer", "strokes"]
        harmless = ["district", "sheet", "signed_at"]

    def __str__(self):
        return f"{self.sheet_id}"


class PhoneRule(DistrictModel):
    """When guides are reminded, and how much longer roads are than the line on the map; dated."""

    remind_hours = models.PositiveSmallIntegerField(
        _("Stunden vor dem Termin erinnern"), default=24, validators=[MaxValueValidator(14 * 24)],
        help_text=_("Per E-Mail, in der Sprache der Lotsin oder des Lotsen. 0 heißt: nicht erinnern."),
    )  # fmt: skip
    road_percent = models.PositiveSmallIntegerField(
        _("Straße in Prozent der Luftlinie"), default=130,
        validators=[MinValueValidator(100), MaxValueValidator(300)],
        help_text=_("Nur für den Vorschlag, wie viele Kilometer es sind; die Lotsin oder der Lotse ändert ihn."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel für unterwegs"), _("Regeln für unterwegs")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="phone_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel für unterwegs."),
            ),
            models.CheckConstraint(
                name="phone_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "remind_hours", "road_percent", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.remind_hours} h"


class AppointmentReminder(DistrictModel):
    """That a guide was reminded of an appointment at that time; an appointment that was moved is reminded of again."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField(_("Beginn"))
    sent_at = models.DateTimeField(_("erinnert am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Erinnerung"), _("Erinnerungen")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "begins_at"], name="appointment_reminder_once",
                violation_error_message=_("An diesen Termin ist schon erinnert."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        harmless = ["district", "appointment", "begins_at", "sent_at"]

    def __str__(self):
        return f"{self.appointment_id}"
