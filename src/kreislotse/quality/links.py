"""Checking the addresses in the directory: which are due, opening them politely, and what the office decides."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.outbound import Answer, NameServiceSilent, OutboundError, default_user_agent, safe_fetch
from kreislotse.directory.models import Offer
from kreislotse.directory.operations import save_offer
from kreislotse.districts.queries import current_district
from kreislotse.network.entries import Entry as NetworkEntry
from kreislotse.network.models import Organization
from kreislotse.quality.entries import Entry
from kreislotse.quality.hints import offers_changed
from kreislotse.quality.judge import FAILING, PERHAPS_OURS, Judgement, judge_answer, judge_silence, needs_the_page
from kreislotse.quality.models import Link, Verdict

logger = logging.getLogger(__name__)

AT_NIGHT = 300  # addresses a district opens in one night, at most
AT_ONCE = 20  # in one task, so that letters do not wait behind them
SECONDS_AT_ONCE = 60
HOST_PAUSE = 5.0  # seconds between two visits to the same server
TIMEOUT = 15.0
PAGE_BYTES = 64 * 1024
DAYS_UNTIL_BROKEN = 3
AGAIN = {"fine": 30, "look": 14, "failing": 1, "broken": 7}  # days until the next visit


class NothingToAccept(DomainError):
    message = _("Für diesen Link gibt es keine neue Adresse mehr. Bitte laden Sie die Liste neu.")


class NotChecking(DomainError):
    message = _("Die Prüfung der Links ist auf diesem System ausgeschaltet. Einschalten kann sie der Betrieb.")


Fetch = Callable[..., Answer]


# ── where addresses stand ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Place:
    """An address stands in `field` of `row`."""

    row: Offer | Organization
    field: str

    @property
    def is_offer(self) -> bool:
        return isinstance(self.row, Offer)


def _offers() -> QuerySet[Offer]:
    return Offer.objects.exclude(status=Offer.Status.ARCHIVED)


def urls_in_use() -> set[str]:
    """All addresses of offers and actors that are not in the archive."""
    found = set(_offers().exclude(website="").values_list("website", flat=True))
    found |= set(_offers().exclude(video="").values_list("video", flat=True))
    return found | set(Organization.objects.active().exclude(website="").values_list("website", flat=True))


def places_of(urls: Iterable[str]) -> dict[str, list[Place]]:
    """Where each address stands; the number of queries does not depend on how many there are."""
    urls = list(urls)
    places: dict[str, list[Place]] = {url: [] for url in urls}
    for offer in _offers().filter(Q(website__in=urls) | Q(video__in=urls)).order_by("search_key", "pk"):
        for field in ("website", "video"):
            if (url := getattr(offer, field)) in places:
                places[url].append(Place(offer, field))
    for organization in Organization.objects.active().filter(website__in=urls).order_by("name", "pk"):
        places[organization.website].append(Place(organization, "website"))
    return places


@transaction.atomic
def gather_links(*, today: date) -> None:
    """Bring the list of links up to what stands in the directory: new ones are due at once, unused ones go."""
    used = urls_in_use()
    known = set(Link.objects.values_list("url", flat=True))
    Link.objects.bulk_create(
        [Link(url=url, next_check_on=today) for url in sorted(used - known)], ignore_conflicts=True, batch_size=500
    )
    gone = sorted(known - used)
    for start in range(0, len(gone), 500):
        Link.objects.filter(url__in=gone[start : start + 500]).delete()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # a list may hold anything
        return ""


# ── opening them ────────────────────────────────────────────────────────────────────────────────────


def due_links(*, today: date, limit: int) -> list[Link]:
    """The links whose turn it is, longest waiting first, those of one server as far apart as possible."""
    rows = list(
        Link.objects.filter(next_check_on__lte=today).order_by(F("checked_at").asc(nulls_first=True), "pk")[: limit * 4]
    )
    seen: Counter = Counter()
    turns = []
    for link in rows:
        host = _host(link.url)
        turns.append((seen[host], link))
        seen[host] += 1
    return [link for _turn, link in sorted(turns, key=lambda one: one[0])][:limit]


def check_links(
    links: Iterable[Link],
    *,
    today: date,
    fetch: Fetch = safe_fetch,
    pause: Callable[[float], None] = time.sleep,
    seconds: float = SECONDS_AT_ONCE,
) -> int:
    """Open each link and keep what it showed; returns how many were judged.

    What may be the fault of our own line is kept only once some server has answered in this run.
    """
    began, last_visit = time.monotonic(), {}
    line_works, doubtful, judged = False, [], 0
    for link in links:
        if time.monotonic() - began > seconds:
            break
        host = _host(link.url)
        if host in last_visit and (wait := HOST_PAUSE - (time.monotonic() - last_visit[host])) > 0:
            pause(wait)
        judgement = look_at(link.url, fetch=fetch)
        last_visit[host] = time.monotonic()
        if judgement is None:
            break
        if judgement.verdict in PERHAPS_OURS and not line_works:
            doubtful.append((link, judgement))
            continue
        line_works = line_works or judgement.http_status is not None or judgement.verdict == Verdict.TLS
        keep(link, judgement, today=today)
        judged += 1
    if line_works:
        for link, judgement in doubtful:
            keep(link, judgement, today=today)
        judged += len(doubtful)
    return judged


def look_at(url: str, *, fetch: Fetch = safe_fetch) -> Judgement | None:
    """Open one address: the head first, the page where that is not enough. `None` where our own line is down."""
    agent = default_user_agent(current_district().email)
    try:
        try:
            answer = fetch(url, max_bytes=0, timeout=TIMEOUT, method="HEAD", user_agent=agent, max_redirects=8)
        except OutboundError as error:
            if not _may_dislike_heads(error):
                raise
            answer = None
        if answer is None or needs_the_page(url, answer):
            answer = fetch(url, max_bytes=PAGE_BYTES, timeout=TIMEOUT, user_agent=agent, max_redirects=8, cut=True)
    except NameServiceSilent:
        return None
    except OutboundError as error:
        return judge_silence(error)
    return judge_answer(url, answer)


def _may_dislike_heads(error: OutboundError) -> bool:
    """Some servers drop a HEAD; those that cannot be found or trusted at all need no second question."""
    return judge_silence(error).verdict in (Verdict.UNREACHABLE, Verdict.TIMEOUT) and not isinstance(
        error, NameServiceSilent
    )


def keep(link: Link, judgement: Judgement, *, today: date) -> None:
    """Write down what a visit showed; a link is broken once it has failed on three different days in a row."""
    was_broken = link.broken_since is not None
    link.verdict, link.http_status = judgement.verdict, judgement.http_status
    link.leads_to = judgement.leads_to[:500]
    link.checked_at = timezone.now()
    if judgement.verdict in FAILING:
        days = sorted({*link.failed_on, today.isoformat()})
        link.failed_on = days[-DAYS_UNTIL_BROKEN:]
        link.confirmed_on = None
        if len(link.failed_on) >= DAYS_UNTIL_BROKEN and link.broken_since is None:
            link.broken_since = today
        again = "broken" if link.broken_since else "failing"
    else:
        link.failed_on, link.broken_since = [], None
        again = "look" if judgement.verdict in (Verdict.MAYBE, Verdict.MOVED, Verdict.DETOUR) else "fine"
    link.next_check_on = today + timedelta(days=AGAIN[again])
    link.save()
    if was_broken != (link.broken_since is not None):
        _tell_hints(link.url)


def _tell_hints(url: str) -> None:
    offers_changed([place.row.pk for place in places_of([url])[url] if place.is_offer])


# ── what the office sees and decides ────────────────────────────────────────────────────────────────


class Group:
    """The parts of the list, as they stand in its address."""

    BROKEN, FAILING, MOVED, LOOK, FINE = "kaputt", "wackelig", "umgezogen", "ansehen", "gut"


GROUPS: dict[str, tuple] = {
    Group.BROKEN: (_("kaputt"), Q(broken_since__isnull=False)),
    Group.FAILING: (_("wackelig"), Q(broken_since=None, verdict__in=sorted(FAILING))),
    Group.MOVED: (_("umgezogen"), Q(verdict__in=[Verdict.MOVED, Verdict.DETOUR])),
    Group.LOOK: (_("bitte selbst öffnen"), Q(verdict=Verdict.MAYBE, confirmed_on=None)),
    Group.FINE: (_("in Ordnung"), Q(verdict=Verdict.OK) | Q(verdict=Verdict.MAYBE, confirmed_on__isnull=False)),
}


def link_counts() -> dict[str, int]:
    """How many links there are of each group, and how many nobody has opened yet."""
    groups = {key: Count("pk", filter=condition) for key, (_label, condition) in GROUPS.items()}
    return Link.objects.aggregate(**groups, unchecked=Count("pk", filter=Q(verdict=Verdict.UNCHECKED)))


def links_of(group: str) -> QuerySet[Link]:
    _label, condition = GROUPS[group]
    return Link.objects.filter(condition).order_by("broken_since", "url", "pk")


@transaction.atomic
def accept_new_address(link: Link, *, by) -> int:
    """Write the address a link leads to wherever the old one stands; returns in how many places.

    Raises `NothingToAccept` if a colleague was faster or the new address would not fit.
    """
    link = Link.objects.select_for_update(of=("self",)).filter(pk=link.pk).first()
    if link is None or link.verdict not in (Verdict.MOVED, Verdict.DETOUR) or not 0 < len(link.leads_to) <= 300:
        raise NothingToAccept
    places = places_of([link.url])[link.url]
    for place in places:
        setattr(place.row, place.field, link.leads_to)
        if place.is_offer:
            save_offer(place.row, by=by)
        else:
            place.row.save()
            audit.record(NetworkEntry.ORGANIZATION_CHANGED, place.row, by=by, fields="website")
        audit.record(Entry.LINK_REPLACED, place.row, by=by)
    Link.objects.get_or_create(url=link.leads_to, defaults={"next_check_on": link.next_check_on, "verdict": Verdict.OK,
                                                            "checked_at": link.checked_at, "http_status": link.http_status})  # fmt: skip
    link.delete()
    return len(places)


@transaction.atomic
def confirm_link(link: Link, *, today: date, by) -> Link:
    """Somebody has opened the link, and it works: it counts as fine, and is looked at again in a month."""
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    link.confirmed_on, link.failed_on, link.broken_since = today, [], None
    if link.verdict != Verdict.MAYBE:
        link.verdict = Verdict.OK
    link.next_check_on = today + timedelta(days=AGAIN["fine"])
    link.save()
    _tell_hints(link.url)
    audit.record(Entry.LINK_CONFIRMED, link, by=by)
    return link
