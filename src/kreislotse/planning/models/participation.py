"""Participation: proposals and comments on goals and measures, in a time window, moderated and answered."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models import Body
from kreislotse.planning.models.plan import Goal, Measure, Objective, PlanVersion


class ParticipationWindow(DistrictModel):
    """When the public and the bodies can say something about a version."""

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("Fassung"), on_delete=models.CASCADE, related_name="windows"
    )
    opens_on = models.DateField(_("von"))
    closes_on = models.DateField(_("bis"))
    introduction = models.TextField(_("Worum wir bitten"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Beteiligung"), _("Beteiligungen")
        constraints = [
            models.CheckConstraint(
                name="window_ends_after_it_begins", condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("Die Beteiligung endet, bevor sie beginnt."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = ["district", "version", "opens_on", "closes_on", "introduction"]

    def __str__(self):
        return f"{self.opens_on} – {self.closes_on}"


class ParticipationEntry(DistrictModel):
    """One proposal or comment. Nothing is shown before somebody read it; no name is asked for."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Kommentar")
        PROPOSAL = "proposal", _("Vorschlag")

    class Status(models.TextChoices):
        WAITING = "waiting", _("noch nicht gelesen")
        SHOWN = "shown", _("öffentlich")
        NOT_SHOWN = "not_shown", _("nicht öffentlich")
        SPAM = "spam", _("Werbung oder Unsinn")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    window = models.ForeignKey(ParticipationWindow, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.COMMENT)
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    body = models.ForeignKey(
        Body, verbose_name=_("für das Gremium"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("Ihr Text"), max_length=2000)
    language = models.CharField(_("Sprache"), max_length=20, default="de")
    german_text = models.TextField(_("auf Deutsch"), blank=True)
    email = models.EmailField(_("E-Mail für die Antwort"), blank=True)
    received_at = models.DateTimeField(_("eingegangen am"))
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.WAITING)
    spam_since = models.DateField(_("als Werbung abgelegt am"), null=True, blank=True)
    looks_like_spam = models.BooleanField(_("sieht nach Werbung aus"), default=False)
    spam_signs = models.CharField(_("woran man es sieht"), max_length=80, blank=True)
    """Codes of `planning.spam.Sign`, joined by commas."""
    text_digest = models.CharField(max_length=64, blank=True, editable=False)
    """The same for texts that differ in nothing but capitals, digits and marks."""
    answer = models.TextField(_("Antwort"), blank=True)
    answered_on = models.DateField(_("beantwortet am"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("Antwort verschickt am"), null=True, blank=True)
    submission_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Beitrag zur Beteiligung"), _("Beiträge zur Beteiligung")
        constraints = [
            models.UniqueConstraint(fields=["district", "submission_digest"], name="participation_sent_once"),
            models.CheckConstraint(
                name="participation_about_one_thing_at_most",
                condition=Q(goal=None, objective=None) | Q(goal=None, measure=None) | Q(objective=None, measure=None),
            ),
            models.CheckConstraint(
                name="participation_spam_has_its_day",
                condition=Q(status="spam", spam_since__isnull=False) | ~Q(status="spam") & Q(spam_since=None),
            ),
            models.CheckConstraint(
                name="participation_answered_on_a_day",
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                violation_error_message=_("Eine Antwort braucht ihren Tag."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["district", "status"], name="participation_by_status"),
            models.Index(fields=["window", "text_digest"], name="participation_same_text"),
        ]

    class Privacy:
        retention = "participation"
        personal = ["text", "language", "german_text", "email", "answer"]
        harmless = [
            "district", "uuid", "window", "kind", "goal", "objective", "measure", "body", "received_at", "status", "spam_since",
            "looks_like_spam", "spam_signs", "text_digest", "answered_on", "mailed_at", "submission_digest",
        ]  # fmt: skip

    @property
    def about(self):
        """The goal, objective or measure it speaks of; nothing if of the whole."""
        return self.measure or self.objective or self.goal

    @property
    def is_foreign(self) -> bool:
        return self.language not in ("de", "de-simple")

    def __str__(self):
        return f"{self.get_kind_display()} {self.received_at:%Y-%m-%d}"
