"""Topics, target groups and fields of action as the office names and orders them; what was used is retired, never deleted."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from kreislotse.administration.entries import Entry
from kreislotse.audit import operations as audit
from kreislotse.core.text import fold_german
from kreislotse.directory.changes import term_changed


@transaction.atomic
def save_term(term, *, meaning_changed: bool = False, by):
    """Add a topic, target group or field of action, or change it; with another meaning its translations go."""
    is_new = term.pk is None
    if is_new:
        term.code = _free_code(type(term), term.name)
    if meaning_changed:
        term.names = {}
    term.full_clean(exclude={"names"})  # a new one has none yet
    term.save()
    audit.record(Entry.TERM_ADDED if is_new else Entry.TERM_CHANGED, term, by=by, code=term.code)
    term_changed(term)
    return term


def _free_code(model, name: str) -> str:
    base = slugify(fold_german(name))[:36] or "thema"
    taken = set(model.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)


@transaction.atomic
def retire_term(term, *, today: date, by) -> None:
    """Offer a topic or target group no longer; what was noted with it stays."""
    if type(term).objects.filter(pk=term.pk, retired_on=None).update(retired_on=today):
        audit.record(Entry.TERM_RETIRED, term, by=by, code=term.code)
        term_changed(term)


@transaction.atomic
def restore_term(term, *, by) -> None:
    """Offer a retired topic or target group again."""
    if type(term).objects.filter(pk=term.pk, retired_on__isnull=False).update(retired_on=None):
        audit.record(Entry.TERM_RESTORED, term, by=by, code=term.code)
        term_changed(term)
