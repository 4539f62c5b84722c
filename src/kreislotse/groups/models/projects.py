"""Projects that partners run, and what organizations contribute to projects and bodies."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models.bodies import Body
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import TargetGroup, Topic


class ProjectQuerySet(DistrictQuerySet):
    def open(self):
        """Neither finished nor called off, whatever its dates say."""
        return self.filter(finished_on=None, cancelled_on=None)

    def overdue(self, day: date):
        """Over by its dates, and nobody has written what came of it."""
        return self.open().filter(ends_on__lt=day)


class Project(DistrictModel):
    """A concrete integration project run by a partner: for whom, from when to when, with which money, with what result.

    Its stand follows from dates (`stand`), so that none goes stale.
    """

    class Stand(models.TextChoices):
        PLANNED = "planned", _("geplant")
        RUNNING = "running", _("läuft")
        OVERDUE = "overdue", _("Ergebnis fehlt")
        FINISHED = "finished", _("abgeschlossen")
        CANCELLED = "cancelled", _("abgesagt")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("Titel"), max_length=160)
    titles = models.JSONField(_("Titel in anderen Sprachen"), default=dict, blank=True)
    aims = models.TextField(_("Was es erreichen soll"), max_length=2000, blank=True)
    lead = models.ForeignKey(
        Organization, verbose_name=_("Wer es leitet"), on_delete=models.PROTECT, related_name="projects_led"
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), blank=True, related_name="+")
    target_groups = models.ManyToManyField(TargetGroup, verbose_name=_("Für wen"), blank=True, related_name="+")
    municipalities = models.ManyToManyField(Municipality, verbose_name=_("Gemeinden"), blank=True, related_name="+")
    bodies = models.ManyToManyField(Body, verbose_name=_("Gremien"), blank=True, related_name="projects")
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    cents = models.BigIntegerField(_("Kosten in Cent"), null=True, blank=True, validators=[MinValueValidator(0)])
    money_from = models.CharField(_("Woher das Geld kommt"), max_length=200, blank=True)
    results = models.TextField(_("Was daraus wurde"), max_length=4000, blank=True)
    finished_on = models.DateField(_("abgeschlossen am"), null=True, blank=True)
    cancelled_on = models.DateField(_("abgesagt am"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig bei uns"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    is_public = models.BooleanField(_("auf der öffentlichen Seite zeigen"), default=False)
    note = models.TextField(_("Notiz für das Büro"), blank=True)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(ProjectQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Projekt"), _("Projekte")
        constraints = [
            models.CheckConstraint(
                name="project_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Das Projekt endet, bevor es beginnt. Bitte prüfen Sie die beiden Tage."),
            ),
            models.CheckConstraint(
                name="project_costs_are_not_negative",
                condition=Q(cents=None) | Q(cents__gte=0),
                violation_error_message=_("Ein Projekt kann nicht weniger als nichts kosten."),
            ),
            models.CheckConstraint(
                name="project_finished_with_result_or_cancelled",
                condition=Q(finished_on=None) | ~Q(results="") & Q(cancelled_on=None),
                violation_error_message=_("Ein abgeschlossenes Projekt braucht ein Ergebnis."),
            ),
        ]

    class Privacy:
        retention = "reference"  # what was done in the Kreis is its history; it names organizations, no persons
        personal = ["responsible"]
        sensitive = ["note"]
        harmless = [
            "district", "uuid", "title", "titles", "aims", "lead", "topics", "target_groups", "municipalities", "bodies",
            "starts_on", "ends_on", "cents", "money_from", "results", "finished_on", "cancelled_on", "is_public", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def is_open(self) -> bool:
        return self.finished_on is None and self.cancelled_on is None

    def stand(self, today: date) -> "Project.Stand":
        if self.cancelled_on is not None:
            return self.Stand.CANCELLED
        if self.finished_on is not None:
            return self.Stand.FINISHED
        if self.starts_on > today:
            return self.Stand.PLANNED
        return self.Stand.OVERDUE if self.ends_on and self.ends_on < today else self.Stand.RUNNING

    def title_in(self, language: str) -> str:
        """The title in `language` (BCP 47), in German where there is none."""
        return self.titles.get(language) or self.title


class ProjectPartner(DistrictModel):
    """An organization beside the leading one, and what it is in the project."""

    class Role(models.TextChoices):
        CARRIES = "carries", _("trägt mit")
        FUNDS = "funds", _("gibt Geld")
        HOSTS = "hosts", _("gibt Räume")
        BRINGS_PEOPLE = "brings_people", _("bringt Menschen mit")
        ADVISES = "advises", _("berät")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, related_name="project_parts"
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Role, default=Role.CARRIES)

    class Meta:
        verbose_name, verbose_name_plural = _("Projektpartner"), _("Projektpartner")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organization"],
                name="project_partner_once",
                violation_error_message=_("Dieser Akteur steht schon beim Projekt."),
            )
        ]

    class Privacy:
        retention = "reference"
        harmless = ["district", "project", "organization", "role"]

    def __str__(self):
        return f"{self.organization}, {self.get_role_display()}"


class Contribution(DistrictModel):
    """What an organization brings to a body or a project: it prepares, hosts, speaks, lends."""

    class Kind(models.TextChoices):
        PREPARES = "prepares", _("bereitet vor")
        HOSTS = "hosts", _("lädt zu sich ein")
        SPEAKS = "speaks", _("hält einen Vortrag")
        LENDS = "lends", _("leiht etwas aus")
        HELPS = "helps", _("hilft mit")

    class Status(models.TextChoices):
        OFFERED = "offered", _("angeboten")
        AGREED = "agreed", _("vereinbart")
        DONE = "done", _("erledigt")

    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, related_name="contributions"
    )
    kind = models.CharField(_("Was er tut"), max_length=20, choices=Kind)
    text = models.CharField(_("Was genau"), max_length=300)
    body = models.ForeignKey(
        Body,
        verbose_name=_("für das Gremium"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
    )
    project = models.ForeignKey(
        Project, verbose_name=_("für das Projekt"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="contributions",
    )  # fmt: skip
    on = models.DateField(_("am"), null=True, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.OFFERED)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Beitrag"), _("Beiträge")
        constraints = [
            models.CheckConstraint(
                name="contribution_to_one_thing",
                condition=Q(body=None, project__isnull=False) | Q(body__isnull=False, project=None),
                violation_error_message=_("Ein Beitrag gehört zu einem Gremium oder zu einem Projekt. Bitte wählen Sie eines davon."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "market"
        sensitive = ["text"]  # may name who speaks
        harmless = ["district", "organization", "kind", "body", "project", "on", "status", "updated_at"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}"
