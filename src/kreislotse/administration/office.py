"""The settings of one district, changed with a trail; and whether a color can be read."""

from __future__ import annotations

from django.db import transaction

from kreislotse.administration.entries import Entry
from kreislotse.audit import operations as audit
from kreislotse.audit.models import AuditEntry
from kreislotse.districts.models import District

MINIMUM_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3


@transaction.atomic
def change_settings(district: District, *, changed: dict, by) -> list[str]:
    """Set the fields in `changed`; returns the names of those that differ from before."""
    current = District.objects.select_for_update().get(pk=district.pk)
    names = [name for name, value in changed.items() if getattr(current, name) != value]
    if not names:
        return []
    for name in names:
        setattr(current, name, changed[name])
        setattr(district, name, changed[name])
    current.full_clean(exclude={field.name for field in District._meta.fields} - set(names))
    current.save(update_fields=names)
    audit.record(Entry.SETTINGS_CHANGED, current, by=by, fields=", ".join(names))
    return names


def settings_changed_so_far() -> set[str]:
    """The names of all settings somebody has changed since the set-up, even back to what they were."""
    trail = AuditEntry.objects.filter(entry=Entry.SETTINGS_CHANGED).values_list("details", flat=True)
    return {name for details in trail for name in str(details.get("fields", "")).split(", ")}


def contrast_to_white(color: str) -> float:
    """The contrast of `#rrggbb` against white, from 1 (none) to 21, as WCAG 2.2 defines it."""
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)
