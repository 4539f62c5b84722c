"""What the demo's offers say beside their texts: conditions, courses, exceptions, languages and when, places on the map.

With a chance of its own, so that what else the demo leaves to chance stays what it was.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID, uuid5

from kreislotse.demo import read_facts
from kreislotse.demo.chance import Chance
from kreislotse.demo.world import World, link
from kreislotse.directory.codes import Availability
from kreislotse.directory.models import CourseRun, LanguageTime, Offer, OfferLocation, OpeningException, OpeningTime
from kreislotse.directory.public_holidays import holiday_on
from kreislotse.network.models import Contact

_NUMBERS = UUID("6f0f5c3e-2f0a-5d0e-9d55-4b5245495332")  # any fixed one; all numbers of the demo hang on it
_PLAIN = ("kind", "program", "sex", "age_from", "age_to", "level_from", "level_to", "capacity", "status_groups")
_STOPS = ("Rathaus", "Marktplatz", "Bahnhof", "Schulzentrum", "Kirche")
_SPREAD = 0.008  # about 600 m around the middle of the municipality


class Details:
    """The details of one district's offers, in the order they are made."""

    def __init__(self, world: World):
        self.world = world
        self.chance = Chance(f"offer details {world.demo.ags}")
        self.facts = read_facts.offer_details()
        self._number = 0

    def uuid(self) -> UUID:
        """The next public number: the same on every machine."""
        self._number += 1
        return uuid5(_NUMBERS, f"{self.world.demo.slug} {self._number}")

    def add_to(self, offer: Offer, template: dict) -> None:
        facts = self.facts[template["key"]]
        offer.uuid = self.uuid()
        for name in _PLAIN:
            if name in facts:
                setattr(offer, name, facts[name])
        offer.has_childcare = facts.get("childcare") or self.chance.weighted({None: 5, False: 4, True: 1})
        offer.is_by_phone = facts.get("by_phone", False)
        offer.is_appointment_only = bool(template.get("appointment"))
        offer.is_closed_on_holidays = not facts.get("open_on_holidays")
        offer.capacity = facts.get("capacity")
        if facts.get("waiting") and self.chance.happens(0.6):
            offer.availability = Availability.WAITING_LIST
            offer.waiting_weeks = self.chance.between(2, 14)
        elif offer.capacity:
            offer.availability = self.chance.weighted({Availability.FREE: 3, Availability.FEW: 2})

    def place(self, location: OfferLocation, offer: Offer) -> OfferLocation:
        town = offer.provider.municipality
        location.uuid = self.uuid()
        location.latitude = round(float(town.latitude) + self.chance.random.uniform(-_SPREAD, _SPREAD), 5)
        location.longitude = round(float(town.longitude) + self.chance.random.uniform(-_SPREAD, _SPREAD), 5)
        location.has_accessible_toilet = location.is_step_free and self.chance.weighted({True: 5, False: 2, None: 3})
        location.has_hearing_loop = self.chance.weighted({None: 7, True: 1, False: 2})
        if self.chance.happens(0.7):
            location.transport = f"Bus, Haltestelle {self.chance.one(_STOPS)}"
        return location

    def add_rows(self, pairs: list[tuple[dict, Offer]], hours: dict[int, list[OpeningTime]]) -> None:
        """Courses, exceptions, times of languages and contacts of offers that have been saved."""
        CourseRun.objects.bulk_create(run for template, offer in pairs for run in self._runs(template, offer))
        OpeningException.objects.bulk_create(
            one for _template, offer in pairs for one in self._exceptions(offer, hours.get(offer.pk, []))
        )
        LanguageTime.objects.bulk_create(
            one for template, offer in pairs for one in self._language_times(template, offer, hours.get(offer.pk, []))
        )
        link(Offer.contacts.through, self._contacts([offer for _template, offer in pairs]))

    def _runs(self, template: dict, offer: Offer):
        """The run that is on and the next two, every other one at the next level."""
        if not (course := self.facts[template["key"]].get("course")):
            return
        shift = self.chance.between(0, course["every"] - 1)
        for number in range(3):
            starts_on = self._monday(self.world.today + timedelta(weeks=number * course["every"] - shift))
            first, last = course["levels"][number % len(course["levels"])]
            is_ahead = starts_on > self.world.today
            weights = {Availability.FREE: 5, Availability.FEW: 3, Availability.WAITING_LIST: 2, Availability.FULL: 1}
            yield CourseRun(
                uuid=self.uuid(),
                offer=offer,
                name=f"{starts_on.year}/{number + 1}",
                level_from=first,
                level_to=last,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(weeks=course["weeks"], days=-1),
                weekdays=[day - 1 for day in course["weekdays"]],
                starts_at=time.fromisoformat(course["from"]),
                ends_at=time.fromisoformat(course["to"]),
                register_until=starts_on - timedelta(days=10),
                seats=course["seats"],
                availability=self.chance.weighted(weights) if is_ahead else Availability.FULL,
            )

    def _monday(self, day: date) -> date:
        """The Monday of that week, or the next day that is no holiday."""
        day -= timedelta(days=day.weekday())
        while holiday_on(day, ags=self.world.demo.ags):
            day += timedelta(days=1)
        return day

    def _exceptions(self, offer: Offer, hours: list[OpeningTime]):
        """Most close between the years, a few have a closed day or other hours soon."""
        today = self.world.today
        if self.chance.happens(0.6) and offer.is_closed_on_holidays:
            yield OpeningException(
                offer=offer,
                first_day=date(today.year, 12, 24),
                last_day=date(today.year + 1, 1, 1),
                reason="Weihnachtsferien",
            )
        ahead = (today + timedelta(days=number) for number in range(self.chance.between(2, 20), 30))
        days = [day for day in ahead if day.weekday() in {one.weekday for one in hours}]
        if not days:
            return
        one_day = {"offer": offer, "first_day": days[0], "last_day": days[0]}
        if self.chance.happens(0.15):
            yield OpeningException(**one_day, reason="Fortbildung")
        elif self.chance.happens(0.1):
            yield OpeningException(**one_day, opens_at=time(9), closes_at=time(10, 30))

    def _language_times(self, template: dict, offer: Offer, hours: list[OpeningTime]):
        """One language has somebody on one of the days only."""
        spoken = [code for code in template["languages"] if code not in ("de", "en")]
        if self.facts[template["key"]].get("spoken_at") and spoken and hours:
            slot = self.chance.one(hours)
            yield LanguageTime(
                offer=offer,
                language=self.world.languages[spoken[0]],
                weekday=slot.weekday,
                opens_at=slot.opens_at,
                closes_at=slot.closes_at,
                by_appointment=slot.by_appointment,
            )

    def _contacts(self, offers: list[Offer]):
        """One contact of its provider for most offers; the same person is named at several."""
        by_provider: dict[int, list[int]] = {}
        providers = {offer.provider_id for offer in offers}
        for pk, provider in (
            Contact.objects.filter(organization__in=providers).order_by("pk").values_list("pk", "organization")
        ):
            by_provider.setdefault(provider, []).append(pk)
        for offer in offers:
            known = by_provider.get(offer.provider_id)
            if known and self.chance.happens(0.8):
                yield {"offer_id": offer.pk, "contact_id": self.chance.one(known)}


def languages_with_times(details: Details, template: dict) -> list[str]:
    """The language that must be among those spoken, because it has a time of its own."""
    if not details.facts[template["key"]].get("spoken_at"):
        return []
    return [code for code in template["languages"] if code not in ("de", "en")][:1]
