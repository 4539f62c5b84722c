from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a guide does on one assignment: a guide may take sides, an interpreter must not (domain.md 4a)."""

    GUIDE = "guide", _("Begleitung")
    INTERPRETER = "interpreter", _("Sprachmittlung")
