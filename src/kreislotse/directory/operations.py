"""What the office does with offers. Each operation keeps the public search as the offer is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.audit.queries import trail_of
from kreislotse.core.errors import DomainError
from kreislotse.core.translations import Origin, text_hashes
from kreislotse.directory import offer_parts
from kreislotse.directory.documents import KIND
from kreislotse.directory.entries import Entry
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.open_now import Span
from kreislotse.directory.translating import forget_unused_texts, keep_earlier_texts
from kreislotse.search import operations as search

Status = Offer.Status


class OfferChangedMeanwhile(DomainError):
    message = _("Jemand hat dieses Angebot geändert, während Sie es bearbeitet haben. Ihre Eingaben stehen noch da: Bitte öffnen Sie das Angebot in einem zweiten Fenster, vergleichen Sie und speichern Sie dann noch einmal.")  # fmt: skip


class OfferNotReady(DomainError):
    """An offer that would leave the seeker without a way on is not published; `missing` says what to add."""

    message = _("Das Angebot kann noch nicht veröffentlicht werden. Bitte ergänzen Sie: %(missing)s.")


class OfferArchived(DomainError):
    message = _("Das Angebot liegt im Archiv. Bitte holen Sie es zuerst zurück.")


class TranslationNeedsTitle(DomainError):
    message = _("Bitte übersetzen Sie mindestens den Titel.")


class NotATranslation(DomainError):
    message = _("Der deutsche Text ist das Original. Bitte ändern Sie ihn im Angebot selbst.")


@transaction.atomic
def save_offer(
    offer: Offer,
    *,
    by: User | None,
    topics: Iterable = None,
    target_groups: Iterable = None,
    languages_spoken: Iterable = None,
    municipalities_served: Iterable = None,
    locations: Iterable[Mapping] = None,
    opening_times: Mapping[int, Iterable[Span]] = None,
    opening_exceptions: Iterable[Mapping] = None,
    language_times: Iterable[Mapping] = None,
    course_runs: Iterable[Mapping] = None,
    contacts: Iterable = None,
    seen_at: datetime | None = None,
) -> Offer:
    """Create an offer, or save its changed fields; what is `None` stays as it is.

    `opening_times` are spans by weekday (0 = Monday); places, exceptions, times of languages and runs of courses are
    mappings of their fields. Each list replaces what was there, but a place or a run that stays, known by its `pk` or
    by its looks, keeps its public number. `place` of a run is its position in `locations`; a language that has times
    counts as spoken.
    With `seen_at`, the time of the last change the person has seen, nobody's work is overwritten:
    raises `OfferChangedMeanwhile`.
    """
    is_new = offer.pk is None
    if not is_new:
        stored = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if seen_at is not None and stored.updated_at != seen_at:
            raise OfferChangedMeanwhile

    offer.save()
    if not is_new:
        keep_earlier_texts(stored, offer)
    for name, rows in (
        ("topics", topics),
        ("target_groups", target_groups),
        ("languages_spoken", languages_spoken),
        ("municipalities_served", municipalities_served),
        ("contacts", contacts),
    ):
        if rows is not None:
            getattr(offer, name).set(rows)
    places = None if locations is None else offer_parts.replace_locations(offer, locations)
    for replace, rows in (
        (offer_parts.replace_opening_times, opening_times),
        (offer_parts.replace_exceptions, opening_exceptions),
        (offer_parts.replace_language_times, language_times),
    ):
        if rows is not None:
            replace(offer, rows)
    if course_runs is not None:
        offer_parts.replace_course_runs(offer, course_runs, places)
    audit.record(Entry.OFFER_CREATED if is_new else Entry.OFFER_CHANGED, offer, by=by)
    search.index_rows(KIND, [offer])
    return offer


@transaction.atomic
def publish_offer(offer: Offer, *, today: date, by: User) -> Offer:
    """Show an offer to everybody; publishing says that its facts were checked today.

    Raises `OfferNotReady` with what is missing, `OfferArchived` for one in the archive. Twice is once.
    """
    offer = _locked(offer)
    if offer.status == Status.ARCHIVED:
        raise OfferArchived
    if offer.status == Status.PUBLISHED:
        return offer
    if missing := what_is_missing(offer, today=today):
        raise OfferNotReady(missing=", ".join(map(str, missing)))

    offer.status = Status.PUBLISHED
    offer.checked_on = today
    offer.save(update_fields=["status", "checked_on", "updated_at"])
    audit.record(Entry.OFFER_PUBLISHED, offer, by=by)
    search.index_rows(KIND, [offer])
    return offer


def what_is_missing(offer: Offer, *, today: date) -> list:
    """What an offer lacks before it may be published, as nouns."""
    missing = []
    if not offer.summary.strip():
        missing.append(_("den Satz, worum es geht"))
    if not offer.topics.exists():
        missing.append(_("mindestens ein Thema"))
    by_provider = offer.provider.is_public and (offer.provider.phone or offer.provider.website)
    if not (offer.phone or offer.email or offer.website or by_provider or offer.locations.exists()):
        missing.append(_("einen Weg dorthin (Telefon, E-Mail, Internetseite oder Ort)"))
    if not offer.serves_whole_district and not offer.municipalities_served.exists():
        missing.append(_("die Gemeinden, für die es gilt"))
    if offer.valid_until and offer.valid_until < today:
        missing.append(_("ein Ende der Gültigkeit, das in der Zukunft liegt"))
    return missing


@transaction.atomic
def archive_offer(offer: Offer, *, by: User) -> Offer:
    """Take an offer from the public pages and the office's choice lists; `restore_offer` undoes it. Twice is once."""
    offer = _locked(offer)
    if offer.status == Status.ARCHIVED:
        return offer

    was, offer.status = offer.status, Status.ARCHIVED
    offer.save(update_fields=["status", "updated_at"])
    audit.record(Entry.OFFER_ARCHIVED, offer, by=by, was=was)
    search.remove(KIND, [offer.pk])
    return offer


@transaction.atomic
def restore_offer(offer: Offer, *, by: User) -> Offer:
    """Bring an offer back from the archive as it was before: published or as a draft."""
    offer = _locked(offer)
    if offer.status != Status.ARCHIVED:
        return offer

    archived = trail_of(offer).filter(entry=Entry.OFFER_ARCHIVED).first()
    offer.status = archived.details.get("was", Status.DRAFT) if archived else Status.DRAFT
    offer.save(update_fields=["status", "updated_at"])
    audit.record(Entry.OFFER_RESTORED, offer, by=by)
    search.index_rows(KIND, [offer])
    return offer


@transaction.atomic
def check_offer(offer: Offer, *, today: date, by: User) -> Offer:
    """Note that somebody asked the provider, and everything is still right."""
    offer = _locked(offer)
    if offer.checked_on == today:
        return offer
    offer.checked_on = today
    offer.save(update_fields=["checked_on", "updated_at"])
    audit.record(Entry.OFFER_CHECKED, offer, by=by)
    return offer


@transaction.atomic
def save_translation(
    offer: Offer,
    *,
    language: str,
    texts: Mapping[str, str],
    by: User | None,
    origin: str = Origin.PERSON,
    seen: Mapping[str, str] | None = None,
) -> OfferTranslation | None:
    """Save an offer's texts in one other language, as the translation of its present German texts.

    `texts` by the names of `Offer.TRANSLATED`. A field that is not named stays as it is; one that is empty stays German
    on purpose; a translation without any text is removed, and `None` returned. `seen` are the hashes of the German texts
    the translator had before them (see `core.translations`), where those are not the present ones.
    What a machine wrote stays marked until a person wrote, or approved, the same field.
    Raises `TranslationNeedsTitle`, `NotATranslation`.
    """
    if language == "de":
        raise NotATranslation
    offer = _locked(offer)
    row = offer.translations.filter(language=language).first() or OfferTranslation(offer=offer, language=language)
    named = [name for name in Offer.TRANSLATED if name in texts]
    hashes = text_hashes(offer, named) | {name: value for name, value in (seen or {}).items() if name in named}
    for name in named:
        setattr(row, name, texts[name].strip())
    known = row.source_hashes | hashes
    row.source_hashes = {name: known.get(name, "") for name in Offer.TRANSLATED}  # alike where current: found quickly
    written = [name for name in named if getattr(row, name)] if origin == Origin.MACHINE else []
    row.machine_fields = sorted({*row.machine_fields} - {*named} | {*written})
    row.origin = Origin.MACHINE if row.machine_fields else origin
    if not any(getattr(row, name) for name in Offer.TRANSLATED):
        if row.pk:
            row.delete()
            audit.record(Entry.OFFER_TRANSLATION_REMOVED, offer, by=by, language=language)
        row = None
    elif not row.title:
        raise TranslationNeedsTitle
    else:
        row.save()
        audit.record(Entry.OFFER_TRANSLATED, offer, by=by, language=language)
    forget_unused_texts(offer)
    search.index_rows(KIND, [offer])
    return row


def _locked(offer: Offer) -> Offer:
    return Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
