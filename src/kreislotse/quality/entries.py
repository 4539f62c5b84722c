"""What the trail says about links, feedback and doubles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    LINK_REPLACED = "link_replaced", _("Neue Internetadresse übernommen")
    LINK_CONFIRMED = "link_confirmed", _("Internetadresse von Hand bestätigt")
    FEEDBACK_ANSWERED = "feedback_answered", _("Rückmeldung beantwortet")
    FEEDBACK_DONE = "feedback_done", _("Rückmeldung erledigt")
    OFFER_MERGED = "offer_merged", _("Angebot mit einer Dublette zusammengelegt")
    ORGANIZATION_MERGED = "organization_merged", _("Akteur mit einer Dublette zusammengelegt")
