"""By what offers can be narrowed: the properties the search keeps in memory."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from kreislotse.directory.codes import Level, Sex
from kreislotse.directory.models import CourseRun, Offer, OfferLocation
from kreislotse.search.facets import Entry

# Facets. Those an address can ask for stand in `finder.OfferFilters`.
TOPIC, GROUP, SPOKEN, AUDIENCE, PLACE, THERE = "topic", "group", "spoken", "audience", "place", "there"
KIND_OF, LEVEL, FEATURE, EXPIRES = "kind", "level", "feature", "expires"
WHOLE_DISTRICT = "*"

LEVELS = tuple(Level.values)


def entries(keys: list[int] | None) -> Iterator[Entry]:
    """The public offers with these keys, or all, with their facets; eight queries whatever their number."""
    offers = Offer.objects.filter(status=Offer.Status.PUBLISHED)
    if keys is not None:
        offers = offers.filter(pk__in=keys)
    within = {} if keys is None else {"offer_id__in": keys}
    topics = _pairs(Offer.topics.through.objects.filter(**within), "topic__code", "topic__group")
    spoken = _pairs(Offer.languages_spoken.through.objects.filter(**within), "language__code")
    audience = _pairs(Offer.target_groups.through.objects.filter(**within), "targetgroup__code")
    served = _pairs(Offer.municipalities_served.through.objects.filter(**within), "municipality__ags")
    locations = _pairs(
        OfferLocation.objects.filter(**within), "municipality__ags", "is_step_free", "has_accessible_toilet"
    )
    runs = _pairs(CourseRun.objects.filter(**within), "level_from", "level_to")
    fields = (
        "pk", "search_key", "kind", "serves_whole_district", "is_free", "has_childcare", "sex", "is_online", "is_by_phone",
        "level_from", "level_to", "valid_until",
    )  # fmt: skip
    for (
        pk, sort_key, kind, is_everywhere, is_free, has_childcare, sex, is_online, is_by_phone, level_from, level_to,
        valid_until,
    ) in offers.values_list(*fields).order_by("pk").iterator(chunk_size=5000):  # fmt: skip
        places = locations.get(pk, ())
        there = {ags for ags, *_rest in places if ags}
        features = {
            "free": is_free,
            "childcare": has_childcare,
            "women": sex == Sex.WOMEN,
            "stepfree": any(is_step_free for _ags, is_step_free, _toilet in places),
            "online": is_online or is_by_phone,
        }
        levels = [(level_from, level_to), *runs.get(pk, ())]
        yield Entry(
            pk,
            sort_key,
            {
                TOPIC: {code for code, _group in topics.get(pk, ())},
                GROUP: {group for _code, group in topics.get(pk, ()) if group},
                SPOKEN: {code for (code,) in spoken.get(pk, ())},
                AUDIENCE: {code for (code,) in audience.get(pk, ())},
                PLACE: {WHOLE_DISTRICT} if is_everywhere else there | {ags for (ags,) in served.get(pk, ())},
                THERE: there,
                KIND_OF: (kind,),
                LEVEL: {level for first, last in levels for level in levels_between(first, last)},
                FEATURE: [name for name, is_so in features.items() if is_so],
                EXPIRES: (valid_until,) if valid_until else (),
            },
        )


def levels_between(first: str, last: str) -> tuple[str, ...]:
    """The levels from `first` to `last`; an open end is the same level, two open ends are none."""
    first, last = first or last, last or first
    if not first:
        return ()
    return LEVELS[LEVELS.index(first) : LEVELS.index(last) + 1]


def _pairs(rows: QuerySet, *fields: str) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for pk, *values in rows.values_list("offer_id", *fields).order_by("offer_id"):
        found.setdefault(pk, []).append(tuple(values))
    return found
