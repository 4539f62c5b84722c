"""What the office does with actors: record, change, archive, and mark agreements as done."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.network import changes, queries
from kreislotse.network.entries import Entry
from kreislotse.network.models import Agreement, Contact, Organization, Resource


class ChangedMeanwhile(DomainError):
    message = _(
        "Der Akteur konnte nicht gespeichert werden, weil ihn in der Zwischenzeit jemand anderes geändert hat. "
        "Ihre Eingaben stehen noch hier. Bitte vergleichen Sie sie mit dem neuen Stand und speichern Sie dann noch einmal."
    )


class AlreadyArchived(DomainError):
    message = _("Dieser Akteur liegt schon im Archiv.")


class NotArchived(DomainError):
    message = _("Dieser Akteur liegt nicht im Archiv.")


@transaction.atomic
def save_organization(
    organization: Organization,
    *,
    topics,
    municipalities_served,
    kept: list[Contact | Resource | Agreement] = (),
    removed: list[Contact | Resource | Agreement] = (),
    by,
    seen_at=None,
    changed: list[str] = (),
) -> Organization:
    """Record an organization, or change it, with all that hangs on it.

    `kept` are its contacts, resources and agreements that are new or changed, `removed` those that go. `seen_at` is
    the `updated_at` the person had before them; raises `ChangedMeanwhile` if a colleague was faster. A second click on
    a new one gives the organization of the first.
    """
    is_new = organization.pk is None
    if is_new:
        District.objects.select_for_update(no_key=True).get(pk=current_district_id())
        if recorded := queries.just_recorded(organization, by=by):
            return recorded
    else:
        current = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
        if seen_at is not None and current.updated_at != seen_at:
            raise ChangedMeanwhile
    organization.save()
    organization.topics.set(topics)
    organization.municipalities_served.set(municipalities_served)
    for row in kept:
        row.organization = organization
        row.save()
    if any(isinstance(row, Contact) for row in removed):
        changes.announce([organization])  # afterwards nobody knows where they were named
    for row in removed:
        row.delete()
    _one_main_contact(organization, [row for row in kept if isinstance(row, Contact)])
    entry = Entry.ORGANIZATION_RECORDED if is_new else Entry.ORGANIZATION_CHANGED
    details = {"fields": ", ".join(changed)} if changed and not is_new else {}
    audit.record(entry, organization, by=by, **details)
    changes.announce([organization])
    return organization


def _one_main_contact(organization: Organization, contacts: list[Contact]) -> None:
    """The last contact that was made the main one is the only one."""
    chosen = next((contact for contact in reversed(contacts) if contact.is_main), None)
    if chosen:
        organization.contacts.exclude(pk=chosen.pk).filter(is_main=True).update(is_main=False)


@transaction.atomic
def archive_organization(organization: Organization, *, today: date, by) -> Organization:
    """Take an organization out of the lists; nothing is deleted. Raises `AlreadyArchived`."""
    if not Organization.objects.filter(pk=organization.pk, archived_on=None).update(
        archived_on=today, updated_at=timezone.now()
    ):
        raise AlreadyArchived
    organization.refresh_from_db()
    audit.record(Entry.ORGANIZATION_ARCHIVED, organization, by=by)
    changes.announce([organization])
    return organization


@transaction.atomic
def restore_organization(organization: Organization, *, by) -> Organization:
    """Put an organization back into the lists. Raises `NotArchived`."""
    if not Organization.objects.filter(pk=organization.pk, archived_on__isnull=False).update(
        archived_on=None, updated_at=timezone.now()
    ):
        raise NotArchived
    organization.refresh_from_db()
    audit.record(Entry.ORGANIZATION_RESTORED, organization, by=by)
    changes.announce([organization])
    return organization


@transaction.atomic
def finish_agreement(agreement: Agreement, *, today: date, by) -> Agreement:
    """Note that what was agreed is done; doing it twice changes nothing."""
    if Agreement.objects.filter(pk=agreement.pk, done_on=None).update(done_on=today):
        audit.record(Entry.AGREEMENT_DONE, agreement.organization or agreement, by=by, agreement=agreement.pk)
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def reopen_agreement(agreement: Agreement) -> Agreement:
    """Take back that an agreement is done."""
    Agreement.objects.filter(pk=agreement.pk).update(done_on=None)
    agreement.refresh_from_db()
    return agreement


@transaction.atomic
def change_own_data(organization: Organization, *, changed: list[str], by) -> Organization:
    """Save what an organization changed about itself; `changed` names the fields. Raises `AlreadyArchived`."""
    current = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    if current.archived_on is not None:
        raise AlreadyArchived
    if not changed:
        return current
    for name in changed:
        setattr(current, name, getattr(organization, name))
    current.save()
    audit.record(Entry.ORGANIZATION_CHANGED, current, by=by, fields=", ".join(changed), own=True)
    return current
