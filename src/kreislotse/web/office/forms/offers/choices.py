"""What several forms of an offer ask."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.districts.queries import current_district
from kreislotse.places.models import Municipality


def name_blanks(form, **names) -> None:
    """Say what an empty choice means, instead of dashes."""
    for field, name in names.items():
        choices = [(value, label) for value, label in form.fields[field].choices if value != ""]
        form.fields[field].choices = [("", name), *choices]


def yes_no_unknown(form, *fields: str) -> None:
    """Three answers, so that „nein“ is told apart from nobody having asked."""
    for field in fields:
        form.fields[field].widget.choices = [("unknown", _("nicht bekannt")), ("true", _("ja")), ("false", _("nein"))]


def municipalities():
    return Municipality.objects.of_district(current_district()).valid_on(timezone.localdate())
