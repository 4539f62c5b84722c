from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    LIST_IMPORTED = "list_imported", _("Liste eingelesen")
    IMPORT_UNDONE = "import_undone", _("Import zurückgenommen")
