"""Sentences about meetings that stand in several places."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kreislotse.groups.models import AgendaItem, Resolution, SeatHolder, Task


def rapporteur_name(item: AgendaItem) -> str:
    if item.rapporteur is not None:
        return item.rapporteur.name
    return str(item.rapporteur_seat) if item.rapporteur_seat is not None else ""


def owner_name(task: Task, holders: dict[int, SeatHolder]) -> str:
    """Who has taken it on: a colleague, or whoever sits on the seat today, with their organization."""
    if task.responsible is not None:
        return str(task.responsible)
    if task.seat is None:
        return _("noch niemand")
    holder = holders.get(task.seat_id)
    organization = task.seat.organization
    names = [holder.name if holder else "", organization.name if organization else ""]
    return ", ".join(name for name in names if name) or str(task.seat)


def decided_text(resolution: Resolution) -> str:
    """„angenommen mit 7 Ja, 1 Nein, 2 Enthaltungen“"""
    result = resolution.get_result_display()
    if resolution.way == Resolution.Way.CONSENSUS:
        return _("%(result)s im Konsens") % {"result": result}
    return _("%(result)s mit %(yes)d Ja, %(no)d Nein, %(abstained)d Enthaltung(en)") % {
        "result": result, "yes": resolution.votes_yes, "no": resolution.votes_no, "abstained": resolution.votes_abstained,
    }  # fmt: skip
