"""Rows whose words can be looked for, whatever their accents and capitals."""

from django.db import models
from django.db.models import Q

from kreislotse.core.text import fold_german


class Found(models.Model):
    """Keeps `search_key` beside the texts named in `searched_in`; the class brings the field itself."""

    searched_in: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.search_key = self.make_search_key()
        if update_fields is not None:
            update_fields = {*update_fields, "search_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def make_search_key(self) -> str:
        """What a search looks into; `bulk_create` must set it."""
        return fold_german(" ".join(getattr(self, name) for name in self.searched_in))


def holding(words: str, *, field: str = "search_key") -> Q:
    """The condition that a row holds every word of a text."""
    condition = Q()
    for word in fold_german(words).split():
        condition &= Q(**{f"{field}__contains": word})
    return condition
