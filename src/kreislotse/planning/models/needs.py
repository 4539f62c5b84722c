"""Needs: what is missing, where it was heard and how often, and what was decided about it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models import AgendaItem, Body, Resolution
from kreislotse.indicators.models import Observation
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.planning.models.plan import Goal, Measure, Objective
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup, Topic


class NeedQuerySet(DistrictQuerySet):
    def standing(self):
        """Those that count for themselves: not merged into another."""
        return self.filter(merged_into=None)


class Need(DistrictModel):
    """Something that is missing. Several people say it in different words; merged ones keep where they came from."""

    class Status(models.TextChoices):
        OPEN = "open", _("neu")
        IN_DISCUSSION = "in_discussion", _("wird beraten")
        TAKEN_UP = "taken_up", _("aufgegriffen")
        PASSED_ON = "passed_on", _("weitergegeben")
        NOT_TAKEN_UP = "not_taken_up", _("nicht aufgegriffen")

    class Urgency(models.TextChoices):
        LOW = "low", _("hat Zeit")
        NORMAL = "normal", _("bald")
        HIGH = "high", _("dringend")

    class Addressee(models.TextChoices):
        """Who has to solve what the Kreis cannot."""

        LAND = "land", _("Land")
        FEDERATION = "federation", _("Bund")
        MUNICIPALITY = "municipality", _("Gemeinde")
        OTHER = "other", _("andere Stelle")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("Was fehlt?"), max_length=200)
    text = models.TextField(_("Beschreibung"), blank=True)
    topic = models.ForeignKey(
        Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    field_of_action = models.ForeignKey(
        FieldOfAction, verbose_name=_("Handlungsfeld"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Gemeinde"), on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Ohne Auswahl gilt er im ganzen Kreis."),
    )  # fmt: skip
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name=_("Wen betrifft es?"), blank=True, related_name="+"
    )
    urgency = models.CharField(_("Dringlichkeit"), max_length=10, choices=Urgency, default=Urgency.NORMAL)
    proposed_solution = models.TextField(_("Vorschlag zur Lösung"), blank=True)
    raised_on = models.DateField(_("erhoben am"))
    status = models.CharField(_("Stand"), max_length=15, choices=Status, default=Status.OPEN)
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Body, verbose_name=_("entschieden von"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss dazu"), on_delete=models.SET_NULL, null=True, blank=True, related_name="needs_decided"
    )  # fmt: skip
    decision_reason = models.TextField(_("Begründung"), blank=True)
    passed_to = models.CharField(_("weitergegeben an"), max_length=15, choices=Addressee, blank=True)
    passed_to_whom = models.CharField(_("Stelle"), max_length=160, blank=True)
    answer_from_there = models.TextField(_("Antwort von dort"), blank=True)
    answered_from_there_on = models.DateField(_("Antwort vom"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("zusammengeführt mit"), on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )  # fmt: skip
    merged_on = models.DateField(_("zusammengeführt am"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig bei uns"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(NeedQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Bedarf"), _("Bedarfe")
        constraints = [
            models.CheckConstraint(
                name="need_decided_on_a_day",
                condition=Q(status__in=["open", "in_discussion"], decided_on=None)
                | Q(status__in=["taken_up", "passed_on", "not_taken_up"], decided_on__isnull=False),
                violation_error_message=_("Eine Entscheidung braucht ihren Tag."),
            ),
            models.CheckConstraint(
                name="need_not_taken_up_because", condition=~Q(status="not_taken_up") | ~Q(decision_reason=""),
                violation_error_message=_("Bitte sagen Sie, warum der Bedarf nicht aufgegriffen wird."),
            ),
            models.CheckConstraint(
                name="need_passed_on_to_somebody", condition=~Q(status="passed_on") | ~Q(passed_to=""),
                violation_error_message=_("Bitte sagen Sie, an wen der Bedarf weitergegeben wird."),
            ),
            models.CheckConstraint(
                name="need_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message=_("Ein Bedarf kann nicht mit sich selbst zusammengeführt werden."),
            ),
            models.CheckConstraint(
                name="need_merged_on_a_day",
                condition=Q(merged_into=None, merged_on=None) | Q(merged_into__isnull=False, merged_on__isnull=False),
            ),
            models.CheckConstraint(
                name="need_answer_from_there_has_a_day",
                condition=Q(answer_from_there="", answered_from_there_on=None)
                | ~Q(answer_from_there="") & Q(answered_from_there_on__isnull=False),
                violation_error_message=_("Bitte nennen Sie den Tag der Antwort."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["district", "status"], name="need_by_status")]

    class Privacy:
        retention = "plan"
        personal = ["responsible"]
        harmless = [
            "district", "uuid", "title", "text", "topic", "field_of_action", "municipality", "target_groups", "urgency", "proposed_solution",
            "raised_on", "status", "decided_on", "decided_by", "resolution", "decision_reason", "passed_to", "passed_to_whom", "answer_from_there",
            "answered_from_there_on",
            "merged_into", "merged_on", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED


DECIDED = frozenset({Need.Status.TAKEN_UP, Need.Status.PASSED_ON, Need.Status.NOT_TAKEN_UP})


class NeedOrigin(DistrictModel):
    """One time a need was heard. A merged need's origins move to the one that stays and remember which words they had."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Sitzung")
        UNSERVED_REQUESTS = "unserved_requests", _("Anfragen ohne Begleitung")
        SEARCHES_WITHOUT_HIT = "searches_without_hit", _("Suchen ohne Treffer")
        MUNICIPALITY = "municipality", _("Gemeinde")
        SURVEY = "survey", _("Befragung")
        CASE_MANAGEMENT = "case_management", _("Thema aus dem Case Management (ohne Personen)")
        INDICATOR = "indicator", _("Zahl aus dem Monitor")
        PARTICIPATION = "participation", _("Beteiligung")
        OTHER = "other", _("anderer Anlass")

    need = models.ForeignKey(Need, verbose_name=_("Bedarf"), on_delete=models.CASCADE, related_name="origins")
    kind = models.CharField(_("Woher?"), max_length=20, choices=Kind)
    heard_on = models.DateField(_("gehört am"))
    times = models.PositiveIntegerField(_("wie oft"), null=True, blank=True)
    """How many requests, searches or answers it stands for; empty where it may not be said (threshold) or nobody counted."""
    wording = models.CharField(_("im Wortlaut"), max_length=300, blank=True)
    body = models.ForeignKey(
        Body, verbose_name=_("Gremium"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Gemeinde"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    month_from = models.DateField(_("erster Monat"), null=True, blank=True)
    month_until = models.DateField(_("letzter Monat"), null=True, blank=True)
    observation = models.ForeignKey(
        Observation, verbose_name=_("Wert"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("Punkt einer Sitzung"), on_delete=models.SET_NULL, null=True, blank=True, related_name="need_origins"
    )  # fmt: skip
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss"), on_delete=models.SET_NULL, null=True, blank=True, related_name="need_origins"
    )  # fmt: skip
    entry = models.ForeignKey(
        "planning.ParticipationEntry", verbose_name=_("Beitrag zur Beteiligung"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="need_origins",
    )  # fmt: skip
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    """Which line of a closed month it is (`casefacts.queries.Row.code`), so that no line is counted twice."""
    merged_from = models.ForeignKey(
        Need, verbose_name=_("zuvor bei"), on_delete=models.SET_NULL, null=True, blank=True, related_name="moved_origins"
    )  # fmt: skip
    """Where it was heard first; stays the same when what it was merged into is merged once more."""

    class Meta:
        verbose_name, verbose_name_plural = _("Herkunft eines Bedarfs"), _("Herkunft von Bedarfen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "month_from", "source_key"], name="month_line_heard_once", condition=~Q(source_key=""),
                violation_error_message=_("Diese Zeile des Monats ist schon bei einem Bedarf eingetragen."),
            ),
            models.CheckConstraint(
                name="months_of_origin_in_order",
                condition=Q(month_from=None, month_until=None) | Q(month_until__gte=F("month_from")),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = [
            "district", "need", "kind", "heard_on", "times", "wording", "body", "organization", "municipality", "month_from",
            "month_until", "observation", "item", "resolution", "entry", "source_key", "merged_from",
        ]  # fmt: skip

    def __str__(self):
        return self.wording or self.get_kind_display()


class NeedDiscussion(DistrictModel):
    """That a body talked about a need on a day, and what it said."""

    need = models.ForeignKey(Need, verbose_name=_("Bedarf"), on_delete=models.CASCADE, related_name="discussions")
    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        AgendaItem, verbose_name=_("Punkt der Sitzung"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="need_discussions",
    )  # fmt: skip
    """Empty for bodies whose meetings are not kept here: other people's networks."""
    on = models.DateField(_("beraten am"))
    result = models.CharField(_("Was kam heraus?"), max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Beratung eines Bedarfs"), _("Beratungen von Bedarfen")
        constraints = [
            models.UniqueConstraint(
                fields=["need", "body", "on"], name="need_discussed_once_a_day",
                violation_error_message=_("Diese Beratung steht schon da."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = ["district", "need", "body", "item", "on", "result"]

    def __str__(self):
        return f"{self.body} {self.on}"


class NeedStep(DistrictModel):
    """A step in the life of a need with its reason. Decisions of former times stay here when a need is taken up again."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField(_("am"))
    before = models.CharField(_("vorher"), max_length=15, choices=Need.Status, blank=True)
    after = models.CharField(_("nachher"), max_length=15, choices=Need.Status)
    body = models.ForeignKey(
        Body, verbose_name=_("Gremium"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("Begründung"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("Schritt eines Bedarfs"), _("Schritte von Bedarfen")

    class Privacy:
        retention = "plan"
        personal = ["by"]
        harmless = ["district", "need", "on", "before", "after", "body", "reason"]

    def __str__(self):
        return f"{self.on}: {self.after}"


class NeedAnswer(DistrictModel):
    """That a goal, objective or measure answers a need: the link of the trace."""

    need = models.ForeignKey(Need, verbose_name=_("Bedarf"), on_delete=models.CASCADE, related_name="answers")
    goal = models.ForeignKey(
        Goal, verbose_name=_("Leitziel"), on_delete=models.CASCADE, null=True, blank=True, related_name="needs"
    )
    objective = models.ForeignKey(
        Objective, verbose_name=_("Teilziel"), on_delete=models.CASCADE, null=True, blank=True, related_name="needs"
    )  # fmt: skip
    measure = models.ForeignKey(
        Measure, verbose_name=_("Maßnahme"), on_delete=models.CASCADE, null=True, blank=True, related_name="needs_answered"
    )  # fmt: skip
    linked_on = models.DateField(_("verknüpft am"))

    class Meta:
        verbose_name, verbose_name_plural = _("Antwort auf einen Bedarf"), _("Antworten auf Bedarfe")
        constraints = [
            models.CheckConstraint(
                name="need_answered_by_one_thing",
                condition=Q(goal__isnull=False, objective=None, measure=None)
                | Q(goal=None, objective__isnull=False, measure=None)
                | Q(goal=None, objective=None, measure__isnull=False),
            ),
            models.UniqueConstraint(fields=["need", "goal"], name="need_goal_once"),
            models.UniqueConstraint(fields=["need", "objective"], name="need_objective_once"),
            models.UniqueConstraint(fields=["need", "measure"], name="need_measure_once"),
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = ["district", "need", "goal", "objective", "measure", "linked_on"]

    def __str__(self):
        return f"{self.need} → {self.goal or self.objective or self.measure}"
