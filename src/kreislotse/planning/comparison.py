"""What changed between two states of the plan: two reports, or two editions. Pure: both are `content`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kreislotse.planning.content import objectives, words_are_older
from kreislotse.planning.ordering import number_key


class ChangeKind(StrEnum):
    """In the order a reader wants them: what was reached, what is new, what ended, what moved, what is worded anew."""

    DONE = "done"
    STARTED = "started"
    NEW = "new"
    DROPPED = "dropped"
    GONE = "gone"
    STATUS = "status"
    LIGHT = "light"
    LATER = "later"
    EARLIER = "earlier"
    COST = "cost"
    LEAD = "lead"
    MILESTONE = "milestone"
    WORDING = "wording"


@dataclass(frozen=True)
class Change:
    """One change of one thing. `before` and `after` are values of the content: codes, ISO days, cents, names."""

    kind: ChangeKind
    what: str  # goal, objective or measure
    uuid: str
    number: str
    title: str
    before: object = None
    after: object = None
    reason: str = ""


_PLAIN = (("cost_cents", ChangeKind.COST), ("lead", ChangeKind.LEAD))


def compare(before: dict, after: dict) -> list[Change]:
    """All changes, grouped by kind, then by number. A measure carried into a new edition is the same measure."""
    found = [*_measures(before, after), *_things("goal", before["goals"], after["goals"])]
    found += _things("objective", objectives(before), objectives(after))
    order = list(ChangeKind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.what, number_key(one.number)))


def _measures(before: dict, after: dict) -> Iterator[Change]:
    old = {one["uuid"]: one for one in before["measures"]}
    seen = set()
    for now in after["measures"]:
        was = old.get(now["uuid"]) or old.get(now["carried_from"] or "")
        if was is None:
            yield _change(ChangeKind.NEW, "measure", now, after=now["status"])
            continue
        seen.add(was["uuid"])
        yield from _measure(was, now)
    for key in old.keys() - seen:
        yield _change(ChangeKind.GONE, "measure", old[key], before=old[key]["status"])


def _measure(was: dict, now: dict) -> Iterator[Change]:
    if was["status"] != now["status"]:
        kinds = {"done": ChangeKind.DONE, "dropped": ChangeKind.DROPPED, "running": ChangeKind.STARTED}
        kind = kinds.get(now["status"], ChangeKind.STATUS)
        if kind is ChangeKind.STARTED and was["status"] not in ("proposed", "planned"):
            kind = ChangeKind.STATUS
        yield _change(kind, "measure", now, was["status"], now["status"], now["status_reason"])
    lights = tuple((one["report"] or {}).get("light") for one in (was, now))
    if lights[0] != lights[1] and lights[1]:
        said = "" if words_are_older(now["report"]) else now["report"]["text"]
        yield _change(ChangeKind.LIGHT, "measure", now, *lights, said)
    ends = was["ends_on"], now["ends_on"]
    if all(ends) and ends[0] != ends[1]:
        yield _change(ChangeKind.LATER if ends[1] > ends[0] else ChangeKind.EARLIER, "measure", now, *ends)
    for name, kind in _PLAIN:
        if was[name] != now[name]:
            yield _change(kind, "measure", now, was[name], now[name])
    reached = {one["title"] for one in was["milestones"] if one["reached_on"]}
    for one in now["milestones"]:
        if one["reached_on"] and one["title"] not in reached:
            yield _change(ChangeKind.MILESTONE, "measure", now, None, one["title"])
    if was["title"] != now["title"]:
        yield _change(ChangeKind.WORDING, "measure", now, was["title"], now["title"])


def _things(what: str, old: list[dict], new: list[dict]) -> Iterator[Change]:
    """Goals or objectives: the same when it is the same row or was carried over from it."""
    known = {one["uuid"]: one for one in old}
    seen = set()
    for now in new:
        was = known.get(now["uuid"]) or known.get(now["carried_from"] or "")
        if was is None:
            yield _change(ChangeKind.NEW, what, now)
            continue
        seen.add(was["uuid"])
        if was["title"] != now["title"]:
            yield _change(ChangeKind.WORDING, what, now, was["title"], now["title"])
    for key in known.keys() - seen:
        yield _change(ChangeKind.GONE, what, known[key])


def _change(kind: ChangeKind, what: str, thing: dict, before=None, after=None, reason: str = "") -> Change:  # noqa: PLR0913
    return Change(kind, what, thing["uuid"], thing["number"], thing["title"], before, after, reason)
