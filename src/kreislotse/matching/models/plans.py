from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models import FundingSource, Guide, Role
from kreislotse.intake.models import HelpRequest
from kreislotse.network.models import Organization

MOST_POINTS = 500


def _points(label, default: int, meaning):
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(MOST_POINTS)], help_text=meaning
    )


class MatchingWeights(DistrictModel):
    """What counts how much when guides are proposed, in points; one point is about one kilometer's way. Dated."""

    per_km = _points(_("Ein Kilometer Weg"), 1, _("Das Maß für alles andere: ein Punkt ist etwa ein Kilometer."))
    per_rested_week_missing = _points(
        _("Eine Woche kürzer als zwei Monate Pause"), 3, _("Damit nicht immer dieselben gefragt werden.")
    )
    not_the_known_guide = _points(
        _("Jemand anderes als beim letzten Mal"), 25, _("Wer schon einmal half, muss nicht alles neu erzählt bekommen.")
    )
    untrained_topic = _points(
        _("Das Thema ist neu"),
        15,
        _("Wer das Thema nicht angegeben hat, kann trotzdem helfen; wer es kennt, geht vor."),
    )
    other_gender = _points(
        _("Der Wunsch nach einer Frau oder einem Mann ist nicht erfüllt"), 60, _("Mehr als jeder übliche Weg im Kreis.")
    )
    per_level_below_native = _points(
        _("Ein Sprachniveau unter der Muttersprache"), 2, _("Das Mindestniveau gilt in jedem Fall.")
    )
    per_further_in_round = _points(_("Eine weitere Anfrage an dieselbe Person"), 12, _("Erst verteilen, dann häufen."))
    per_quarter_over_week = _points(
        _("Eine Viertelstunde über der Grenze der Woche"),
        5,
        _("Erlaubt, aber nicht gern. Die Grenze im Jahr gilt immer."),
    )
    scarce_hours = _points(
        _("Stunden, die im Jahr noch andere brauchen"), 60,
        _("So viel, wenn sie sicher fehlen werden; nach den Anfragen des letzten Jahres. Allein bleibt deshalb niemand."),
    )  # fmt: skip
    per_change = _points(
        _("Eine Änderung gegenüber dem Plan davor"),
        15,
        _("Damit ein gelesener Plan nicht wegen einer Kleinigkeit kippt."),
    )
    unserved_per_waiting_day = _points(
        _("Ein Tag Wartezeit"), 10, _("Reichen die Personen nicht, geht vor, wer länger wartet.")
    )
    unserved_per_urgency = _points(_("Eine Stufe eiliger"), 500, _("Reichen die Personen nicht, geht vor, was eilt."))
    most_per_guide = models.PositiveSmallIntegerField(
        _("Höchstens so viele neue Anfragen je Person in einer Woche"), default=2,
        validators=[MaxValueValidator(20)], help_text=_("Eine feste Grenze, kein Wunsch."),
    )  # fmt: skip
    is_fair = models.BooleanField(
        _("Zuerst die am schlechtesten versorgte Gruppe"), default=False,
        help_text=_("Nach der Dringlichkeit zählt dann, dass keine Sprache und kein Ort zurückbleibt; erst danach Wege und Wünsche."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    POINTS = (
        "per_km", "per_rested_week_missing", "not_the_known_guide", "untrained_topic", "other_gender",
        "per_level_below_native", "per_further_in_round", "per_quarter_over_week", "scarce_hours", "per_change",
        "unserved_per_waiting_day", "unserved_per_urgency",
    )  # fmt: skip
    CHOSEN = (*POINTS, "most_per_guide", "is_fair")

    class Meta:
        verbose_name, verbose_name_plural = _("Gewichte für Vorschläge"), _("Gewichte für Vorschläge")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="matching_weights_once_per_day",
                violation_error_message=_("An diesem Tag beginnen schon Gewichte."),
            ),
            models.CheckConstraint(
                name="matching_weights_end_after_they_begin", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="matching_weights_give_everybody_one", condition=Q(most_per_guide__gte=1),
                violation_error_message=_("Jede Person kann mindestens eine Anfrage bekommen."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = [
            "district", "per_km", "per_rested_week_missing", "not_the_known_guide", "untrained_topic", "other_gender",
            "per_level_below_native", "per_further_in_round", "per_quarter_over_week", "scarce_hours", "per_change",
            "unserved_per_waiting_day", "unserved_per_urgency", "most_per_guide", "is_fair", "source", "valid_from",
            "valid_to",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.valid_from}"

    def chosen(self) -> dict:
        """The values a plan can be given of its own."""
        return {name: getattr(self, name) for name in self.CHOSEN}


class WeekPlan(DistrictModel):
    """Who could go to which open request in one week; a draft until its questions are released."""

    class State(models.TextChoices):
        NEW = "new", _("noch nicht berechnet")
        COMPUTING = "computing", _("wird berechnet")
        READY = "ready", _("berechnet")
        FAILED = "failed", _("nicht gelungen")

    monday = models.DateField(_("Woche ab"))
    organization = models.ForeignKey(
        Organization, verbose_name=_("Träger"), on_delete=models.CASCADE, null=True, related_name="+"
    )
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.NEW)
    step = models.CharField(_("Schritt"), max_length=120, blank=True)
    weights = models.JSONField(_("eigene Gewichte"), default=dict)
    computed_at = models.DateTimeField(_("berechnet am"), null=True)
    computed_with = models.JSONField(_("berechnet mit"), default=dict)
    milliseconds = models.PositiveIntegerField(_("Rechenzeit in Millisekunden"), default=0)
    gap_permille = models.PositiveSmallIntegerField(_("Abstand zum besten Plan in Promille, höchstens"), default=0)
    """Above 0 only where the round was too large for a proof."""
    fairness = models.JSONField(_("Verteilung"), default=dict)
    released_at = models.DateTimeField(_("zuletzt freigegeben am"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Wochenplan"), _("Wochenpläne")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "monday"], name="week_plan_once", condition=Q(organization=None)
            ),
            models.UniqueConstraint(
                fields=["district", "monday", "organization"], name="week_plan_once_per_organization",
                condition=Q(organization__isnull=False),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        harmless = [
            "district", "monday", "organization", "state", "step", "weights", "computed_at", "computed_with", "milliseconds",
            "gap_permille", "fairness", "released_at",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.monday}"

    @property
    def gap_percent(self) -> float:
        return self.gap_permille / 10

    @property
    def is_computing(self) -> bool:
        return self.state == self.State.COMPUTING

    @property
    def is_released(self) -> bool:
        """Whether its questions went out and it was not computed anew since."""
        return bool(self.released_at and self.computed_at and self.released_at >= self.computed_at)


class PlanLine(DistrictModel):
    """One open request in a plan: the guide proposed, or why there is none; and what changed against the plan before."""

    class Change(models.TextChoices):
        SAME = "", _("unverändert")
        NEW = "new", _("neu")
        MOVED = "moved", _("andere Person")
        LOST = "lost", _("niemand mehr")
        FOUND = "found", _("jetzt gefunden")

    plan = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="lines")
    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="+")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(_("Aufgabe"), max_length=15, choices=Role)
    on = models.DateField(_("Tag"), null=True, db_column="on_day")
    starts_at = models.TimeField(_("Beginn"), null=True)
    funding_source = models.ForeignKey(
        FundingSource, verbose_name=_("andere Finanzierung"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """Who pays where the usual funding does not suffice for the whole plan; `None`: the usual one of the day."""
    reasons = models.JSONField(_("Gründe"), default=list)
    cause = models.CharField(_("Ursache"), max_length=30, blank=True)
    why = models.CharField(_("woran es liegt"), max_length=400, blank=True)
    ways = models.JSONField(_("was helfen würde"), default=list)
    nearly = models.ManyToManyField(Guide, verbose_name=_("passen fast"), related_name="+")
    change = models.CharField(_("Änderung"), max_length=10, choices=Change, blank=True, default="")
    changed_from = models.ForeignKey(Guide, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_because = models.CharField(_("weil"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Zeile eines Wochenplans"), _("Zeilen eines Wochenplans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "help_request"], name="plan_line_once_per_request"),
            models.CheckConstraint(
                name="plan_line_guide_or_cause",
                condition=Q(guide__isnull=False, cause="") | (Q(guide=None) & ~Q(cause="")),
                violation_error_message=_("Eine Zeile nennt eine Person oder die Ursache."),
            ),
        ]

    class Privacy:
        retention = "assignment"
        personal = ["guide", "nearly", "changed_from"]
        harmless = [
            "district", "plan", "help_request", "role", "on", "starts_at", "funding_source", "reasons", "cause", "why", "ways",
            "change", "changed_because",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.help_request_id} → {self.guide_id}"


class PlanChoice(DistrictModel):
    """What the coordinator settled: this guide takes this request, or not this pair."""

    class Kind(models.TextChoices):
        PIN = "pin", _("festgelegt")
        FORBID = "forbid", _("nicht dieses Paar")

    plan = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="choices")
    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="+")
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind)

    class Meta:
        verbose_name, verbose_name_plural = _("Festlegung im Wochenplan"), _("Festlegungen im Wochenplan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "help_request", "guide"], name="plan_choice_once_per_pair"),
            models.UniqueConstraint(
                fields=["plan", "help_request"], name="plan_choice_one_pin", condition=Q(kind="pin"),
                violation_error_message=_("Für diese Anfrage ist schon jemand festgelegt."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "assignment"
        personal = ["guide"]
        harmless = ["district", "plan", "help_request", "kind"]

    def __str__(self):
        return f"{self.help_request_id} {self.kind} {self.guide_id}"


class UnservedCause(DistrictModel):
    """What last kept a request without a guide: counted without the request when its month is closed."""

    class Cause(models.TextChoices):
        LANGUAGE = "language", _("niemand spricht die Sprache gut genug")
        TIME = "time", _("niemand hat zu dieser Zeit frei")
        AREA = "area", _("niemand kommt an diesen Ort")
        TAKEN = "taken", _("die Passenden sind schon vergeben")
        HOURS = "hours", _("die Stunden des Jahres sind aufgebraucht")
        MONEY = "money", _("die bewilligten Mittel reichen nicht mehr")
        QUALIFICATION = "qualification", _("Schulung oder Nachweis fehlt")
        GENDER = "gender", _("der Wunsch nach einer Frau oder einem Mann ging nicht")
        EXCLUDED = "excluded", _("die Passenden sagten ab oder durften nicht")
        OTHER = "other", _("mehreres zusammen")

    help_request = models.OneToOneField(HelpRequest, on_delete=models.CASCADE, related_name="unserved_cause")
    cause = models.CharField(_("Ursache"), max_length=20, choices=Cause)
    on = models.DateField(_("festgestellt am"), db_column="on_day")

    class Meta:
        verbose_name, verbose_name_plural = _("Ursache ohne Begleitung"), _("Ursachen ohne Begleitung")

    class Privacy:
        retention = "casework"
        harmless = ["district", "help_request", "cause", "on"]

    def __str__(self):
        return f"{self.help_request_id}: {self.cause}"
