"""What is to be done after a meeting, and what those said who were asked."""

import base64
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kreislotse.core.tokens import digest
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.agenda import AgendaItem
from kreislotse.groups.models.bodies import Body, Seat
from kreislotse.groups.models.found import Found
from kreislotse.groups.models.minutes import Resolution


def new_nonce() -> str:
    return secrets.token_hex(8)


class TaskQuerySet(DistrictQuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)


class Task(Found, DistrictModel):
    """What somebody has taken on: whoever sits on a seat, or a colleague in the office."""

    searched_in = ("text",)

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="tasks")
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("zu Punkt"), on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    resolution = models.ForeignKey(
        Resolution,
        verbose_name=_("aus Beschluss"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
    )
    text = models.CharField(_("Aufgabe"), max_length=500)
    seat = models.ForeignKey(
        Seat, verbose_name=_("übernimmt (Sitz)"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("übernimmt (Büro)"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    due_on = models.DateField(_("fällig am"))
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)
    reminded_on = models.DateField(_("zuletzt erinnert am"), null=True, blank=True, editable=False)
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    recorded_at = models.DateTimeField(_("aufgeschrieben am"))
    search_key = models.TextField(blank=True, editable=False)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(TaskQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Aufgabe"), _("Aufgaben")
        constraints = [
            models.CheckConstraint(
                name="task_has_one_owner_at_most",
                condition=Q(seat=None) | Q(responsible=None),
                violation_error_message=_("Eine Aufgabe übernimmt ein Sitz oder das Büro, nicht beide."),
            )
        ]

    class Privacy:
        retention = "meeting"
        personal = ["responsible"]
        sensitive = ["text", "search_key"]
        harmless = [
            "district", "body", "item", "resolution", "seat", "due_on", "done_on", "reminded_on", "nonce", "secret_digest",
            "recorded_at", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return self.text

    def save(self, *args, update_fields=None, **kwargs):
        self.secret_digest = digest(self.secret)
        if update_fields is not None:
            update_fields = {*update_fields, "secret_digest"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def secret(self) -> str:
        """192 bits signed with the installation's key; a new `nonce` makes old links end."""
        key = salted_hmac("kreislotse.groups.task", f"{self.nonce}", algorithm="sha256").digest()
        return base64.urlsafe_b64encode(key[:24]).decode()


class TaskAnswer(DistrictModel):
    """Done, or it takes longer: by the link in a mail, or noted by the office."""

    class Answer(models.TextChoices):
        DONE = "done", _("erledigt")
        LATER = "later", _("dauert länger")

    task = models.ForeignKey(Task, verbose_name=_("Aufgabe"), on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer)
    answered_at = models.DateTimeField(_("geantwortet am"))
    old_due_on = models.DateField(_("war fällig am"))
    new_due_on = models.DateField(_("jetzt fällig am"), null=True, blank=True)
    note = models.CharField(_("Bemerkung"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # nobody: by the link

    class Meta:
        verbose_name, verbose_name_plural = _("Antwort zu einer Aufgabe"), _("Antworten zu Aufgaben")
        constraints = [
            models.CheckConstraint(
                name="later_names_a_new_day",
                condition=Q(answer="done", new_due_on=None) | Q(answer="later", new_due_on__isnull=False),
                violation_error_message=_("Wenn es länger dauert, gehört ein neuer Tag dazu."),
            )
        ]

    class Privacy:
        retention = "meeting"
        personal = ["by"]
        sensitive = ["note"]
        harmless = ["district", "task", "answer", "answered_at", "old_due_on", "new_due_on"]

    def __str__(self):
        return f"{self.task_id}: {self.answer}"
