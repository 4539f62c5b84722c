"""The rows that belong to an offer: those that stay keep their key and their public number, the others go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError
from kreislotse.core.text import fold_german
from kreislotse.directory.models import CourseRun, LanguageTime, Offer, OfferLocation, OpeningException, OpeningTime
from kreislotse.directory.open_now import Span


class NoSuchPlace(DomainError):
    message = _("Ein Kurs findet an einem Ort statt, den dieses Angebot nicht hat. Bitte wählen Sie den Ort noch einmal.")  # fmt: skip


def replace_locations(offer: Offer, places: Iterable[Mapping]) -> list[OfferLocation]:
    """Make `places` the offer's places, in this order; a place is known again by its `pk` or by an equal address."""
    return _replace(OfferLocation, offer, places, same=_address)


def _address(place: Mapping) -> tuple:
    return tuple(fold_german(place.get(name) or "") for name in ("name", "street", "postcode", "city"))


def replace_course_runs(offer: Offer, runs: Iterable[Mapping], places: list[OfferLocation] | None) -> None:
    """Make `runs` the offer's runs; one is known again by its `pk`, or by its name and first day.

    `place` of a run is the position of its place in `places`. Raises `NoSuchPlace`.
    """
    known = list(offer.locations.order_by("pk")) if places is None else places
    _replace(CourseRun, offer, [_placed(run, known) for run in runs], same=_run)


def _run(run: Mapping) -> tuple:
    return fold_german(run.get("name") or ""), run.get("starts_on")


def _placed(run: Mapping, places: list[OfferLocation]) -> dict:
    run = dict(run)
    if (position := run.pop("place", None)) is not None:
        if not 0 <= position < len(places):
            raise NoSuchPlace
        run["location"] = places[position]
    if run.get("location") is not None and run["location"] not in places:
        raise NoSuchPlace
    return run


def replace_opening_times(offer: Offer, week: Mapping[int, Iterable[Span]]) -> None:
    offer.opening_times.all().delete()
    OpeningTime.objects.bulk_create(
        OpeningTime(offer=offer, weekday=weekday, **span._asdict()) for weekday, spans in week.items() for span in spans
    )


def replace_exceptions(offer: Offer, exceptions: Iterable[Mapping]) -> None:
    offer.opening_exceptions.all().delete()
    OpeningException.objects.bulk_create(OpeningException(offer=offer, **one) for one in exceptions)


def replace_language_times(offer: Offer, times: Iterable[Mapping]) -> None:
    """Make `times` the offer's; a language with times is one that is spoken there."""
    offer.language_times.all().delete()
    rows = [LanguageTime(offer=offer, **one) for one in times]
    LanguageTime.objects.bulk_create(rows)
    offer.languages_spoken.add(*{row.language_id for row in rows})


def _replace(model: type[Model], offer: Offer, wanted: Iterable[Mapping], *, same) -> list:
    """Change, add and delete until the rows are `wanted`; each stored row is used once.

    Keys are matched first, so that a place that moved and one that came to its old address are not confused.
    """
    wanted = [dict(fields) for fields in wanted]
    names = [field.name for field in model._meta.concrete_fields]
    stored = {row.pk: row for row in model.objects.filter(offer=offer).order_by("pk")}
    rows: list = [stored.pop(fields.pop("pk", None), None) for fields in wanted]
    by_look: dict[tuple, list] = {}
    for row in stored.values():
        by_look.setdefault(same({name: getattr(row, name) for name in names}), []).append(row)
    for number, fields in enumerate(wanted):
        if rows[number] is None and (alike := by_look.get(same(fields))):
            rows[number] = alike.pop(0)
    kept = {row.pk for row in rows if row is not None}
    model.objects.filter(offer=offer).exclude(pk__in=kept).delete()
    for number, fields in enumerate(wanted):
        row = rows[number] = rows[number] or model(offer=offer)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
    return rows
