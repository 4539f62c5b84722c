"""What a meeting leaves behind: who was there, what was decided, and what was corrected after the approval."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.agenda import AgendaItem
from kreislotse.groups.models.bodies import Body, Seat
from kreislotse.groups.models.found import Found
from kreislotse.groups.models.meetings import Meeting
from kreislotse.network.models import Organization

MOST_GUESTS = 5_000
MOST_VOTES = 500


class Attendance(DistrictModel):
    """Whether a seat was filled at one meeting: by its member, or by a substitute in their place."""

    class State(models.TextChoices):
        ON_SITE = "on_site", _("vor Ort")
        ONLINE = "online", _("online")
        EXCUSED = "excused", _("entschuldigt")
        ABSENT = "absent", _("nicht da")

    meeting = models.ForeignKey(Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, verbose_name=_("Sitz"), on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("Mitglied"), max_length=10, choices=State)
    substitute = models.ForeignKey(
        Seat, verbose_name=_("vertreten durch"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Anwesenheit"), _("Anwesenheiten")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once_per_seat"),
            models.UniqueConstraint(
                fields=["meeting", "substitute"],
                condition=Q(substitute__isnull=False),
                name="substitute_sits_once",
                violation_error_message=_("Eine Vertretung kann nur einen Platz einnehmen."),
            ),
            models.CheckConstraint(
                name="substitute_sits_only_for_the_absent",
                condition=Q(substitute=None) | Q(state__in=["excused", "absent"]),
                violation_error_message=_("Vertreten wird nur, wer selbst nicht da ist."),
            ),
            models.CheckConstraint(
                name="nobody_substitutes_themselves",
                condition=Q(substitute=None) | ~Q(substitute=F("seat")),
                violation_error_message=_("Ein Sitz kann sich nicht selbst vertreten."),
            ),
        ]

    class Privacy:
        retention = "body"
        personal = ["state", "substitute"]
        harmless = ["district", "meeting", "seat"]

    def __str__(self):
        return f"{self.seat_id}: {self.state}"

    @property
    def is_filled(self) -> bool:
        """Somebody sits there, the member or a substitute."""
        return self.state in PRESENT or self.substitute_id is not None


PRESENT = frozenset({Attendance.State.ON_SITE, Attendance.State.ONLINE})


class MeetingGuest(DistrictModel):
    """Guests of a meeting: an organization, or a few words and a number. Never a list of names."""

    meeting = models.ForeignKey(Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="guests")
    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    description = models.CharField(_("oder wer"), max_length=120, blank=True)
    number = models.PositiveSmallIntegerField(
        _("Anzahl"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_GUESTS)]
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Gäste"), _("Gäste")
        constraints = [
            models.CheckConstraint(name="guests_are_a_number_of_somebody", condition=Q(number__gte=1)),
        ]

    class Privacy:
        retention = "meeting"
        sensitive = ["description"]
        harmless = ["district", "meeting", "organization", "number"]

    def __str__(self):
        return f"{self.organization or self.description} ({self.number})"


class Resolution(Found, DistrictModel):
    """What a body decided, with its number and its votes."""

    searched_in = ("text",)

    class Way(models.TextChoices):
        COUNTED = "counted", _("abgestimmt")
        CONSENSUS = "consensus", _("im Konsens")

    class Result(models.TextChoices):
        ADOPTED = "adopted", _("angenommen")
        REJECTED = "rejected", _("abgelehnt")
        DEFERRED = "deferred", _("vertagt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="resolutions")
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("zu Punkt"), on_delete=models.PROTECT, related_name="resolutions"
    )
    year = models.PositiveSmallIntegerField(_("Jahr"))
    number = models.PositiveSmallIntegerField(_("Nummer"))
    text = models.TextField(_("Beschluss"))
    way = models.CharField(_("Wie"), max_length=10, choices=Way, default=Way.COUNTED)
    votes_yes = models.PositiveSmallIntegerField(
        _("Ja"), null=True, blank=True, validators=[MaxValueValidator(MOST_VOTES)]
    )
    votes_no = models.PositiveSmallIntegerField(
        _("Nein"), null=True, blank=True, validators=[MaxValueValidator(MOST_VOTES)]
    )
    votes_abstained = models.PositiveSmallIntegerField(
        _("Enthaltung"), null=True, blank=True, validators=[MaxValueValidator(MOST_VOTES)]
    )
    result = models.CharField(_("Ergebnis"), max_length=10, choices=Result, default=Result.ADOPTED)
    decided_on = models.DateField(_("beschlossen am"))
    search_key = models.TextField(blank=True, editable=False)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Beschluss"), _("Beschlüsse")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "number"],
                name="resolution_numbered_once",
                violation_error_message=_("Diese Nummer ist schon vergeben."),
            ),
            models.CheckConstraint(
                name="counted_resolution_has_votes",
                condition=Q(
                    way="counted", votes_yes__isnull=False, votes_no__isnull=False, votes_abstained__isnull=False
                )
                | Q(way="consensus", votes_yes=None, votes_no=None, votes_abstained=None),
                violation_error_message=_("Zu einer Abstimmung gehören Ja, Nein und Enthaltung."),
            ),
            models.CheckConstraint(
                name="adopted_resolution_has_a_majority",
                condition=~Q(result="adopted") | Q(way="consensus") | Q(votes_yes__gt=F("votes_no")),
                violation_error_message=_("Angenommen ist ein Beschluss nur mit mehr Ja- als Nein-Stimmen."),
            ),
        ]

    class Privacy:
        retention = "meeting"
        sensitive = ["text", "search_key"]
        harmless = [
            "district", "body", "item", "year", "number", "way", "votes_yes", "votes_no", "votes_abstained", "result",
            "decided_on", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        """„3/2026“: how a body cites what it decided."""
        return f"{self.number}/{self.year}"

    @property
    def votes(self) -> int:
        return sum(number or 0 for number in (self.votes_yes, self.votes_no, self.votes_abstained))


class Correction(Found, DistrictModel):
    """What approved minutes should have said; it stands beside them and changes nothing in them."""

    searched_in = ("text",)

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="corrections"
    )
    item = models.ForeignKey(
        AgendaItem,
        verbose_name=_("zu Punkt"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="corrections",
    )
    text = models.TextField(_("Berichtigung"))
    corrected_on = models.DateField(_("berichtigt am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Berichtigung"), _("Berichtigungen")

    class Privacy:
        retention = "meeting"
        personal = ["by"]
        sensitive = ["text", "search_key"]
        harmless = ["district", "meeting", "item", "corrected_on"]

    def __str__(self):
        return f"{self.meeting_id}: {self.corrected_on}"
