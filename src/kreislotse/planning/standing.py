"""How a measure stands, computed from its days, and the sentence that says why. Pure: no database, no clock.

The lead's own traffic light stands beside it and is never overwritten. What counts as late or stale is said by the
edition of the plan. From the first finding that applies, in this order: ended, resting, not begun, late, stuck by its
days, stale, stuck by its values or by what the lead says, on time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kreislotse.core.freshness import Freshness, freshness
from kreislotse.planning.models import Measure
from kreislotse.planning.models.progress import Light

Status = Measure.Status


class Standing(models.TextChoices):
    LATE = "late", gettext_lazy("verspätet")
    STUCK = "stuck", gettext_lazy("stockt")
    STALE = "stale", gettext_lazy("Stand veraltet")
    ON_TIME = "on_time", gettext_lazy("im Plan")
    NOT_STARTED = "not_started", gettext_lazy("noch nicht begonnen")
    RESTING = "resting", gettext_lazy("ruht")
    DONE = "done", gettext_lazy("umgesetzt")
    DROPPED = "dropped", gettext_lazy("nicht weiter verfolgt")


NEEDS_CARE = frozenset({Standing.LATE, Standing.STUCK, Standing.STALE})


@dataclass(frozen=True)
class Thresholds:
    """What an edition counts as late or stale, in days, and how far a value may lag behind its way, in percent of it."""

    late_after_days: int = 30
    stale_after_days: int = 180
    target_tolerance_percent: int = 20


@dataclass(frozen=True)
class Step:
    """A milestone."""

    title: str
    due_on: date
    reached_on: date | None = None


@dataclass(frozen=True)
class Needed:
    """A measure this one waits for."""

    number: str
    title: str
    status: str
    ends_on: date | None = None


@dataclass(frozen=True)
class Target:
    """What an indicator should show, and the last value there is. `value` is `None` without one or for a symbol."""

    name: str
    target: Decimal
    target_on: date
    baseline: Decimal | None = None
    baseline_on: date | None = None
    value: Decimal | None = None
    value_on: date | None = None
    decimals: int = 0
    less_is_better: bool = False
    """What the definition says; it decides where there is no baseline to come from."""

    def expected(self, day: date) -> Decimal | None:
        """What the straight way from the baseline to the target shows on `day`; `None` without a dated baseline."""
        if self.baseline is None or self.baseline_on is None:
            return self.target if day >= self.target_on else None
        whole = (self.target_on - self.baseline_on).days
        gone = min(max((day - self.baseline_on).days, 0), whole)
        return self.baseline + (self.target - self.baseline) * gone / whole

    @property
    def is_upwards(self) -> bool:
        if self.baseline is None or self.target == self.baseline:
            return not self.less_is_better
        return self.target > self.baseline

    def is_reached(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.target if self.is_upwards else self.value <= self.target

    def lag(self) -> Decimal | None:
        """How far the last value is behind the way on its day, as a part of the way gone; 0 or less: it is not.

        `None` where there is nothing to compare.
        """
        if self.value is None or self.value_on is None or self.baseline is None:
            return None
        expected = self.expected(self.value_on)
        way = expected - self.baseline
        if way == 0:
            return None
        return 1 - (self.value - self.baseline) / way


@dataclass(frozen=True)
class Facts:
    """All that the standing of one measure follows from."""

    status: str
    starts_on: date | None = None
    ends_on: date | None = None
    is_ongoing: bool = False
    status_since: date | None = None
    status_reason: str = ""
    milestones: tuple[Step, ...] = ()
    needs: tuple[Needed, ...] = ()
    reported_on: date | None = None
    light: str = ""
    targets: tuple[Target, ...] = field(default=())


@dataclass(frozen=True)
class Found:
    """How a measure stands, why, and how fresh that knowledge is."""

    standing: Standing
    reason: str
    freshness: Freshness

    @property
    def needs_care(self) -> bool:
        return self.standing in NEEDS_CARE


def standing_of(facts: Facts, *, today: date, thresholds: Thresholds) -> Found:
    """How the measure stands today and the sentence that says why."""
    known = freshness(_last_word(facts), stale_after_days=thresholds.stale_after_days, today=today)
    standing, reason = next(_findings(facts, known, today, thresholds))
    return Found(standing, reason, known)


def _findings(facts: Facts, known: Freshness, today: date, thresholds: Thresholds) -> Iterator[tuple[Standing, str]]:
    yield from _outside_of_work(facts, today, thresholds)
    overdue = sorted(_overdue(facts, today))
    grace = today - timedelta(days=thresholds.late_after_days)
    for day, what in overdue:
        if day < grace:
            yield Standing.LATE, _late_sentence(what, day, today)
    for target in facts.targets:
        if target.target_on < grace and target.value is not None and not target.is_reached():
            yield Standing.LATE, _("Der Zielwert für „%(name)s“ sollte am %(day)s erreicht sein; der letzte Wert ist %(value)s statt %(target)s.") % _of_target(target)  # fmt: skip
    for day, what in overdue:
        yield Standing.STUCK, _late_sentence(what, day, today)
    for needed in facts.needs:
        if sentence := _waiting_sentence(needed, today):
            yield Standing.STUCK, sentence
    if known.is_stale:
        sentence = ngettext(
            "Der letzte Stand ist vom %(day)s und damit %(n)d Tag alt.", "Der letzte Stand ist vom %(day)s und damit %(n)d Tage alt.", known.days,
        )  # fmt: skip
        yield Standing.STALE, sentence % {"day": _day(known.last_on), "n": known.days}
    for target in facts.targets:
        lag = target.lag()
        if lag is not None and lag * 100 > thresholds.target_tolerance_percent and not target.is_reached():
            values = _of_target(target) | {"on": _day(target.value_on), "expected": _number(target.expected(target.value_on), target)}  # fmt: skip
            yield Standing.STUCK, _("„%(name)s“ stand am %(on)s bei %(value)s; auf dem Weg zum Zielwert %(target)s wären es %(expected)s.") % values  # fmt: skip
    if facts.light in (Light.RED, Light.YELLOW):
        yield Standing.STUCK, _("Die Federführung meldet am %(day)s: %(light)s.") % {
            "day": _day(facts.reported_on), "light": Light(facts.light).label,
        }  # fmt: skip
    yield Standing.ON_TIME, _on_time_sentence(facts, today)


def _outside_of_work(facts: Facts, today: date, thresholds: Thresholds) -> Iterator[tuple[Standing, str]]:
    """Ended, resting, or not begun."""
    since = {"day": _day(facts.status_since), "reason": facts.status_reason}
    if facts.status == Status.DONE:
        yield Standing.DONE, _("Umgesetzt seit dem %(day)s.") % since if facts.status_since else _("Die Maßnahme ist umgesetzt.")  # fmt: skip
    if facts.status == Status.DROPPED:
        yield Standing.DROPPED, _("Wird seit dem %(day)s nicht weiter verfolgt: %(reason)s") % since if facts.status_since else _("Die Maßnahme wird nicht weiter verfolgt.")  # fmt: skip
    if facts.status == Status.PAUSED:
        yield Standing.RESTING, _("Ruht seit dem %(day)s: %(reason)s") % since if facts.status_since else _("Die Maßnahme ruht.")  # fmt: skip
    if facts.status in (Status.PROPOSED, Status.PLANNED):
        if facts.starts_on is None:
            yield Standing.NOT_STARTED, _("Für den Beginn ist noch kein Tag eingetragen.")
        elif facts.starts_on >= today:
            yield Standing.NOT_STARTED, _("Beginnt am %(day)s.") % {"day": _day(facts.starts_on)}
        elif facts.starts_on < today - timedelta(days=thresholds.late_after_days):
            yield Standing.LATE, _("Sollte am %(day)s beginnen und hat noch nicht begonnen.") % {"day": _day(facts.starts_on)}  # fmt: skip
        else:
            yield Standing.NOT_STARTED, _("Sollte seit dem %(day)s laufen; gemeldet ist der Beginn noch nicht.") % {"day": _day(facts.starts_on)}  # fmt: skip


def _last_word(facts: Facts) -> date | None:
    """The last day on which somebody said something of the measure; a running one without a word counts from its start."""
    days = [facts.reported_on, facts.status_since, *(step.reached_on for step in facts.milestones)]
    known = [day for day in days if day is not None]
    if known:
        return max(known)
    return facts.starts_on if facts.status == Status.RUNNING else None


def _overdue(facts: Facts, today: date) -> Iterator[tuple[date, str]]:
    """Days that passed without what was to happen by then; the title is empty for the end of the measure itself."""
    if facts.ends_on is not None and facts.ends_on < today and not facts.is_ongoing:
        yield facts.ends_on, ""
    for step in facts.milestones:
        if step.reached_on is None and step.due_on < today:
            yield step.due_on, step.title


def _late_sentence(what: str, day: date, today: date) -> str:
    n = (today - day).days
    sentence = (
        ngettext("Der Meilenstein „%(what)s“ war am %(day)s fällig, vor %(n)d Tag.", "Der Meilenstein „%(what)s“ war am %(day)s fällig, vor %(n)d Tagen.", n)
        if what else
        ngettext("Sollte am %(day)s fertig sein, vor %(n)d Tag.", "Sollte am %(day)s fertig sein, vor %(n)d Tagen.", n)
    )  # fmt: skip
    return sentence % {"what": what, "day": _day(day), "n": n}


def _waiting_sentence(needed: Needed, today: date) -> str:
    """Why the measure waits for another one; empty while that one is done or still in its time."""
    name = {"number": needed.number, "title": needed.title}
    if needed.status == Status.DROPPED:
        return _("Braucht %(number)s „%(title)s“, und die wird nicht weiter verfolgt.") % name
    if needed.status == Status.PAUSED:
        return _("Wartet auf %(number)s „%(title)s“, und die ruht.") % name
    if needed.status != Status.DONE and needed.ends_on is not None and needed.ends_on < today:
        return _("Wartet auf %(number)s „%(title)s“; die sollte am %(day)s fertig sein.") % (name | {"day": _day(needed.ends_on)})  # fmt: skip
    return ""


def _on_time_sentence(facts: Facts, today: date) -> str:
    coming = sorted((step.due_on, step.title) for step in facts.milestones if step.reached_on is None)
    if coming:
        day, title = coming[0]
        return _("Als Nächstes bis %(day)s: %(title)s.") % {"day": _day(day), "title": title.rstrip(".")}
    if facts.light == Light.GREEN:
        return _("Die Federführung meldet am %(day)s: im Plan.") % {"day": _day(facts.reported_on)}
    if facts.ends_on is not None:
        return _("Läuft bis %(day)s; bis jetzt ist nichts überfällig.") % {"day": _day(facts.ends_on)}
    if facts.is_ongoing:
        return _("Daueraufgabe; nichts ist überfällig.")
    return _("Läuft; nichts ist überfällig.")


def _of_target(target: Target) -> dict[str, str]:
    return {
        "name": target.name, "day": _day(target.target_on), "value": _number(target.value, target),
        "target": _number(target.target, target),
    }  # fmt: skip


def _number(value: Decimal, target: Target) -> str:
    return number_format(value, target.decimals, force_grouping=True)


def _day(day: date | None) -> str:
    return date_format(day, "j. F Y") if day else ""
