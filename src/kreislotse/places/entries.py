from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    PLACES_IMPORTED = "places_imported", _("Gemeinden oder Grenzen eingelesen")
