"""How offers stay true: how often somebody looks, who was asked when, and what a provider wants changed."""

import base64

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kreislotse.core.tokens import digest, new_secret
from kreislotse.directory.models.offers import Offer
from kreislotse.districts.models import DistrictModel


class CheckRule(DistrictModel):
    """How often the facts of an offer are checked here, and whether providers are asked by mail; dated."""

    months = models.PositiveSmallIntegerField(
        _("Prüfen alle … Monate"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Ein Angebot kann einen eigenen Abstand haben."),
    )  # fmt: skip
    is_mailed = models.BooleanField(
        _("Anbieter jede Nacht von selbst per E-Mail fragen, wenn eine Prüfung fällig ist"), default=False
    )
    reminder_weeks = models.PositiveSmallIntegerField(
        _("Einmal erinnern nach … Wochen"), null=True, blank=True, default=3,
        validators=[MinValueValidator(1), MaxValueValidator(26)], help_text=_("Leer: nicht erinnern."),
    )  # fmt: skip
    link_days = models.PositiveSmallIntegerField(
        _("Der Link in der E-Mail gilt … Tage"), default=60, validators=[MinValueValidator(7), MaxValueValidator(365)]
    )
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zum Prüfen"), _("Regeln zum Prüfen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="check_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zum Prüfen."),
            ),
            models.CheckConstraint(
                name="check_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "months", "is_mailed", "reminder_weeks", "link_days", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.months}"

    def clean(self):
        if self.reminder_weeks and self.link_days and self.reminder_weeks * 7 >= self.link_days:
            raise ValidationError(
                {"link_days": _("Der Link wäre abgelaufen, bevor wir erinnern. Bitte lassen Sie ihn länger gelten.")}
            )


class CheckRequest(DistrictModel):
    """One question to a provider, by mail, whether one offer is still right; its link answers without a login, once."""

    class Answer(models.TextChoices):
        OPEN = "open", _("noch keine Antwort")
        CONFIRMED = "confirmed", _("stimmt noch")
        CHANGED = "changed", _("Änderung vorgeschlagen")
        REPLACED = "replaced", _("durch eine neue E-Mail ersetzt")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="check_requests")
    address = models.EmailField(_("E-Mail"), blank=True)
    nonce = models.CharField(max_length=32, default=new_secret, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_on = models.DateField(_("gefragt am"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gefragt von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    expires_on = models.DateField(_("Link gilt bis"))
    sent_at = models.DateTimeField(_("E-Mail gesendet"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("erinnert"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("vergebliche Versuche"), default=0)
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Frage an einen Anbieter"), _("Fragen an Anbieter")
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(answer="open"), name="check_request_one_open_per_offer"
            )
        ]
        indexes = [models.Index(fields=["district", "answer", "sent_at"], name="check_request_waiting")]

    class Privacy:
        retention = "offer_proposal"
        personal = ["address", "asked_by"]
        harmless = [
            "district", "offer", "nonce", "secret_digest", "asked_on", "expires_on", "sent_at", "reminded_at", "failures",
            "answer", "answered_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.offer_id} {self.asked_on}"

    def save(self, *args, **kwargs):
        if not self.secret_digest:
            self.secret_digest = digest(self.make_secret())
        super().save(*args, **kwargs)

    def make_secret(self) -> str:
        """192 bits signed with the installation's key: a reminder can repeat the link, the database cannot give it away."""
        text = f"{self.offer_id}:{self.nonce}"
        key = salted_hmac("kreislotse.directory.check", text, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(key[:24]).decode()

    @property
    def secret(self) -> str:
        """The secret of the link; empty if the installation's key has changed since."""
        secret = self.make_secret()
        return secret if digest(secret) == self.secret_digest else ""


class OfferProposal(DistrictModel):
    """What a provider wants changed about one offer, field by field; nothing changes before the office says so."""

    class Status(models.TextChoices):
        OPEN = "open", _("wartet auf das Büro")
        DECIDED = "closed", _("entschieden")
        REPLACED = "replaced", _("durch einen neueren Vorschlag ersetzt")

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="proposals")
    question = models.ForeignKey(CheckRequest, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("vorgeschlagen von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    name = models.CharField(_("Ihr Name"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail für unsere Antwort"), blank=True)
    note = models.TextField(_("Was wir sonst noch wissen sollten"), max_length=2000, blank=True)
    changes = models.JSONField(_("Änderungen"), default=dict)
    base = models.JSONField(_("Stand, von dem der Vorschlag ausgeht"), default=dict)
    submitted_at = models.DateTimeField(_("eingegangen"))
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.OPEN)
    accepted = models.JSONField(_("übernommene Felder"), default=list, blank=True)
    message = models.TextField(_("Ein Satz an den Anbieter"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("entschieden"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("entschieden von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    answered_at = models.DateTimeField(_("Antwort gesendet"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Änderungsvorschlag"), _("Änderungsvorschläge")
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(status="open"), name="offer_proposal_one_open_per_offer"
            )
        ]
        indexes = [models.Index(fields=["district", "status", "submitted_at"], name="offer_proposal_list")]

    class Privacy:
        retention = "offer_proposal"
        personal = [
            "by",
            "name",
            "email",
            "changes",
            "base",
            "decided_by",
        ]  # telephone and address of a small association
        sensitive = ["note", "message"]
        harmless = [
            "district", "offer", "question", "submitted_at", "status", "accepted", "decided_at", "answered_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.offer_id} {self.submitted_at:%d.%m.%Y}"
