"""The plan in its versions: goals, objectives, measures, and what hangs on a measure.

The fields of a measure follow domain.md 6 (action plan of Rendsburg-Eckernförde, Germersheim, Lindau).
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.core.translations import TranslationRow
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.groups.models import Body, Resolution
from kreislotse.indicators.models import Definition
from kreislotse.network.models import Contact, Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import FieldOfAction, TargetGroup, Topic


class PlanVersion(DistrictModel):
    """One edition of the Integrations- und Teilhabekonzept. After its adoption its text stays as it is."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("in Arbeit")
        ADOPTED = "adopted", _("beschlossen")
        REPLACED = "replaced", _("abgelöst")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("Titel"), max_length=200)
    edition = models.CharField(_("Fassung"), max_length=40, help_text=_("Zum Beispiel „2027–2031“"))
    preface = models.TextField(_("Vorwort"), blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.DRAFT)
    follows = models.OneToOneField(
        "self", verbose_name=_("folgt auf"), on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )  # fmt: skip
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    adopted_on = models.DateField(_("beschlossen am"), null=True, blank=True)
    decision_reference = models.CharField(_("Vorlage des Kreistags"), max_length=80, blank=True)
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Of one of our own bodies, where it was taken there; `decision_reference` stays when its meeting is deleted."""
    steering_group = models.ForeignKey(
        Body, verbose_name=_("Steuerungsgruppe"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig bei uns"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    is_public = models.BooleanField(_("öffentlich zeigen"), default=False)
    late_after_days = models.PositiveSmallIntegerField(_("verspätet nach so vielen Tagen"), default=30)
    stale_after_days = models.PositiveSmallIntegerField(_("Stand veraltet nach so vielen Tagen"), default=180)
    target_tolerance_percent = models.PositiveSmallIntegerField(
        _("so weit darf ein Wert hinter dem Weg zum Ziel liegen, in Prozent"), default=20
    )
    report_every_months = models.PositiveSmallIntegerField(_("Bericht alle so vielen Monate"), default=6)
    asks_leads = models.BooleanField(_("Federführende von selbst um den Stand bitten"), default=True)
    asks_before_days = models.PositiveSmallIntegerField(_("so viele Tage vor dem Bericht bitten"), default=14)
    reminds_after_days = models.PositiveSmallIntegerField(_("nach so vielen Tagen einmal erinnern"), default=14)
    link_days = models.PositiveSmallIntegerField(_("Link in der Mail gilt so viele Tage"), default=60)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Fassung des Konzepts"), _("Fassungen des Konzepts")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "title", "edition"], name="plan_edition_once",
                violation_error_message=_("Diese Fassung gibt es schon. Bitte wählen Sie einen anderen Namen."),
            ),
            models.CheckConstraint(
                name="plan_adopted_on_a_day",
                condition=Q(status="draft", adopted_on=None) | ~Q(status="draft") & Q(adopted_on__isnull=False),
                violation_error_message=_("Eine beschlossene Fassung braucht den Tag des Beschlusses."),
            ),
            models.UniqueConstraint(
                fields=["district"], condition=Q(status="adopted"), name="one_adopted_plan",
                violation_error_message=_("Es gibt schon eine beschlossene Fassung."),
            ),
            models.CheckConstraint(
                name="plan_thresholds_positive",
                condition=Q(stale_after_days__gte=1, report_every_months__gte=1, link_days__gte=1),
                violation_error_message=_("Fristen und Abstände sind mindestens ein Tag oder ein Monat."),
            ),
            models.CheckConstraint(
                name="plan_ends_after_it_begins",
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("Die Fassung gilt bis zu einem Tag, der vor ihrem Beginn liegt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        personal = ["responsible"]
        harmless = [
            "district", "uuid", "title", "edition", "preface", "status", "follows", "valid_from", "valid_until", "adopted_on",
            "decision_reference", "resolution", "steering_group", "is_public", "late_after_days", "stale_after_days", "target_tolerance_percent",
            "report_every_months", "asks_leads", "asks_before_days", "reminds_after_days", "link_days", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.title} {self.edition}"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class Goal(DistrictModel):
    """A Leitziel: where the Kreis wants to be."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(PlanVersion, verbose_name=_("Fassung"), on_delete=models.CASCADE, related_name="goals")
    number = models.CharField(_("Nummer"), max_length=10)
    title = models.CharField(_("Leitziel"), max_length=300)
    text = models.TextField(_("Erläuterung"), blank=True)
    fields_of_action = models.ManyToManyField(
        FieldOfAction, verbose_name=_("Handlungsfelder"), blank=True, related_name="+"
    )
    carried_from = models.ForeignKey(
        "self", verbose_name=_("übernommen von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )  # fmt: skip

    carry_reason = models.CharField(_("Warum übernommen?"), max_length=300, blank=True)
    end_reason = models.CharField(_("Warum nicht in die nächste Fassung übernommen?"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Leitziel"), _("Leitziele")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="goal_number_once",
                violation_error_message=_("Diese Nummer hat schon ein anderes Leitziel."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = [
            "district",
            "uuid",
            "version",
            "number",
            "title",
            "text",
            "fields_of_action",
            "carried_from",
            "carry_reason",
            "end_reason",
            "updated_at",
        ]

    def __str__(self):
        return f"{self.number} {self.title}"


class Objective(DistrictModel):
    """A Teilziel: what shall be different by when, and by what one sees it (SMART)."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, verbose_name=_("Leitziel"), on_delete=models.CASCADE, related_name="objectives")
    number = models.CharField(_("Nummer"), max_length=10)
    title = models.CharField(_("Teilziel"), max_length=300)
    text = models.TextField(_("Erläuterung"), blank=True)
    target_groups = models.ManyToManyField(TargetGroup, verbose_name=_("Für wen?"), blank=True, related_name="+")
    achievable_because = models.TextField(_("Warum ist es zu schaffen?"), blank=True)
    relevant_because = models.TextField(_("Warum ist es wichtig?"), blank=True)
    due_on = models.DateField(_("bis wann"), null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", verbose_name=_("übernommen von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )  # fmt: skip

    carry_reason = models.CharField(_("Warum übernommen?"), max_length=300, blank=True)
    end_reason = models.CharField(_("Warum nicht in die nächste Fassung übernommen?"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Teilziel"), _("Teilziele")
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "number"], name="objective_number_once",
                violation_error_message=_("Diese Nummer hat schon ein anderes Teilziel."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = [
            "district", "uuid", "goal", "number", "title", "text", "target_groups", "achievable_because", "relevant_because", "due_on",
            "carried_from", "carry_reason", "end_reason", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.number} {self.title}"


class MeasureQuerySet(DistrictQuerySet):
    def open(self):
        return self.exclude(status__in=ENDED)


class Measure(DistrictModel):
    """Something we do: who leads it, where, until when, with what money, and how far it is."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("vorgeschlagen")
        PLANNED = "planned", _("geplant")
        RUNNING = "running", _("läuft")
        PAUSED = "paused", _("ruht")
        DONE = "done", _("umgesetzt")
        DROPPED = "dropped", _("nicht weiter verfolgt")

    class Weight(models.TextChoices):
        """Lindau tells quick wins from measures that matter most (domain.md 6)."""

        QUICK_WIN = "quick_win", _("schnell umgesetzt")
        ORDINARY = "ordinary", _("Maßnahme")
        FOCUS = "focus", _("Schwerpunkt")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        PlanVersion, verbose_name=_("Fassung"), on_delete=models.CASCADE, related_name="measures"
    )
    objective = models.ForeignKey(
        Objective, verbose_name=_("Teilziel"), on_delete=models.PROTECT, related_name="measures"
    )
    also_serves = models.ManyToManyField(
        Objective, verbose_name=_("dient auch"), blank=True, related_name="also_served_by"
    )  # fmt: skip
    number = models.CharField(_("Nummer"), max_length=20)
    title = models.CharField(_("Maßnahme"), max_length=300)
    text = models.TextField(_("Was geschieht?"), blank=True)
    weight = models.CharField(_("Gewicht"), max_length=10, choices=Weight, default=Weight.ORDINARY)
    fields_of_action = models.ManyToManyField(
        FieldOfAction, verbose_name=_("Handlungsfelder"), blank=True, related_name="+"
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), blank=True, related_name="+")
    target_groups = models.ManyToManyField(TargetGroup, verbose_name=_("Für wen?"), blank=True, related_name="+")
    municipalities = models.ManyToManyField(
        Municipality, verbose_name=_("Gemeinden"), blank=True, related_name="+", help_text=_("Ohne Auswahl gilt sie im ganzen Kreis.")
    )  # fmt: skip
    lead = models.ForeignKey(
        Organization, verbose_name=_("Federführung"), on_delete=models.PROTECT, null=True, blank=True, related_name="led_measures"
    )  # fmt: skip
    lead_contact = models.ForeignKey(
        Contact, verbose_name=_("Ansprechperson der Federführung"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    lead_email = models.EmailField(
        _("E-Mail der Federführung"), blank=True, help_text=_("Dorthin geht die Bitte um den Stand, wenn keine Ansprechperson gewählt ist.")
    )  # fmt: skip
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig bei uns"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )  # fmt: skip
    starts_on = models.DateField(_("Beginn"), null=True, blank=True)
    ends_on = models.DateField(_("Ende"), null=True, blank=True)
    is_ongoing = models.BooleanField(_("Daueraufgabe"), default=False)
    cost_cents = models.PositiveBigIntegerField(_("Kosten in Cent"), null=True, blank=True)
    cost_note = models.CharField(_("Was steckt darin?"), max_length=200, blank=True)
    decision_reference = models.CharField(_("Vorlage des Kreistags"), max_length=80, blank=True)
    next_report_on = models.DateField(_("nächster Bericht"), null=True, blank=True)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.PROPOSED)
    carried_from = models.ForeignKey(
        "self", verbose_name=_("übernommen von"), on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )  # fmt: skip
    carry_reason = models.CharField(_("Warum übernommen?"), max_length=300, blank=True)
    end_reason = models.CharField(_("Warum nicht in die nächste Fassung übernommen?"), max_length=300, blank=True)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(MeasureQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Maßnahme"), _("Maßnahmen")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"], name="measure_number_once",
                violation_error_message=_("Diese Nummer hat schon eine andere Maßnahme."),
            ),
            models.CheckConstraint(
                name="measure_ends_after_it_begins",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die beiden Tage."),
            ),
            models.CheckConstraint(
                name="ongoing_measure_has_no_end", condition=Q(is_ongoing=False) | Q(ends_on=None),
                violation_error_message=_("Eine Daueraufgabe hat kein Ende. Bitte lassen Sie eins von beidem weg."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["district", "version", "status"], name="measure_by_status")]

    class Privacy:
        retention = "plan"
        personal = ["lead_contact", "lead_email", "responsible"]
        harmless = [
            "district", "uuid", "version", "objective", "also_serves", "number", "title", "text", "weight", "fields_of_action", "topics",
            "target_groups", "municipalities", "lead", "starts_on", "ends_on", "is_ongoing", "cost_cents", "cost_note",
            "decision_reference", "next_report_on", "status", "carried_from", "carry_reason", "end_reason", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED


ENDED = frozenset({Measure.Status.DONE, Measure.Status.DROPPED})


class Milestone(DistrictModel):
    """A step of a measure one can see: „Räume gefunden“, until a day."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("Meilenstein"), max_length=200)
    due_on = models.DateField(_("bis"))
    reached_on = models.DateField(_("erreicht am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Meilenstein"), _("Meilensteine")

    class Privacy:
        retention = "plan"
        harmless = ["district", "measure", "title", "due_on", "reached_on"]

    def __str__(self):
        return self.title


class Dependency(DistrictModel):
    """A measure that needs another one first."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(
        Measure, verbose_name=_("braucht zuerst"), on_delete=models.CASCADE, related_name="needed_by"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Abhängigkeit"), _("Abhängigkeiten")
        constraints = [
            models.UniqueConstraint(fields=["measure", "needs"], name="dependency_once"),
            models.CheckConstraint(
                name="no_measure_needs_itself", condition=~Q(measure=F("needs")),
                violation_error_message=_("Eine Maßnahme kann nicht auf sich selbst warten."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = ["district", "measure", "needs"]

    def __str__(self):
        return f"{self.measure_id} → {self.needs_id}"


class FundingShare(DistrictModel):
    """Who pays which part of a measure; the accounts are kept elsewhere."""

    class State(models.TextChoices):
        IDEA = "idea", _("vorgesehen")
        ASKED = "asked", _("beantragt")
        GRANTED = "granted", _("bewilligt")
        REFUSED = "refused", _("abgelehnt")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="funding")
    source = models.CharField(_("Woher kommt das Geld?"), max_length=160)
    amount_cents = models.PositiveBigIntegerField(_("Betrag in Cent"))
    year = models.PositiveSmallIntegerField(_("Jahr"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.IDEA)

    class Meta:
        verbose_name, verbose_name_plural = _("Finanzierung"), _("Finanzierungen")

    class Privacy:
        retention = "plan"
        harmless = ["district", "measure", "source", "amount_cents", "year", "state"]

    def __str__(self):
        return self.source


class Commitment(DistrictModel):
    """What a partner does for a measure by its own will: asked, promised or refused."""

    class State(models.TextChoices):
        ASKED = "asked", _("angefragt")
        PROMISED = "promised", _("zugesagt")
        REFUSED = "refused", _("abgelehnt")

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="commitments")
    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, related_name="commitments"
    )
    part = models.CharField(_("Beitrag"), max_length=200, blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.ASKED)
    asked_on = models.DateField(_("angefragt am"))
    answered_on = models.DateField(_("geantwortet am"), null=True, blank=True)
    reason = models.CharField(_("Begründung"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Zusage eines Partners"), _("Zusagen von Partnern")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "organization"], name="commitment_once",
                violation_error_message=_("Dieser Akteur steht bei der Maßnahme schon."),
            ),
            models.CheckConstraint(
                name="answered_commitment_has_a_day",
                condition=Q(state="asked", answered_on=None) | ~Q(state="asked") & Q(answered_on__isnull=False),
                violation_error_message=_("Eine Zusage oder Absage braucht den Tag der Antwort."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = ["district", "measure", "organization", "part", "state", "asked_on", "answered_on", "reason"]

    def __str__(self):
        return f"{self.organization}: {self.get_state_display()}"


class IndicatorTarget(DistrictModel):
    """What an objective or a measure wants an indicator to show, from which baseline, until when."""

    class Kind(models.TextChoices):
        OUTPUT = "output", _("Leistung")  # what was done
        OUTCOME = "outcome", _("Wirkung")  # what changed

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="targets")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="targets")
    definition = models.ForeignKey(Definition, verbose_name=_("Indikator"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.OUTPUT)
    baseline = models.DecimalField(_("Ausgangswert"), max_digits=16, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(_("Ausgangswert vom"), null=True, blank=True)
    target = models.DecimalField(_("Zielwert"), max_digits=16, decimal_places=4)
    target_on = models.DateField(_("zu erreichen bis"))

    class Meta:
        verbose_name, verbose_name_plural = _("Zielwert"), _("Zielwerte")
        constraints = [
            models.CheckConstraint(
                name="target_of_objective_or_measure",
                condition=Q(objective=None, measure__isnull=False) | Q(objective__isnull=False, measure=None),
            ),
            models.CheckConstraint(
                name="target_after_baseline", condition=Q(baseline_on=None) | Q(target_on__gt=F("baseline_on")),
                violation_error_message=_("Der Zielwert soll vor dem Ausgangswert erreicht sein. Bitte prüfen Sie die beiden Tage."),
            ),
            models.UniqueConstraint(fields=["objective", "definition", "target_on"], name="objective_target_once"),
            models.UniqueConstraint(fields=["measure", "definition", "target_on"], name="measure_target_once"),
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = [
            "district", "objective", "measure", "definition", "kind", "baseline", "baseline_on", "target", "target_on",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.definition}: {self.target}"


class PlanTranslation(TranslationRow, DistrictModel):
    """Title and text of a version, goal, objective or measure in another language."""

    version = models.ForeignKey(
        PlanVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="translations"
    )
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="translations")
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="translations"
    )
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="translations")
    title = models.CharField(_("Titel"), max_length=300)
    text = models.TextField(_("Text"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Übersetzung im Konzept"), _("Übersetzungen im Konzept")
        constraints = [
            models.CheckConstraint(
                name="plan_translation_of_one_thing",
                condition=Q(version__isnull=False, goal=None, objective=None, measure=None)
                | Q(version=None, goal__isnull=False, objective=None, measure=None)
                | Q(version=None, goal=None, objective__isnull=False, measure=None)
                | Q(version=None, goal=None, objective=None, measure__isnull=False),
            ),
            models.UniqueConstraint(fields=["version", "language"], name="version_translation_once"),
            models.UniqueConstraint(fields=["goal", "language"], name="goal_translation_once"),
            models.UniqueConstraint(fields=["objective", "language"], name="objective_translation_once"),
            models.UniqueConstraint(fields=["measure", "language"], name="measure_translation_once"),
        ]  # fmt: skip

    class Privacy:
        retention = "plan"
        harmless = [
            "district", "language", "source_hashes", "origin", "version", "goal", "objective", "measure", "title", "text",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.title} ({self.language})"
