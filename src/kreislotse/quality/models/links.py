from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class Verdict(models.TextChoices):
    """What opening an address showed. The sentences that go with it stand in `judge.ADVICE`."""

    UNCHECKED = "unchecked", _("noch nicht geprüft")
    OK = "ok", _("in Ordnung")
    MOVED = "moved", _("umgezogen")
    DETOUR = "detour", _("auf Umwegen erreichbar")
    HOME = "home", _("führt nur noch auf die Startseite")
    PARKED = "parked", _("Adresse wohl aufgegeben")
    MAYBE = "maybe", _("vielleicht in Ordnung")
    LOGIN = "login", _("verlangt eine Anmeldung")
    GONE = "gone", _("Seite gibt es nicht mehr")
    SERVER_ERROR = "server_error", _("Server meldet einen Fehler")
    TIMEOUT = "timeout", _("antwortet nicht rechtzeitig")
    TLS = "tls", _("Verschlüsselung stimmt nicht")
    DNS = "dns", _("Name unbekannt")
    UNREACHABLE = "unreachable", _("nicht erreichbar")
    LOOP = "loop", _("leitet im Kreis")
    INSIDE = "inside", _("Adresse eines inneren Netzes")
    BAD = "bad", _("keine gültige Adresse")


class Link(DistrictModel):
    """One address on the web that stands in offers or organizations, and what opening it showed.

    Where it stands is looked up by the address itself, so one that stands in ten offers is opened once.
    """

    url = models.URLField(_("Adresse"), max_length=300)
    verdict = models.CharField(_("Ergebnis"), max_length=15, choices=Verdict, default=Verdict.UNCHECKED)
    http_status = models.PositiveSmallIntegerField(_("Antwort des Servers"), null=True, blank=True)
    leads_to = models.CharField(_("führt nach"), max_length=500, blank=True)
    checked_at = models.DateTimeField(_("geöffnet am"), null=True, blank=True)
    next_check_on = models.DateField(_("nächste Prüfung"))
    failed_on = models.JSONField(_("fehlgeschlagen an"), default=list, blank=True)  # at most the last three days
    broken_since = models.DateField(_("kaputt seit"), null=True, blank=True)
    confirmed_on = models.DateField(_("vom Büro bestätigt am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Link"), _("Links")
        constraints = [models.UniqueConstraint(fields=["district", "url"], name="link_once")]
        indexes = [models.Index(fields=["district", "next_check_on"], name="link_due")]

    class Privacy:
        retention = "directory"
        harmless = [
            "district", "url", "verdict", "http_status", "leads_to", "checked_at", "next_check_on", "failed_on",
            "broken_since", "confirmed_on",
        ]  # fmt: skip

    def __str__(self):
        return self.url
