"""What partners offer each other and look for: „Suche und Biete“."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.network.models import Organization


class MarketItemQuerySet(DistrictQuerySet):
    def standing(self, day: date):
        """Still to be answered: not closed, and not past its last day. Nothing has to be switched off."""
        return self.filter(closed_on=None, valid_until__gte=day)


class MarketItem(DistrictModel):
    """An offer or a wish of one partner to the others, until a day; it ends by itself, or with what came of it."""

    class Kind(models.TextChoices):
        WISH = "wish", _("Suche")
        OFFER = "offer", _("Biete")

    class What(models.TextChoices):
        ROOMS = "rooms", _("Räume")
        INTERPRETERS = "interpreters", _("Sprachmittlung")
        MATERIALS = "materials", _("Material und Geräte")
        KNOW_HOW = "know_how", _("Fachwissen")
        CHILDCARE = "childcare", _("Kinderbetreuung")
        TRANSPORT = "transport", _("Fahrten")
        PEOPLE = "people", _("Menschen, die mithelfen")
        OTHER = "other", _("anderes")

    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, related_name="market_items"
    )
    kind = models.CharField(_("Suche oder Biete"), max_length=10, choices=Kind)
    what = models.CharField(_("Worum es geht"), max_length=20, choices=What)
    text = models.TextField(_("Was genau, wann und wo"), max_length=1000)
    posted_on = models.DateField(_("eingestellt am"))
    valid_until = models.DateField(_("gilt bis"))
    closed_on = models.DateField(_("beendet am"), null=True, blank=True)
    result = models.CharField(_("Was daraus wurde"), max_length=300, blank=True)
    settled_with = models.ForeignKey(
        Organization, verbose_name=_("geworden mit"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DistrictManager.from_queryset(MarketItemQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Eintrag in Suche und Biete"), _("Suche und Biete")
        constraints = [
            models.CheckConstraint(
                name="market_item_ends_after_it_begins",
                condition=Q(valid_until__gte=F("posted_on")),
                violation_error_message=_(
                    "Der letzte Tag liegt in der Vergangenheit. Bitte nennen Sie einen späteren."
                ),
            ),
            models.CheckConstraint(
                name="market_item_closed_with_result",
                condition=Q(closed_on=None, result="", settled_with=None) | Q(closed_on__isnull=False) & ~Q(result=""),
                violation_error_message=_("Wer einen Eintrag beendet, schreibt dazu, was daraus wurde."),
            ),
        ]

    class Privacy:
        retention = "market"
        sensitive = ["text", "result"]  # free text may name somebody
        harmless = [
            "district", "organization", "kind", "what", "posted_on", "valid_until", "closed_on", "settled_with",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_what_display()}"

    def is_standing(self, day: date) -> bool:
        return self.closed_on is None and self.valid_until >= day


class MarketAnswer(DistrictModel):
    """Another partner says that it can help, or would like to have what is offered."""

    item = models.ForeignKey(MarketItem, on_delete=models.CASCADE, related_name="answers")
    organization = models.ForeignKey(Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Ihre Antwort"), max_length=1000)
    answered_on = models.DateField(_("geantwortet am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Antwort"), _("Antworten")
        constraints = [models.UniqueConstraint(fields=["item", "organization"], name="market_answer_once")]

    class Privacy:
        retention = "market"
        sensitive = ["text"]
        harmless = ["district", "item", "organization", "answered_on"]

    def __str__(self):
        return str(self.organization)
