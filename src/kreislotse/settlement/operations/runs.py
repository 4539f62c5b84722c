from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.audit import operations as audit
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.guides.models import Guide
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.matching.models import Appointment
from kreislotse.settlement.collecting import HeldBack, Reckoning, counter_entry, payout_rule, unsettled_appointments
from kreislotse.settlement.entries import Entry
from kreislotse.settlement.models import Line, Reversal, SettlementRun, Statement
from kreislotse.settlement.operations.errors import (
    AlreadyReversed,
    CannotReverseReversal,
    ChangedSincePrepared,
    NoPayoutRule,
    NothingToSettle,
    NotReleased,
    PeriodNotOver,
    PeriodTurnedAround,
    ReasonMissing,
    RunNotPrepared,
    RunWaiting,
    SecondPersonNeeded,
    StillReckoning,
)

RECKONED_AT_ONCE = 300
"""Up to so many appointments a run is reckoned while the office waits, well under a second; above that in the background."""
Status = SettlementRun.Status


def lock_the_till() -> None:
    """Whoever moves money in a district waits for whoever does so already."""
    District.objects.select_for_update().get(pk=current_district_id())


@transaction.atomic
def prepare_run(*, period_from: date, period_to: date, now: datetime, by) -> SettlementRun:
    """Collect what is confirmed and not yet settled up to the end of a period, earlier appointments that came late included.

    Raises `RunWaiting` while another one waits, `NoPayoutRule` before the office has said from which day it settles
    here, `NothingToSettle` if there is nothing.
    """
    today = timezone.localdate(now)
    if period_to < period_from:
        raise PeriodTurnedAround
    if period_to > today:
        raise PeriodNotOver
    lock_the_till()
    if waiting := SettlementRun.objects.exclude(status=Status.RELEASED).first():
        raise RunWaiting(number=waiting.number)
    rule = payout_rule(today)
    if rule is None:
        raise NoPayoutRule
    number = unsettled_appointments(rule=rule, until=period_to).count() + _waiting_reversals().count()
    if not number and not Reckoning().without_their_lump(until=period_to):
        raise NothingToSettle(day=date_format(period_to, "SHORT_DATE_FORMAT"))
    run = SettlementRun.objects.create(
        number=_next_number(period_to), period_from=period_from, period_to=period_to, status=Status.PREPARING,
        prepared_at=now, prepared_by=by,
    )  # fmt: skip
    audit.record(Entry.RUN_PREPARED, run, by=by, period_from=period_from, period_to=period_to)
    if number > RECKONED_AT_ONCE:
        from kreislotse.settlement.tasks import reckon

        enqueue_after_commit(reckon, run.pk)
        return run
    return fill_run(run)


@transaction.atomic
def fill_run(run: SettlementRun) -> SettlementRun:
    """Reckon the lines of a run that is being prepared; done twice it is done once."""
    lock_the_till()
    run = SettlementRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status != Status.PREPARING:
        return run
    lines = [counter_entry(r.line, r.reason) for r in _waiting_reversals().select_related("line").order_by("pk")]
    statements = _statements(run, {line.guide_id for line in lines})
    _save_lines(lines, statements)

    reckoning, held_back, lines = Reckoning(), [], []
    rule = payout_rule(timezone.localdate(run.prepared_at))
    rows = unsettled_appointments(rule=rule, until=run.period_to).select_related("assignment__guide")
    for appointment in rows.order_by("on", "starts_at", "pk"):
        found = reckoning.line_for(appointment)
        if isinstance(found, HeldBack):
            held_back.append(found.as_json())
        else:
            lines.append(found)
    for settled in reckoning.without_their_lump(until=run.period_to):
        found = reckoning.settled_anew(settled)
        if isinstance(found, HeldBack):
            held_back.append(found.as_json())
        elif found.lump_month:
            lines += [_taken_back_for_the_lump(settled, run), found]
    statements |= _statements(run, {line.guide_id for line in lines} - statements.keys())
    _save_lines(lines, statements)
    _add_up(run)
    run.status, run.held_back = Status.PREPARED, held_back
    run.save(update_fields=["status", "held_back"])
    return run


@transaction.atomic
def release_run(run: SettlementRun, *, now: datetime, by) -> SettlementRun:
    """A second person says that the run is right; from now on nothing in it changes.

    Raises `SecondPersonNeeded`, and `ChangedSincePrepared` if an appointment was corrected after it was reckoned.
    """
    lock_the_till()
    run = SettlementRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _check_prepared(run)
    if run.prepared_by_id == by.pk:
        raise SecondPersonNeeded
    changed = Appointment.objects.filter(
        pk__in=Line.objects.filter(statement__run=run).values("appointment"), recorded_at__gt=run.prepared_at
    ).count()
    if changed:
        raise ChangedSincePrepared(n=changed)
    run.status, run.released_at, run.released_by = Status.RELEASED, now, by
    run.save(update_fields=["status", "released_at", "released_by"])
    audit.record(Entry.RUN_RELEASED, run, by=by, number=run.number)
    return run


@transaction.atomic
def discard_run(run: SettlementRun, *, by) -> None:
    """Throw away what is not released; its appointments and reversals wait for the next run."""
    lock_the_till()
    run = SettlementRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.is_released:
        raise RunNotPrepared
    audit.record(Entry.RUN_DISCARDED, run, by=by, number=run.number)
    run.delete()


@transaction.atomic
def reverse_line(line: Line, *, reason: str, is_settled_again: bool, now: datetime, by) -> Reversal:
    """Say that a released line is wrong. The line stays as it is; the next run holds its counter entry.

    With `is_settled_again` the appointment, corrected in the meantime, is in that run anew.
    """
    line = Line.objects.select_for_update(of=("self",)).select_related("statement__run").get(pk=line.pk)
    if not line.statement.run.is_released:
        raise NotReleased
    if line.kind == Line.Kind.REVERSAL:
        raise CannotReverseReversal
    if Reversal.objects.filter(line=line).exists():
        raise AlreadyReversed
    if not reason.strip():
        raise ReasonMissing
    reversal = Reversal.objects.create(
        line=line, reason=reason.strip(), is_settled_again=is_settled_again, at=now, by=by
    )
    audit.record(Entry.LINE_REVERSED, line.statement.run, by=by, line=line.pk)
    return reversal


def _check_prepared(run: SettlementRun) -> None:
    if run.status == Status.PREPARING:
        raise StillReckoning
    if run.status != Status.PREPARED:
        raise RunNotPrepared


def _waiting_reversals():
    """Reversals whose counter entry stands in no run yet."""
    return Reversal.objects.filter(line__reversed_in__isnull=True)


def _taken_back_for_the_lump(line: Line, run: SettlementRun) -> Line:
    """The counter entry of a line that brought no flat rate, so that its appointment brings it now.

    The reversal stays if the run is discarded; the next one settles the appointment anew all the same.
    """
    reason = _("Die Pauschale des Monats steht jetzt bei diesem Termin.")
    Reversal.objects.create(line=line, reason=reason, is_settled_again=True, at=run.prepared_at, by=run.prepared_by)
    return counter_entry(line, reason)


def _next_number(period_to: date) -> str:
    prefix = f"{period_to:%Y-%m}"
    taken = SettlementRun.objects.filter(number__startswith=f"{prefix}-").values_list("number", flat=True)
    return f"{prefix}-{max((int(n.rpartition('-')[2]) for n in taken), default=0) + 1}"


def _statements(run: SettlementRun, guides: set[int]) -> dict[int, Statement]:
    """One statement per guide, made out to the name of today."""
    people = Guide.objects.filter(pk__in=guides).order_by("last_name", "first_name", "pk")
    Statement.objects.bulk_create(
        [Statement(run=run, guide=guide, payee_name=str(guide), total=Decimal(0)) for guide in people], batch_size=500
    )
    return {statement.guide_id: statement for statement in Statement.objects.filter(run=run, guide__in=guides)}


def _save_lines(lines: list[Line], statements: dict[int, Statement]) -> None:
    for line in lines:
        line.statement = statements[line.guide_id]
    Line.objects.bulk_create(lines, batch_size=500)


def _add_up(run: SettlementRun) -> None:
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for line in Line.objects.filter(statement__run=run):
        totals[line.statement_id] += line.euros
    statements = list(Statement.objects.filter(run=run))
    for statement in statements:
        statement.total = totals[statement.pk]
    Statement.objects.bulk_update(statements, ["total"], batch_size=500)
