"""What is done with translations beside writing them: say that they are still right, or that a machine's are good."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.differences import Piece, pieces
from kreislotse.core.errors import DomainError
from kreislotse.core.translations import Origin, changed_fields, text_hash
from kreislotse.directory.changes import note_changed
from kreislotse.directory.entries import Entry
from kreislotse.directory.models import EarlierText, Offer, OfferTranslation
from kreislotse.directory.queries import translation_state


class NothingOutdated(DomainError):
    message = _("Hier ist keine Übersetzung veraltet. Vielleicht war jemand schneller.")


class NothingToApprove(DomainError):
    message = _("Diese Übersetzung ist schon freigegeben oder gelöscht.")


@transaction.atomic
def confirm_translations(offer: Offer, *, languages: Sequence[str], by: User) -> list[str]:
    """Say that the translations in `languages` are right although the German changed; returns the languages concerned.

    Fields nobody has translated stay to be done, and what a machine wrote stays marked.
    Raises `NothingOutdated`.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    confirmed = []
    for row in offer.translations.filter(language__in=languages).order_by("language"):
        if outdated := translation_state(offer, row.language, row).outdated:
            row.source_hashes |= {name: text_hash(getattr(offer, name)) for name in outdated}
            row.save(update_fields=["source_hashes"])
            confirmed.append(row.language)
    if not confirmed:
        raise NothingOutdated
    forget_unused_texts(offer)
    audit.record(Entry.OFFER_TRANSLATIONS_CONFIRMED, offer, by=by, languages=", ".join(confirmed))
    note_changed([offer.pk])
    return confirmed


@transaction.atomic
def approve_translation(offer: Offer, *, language: str, by: User) -> OfferTranslation:
    """Say that a person has read what a machine wrote, and that it is good. Raises `NothingToApprove`."""
    rows = OfferTranslation.objects.select_for_update(of=("self",))
    row = rows.filter(offer=offer, language=language, origin=Origin.MACHINE).first()
    if row is None:
        raise NothingToApprove
    row.origin, row.machine_fields = Origin.PERSON, []
    row.save(update_fields=["origin", "machine_fields"])
    audit.record(Entry.OFFER_TRANSLATION_APPROVED, offer, by=by, language=language)
    note_changed([offer.pk])
    return row


# ── the German texts translations were made of ──────────────────────────────────────────────────────


def keep_earlier_texts(before: Offer, now: Offer) -> None:
    """Keep the German texts that translations in use were made of, and which this change replaces."""
    kept = EarlierText.objects.bulk_create(
        [
            EarlierText(offer=now, field=name, text_hash=text_hash(text), text=text)
            for name in Offer.TRANSLATED
            if (text := getattr(before, name)) and text_hash(text) != text_hash(getattr(now, name))
        ],
        ignore_conflicts=True,
    )
    if kept:
        forget_unused_texts(now)


def forget_unused_texts(offer: Offer) -> None:
    """Drop the earlier German texts no translation was made of."""
    used = {pair for hashes in offer.translations.values_list("source_hashes", flat=True) for pair in hashes.items()}
    used -= {(name, text_hash(getattr(offer, name))) for name in Offer.TRANSLATED}
    unused = [
        pk for pk, *pair in offer.earlier_texts.values_list("pk", "field", "text_hash") if tuple(pair) not in used
    ]
    EarlierText.objects.filter(pk__in=unused).delete()


def german_changes(offer: Offer, row: OfferTranslation) -> dict[str, list[Piece]]:
    """What changed in the German since `row` was translated, by field; a field whose earlier text is gone is left out."""
    known = {(field, key): text for field, key, text in offer.earlier_texts.values_list("field", "text_hash", "text")}
    changes = {}
    for name in changed_fields(row, offer, Offer.TRANSLATED):
        earlier = known.get((name, row.source_hashes.get(name, "")))
        if earlier is not None:
            changes[name] = pieces(earlier, getattr(offer, name))
    return changes
