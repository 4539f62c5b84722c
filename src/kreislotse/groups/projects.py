"""Change projects: record, finish with what came of it, call off, open again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.groups.acting import check_acts_for
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import Project, ProjectPartner
from kreislotse.network.models import Organization


class ChangedMeanwhile(DomainError):
    message = _(
        "Das Projekt konnte nicht gespeichert werden, weil es in der Zwischenzeit jemand anderes geändert hat. "
        "Ihre Eingaben stehen noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


class EndsBeforeItBegins(DomainError):
    message = _("Das Projekt endet, bevor es beginnt. Bitte prüfen Sie die beiden Tage.")


class CostsLessThanNothing(DomainError):
    message = _("Ein Projekt kann nicht weniger als nichts kosten.")


class LeadIsPartner(DomainError):
    message = _("%(name)s leitet das Projekt schon und kann nicht zugleich Partner sein.")


class PartnerTwice(DomainError):
    message = _("%(name)s steht zweimal bei den Partnern. Bitte wählen Sie eine Rolle.")


class ResultMissing(DomainError):
    message = _("Bitte schreiben Sie in ein, zwei Sätzen, was daraus wurde. Das ist es, was vom Projekt bleibt.")


class NotOpen(DomainError):
    message = _("Dieses Projekt ist schon abgeschlossen oder abgesagt.")


class NotClosed(DomainError):
    message = _("Dieses Projekt ist noch offen.")


class NotBegun(DomainError):
    message = _("Das Projekt beginnt erst am %(day)s. Findet es nicht statt, sagen Sie es ab.")


@transaction.atomic
def save_project(  # noqa: PLR0913
    project: Project, *, topics, target_groups, municipalities, bodies=None,
    partners: Iterable[tuple[Organization, str]] | None = None, by, seen_at: datetime | None = None, changed: list[str] = (),
) -> Project:  # fmt: skip
    """Record a project, or change it, with its partners and their roles.

    `bodies` and `partners` stay as they are where `None` comes. Raises `NotYours` for a partner who does not lead it,
    `ChangedMeanwhile`, and what is wrong with its dates, costs and partners.
    """
    is_new = project.pk is None
    check_acts_for(by, project.lead)
    if not is_new:
        current = Project.objects.select_for_update(of=("self",)).select_related("lead").get(pk=project.pk)
        check_acts_for(by, current.lead)
        if seen_at is not None and current.updated_at != seen_at:
            raise ChangedMeanwhile
    if project.ends_on is not None and project.ends_on < project.starts_on:
        raise EndsBeforeItBegins
    if project.cents is not None and project.cents < 0:
        raise CostsLessThanNothing
    if partners is not None:
        partners = _checked(project, list(partners))
    elif not is_new:
        _checked(project, [(one.organization, one.role) for one in project.partners.select_related("organization")])
    project.save()
    project.topics.set(topics)
    project.target_groups.set(target_groups)
    project.municipalities.set(municipalities)
    if bodies is not None:
        project.bodies.set(bodies)
    if partners is not None:
        project.partners.exclude(organization__in=[one for one, _role in partners]).delete()
        for organization, role in partners:
            ProjectPartner.objects.update_or_create(project=project, organization=organization, defaults={"role": role})
    details = {"fields": ", ".join(changed)} if changed and not is_new else {}
    audit.record(Entry.PROJECT_RECORDED if is_new else Entry.PROJECT_CHANGED, project, by=by, **details)
    return project


def _checked(project: Project, partners: list[tuple[Organization, str]]) -> list[tuple[Organization, str]]:
    seen = set()
    for organization, _role in partners:
        if organization.pk == project.lead_id:
            raise LeadIsPartner(name=organization.name)
        if organization.pk in seen:
            raise PartnerTwice(name=organization.name)
        seen.add(organization.pk)
    return partners


def _locked(project: Project, by) -> Project:
    project = Project.objects.select_for_update(of=("self",)).select_related("lead").get(pk=project.pk)
    check_acts_for(by, project.lead)
    return project


@transaction.atomic
def finish_project(project: Project, *, results: str, today: date, by) -> Project:
    """Write what came of it. Raises `ResultMissing`, `NotOpen`, `NotBegun`, `NotYours`."""
    project = _locked(project, by)
    if not project.is_open:
        raise NotOpen
    if not results.strip():
        raise ResultMissing
    if project.starts_on > today:
        raise NotBegun(day=date_format(project.starts_on, "j. F Y"))
    project.results, project.finished_on = results.strip(), today
    project.save()
    audit.record(Entry.PROJECT_FINISHED, project, by=by)
    return project


@transaction.atomic
def cancel_project(project: Project, *, today: date, by) -> Project:
    """It does not take place, or not to its end. Raises `NotOpen`, `NotYours`."""
    project = _locked(project, by)
    if not project.is_open:
        raise NotOpen
    project.cancelled_on = today
    project.save()
    audit.record(Entry.PROJECT_CANCELLED, project, by=by)
    return project


@transaction.atomic
def reopen_project(project: Project, *, by) -> Project:
    """Take back that it is over; what was written of its result stays. Raises `NotClosed`, `NotYours`."""
    project = _locked(project, by)
    if project.is_open:
        raise NotClosed
    Project.objects.filter(pk=project.pk).update(finished_on=None, cancelled_on=None, updated_at=timezone.now())
    audit.record(Entry.PROJECT_REOPENED, project, by=by)
    project.refresh_from_db()
    return project
