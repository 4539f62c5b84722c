import base64
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kreislotse.core.tokens import digest
from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import Guide, TrainingRun
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language


class CoordinationRule(DistrictModel):
    """From when on the coordination is told something: long not asked, asked too often, expiring, worth a thank-you; dated."""

    weeks_unasked = models.PositiveSmallIntegerField(
        _("„Lange nicht gefragt“ heißt: seit … Wochen"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(104)],
    )
    often_number = models.PositiveSmallIntegerField(
        _("„Oft gefragt“ heißt: mehr als … Anfragen"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    often_weeks = models.PositiveSmallIntegerField(
        _("… in so vielen Wochen"), default=4, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )
    early_days = models.PositiveSmallIntegerField(
        _("Erster Hinweis vor dem Ablauf (Tage)"), default=90, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    soon_days = models.PositiveSmallIntegerField(
        _("Zweiter Hinweis (Tage)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    last_days = models.PositiveSmallIntegerField(
        _("Letzter Hinweis (Tage)"), default=7, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    thanks_hours = models.PositiveSmallIntegerField(
        _("Danke sagen nach … Stunden"), default=50, validators=[MinValueValidator(1), MaxValueValidator(5000)]
    )
    remind_invited_days = models.PositiveSmallIntegerField(
        _("An eine Einladung zur Schulung erinnern nach … Tagen ohne Antwort"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Einmal je Einladung, per E-Mail. Leer: Das System erinnert nicht von selbst."),
    )
    reminds_of_expiry = models.BooleanField(
        _("Die Personen von selbst an einen Ablauf erinnern"),
        default=False,
        help_text=_("Per E-Mail, zu jedem der drei Hinweise einmal, mit Ihrer Textvorlage für Erinnerungen."),
    )
    call_reply_days = models.PositiveSmallIntegerField(
        _("Aufruf an Träger: Tage zum Antworten"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("So weit liegt der Tag, den das Formular vorschlägt."),
    )
    call_remind_days = models.PositiveSmallIntegerField(
        _("Aufruf an Träger: Tage vor der Frist erinnern"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    call_link_days = models.PositiveSmallIntegerField(
        _("Aufruf an Träger: Tage, die der Link nach der Frist noch gilt"),
        default=28,
        validators=[MaxValueValidator(365)],
    )
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Regel zur Koordination"), _("Regeln zur Koordination")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="coordination_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine Regel zur Koordination."),
            ),
            models.CheckConstraint(
                name="coordination_rule_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="coordination_rule_hints_in_order",
                condition=Q(early_days__gt=F("soon_days"), soon_days__gt=F("last_days")),
                violation_error_message=_("Die Hinweise müssen näher rücken: zum Beispiel 90, 30 und 7 Tage."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "weeks_unasked", "often_number", "often_weeks", "early_days", "soon_days", "last_days",
            "thanks_hours", "remind_invited_days", "reminds_of_expiry", "call_reply_days", "call_remind_days",
            "call_link_days", "source", "valid_from", "valid_to",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.weeks_unasked}/{self.often_number}"


class OfficeText(DistrictModel):
    """A text the office sends again and again: what it is for and whether it goes by mail or as a short message.

    The words stand in its versions, one per language and day.
    """

    class Purpose(models.TextChoices):
        GENERAL = "general", _("Mitteilung")
        EXPIRY = "expiry", _("Erinnerung an einen Ablauf")
        TRAINING = "training", _("Einladung zu einer Schulung")
        THANKS = "thanks", _("Dank und Jubiläum")

    class Channel(models.TextChoices):
        MAIL = "mail", _("E-Mail")
        SMS = "sms", _("SMS")

    name = models.CharField(_("Name der Vorlage"), max_length=80)
    purpose = models.CharField(_("Wofür?"), max_length=10, choices=Purpose, default=Purpose.GENERAL)
    channel = models.CharField(_("Weg"), max_length=5, choices=Channel, default=Channel.MAIL)
    retired_on = models.DateField(_("beendet am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Textvorlage"), _("Textvorlagen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"], name="office_text_name_once", condition=Q(retired_on=None),
                violation_error_message=_("Eine Vorlage mit diesem Namen gibt es schon."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "name", "purpose", "channel", "retired_on"]

    def __str__(self):
        return self.name

    @property
    def is_sms(self) -> bool:
        return self.channel == self.Channel.SMS


class OfficeTextVersion(DistrictModel):
    """The words of an office text in one language from a day on; older ones stay to be read."""

    text = models.ForeignKey(OfficeText, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(_("Sprache"), max_length=20, default="de")
    subject = models.CharField(_("Betreff"), max_length=160, blank=True)
    body = models.TextField(_("Text"), max_length=4000)
    valid_from = models.DateField(_("gültig ab"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Fassung einer Textvorlage"), _("Fassungen von Textvorlagen")
        constraints = [
            models.UniqueConstraint(
                fields=["text", "language", "valid_from"], name="office_text_version_once_per_day",
                violation_error_message=_("Für diesen Tag gibt es schon eine Fassung."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        personal = ["written_by"]
        harmless = ["district", "text", "language", "subject", "body", "valid_from"]

    def __str__(self):
        return f"{self.text_id} {self.language} {self.valid_from}"


class Mailing(DistrictModel):
    """One writing to chosen guides, one mail each; it keeps the office's words with their gaps, filled in only on sending."""

    purpose = models.CharField(
        _("Wofür?"), max_length=10, choices=OfficeText.Purpose, default=OfficeText.Purpose.GENERAL
    )
    text = models.ForeignKey(
        OfficeText, verbose_name=_("Textvorlage"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    run = models.ForeignKey(
        TrainingRun, verbose_name=_("Schulung"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    words = models.JSONField(_("Texte nach Sprache"), default=dict)
    created_at = models.DateTimeField(_("verschickt am"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Rundschreiben"), _("Rundschreiben")

    class Privacy:
        retention = "assignment"
        personal = ["by"]
        harmless = ["district", "purpose", "text", "run", "words", "created_at"]

    def __str__(self):
        return f"{self.created_at:%Y-%m-%d}"


class Message(DistrictModel):
    """That one guide gets one mailing: in which language, and whether it went out. No address, no filled-in text."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("wartet")
        SENT = "sent", _("verschickt")
        FAILED = "failed", _("nicht angekommen")
        NO_ADDRESS = "no_address", _("ohne E-Mail-Adresse")
        SKIPPED = "skipped", _("übersprungen, es gab nichts zu schreiben")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="messages")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("Sprache"), max_length=20, default="de")
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.WAITING)
    sent_at = models.DateTimeField(_("verschickt am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Nachricht"), _("Nachrichten")
        constraints = [
            models.UniqueConstraint(fields=["mailing", "guide"], name="message_once_per_guide"),
            models.CheckConstraint(
                name="message_sent_iff_dated",
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at=None)),
                violation_error_message=_("Eine verschickte Nachricht hat einen Zeitpunkt."),
            ),
        ]

    class Privacy:
        retention = "assignment"
        personal = ["guide"]
        sensitive = ["language"]  # a language may tell an origin
        harmless = ["district", "mailing", "status", "sent_at"]

    def __str__(self):
        return f"{self.mailing_id} → {self.guide_id}"


class ExpiryReminder(DistrictModel):
    """That a guide was told by mail of one thing that runs out, so many days ahead; nobody is told the same twice."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("Art"), max_length=12)
    what = models.CharField(_("Was"), max_length=200)
    expires_on = models.DateField(_("läuft ab am"))
    days_ahead = models.PositiveSmallIntegerField(_("Hinweis vor dem Ablauf (Tage)"))
    sent_on = models.DateField(_("erinnert am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Erinnerung an einen Ablauf"), _("Erinnerungen an Abläufe")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "code", "what", "expires_on", "days_ahead"], name="expiry_reminder_once",
                violation_error_message=_("Daran wurde schon erinnert."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "training"
        personal = ["guide"]
        harmless = ["district", "code", "what", "expires_on", "days_ahead", "sent_on"]

    def __str__(self):
        return f"{self.guide_id} {self.code} {self.expires_on}"


class TrainingInvitation(DistrictModel):
    """A guide invited to one training, and what they answered with the link of the mail. The link is used up by yes or no."""

    class Answer(models.TextChoices):
        OPEN = "open", _("noch keine Antwort")
        YES = "yes", _("ja")
        NO = "no", _("nein")
        LATER = "later", _("weiß es noch nicht")

    run = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="+")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    secret_digest = models.CharField(max_length=64, editable=False)
    invited_at = models.DateTimeField(_("eingeladen am"))
    reminded_at = models.DateTimeField(_("erinnert am"), null=True, blank=True)
    expires_on = models.DateField(_("Antwort bis"))
    answer = models.CharField(_("Antwort"), max_length=6, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Einladung zu einer Schulung"), _("Einladungen zu Schulungen")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "guide"], name="training_invitation_once",
                violation_error_message=_("Diese Person ist schon eingeladen."),
            ),
            models.UniqueConstraint(fields=["district", "secret_digest"], name="training_invitation_secret_unique"),
            models.CheckConstraint(
                name="training_invitation_answered_iff_dated",
                condition=Q(answer="open", answered_at=None) | (~Q(answer="open") & Q(answered_at__isnull=False)),
                violation_error_message=_("Eine Antwort hat einen Zeitpunkt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "training"
        personal = ["guide", "by"]
        harmless = [
            "district", "run", "nonce", "secret_digest", "invited_at", "reminded_at", "expires_on", "answer", "answered_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.run_id} → {self.guide_id}"

    def save(self, *args, **kwargs):
        if not self.secret_digest:
            self.secret_digest = digest(self.secret)
        super().save(*args, **kwargs)

    @property
    def secret(self) -> str:
        """192 bits signed with the installation's key: a reminder can repeat the link, the database cannot give it away."""
        text = f"{self.run_id}:{self.guide_id}:{self.nonce}"
        key = salted_hmac("kreislotse.coordination.training", text, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(key[:24]).decode()


class ProviderCall(DistrictModel):
    """A call to providers: where or in which language somebody is missing, in the office's words, and until when to answer."""

    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Gemeinde"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.ForeignKey(
        Language, verbose_name=_("Sprache"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("Betreff"), max_length=160)
    body = models.TextField(_("Text"), max_length=4000)
    called_on = models.DateField(_("Aufruf vom"))
    reply_by = models.DateField(_("Antwort bis"))
    expires_on = models.DateField(_("Link gilt bis"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Aufruf an Träger"), _("Aufrufe an Träger")
        constraints = [
            models.CheckConstraint(
                name="provider_call_says_what_is_missing",
                condition=Q(municipality__isnull=False) | Q(language__isnull=False),
                violation_error_message=_("Ein Aufruf nennt eine Gemeinde oder eine Sprache."),
            ),
            models.CheckConstraint(
                name="provider_call_dates_in_order",
                condition=Q(reply_by__gt=F("called_on"), expires_on__gte=F("reply_by")),
                violation_error_message=_("Die Antwort liegt nach dem Aufruf."),
            ),
        ]

    class Privacy:
        retention = "provider_call"
        personal = ["by"]
        harmless = [
            "district", "municipality", "language", "subject", "body", "called_on", "reply_by", "expires_on",
        ]  # fmt: skip

    def __str__(self):
        return self.subject


class CalledProvider(DistrictModel):
    """That one organization got a call, at which address, and what it answered. Yes and no use the link up."""

    class Answer(models.TextChoices):
        OPEN = "open", _("noch keine Antwort")
        YES = "yes", _("ja, wir haben jemanden")
        LOOKING = "looking", _("wir suchen jemanden")
        NO = "no", _("nein")

    call = models.ForeignKey(ProviderCall, on_delete=models.CASCADE, related_name="addressees")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("E-Mail"), blank=True)
    sent_at = models.DateTimeField(_("gesendet am"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("vergebliche Versuche"), default=0)
    reminded_at = models.DateTimeField(_("erinnert am"), null=True, blank=True)
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, default=Answer.OPEN)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("eingetragen von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    secret_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("angeschriebener Träger"), _("angeschriebene Träger")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organization"], name="called_provider_once",
                violation_error_message=_("Dieser Akteur hat den Aufruf schon."),
            ),
            models.UniqueConstraint(fields=["district", "secret_digest"], name="called_provider_secret_unique"),
            models.CheckConstraint(
                name="called_provider_answered_iff_dated",
                condition=Q(answer="open", answered_at=None) | (~Q(answer="open") & Q(answered_at__isnull=False)),
                violation_error_message=_("Eine Antwort hat einen Zeitpunkt."),
            ),
            models.CheckConstraint(
                name="called_provider_no_has_reason", condition=~Q(answer="no") | ~Q(note=""),
                violation_error_message=_("Ein Nein hat einen Grund."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "provider_call"
        personal = ["email", "recorded_by"]
        sensitive = ["note"]  # free text may name somebody although the page asks not to
        harmless = [
            "district", "call", "organization", "sent_at", "failures", "reminded_at", "answer", "answered_at", "nonce",
            "secret_digest",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.call_id} → {self.organization_id}"

    def save(self, *args, **kwargs):
        if not self.secret_digest:
            self.secret_digest = digest(self.make_secret())
        super().save(*args, **kwargs)

    def make_secret(self) -> str:
        """192 bits signed with the installation's key: a reminder can repeat the link, the database cannot give it away."""
        text = f"{self.call_id}:{self.organization_id}:{self.nonce}"
        key = salted_hmac("kreislotse.coordination.provider_call", text, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(key[:24]).decode()

    @property
    def secret(self) -> str:
        """The secret of the link; empty if the installation's key has changed since."""
        secret = self.make_secret()
        return secret if digest(secret) == self.secret_digest else ""

    def renew_secret(self) -> None:
        """A new link, to be saved by the caller; one that went out before ends."""
        self.nonce = uuid.uuid4()
        self.secret_digest = digest(self.make_secret())

    @property
    def is_settled(self) -> bool:
        return self.answer in (self.Answer.YES, self.Answer.NO)
