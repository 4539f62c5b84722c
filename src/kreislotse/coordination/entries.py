"""What the trail says about texts and mailings: who wrote to how many, never what stood in the mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.registry import register


@register
class Entry(models.TextChoices):
    TEXT_WRITTEN = "office_text_written", _("Textvorlage gespeichert")
    TEXT_RETIRED = "office_text_retired", _("Textvorlage beendet")
    MAILING_SENT = "mailing_sent", _("Rundschreiben verschickt")
    MAILING_REPEATED = "mailing_repeated", _("Rundschreiben noch einmal versucht")
    TRAINING_INVITED = "training_invited", _("zu einer Schulung eingeladen")
    INVITED_REMINDED = "training_invited_reminded", _("an die Einladung erinnert")
    PROVIDERS_CALLED = "providers_called", _("Aufruf an Träger geschrieben")
    CALL_ANSWERED = "provider_call_answered", _("Aufruf beantwortet")
    INVITATION_ANSWERED = "training_invitation_answered", _("Einladung beantwortet")
