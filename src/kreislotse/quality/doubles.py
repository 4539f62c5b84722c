"""What stands in the directory twice: found every night, decided by the office, remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.directory.models import Offer, OfferLocation
from kreislotse.directory.operations import archive_offer, save_offer
from kreislotse.districts.queries import current_district
from kreislotse.imports import external
from kreislotse.network.importing import same_name
from kreislotse.network.models import Organization
from kreislotse.network.operations import archive_organization, save_organization
from kreislotse.places.models import Municipality
from kreislotse.quality.alike import Record, find_alike
from kreislotse.quality.entries import Entry
from kreislotse.quality.models import DoublePair, MergedOffer

Kind = DoublePair.Kind
MOST_PAIRS = 1000  # of one kind; who has more has read in a list twice and takes that back instead
REASONS = {
    "same_title": _("gleicher Titel"),
    "similar_title": _("ähnlicher Titel"),
    "same_provider": _("gleicher Anbieter"),
    "same_phone": _("gleiche Telefonnummer"),
    "same_email": _("gleiche E-Mail-Adresse"),
    "same_website": _("gleiche Internetseite"),
    "same_domain": _("gleicher Auftritt im Internet"),
    "same_address": _("gleiche Anschrift"),
}
# What somebody chooses between when two offers become one; the rest is put together.
FIELDS = (
    "title", "summary", "description", "kind", "program", "costs", "documents", "registration", "eligibility", "phone",
    "email", "website", "video", "valid_until", "responsible",
)  # fmt: skip
GATHERED = ("topics", "target_groups", "languages_spoken", "municipalities_served", "contacts")
COMPLETED = ("short_name", "responsible_for", "street", "postcode", "city", "municipality", "phone", "email", "website", "contact_person")  # fmt: skip
# Rows that stay with their offer: its hours and its own texts are chosen by keeping one of the two.
STAYING = {"opening_times", "opening_exceptions", "language_times", "earlier_texts", "merged_into", "locations", "check_requests", "proposals"}  # fmt: skip


class PairGone(DomainError):
    message = _("Diese beiden stehen nicht mehr zur Entscheidung. Vielleicht war jemand schneller.")


# ── finding ─────────────────────────────────────────────────────────────────────────────────────────


def offer_records() -> list[Record]:
    places: dict[int, tuple[str, str]] = {}
    for offer, street, postcode in (
        OfferLocation.objects.order_by("-pk").values_list("offer_id", "street", "postcode").iterator(chunk_size=2000)
    ):
        places[offer] = (street, postcode)
    rows = Offer.objects.exclude(status=Offer.Status.ARCHIVED).order_by("pk")
    fields = ("pk", "uuid", "title", "provider__name", "phone", "email", "website")
    return [
        Record(uuid, title, provider, phone, email, website, *places.get(pk, ("", "")))
        for pk, uuid, title, provider, phone, email, website in rows.values_list(*fields).iterator(chunk_size=2000)
    ]


def organization_records() -> list[Record]:
    """An organization's name counts as its provider, too: legal forms are no difference."""
    fields = ("uuid", "name", "phone", "email", "website", "street", "postcode")
    return [
        Record(uuid, same_name(name), name, *rest)
        for uuid, name, *rest in Organization.objects.active().order_by("pk").values_list(*fields)
    ]


@transaction.atomic
def look_for_doubles(*, today: date) -> int:
    """Bring the list of pairs up to date and return how many wait; what was kept apart stays so."""
    towns = list(Municipality.objects.of_district(current_district()).values_list("name", flat=True))
    for kind, records in ((Kind.OFFER, offer_records()), (Kind.ORGANIZATION, organization_records())):
        best = find_alike(records, towns=towns)[:MOST_PAIRS]
        found = {tuple(sorted((pair.first, pair.second))): pair for pair in best}
        known = {(pair.first, pair.second): pair for pair in DoublePair.objects.filter(kind=kind)}
        gone = [pair.pk for key, pair in known.items() if key not in found and pair.kept_apart_on is None]
        DoublePair.objects.filter(pk__in=gone).delete()
        DoublePair.objects.bulk_create(
            [
                DoublePair(kind=kind, first=key[0], second=key[1], score=pair.score, reasons=list(pair.reasons),
                           found_on=today)
                for key, pair in found.items()
                if key not in known
            ],
            batch_size=500,
        )  # fmt: skip
    return waiting_pairs().count()


def waiting_pairs(kind: str = "") -> QuerySet[DoublePair]:
    rows = DoublePair.objects.filter(kept_apart_on=None)
    return (rows.filter(kind=kind) if kind else rows).order_by("-score", "pk")


@dataclass(frozen=True)
class Shown:
    """A pair with its two rows and the reasons in words."""

    pair: DoublePair
    first: Offer | Organization
    second: Offer | Organization
    reasons: tuple[str, ...]


def shown_pairs(pairs: Iterable[DoublePair]) -> list[Shown]:
    """The pairs of one page with their rows; those of which one is gone meanwhile are left out."""
    pairs = list(pairs)
    uuids = {uuid for pair in pairs for uuid in (pair.first, pair.second)}
    offers = Offer.objects.exclude(status=Offer.Status.ARCHIVED).filter(uuid__in=uuids)
    rows: dict[UUID, Offer | Organization] = {
        one.uuid: one for one in offers.select_related("provider").prefetch_related("locations")
    }
    rows |= {one.uuid: one for one in Organization.objects.active().filter(uuid__in=uuids)}
    return [
        Shown(pair, rows[pair.first], rows[pair.second], tuple(str(REASONS[code]) for code in pair.reasons))
        for pair in pairs
        if pair.first in rows and pair.second in rows
    ]


# ── deciding ────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def keep_apart(pair: DoublePair, *, today: date, by) -> DoublePair:
    """Remember that the two are not the same; they are not shown again."""
    pair = DoublePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    pair.kept_apart_on, pair.by = today, by
    pair.save(update_fields=["kept_apart_on", "by"])
    return pair


@transaction.atomic
def merge_offers(
    kept: Offer, other: Offer, *, chosen: Mapping[str, str], places: str, today: date, by
) -> Offer:  # fmt: skip
    """Make one offer of two: `other` goes to the archive, its address leads to `kept`.

    `chosen` names for each of `FIELDS` whose value stays ("kept" or "other"); `places` are those of "kept", "other" or
    "both". Topics, groups, languages, municipalities and contacts are put together; translations `kept` does not have,
    courses, feedback and whatever else points to `other` come over. Raises `PairGone`.
    """
    locked = {one.pk: one for one in Offer.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, other.pk])}
    if len(locked) < 2 or any(one.status == Offer.Status.ARCHIVED for one in locked.values()):
        raise PairGone
    kept, other = locked[kept.pk], locked[other.pk]
    for name in FIELDS:
        if chosen.get(name) == "other":
            setattr(kept, name, getattr(other, name))
    if chosen.get("costs") == "other":
        kept.is_free = other.is_free
    kept.serves_whole_district = kept.serves_whole_district or other.serves_whole_district
    gathered = {
        name: set(getattr(kept, name).values_list("pk", flat=True)) | set(getattr(other, name).values_list("pk", flat=True))
        for name in GATHERED
    }  # fmt: skip
    if places == "other":
        kept.locations.all().delete()
    if places in ("other", "both"):
        other.locations.update(offer=kept)
    _bring_over(kept, other, staying=STAYING)
    kept.course_runs.filter(location__offer=other).update(location=None)
    save_offer(kept, by=by, **gathered)
    if other.status == Offer.Status.PUBLISHED and kept.status == Offer.Status.DRAFT:
        kept.status, kept.checked_on = Offer.Status.PUBLISHED, other.checked_on
        save_offer(kept, by=by)
    external.follow(other, kept)
    MergedOffer.objects.filter(into=other).update(into=kept)
    MergedOffer.objects.update_or_create(offer=other, defaults={"into": kept, "on": today})
    archive_offer(other, by=by)
    audit.record(Entry.OFFER_MERGED, kept, by=by, other=other.pk)
    _forget(other.uuid)
    return kept


@transaction.atomic
def merge_organizations(kept: Organization, other: Organization, *, today: date, by) -> Organization:
    """Make one organization of two: `kept` takes what it lacks and all that hangs on `other`, which goes to the archive.

    Raises `PairGone`.
    """
    rows = Organization.objects.active().select_for_update(of=("self",)).filter(pk__in=[kept.pk, other.pk])
    locked = {one.pk: one for one in rows}
    if len(locked) < 2:
        raise PairGone
    kept, other = locked[kept.pk], locked[other.pk]
    for name in COMPLETED:
        if not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    kept.is_public = kept.is_public or other.is_public
    kept.note = "\n".join(filter(None, [kept.note, other.note]))
    if kept.contacts.filter(is_main=True).exists():
        other.contacts.update(is_main=False)
    _bring_over(kept, other, staying=set())
    save_organization(
        kept,
        topics={*kept.topics.all(), *other.topics.all()},
        municipalities_served={*kept.municipalities_served.all(), *other.municipalities_served.all()},
        by=by,
    )
    archive_organization(other, today=today, by=by)
    audit.record(Entry.ORGANIZATION_MERGED, kept, by=by, other=other.pk)
    _forget(other.uuid)
    return kept


def _forget(uuid: UUID) -> None:
    DoublePair.objects.filter(Q(first=uuid) | Q(second=uuid)).delete()


def _bring_over(kept: Model, other: Model, *, staying: set[str]) -> None:
    """Point at `kept` what pointed at `other`; what `kept` has already (a language, a slip's line) stays behind."""
    for relation in type(kept)._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model = relation.related_model
        if model._meta.auto_created or model is MergedOffer or relation.get_accessor_name() in staying:
            continue
        name = relation.field.name
        for pk in list(model.objects.filter(**{name: other}).order_by("pk").values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    model.objects.filter(pk=pk).update(**{name: kept})
            except IntegrityError:
                continue


def merged_into(pk: int) -> int | None:
    """The key of the offer an archived one has become part of."""
    return (
        MergedOffer.objects.filter(offer=pk, offer__status=Offer.Status.ARCHIVED).values_list("into", flat=True).first()
    )
