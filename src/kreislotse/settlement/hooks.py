"""What settling has to say in earlier steps of the work."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, Max, OuterRef

from kreislotse.core.errors import DomainError
from kreislotse.matching.hooks import Settled
from kreislotse.matching.models import Appointment
from kreislotse.settlement.collecting import EUROS, standing_lines
from kreislotse.settlement.models import Line, Reversal
from kreislotse.settlement.operations.errors import AppointmentSettled
from kreislotse.settlement.queries import settled_line_of


def why_an_appointment_cannot_change(appointment: Appointment) -> DomainError | None:
    """Once released, an appointment is taken back first and changed then: the line must stay explainable."""
    line = settled_line_of(appointment)
    return AppointmentSettled(number=line.statement.run.number) if line else None


def settled_amounts(*, sources: list[int], since: date, until: date) -> Settled:
    """What appointments were settled with; those taken back to be settled anew are missing until they are. One query."""
    stands = standing_lines().filter(appointment=OuterRef("appointment"))
    anew = Reversal.objects.filter(line__appointment=OuterRef("appointment"), is_settled_again=True)
    rows = (
        Line.objects.filter(funding_source__in=sources, on__gte=since, on__lte=until, is_on_top=False)
        .exclude(Exists(anew) & ~Exists(stands))
        .order_by()
        .values_list("funding_source", "appointment")
        .annotate(day=Max("on"), euros=EUROS)
    )
    return {(source, appointment): (day, euros) for source, appointment, day, euros in rows}
