from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.models import DistrictModel


class RetentionRule(DistrictModel):
    """How long one kind of data stays: one start and one period per kind, editable by the office, dated."""

    class Kind(models.TextChoices):
        INSTALLATION = "installation", _("Einrichtung des Systems")
        ACCOUNT = "account", _("Zugänge")
        AUDIT = "audit", _("Protokoll der Änderungen")
        SEEKER_CONTACT = "seeker_contact", _("Kontaktdaten zu einer Anfrage")
        CASEWORK = "casework", _("Anfragen ohne Kontaktdaten")
        GUIDE = "guide", _("Lotsinnen und Lotsen")
        ASSIGNMENT = "assignment", _("Einsätze")
        PAYMENT = "payment", _("Abrechnungen und Zahlungen")
        BANK_ACCOUNT = "bank_account", _("Bankverbindungen")
        NETWORK = "network", _("Akteure und Ansprechpersonen")
        DIRECTORY = "directory", _("Angebote")
        REFERENCE = "reference", _("Listen und Gebiete")
        FACTS = "facts", _("anonyme Zahlen")
        FEEDBACK = "feedback", _("Rückmeldungen zu Angeboten")
        IMPORT = "import", _("eingelesene Dateien")
        OFFER_PROPOSAL = "offer_proposal", _("Antworten und Vorschläge von Anbietern")
        GUIDE_INTEREST = "guide_interest", _("Menschen, die mitmachen wollten und nicht anfingen")
        CONDUCT_CERTIFICATE = "conduct_certificate", _("Führungszeugnisse: die drei Angaben")
        TRAINING = "training", _("Schulungen und Teilnahmelisten")
        HELPER_LIST = "helper_list", _("Helferliste für die Versicherung")
        BODY = "body", _("Menschen in Gremien")
        PLAN = "plan", _("Ansprechpersonen im Konzept")
        UPDATE_REQUEST = "update_request", _("Bitten um den Stand von Maßnahmen")
        PARTICIPATION = "participation", _("Beiträge zur Beteiligung am Konzept")
        PARTICIPATION_SPAM = "participation_spam", _("Werbung in der Beteiligung")
        MEETING = "meeting", _("Sitzungen, Protokolle und Beschlüsse")
        MARKET = "market", _("Beiträge, Suche und Biete")
        ARCHIVE_ANSWER = "archive_answer", _("Antwort des Kreisarchivs")
        PROVIDER_CALL = "provider_call", _("Aufrufe an Träger")

    class Start(models.TextChoices):
        COLLECTION = "collection", _("ab Erhebung")
        END_OF_PROCESS = "end_of_process", _("ab Ende des Vorgangs")
        END_OF_RELATION = "end_of_relation", _("ab Ende der Zusammenarbeit")

    kind = models.CharField(_("Datenart"), max_length=20, choices=Kind)
    start = models.CharField(_("Fristbeginn"), max_length=20, choices=Start)
    days = models.PositiveIntegerField(_("Frist in Tagen"))
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    source = models.CharField(_("Grundlage"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Löschfrist"), _("Löschfristen")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "kind", "valid_from"],
                name="retention_rule_once_per_day",
            ),
            models.CheckConstraint(
                name="retention_rule_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
        ]

    class Privacy:
        retention = "installation"
        harmless = [
            "district",
            "kind",
            "start",
            "days",
            "valid_from",
            "valid_to",
            "source",
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.days}"


class ArchiveOffer(DistrictModel):
    """What was offered to the archive on one day, and what it said. It stays when the rows are gone: it proves they were offered."""

    class Answer(models.TextChoices):
        TAKEN = "taken", _("übernommen")
        DECLINED = "declined", _("nicht übernommen")

    offered_on = models.DateField(_("angeboten am"))
    reference = models.CharField(_("Aktenzeichen"), max_length=80, blank=True)
    number = models.PositiveIntegerField(_("Zahl der Vorgänge"), default=0, editable=False)
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, blank=True)
    answered_on = models.DateField(_("geantwortet am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Anbietung an das Kreisarchiv"), _("Anbietungen an das Kreisarchiv")
        constraints = [
            models.CheckConstraint(
                name="archive_answer_has_a_day",
                condition=Q(answer="", answered_on=None) | ~Q(answer="") & Q(answered_on__isnull=False),
                violation_error_message=_("Zu einer Antwort gehört der Tag, an dem sie kam."),
            ),
        ]

    class Privacy:
        retention = "reference"
        harmless = ["district", "offered_on", "reference", "number", "answer", "answered_on"]

    def __str__(self):
        return f"{self.offered_on}: {self.number}"


class Consent(DistrictModel):
    """That somebody agreed to something, to which wording and when; the row it belongs to names the person."""

    purpose = models.CharField(_("Zweck"), max_length=60)
    wording_version = models.CharField(_("Fassung des Textes"), max_length=20)
    language = models.CharField(_("Sprache"), max_length=20)
    given_at = models.DateTimeField(_("erteilt am"))
    withdrawn_at = models.DateTimeField(_("widerrufen am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Einwilligung"), _("Einwilligungen")

    class Privacy:
        retention = "seeker_contact"
        harmless = [
            "district",
            "purpose",
            "wording_version",
            "language",
            "given_at",
            "withdrawn_at",
        ]

    def __str__(self):
        return self.purpose
