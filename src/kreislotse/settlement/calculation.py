"""An amount with its arithmetic in words, as it stands on a statement. Pure: no query, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.guides.compensation import M, Work, Worth, counted_minutes, steps_begun, worth_of
from kreislotse.matching.hours import in_euros as euros
from kreislotse.matching.hours import in_hours

__all__ = ["Amount", "Work", "amount_of", "counted_minutes", "euros"]


@dataclass(frozen=True)
class Amount(Worth):
    """What one appointment is worth (`guides.compensation`), and how it came about."""

    words: str


def amount_of(work: Work, rate: dict) -> Amount:
    """The amount under a frozen rate (`guides.rules.frozen`)."""
    worth = worth_of(work, rate)
    words = _work_in_words(work, rate)
    if work.share_percent != 100 and _pays_for_work(work, rate):
        words = _("%(words)s, davon %(percent)d %%") % {"words": words, "percent": work.share_percent}
    if way := _way_in_words(work, worth, rate):
        words = f"{words}; {way}"
    if worth.expenses:
        words = _("%(words)s; Auslagen %(amount)s") % {"words": words, "amount": euros(worth.expenses)}
    if work.why_less:
        words = f"{words}. {work.why_less}"
    return Amount(worth.minutes, worth.work, worth.travel_km, worth.travel, worth.expenses, words)


def _pays_for_work(work: Work, rate: dict) -> bool:
    full = worth_of(Work(work.minutes, work.payable, month_is_paid=work.month_is_paid), rate)
    return bool(full.work)


def _work_in_words(work: Work, rate: dict) -> str:
    model, amount = rate["model"], euros(Decimal(rate.get("amount") or 0))
    if model == M.NONE:
        return _("ohne Entschädigung")
    if model == M.PER_HOUR:
        return _("%(hours)s Std. × %(amount)s") % {"hours": in_hours(work.payable), "amount": amount}
    if model == M.PER_ASSIGNMENT:
        return _("1 Termin zu %(amount)s") % {"amount": amount}
    if model == M.PER_MONTH:
        return (
            _("in der Monatspauschale enthalten")
            if work.month_is_paid
            else _("Monatspauschale %(amount)s") % {"amount": amount}
        )
    words = _("%(amount)s bis %(first)d Min.") % {"amount": amount, "first": rate["first_minutes"]}
    if steps := steps_begun(work.payable, rate):
        more = ngettext(
            "%(n)d angefangene Einheit zu %(step)d Min. × %(amount)s",
            "%(n)d angefangene Einheiten zu %(step)d Min. × %(amount)s",
            steps,
        ) % {"n": steps, "step": rate["step_minutes"], "amount": euros(Decimal(rate["step_amount"]))}
        words = f"{words} + {more}"
    return words


def _way_in_words(work: Work, worth: Worth, rate: dict) -> str:
    per_km = Decimal(rate.get("per_km") or 0)
    if not per_km or not work.travel_km:
        return ""
    if not worth.travel_km:
        return _("Fahrt nicht genehmigt")
    return _("%(km)s km × %(amount)s") % {"km": number_format(work.travel_km, 1), "amount": euros(per_km)}
