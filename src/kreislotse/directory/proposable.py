"""What a provider may propose about an offer: each field as a plain value that JSON can hold, read and written here.

Texts are text, days ISO dates, languages and topics sorted codes, the hours of a weekday the words `parse_hours` reads,
times for a period and single days the lines of `directory.writing`. Keys of the week are `hours-0` … `hours-6`, keys of a
place `place-<uuid>-street`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now

from kreislotse.core.text import fold_german
from kreislotse.core.words import day_text
from kreislotse.directory.models import Offer, OfferLocation, OpeningException, OpeningTime, Weekday
from kreislotse.directory.opening import parse_hours, write_hours
from kreislotse.directory.writing import parse_exceptions, parse_periods, write_exceptions, write_periods
from kreislotse.districts.queries import current_district
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language, Topic

TEXTS = (
    "title",
    "summary",
    "description",
    "costs",
    "registration",
    "documents",
    "eligibility",
    "phone",
    "email",
    "website",
)
YES_OR_NO = ("is_free", "is_online", "is_by_phone", "is_appointment_only", "has_childcare")
OTHERS = ("availability", "waiting_weeks", "valid_until")
OF_A_PLACE = ("name", "street", "postcode", "city", "is_step_free")
LANGUAGES = "languages_spoken"
TOPICS = "topics"
PERIODS, EXCEPTIONS = "periods", "exceptions"


def state(offer: Offer) -> dict:
    """What stands in the offer now, by key; of single days that differ those that are not over."""
    found = {name: plain(getattr(offer, name)) for name in (*TEXTS, *YES_OR_NO, *OTHERS)}
    found[LANGUAGES] = sorted(offer.languages_spoken.values_list("code", flat=True))
    found[TOPICS] = sorted(offer.topics.values_list("code", flat=True))
    times = list(offer.opening_times.all())
    ordinary = [one for one in times if not (one.valid_from or one.valid_until)]
    for weekday in Weekday:
        found[f"hours-{weekday.value}"] = write_hours(one for one in ordinary if one.weekday == weekday.value)
    found[PERIODS] = write_periods(times)
    found[EXCEPTIONS] = write_exceptions(_ahead(offer))
    for place in offer.locations.order_by("pk"):
        for name in OF_A_PLACE:
            found[f"place-{place.uuid}-{name}"] = plain(getattr(place, name))
    return found


def _ahead(offer: Offer) -> QuerySet[OpeningException]:
    return offer.opening_exceptions.filter(last_day__gte=timezone.localdate())


def periods_in(text: str) -> list[OpeningTime]:
    """Times for a period out of their lines, not saved. Raises what `parse_periods` raises."""
    week = parse_periods(text, today=timezone.localdate())
    return [OpeningTime(weekday=day, **span._asdict()) for day, spans in sorted(week.items()) for span in spans]


def exceptions_in(text: str) -> list[OpeningException]:
    """Single days that differ out of their lines, not saved. Raises what `parse_exceptions` raises."""
    return [OpeningException(**one) for one in parse_exceptions(text, today=timezone.localdate())]


def plain(value):
    """A value as JSON holds it and as two of them can be compared: text with the same ends of lines and no spaces around."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return value.isoformat() if isinstance(value, date) else value


def label_of(key: str) -> str:
    """What a field is called on the screen."""
    kind, _dash, rest = key.partition("-")
    if kind == "hours":
        return _now("Öffnungszeiten am %(day)s") % {"day": Weekday(int(rest)).label}
    if key in (PERIODS, EXCEPTIONS):
        return _now("Andere Zeiten für einen Zeitraum") if key == PERIODS else _now("Einzelne Tage")
    if kind == "place":
        return str(OfferLocation._meta.get_field(rest.rpartition("-")[2]).verbose_name)
    return str(Offer._meta.get_field(key).verbose_name)


def words_of(key: str, value) -> str:
    """A value as a person reads it."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _now("ja") if value else _now("nein")
    if key == LANGUAGES:
        names = dict(Language.objects.filter(code__in=value).values_list("code", "name"))
        return ", ".join(names.get(code, code) for code in value)
    if key == TOPICS:
        names = dict(Topic.objects.filter(code__in=value).values_list("code", "name"))
        return ", ".join(names.get(code, code) for code in value)
    if key == "valid_until":
        return day_text(date.fromisoformat(value))
    if key == "availability":
        return str(dict(Offer._meta.get_field(key).flatchoices).get(value, value))
    return str(value)


def write(offer: Offer, values: dict) -> dict:
    """Set `values` on a locked offer without saving it; hours and places are written at once.

    Returns what `save_offer` takes beside the offer.
    """
    arguments = {}
    moved: dict[str, bool] = {}
    for key, value in values.items():
        kind, _dash, rest = key.partition("-")
        if kind == "hours":
            _write_hours(offer, int(rest), value)
        elif kind == "place":
            uuid, _dash, name = rest.rpartition("-")
            offer.locations.filter(uuid=uuid).update(**{name: value})
            if name in ("street", "postcode", "city"):
                moved[uuid] = moved.get(uuid, False) or name == "city"
        elif key == LANGUAGES:
            arguments[LANGUAGES] = list(Language.objects.filter(code__in=value))
        elif key == TOPICS:
            arguments[TOPICS] = list(Topic.objects.filter(code__in=value))
        elif key == PERIODS:
            offer.opening_times.exclude(valid_from=None, valid_until=None).delete()
            _add(offer, periods_in(value))
        elif key == EXCEPTIONS:
            _ahead(offer).delete()
            today = timezone.localdate()
            _add(offer, [one for one in exceptions_in(value) if one.last_day >= today])
        elif key == "valid_until":
            offer.valid_until = date.fromisoformat(value) if value else None
        else:
            setattr(offer, key, value)
    for place in offer.locations.filter(uuid__in=moved):
        _say_where(place, is_other_town=moved[str(place.uuid)])
    return arguments


def _say_where(place: OfferLocation, *, is_other_town: bool) -> None:
    """With another address its point is unknown; in another town its municipality is the one of that name, if any."""
    place.latitude = place.longitude = None
    if is_other_town:
        named = {fold_german(one.name): one for one in Municipality.objects.of_district(current_district())}
        place.municipality = named.get(fold_german(place.city))
    place.save(update_fields=["latitude", "longitude", "municipality"])


def _write_hours(offer: Offer, weekday: int, text: str) -> None:
    offer.opening_times.filter(weekday=weekday, valid_from=None, valid_until=None).delete()
    OpeningTime.objects.bulk_create(
        OpeningTime(
            offer=offer, weekday=weekday, opens_at=span.opens_at, closes_at=span.closes_at,
            by_appointment=span.by_appointment,
        )
        for span in parse_hours(text)
    )  # fmt: skip


def _add(offer: Offer, rows: Sequence[OpeningTime | OpeningException]) -> None:
    for row in rows:
        row.offer = offer
        row.save()


def in_order(keys) -> list[str]:
    """Keys in the order in which a form and a comparison show them."""
    known = {name: number for number, name in enumerate((*TEXTS, *YES_OR_NO, LANGUAGES, TOPICS, *OTHERS))}
    return sorted(keys, key=lambda key: (known.get(key, 99), key))
