"""When an offer is there: the week, what differs on single days, and when somebody speaks a language."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models.offers import Offer
from kreislotse.districts.models import DistrictModel
from kreislotse.taxonomy.models import Language


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Montag")
    TUESDAY = 1, _("Dienstag")
    WEDNESDAY = 2, _("Mittwoch")
    THURSDAY = 3, _("Donnerstag")
    FRIDAY = 4, _("Freitag")
    SATURDAY = 5, _("Samstag")
    SUNDAY = 6, _("Sonntag")


class OpeningTime(DistrictModel):
    """On one weekday, from – to, while it is valid; by appointment is not the same as closed."""

    Weekday = Weekday

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="opening_times")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    opens_at = models.TimeField(_("von"))
    closes_at = models.TimeField(_("bis"))
    by_appointment = models.BooleanField(_("nur mit Termin"), default=False)
    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Öffnungszeit"), _("Öffnungszeiten")
        constraints = [
            models.CheckConstraint(
                name="opening_time_ends_after_it_begins",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Die Öffnungszeit endet, bevor sie beginnt."),
            ),
        ]

    class Privacy:
        retention = "directory"
        harmless = [
            "district",
            "offer",
            "weekday",
            "opens_at",
            "closes_at",
            "by_appointment",
            "valid_from",
            "valid_until",
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class OpeningException(DistrictModel):
    """Days that differ from the week: closed, or open at other hours; both days belong to it."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="opening_exceptions")
    first_day = models.DateField(_("vom"))
    last_day = models.DateField(_("bis einschließlich"))
    opens_at = models.TimeField(_("von"), null=True, blank=True)
    closes_at = models.TimeField(_("bis"), null=True, blank=True)
    by_appointment = models.BooleanField(_("nur mit Termin"), default=False)
    reason = models.CharField(_("Grund"), max_length=120, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Ausnahme"), _("Ausnahmen")
        constraints = [
            models.CheckConstraint(
                name="opening_exception_days_in_order",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("Der letzte Tag liegt vor dem ersten."),
            ),
            models.CheckConstraint(
                name="opening_exception_closed_or_from_to",
                condition=Q(opens_at=None, closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Bitte geben Sie beide Uhrzeiten an, die spätere zuletzt, oder keine für „geschlossen“."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "directory"
        harmless = [
            "district", "offer", "first_day", "last_day", "opens_at", "closes_at", "by_appointment", "reason",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.first_day:%d.%m.%Y}–{self.last_day:%d.%m.%Y}"

    @property
    def is_closed(self) -> bool:
        return self.opens_at is None


class LanguageTime(DistrictModel):
    """When one of the languages of an offer is spoken there; a language without any is spoken whenever it is open."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="language_times")
    language = models.ForeignKey(Language, verbose_name=_("Sprache"), on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    opens_at = models.TimeField(_("von"))
    closes_at = models.TimeField(_("bis"))
    by_appointment = models.BooleanField(_("nur mit Termin"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Sprachzeit"), _("Sprachzeiten")
        constraints = [
            models.CheckConstraint(
                name="language_time_ends_after_it_begins",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Die Zeit endet, bevor sie beginnt."),
            ),
        ]

    class Privacy:
        retention = "directory"
        harmless = ["district", "offer", "language", "weekday", "opens_at", "closes_at", "by_appointment"]

    def __str__(self):
        return f"{self.language} {self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
