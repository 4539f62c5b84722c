"""The rows behind an answer: one query for each kind, whatever their number; no model instance is made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OfferTranslation, OpeningTime
from kreislotse.directory.queries import SOURCE_LANGUAGE, public_offers
from kreislotse.network.models import Contact
from kreislotse.taxonomy.models import Topic

TEXTS = ("title", "summary", "description", "costs", "documents", "registration", "eligibility")
OFFER = (
    "pk", "phone", "email", "website", "is_appointment_only", "is_online", "is_by_phone", "changed_at", "provider_id",
    "provider__name", "provider__website", "provider__is_public", "provider__postcode", "provider__city", *TEXTS,
)  # fmt: skip
PLACE = (
    "pk", "offer_id", "name", "street", "postcode", "city", "municipality__name", "latitude", "longitude", "is_step_free",
)  # fmt: skip
RUN = ("pk", "offer_id", "location_id", "name", "starts_on", "ends_on", "weekdays", "starts_at", "ends_at")


@dataclass
class Parts:
    """What hangs on the offers of an answer, each by the key of its offer."""

    offers: dict[int, dict] = field(default_factory=dict)
    translated: dict[int, dict] = field(default_factory=dict)
    languages: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    topics: dict[int, dict] = field(default_factory=dict)
    hours: dict[int, list[dict]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, list[dict]] = field(default_factory=lambda: defaultdict(list))


def public_places(today: date) -> QuerySet:
    """The places of the offers everybody may see, in the order in which they came."""
    return OfferLocation.objects.filter(offer__in=public_offers(today=today)).order_by("pk").values(*PLACE)


def coming_runs(today: date, until: date) -> QuerySet:
    """The dates of public offers that are not over and begin within the span Integreat looks ahead."""
    runs = CourseRun.objects.filter(offer__in=public_offers(today=today), starts_on__lte=until)
    still = Q(ends_on__gte=today) | Q(ends_on=None, starts_on__gte=today) | (Q(ends_on=None) & ~Q(weekdays=[]))
    return runs.filter(still).order_by("starts_on", "pk").values(*RUN)


def parts_of(offers: QuerySet, language: str, *, today: date, with_hours: bool = True) -> Parts:
    """Everything the objects need of `offers`; six queries, two fewer without hours."""
    parts = Parts(offers={row["pk"]: row for row in offers.values(*OFFER)})
    for row in OfferTranslation.objects.filter(offer__in=offers).values("offer_id", "language", "origin", *TEXTS):
        parts.languages[row["offer_id"]].add(row["language"])
        if row["language"] == language != SOURCE_LANGUAGE:
            parts.translated[row["offer_id"]] = row
    if not with_hours:
        return parts
    topics = Offer.topics.through.objects.filter(offer__in=offers).order_by("topic__sort_order", "topic_id")
    for row in topics.values("offer_id", "topic_id", "topic__name", "topic__names"):
        parts.topics.setdefault(row["offer_id"], row)
    valid = Q(valid_from=None) | Q(valid_from__lte=today)
    times = OpeningTime.objects.filter(valid, Q(valid_until=None) | Q(valid_until__gte=today), offer__in=offers)
    for row in times.order_by("weekday", "opens_at").values(
        "offer_id", "weekday", "opens_at", "closes_at", "by_appointment"
    ):
        parts.hours[row["offer_id"]].append(row)
    people = Offer.contacts.through.objects.filter(
        offer__in=offers, contact__visibility=Contact.Visibility.PUBLIC, contact__consented_on__isnull=False
    )
    fields = ("contact__name", "contact__function", "contact__phone", "contact__email")
    for row in people.order_by("contact_id").values("offer_id", *fields):
        parts.contacts[row["offer_id"]].append(row)
    return parts


def topics_in_use(today: date) -> QuerySet:
    """The topics of public offers, in the order of the office."""
    used = Offer.topics.through.objects.filter(offer__in=public_offers(today=today)).values("topic_id")
    return Topic.objects.filter(pk__in=used).order_by("sort_order", "pk").values("pk", "name", "names")
