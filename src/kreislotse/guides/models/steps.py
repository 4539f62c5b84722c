from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.people import Guide
from kreislotse.guides.models.roles import Role


class GuideInterest(DistrictModel):
    """What somebody wrote who wants to help; the person is the `Guide` it hangs on."""

    class Wish(models.TextChoices):
        COMPANY = "company", _("Menschen zu Ämtern, Schulen oder Praxen begleiten")
        INTERPRETING = "interpreting", _("übersetzen")
        HOUSING = "housing", _("bei der Wohnungssuche helfen")
        ORIENTATION = "orientation", _("zeigen, wie hier etwas geht")
        MEDIATION = "mediation", _("vermitteln, wenn es Streit gibt")
        LEISURE = "leisure", _("Freizeit gemeinsam verbringen")

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="interests")
    wishes = models.JSONField(_("möchte"), default=list)
    when = models.CharField(_("hat Zeit"), max_length=160, blank=True)
    message = models.CharField(_("Nachricht"), max_length=500, blank=True)
    language = models.CharField(_("Sprache der Seite"), max_length=20)
    received_at = models.DateTimeField(_("eingegangen am"))
    submission_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Wunsch mitzumachen"), _("Wünsche mitzumachen")
        constraints = [
            models.UniqueConstraint(fields=["district", "submission_digest"], name="guide_interest_sent_once")
        ]

    class Privacy:
        retention = "guide_interest"
        personal = ["guide", "wishes", "when", "language"]
        sensitive = ["message"]
        harmless = ["district", "received_at", "submission_digest"]

    def __str__(self):
        return f"{self.guide_id}"


class StatusChange(DistrictModel):
    """One step of a guide's way: from where to where, on which day, by whom, and why."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="status_changes")
    before = models.CharField(_("vorher"), max_length=20, choices=Guide.Status, blank=True)
    after = models.CharField(_("nachher"), max_length=20, choices=Guide.Status)
    on = models.DateField(_("am"), db_column="on_day")
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Statuswechsel"), _("Statuswechsel")

    class Privacy:
        retention = "guide"
        personal = ["guide", "on", "by"]
        sensitive = ["reason"]
        harmless = ["district", "before", "after"]

    def __str__(self):
        return f"{self.before} → {self.after}"


class TalkNote(DistrictModel):
    """Some words about a talk with a guide; short, and anybody who may change the guide may delete it."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="talk_notes")
    on = models.DateField(_("Gespräch am"), db_column="on_day")
    text = models.CharField(_("Notiz"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Gesprächsnotiz"), _("Gesprächsnotizen")

    class Privacy:
        retention = "guide"
        personal = ["guide", "on", "by"]
        sensitive = ["text"]
        harmless = ["district"]

    def __str__(self):
        return f"{self.on:%d.%m.%Y}"


class FormalAppointment(DistrictModel):
    """The Berufung of a guide for one role, until it ends: withdrawn, lapsed, given back or over with the work."""

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", _("widerrufen")
        LAPSED = "lapsed", _("erloschen, weil lange kein Einsatz war")
        RETURNED = "returned", _("auf eigenen Wunsch beendet")
        LEFT = "left", _("mit dem Ausscheiden beendet")

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    appointed_on = models.DateField(_("berufen am"))
    warned_on = models.DateField(_("vor dem Erlöschen gewarnt am"), null=True, blank=True)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True)
    ending = models.CharField(_("Ende"), max_length=12, choices=Ending, blank=True)
    reason = models.CharField(_("Grund"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Berufung"), _("Berufungen")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "role"], name="formal_appointment_open_once", condition=Q(ended_on=None),
                violation_error_message=_("Für diese Aufgabe ist die Person schon berufen."),
            ),
            models.CheckConstraint(
                name="formal_appointment_ended_iff_said_how",
                condition=Q(ended_on=None, ending="") | (Q(ended_on__isnull=False) & ~Q(ending="")),
                violation_error_message=_("Ein Ende der Berufung braucht Tag und Art."),
            ),
            models.CheckConstraint(
                name="formal_appointment_ends_after_it_begins",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("appointed_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "guide"
        personal = ["guide", "appointed_on", "ended_on"]
        sensitive = ["reason"]
        harmless = ["district", "role", "warned_on", "ending"]

    def __str__(self):
        return f"{self.get_role_display()} {self.appointed_on:%d.%m.%Y}"


class HelperPeriod(DistrictModel):
    """One line of the Helferliste: who was on duty for whom, from – until. The proof for the accident insurance.

    It stays after the guide has gone, with nothing more than the insurance asks for (domain.md 1).
    """

    guide = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.CharField(_("Nummer"), max_length=20)
    first_name = models.CharField(_("Vorname"), max_length=80)
    last_name = models.CharField(_("Nachname"), max_length=80)
    activity = models.CharField(_("Tätigkeit"), max_length=60)
    for_whom = models.CharField(_("im Auftrag von"), max_length=200)
    from_on = models.DateField(_("von"))
    to_on = models.DateField(_("bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Zeile der Helferliste"), _("Helferliste")
        constraints = [
            models.UniqueConstraint(
                fields=["guide"], name="helper_period_open_once", condition=Q(to_on=None, guide__isnull=False)
            ),
            models.CheckConstraint(
                name="helper_period_ends_after_it_begins", condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "helper_list"
        personal = ["guide", "number", "first_name", "last_name", "from_on", "to_on"]
        harmless = ["district", "activity", "for_whom"]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"
