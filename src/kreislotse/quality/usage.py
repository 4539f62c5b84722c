"""Counting what is read, without knowing who reads.

A visit adds one to a number in memory and costs no query. Every half minute a thread of the process writes the numbers
down: one short transaction, not in anybody's request. What a crash loses is half a minute of counts.
"""

from __future__ import annotations

import atexit
import logging
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, IntegrityError, close_old_connections, transaction
from django.db.models import F, Sum

from kreislotse.core.dates import first_of_month
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer
from kreislotse.directory.queries import public_offers
from kreislotse.disclosure import SECRET, Dimension, Table, protect_linked
from kreislotse.quality.models import FeedbackFact, FeedbackTopic, Page, UsageFact

logger = logging.getLogger(__name__)

# Programs that name themselves. Who pretends to be a person is counted as one; the rule stands in the handbook.
_PROGRAM = re.compile(
    r"bot\b|bot[/;-]|crawl|spider|slurp|preview|monitor|uptime|check|scan|fetch|feed|archiver|lighthouse|headless"
    r"|curl|wget|python|java/|go-http|okhttp|axios|node|perl|ruby|http-?client|kreislotse",
    re.IGNORECASE,
)
MOST_KEYS = 20_000  # in memory; a flood of keys is written down at once


def is_program(user_agent: str) -> bool:
    """Whether a visit comes from a program that says so; one without a name is one, too."""
    return not user_agent.strip() or bool(_PROGRAM.search(user_agent))


# ── counting ────────────────────────────────────────────────────────────────────────────────────────

Key = tuple[int, date, str, "int | None", str]  # district, month, page, offer, language
_waiting: Counter[Key] = Counter()
_lock = threading.Lock()
_thread: threading.Thread | None = None


def note(*, district: int, page: str, language: str, today: date, offer: int | None = None) -> None:
    """Count one visit in memory."""
    with _lock:
        _waiting[(district, first_of_month(today), page, offer, language)] += 1
        is_full = len(_waiting) > MOST_KEYS
    if is_full:
        flush()
    _keep_flushing()


def flush() -> int:
    """Write down what was counted; returns how many visits. What cannot be written now waits for the next time."""
    with _lock:
        counted = dict(_waiting)
        _waiting.clear()
    by_district: dict[int, dict[Key, int]] = {}
    for key, number in counted.items():
        by_district.setdefault(key[0], {})[key] = number
    written = 0
    for district, numbers in by_district.items():
        try:
            with district_scope(district), transaction.atomic():
                _write(numbers)
        except DatabaseError:
            logger.warning("visits not counted yet", exc_info=True)
            with _lock:
                _waiting.update(numbers)
        else:
            written += sum(numbers.values())
    return written


def _write(numbers: dict[Key, int]) -> None:
    offers = {key[3] for key in numbers if key[3] is not None}
    uuids = dict(Offer.objects.filter(pk__in=offers).values_list("pk", "uuid"))
    for (_district, month, page, offer, language), number in sorted(numbers.items(), key=str):
        if offer is not None and offer not in uuids:
            continue
        key = {"month": month, "page": page, "offer_uuid": uuids.get(offer), "language": language}
        if UsageFact.objects.filter(**key).update(number=F("number") + number):
            continue
        try:
            with transaction.atomic():
                UsageFact.objects.create(**key, number=number)
        except IntegrityError:  # another process was the first of the month
            UsageFact.objects.filter(**key).update(number=F("number") + number)


def _keep_flushing() -> None:
    global _thread
    if settings.USAGE_FLUSH_SECONDS <= 0 or (_thread is not None and _thread.is_alive()):
        return
    with _lock:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="usage", daemon=True)
            _thread.start()
            atexit.register(flush)


def _run() -> None:
    pause = threading.Event()
    while not pause.wait(settings.USAGE_FLUSH_SECONDS):
        try:
            flush()
        except Exception:
            logger.exception("visits not counted")
        finally:
            close_old_connections()


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────

TOP = 20
MOST_IN_EXPORT = 400  # offers with a line of their own; the rest is one line


@dataclass(frozen=True)
class OfferUse:
    offer: Offer
    number: int
    languages: int


@dataclass(frozen=True)
class UsageReport:
    """What was read from `first` to the month of `last`: true numbers, for the office only."""

    first: date
    last: date
    visits: int
    pages: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    offers: list[OfferUse]
    unread: int
    feedback: list[tuple[str, int]]
    doubted: list[tuple[Offer, int]] = field(default_factory=list)


def usage_report(first: date, last: date, *, today: date) -> UsageReport:
    """A constant number of queries, whatever was read."""
    facts = UsageFact.objects.filter(month__gte=first, month__lte=last)
    pages = {row["page"]: row["sum"] for row in facts.values("page").annotate(sum=Sum("number")).order_by()}
    languages = facts.values("language").annotate(sum=Sum("number")).order_by("-sum", "language")
    per_offer = list(
        facts.filter(page=Page.OFFER).values("offer_uuid", "language").annotate(sum=Sum("number")).order_by()
    )
    numbers: Counter[UUID] = Counter()
    spoken: dict[UUID, set[str]] = {}
    for row in per_offer:
        numbers[row["offer_uuid"]] += row["sum"]
        spoken.setdefault(row["offer_uuid"], set()).add(row["language"])
    said = FeedbackFact.objects.filter(month__gte=first, month__lte=last)
    topics = {row["topic"]: row["sum"] for row in said.values("topic").annotate(sum=Sum("number")).order_by()}
    doubts = Counter(
        dict(
            said.filter(topic__in=[FeedbackTopic.WRONG, FeedbackTopic.PHONE, FeedbackTopic.NOT_HELPFUL])
            .values("offer_uuid").annotate(sum=Sum("number")).order_by().values_list("offer_uuid", "sum")
        )
    )  # fmt: skip
    top = [uuid for uuid, _number in sorted(numbers.items(), key=lambda one: (-one[1], str(one[0])))[:TOP]]
    worst = [uuid for uuid, _number in sorted(doubts.items(), key=lambda one: (-one[1], str(one[0])))[:5]]
    known = {offer.uuid: offer for offer in Offer.objects.filter(uuid__in={*top, *worst}).select_related("provider")}
    public = set(public_offers(today=today).values_list("uuid", flat=True))
    return UsageReport(
        first, last,
        visits=sum(pages.values()),
        pages=[(str(page.label), pages.get(page.value, 0)) for page in Page],
        languages=[(row["language"], row["sum"]) for row in languages],
        offers=[OfferUse(known[uuid], numbers[uuid], len(spoken[uuid])) for uuid in top if uuid in known],
        unread=len(public - set(numbers)),
        feedback=[(str(topic.label), topics[topic.value]) for topic in FeedbackTopic if topic.value in topics],
        doubted=[(known[uuid], doubts[uuid]) for uuid in worst if uuid in known],
    )  # fmt: skip


def months_with_usage(*, before: date) -> list[date]:
    """The months that are over and have numbers, newest first, at most twelve."""
    rows = UsageFact.objects.filter(month__lt=first_of_month(before)).values_list("month", flat=True)
    return list(rows.order_by("-month").distinct()[:12])


def protected_month(month: date, *, threshold: int) -> list[tuple[str, str, int | str]]:
    """The numbers of one month as they may leave the office: (table, label, number or `"."`).

    Pages and languages add up to the same visits and are protected together. There are no sums over several months,
    because the difference of two sums would give back what is hidden.
    """
    facts = UsageFact.objects.filter(month=month)
    numbers: Counter = Counter()
    languages: Counter = Counter()
    for page, offer, language, number in facts.values_list("page", "offer_uuid", "language", "number").order_by():
        numbers[(page, offer)] += number
        languages[language] += number
    if not numbers:
        return []
    own = [key for key, _n in sorted(numbers.items(), key=lambda one: (-one[1], str(one[0]))) if key[1]]
    titles = dict(Offer.objects.filter(uuid__in=[uuid for _page, uuid in own]).values_list("uuid", "title"))
    parents, leaves, labels = {}, {}, {}
    for (page, offer), number in numbers.items():
        alone = offer is not None and (page, offer) in own[:MOST_IN_EXPORT] and offer in titles
        code = str(offer) if alone else "others" if offer is not None else page
        parents[code] = Page.OFFER.value if offer is not None else "total"
        if offer is None and page == Page.OFFER.value:
            continue
        leaves[(code,)] = leaves.get((code,), 0) + number
        labels[code] = titles[offer] if alone else "weitere Angebote" if offer is not None else str(Page(page).label)
    parents |= {Page.OFFER.value: "total"} if any(key[1] for key in numbers) else {}
    shown = protect_linked(
        [
            Table.from_leaves([Dimension("page", parents)], leaves, universe="visits"),
            Table.from_counts("language", languages, universe="visits"),
        ],
        threshold=threshold,
    ).tables
    rows: list[tuple[str, str, int | str]] = [("Aufrufe", "zusammen", shown[0]["total"])]
    groups = [code for code in parents if parents[code] == "total"]
    for code in sorted(groups, key=lambda one: list(Page.values).index(one)):
        rows.append(("Seiten", str(Page(code).label), shown[0][code]))
    inside = sorted((code for code in parents if parents[code] != "total"), key=lambda one: labels[one].casefold())
    rows += [("Angebote", labels[code], shown[0][code]) for code in inside]
    rows += [("Sprachen", code, shown[1][code]) for code in sorted(languages)]
    return rows


__all__ = ["SECRET", "flush", "is_program", "note", "protected_month", "usage_report"]
