from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.roles import Role
from kreislotse.districts.managers import DistrictManager, DistrictQuerySet
from kreislotse.districts.models import DistrictModel


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person with a login, known once per installation; what they may do stands in `Membership`."""

    email = models.EmailField(_("E-Mail-Adresse"))
    name = models.CharField(_("Name"), max_length=120)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    is_active = models.BooleanField(_("darf sich anmelden"), default=True)
    is_operator = models.BooleanField(_("betreibt die Installation"), default=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    deletion_noticed_on = models.DateField(_("Löschen angekündigt am"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name, verbose_name_plural = (
            _("Person mit Zugang"),
            _("Personen mit Zugang"),
        )
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Mit dieser E-Mail-Adresse gibt es schon einen Zugang."),
            ),
        ]

    class Privacy:
        retention = "account"
        personal = ["email", "name", "phone", "password", "last_login"]
        harmless = ["is_active", "is_operator", "created_at", "deletion_noticed_on"]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name


class MembershipQuerySet(DistrictQuerySet):
    def valid_on(self, day):
        return self.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Membership(DistrictModel):
    """What a person is in one district, and from when to when."""

    user = models.ForeignKey(
        User,
        verbose_name=_("Person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("Rolle"), max_length=30, choices=Role)
    valid_from = models.DateField(_("gültig ab"))
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    # Codes; only for the role of a translator.
    languages = models.JSONField(_("Sprachen"), default=list, blank=True)

    objects = DistrictManager.from_queryset(MembershipQuerySet)()

    class Meta:
        verbose_name, verbose_name_plural = _("Mitgliedschaft"), _("Mitgliedschaften")
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("Das Ende liegt vor dem Beginn."),
            ),
            models.UniqueConstraint(
                name="membership_open_once",
                fields=["district", "user", "role"],
                condition=Q(valid_to=None),
                violation_error_message=_("Diese Person hat diese Rolle schon."),
            ),
        ]

    class Privacy:
        retention = "account"
        personal = ["user"]
        harmless = ["district", "role", "valid_from", "valid_to", "languages"]

    def __str__(self):
        return f"{self.get_role_display()}: {self.user}"


class Invitation(DistrictModel):
    """A link by mail that makes its reader a member; works once and for a limited time."""

    email = models.EmailField(_("E-Mail-Adresse"))
    name = models.CharField(_("Name"), max_length=120, blank=True)
    role = models.CharField(_("Rolle"), max_length=30, choices=Role)
    reference = models.CharField(_("für"), max_length=100, blank=True, editable=False)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("eingeladen am"))
    expires_at = models.DateTimeField(_("gültig bis"))
    accepted_at = models.DateTimeField(_("angenommen am"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(_("zurückgezogen am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Einladung"), _("Einladungen")

    class Privacy:
        retention = "account"
        personal = ["email", "name", "accepted_by"]
        harmless = [
            "district", "role", "reference", "secret_digest", "invited_by", "created_at", "expires_at", "accepted_at",
            "withdrawn_at",
        ]  # fmt: skip

    def __str__(self):
        return self.email


class MagicLink(DistrictModel):
    """A link by mail that logs a partner or a guide in, once, and leads to one page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    leads_to = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Anmeldelink"), _("Anmeldelinks")

    class Privacy:
        retention = "account"
        personal = ["user"]
        harmless = [
            "district",
            "secret_digest",
            "leads_to",
            "created_at",
            "expires_at",
            "used_at",
        ]

    def __str__(self):
        return f"{self.user_id}"


class HandOver(DistrictModel):
    """Everything one person is responsible for moved to a successor, in one step; can be taken back for 14 days."""

    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("übergeben am"))
    note = models.TextField(_("Hinweise zur Übergabe"), blank=True)
    undo_until = models.DateTimeField(_("rückgängig bis"))
    undone_at = models.DateTimeField(_("zurückgenommen am"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Übergabe"), _("Übergaben")

    class Privacy:
        retention = "account"
        personal = ["from_user", "to_user", "by"]
        sensitive = ["note"]
        harmless = ["district", "at", "undo_until", "undone_at"]

    def __str__(self):
        return f"{self.from_user} → {self.to_user}"


class HandOverItem(DistrictModel):
    """One thing that moved: which responsibility (see `accounts.handover`) and which row."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="items")
    responsibility = models.CharField(max_length=60)
    object_pk = models.PositiveBigIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("Übergebenes"), _("Übergebenes")
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "responsibility", "object_pk"],
                name="hand_over_item_once",
            )
        ]

    class Privacy:
        retention = "account"
        harmless = ["district", "hand_over", "responsibility", "object_pk"]

    def __str__(self):
        return f"{self.responsibility} {self.object_pk}"
