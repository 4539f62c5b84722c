from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class Language(models.Model):
    """A language people speak, with its variants apart (Kurmandschi ≠ Sorani); one list for the installation."""

    code = models.CharField(_("Kürzel (BCP 47)"), max_length=20, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    own_name = models.CharField(_("Eigenname"), max_length=80)
    is_rtl = models.BooleanField(_("von rechts nach links geschrieben"), default=False)
    group = models.CharField(_("Gruppe für die Statistik"), max_length=40)
    fallbacks = models.JSONField(_("wer notfalls auch versteht"), default=dict)
    sort_order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name, verbose_name_plural = _("Sprache"), _("Sprachen")

    class Privacy:
        retention = "reference"
        harmless = [
            "code",
            "name",
            "own_name",
            "is_rtl",
            "group",
            "fallbacks",
            "sort_order",
        ]

    def __str__(self):
        return self.name


class Term(DistrictModel):
    """What topics and target groups share: a code that stays, a German name, an order, and an end."""

    code = models.SlugField(_("Kürzel"), max_length=40)
    name = models.CharField(_("Name"), max_length=80)
    description = models.CharField(_("Was gehört dazu?"), max_length=200, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=100)
    retired_on = models.DateField(_("nicht mehr verwendet seit"), null=True, blank=True)
    names = models.JSONField(_("Namen in anderen Sprachen"), default=dict)
    search_words = models.TextField(_("Andere Wörter, nach denen Menschen suchen"), blank=True, help_text=_("In allen Sprachen, durch Kommas getrennt. Sie stehen nirgends; die Suche kennt sie nur."))  # fmt: skip

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    def name_in(self, language: str) -> str:
        """The name in `language` (BCP 47), in German where there is none."""
        return self.names.get(language) or self.name


class Topic(Term):
    """What a request or an offer is about: language, housing, school …"""

    group = models.CharField(_("Bereich"), max_length=60, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Thema"), _("Themen")
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="topic_code_unique")]

    class Privacy:
        retention = "reference"
        harmless = [
            "district",
            "code",
            "name",
            "description",
            "sort_order",
            "retired_on",
            "names",
            "search_words",
            "group",
        ]


class TargetGroup(Term):
    """Whom an offer is for: families, women, young people …"""

    class Meta:
        verbose_name, verbose_name_plural = _("Zielgruppe"), _("Zielgruppen")
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="target_group_code_unique")]

    class Privacy:
        retention = "reference"
        harmless = [
            "district",
            "code",
            "name",
            "description",
            "sort_order",
            "retired_on",
            "names",
            "search_words",
        ]


class FieldOfAction(Term):
    """A field of action of the integration plan: language and education, work, housing … or one that cuts across."""

    is_cross_cutting = models.BooleanField(_("Querschnittsthema"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Handlungsfeld"), _("Handlungsfelder")
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="field_of_action_code_unique")]

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "code", "name", "description", "sort_order", "retired_on", "names", "search_words", "is_cross_cutting",
        ]  # fmt: skip
