"""The rows behind an answer, as plain values: one query for each kind, whatever their number.

No model instance is made: for 50 full services that is some 1,500 rows. Kinds of rows that look alike come in one
query (`UNION ALL`), so that the fullest answer takes as many queries as the shortest list of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import F, FilteredRelation, Func, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from kreislotse.directory.models import (
    CourseRun,
    LanguageTime,
    Offer,
    OfferLocation,
    OpeningException,
    OpeningTime,
)
from kreislotse.network.models import Contact, Organization
from kreislotse.search.queries import one_of

SOURCE_LANGUAGE = "de"
ORGANIZATION = ("uuid", "name", "short_name", "responsible_for", "phone", "website", "is_public")
OFFER = (
    "pk", "uuid", "provider_id", "kind", "program", *Offer.TRANSLATED, "is_free", "age_from", "age_to", "sex",
    "status_groups", "level_from", "level_to", "capacity", "availability", "waiting_weeks", "has_childcare",
    "is_appointment_only", "is_closed_on_holidays", "video", "serves_whole_district", "is_online", "is_by_phone", "phone",
    "email", "website", "checked_on", "changed_at",
)  # fmt: skip
LOCATION = (
    "pk", "offer_id", "uuid", "name", "street", "postcode", "city", "municipality__name", "municipality__ags", "latitude",
    "longitude", "is_step_free", "has_accessible_toilet", "has_hearing_loop", "transport",
)  # fmt: skip


def total_of(rows: QuerySet) -> Subquery:
    """The number of `rows`, asked in the same query as a page of them."""
    return Subquery(rows.order_by().annotate(number=Func(F("pk"), function="COUNT")).values("number"))


def offer_rows(offers: QuerySet[Offer], language: str, **more) -> QuerySet:
    """The fields of `offers` with those of their providers, and `translated__…` for their texts in `language`."""
    fields = [*OFFER, *(f"provider__{name}" for name in ORGANIZATION)]
    if language != SOURCE_LANGUAGE:
        offers = offers.annotate(
            translated=FilteredRelation("translations", condition=Q(translations__language=language))
        )
        of_row = (*Offer.TRANSLATED, "origin", "machine_fields", "source_hashes")
        fields += ["source_hashes", *(f"translated__{name}" for name in of_row)]
    return offers.annotate(**more).values(*fields, *more)


# ── what hangs on offers ────────────────────────────────────────────────────────────────────────────


@dataclass
class Parts:
    """What hangs on the offers of one page, each by the key of its offer."""

    topics: dict = field(default_factory=lambda: defaultdict(list))
    target_groups: dict = field(default_factory=lambda: defaultdict(list))
    languages: dict = field(default_factory=lambda: defaultdict(list))
    municipalities: dict = field(default_factory=lambda: defaultdict(list))
    contacts: dict = field(default_factory=lambda: defaultdict(list))
    organization_contacts: dict = field(default_factory=lambda: defaultdict(list))
    locations: dict = field(default_factory=lambda: defaultdict(list))
    openings: dict = field(default_factory=lambda: defaultdict(list))
    exceptions: dict = field(default_factory=lambda: defaultdict(list))
    language_times: dict = field(default_factory=lambda: defaultdict(list))
    courses: dict = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True)
class Linked:
    """One thing an offer is linked to; what `a` to `e` are depends on its kind (see `_links`)."""

    key: int
    order: int
    a: str
    b: str
    c: str
    d: str
    e: str


@dataclass(frozen=True)
class Hours:
    """From – to on a weekday or between two days; what else is filled depends on its kind (see `_times`)."""

    key: int
    weekday: int | None
    opens_at: object
    closes_at: object
    by_appointment: bool
    first_day: date | None
    last_day: date | None
    text: str
    code: str
    uuid: object = None
    days: str = ""
    level_to: str = ""
    availability: str = ""
    seats: int | None = None
    register_until: date | None = None


def parts_of(offers: list[int], *, organizations: list[int] = (), today: date, with_locations: bool = True) -> Parts:
    """Everything that hangs on the offers with these keys, and the public contacts of the organizations.

    The keys go to the database as one value: an organization may offer more than it takes parameters.
    """
    parts = Parts()
    for kind, owner, *values in _links(offers, organizations):
        getattr(parts, kind)[owner].append(Linked(*values))
    if offers and with_locations:
        for row in OfferLocation.objects.filter(offer_id__in=one_of(offers)).order_by("pk").values(*LOCATION):
            parts.locations[row["offer_id"]].append(row)
    if offers:
        for kind, owner, *values in _times(offers, today):
            getattr(parts, kind)[owner].append(Hours(*values))
    for found in vars(parts).values():
        for owner, values in found.items():
            if values and isinstance(values[0], Linked | Hours):
                found[owner] = sorted(values, key=lambda one: (getattr(one, "order", 0), one.key))
    return parts


def _text(name: str):
    return Cast(name, models.TextField())


def _links(offers: list[int], organizations: list[int]) -> QuerySet:
    nothing = Value("", models.TextField())

    def of(kind: str, relation, target: str, order, a, b, c, d, e) -> QuerySet:
        rows = relation.through.objects.filter(offer_id__in=one_of(offers))
        said = [nothing if name is None else Cast(f"{target}__{name}", models.TextField()) for name in (a, b, c, d, e)]
        sorted_by = F(f"{target}__{order}") if order else Value(0)
        return rows.values_list(Value(kind), "offer_id", f"{target}_id", sorted_by, *said)

    term = ("sort_order", "code", "name", "description", "names")
    contact = [_text(name) for name in ("name", "function", "phone", "email")]
    public = Contact.objects.filter(visibility=Contact.Visibility.PUBLIC)
    queries = [
        of("topics", Offer.topics, "topic", *term, "group"),
        of("target_groups", Offer.target_groups, "targetgroup", *term, None),
        of("languages", Offer.languages_spoken, "language", "sort_order", "code", "name", "own_name", None, None),
        of("municipalities", Offer.municipalities_served, "municipality", None, "ags", "name", None, None, None),
        of("contacts", Offer.contacts, "contact", None, "name", "function", "phone", "email", None).filter(
            contact__visibility=Contact.Visibility.PUBLIC
        ),
    ]
    if organizations:
        rows = public.filter(organization_id__in=organizations)
        queries.append(
            rows.values_list(Value("organization_contacts"), "organization_id", "pk", Value(0), *contact, nothing)
        )
    return queries[0].union(*queries[1:], all=True)


def _times(offers: list[int], today: date) -> QuerySet:
    """Times that are over are left out: what is served is what a seeker can still use."""
    no_date, no_number = Cast(Value(None), models.DateField()), Cast(Value(None), models.IntegerField())
    no_uuid, nothing = Cast(Value(None), models.UUIDField()), Value("", models.TextField())
    no = Value(False, models.BooleanField())
    hours = (F("opens_at"), F("closes_at"), F("by_appointment"))

    def of(kind: str, model, weekday, hours, first, last, text, code, *more) -> QuerySet:
        rows = model.objects.filter(offer_id__in=one_of(offers))
        more = more or (no_uuid, nothing, nothing, nothing, no_number, no_date)
        return rows.values_list(Value(kind), "offer_id", "pk", weekday, *hours, first, last, text, code, *more)

    weekday = Cast("weekday", models.IntegerField())
    opening = of("openings", OpeningTime, weekday, hours, F("valid_from"), F("valid_until"), nothing, nothing)
    spoken = of("language_times", LanguageTime, weekday, hours, no_date, no_date, nothing, _text("language__code"))
    exceptions = of(
        "exceptions", OpeningException, no_number, hours, F("first_day"), F("last_day"), _text("reason"), nothing
    )
    courses = of(
        "courses", CourseRun, no_number, (F("starts_at"), F("ends_at"), no), F("starts_on"), F("ends_on"), _text("name"),
        _text("level_from"), F("uuid"), _text("weekdays"), _text("level_to"), _text("availability"),
        Cast("seats", models.IntegerField()), F("register_until"),
    )  # fmt: skip
    return opening.filter(Q(valid_until=None) | Q(valid_until__gte=today)).union(
        spoken,
        exceptions.filter(last_day__gte=today),
        courses.filter(Q(ends_on__gte=today) | Q(ends_on=None)),
        all=True,
    )


# ── whose rows ──────────────────────────────────────────────────────────────────────────────────────


def public_organizations(today: date) -> QuerySet[Organization]:
    """Organizations that are public, and those that offer something public."""
    offering = Offer.objects.published(today).values("provider_id")
    return Organization.objects.filter(Q(is_public=True, archived_on=None) | Q(pk__in=offering))
