"""What helps translating: words that mean something exact, and orders to a machine."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.core.text import fold_german
from kreislotse.directory.models.offers import Offer
from kreislotse.districts.models import DistrictModel


class GlossaryTerm(DistrictModel):
    """A German word of the trade, and how it is said in other languages, or that it stays as it is."""

    term = models.CharField(_("Begriff auf Deutsch"), max_length=80)
    note = models.CharField(_("Was ist gemeint?"), max_length=200, blank=True)
    stays_german = models.BooleanField(_("wird nicht übersetzt"), default=False)
    translations = models.JSONField(default=dict, blank=True)
    search_key = models.CharField(max_length=80, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Begriff im Glossar"), _("Begriffe im Glossar")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "search_key"],
                name="glossary_term_once",
                violation_error_message=_("Dieser Begriff steht schon im Glossar."),
            )
        ]

    class Privacy:
        retention = "reference"
        harmless = ["district", "term", "note", "stays_german", "translations", "search_key"]

    def __str__(self):
        return self.term

    def save(self, *args, **kwargs):
        self.search_key = fold_german(self.term)[:80]
        super().save(*args, **kwargs)


class MachineRun(DistrictModel):
    """An order to translate by machine: one offer or all of them, into one or several languages."""

    languages = models.JSONField()
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="machine_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("maschinelle Übersetzung"), _("maschinelle Übersetzungen")
        indexes = [models.Index(fields=["district", "requested_at"], name="machine_run_latest")]

    class Privacy:
        retention = "directory"
        personal = ["by"]
        harmless = [
            "district", "languages", "offer", "requested_at", "finished_at", "done", "failed", "problems",
        ]  # fmt: skip

    def __str__(self):
        return f"{', '.join(self.languages)} {self.requested_at}"


class TranslationFile(DistrictModel):
    """A large file of translations on its way in: kept while the worker reads it, then only what became of it."""

    language = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField()
    progressed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Datei mit Übersetzungen"), _("Dateien mit Übersetzungen")

    class Privacy:
        retention = "import"
        personal = ["by"]
        harmless = [
            "district", "language", "file_name", "stored_as", "received_at", "progressed_at", "finished_at", "progress",
            "report", "failure",
        ]  # fmt: skip

    def __str__(self):
        return f"{self.file_name} ({self.language})"
