"""An offer in the words of schema.org, so that search machines understand what they show."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import get_language

from kreislotse.directory.codes import Kind
from kreislotse.directory.facts import OfferFacts
from kreislotse.directory.models import OfferLocation, OpeningTime
from kreislotse.directory.queries import OfferCard
from kreislotse.districts.models import District

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def structured_offer(card: OfferCard, facts: OfferFacts, *, district: District, address: str) -> dict:
    """What the page says, and nothing it does not say."""
    offer, is_course = card.offer, card.offer.kind == Kind.COURSE
    phone, email, website = card.reach
    hours = [*offer.opening_times.all()]
    return {"@context": "https://schema.org"} | _said(
        {
            "@type": "Course" if is_course else "Service",
            "@id": address,
            "identifier": f"urn:uuid:{offer.uuid}",
            "url": address,
            "name": card.title.text,
            "description": "\n\n".join(filter(None, (card.summary.text, card.description.text))),
            "inLanguage" if is_course else None: card.title.language or get_language(),
            "provider": _said({"@type": "Organization", "name": offer.provider.name, "telephone": phone, "email": email, "url": website}),
            "about" if is_course else "serviceType": list(card.topics),
            "isAccessibleForFree" if is_course else None: True if offer.is_free else None,
            "offers": {"@type": "Offer", "price": "0", "priceCurrency": "EUR"} if offer.is_free else None,
            "areaServed" if not is_course else None: _area(card, district),
            "availableChannel" if not is_course else None: [
                _channel(place, card, hours, phone) for place in card.places or (None,)
            ],
            "hasCourseInstance" if is_course else None: [_instance(one.run, card) for one in facts.courses],
        }
    )  # fmt: skip


def _area(card: OfferCard, district: District) -> list[dict]:
    return [{"@type": "AdministrativeArea", "name": name} for name in card.served or (district.name,)]


def _channel(place: OfferLocation | None, card: OfferCard, hours: list[OpeningTime], phone: str) -> dict:
    return _said(
        {
            "@type": "ServiceChannel",
            "serviceLocation": _place(place, hours) if place else None,
            "servicePhone": {"@type": "ContactPoint", "telephone": phone} if phone else None,
            "serviceUrl": card.reach[2],
            "availableLanguage": [one.code for one in card.languages_spoken],
        }
    )


def _place(place: OfferLocation, hours: list[OpeningTime] = ()) -> dict:
    has_position = place.latitude is not None and place.longitude is not None
    return _said(
        {
            "@type": "Place",
            "name": place.name,
            "address": _said(
                {
                    "@type": "PostalAddress",
                    "streetAddress": place.street,
                    "postalCode": place.postcode,
                    "addressLocality": place.city,
                    "addressCountry": "DE",
                }
            ),
            "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
            if has_position
            else None,
            "openingHoursSpecification": _hours(hours),
        }
    )


def _hours(hours: list[OpeningTime]) -> list[dict]:
    """Days with the same hours together; what is by appointment only is not open for whoever comes."""
    days = defaultdict(list)
    for one in hours:
        if not one.by_appointment:
            days[one.opens_at, one.closes_at, one.valid_from, one.valid_until].append(DAYS[one.weekday])
    return [
        _said(
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": names,
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
                "validFrom": first.isoformat() if first else None,
                "validThrough": last.isoformat() if last else None,
            }
        )
        for (opens, closes, first, last), names in days.items()
    ]


def _instance(run, card: OfferCard) -> dict:
    places = [place for place in card.places if place.pk == run.location_id] or card.places[:1]
    return _said(
        {
            "@type": "CourseInstance",
            "name": run.name,
            "startDate": run.starts_on.isoformat(),
            "endDate": run.ends_on.isoformat() if run.ends_on else None,
            "courseMode": ["onsite", "online"] if card.offer.is_online and places else "online" if card.offer.is_online else "onsite",
            "location": _place(places[0]) if places else None,
        }
    )  # fmt: skip


def _said(values: dict) -> dict:
    return {name: value for name, value in values.items() if name and value not in (None, "", [])}
