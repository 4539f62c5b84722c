"""The hearing log of a council: what it was told and asked, until when, and what became of it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import Body, HearingCase

BY_STATUTE = frozenset({Body.Kind.COMMITTEE, Body.Kind.OTHER})


class NotHeard(DomainError):
    message = _("„%(body)s“ wird nicht angehört: Das gibt es für Beiräte, Integrationsräte und Kommissionen, und für Ausschüsse und andere Gremien mit einer Rechtsgrundlage. Art und Rechtsgrundlage stehen beim Gremium.")  # fmt: skip


def is_heard(body: Body) -> bool:
    """Councils have a right to be heard; committees and what a Land calls otherwise, where a statute says so (domain.md 8)."""
    return body.is_council or (body.kind in BY_STATUTE and bool(body.legal_basis))


@transaction.atomic
def save_hearing(case: HearingCase, *, by, changed: list[str] = ()) -> HearingCase:
    """Take a matter into the log, or note its next step; the order of the days is a rule of the table. Raises `NotHeard`."""
    if not is_heard(case.body):
        raise NotHeard(body=case.body.name)
    is_new = case.pk is None
    case.full_clean(exclude=["district"])
    case.save()
    details = {"fields": ", ".join(changed)} if changed and not is_new else {}
    audit.record(
        Entry.HEARING_RECORDED if is_new else Entry.HEARING_CHANGED, case.body, by=by, hearing=case.pk, **details
    )
    return case


def in_order(rows: QuerySet[HearingCase]) -> QuerySet[HearingCase]:
    """What waits for a statement first, by its day; then what waits for a decision; what is closed comes last."""
    steps = Case(
        When(decided_on__isnull=False, then=Value(2)),
        When(received_on=None, waived_on=None, offered_on__isnull=False, then=Value(0)),
        default=Value(1), output_field=IntegerField(),
    )  # fmt: skip
    return rows.annotate(step=steps).order_by("step", F("due_on").asc(nulls_last=True), "-informed_on", "pk")
