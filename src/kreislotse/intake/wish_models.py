"""What people ask for beyond a topic: the four kinds of help, directions of a language, repeated dates, and the rules for them."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel

_ENDS = Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
MOST_DATES = 52


class HelpKind(models.TextChoices):
    """The four kinds of help of the Lotsen (domain.md 0)."""

    ORIENTATION = "orientation", _("sich zurechtfinden")
    COMPANY = "company", _("zu einem Termin mitkommen: Amt, Schule, Kita")
    HOUSING = "housing", _("Wohnung suchen, Ärger mit der Miete")
    MEDIATION = "mediation", _("bei einem Streit vermitteln")


class HelpDetail(models.TextChoices):
    """One category more for each kind, never a story; the code begins with the kind."""

    ORIENTATION_PAPERS = "orientation_papers", _("Briefe und Formulare verstehen")
    ORIENTATION_OFFICES = "orientation_offices", _("welches Amt ist zuständig")
    ORIENTATION_EVERYDAY = "orientation_everyday", _("Alltag: Bus, Bank, Vertrag, Einkauf")
    ORIENTATION_HEALTH = "orientation_health", _("Arzt und Krankenkasse finden")
    ORIENTATION_PEOPLE = "orientation_people", _("Menschen und Vereine kennenlernen")
    COMPANY_AUTHORITY = "company_authority", _("Termin bei einem Amt")
    COMPANY_SCHOOL = "company_school", _("Gespräch in der Schule")
    COMPANY_DAYCARE = "company_daycare", _("Gespräch in der Kita")
    COMPANY_COUNSELLING = "company_counselling", _("Gespräch in einer Beratungsstelle")
    COMPANY_ELSEWHERE = "company_elsewhere", _("ein anderer Termin")
    HOUSING_SEARCH = "housing_search", _("eine Wohnung suchen")
    HOUSING_CONTRACT = "housing_contract", _("Mietvertrag verstehen, einziehen")
    HOUSING_COSTS = "housing_costs", _("Miete oder Nebenkosten sind strittig")
    HOUSING_DEFECT = "housing_defect", _("in der Wohnung ist etwas kaputt")
    HOUSING_NOTICE = "housing_notice", _("Kündigung bekommen")
    MEDIATION_NEIGHBORS = "mediation_neighbors", _("in der Nachbarschaft")
    MEDIATION_SCHOOL = "mediation_school", _("in Schule oder Kita")
    MEDIATION_WORK = "mediation_work", _("bei der Arbeit")
    MEDIATION_SHELTER = "mediation_shelter", _("in der Unterkunft")
    MEDIATION_CLUB = "mediation_club", _("im Verein oder Treffpunkt")

    @property
    def kind(self) -> str:
        return self.value.partition("_")[0]


def details_of(kind: str) -> list["HelpDetail"]:
    return [detail for detail in HelpDetail if detail.kind == kind]


class Direction(models.TextChoices):
    """Into which language somebody translates."""

    BOTH = "", _("in beide Richtungen")
    INTO_GERMAN = "into_german", _("ins Deutsche")
    FROM_GERMAN = "from_german", _("aus dem Deutschen")


class Urgency(models.TextChoices):
    NORMAL = "", _("hat Zeit")
    SOON = "soon", _("bald")
    URGENT = "urgent", _("dringend, es läuft eine Frist")


class SeriesWish(DistrictModel):
    """An appointment asked for again and again: every so many weeks, a number of times or until a day."""

    help_request = models.OneToOneField("intake.HelpRequest", on_delete=models.CASCADE, related_name="series_wish")
    every_weeks = models.PositiveSmallIntegerField(
        _("alle … Wochen"), default=1, validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    number = models.PositiveSmallIntegerField(
        _("Zahl der Termine"), null=True, blank=True, validators=[MinValueValidator(2), MaxValueValidator(MOST_DATES)]
    )
    until = models.DateField(_("bis zum"), null=True, blank=True)
    skips_school_free = models.BooleanField(_("nicht in den Ferien"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Wunsch nach einer Terminreihe"), _("Wünsche nach Terminreihen")
        constraints = [
            models.CheckConstraint(
                name="series_wish_number_or_end",
                condition=Q(number__isnull=False, until=None) | Q(number=None, until__isnull=False),
                violation_error_message=_("Bitte nennen Sie entweder die Zahl der Termine oder den letzten Tag."),
            ),
            models.CheckConstraint(
                name="series_wish_within_bounds",
                condition=Q(every_weeks__gte=1, every_weeks__lte=4) & (Q(number=None) | Q(number__gte=2, number__lte=MOST_DATES)),
                violation_error_message=_("Eine Terminreihe hat 2 bis 52 Termine, alle 1 bis 4 Wochen."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "casework"
        harmless = ["district", "help_request", "every_weeks", "number", "until", "skips_school_free"]

    def __str__(self):
        return f"{self.help_request_id}: {self.number or self.until}"


class SchoolFreeTime(DistrictModel):
    """Days without school, from – to; series for schools leave them out. The office enters those of its Land."""

    name = models.CharField(_("Name"), max_length=80, help_text=_("zum Beispiel „Osterferien“"))
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("erster freier Tag"))
    valid_to = models.DateField(_("letzter freier Tag"))

    class Meta:
        verbose_name, verbose_name_plural = _("schulfreie Zeit"), _("schulfreie Zeiten")
        constraints = [
            models.CheckConstraint(
                name="school_free_time_ends_after_it_begins", condition=Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "name", "source", "valid_from", "valid_to"]

    def __str__(self):
        return self.name


class LeadTime(DistrictModel):
    """How many working days before the appointment somebody must ask, by urgency and form of help; dated."""

    class Setting(models.TextChoices):
        ON_SITE = "on_site", _("vor Ort")
        PHONE = "phone", _("am Telefon")
        VIDEO = "video", _("per Video")

    urgency = models.CharField(_("Wie eilig?"), max_length=10, choices=Urgency, blank=True, default="")
    setting = models.CharField(_("Form"), max_length=10, choices=Setting)
    working_days = models.PositiveSmallIntegerField(
        _("Vorlauf in Arbeitstagen"), validators=[MaxValueValidator(60)],
        help_text=_("0 heißt: auch noch am selben Tag"),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Vorlauf"), _("Vorläufe")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "urgency", "setting", "valid_from"], name="lead_time_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon ein Vorlauf für diese Form."),
            ),
            models.CheckConstraint(
                name="lead_time_ends_after_it_begins", condition=_ENDS,
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "urgency", "setting", "working_days", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.get_urgency_display()}, {self.get_setting_display()}: {self.working_days}"


class ClientCapRule(DistrictModel):
    """How often one person may be accompanied, counted by a key that names nobody; dated (domain.md 1: 5 in Hessen)."""

    most = models.PositiveSmallIntegerField(
        _("Höchstens so viele Termine für eine Person"), validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    within_days = models.PositiveSmallIntegerField(
        _("innerhalb von … Tagen"), default=365, validators=[MinValueValidator(30), MaxValueValidator(1100)],
        help_text=_("Danach wird der Zählschlüssel gelöscht."),
    )  # fmt: skip
    is_required = models.BooleanField(
        _("Einrichtungen müssen den Zählschlüssel nennen"), default=False,
        help_text=_("Sonst zählen wir nur, wo einer genannt wird."),
    )  # fmt: skip
    source = models.CharField(_("Grundlage"), max_length=300, blank=True)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Grenze für eine Person"), _("Grenzen für eine Person")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "valid_from"], name="client_cap_rule_once_per_day",
                violation_error_message=_("An diesem Tag beginnt schon eine solche Grenze."),
            ),
            models.CheckConstraint(
                name="client_cap_rule_ends_after_it_begins", condition=_ENDS,
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "reference"
        harmless = ["district", "most", "within_days", "is_required", "source", "valid_from", "valid_to"]

    def __str__(self):
        return f"{self.most}/{self.within_days}"


class CounterKeyUse(DistrictModel):
    """That a key was used for so many dates, and on which days; only the institution that holds the key knows for whom.

    `days` are those of the appointments, or of the wish until they are agreed; a date without one counts on the day of the request.

    The use outlives its request, so that the window of the rule can be longer than requests are kept.
    """

    key_digest = models.CharField(max_length=64, editable=False)
    help_request = models.OneToOneField(
        "intake.HelpRequest", on_delete=models.SET_NULL, null=True, related_name="counter_key_use"
    )
    counted_on = models.DateField(_("gezählt am"))
    dates = models.PositiveSmallIntegerField(_("Termine"), default=1)
    days = models.JSONField(_("Tage der Termine"), default=list)
    last_on = models.DateField(_("letzter Tag"), null=True)
    released_on = models.DateField(_("zählt nicht mehr seit"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Nutzung eines Zählschlüssels"), _("Nutzungen von Zählschlüsseln")
        indexes = [models.Index(fields=["district", "key_digest", "counted_on"], name="counter_key_use_by_key")]

    class Privacy:
        retention = "casework"
        sensitive = ["key_digest"]
        harmless = ["district", "help_request", "counted_on", "dates", "days", "last_on", "released_on"]

    def __str__(self):
        return f"{self.counted_on}: {self.dates}"

    @property
    def known_days(self) -> list[date]:
        """The days of the dates that have one, in order."""
        return [date.fromisoformat(day) for day in self.days]

    @property
    def counted_days(self) -> list[date]:
        """The day each date counts on."""
        return [*self.known_days, *[self.counted_on] * (self.dates - len(self.days))]
