"""Rules with dates: a rule that was in force is never rewritten, a new version begins on a day of the office's choice."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kreislotse.administration.entries import Entry
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError


class BeginsTooEarly(DomainError):
    message = _(
        "Die jetzige Fassung gilt seit %(since)s. Eine neue kann frühestens am %(earliest)s beginnen, "
        "damit alte Abrechnungen richtig bleiben."
    )


class AlreadyReplaced(DomainError):
    message = _("Diese Fassung gilt nur bis %(until)s und ist schon abgelöst. Bitte ändern Sie die neueste Fassung.")


class EndsTooEarly(DomainError):
    message = _("Die Regel gilt seit %(since)s. Sie kann frühestens an diesem Tag enden.")


@transaction.atomic
def add_rule(rule, *, by):
    """Save a new rule that begins on its `valid_from`."""
    rule.full_clean()
    rule.save()
    audit.record(Entry.RULE_ADDED, rule, by=by, kind=rule._meta.model_name, valid_from=rule.valid_from)
    return rule


@transaction.atomic
def replace_rule(old, new, *, today: date, by):
    """Let `new` take the place of `old` from `new.valid_from` on; the old version ends the day before.

    A version that has not begun yet was never used: it is simply changed. Raises `BeginsTooEarly`,
    `AlreadyReplaced`.
    """
    old = type(old).objects.select_for_update(of=("self",)).get(pk=old.pk)
    if old.valid_from > today:
        new.pk, new._state.adding = old.pk, False
        new.full_clean()
        new.save()
        audit.record(Entry.RULE_CHANGED, new, by=by, kind=new._meta.model_name, valid_from=new.valid_from)
        return new
    if old.valid_to is not None and old.valid_to < new.valid_from:
        raise AlreadyReplaced(until=f"{old.valid_to:%d.%m.%Y}")
    if new.valid_from <= old.valid_from:
        earliest = old.valid_from + timedelta(days=1)
        raise BeginsTooEarly(since=f"{old.valid_from:%d.%m.%Y}", earliest=f"{earliest:%d.%m.%Y}")
    old.valid_to = new.valid_from - timedelta(days=1)
    old.save(update_fields=["valid_to"])
    new.full_clean()
    new.save()
    audit.record(Entry.RULE_REPLACED, new, by=by, kind=new._meta.model_name, valid_from=new.valid_from, old=old.pk)
    return new


@transaction.atomic
def end_rule(rule, *, on: date, by):
    """Let a rule end after the day `on`. Raises `EndsTooEarly`."""
    rule = type(rule).objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if on < rule.valid_from:
        raise EndsTooEarly(since=f"{rule.valid_from:%d.%m.%Y}")
    rule.valid_to = on
    rule.save(update_fields=["valid_to"])
    audit.record(Entry.RULE_ENDED, rule, by=by, kind=rule._meta.model_name, on=on)
    return rule


def not_over(rows, today: date):
    """Those of dated `rows` that are in force or still to come."""
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=today))


def parted(rows, today: date) -> tuple[list, list]:
    """Dated `rows` in force or still to come, and those that held once; in one query, as the page has many kinds."""
    rows = list(rows)
    former = [row for row in rows if row.valid_to is not None and row.valid_to < today]
    return [row for row in rows if row not in former], former
