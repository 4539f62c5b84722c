"""Which appointments a run takes in, what each is worth under the caps of its own year, and which have to wait."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from kreislotse.core.dated import in_force, youngest
from kreislotse.core.dates import first_of_month
from kreislotse.guides.compensation import M
from kreislotse.matching.counting import cancelled_late_and_paid, late_cancellations, share_percent
from kreislotse.matching.hours import in_hours
from kreislotse.matching.models import Appointment, BudgetException, Expense
from kreislotse.settlement.calculation import Amount, Work, amount_of, counted_minutes, euros
from kreislotse.settlement.models import Line, PayoutRule, Reversal, TripApproval, Waiver
from kreislotse.settlement.rates import RulesOfTheDay
from kreislotse.settlement.tally import Claim, Limit, Used, Verdict, pays_a_month

EUROS = Sum(F("work_euros") + F("travel_euros") + F("expense_euros"), default=Decimal(0))
"""All the money of lines, for aggregates."""
PAID_OUTCOMES = (Appointment.Outcome.TOOK_PLACE, Appointment.Outcome.NO_SHOW)


def payout_rule(on: date) -> PayoutRule | None:
    return youngest(in_force(PayoutRule.objects.all(), on))


def standing_lines() -> QuerySet[Line]:
    """Lines of appointments that no counter entry has taken back."""
    return Line.objects.filter(kind=Line.Kind.WORK, reversed_in__isnull=True)


def confirmed_or_paid_late() -> Q:
    """For appointments: kept or waited for in vain with both signatures, or cancelled late where the rate of the day pays.

    A late cancellation by others than the guide needs no sheet: the note of who cancelled, and when, is the proof.
    """
    return Q(sheet__confirmed_on__isnull=False, outcome__in=PAID_OUTCOMES) | cancelled_late_and_paid()


def reversed_for_good() -> Exists:
    """For appointments: taken back and not to be settled again."""
    return Exists(Reversal.objects.filter(is_settled_again=False, line__appointment=OuterRef("pk")))


def money_waived() -> Exists:
    """For appointments: the guide does not want the money for that day."""
    return Exists(Waiver.objects.filter(guide=OuterRef("assignment__guide"), until__gte=OuterRef("on")))


def unsettled_appointments(*, rule: PayoutRule | None, until: date) -> QuerySet[Appointment]:
    """Confirmed appointments up to a day that we pay for and that are in no run yet; without a rule there are none."""
    if rule is None:
        return Appointment.objects.none()
    return (
        Appointment.objects.filter(
            confirmed_or_paid_late(), on__gte=rule.settles_from, on__lte=until,
            assignment__funding_source__is_paid_out_by_us=True,
        )
        .exclude(Exists(standing_lines().filter(appointment=OuterRef("pk"))))
        .exclude(reversed_for_good())
        .exclude(money_waived())
    )  # fmt: skip


def read_used() -> tuple[Used, dict]:
    """What all lines use up, prepared ones too, and how often each flat rate of a month was taken back. Three queries."""
    used = Used()
    rows = (
        Line.objects.order_by()
        .values_list("guide", "funding_source", "role", "on__year", "is_on_top")
        .annotate(minutes=Sum("minutes"), euros=EUROS)
    )
    for *person, is_on_top, minutes, euros_paid in rows:
        used.add(tuple(person), minutes, euros_paid, is_on_top=is_on_top)
    keys = ("guide", "funding_source", "role", "lump_month")
    used.lumps = set(standing_lines().exclude(lump_month=None).values_list(*keys))
    taken_back = Line.objects.filter(kind=Line.Kind.REVERSAL).exclude(lump_month=None).order_by()
    return used, {tuple(key): n for *key, n in taken_back.values_list(*keys).annotate(n=Count("pk"))}


@dataclass(frozen=True)
class HeldBack:
    """An appointment that cannot be paid yet, and why; keys and a sentence, no name."""

    appointment: int
    guide: int
    on: date
    why: str

    def as_json(self) -> dict:
        return {"appointment": self.appointment, "guide": self.guide, "on": self.on.isoformat(), "why": self.why}


class Reckoning:
    """Turns appointments, the earliest first, into lines; each line knows what those before it have used up."""

    def __init__(self):
        self.rules = RulesOfTheDay.read()
        self.used, self.lump_rounds = read_used()
        self.on_top = set(BudgetException.objects.values_list("help_request", "funding_source"))
        self.minutes_cancelled = dict(late_cancellations().values_list("appointment", "from_minutes"))
        self.expenses = dict(Expense.objects.order_by().values_list("appointment").annotate(n=Sum("amount")))
        self.approved = set(TripApproval.objects.values_list("appointment", flat=True))
        self.rounds = dict(
            Line.objects.filter(kind=Line.Kind.REVERSAL).order_by().values_list("appointment").annotate(Count("pk"))
        )

    def line_for(self, appointment: Appointment) -> Line | HeldBack:
        """The line of one appointment (`assignment` must be loaded), not saved; or why it has to wait."""
        rate = self.rules.rate(appointment.assignment, appointment.on)
        if not rate:
            return self._held(appointment, _("Für diesen Einsatz ist kein Satz vereinbart."))
        claim = self._claim(appointment, rate)
        verdict = self.used.settle(claim)
        if verdict.worth is None:
            return self._held(appointment, _why_less(claim, verdict))
        amount = amount_of(replace(verdict.work, why_less=_why_less(claim, verdict)), rate)
        line = self._line(appointment, amount, rate, is_on_top=claim.is_on_top)
        if pays_a_month(rate, verdict.work):
            line.lump_month, line.lump_round = claim.month[-1], self.lump_rounds.get(claim.month, 0)
        return line

    def without_their_lump(self, *, until: date) -> list[Line]:
        """One standing line, the earliest, of each month whose flat rate was taken back and not paid again. One query.

        To be asked after the appointments of the run, which may have brought it already.
        """
        lost = self.lump_rounds.keys() - self.used.lumps
        if not lost:
            return []
        waived = Waiver.objects.filter(guide=OuterRef("guide"), until__gte=OuterRef("on"))
        rows = (
            standing_lines()
            .filter(guide__in={guide for guide, *_rest in lost}, rate_used__model=M.PER_MONTH, on__lte=until)
            .exclude(Exists(waived))
            .exclude(appointment=None)
            .select_related("appointment__assignment__guide")
        )
        found: dict[tuple, Line] = {}
        for line in rows.order_by("on", "pk"):
            found.setdefault((line.guide_id, line.funding_source_id, line.role, first_of_month(line.on)), line)
        return [line for month, line in found.items() if month in lost]

    def settled_anew(self, line: Line) -> Line | HeldBack:
        """The line of an appointment that is taken back and settled in the same run."""
        person = (line.guide_id, line.funding_source_id, line.role, line.on.year)
        self.used.add(person, -line.minutes, -line.euros, is_on_top=line.is_on_top)
        self.rounds[line.appointment_id] = self.rounds.get(line.appointment_id, 0) + 1
        found = self.line_for(line.appointment)
        if isinstance(found, HeldBack):
            self.used.add(person, line.minutes, line.euros, is_on_top=line.is_on_top)
            self.rounds[line.appointment_id] -= 1
        return found

    def _claim(self, appointment: Appointment, rate: dict) -> Claim:
        assignment, on = appointment.assignment, appointment.on
        planned = appointment.duration_minutes
        if appointment.outcome == Appointment.Outcome.CANCELLED:
            planned = self.minutes_cancelled.get(appointment.pk, planned)
        minutes = counted_minutes(planned, appointment.travel_minutes, rate)
        cap, pool = self.rules.cap(assignment, on), self.rules.pool(assignment.funding_source_id, on)
        return Claim(
            guide=assignment.guide_id, source=assignment.funding_source_id, role=assignment.role, on=on, rate=rate,
            work=Work(
                minutes=minutes, payable=minutes, travel_minutes=appointment.travel_minutes, travel_km=appointment.travel_km,
                expenses=self.expenses.get(appointment.pk, Decimal(0)), share_percent=share_percent(appointment.outcome, rate),
                trip_is_approved=appointment.pk in self.approved,
            ),
            cap=cap.hours_per_year * 60 if cap else None,
            pool_minutes=pool.hours_per_year * 60 if pool and pool.hours_per_year is not None else None,
            pool_euros=pool.euros_per_year if pool else None,
            is_on_top=(assignment.help_request_id, assignment.funding_source_id) in self.on_top,
        )  # fmt: skip

    def _line(self, appointment: Appointment, amount: Amount, rate: dict, *, is_on_top: bool) -> Line:
        assignment = appointment.assignment
        words = amount.words
        if appointment.outcome == Appointment.Outcome.NO_SHOW:
            words = _("Niemand kam: %(words)s") % {"words": words}
        elif appointment.outcome == Appointment.Outcome.CANCELLED:
            words = _("Zu spät abgesagt: %(words)s") % {"words": words}
        return Line(
            guide_id=assignment.guide_id, kind=Line.Kind.WORK, appointment=appointment,
            round=self.rounds.get(appointment.pk, 0), funding_source_id=assignment.funding_source_id, role=assignment.role,
            basis=self.rules.basis(assignment.role, appointment.on), on=appointment.on, minutes=amount.minutes,
            travel_km=amount.travel_km, work_euros=amount.work, travel_euros=amount.travel, expense_euros=amount.expenses, rate_used=rate,
            words=words[:400], is_on_top=is_on_top,
        )  # fmt: skip

    @staticmethod
    def _held(appointment: Appointment, why: str) -> HeldBack:
        return HeldBack(appointment.pk, appointment.assignment.guide_id, appointment.on, why)


def _why_less(claim: Claim, verdict: Verdict) -> str:
    """The limit in a sentence; empty if there was none."""
    if verdict.limit == Limit.CAP:
        return _("Die Jahresgrenze von %(cap)s Stunden ist erreicht, mehr wird nicht bezahlt.") % {
            "cap": in_hours(claim.cap)
        }
    if verdict.limit == Limit.POOL_HOURS:
        return _("Die bewilligten %(cap)s Stunden für alle zusammen sind aufgebraucht.") % {
            "cap": in_hours(claim.pool_minutes)
        }
    if verdict.limit == Limit.POOL_EUROS:
        return _("Bewilligt sind noch %(left)s, gebraucht werden %(amount)s.") % {
            "left": euros(verdict.euros_left),
            "amount": euros(verdict.euros_needed),
        }
    return ""


def counter_entry(line: Line, reason: str) -> Line:
    """What takes a line back: the same with the sign turned."""
    return Line(
        guide_id=line.guide_id, kind=Line.Kind.REVERSAL, appointment_id=line.appointment_id, round=line.round, reverses=line,
        funding_source_id=line.funding_source_id, role=line.role, basis=line.basis, on=line.on, minutes=-line.minutes,
        travel_km=-line.travel_km, work_euros=-line.work_euros, travel_euros=-line.travel_euros,
        expense_euros=-line.expense_euros,
        lump_month=line.lump_month, lump_round=line.lump_round, rate_used=line.rate_used,
        is_on_top=line.is_on_top, words=(_("Storno: %(reason)s") % {"reason": reason})[:400],
    )  # fmt: skip
