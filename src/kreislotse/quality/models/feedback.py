from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import Offer
from kreislotse.districts.models import DistrictModel


class FeedbackTopic(models.TextChoices):
    """What somebody says of an offer, as the office reads it; the public form asks in its own words."""

    WRONG = "wrong", _("falsche Angaben")
    PHONE = "phone", _("Telefon geht nicht")
    NOT_HELPFUL = "not_helpful", _("hat nicht geholfen")
    THANKS = "thanks", _("Dank")
    OTHER = "other", _("anderes")


class Feedback(DistrictModel):
    """What somebody told us about one offer. The address goes with the answer, the rest when it is done and over."""

    Topic = FeedbackTopic

    offer = models.ForeignKey(Offer, verbose_name=_("Angebot"), on_delete=models.CASCADE, related_name="feedback")
    topic = models.CharField(_("Worum es geht"), max_length=15, choices=FeedbackTopic)
    text = models.CharField(_("Text"), max_length=600, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    language = models.CharField(_("Sprache"), max_length=20)
    received_at = models.DateTimeField(_("eingegangen"))
    submission_digest = models.CharField(max_length=64, editable=False)
    answer = models.TextField(_("Antwort"), blank=True)
    answered_at = models.DateTimeField(_("beantwortet"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("verschickt"), null=True, blank=True)
    done_on = models.DateField(_("erledigt am"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("erledigt von"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("Rückmeldung"), _("Rückmeldungen")
        constraints = [models.UniqueConstraint(fields=["district", "submission_digest"], name="feedback_sent_once")]

    class Privacy:
        retention = "feedback"
        personal = ["email", "done_by"]
        sensitive = ["text", "answer"]  # free text may hide health, religion, residence status
        harmless = [
            "district", "offer", "topic", "language", "received_at", "submission_digest", "answered_at", "mailed_at",
            "done_on",
        ]  # fmt: skip

    def __str__(self):
        return self.get_topic_display()

    @property
    def is_open(self) -> bool:
        return self.done_on is None


class FeedbackFact(DistrictModel):
    """How often one thing was said of an offer in a month: what is left for needs when the words are gone.

    The offer stands here by its uuid, so that counting keeps nobody from taking back an import.
    """

    month = models.DateField(_("Monat"))
    offer_uuid = models.UUIDField(_("Angebot"))
    topic = models.CharField(_("Worum es geht"), max_length=15, choices=FeedbackTopic)
    number = models.PositiveIntegerField(_("Zahl der Rückmeldungen"))

    class Meta:
        verbose_name, verbose_name_plural = _("Zahl der Rückmeldungen"), _("Zahlen der Rückmeldungen")
        constraints = [
            models.UniqueConstraint(fields=["district", "month", "offer_uuid", "topic"], name="feedback_fact_once")
        ]

    class Privacy:
        retention = "facts"
        harmless = ["district", "month", "offer_uuid", "topic", "number"]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.topic}"
