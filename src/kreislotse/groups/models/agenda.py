"""What a meeting talks about: standing items of a body, the agenda of one meeting, the papers to its items."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.bodies import Body, Seat
from kreislotse.groups.models.found import Found
from kreislotse.groups.models.meetings import PLANNED_MINUTES, Meeting
from kreislotse.network.models import Organization


class ItemKind(models.TextChoices):
    INFORMATION = "information", _("Bericht")
    DISCUSSION = "discussion", _("Austausch")
    DECISION = "decision", _("Beschluss")
    NUMBERS = "numbers", _("Zahlen, Daten, Fakten")
    GROUP_REPORT = "group_report", _("Bericht aus einer Gruppe")
    MINUTES = "minutes", _("Genehmigung eines Protokolls")
    FORMALITY = "formality", _("Begrüßung und Formalien")


class StandingItem(DistrictModel):
    """Something a body talks about every time; each new agenda begins with a copy."""

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="standing_items")
    position = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Überschrift"), max_length=200)
    kind = models.CharField(_("Art"), max_length=15, choices=ItemKind, default=ItemKind.INFORMATION)
    minutes_planned = models.PositiveSmallIntegerField(
        _("Minuten"), null=True, blank=True, validators=PLANNED_MINUTES
    )  # fmt: skip
    rapporteur = models.ForeignKey(
        Organization, verbose_name=_("berichtet"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("ständiger Punkt"), _("ständige Punkte")

    class Privacy:
        retention = "meeting"
        harmless = ["district", "body", "position", "title", "kind", "minutes_planned", "rapporteur"]

    def __str__(self):
        return self.title


class AgendaItem(Found, DistrictModel):
    """One item of an agenda; `note` is what the minutes say about it."""

    searched_in = ("title", "note")

    meeting = models.ForeignKey(Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("Nummer"))
    title = models.CharField(_("Überschrift"), max_length=200)
    kind = models.CharField(_("Art"), max_length=15, choices=ItemKind, default=ItemKind.DISCUSSION)
    minutes_planned = models.PositiveSmallIntegerField(
        _("Minuten"), null=True, blank=True, validators=PLANNED_MINUTES
    )  # fmt: skip
    rapporteur = models.ForeignKey(
        Organization, verbose_name=_("berichtet"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    rapporteur_seat = models.ForeignKey(
        Seat, verbose_name=_("berichtet (Sitz)"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    standing = models.ForeignKey(
        StandingItem,
        verbose_name=_("ständiger Punkt"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.TextField(_("Protokoll"), blank=True)
    note_at = models.DateTimeField(_("Protokoll zuletzt geändert"), null=True, blank=True)
    note_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuletzt geschrieben von"), on_delete=models.SET_NULL, null=True,
        blank=True, related_name="+",
    )  # fmt: skip
    note_page = models.CharField(max_length=40, blank=True, editable=False)  # the open page that wrote last
    search_key = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Tagesordnungspunkt"), _("Tagesordnungspunkte")
        constraints = [
            models.CheckConstraint(
                name="agenda_item_has_one_rapporteur",
                condition=models.Q(rapporteur=None) | models.Q(rapporteur_seat=None),
                violation_error_message=_("Ein Punkt hat einen Akteur oder einen Sitz, der berichtet, nicht beides."),
            )
        ]

    class Privacy:
        retention = "meeting"
        personal = ["note_by"]
        sensitive = ["note", "search_key"]
        harmless = [
            "district", "meeting", "position", "title", "kind", "minutes_planned", "rapporteur", "rapporteur_seat",
            "standing", "note_at", "note_page",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.position}. {self.title}"


class Paper(Found, DistrictModel):
    """A file to an item; only members of the body and the office get it."""

    searched_in = ("name",)

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, verbose_name=_("zu Punkt"), on_delete=models.CASCADE, related_name="papers")
    name = models.CharField(_("Name der Datei"), max_length=200)
    content_type = models.CharField(_("Art"), max_length=120)
    size_bytes = models.PositiveIntegerField(_("Größe in Bytes"))
    for_office_only = models.BooleanField(_("nur für das Büro"), default=False)
    added_at = models.DateTimeField(_("hinzugefügt am"))
    search_key = models.TextField(blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Unterlage"), _("Unterlagen")

    class Privacy:
        retention = "meeting"
        personal = ["by"]
        harmless = [
            "district",
            "uuid",
            "item",
            "name",
            "content_type",
            "size_bytes",
            "for_office_only",
            "added_at",
            "search_key",
        ]

    def __str__(self):
        return self.name


class PaperContent(DistrictModel):
    """The bytes of a paper; apart, so that lists do not load them."""

    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField(_("Inhalt"))

    class Meta:
        verbose_name, verbose_name_plural = _("Inhalt einer Unterlage"), _("Inhalte von Unterlagen")

    class Privacy:
        retention = "meeting"
        sensitive = ["content"]
        harmless = ["district", "paper"]

    def __str__(self):
        return f"{self.paper_id}"
