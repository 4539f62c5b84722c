"""What organizations bring: offered, agreed, done."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.acting import check_acts_for, is_office
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import Contribution
from kreislotse.groups.queries import own_bodies, own_projects

Status = Contribution.Status
_ORDER = [status.value for status in Status]


class ForOneThing(DomainError):
    message = _("Ein Beitrag gehört zu einem Gremium oder zu einem Projekt. Bitte wählen Sie eines davon.")


class ItIsOver(DomainError):
    message = _("„%(name)s“ ist beendet. Dazu kann niemand mehr etwas beitragen.")


class NotAmongThem(DomainError):
    message = _("Beitragen können Sie zu Gremien und Projekten, bei denen Sie dabei sind.")


class StandsThereAlready(DomainError):
    message = _("Dieser Beitrag ist schon „%(status)s“.")


class StillToCome(DomainError):
    message = _("Der Beitrag ist erst am %(day)s. Als erledigt lässt er sich danach vermerken.")


@transaction.atomic
def record_contribution(contribution: Contribution, *, by) -> Contribution:
    """Note what an organization will bring. A partner offers; the office may also note what is agreed.

    Raises `NotYours`, `ForOneThing`, `ItIsOver`, `NotAmongThem`.
    """
    check_acts_for(by, contribution.organization)
    body, project = contribution.body, contribution.project
    if (body is None) == (project is None):
        raise ForOneThing
    if (body is not None and body.archived_on is not None) or (project is not None and not project.is_open):
        raise ItIsOver(name=str(body or project))
    if not is_office(by):
        among = own_bodies(by).filter(pk=body.pk) if body else own_projects(by).filter(pk=project.pk)
        if not among.exists():
            raise NotAmongThem
        contribution.status = Status.OFFERED
    contribution.save()
    audit.record(Entry.CONTRIBUTION_RECORDED, body or project, by=by, contribution=contribution.pk)
    return contribution


@transaction.atomic
def move_contribution(contribution: Contribution, *, to: str, today: date, by) -> Contribution:
    """Agree on what was offered, or note that it was done. Raises `StandsThereAlready`, `StillToCome`."""
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("body", "project")
    contribution = rows.get(pk=contribution.pk)
    if _ORDER.index(to) <= _ORDER.index(contribution.status):
        raise StandsThereAlready(status=contribution.get_status_display())
    if to == Status.DONE and contribution.on is not None and contribution.on > today:
        raise StillToCome(day=date_format(contribution.on, "j. F Y"))
    contribution.status = to
    contribution.save()
    about = contribution.body or contribution.project
    audit.record(Entry.CONTRIBUTION_MOVED, about, by=by, contribution=contribution.pk, status=to)
    return contribution


@transaction.atomic
def remove_contribution(contribution: Contribution, *, by) -> None:
    """Take a contribution out that does not come, or was a slip."""
    about = contribution.body or contribution.project
    audit.record(Entry.CONTRIBUTION_REMOVED, about, by=by, contribution=contribution.pk, kind=contribution.kind)
    contribution.delete()
