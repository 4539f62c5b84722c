from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kreislotse.core.translations import TranslationRow
from kreislotse.directory.models import Offer
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.intake.rule_models import EmergencyNumber, WaitRule  # noqa: F401 – the app's other models
from kreislotse.intake.wish_models import (  # noqa: F401 – the app's other models
    ClientCapRule,
    CounterKeyUse,
    Direction,
    HelpDetail,
    HelpKind,
    LeadTime,
    SchoolFreeTime,
    SeriesWish,
    Urgency,
)
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.privacy.models import Consent
from kreislotse.taxonomy.models import Language, Topic


class Occasion(models.TextChoices):
    """What a guide is asked along for: categories, no stories (domain.md 4b)."""

    AUTHORITY = "authority", _("Termin bei einer Behörde")
    SCHOOL = "school", _("Gespräch in Schule oder Kita")
    COUNSELLING = "counselling", _("Beratungsgespräch")
    HOUSING = "housing", _("Wohnung und Miete")
    WORK = "work", _("Arbeit und Ausbildung")
    MEDICAL = "medical", _("Arzt, Krankenhaus oder Therapie")
    SPECIAL_NEEDS = "special_needs", _("Verfahren zum Förderbedarf in der Schule")
    COURT = "court", _("Gericht, Polizei oder Gutachten")
    ORIENTATION = "orientation", _("Ankommen und Orientierung im Alltag")
    CONFLICT = "conflict", _("Vermittlung bei einem Konflikt")
    LEISURE = "leisure", _("Freizeit, Unterricht oder Ausflug")
    OTHER = "other", _("etwas anderes")


class Setting(models.TextChoices):
    ON_SITE = "on_site", _("vor Ort")
    PHONE = "phone", _("am Telefon")
    VIDEO = "video", _("per Video")


class GenderWish(models.TextChoices):
    ANY = "", _("egal")
    WOMAN = "woman", _("lieber eine Frau")
    MAN = "man", _("lieber ein Mann")


class ClosingReason(models.TextChoices):
    """How a request ended; `casefacts` counts these."""

    HELPED = "helped", _("Hilfe gefunden")
    REFERRED = "referred", _("an ein Angebot verwiesen")
    NO_GUIDE = "no_guide", _("niemand war verfügbar")
    NO_OFFER = "no_offer", _("kein passendes Angebot")
    NOT_ADMISSIBLE = "not_admissible", _("nicht zulässig, Alternative genannt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    UNREACHABLE = "unreachable", _("nicht mehr erreicht")
    DUPLICATE = "duplicate", _("doppelt")


class HelpRequestQuerySet(DistrictQuerySet):
    def open(self):
        """Requests that have not ended; a constraint ties the date to the status, and an index begins with it."""
        return self.filter(closed_on=None)

    def waiting_since(self, day: date):
        """Open requests received on or before `day`, longest wait first."""
        return self.open().filter(received_on__lte=day).order_by("received_on", "pk")


class HelpRequest(DistrictModel):
    """One person, or an institution on their behalf, asking for help with one topic.

    Who it is stands in `SeekerContact` and goes first. What stays for the statistics is a
    `casefacts.RequestFact`, which has no key back to here.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", _("eingegangen")
        IN_CLARIFICATION = "in_clarification", _("in Klärung")
        REFERRED = "referred", _("vermittelt")
        ASKED = "asked", _("angefragt")
        PROMISED = "promised", _("zugesagt")
        RUNNING = "running", _("läuft")
        CLOSED = "closed", _("abgeschlossen")
        CANCELLED = "cancelled", _("abgesagt")

    ENDED = (Status.CLOSED, Status.CANCELLED)

    class Channel(models.TextChoices):
        PUBLIC_FORM = "public_form", _("Formular im Internet")
        PHONE = "phone", _("Telefon")
        VISIT = "visit", _("persönlich")
        MAIL = "mail", _("E-Mail oder Post")
        INSTITUTION_FORM = "institution_form", _("Formular für Einrichtungen")

    class Wish(models.TextChoices):
        ADVICE = "advice", _("Information oder Beratung")
        COMPANY = "company", _("jemand, der mitgeht")
        INTERPRETING = "interpreting", _("jemand, der übersetzt")
        UNSURE = "unsure", _("noch offen")

    reference = models.CharField(_("Aktenzeichen"), max_length=20, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    submission_digest = models.CharField(max_length=64, blank=True, editable=False)
    channel = models.CharField(_("eingegangen über"), max_length=20, choices=Channel)
    asked_by_institution = models.BooleanField(_("eine Einrichtung fragt"), default=False)
    institution = models.ForeignKey(
        Organization,
        verbose_name=_("Einrichtung"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    institution_name = models.CharField(_("Name der Einrichtung"), max_length=160, blank=True)
    wish = models.CharField(_("Was wird gebraucht?"), max_length=15, choices=Wish, default=Wish.UNSURE)
    topic = models.ForeignKey(Topic, verbose_name=_("Thema"), on_delete=models.PROTECT, related_name="+")
    help_kind = models.CharField(_("Art der Hilfe"), max_length=15, choices=HelpKind, blank=True, default="")
    help_detail = models.CharField(_("Genauer"), max_length=30, choices=HelpDetail, blank=True, default="")
    other_side_knows = models.BooleanField(_("die andere Seite weiß davon"), null=True, blank=True)
    occasion = models.CharField(_("Anlass"), max_length=20, choices=Occasion, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("Gemeinde"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    language = models.ForeignKey(
        Language,
        verbose_name=_("Sprache"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    direction = models.CharField(_("Richtung"), max_length=15, choices=Direction, blank=True, default="")
    needs_writing = models.BooleanField(_("auch Schriftliches"), default=False)
    answer_language = models.CharField(_("Antwort auf"), max_length=20, default="de")
    place = models.CharField(_("Ort des Termins"), max_length=200, blank=True)
    urgency = models.CharField(_("Wie eilig ist es?"), max_length=10, choices=Urgency, blank=True, default="")
    wanted_on = models.DateField(_("Datum"), null=True, blank=True)
    wanted_at = models.TimeField(_("Beginn"), null=True, blank=True)
    expected_minutes = models.PositiveSmallIntegerField(_("voraussichtliche Dauer in Minuten"), null=True, blank=True)
    setting = models.CharField(_("Form"), max_length=10, choices=Setting, default=Setting.ON_SITE)
    call_address = models.CharField(
        _("Nummer oder Link des Gesprächs"), max_length=200, blank=True,
        help_text=_("Sieht nur, wer zugesagt hat."),
    )  # fmt: skip
    gender_wish = models.CharField(_("Wunsch"), max_length=10, choices=GenderWish, blank=True, default="")
    persons = models.PositiveSmallIntegerField(_("Zahl der Personen"), default=1)
    has_own_budget = models.BooleanField(_("die Einrichtung hat eigene Mittel"), null=True, blank=True)
    has_legal_consequences = models.BooleanField(_("das Gespräch hat rechtliche Folgen"), default=False)
    is_recurring = models.BooleanField(_("regelmäßig wiederkehrend"), default=False)
    note = models.CharField(_("Hinweis für die Vermittlung"), max_length=300, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.RECEIVED)
    received_on = models.DateField(_("Eingangsdatum"))
    answered_on = models.DateField(_("erste Antwort am"), null=True, blank=True)
    closed_on = models.DateField(_("Abschlussdatum"), null=True, blank=True)
    closing_reason = models.CharField(_("Abschlussgrund"), max_length=20, choices=ClosingReason, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip

    objects = DistrictManager.from_queryset(HelpRequestQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Hilfeanfrage"), _("Hilfeanfragen")
        indexes = [
            models.Index(fields=["district", "status", "received_on"], name="help_request_inbox"),
            models.Index(fields=["district", "received_on", "id"], name="help_request_by_day"),
            models.Index(
                fields=["district", "closed_on", "received_on", "id", "status", "responsible"], name="help_request_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["district", "reference"], name="help_request_reference_unique"),
            models.UniqueConstraint(
                fields=["district", "submission_digest"],
                name="help_request_sent_once",
                condition=~Q(submission_digest=""),
                violation_error_message=_("Diese Anfrage ist schon bei uns eingegangen."),
            ),
            models.CheckConstraint(
                name="help_request_ended_iff_dated_and_reasoned",
                condition=(Q(status__in=["closed", "cancelled"], closed_on__isnull=False) & ~Q(closing_reason=""))
                | (~Q(status__in=["closed", "cancelled"]) & Q(closed_on=None, closing_reason="")),
                violation_error_message=_("Eine abgeschlossene Anfrage braucht Datum und Abschlussgrund."),
            ),
            models.CheckConstraint(
                name="help_request_detail_fits_its_kind",
                condition=Q(help_detail="")
                | Q(help_kind="orientation", help_detail__startswith="orientation_")
                | Q(help_kind="company", help_detail__startswith="company_")
                | Q(help_kind="housing", help_detail__startswith="housing_")
                | Q(help_kind="mediation", help_detail__startswith="mediation_"),
                violation_error_message=_("Diese Angabe passt nicht zur Art der Hilfe."),
            ),
        ]

    class Privacy:
        retention = "casework"
        personal = ["responsible"]
        sensitive = [
            "note",
            "place",
            "call_address",
        ]  # free text may hide health, religion, residence status
        harmless = [
            "district", "reference", "secret_digest", "submission_digest", "channel", "asked_by_institution", "institution", "institution_name",
            "wish", "topic", "help_kind", "help_detail", "other_side_knows", "occasion", "municipality", "language",
            "direction", "needs_writing", "answer_language", "urgency", "wanted_on", "wanted_at",
            "expected_minutes", "setting", "gender_wish", "persons", "has_own_budget", "has_legal_consequences",
            "is_recurring", "status", "received_on", "answered_on", "closed_on", "closing_reason",
        ]  # fmt: skip

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("office:help_request_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status not in self.ENDED

    @property
    def needs_guide(self) -> bool:
        return self.wish in (self.Wish.COMPANY, self.Wish.INTERPRETING)


class RequestCounter(DistrictModel):
    """The last number given to a request in one year; counted up in the transaction that saves the request."""

    year = models.PositiveSmallIntegerField(_("Jahr"))
    last_number = models.PositiveIntegerField(_("letzte Nummer"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("Zählwerk"), _("Zählwerke")
        constraints = [models.UniqueConstraint(fields=["district", "year"], name="request_counter_once_per_year")]

    class Privacy:
        retention = "installation"
        harmless = ["district", "year", "last_number"]

    def __str__(self):
        return f"{self.year}: {self.last_number}"


class SeekerContact(DistrictModel):
    """How to reach whoever asked; hangs on one request, is shown to few, and is deleted first."""

    help_request = models.OneToOneField(HelpRequest, on_delete=models.CASCADE, related_name="seeker_contact")
    name = models.CharField(_("Name"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    best_time = models.CharField(_("Gut erreichbar"), max_length=120, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    receipt_mailed_at = models.DateTimeField(_("Eingang bestätigt am"), null=True, blank=True, editable=False)
    receipt_failed_at = models.DateTimeField(_("Bestätigung nicht verschickt"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Kontaktdaten"), _("Kontaktdaten")

    class Privacy:
        retention = "seeker_contact"
        personal = ["name", "phone", "email", "best_time"]
        harmless = ["district", "help_request", "consent", "receipt_mailed_at", "receipt_failed_at"]

    def __str__(self):
        return str(self.help_request_id)


class Answer(DistrictModel):
    """What the office wrote back; shown behind the status link in the language of the person, deleted with the contact."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(_("Antwort"))
    language = models.CharField(_("Sprache"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("am"))
    mailed_at = models.DateTimeField(_("verschickt am"), null=True, blank=True, editable=False)
    mail_failed_at = models.DateTimeField(_("nicht verschickt"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Antwort"), _("Antworten")

    class Privacy:
        retention = "seeker_contact"
        sensitive = ["text"]
        personal = ["by"]
        harmless = ["district", "help_request", "language", "at", "mailed_at", "mail_failed_at"]

    def __str__(self):
        return f"{self.help_request_id} {self.at:%Y-%m-%d}"


class ExclusionRule(DistrictModel):
    """What this office cannot take on, since when, and where people get help instead (domain.md 4b)."""

    class Check(models.TextChoices):
        """Which fact of a request is asked; the code for each stands in `intake.admissibility`."""

        PRIVATE_PERSON = "private_person", _("eine Privatperson fragt nach Begleitung")
        LEGAL_CONSEQUENCES = "legal_consequences", _("Gespräch mit rechtlichen Folgen")
        MEDICAL = "medical", _("Arzt, Krankenhaus oder Therapie")
        SPECIAL_NEEDS = "special_needs", _("Verfahren zum Förderbedarf in der Schule")
        COURT = "court", _("Gericht, Polizei oder Gutachten")
        LEISURE = "leisure", _("Freizeit, Unterricht oder Ausflug")
        RECURRING = "recurring", _("regelmäßig wiederkehrende Termine")
        SHORT_NOTICE = "short_notice", _("zu kurzfristig")
        OUTSIDE_DISTRICT = "outside_district", _("außerhalb des Kreises")

    check_code = models.CharField(_("Regel"), max_length=30, choices=Check)
    working_days = models.PositiveSmallIntegerField(
        _("Vorlauf in Arbeitstagen"),
        null=True,
        blank=True,
        help_text=_("nur für die Regel „zu kurzfristig“"),
    )
    refusal = models.CharField(_("Was wir sagen"), max_length=300)
    alternative = models.CharField(_("Wo es stattdessen Hilfe gibt"), max_length=300)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Ausschlussregel"), _("Ausschlussregeln")
        constraints = [
            models.CheckConstraint(
                name="exclusion_rule_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="exclusion_rule_short_notice_has_days",
                condition=~Q(check_code="short_notice") | Q(working_days__isnull=False, working_days__gt=0),
                violation_error_message=_("Bitte geben Sie an, wie viele Arbeitstage vorher angefragt werden muss."),
            ),
        ]

    class Privacy:
        retention = "reference"
        harmless = [
            "district",
            "check_code",
            "working_days",
            "refusal",
            "alternative",
            "valid_from",
            "valid_to",
        ]

    def __str__(self):
        return self.get_check_code_display()


class ExclusionRuleTranslation(TranslationRow, DistrictModel):
    """The two sentences of a rule in one other language."""

    rule = models.ForeignKey(ExclusionRule, on_delete=models.CASCADE, related_name="translations")
    refusal = models.CharField(max_length=400)
    alternative = models.CharField(max_length=400)

    TRANSLATED = ("refusal", "alternative")

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Übersetzung einer Regel"),
            _("Übersetzungen von Regeln"),
        )
        constraints = [models.UniqueConstraint(fields=["rule", "language"], name="exclusion_rule_translation_once")]

    class Privacy:
        retention = "reference"
        harmless = [
            "district",
            "rule",
            "language",
            "source_hashes",
            "origin",
            "refusal",
            "alternative",
        ]

    def __str__(self):
        return f"{self.rule_id} {self.language}"


class Referral(DistrictModel):
    """A slip that sends somebody to one or several offers; the receiving office confirms with its short code."""

    help_request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="referrals")
    code = models.CharField(_("Kurzcode"), max_length=12, editable=False)
    created_on = models.DateField(_("ausgestellt am"))
    valid_until = models.DateField(_("bestätigen bis"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    offers = models.ManyToManyField(Offer, through="ReferralOffer", related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Verweis an ein Angebot"),
            _("Verweise an Angebote"),
        )
        constraints = [models.UniqueConstraint(fields=["district", "code"], name="referral_code_unique")]

    class Privacy:
        retention = "casework"
        personal = ["by"]
        harmless = [
            "district",
            "help_request",
            "code",
            "created_on",
            "valid_until",
            "offers",
        ]

    def __str__(self):
        return self.code


class ReferralOffer(DistrictModel):
    """One offer on a slip, and what became of it."""

    class Outcome(models.TextChoices):
        OPEN = "", _("noch keine Rückmeldung")
        ARRIVED = "arrived", _("ist angekommen")
        NO_PLACE = "no_place", _("kein Platz frei")
        NOT_RESPONSIBLE = "not_responsible", _("nicht zuständig")
        NOT_COME = "not_come", _("ist nicht gekommen")

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="targets")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("Rückmeldung"), max_length=20, choices=Outcome, blank=True, default="")
    confirmed_on = models.DateField(_("zurückgemeldet am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Angebot auf einem Verweis"),
            _("Angebote auf Verweisen"),
        )
        constraints = [
            models.UniqueConstraint(fields=["referral", "offer"], name="referral_offer_once"),
            models.CheckConstraint(
                name="referral_offer_confirmed_iff_dated",
                condition=Q(outcome="", confirmed_on=None) | (~Q(outcome="") & Q(confirmed_on__isnull=False)),
                violation_error_message=_("Eine Rückmeldung braucht ein Datum."),
            ),
        ]

    class Privacy:
        retention = "casework"
        harmless = ["district", "referral", "offer", "outcome", "confirmed_on"]

    def __str__(self):
        return f"{self.referral_id} → {self.offer_id}"
