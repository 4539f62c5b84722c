"""Where another system says something else of an offer than we do: side by side, taken over part by part, and back.

An import never overwrites what the office changed. What the other system last said is kept (`imports.ExternalRecord`),
so the office can still decide for it, long after the import.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.models import User
from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.translations import Origin, text_hash
from kreislotse.core.words import day_text
from kreislotse.directory.documents import KIND
from kreislotse.directory.entries import Entry
from kreislotse.directory.feeds import merging
from kreislotse.directory.feeds.records import cut
from kreislotse.directory.importing import OFFER_KIND
from kreislotse.directory.models import Offer, OfferTranslation
from kreislotse.directory.open_now import Span
from kreislotse.directory.operations import OfferArchived, save_offer
from kreislotse.directory.translating import keep_earlier_texts
from kreislotse.directory.writing import write_exceptions, write_periods, write_week
from kreislotse.imports.models import ExternalRecord, ImportBatch
from kreislotse.search import operations as search

LONGEST = 600
RECORD_TYPE = ExternalRecord._meta.label_lower


class NoLongerDifferent(DomainError):
    message = _("Hier und dort steht inzwischen dasselbe, oder das andere System sagt nichts mehr dazu.")


class NothingToTakeBack(DomainError):
    message = _("Das wurde schon zurückgenommen.")


class ChangedSince(DomainError):
    message = _("Die Angabe wurde seither geändert. Bitte ändern Sie sie im Angebot selbst.")


@dataclass(frozen=True)
class Difference:
    """One part of an offer as it stands here and there."""

    record: ExternalRecord
    part: str
    label: str
    here: str
    there: str


@dataclass(frozen=True)
class Taken:
    """One part that was taken over from there and can be given back."""

    record: ExternalRecord
    part: str
    label: str
    before: str
    at: datetime


def differences(offer: Offer) -> list[Difference]:
    """What other systems last said of an offer and is not empty there, where ours is another value."""
    here = merging.parts_here(OFFER_KIND.snapshots([offer.pk])[offer.pk])
    return [found for record in _records([offer.pk]) for found in _differences(record, here)]


def with_records(rows: QuerySet[Offer]) -> QuerySet[Offer]:
    """`rows` that know whether another system has said something of them (`is_known_elsewhere`)."""
    said = ExternalRecord.objects.filter(object_type=merging.OFFER_TYPE, object_pk=OuterRef("pk"))
    return rows.annotate(is_known_elsewhere=Exists(said))


def taken_parts(offer: Offer) -> list[Taken]:
    found = []
    for record in _records([offer.pk]):
        for part, kept in record.replaced.items():
            before = words_of(part, _value_in(part, kept["before"]))
            found.append(Taken(record, part, merging.label_of(part), before, datetime.fromisoformat(kept["at"])))
    return sorted(found, key=lambda one: one.at, reverse=True)


def offers_with_differences(batch: ImportBatch) -> list[Offer]:
    """The offers an import has read for which the other system says something else; four queries, whatever their number."""
    keys = batch.rows.filter(object_type=RECORD_TYPE).values("object_pk")
    records = list(ExternalRecord.objects.filter(pk__in=keys, object_type=merging.OFFER_TYPE))
    snapshots = OFFER_KIND.snapshots({record.object_pk for record in records})
    differing = {
        record.object_pk
        for record in records
        if record.object_pk in snapshots and any(_differences(record, merging.parts_here(snapshots[record.object_pk])))
    }
    return list(Offer.objects.filter(pk__in=differing).select_related("provider").order_by("search_key", "pk"))


def _records(keys: Iterable[int]) -> list[ExternalRecord]:
    return list(ExternalRecord.objects.filter(object_type=merging.OFFER_TYPE, object_pk__in=list(keys)).order_by("pk"))


def _differences(record: ExternalRecord, here: dict) -> Iterable[Difference]:
    for part, there in record.imported.items():
        if part == "contacts" or there in merging.EMPTY:
            continue
        now = here.get(part)
        if not merging.same(there, now) and (words := words_of(part, there)) != (ours := words_of(part, now)):
            yield Difference(record, part, merging.label_of(part), ours, words)


# ── taking over, and back ───────────────────────────────────────────────────────────────────────────


@transaction.atomic
def take_theirs(
    offer: Offer, *, record: ExternalRecord, part: str, by: User, now: datetime, seen_at: datetime | None
) -> Offer:
    """Make what another system says of one part ours; what stood here is kept for `take_back`.

    Raises `NoLongerDifferent`, `OfferArchived`, `OfferChangedMeanwhile`.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    record = ExternalRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if offer.status == Offer.Status.ARCHIVED:
        raise OfferArchived
    snapshot = OFFER_KIND.snapshots([offer.pk])[offer.pk]
    if not any(one.part == part for one in _differences(record, merging.parts_here(snapshot))):
        raise NoLongerDifferent
    arguments = _written(offer, part, record.imported[part])
    offer = save_offer(offer, by=by, seen_at=seen_at, **arguments)
    record.replaced |= {part: {"before": _piece(snapshot, part), "at": now.isoformat()}}
    record.save(update_fields=["replaced"])
    audit.record(Entry.OFFER_TOOK_THEIRS, offer, by=by, field=part)
    return offer


@transaction.atomic
def take_back(offer: Offer, *, record: ExternalRecord, part: str, by: User) -> Offer:
    """Give one part the value it had before theirs was taken. Raises `NothingToTakeBack`, `ChangedSince`."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    record = ExternalRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    kept = record.replaced.pop(part, None)
    if kept is None:
        raise NothingToTakeBack
    snapshot = OFFER_KIND.snapshots([offer.pk])[offer.pk]
    if not merging.same(merging.parts_here(snapshot).get(part), record.imported.get(part)):
        raise ChangedSince
    before = Offer(**{name: getattr(offer, name) for name in Offer.TRANSLATED})
    OFFER_KIND.restore(offer.pk, _with_piece(snapshot, part, kept["before"]))
    offer.refresh_from_db()
    keep_earlier_texts(before, offer)
    search.index_rows(KIND, [offer])
    record.save(update_fields=["replaced"])
    audit.record(Entry.OFFER_TOOK_BACK, offer, by=by, field=part)
    return offer


def _written(offer: Offer, part: str, value: Any) -> dict:
    """Set a plain value on the offer; of everything else, what `save_offer` takes beside it."""
    if part in merging.PLAIN:
        field = Offer._meta.get_field(part)
        setattr(offer, field.attname, field.to_python(value))
        return {}
    if part in merging.LINKED:
        model = Offer._meta.get_field(part).related_model
        return {part: list(model.objects.filter(pk__in=value))}
    if part.startswith("texts:"):
        _write_texts(offer, part.partition(":")[2], value)
        return {}
    rows = [_child(part, values) for values in value]
    if part != "opening_times":
        return {part: rows}
    week: dict[int, list[Span]] = {}
    for row in rows:
        week.setdefault(row.pop("weekday"), []).append(Span(**row))
    return {part: week}


def _child(part: str, values: dict) -> dict:
    model, found = merging.MODELS[part], {}
    for name in merging.CHILDREN[part]:
        field = model._meta.get_field(name)
        if field.is_relation:
            found[name] = field.related_model.objects.filter(pk=values.get(name)).first()
        else:
            found[name] = field.to_python(values.get(name))
    return found


def _write_texts(offer: Offer, language: str, texts: dict[str, str]) -> None:
    """Theirs as a text that was taken over; of the German it translates only they know whether it is still ours."""
    row = offer.translations.filter(language=language).first() or OfferTranslation(offer=offer, language=language)
    for name in Offer.TRANSLATED:
        setattr(row, name, cut(texts.get(name, ""), OfferTranslation._meta.get_field(name).max_length or 20_000))
    row.source_hashes = {name: text_hash(getattr(offer, name)) for name in Offer.TRANSLATED if texts.get(name)}
    row.origin, row.machine_fields = Origin.IMPORT, []
    row.save()


def _piece(snapshot: dict, part: str) -> Any:
    if part.startswith("texts:"):
        return [row for row in snapshot["translations"] if row["language"] == part.partition(":")[2]]
    return snapshot[Offer._meta.get_field(part).attname if part in merging.PLAIN else part]


def _with_piece(snapshot: dict, part: str, piece: Any) -> dict:
    if part.startswith("texts:"):
        others = [row for row in snapshot["translations"] if row["language"] != part.partition(":")[2]]
        return snapshot | {"translations": [*others, *piece]}
    return snapshot | {Offer._meta.get_field(part).attname if part in merging.PLAIN else part: piece}


def _value_in(part: str, piece: Any) -> Any:
    """A piece of a snapshot as `_parts_here` would say it."""
    return (piece[0] if piece else None) if part.startswith("texts:") else piece


# ── in words ────────────────────────────────────────────────────────────────────────────────────────


def words_of(part: str, value: Any) -> str:
    """A part as a person reads it."""
    if value in merging.EMPTY and not isinstance(value, bool):
        return ""
    if isinstance(value, bool):
        return _now("ja") if value else _now("nein")
    if part in merging.LINKED:
        rows = Offer._meta.get_field(part).related_model.objects.filter(pk__in=value)
        return ", ".join(sorted(str(row) for row in rows))
    if part.startswith("texts:"):
        return cut("\n".join(filter(None, (value.get(name, "") for name in Offer.TRANSLATED))), LONGEST)
    if part in merging.MODELS:
        return _words_of_rows(part, value)
    if part == "valid_until":
        return day_text(date.fromisoformat(value))
    choices = dict(Offer._meta.get_field(part).flatchoices)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return cut(str(choices.get(value, value)), LONGEST)


def _words_of_rows(part: str, rows: list[dict]) -> str:
    if part == "locations":
        return merging.addresses(rows)
    made = [merging.MODELS[part](**_plain_values(part, values)) for values in rows]
    if part == "opening_exceptions":
        return write_exceptions(made)
    if part == "course_runs":
        return "\n".join(" ".join(filter(None, [one.name, f"{one.starts_on:%d.%m.%Y}"])) for one in made)
    ordinary: dict[int, list] = {}
    for one in made:
        if not (one.valid_from or one.valid_until):
            ordinary.setdefault(one.weekday, []).append(one)
    return "\n".join(filter(None, [write_week(ordinary), write_periods(made)]))


def _plain_values(part: str, values: dict) -> dict:
    model = merging.MODELS[part]
    return {
        name: model._meta.get_field(name).to_python(values.get(name))
        for name in merging.CHILDREN[part]
        if not model._meta.get_field(name).is_relation
    }
