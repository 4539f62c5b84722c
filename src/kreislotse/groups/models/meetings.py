"""Meetings: planned one by one or as a series, moved with a memory, and who was written to."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.core.words import day_text
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.bodies import Body, SeatHolder
from kreislotse.groups.models.found import Found
from kreislotse.privacy.models import ArchiveOffer


class Form(models.TextChoices):
    """How people come together."""

    ON_SITE = "on_site", _("vor Ort")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("vor Ort und online")


class MeetingSeries(DistrictModel):
    """A rhythm in which a body meets; its meetings are rows of their own and can be moved or cancelled one by one."""

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("jede Woche")
        FORTNIGHTLY = "fortnightly", _("alle zwei Wochen")
        MONTHLY = "monthly", _("jeden Monat")
        TWO_MONTHS = "two_months", _("alle zwei Monate")
        QUARTERLY = "quarterly", _("jedes Vierteljahr")
        HALF_YEARLY = "half_yearly", _("jedes Halbjahr")
        YEARLY = "yearly", _("jedes Jahr")

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="series")
    rhythm = models.CharField(_("Rhythmus"), max_length=20, choices=Rhythm, default=Rhythm.QUARTERLY)
    first_on = models.DateField(_("erste Sitzung am"))
    last_on = models.DateField(_("spätestens bis"))
    planned_at = models.DateTimeField(_("geplant am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Reihe von Sitzungen"), _("Reihen von Sitzungen")
        constraints = [
            models.CheckConstraint(
                name="meeting_series_ends_after_it_begins",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message=_("Die Reihe endet, bevor sie beginnt."),
            )
        ]

    class Privacy:
        retention = "meeting"
        harmless = ["district", "body", "rhythm", "first_on", "last_on", "planned_at"]

    def __str__(self):
        return self.get_rhythm_display()


class MeetingQuerySet(DistrictQuerySet):
    def coming(self, now):
        """Not over and not called off, the next one first."""
        open_ones = self.filter(status__in=[Meeting.Status.PLANNED, Meeting.Status.INVITED], ends_at__gte=now)
        return open_ones.order_by("starts_at", "pk")

    def past(self, now):
        """Over, held or called off, the last one first."""
        over = Q(ends_at__lt=now) | Q(status__in=[Meeting.Status.HELD, Meeting.Status.CANCELLED])
        return self.filter(over).order_by("-starts_at", "-pk")


class Meeting(Found, DistrictModel):
    """One meeting of a body, from the plan to the approved minutes."""

    searched_in = ("title", "place")

    class Status(models.TextChoices):
        PLANNED = "planned", _("geplant")
        INVITED = "invited", _("eingeladen")
        HELD = "held", _("hat stattgefunden")
        CANCELLED = "cancelled", _("abgesagt")

    class Minutes(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        SENT = "sent", _("zur Genehmigung verschickt")
        APPROVED = "approved", _("genehmigt")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="meetings")
    series = models.ForeignKey(
        MeetingSeries,
        verbose_name=_("Reihe"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
    )
    title = models.CharField(_("Überschrift"), max_length=160, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    form = models.CharField(_("Form"), max_length=10, choices=Form, default=Form.ON_SITE)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    video_link = models.URLField(_("Link zur Videokonferenz"), max_length=500, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.PLANNED)
    sequence = models.PositiveSmallIntegerField(_("Fassung des Termins"), default=0, editable=False)
    invited_at = models.DateTimeField(_("eingeladen am"), null=True, blank=True, editable=False)
    reason = models.CharField(_("Grund der Absage"), max_length=300, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig bei uns"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    minutes_by = models.CharField(_("Protokoll führt"), max_length=120, blank=True)
    minutes_status = models.CharField(_("Protokoll"), max_length=10, choices=Minutes, default=Minutes.DRAFT)
    minutes_sent_at = models.DateTimeField(_("Protokoll verschickt am"), null=True, blank=True)
    objections_until = models.DateField(_("Einwände bis"), null=True, blank=True)
    minutes_approved_on = models.DateField(_("Protokoll genehmigt am"), null=True, blank=True)
    approved_in = models.ForeignKey(
        "self", verbose_name=_("genehmigt in der Sitzung"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="approved_minutes",
    )  # fmt: skip
    search_key = models.TextField(blank=True, editable=False)
    archive_offer = models.ForeignKey(
        ArchiveOffer, verbose_name=_("dem Archiv angeboten"), on_delete=models.SET_NULL, null=True, blank=True,
        editable=False, related_name="+",
    )  # fmt: skip
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(MeetingQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Sitzung"), _("Sitzungen")
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("Die Sitzung endet, bevor sie beginnt. Bitte prüfen Sie die Uhrzeiten."),
            ),
            models.CheckConstraint(
                name="meeting_online_has_a_link",
                condition=Q(form="on_site") | ~Q(video_link=""),
                violation_error_message=_("Wer online dabei sein soll, braucht einen Link. Bitte tragen Sie ihn ein."),
            ),
            models.CheckConstraint(
                name="cancelled_meeting_has_a_reason",
                condition=Q(status="cancelled") & ~Q(reason="") | ~Q(status="cancelled") & Q(reason=""),
                violation_error_message=_("Eine abgesagte Sitzung braucht einen Grund."),
            ),
            models.CheckConstraint(
                name="invited_meeting_has_a_moment",
                condition=~Q(status="invited") | Q(invited_at__isnull=False),
            ),
            models.CheckConstraint(
                name="minutes_sent_once_dated",
                condition=Q(minutes_status="draft", minutes_approved_on=None)
                | Q(minutes_status="sent", minutes_sent_at__isnull=False, minutes_approved_on=None)
                | Q(minutes_status="approved", minutes_sent_at__isnull=False, minutes_approved_on__isnull=False),
                violation_error_message=_("Ein genehmigtes Protokoll hat einen Tag, an dem es genehmigt wurde."),
            ),
            models.CheckConstraint(
                name="only_held_meetings_have_minutes",
                condition=Q(minutes_status="draft") | Q(status="held"),
                violation_error_message=_("Nur eine Sitzung, die stattgefunden hat, hat ein Protokoll."),
            ),
        ]

    class Privacy:
        retention = "meeting"
        personal = ["responsible", "minutes_by"]
        sensitive = ["reason"]
        harmless = [
            "district", "uuid", "body", "series", "title", "starts_at", "ends_at", "form", "place", "video_link", "status",
            "sequence", "invited_at", "minutes_status", "minutes_sent_at", "objections_until", "minutes_approved_on",
            "approved_in", "search_key", "archive_offer", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.title or self.body.name}, {day_text(self.day)}"

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def is_open(self) -> bool:
        """Still to come or under way: it can be changed, moved and called off."""
        return self.status in (self.Status.PLANNED, self.Status.INVITED)

    @property
    def has_approved_minutes(self) -> bool:
        return self.minutes_status == self.Minutes.APPROVED

    @property
    def minutes_planned(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class MeetingMove(DistrictModel):
    """That a meeting was moved: from when to when, and why. Every move is kept."""

    meeting = models.ForeignKey(Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="moves")
    sequence = models.PositiveSmallIntegerField(_("Fassung des Termins"))
    old_starts_at = models.DateTimeField(_("war geplant für"))
    old_ends_at = models.DateTimeField(_("bis"))
    starts_at = models.DateTimeField(_("verschoben auf"))
    reason = models.CharField(_("Grund"), max_length=300, blank=True)
    moved_at = models.DateTimeField(_("verschoben am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Verschiebung"), _("Verschiebungen")
        constraints = [models.UniqueConstraint(fields=["meeting", "sequence"], name="meeting_moved_once_per_sequence")]

    class Privacy:
        retention = "meeting"
        personal = ["by"]
        sensitive = ["reason"]
        harmless = ["district", "meeting", "sequence", "old_starts_at", "old_ends_at", "starts_at", "moved_at"]

    def __str__(self):
        return f"{self.meeting_id}: {self.sequence}"


class MeetingMail(DistrictModel):
    """One mail to one person about one meeting; the address stands with the person and goes with them."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Einladung")
        UPDATE = "update", _("Änderung des Termins")
        CANCELLATION = "cancellation", _("Absage")
        MINUTES = "minutes", _("Protokoll")

    class Status(models.TextChoices):
        WAITING = "waiting", _("wird verschickt")
        SENT = "sent", _("verschickt")
        FAILED = "failed", _("kam nicht an")
        NO_ADDRESS = "no_address", _("ohne E-Mail-Adresse")

    meeting = models.ForeignKey(Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="mails")
    holder = models.ForeignKey(SeatHolder, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("Art"), max_length=15, choices=Kind)
    sequence = models.PositiveSmallIntegerField(_("Fassung des Termins"))
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.WAITING)
    sent_at = models.DateTimeField(_("verschickt am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Mail zu einer Sitzung"), _("Mails zu Sitzungen")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "holder", "kind", "sequence"], name="meeting_mail_once_each")
        ]

    class Privacy:
        retention = "body"
        personal = ["holder"]
        harmless = ["district", "meeting", "kind", "sequence", "status", "sent_at"]

    def __str__(self):
        return f"{self.meeting_id} → {self.holder_id}: {self.kind}"


LONGEST_MINUTES = 24 * 60
PLANNED_MINUTES = [MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)]
