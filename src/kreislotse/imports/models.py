from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class ImportBatch(DistrictModel):
    """One list that was read in: the file, how its columns were understood, what came of it, and its undo."""

    class Status(models.TextChoices):
        FETCHING = "fetching", _("wird geholt")
        UPLOADED = "uploaded", _("hochgeladen")
        RUNNING = "running", _("wird eingelesen")
        DONE = "done", _("eingelesen")
        FAILED = "failed", _("nicht eingelesen")
        UNDONE = "undone", _("zurückgenommen")

    target = models.CharField(_("Ziel"), max_length=40)
    file_name = models.CharField(_("Datei"), max_length=200)
    file_digest = models.CharField(max_length=64, editable=False)
    address = models.URLField(_("Adresse"), max_length=300, blank=True)
    stored_as = models.CharField(max_length=200, blank=True, editable=False)
    layout = models.JSONField(default=dict, editable=False)
    mapping = models.JSONField(_("Zuordnung"), default=dict)
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.UPLOADED)
    report = models.JSONField(_("Bericht"), default=dict)
    progress = models.PositiveSmallIntegerField(_("Fortschritt in Prozent"), default=0)
    created_at = models.DateTimeField(_("hochgeladen am"))
    progressed_at = models.DateTimeField(_("letztes Lebenszeichen"), null=True, blank=True)
    finished_at = models.DateTimeField(_("fertig am"), null=True, blank=True)
    undone_at = models.DateTimeField(_("zurückgenommen am"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = _("Import"), _("Importe")

    class Privacy:
        retention = "import"
        personal = ["by"]
        sensitive = ["report"]
        harmless = [
            "district", "target", "file_name", "file_digest", "address", "stored_as", "layout", "mapping", "status", "progress",
            "created_at", "progressed_at", "finished_at", "undone_at",
        ]  # fmt: skip

    def __str__(self):
        return self.file_name


class ImportedRow(DistrictModel):
    """One record an import created or changed, with what stood there before, so that the whole import can be undone."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    source_row = models.PositiveIntegerField(_("Zeile"))
    object_type = models.CharField(max_length=60)
    object_pk = models.PositiveBigIntegerField()
    created = models.BooleanField(_("neu angelegt"))
    before = models.JSONField(default=dict)
    after_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("eingelesener Datensatz"),
            _("eingelesene Datensätze"),
        )

    class Privacy:
        retention = "import"
        sensitive = ["before"]
        harmless = [
            "district",
            "batch",
            "source_row",
            "object_type",
            "object_pk",
            "created",
            "after_digest",
        ]

    def __str__(self):
        return f"{self.object_type} {self.object_pk}"


class ColumnMapping(DistrictModel):
    """How the columns of a list were understood last time; a list with the same header is understood the same way."""

    target = models.CharField(max_length=40)
    header_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name, verbose_name_plural = (
            _("gemerkte Zuordnung"),
            _("gemerkte Zuordnungen"),
        )
        constraints = [
            models.UniqueConstraint(
                fields=["district", "target", "header_digest"],
                name="column_mapping_once",
            )
        ]

    class Privacy:
        retention = "installation"
        harmless = ["district", "target", "header_digest", "mapping", "used_at"]

    def __str__(self):
        return self.target


class ExternalRecord(DistrictModel):
    """What a record is called in another system, and what that system last said of it.

    The next import finds the record by this name, whatever the office calls it by now; and it sees by `imported` which
    fields the office has changed since, so that it leaves those alone.
    """

    source = models.CharField(_("Quelle"), max_length=200)
    external_id = models.CharField(_("Kennung dort"), max_length=120)
    object_type = models.CharField(max_length=60)
    object_pk = models.PositiveBigIntegerField()
    imported = models.JSONField(default=dict)
    seen_at = models.DateTimeField(_("zuletzt gelesen"))
    # What stood here before the office took theirs, by part: it can be given back.
    replaced = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Eintrag eines anderen Systems"), _("Einträge anderer Systeme")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "source", "object_type", "external_id"], name="external_record_once"
            )
        ]
        indexes = [models.Index(fields=["object_type", "object_pk"], name="external_record_object")]

    class Privacy:
        retention = "directory"
        personal = ["imported", "replaced"]  # telephone and e-mail as the other system gives them
        harmless = ["district", "source", "external_id", "object_type", "object_pk", "seen_at"]

    def __str__(self):
        return f"{self.source} {self.external_id}"
