"""When to say thank you: anniversaries, a first appointment, a round number of hours; and the proof of the work done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kreislotse.coordination.rules import coordination_rule
from kreislotse.core.dates import months_later
from kreislotse.core.errors import DomainError
from kreislotse.guides.models import Guide, Role
from kreislotse.guides.queries import visible_guides
from kreislotse.matching.hours import in_hours
from kreislotse.matching.models import Appointment

YEARS = (1, 5, 10, 15, 20, 25)
AHEAD_DAYS, BACK_DAYS = 30, 30
FIRST_DAYS = 14
ACTIVE = (Guide.Status.ACTIVE, Guide.Status.APPOINTED, Guide.Status.RESTING)


class NothingToProve(DomainError):
    message = gettext_lazy("Für %(name)s ist in diesem Zeitraum kein Termin eingetragen, der stattgefunden hat.")


class PeriodReversed(DomainError):
    message = gettext_lazy("Der Zeitraum endet, bevor er beginnt.")


@dataclass(frozen=True)
class Occasion:
    """One reason to write to one guide, and its day."""

    guide: Guide
    code: str  # years, first, hours
    sentence: str
    on: date


def occasions(*, to, today: date) -> list[Occasion]:
    """What happened in the last weeks or comes in the next ones, the nearest day first. Four queries."""
    rule = coordination_rule(today)
    guides = {
        guide.pk: guide for guide in visible_guides(to=to).filter(status__in=ACTIVE).select_related("organization")
    }
    found = [one for guide in guides.values() if guide.started_on for one in _years(guide, today)]
    done = Appointment.objects.filter(
        assignment__guide__in=list(guides), outcome=Appointment.Outcome.TOOK_PLACE, on__lte=today
    ).order_by()  # fmt: skip
    before = Q(on__lt=today - timedelta(days=BACK_DAYS))
    rows = done.values("assignment__guide").annotate(
        first=Min("on"), total=Sum("duration_minutes"), earlier=Sum("duration_minutes", filter=before, default=0)
    )
    for row in rows:
        guide = guides[row["assignment__guide"]]
        if (today - row["first"]).days <= FIRST_DAYS:
            found.append(Occasion(guide, "first", _("war zum ersten Mal unterwegs"), row["first"]))
        steps = row["total"] // (rule.thanks_hours * 60)
        if steps > row["earlier"] // (rule.thanks_hours * 60):
            sentence = _("hat %(hours)d Stunden erreicht") % {"hours": steps * rule.thanks_hours}
            found.append(Occasion(guide, "hours", sentence, today))
    return sorted(found, key=lambda one: (abs((one.on - today).days), one.guide.last_name, one.guide.pk, one.code))


def _years(guide: Guide, today: date):
    for years in YEARS:
        day = months_later(guide.started_on, 12 * years)
        if today - timedelta(days=BACK_DAYS) <= day <= today + timedelta(days=AHEAD_DAYS):
            sentence = ngettext("ist %(n)d Jahr dabei", "ist %(n)d Jahre dabei", years) % {"n": years}
            yield Occasion(guide, "years", sentence, day)


@dataclass(frozen=True)
class Proof:
    """What one guide did in a period, by role and kind of help: appointments and hours, nothing of who was helped."""

    guide: Guide
    first: date
    last: date
    rows: list[tuple[str, int, str]]
    appointments: int
    hours: str


def proof_of_work(guide: Guide, *, first: date, last: date) -> Proof:
    """The numbers of the certificate of thanks. Raises `NothingToProve`, `PeriodReversed`."""
    if last < first:
        raise PeriodReversed
    rows = Appointment.objects.filter(
        assignment__guide=guide, on__gte=first, on__lte=last, outcome=Appointment.Outcome.TOOK_PLACE
    ).order_by().values_list("assignment__role", "duration_minutes")  # fmt: skip
    by_role: dict[str, list[int]] = {}
    for role, minutes in rows:
        by_role.setdefault(role, []).append(minutes)
    if not by_role:
        raise NothingToProve(name=str(guide))
    lines = [(str(Role(role).label), len(found), in_hours(sum(found))) for role, found in sorted(by_role.items())]
    everything = [minutes for found in by_role.values() for minutes in found]
    return Proof(guide, first, last, lines, len(everything), in_hours(sum(everything)))
