"""The sentences of the trail: each package declares its entries, the trail knows how to say them."""

from django.db import models

_labels: dict[str, str] = {}


def register(entries: type[models.TextChoices]) -> type[models.TextChoices]:
    """Class decorator for a package's `TextChoices` of audit entries."""
    for entry in entries:
        if entry.value in _labels:
            raise ValueError(f"Audit entry {entry.value!r} is declared twice.")
        _labels[entry.value] = entry.label
    return entries


def label(entry: str) -> str:
    return _labels.get(entry, entry)


def labels() -> dict[str, str]:
    """All declared entries, code to label."""
    return dict(_labels)
