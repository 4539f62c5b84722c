"""The dates of courses for other people's calendars, and how to reach an offer for their address books."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.directory.facts import is_coming
from kreislotse.directory.models import CourseRun, OpeningException
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.directory.queries import OfferCard
from kreislotse.districts.models import District
from kreislotse.documents.calendar import Series, series_ics
from kreislotse.documents.vcard import Address, Card, Phone, write_vcards
from kreislotse.network.models import Contact

YEAR = timedelta(days=366)  # so far we look at days of a course that has no end
LONGEST = 3 * YEAR


def coming_runs(offer_pk: int, *, today: date) -> list[CourseRun]:
    """The runs of an offer that are not over, the next one first."""
    runs = CourseRun.objects.filter(offer=offer_pk).order_by("starts_on", "pk")
    return [run for run in runs if is_coming(run, today)]


def calendar_of(card: OfferCard, runs: Iterable[CourseRun], *, district: District, url: str) -> bytes:
    """The calendar file of `runs` in the language of `card`; `url` is the page of the offer."""
    closed = _closed_days(card)
    series = [_series(run, card, closed, district, url) for run in runs]
    return series_ics(series, name=str(card.title), stamped_at=card.offer.updated_at)


def _series(run: CourseRun, card: OfferCard, closed: set[date], district: District, url: str) -> Series:
    place = next((one for one in card.places if one.pk == run.location_id), None)
    if place is None and len(card.places) == 1:
        place = card.places[0]
    return Series(
        uid=f"{run.uuid}@{district.host}",
        first_day=run.starts_on,
        last_day=run.ends_on,
        weekdays=tuple(day for day in run.weekdays if day in range(7)),
        starts_at=run.starts_at,
        ends_at=run.ends_at,
        left_out=frozenset(closed | _holidays(run, card, district)),
        summary=f"{card.title}: {run.name}" if run.name else str(card.title),
        location=str(place) if place else "",
        description="\n".join(_lines(run, card)),
        url=url,
    )


def _lines(run: CourseRun, card: OfferCard) -> Iterable[str]:
    yield str(card.summary)
    yield card.offer.provider.name
    phone, email, _website = card.reach
    yield from (line for line in (phone, email) if line)
    if run.register_until:
        yield _("Anmeldung bis %(day)s") % {"day": date_format(run.register_until, "SHORT_DATE_FORMAT")}


def _closed_days(card: OfferCard) -> set[date]:
    """Days on which the offer itself says that it is closed."""
    days = set()
    for one in OpeningException.objects.filter(offer=card.pk, opens_at=None):
        length = min((one.last_day - one.first_day).days, LONGEST.days)
        days |= {one.first_day + timedelta(days=ahead) for ahead in range(length + 1)}
    return days


def _holidays(run: CourseRun, card: OfferCard, district: District) -> set[date]:
    if not card.offer.is_closed_on_holidays or not run.weekdays:
        return set()
    last = min(run.ends_on or run.starts_on + YEAR, run.starts_on + LONGEST)
    days = (run.starts_on + timedelta(days=ahead) for ahead in range((last - run.starts_on).days + 1))
    return {day for day in days if day.weekday() in run.weekdays and holiday_on(day, ags=district.ags)}


def cards_of(card: OfferCard, *, url: str) -> bytes:
    """The offer and those of its contacts everybody may see, for the address book of a telephone."""
    phone, email, _website = card.reach
    provider = card.offer.provider
    place = card.places[0] if card.places else None
    entry = Card(
        full_name=str(card.title),
        uid=f"urn:uuid:{card.offer.uuid}",
        kind="org",
        organization=provider.name,
        emails=[email] if email else [],
        phones=[Phone(number) for number in phone.split(" / ") if number],
        address=Address(place.street, place.postcode, place.city) if place and (place.street or place.city) else None,
        url=url,
        note=str(card.summary),
        languages=[language.code for language in card.languages_spoken],
        changed_at=card.offer.updated_at,
    )
    people = [
        Card(
            full_name=contact.name,
            uid=f"kreislotse-kontakt-{contact.district_id}-{contact.pk}",
            given_name=contact.name.rpartition(" ")[0],
            family_name=contact.name.rpartition(" ")[2],
            organization=provider.name,
            role=contact.function,
            emails=[contact.email] if contact.email else [],
            phones=[Phone(number) for number in contact.phone.split(" / ") if number],
            url=url,
        )
        for contact in card.offer.contacts.filter(visibility=Contact.Visibility.PUBLIC).order_by(
            "-is_main", "name", "pk"
        )
    ]
    return write_vcards([entry, *people])
