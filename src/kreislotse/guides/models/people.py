from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.guides.models.roles import Role
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, Topic


class GuideQuerySet(DistrictQuerySet):
    def available(self):
        return self.filter(status=Guide.Status.ACTIVE)

    def named_like(self, text: str):
        """Guides whose name or number contains every word of `text`, whatever its accents."""
        query = Q()
        for word in fold_german(text).split():
            query &= Q(search_key__contains=word)
        return self.filter(query)

    def speaking(self, language: Language):
        return self.filter(languages__language=language)

    def coming_to(self, municipality: Municipality):
        """Guides who go to `municipality`: those who named it, and those who named no place at all."""
        return self.filter(
            Q(pk__in=Guide.areas.through.objects.filter(municipality=municipality).values("guide_id"))
            | ~Q(pk__in=Guide.areas.through.objects.values("guide_id"))
        )

    def free_on(self, weekday: int):
        """Guides who usually have time on a weekday; 0 is Monday."""
        return self.filter(pk__in=WeeklyTime.objects.filter(weekday=weekday).values("guide_id"))

    def in_role(self, role: str):
        return self.filter(is_interpreter=True) if role == Role.INTERPRETER else self.filter(is_guide=True)


class Guide(DistrictModel):
    """An Integrationslotsin or a Sprachmittler: what they can do, where and when."""

    class Status(models.TextChoices):
        INTERESTED = "interested", _("interessiert")
        IN_CONVERSATION = "in_conversation", _("im Gespräch")
        IN_TRAINING = "in_training", _("in Schulung")
        APPOINTED = "appointed", _("berufen")
        ACTIVE = "active", _("aktiv")
        RESTING = "resting", _("ruhend")
        LEFT = "left", _("ausgeschieden")

    class Gender(models.TextChoices):
        NOT_SAID = "", _("keine Angabe")
        WOMAN = "woman", _("Frau")
        MAN = "man", _("Mann")
        DIVERSE = "diverse", _("divers")

    number = models.CharField(_("Nummer"), max_length=20, editable=False)
    first_name = models.CharField(_("Vorname"), max_length=80)
    last_name = models.CharField(_("Nachname"), max_length=80)
    email = models.EmailField(_("E-Mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    gender = models.CharField(
        _("Geschlecht"), max_length=10, choices=Gender, blank=True, default="",
        help_text=_("nur, damit wir den Wunsch nach einer Frau oder einem Mann erfüllen können"),
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Zugang"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("Träger"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.INTERESTED)
    is_guide = models.BooleanField(_("begleitet"), default=True)
    is_interpreter = models.BooleanField(_("übersetzt"), default=False)
    home_municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("wohnt in"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    areas = models.ManyToManyField(Municipality, verbose_name=_("kommt nach"), blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, verbose_name=_("kennt sich aus mit"), blank=True, related_name="+")
    settings_possible = models.JSONField(_("Form"), default=list)
    note = models.CharField(_("Notiz für das Büro"), max_length=300, blank=True)
    interface_language = models.CharField(
        _("Sprache der Seiten und E-Mails"), max_length=20, blank=True,
        help_text=_("leer: noch nicht gewählt"),
    )  # fmt: skip
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig im Büro"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    started_on = models.DateField(_("dabei seit"), null=True, blank=True)
    left_on = models.DateField(_("ausgeschieden am"), null=True, blank=True)
    coordinates_from = models.DateField(_("koordiniert andere seit"), null=True, blank=True)
    coordinates_until = models.DateField(_("koordiniert andere bis"), null=True, blank=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)

    objects = DistrictManager.from_queryset(GuideQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Lotsin oder Lotse"),
            _("Lotsinnen und Lotsen"),
        )
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="guide_number_unique"),
            models.UniqueConstraint(
                fields=["district", "user"], name="guide_user_once", condition=Q(user__isnull=False),
                violation_error_message=_("Dieser Zugang gehört schon zu einer anderen Person."),
            ),
            models.CheckConstraint(
                name="guide_left_iff_dated",
                condition=Q(status="left", left_on__isnull=False) | (~Q(status="left") & Q(left_on=None)),
                violation_error_message=_("Bitte geben Sie an, seit wann die Person ausgeschieden ist."),
            ),
            models.CheckConstraint(
                name="guide_coordinates_until_after_from",
                condition=Q(coordinates_until=None)
                | Q(coordinates_from__isnull=False, coordinates_until__gte=models.F("coordinates_from")),
                violation_error_message=_("Das Ende des Koordinierens braucht einen Beginn, der davor liegt."),
            ),
            models.CheckConstraint(
                name="guide_has_a_role",
                condition=Q(is_guide=True) | Q(is_interpreter=True),
                violation_error_message=_("Bitte wählen Sie mindestens eine Aufgabe: begleiten oder übersetzen."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "guide"
        personal = [
            "first_name",
            "last_name",
            "email",
            "phone",
            "gender",
            "user",
            "home_municipality",
            "responsible",
            "search_key",
            "interface_language",
        ]
        sensitive = ["note"]
        harmless = [
            "district", "number", "organization", "status", "is_guide", "is_interpreter", "areas", "topics",
            "settings_possible", "started_on", "left_on", "coordinates_from", "coordinates_until",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.first_name} {self.last_name}"

    def save(self, *args, **kwargs):
        self.search_key = self.make_search_key(self.first_name, self.last_name, self.number)
        super().save(*args, **kwargs)

    def coordinates_on(self, day: date) -> bool:
        """Whether this guide coordinates other guides on that day, and may do more hours for it (domain.md 1)."""
        if self.coordinates_from is None or day < self.coordinates_from:
            return False
        return self.coordinates_until is None or day <= self.coordinates_until

    @property
    def mail_language(self) -> str:
        """The language of mails to this guide: the one chosen for the phone pages, else German."""
        return self.interface_language or settings.LANGUAGE_CODE

    @staticmethod
    def make_search_key(first_name: str, last_name: str, number: str) -> str:
        return fold_german(f"{first_name} {last_name} {number}")[:200]


class GuideLanguage(DistrictModel):
    """A language a guide speaks, and how well (CEFR)."""

    class Level(models.TextChoices):
        A2 = "A2", _("A2 – Grundkenntnisse")
        B1 = "B1", _("B1 – gut im Alltag")
        B2 = "B2", _("B2 – sicher")
        C1 = "C1", _("C1 – sehr sicher")
        C2 = "C2", _("C2 – fast wie Muttersprache")
        NATIVE = "native", _("Muttersprache")

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="languages")
    language = models.ForeignKey(Language, verbose_name=_("Sprache"), on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("Niveau"), max_length=10, choices=Level)
    reads_and_writes = models.BooleanField(_("auch schriftlich"), default=True)
    direction = models.CharField(
        _("Richtung beim Übersetzen"), max_length=15, blank=True, default="",
        choices=[("", _("in beide Richtungen")), ("into_german", _("nur ins Deutsche")), ("from_german", _("nur aus dem Deutschen"))],
    )  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Sprache einer Lotsin"),
            _("Sprachen der Lotsinnen"),
        )
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "language"], name="guide_language_once",
                violation_error_message=_("Diese Sprache steht schon da."),
            )
        ]  # fmt: skip

    class Privacy:
        retention = "guide"
        sensitive = ["language"]  # a language may tell an origin
        harmless = ["district", "guide", "level", "reads_and_writes", "direction"]

    def __str__(self):
        return f"{self.language} ({self.level})"


class WeeklyTime(DistrictModel):
    """When a guide usually has time."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="weekly_times")
    weekday = models.PositiveSmallIntegerField(
        _("Wochentag"),
        choices=[(0, _("Montag")), (1, _("Dienstag")), (2, _("Mittwoch")), (3, _("Donnerstag")), (4, _("Freitag")),
                 (5, _("Samstag")), (6, _("Sonntag"))],
    )  # fmt: skip
    from_time = models.TimeField(_("von"))
    to_time = models.TimeField(_("bis"))

    class Meta:
        verbose_name, verbose_name_plural = _("Zeitfenster"), _("Zeitfenster")
        constraints = [
            models.CheckConstraint(
                name="weekly_time_ends_after_it_begins",
                condition=Q(to_time__gt=models.F("from_time")),
                violation_error_message=_("Das Zeitfenster endet, bevor es beginnt."),
            )
        ]

    class Privacy:
        retention = "guide"
        personal = ["weekday", "from_time", "to_time"]
        harmless = ["district", "guide"]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.from_time:%H:%M}–{self.to_time:%H:%M}"
