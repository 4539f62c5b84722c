"""How often one person was accompanied, without knowing who: a key that only the institution can connect with somebody.

We keep a keyed hash of it, made with the installation's key and the district's number. Whoever reads the database can
neither read the key nor compare it with that of another district; without the institution's file it means nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kreislotse.core.dated import youngest
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.core.tokens import new_code, normalize_code
from kreislotse.intake.cap_windows import fullest
from kreislotse.intake.links import readable_code
from kreislotse.intake.models import ClientCapRule, CounterKeyUse, ExclusionRule, HelpRequest, RequestCounter
from kreislotse.intake.rules import client_cap

SHORTEST, LONGEST = 8, 20
CHECK_CODE = "client_cap"
KEPT_WITHOUT_A_RULE = 365
_DATE = re.compile(r"\d{6}|\d{8}")


class KeyUnusable(DomainError):
    message = _(
        "Der Zählschlüssel braucht 8 bis 20 Zeichen mit Buchstaben und Ziffern. Nehmen Sie bitte keinen Namen und kein "
        "Geburtsdatum, sondern zum Beispiel den vorgeschlagenen Code."
    )  # fmt: skip


class KeyMissing(DomainError):
    message = _(
        "Bitte nennen Sie den Zählschlüssel der Person. Er sagt uns nicht, wer sie ist, nur, wie oft sie schon begleitet wurde."
    )


@dataclass(frozen=True)
class Count:
    """How many dates a key has used of how many it may in a period of so many days."""

    used: int
    most: int
    days: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)


def suggested_key() -> str:
    """A new code as people read it aloud, for the institution's file; drawn again until it is one that `usable` takes."""
    while True:
        code = new_code()
        try:
            return readable_code(usable(code))
        except KeyUnusable:
            continue


def usable(text: str) -> str:
    """The key without spaces and hyphens. Raises `KeyUnusable` for what could name somebody: words, numbers, dates."""
    key = normalize_code(text)
    mixed = any(c.isdigit() for c in key) and any(c.isalpha() for c in key)
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii() or not mixed:
        raise KeyUnusable
    if any(_DATE.fullmatch(part) for part in re.split(r"[A-Z]+", key)):
        raise KeyUnusable
    return key


def key_digest(key: str) -> str:
    text = f"{current_district_id()}:{key}"
    return salted_hmac("kreislotse.intake.counter_key", text, algorithm="sha256").hexdigest()


def days_used(digest: str, *, beside: CounterKeyUse | None = None) -> list[date]:
    """The days a key counts on, several times where several dates do; `beside` one of its uses. One query."""
    rows = CounterKeyUse.objects.filter(key_digest=digest, released_on=None)
    return [day for use in rows.exclude(pk=beside and beside.pk) for day in use.counted_days]


def count_of(help_request: HelpRequest, *, today: date) -> Count | None:
    """What the receipt says: how many dates the key of this request leaves in a period with today in it.

    `None` where nothing is counted.
    """
    rule = client_cap(today)
    use = use_of(help_request) if rule else None
    if use is None:
        return None
    found = fullest(days_used(use.key_digest), [today], days=rule.within_days)
    return Count(found.used, rule.most, rule.within_days)


def sentence_against(digest: str, days: Sequence[date], *, today: date) -> tuple[str, str] | None:
    """Refusal and way on if dates on these further days are too many for the key; `None` if they are fine.

    Call it in a transaction: whoever asks for the same key at the same moment, with a new request or a further date, waits
    until this one is counted.
    """
    return _against(digest, Counter(days), Counter(), beside=None, today=today)


def _against(digest, added: Counter, given_up: Counter, *, beside, today) -> tuple[str, str] | None:
    """The one place where the cap is asked: no period of the rule's length may hold more than the rule allows.

    Where as many days are given up as are added, dates only move: then a period may stay as full as the office has let it be.
    `beside` is the use they belong to, with its days that stay.
    """
    rule = client_cap(today)
    if rule is None or not added:
        return None
    _lock(digest, today)
    others = days_used(digest, beside=beside)
    kept = Counter(beside.counted_days) - given_up if beside else Counter()
    found = fullest([*others, *kept.elements()], added.elements(), days=rule.within_days)
    most = rule.most
    if added.total() <= given_up.total():
        before = fullest([*others, *beside.counted_days], added.elements(), days=rule.within_days)
        most = max(most, before.used)
    if found.total <= most:
        return None
    left = max(0, rule.most - found.used)
    refusal = ngettext(
        "Für diesen Zählschlüssel ist noch %(left)d von %(most)d Terminen möglich, angefragt sind %(dates)d.",
        "Für diesen Zählschlüssel sind noch %(left)d von %(most)d Terminen möglich, angefragt sind %(dates)d.", left,
    ) % {"left": left, "most": rule.most, "dates": found.new}  # fmt: skip
    if found.new < added.total():
        refusal += " " + _now("Die Höchstzahl gilt in jedem Zeitraum von %(days)d Tagen.") % {"days": rule.within_days}
    return refusal, _now("Rufen Sie uns bitte an: Das Büro kann eine Ausnahme machen oder nennt eine andere Hilfe.")


def _lock(digest: str, today: date) -> None:
    """The counter holds back new requests, the uses hold back further dates, also before the first request of a year."""
    list(RequestCounter.objects.select_for_update(of=("self",)).filter(year=today.year))
    list(CounterKeyUse.objects.select_for_update(of=("self",)).filter(key_digest=digest).order_by("pk"))


def use_of(help_request: HelpRequest) -> CounterKeyUse | None:
    """What the request counts for; `None` if no key was named. One query."""
    return CounterKeyUse.objects.filter(help_request=help_request).first()


def counts_dates(help_request: HelpRequest) -> bool:
    """Whether a key was named: only then an appointment can be too many."""
    return use_of(help_request) is not None


def count_agreed(use: CounterKeyUse, agreed: Sequence[date], *, today: date) -> tuple[str, str] | None:
    """Let the request count on the days that are agreed, and for the rest of what it asked for on the days it wished.

    Gives `sentence_against` the days that are new. They are counted all the same: whoever does not make an exception undoes
    the transaction.
    """
    dates = max(use.dates, len(agreed))
    wished = sorted((Counter(use.known_days) - Counter(agreed)).elements(), reverse=True)
    return _count_on(use, [*agreed, *wished[: dates - len(agreed)]], dates, today=today)


def count_wished(
    use: CounterKeyUse, wished: Sequence[date], before: Sequence[date], dates: int, *, today: date
) -> tuple[str, str] | None:
    """Let the request count for so many dates in all, with the days now `wished` instead of those it wished `before`."""
    agreed = list((Counter(use.known_days) - Counter(before)).elements())[:dates]
    return _count_on(use, [*agreed, *wished[: dates - len(agreed)]], dates, today=today)


def _count_on(use: CounterKeyUse, days: Sequence[date], dates: int, *, today: date) -> tuple[str, str] | None:
    old = Counter(use.counted_days)
    new = Counter([*days, *[use.counted_on] * (dates - len(days))])
    if old == new:
        return None
    against = _against(use.key_digest, new - old, old - new, beside=use, today=today)
    _keep(use, days, dates)
    return against


def _keep(use: CounterKeyUse, days: Sequence[date], dates: int) -> None:
    use.days, use.dates = [day.isoformat() for day in sorted(days)], dates
    use.last_on = max(days, default=None)
    use.save(update_fields=["days", "dates", "last_on"])


def refusing_rule(today: date) -> ExclusionRule:
    """Stands in a refusal for the cap, which is not one of the exclusion rules."""
    return ExclusionRule(check_code=CHECK_CODE, valid_from=today)


def note_use(help_request: HelpRequest, digest: str, days: Sequence[date], dates: int, *, today: date) -> CounterKeyUse:
    """Count a request for so many dates; those of which no day is known yet count today."""
    use = CounterKeyUse(key_digest=digest, help_request=help_request, counted_on=today, dates=dates)
    use.days, use.last_on = [day.isoformat() for day in sorted(days)], max(days, default=None)
    use.save()
    return use


def release(help_request: HelpRequest, *, today: date | None) -> None:
    """A request that came to nothing does not count; reopened (`today` is `None`) it counts again."""
    CounterKeyUse.objects.filter(help_request=help_request).update(released_on=today)


def give_back_one(help_request: HelpRequest, *, on: date) -> None:
    """The date of the request on that day was called off in time: it does not count. The request is locked."""
    use = use_of(help_request)
    if use is None or not use.dates:
        return
    days = use.known_days
    if on in days:
        days.remove(on)
    _keep(use, days[: use.dates - 1], use.dates - 1)


def uses_over(today: date, days: int) -> QuerySet[CounterKeyUse]:
    """Uses whose last day is older than the window of the rule; how long requests are kept (`days`) does not matter here."""
    rule = client_cap(today) or youngest(ClientCapRule.objects.all())
    edge = today - timedelta(days=rule.within_days if rule else KEPT_WITHOUT_A_RULE)
    return CounterKeyUse.objects.filter(Q(last_on=None) | Q(last_on__lte=edge), counted_on__lte=edge)


def erase_uses(rows: QuerySet[CounterKeyUse]) -> int:
    return rows.delete()[0]
