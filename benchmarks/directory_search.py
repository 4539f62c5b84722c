"""Search in the directory: how long it takes at 250, 5,000 and 200,000 offers in 15 languages, and what it finds.

    python benchmarks/directory_search.py [250 5000 200000]

*Time* is what the public search page does before its template: words, filters, the numbers beside every filter, and the
first twenty results; wall clock, because the database works too. *Growth* is the time at the largest size beside that at
5,000; it must not exceed `MOST_GROWTH`. *Recall* is the share of the written-out queries in `data/search_queries.csv`
(slips of the finger, compounds, other scripts, synonyms, plain words) for which one of the first five results is an
offer of the expected kind; beside it the plain search a database gives (`LIKE` over titles and texts, by title), in the
same run. With `DATABASE_URL` the same on PostgreSQL, in databases of its own on that server. The data are copies of the
demo's offers with invented words; with `KREISLOTSE_BENCHMARK_DATA` they stay in that folder for the next run, and with
`KREISLOTSE_BENCHMARK_KEEP_INDEX` the index too. Each size has a process of its own.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

MOST_GROWTH = 3.0
LEAST_RECALL = 0.9
HERE = Path(__file__).resolve().parent
SIZES = [int(size) for size in sys.argv[1:]] or [250, 5_000, 200_000]
LANGUAGES = ["en", "ar", "fa", "kmr", "tr", "uk", "ru", "ti", "so", "ps", "fr", "pl", "ro", "bg"]  # and German
FILTERS = [
    {}, {"kostenlos": "ja"}, {"thema": "sprache-lernen"}, {"sprache": "ar"}, {"ort": "1"}, {"gruppe": "frauen"},
    {"thema": "wohnen", "sprache": "ru"}, {"thema": "sprache-lernen", "ort": "1", "kostenlos": "ja"}, {"art": "course"},
    {"offen": "ja"}, {"ort": "2", "stufenlos": "ja"}, {"sprache": "uk", "kinderbetreuung": "ja"},
]  # fmt: skip


def main() -> int:
    if len(SIZES) == 1 and os.environ.get("KREISLOTSE_BENCHMARK_CHILD"):
        return measure(SIZES[0])
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        kept = os.environ.get("KREISLOTSE_BENCHMARK_DATA") or folder
        for size in SIZES:
            environment = os.environ | {
                "KREISLOTSE_BENCHMARK_CHILD": f"{folder}/{size}.json", "KREISLOTSE_BENCHMARK_DATA": f"{kept}/{size}",
            }  # fmt: skip
            if url := os.environ.get("DATABASE_URL"):
                environment["DATABASE_URL"] = database_of(url, size)
            subprocess.run([sys.executable, __file__, str(size)], env=environment, check=True)  # noqa: S603
            found[size] = json.loads(Path(f"{folder}/{size}.json").read_text())
    return verdict({size: one["median"] for size, one in found.items()}, min(one["recall"] for one in found.values()))


def database_of(url: str, size: int) -> str:
    """A database of its own for a size, made if it is not there."""
    import psycopg

    name = f"kreislotse_search_{size}"
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    return url.rpartition("/")[0] + f"/{name}"


def measure(size: int) -> int:
    """One size in a process and a database of its own; what the verdict needs goes into a file."""
    from demo_data import start

    district = start(1)
    from django.db import connection

    from kreislotse.core.scope import district_scope
    from kreislotse.search.models import SearchState

    queries = read_queries()
    with district_scope(district):
        print(f"\n{size} offers: {connection.vendor}", flush=True)
        grow(district, size)
        if os.environ.get("KREISLOTSE_BENCHMARK_KEEP_INDEX") and SearchState.objects.filter(number__gt=0).exists():
            tidy()
        else:
            seconds, documents = index(district)
            print(f"   index of {documents} documents built in {seconds:.1f} s", flush=True)
        median = report_times(district, queries, size)
        recall = report_recall(district, queries) if size <= 5_000 else 1.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"   most memory of this process: {most:.0f} MB", flush=True)
    Path(os.environ["KREISLOTSE_BENCHMARK_CHILD"]).write_text(json.dumps({"median": median, "recall": recall}))
    return 0


def verdict(medians: dict[int, float], recall: float) -> int:
    growth = medians[SIZES[-1]] / medians.get(5_000, medians[SIZES[0]])
    print(f"\ngrowth of the median from 5,000 to {SIZES[-1]:,}: {growth:.2f} (limit {MOST_GROWTH})")
    print(f"recall@5: {recall:.3f} (at least {LEAST_RECALL})")
    return 0 if growth <= MOST_GROWTH and recall >= LEAST_RECALL else 1


def read_queries() -> list[dict]:
    with (HERE / "data" / "search_queries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


# ── data ────────────────────────────────────────────────────────────────────────────────────────────


def grow(district, size: int) -> None:
    """Copy the demo's offers until there are `size`; two translations each, in turn through the languages."""
    from kreislotse.directory.models import Offer, OfferLocation, OfferTranslation, OpeningTime
    from kreislotse.taxonomy.models import Topic

    chance = random.Random(size)  # noqa: S311
    originals = list(Offer.objects.filter(status=Offer.Status.PUBLISHED).order_by("pk")[:100])
    parts = {
        name: {one.pk: list(getattr(one, name).all()) for one in originals}
        for name in ("topics", "languages_spoken", "target_groups", "locations", "opening_times", "translations")
    }
    names = {topic.pk: topic.names for topic in Topic.objects.all()}
    municipalities = list(
        {row.municipality_id for rows in parts["locations"].values() for row in rows if row.municipality_id}
    )
    missing = size - Offer.objects.filter(status=Offer.Status.PUBLISHED).count()
    for begin in range(0, missing, 2000):
        sources = [originals[(begin + n) % len(originals)] for n in range(min(2000, missing - begin))]
        copies = Offer.objects.bulk_create(copy_of(one, chance) for one in sources)
        pairs = list(zip(sources, copies, strict=True))
        for name in ("topics", "languages_spoken", "target_groups"):
            through = getattr(Offer, name).through
            column = getattr(Offer, name).field.m2m_reverse_field_name() + "_id"
            through.objects.bulk_create(
                (through(offer_id=copy.pk, **{column: row.pk}) for one, copy in pairs for row in parts[name][one.pk]),
                batch_size=5000,
            )
        OfferLocation.objects.bulk_create(
            OfferLocation(
                offer=copy, name=row.name, city=row.city, postcode=row.postcode,
                municipality_id=chance.choice(municipalities), is_step_free=chance.random() < 0.5,
            )
            for one, copy in pairs for row in parts["locations"][one.pk]
        )  # fmt: skip
        OpeningTime.objects.bulk_create(
            OpeningTime(
                offer=copy, weekday=row.weekday, opens_at=row.opens_at, closes_at=row.closes_at,
                by_appointment=row.by_appointment,
            )
            for one, copy in pairs for row in parts["opening_times"][one.pk]
        )  # fmt: skip
        OfferTranslation.objects.bulk_create(
            translation_of(one, copy, LANGUAGES[(begin + n + k * 7) % len(LANGUAGES)], parts, names)
            for n, (one, copy) in enumerate(pairs)
            for k in range(2)
        )


def copy_of(one, chance):
    from kreislotse.directory.models import Offer

    copy = Offer()
    for field in Offer._meta.concrete_fields:
        if field.name not in ("id", "uuid"):
            setattr(copy, field.attname, getattr(one, field.attname))
    copy.title = f"{one.title} {invented(chance).title()}"[:160]
    copy.description = f"{one.description} {' '.join(invented(chance) for _word in range(12))}"
    copy.has_childcare = chance.random() < 0.2
    return copy


def translation_of(one, copy, language, parts, names):
    from kreislotse.directory.models import OfferTranslation

    own = next((row for row in parts["translations"][one.pk] if row.language == language), None)
    if own is not None:
        return OfferTranslation(
            offer=copy, language=language, title=own.title, summary=own.summary, description=own.description
        )
    topics = [names[topic.pk].get(language, topic.name) for topic in parts["topics"][one.pk]]
    return OfferTranslation(offer=copy, language=language, title=" · ".join(topics)[:200], summary=copy.title)


def invented(chance) -> str:
    """A word that could be a name: syllables, so that the vocabulary grows as that of a Land would."""
    return "".join(chance.choice("kbdfglmnrst") + chance.choice("aeiou") for _syllable in range(chance.randint(2, 4)))


def index(district) -> tuple[float, int]:
    from kreislotse.search.operations import rebuild

    begun = time.perf_counter()
    documents = rebuild(district)
    taken = time.perf_counter() - begun
    tidy()
    return taken, documents


def tidy() -> None:
    """What an installation does by itself in time: statistics for the planner, and the journal folded into the file."""
    from django.db import connection

    from kreislotse.jobs.statistics import refresh_statistics

    refresh_statistics()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# ── time ────────────────────────────────────────────────────────────────────────────────────────────


def report_times(district, queries: list[dict], size: int) -> float:
    """Prints median and 95th percentile in milliseconds of each kind of search; returns the median of all."""
    chance = random.Random(7)  # noqa: S311
    asked = chance.sample(queries, 60)
    kinds = {
        "words": [{"q": one["query"]} for one in asked],
        "filters": FILTERS,
        "words and filters": [{"q": one["query"]} | chance.choice(FILTERS[1:]) for one in asked],
    }
    search(district, {})  # the memory of this process is filled once, not by every search
    everything = []
    for kind, asks in kinds.items():
        taken = []
        for ask in asks:
            search(district, ask)
            begun = time.perf_counter()
            search(district, ask)
            taken.append((time.perf_counter() - begun) * 1000)
        everything += taken
        cut = statistics.quantiles(taken, n=20)[-1]
        print(f"   {kind:<20} median {statistics.median(taken):7.1f} ms   p95 {cut:7.1f} ms", flush=True)
    plain = []
    for one in asked[:20]:
        begun = time.perf_counter()
        plain_search(one["query"])
        plain.append((time.perf_counter() - begun) * 1000)
    cut = statistics.quantiles(plain, n=20)[-1]
    print(f"   {'plain LIKE, no counts':<20} median {statistics.median(plain):7.1f} ms   p95 {cut:7.1f} ms", flush=True)
    return statistics.median(everything)


def search(district, ask: dict, language: str = "de"):
    """All the public page does before its template."""
    from django.utils import timezone

    from kreislotse.directory.results import results
    from kreislotse.web.public.forms.search import OfferSearch

    data = dict(ask)
    if data.get("ort") in ("1", "2"):
        data["ort"] = f"{district.ags}0{data['ort']}5"
    now = timezone.localtime()
    asked = OfferSearch(data, district=district, language=language, now=now)
    assert asked.form.fields
    return results(
        asked.found[:20], here=asked.here, choices=asked.choices, district=district, language=language, now=now,
        distance_to=asked.found.distance_to,
    )  # fmt: skip


# ── what is found ───────────────────────────────────────────────────────────────────────────────────


def report_recall(district, queries: list[dict]) -> float:
    """Prints the share of queries answered within five results, ours beside the plain search; returns ours."""
    kinds_of = kinds_of_offers()
    seen: dict[str, list[tuple[bool, bool]]] = {}
    for one in queries:
        expected = set(one["expected"].split())
        ours = [card.pk for card in search(district, {"q": one["query"]}, one["language"])[:5]]
        plain = plain_search(one["query"])
        found = tuple(any(kinds_of.get(pk) in expected for pk in keys) for keys in (ours, plain))
        seen.setdefault(one["kind"], []).append(found)
        if os.environ.get("SHOW") and not found[0]:
            print(f"      not found: {one['query']} ({one['language']}, {one['kind']}, {one['expected']})")
    print("   recall@5               ours  plain")
    for kind, pairs in sorted(seen.items()):
        print(f"      {kind:<18} {share(pairs, 0):5.3f}  {share(pairs, 1):5.3f}   of {len(pairs)}")
    every = [pair for pairs in seen.values() for pair in pairs]
    print(f"      {'all':<18} {share(every, 0):5.3f}  {share(every, 1):5.3f}   of {len(every)}", flush=True)
    return share(every, 0)


def share(pairs, place: int) -> float:
    return sum(pair[place] for pair in pairs) / len(pairs)


def kinds_of_offers() -> dict[int, str]:
    """For each offer the key of the demo's template it was made from, by its title."""
    from kreislotse.demo.read_facts import offers
    from kreislotse.directory.models import Offer

    beginnings = {template["de"]["title"].split(" in {place}")[0]: template["key"] for template in offers()["offers"]}
    ordered = sorted(beginnings, key=len, reverse=True)
    found = {}
    for pk, title in Offer.objects.values_list("pk", "title"):
        for beginning in ordered:
            if title.startswith(beginning):
                found[pk] = beginnings[beginning]
                break
    return found


def plain_search(text: str) -> list[int]:
    """What a database gives without more: all words somewhere in the texts of one offer, by title."""
    from django.db.models import Q

    from kreislotse.directory.models import Offer

    rows = Offer.objects.filter(status=Offer.Status.PUBLISHED)
    for word in text.split():
        here = Q()
        for field in ("title", "summary", "description", "provider__name"):
            here |= Q(**{f"{field}__icontains": word})
        for field in ("title", "summary", "description"):
            here |= Q(**{f"translations__{field}__icontains": word})
        rows = rows.filter(here)
    return list(rows.order_by("title", "pk").values_list("pk", flat=True).distinct()[:5])


if __name__ == "__main__":
    sys.exit(main())
