"""Bodies, their seats, and the people who hold a seat for a while."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel
from kreislotse.network.models import Contact, Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

MOST_SEATS = 200


class BodyQuerySet(DistrictQuerySet):
    def active(self):
        return self.filter(archived_on=None)


class Body(DistrictModel):
    """A body people meet in again and again: a network, a working group, a council, a steering group."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("Netzwerk des Kreises")
        WORKING_GROUP = "working_group", _("Arbeitsgruppe")
        MUNICIPAL_NETWORK = "municipal_network", _("Netzwerk der Städte und Gemeinden")
        REGIONAL_NETWORK = "regional_network", _("Netzwerk anderer Träger")
        STEERING_GROUP = "steering_group", _("Steuerungsgruppe")
        FOREIGNERS_COUNCIL = "foreigners_council", _("Ausländerbeirat")
        INTEGRATION_COUNCIL = "integration_council", _("Integrationsrat")
        INTEGRATION_COMMISSION = "integration_commission", _("Integrations-Kommission")
        COMMITTEE = "committee", _("Ausschuss")
        DEMOCRACY_PARTNERSHIP = "democracy_partnership", _("Partnerschaft für Demokratie")
        CONFERENCE = "conference", _("Konferenz")
        OTHER = "other", _("anderes Gremium")

    class OurRole(models.TextChoices):
        """What the office is in it; other people's networks are not ours to lead (domain.md 0)."""

        LEAD = "lead", _("Leitung")
        CO_MODERATION = "co_moderation", _("Ko-Moderation")
        MEMBER = "member", _("Mitglied")
        ADVISORY = "advisory", _("beratend")
        NONE = "none", _("nicht beteiligt")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=160)
    short_name = models.CharField(_("Kurzname"), max_length=40, blank=True)
    kind = models.CharField(_("Art"), max_length=30, choices=Kind, default=Kind.WORKING_GROUP)
    purpose = models.TextField(_("Wozu es da ist"), blank=True)
    part_of = models.ForeignKey(
        "self", verbose_name=_("gehört zu"), on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    our_role = models.CharField(_("Unsere Rolle"), max_length=20, choices=OurRole, default=OurRole.LEAD)
    owner = models.ForeignKey(
        Organization, verbose_name=_("getragen von"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name=_("Gemeinde"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("Themen"), blank=True, related_name="+")
    legal_basis = models.CharField(_("Rechtsgrundlage"), max_length=200, blank=True)
    seats_limit = models.PositiveSmallIntegerField(
        _("Zahl der stimmberechtigten Sitze"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)],
    )  # fmt: skip
    term_from = models.DateField(_("Amtszeit von"), null=True, blank=True)
    term_until = models.DateField(_("Amtszeit bis"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("zuständig bei uns"), on_delete=models.SET_NULL, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    is_public = models.BooleanField(_("auf der öffentlichen Seite zeigen"), default=False)
    takes_partners = models.BooleanField(_("neue Partner können um einen Sitz bitten"), default=False)
    note = models.TextField(_("Notiz für das Büro"), blank=True)
    archived_on = models.DateField(_("beendet am"), null=True, blank=True)
    updated_at = models.DateTimeField(_("zuletzt geändert"), auto_now=True)

    objects = DistrictManager.from_queryset(BodyQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Gremium"), _("Gremien")
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                name="body_name_once",
                violation_error_message=_("Ein Gremium mit diesem Namen gibt es schon."),
            ),
            models.CheckConstraint(
                name="body_term_ends_after_it_begins",
                condition=Q(term_from=None) | Q(term_until=None) | Q(term_until__gte=F("term_from")),
                violation_error_message=_("Die Amtszeit endet, bevor sie beginnt."),
            ),
            models.CheckConstraint(
                name="body_is_no_part_of_itself",
                condition=Q(part_of=None) | ~Q(part_of=F("id")),
                violation_error_message=_("Ein Gremium kann nicht zu sich selbst gehören."),
            ),
            models.CheckConstraint(
                name="only_public_bodies_take_partners",
                condition=Q(takes_partners=False) | Q(is_public=True),
                violation_error_message=_("Um einen Sitz bitten kann nur, wer das Gremium öffentlich sieht. Bitte zeigen Sie es dort."),
            ),
        ]  # fmt: skip

    class Privacy:
        retention = "body"
        personal = ["responsible"]
        sensitive = ["note"]
        harmless = [
            "district", "uuid", "name", "short_name", "kind", "purpose", "part_of", "our_role", "owner", "municipality", "topics",
            "legal_basis", "seats_limit", "term_from", "term_until", "is_public", "takes_partners", "archived_on", "updated_at",
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def is_council(self) -> bool:
        """Elected or appointed for a term, with rights to be informed and heard (domain.md 8)."""
        return self.kind in COUNCILS


COUNCILS = frozenset(
    {Body.Kind.FOREIGNERS_COUNCIL, Body.Kind.INTEGRATION_COUNCIL, Body.Kind.INTEGRATION_COMMISSION}
)  # fmt: skip


class SeatQuerySet(DistrictQuerySet):
    def on(self, day):
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Seat(DistrictModel):
    """A place on a body, mostly of an organization; who sits on it changes, the seat stays."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Leitung")
        CO_LEAD = "co_lead", _("Ko-Leitung")
        SECRETARY = "secretary", _("Geschäftsführung")
        MEMBER = "member", _("Mitglied")
        SUBSTITUTE = "substitute", _("Stellvertretung")
        ADVISORY = "advisory", _("beratend")

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="seats")
    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.PROTECT, null=True, blank=True, related_name="seats"
    )
    role = models.CharField(_("Rolle"), max_length=20, choices=Role, default=Role.MEMBER)
    stands_for = models.ForeignKey(
        "self", verbose_name=_("vertritt"), on_delete=models.CASCADE, null=True, blank=True, related_name="substitutes"
    )
    nominated_by = models.CharField(_("vorgeschlagen von"), max_length=160, blank=True)
    from_on = models.DateField(_("von"))
    until_on = models.DateField(_("bis"), null=True, blank=True)

    objects = DistrictManager.from_queryset(SeatQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Sitz"), _("Sitze")
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.CheckConstraint(
                name="only_substitutes_stand_for_a_seat",
                condition=Q(stands_for=None) | Q(role="substitute"),
                violation_error_message=_("Nur eine Stellvertretung vertritt einen anderen Sitz."),
            ),
        ]

    class Privacy:
        retention = "body"
        sensitive = ["nominated_by"]  # a list or party
        harmless = ["district", "body", "organization", "role", "stands_for", "from_on", "until_on"]

    def __str__(self):
        return f"{self.get_role_display()}, {self.organization}" if self.organization else self.get_role_display()

    @property
    def votes(self) -> bool:
        """Whether this seat counts against the number of seats: a substitute votes only in place of another, advice never."""
        return self.role in VOTING


VOTING = frozenset({Seat.Role.LEAD, Seat.Role.CO_LEAD, Seat.Role.SECRETARY, Seat.Role.MEMBER})


class SeatHolder(DistrictModel):
    """Who sits on a seat, from one day to another. Name and function of a council's members are public, the rest is not."""

    seat = models.ForeignKey(Seat, verbose_name=_("Sitz"), on_delete=models.CASCADE, related_name="holders")
    contact = models.ForeignKey(
        Contact, verbose_name=_("Ansprechperson"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("Name"), max_length=120)
    function = models.CharField(_("Funktion"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=80, blank=True)
    from_on = models.DateField(_("von"))
    until_on = models.DateField(_("bis"), null=True, blank=True)

    objects = DistrictManager.from_queryset(SeatQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Person auf einem Sitz"), _("Personen auf Sitzen")
        constraints = [
            models.CheckConstraint(
                name="seat_holder_ends_after_begin",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            )
        ]

    class Privacy:
        retention = "body"
        personal = ["contact", "name", "function", "email", "phone"]
        harmless = ["district", "seat", "from_on", "until_on"]

    def __str__(self):
        return self.name


class BodyJoining(DistrictModel):
    """Somebody asks for a seat: an organization that wants to take part, with whom to write to."""

    class Status(models.TextChoices):
        OPEN = "open", _("offen")
        ACCEPTED = "accepted", _("aufgenommen")
        DECLINED = "declined", _("abgelehnt")

    body = models.ForeignKey(Body, verbose_name=_("Gremium"), on_delete=models.CASCADE, related_name="joinings")
    organization = models.ForeignKey(
        Organization, verbose_name=_("Akteur"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organization_name = models.CharField(_("Name Ihrer Organisation"), max_length=200)
    name = models.CharField(_("Ihr Name"), max_length=120)
    function = models.CharField(_("Ihre Funktion"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail"))
    phone = models.CharField(_("Telefon"), max_length=80, blank=True)
    reason = models.TextField(_("Was möchten Sie einbringen?"), max_length=1000, blank=True)
    language = models.CharField(_("Sprache"), max_length=20, default="de")
    asked_at = models.DateTimeField(_("eingegangen am"))
    status = models.CharField(_("Stand"), max_length=10, choices=Status, default=Status.OPEN)
    decided_on = models.DateField(_("entschieden am"), null=True, blank=True)
    answer = models.TextField(_("Antwort"), blank=True)
    mailed_at = models.DateTimeField(_("Antwort verschickt am"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("vergebliche Versuche"), default=0)
    submission_digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Bitte um einen Sitz"), _("Bitten um einen Sitz")
        constraints = [
            models.UniqueConstraint(fields=["district", "submission_digest"], name="joining_sent_once"),
            models.CheckConstraint(
                name="decided_joining_has_a_day",
                condition=Q(status="open", decided_on=None) | ~Q(status="open") & Q(decided_on__isnull=False),
            ),
        ]

    class Privacy:
        retention = "body"
        personal = ["name", "function", "email", "phone", "reason", "language", "answer"]
        harmless = [
            "district", "body", "organization", "organization_name", "asked_at", "status", "decided_on", "mailed_at",
            "failures", "submission_digest",
        ]  # fmt: skip

    def __str__(self):
        return self.organization_name
