"""Papers of a guide: the three facts of the conduct certificate, declarations, consent to photos, notes of talks."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.dates import months_later
from kreislotse.core.errors import DomainError
from kreislotse.guides.entries import Entry
from kreislotse.guides.models import ConductCertificate, Declaration, Guide, GuideConsent, TalkNote
from kreislotse.guides.operations import move
from kreislotse.guides.qualification import guide_rule
from kreislotse.guides.steps import S
from kreislotse.privacy.models import Consent

# The wording stands in documents/letters.py; a new wording gets a new version.
DECLARATION_VERSION = "2026-11"
PHOTO_VERSION = "2026-11"


class HasGone(DomainError):
    message = gettext_lazy("%(name)s ist ausgeschieden. Ein Führungszeugnis wird nicht mehr eingetragen.")


class CertificateTooOld(DomainError):
    message = gettext_lazy(
        "Das Führungszeugnis war bei der Einsicht älter als %(months)d Monate. Bitte lassen Sie sich ein neues vorlegen."
    )


class CertificateFromTheFuture(DomainError):
    message = gettext_lazy("Das Führungszeugnis kann nicht nach der Einsicht ausgestellt sein.")


class DayNotYetThere(DomainError):
    message = gettext_lazy("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie das Datum.")


@transaction.atomic
def record_certificate(
    guide: Guide, *, issued_on: date, inspected_on: date, has_relevant_entry: bool, today: date, by
) -> ConductCertificate:
    """Keep the three facts of an inspection; an older inspection is replaced by it."""
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    if guide.status == S.LEFT:
        raise HasGone(name=str(guide))
    if inspected_on > today:
        raise DayNotYetThere
    if issued_on > inspected_on:
        raise CertificateFromTheFuture
    months = guide_rule(inspected_on).certificate_max_age_months
    if months_later(issued_on, months) < inspected_on:
        raise CertificateTooOld(months=months)
    certificate, _created = ConductCertificate.objects.update_or_create(
        guide=guide,
        defaults={"issued_on": issued_on, "inspected_on": inspected_on, "has_relevant_entry": has_relevant_entry},
    )
    audit.record(Entry.CERTIFICATE_INSPECTED, guide, by=by)
    return certificate


@transaction.atomic
def delete_certificate(guide: Guide, *, by) -> None:
    deleted, _rows = ConductCertificate.objects.filter(guide=guide).delete()
    if deleted:
        audit.record(Entry.CERTIFICATE_DELETED, guide, by=by)


@transaction.atomic
def record_declaration(guide: Guide, *, kind: str, signed_on: date, today: date, by) -> Declaration:
    """Note that a paper came back signed."""
    if signed_on > today:
        raise DayNotYetThere
    declaration, is_new = Declaration.objects.get_or_create(
        guide=guide, kind=kind, signed_on=signed_on, defaults={"wording_version": DECLARATION_VERSION}
    )
    if is_new:
        audit.record(Entry.DECLARATION_SIGNED, guide, by=by, kind=kind)
    return declaration


def photo_consent(guide: Guide) -> Consent | None:
    """The consent to photos that holds now."""
    row = GuideConsent.objects.filter(
        guide=guide, consent__purpose=GuideConsent.PHOTO, consent__withdrawn_at=None
    ).select_related("consent")  # fmt: skip
    found = row.first()
    return found.consent if found else None


@transaction.atomic
def give_photo_consent(guide: Guide, *, now: datetime, by) -> Consent:
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    if existing := photo_consent(guide):
        return existing
    consent = Consent(purpose=GuideConsent.PHOTO, wording_version=PHOTO_VERSION, language="de", given_at=now)
    consent.save()
    GuideConsent(guide=guide, consent=consent).save()
    audit.record(Entry.PHOTO_CONSENT_GIVEN, guide, by=by)
    return consent


@transaction.atomic
def withdraw_photo_consent(guide: Guide, *, now: datetime, by) -> None:
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    if consent := photo_consent(guide):
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        audit.record(Entry.PHOTO_CONSENT_WITHDRAWN, guide, by=by)


@transaction.atomic
def note_talk(guide: Guide, *, on: date, text: str, today: date, by) -> TalkNote:
    """Keep a few words of a talk; with somebody who was only interested, the talk has begun by that."""
    if on > today:
        raise DayNotYetThere
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    note = TalkNote(guide=guide, on=on, text=text, by=by)
    note.save()
    audit.record(Entry.TALK_NOTED, guide, by=by)
    if guide.status == S.INTERESTED:
        move(guide, status=S.IN_CONVERSATION, on=on, by=by)
    return note


@transaction.atomic
def delete_talk_note(note: TalkNote, *, by) -> None:
    guide = note.guide
    note.delete()
    audit.record(Entry.TALK_NOTE_DELETED, guide, by=by)
