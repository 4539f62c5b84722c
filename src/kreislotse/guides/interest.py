"""„Ich möchte helfen“: what comes from the public page becomes an interested person, and a task for the office."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.districts.queries import current_district
from kreislotse.guides.entries import Entry
from kreislotse.guides.models import Guide, GuideConsent, GuideInterest, GuideLanguage, StatusChange
from kreislotse.guides.operations import Speaks, next_number
from kreislotse.privacy.models import Consent

logger = logging.getLogger(__name__)
CONSENT_VERSION = "2026-11"  # the wording stands in web/public/forms/joining.py
Wish = GuideInterest.Wish


class ConsentMissing(DomainError):
    message = gettext_lazy(
        "Bitte stimmen Sie zu, dass wir Ihre Angaben verwenden. Sonst dürfen wir Ihnen nicht antworten."
    )


class NoContact(DomainError):
    message = gettext_lazy(
        "Bitte schreiben Sie eine Telefonnummer oder eine E-Mail-Adresse, damit wir antworten können."
    )


@transaction.atomic
def submit_interest(  # noqa: PLR0913
    *, first_name: str, last_name: str, email: str, phone: str, languages: Sequence[Speaks], municipality,
    wishes: Iterable[str], when: str, message: str, has_consented: bool, page_language: str, submission_digest: str,
    now: datetime,
) -> GuideInterest:  # fmt: skip
    """Take in what somebody sent who wants to help. The same form sent twice is kept once.

    Whoever is on the list already is not recorded a second time, and the sender learns nothing of it: the new message
    hangs on the known person, whose data stay as they are.
    """
    if not has_consented:
        raise ConsentMissing
    if not email and not phone:
        raise NoContact
    if sent := GuideInterest.objects.filter(submission_digest=submission_digest).first():
        return sent
    wishes = [wish for wish in Wish.values if wish in set(wishes)]
    guide = _known(email)
    if guide is None:
        guide = _record(first_name, last_name, email, phone, municipality, wishes, languages, now)
    interest = GuideInterest(
        guide=guide, wishes=wishes, when=when, message=message, language=page_language, received_at=now,
        submission_digest=submission_digest,
    )  # fmt: skip
    interest.save()
    consent = Consent(
        purpose=GuideConsent.CONTACT, wording_version=CONSENT_VERSION, language=page_language, given_at=now
    )
    consent.save()
    GuideConsent(guide=guide, consent=consent).save()
    audit.record(Entry.GUIDE_INTEREST_RECEIVED, guide)
    if email:
        transaction.on_commit(partial(_thank, email, f"{first_name} {last_name}".strip(), page_language))
    return interest


def _known(email: str) -> Guide | None:
    if not email:
        return None
    return Guide.objects.filter(email__iexact=email).exclude(status=Guide.Status.LEFT).order_by("pk").first()


def _record(first_name, last_name, email, phone, municipality, wishes, languages, now) -> Guide:  # noqa: PLR0913
    interprets = Wish.INTERPRETING in wishes
    guide = Guide(
        number=next_number(), first_name=first_name, last_name=last_name, email=email, phone=phone,
        home_municipality=municipality, is_interpreter=interprets,
        is_guide=not interprets or any(wish != Wish.INTERPRETING for wish in wishes),
        status=Guide.Status.INTERESTED,
    )  # fmt: skip
    guide.save()
    GuideLanguage.objects.bulk_create(
        GuideLanguage(guide=guide, language=line.language, level=line.level, reads_and_writes=line.reads_and_writes)
        for line in {line.language.pk: line for line in reversed(languages)}.values()
    )
    StatusChange(guide=guide, after=guide.status, on=timezone.localdate(now)).save()
    return guide


def _thank(email: str, name: str, language: str) -> None:
    """The answer, in the language of the page; a server that is away costs nobody their message."""
    district = current_district()
    with override(language):
        text = _(
            "Guten Tag %(name)s,\n\nvielen Dank: Sie möchten mithelfen. Ihre Nachricht ist bei uns angekommen. Wir melden uns "
            "bei Ihnen und sprechen in Ruhe darüber, was zu Ihnen passt.\n\nSie haben sich das nicht gewünscht oder anders "
            "überlegt? Dann sagen Sie uns bitte Bescheid, und wir löschen Ihre Angaben.\n\n%(unit)s\n%(phone)s\n%(email)s\n"
        ) % {"name": name, "unit": district.term("unit"), "phone": district.phone, "email": district.email}
        subject = _("Danke, dass Sie mitmachen möchten")
    try:
        send_mail(subject, text, None, [email])
    except OSError as error:  # its text may hold the address
        logger.warning("answer to an interested person not sent", extra={"error": type(error).__name__})
