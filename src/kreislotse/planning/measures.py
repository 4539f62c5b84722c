"""A measure itself: all of it in a draft; after the adoption who leads it, who looks after it and when it reports next."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.network.models import Contact, Organization
from kreislotse.planning.contents import NumberTaken
from kreislotse.planning.editions import check_unchanged, draft_for_change, living_for_change
from kreislotse.planning.entries import Entry
from kreislotse.planning.in_step import report_there_too
from kreislotse.planning.models import Measure

LINKS = ("also_serves", "fields_of_action", "topics", "target_groups", "municipalities")


class EndsBeforeItBegins(DomainError):
    message = _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die beiden Tage.")


class OngoingWithEnd(DomainError):
    message = _("Eine Daueraufgabe hat kein Ende. Bitte lassen Sie eins von beidem weg.")


class ObjectiveOfAnotherVersion(DomainError):
    message = _("Das Teilziel gehört zu einer anderen Fassung. Bitte wählen Sie eins aus dieser.")


class ContactOfAnother(DomainError):
    message = _("%(contact)s arbeitet nicht bei %(lead)s. Bitte wählen Sie eine Ansprechperson der Federführung.")


@transaction.atomic
def save_measure(measure: Measure, *, by, seen_at: datetime | None = None, changed: list[str] = (), **links) -> Measure:
    """Add a measure to a draft, or change it; `links` are its many-to-many fields (see `LINKS`).

    Raises `VersionAdopted`, `ChangedMeanwhile`, `EndsBeforeItBegins`, `OngoingWithEnd`, `NumberTaken`,
    `ObjectiveOfAnotherVersion`, `ContactOfAnother`.
    """
    version = draft_for_change(measure.version_id)
    is_new = measure.pk is None
    if not is_new:
        check_unchanged(measure, seen_at)
        measure.status = Measure.objects.values_list("status", flat=True).get(pk=measure.pk)  # has its own operation
    _check_days(measure)
    _check_contact(measure.lead, measure.lead_contact)
    if measure.objective.goal.version_id != version.pk:
        raise ObjectiveOfAnotherVersion
    if any(one.goal.version_id != version.pk for one in links.get("also_serves", ())):
        raise ObjectiveOfAnotherVersion
    if Measure.objects.filter(version=version, number=measure.number).exclude(pk=measure.pk).exists():
        raise NumberTaken(number=measure.number)
    measure.save()
    for name, rows in links.items():
        getattr(measure, name).set(rows)
    details = {} if is_new else {"fields": ", ".join(changed)}
    audit.record(Entry.MEASURE_CHANGED, measure, by=by, number=measure.number, **details)
    return measure


@transaction.atomic
def reassign_measure(  # noqa: PLR0913
    measure: Measure, *, lead: Organization, lead_contact: Contact | None, lead_email: str, responsible, next_report_on: date | None,
    by, seen_at: datetime | None = None,
) -> Measure:  # fmt: skip
    """Who leads a measure, whom we write to, who looks after it and when it reports next; also after the adoption.

    Raises `VersionReplaced`, `ChangedMeanwhile`, `ContactOfAnother`.
    """
    living_for_change(measure.version_id)
    check_unchanged(measure, seen_at)
    _check_contact(lead, lead_contact)
    current = Measure.objects.get(pk=measure.pk)
    new = {
        "lead": lead, "lead_contact": lead_contact, "lead_email": lead_email, "responsible": responsible,
        "next_report_on": next_report_on,
    }  # fmt: skip
    changed, due = [name for name, value in new.items() if getattr(current, name) != value], current.next_report_on
    for name, value in new.items():
        setattr(current, name, value)
    current.save(update_fields=[*new, "updated_at"])
    if "next_report_on" in changed:
        report_there_too(current, due_before=due)
    audit.record(Entry.MEASURE_CHANGED, current, by=by, number=current.number, fields=", ".join(changed))
    return current


@transaction.atomic
def remove_measure(measure: Measure, *, by) -> None:
    """Strike a measure from a draft with all that hangs on it. Raises `VersionAdopted`."""
    version = draft_for_change(measure.version_id)
    audit.record(Entry.PLAN_PART_REMOVED, version, by=by, measure=measure.number)
    measure.delete()


def letters_go_to(measure: Measure) -> str:
    """The address for the lead: the chosen contact's, else the one noted at the measure, else the organization's."""
    contact = measure.lead_contact.email if measure.lead_contact_id else ""
    return contact or measure.lead_email or (measure.lead.email if measure.lead_id else "")


def _check_days(measure: Measure) -> None:
    if measure.starts_on and measure.ends_on and measure.ends_on < measure.starts_on:
        raise EndsBeforeItBegins
    if measure.is_ongoing and measure.ends_on:
        raise OngoingWithEnd


def _check_contact(lead: Organization | None, contact: Contact | None) -> None:
    if contact is not None and (lead is None or contact.organization_id != lead.pk):
        raise ContactOfAnother(contact=contact.name, lead=lead or _("der Federführung"))
