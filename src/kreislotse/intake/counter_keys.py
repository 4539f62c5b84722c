"""How often one person was accompanied, without knowing who: a key that only the institution can connect with somebody.

We keep a keyed hash of it, made with the installation's key and the district's number. Whoever reads the database can
neither read the key nor compare it with that of another district; without the institution's file it means nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kreislotse.core.dated import youngest
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.core.tokens import new_code, normalize_code
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
    """How many dates a key has used of how many it may within so many days."""

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


def count(digest: str, rule: ClientCapRule, *, today: date) -> Count:
    """What a key has used in the window of the rule. One query."""
    rows = CounterKeyUse.objects.filter(
        key_digest=digest, counted_on__gt=today - timedelta(days=rule.within_days), released_on=None
    )
    return Count(rows.aggregate(n=Sum("dates", default=0))["n"], rule.most, rule.within_days)


def count_of(help_request: HelpRequest, *, today: date) -> Count | None:
    """What the receipt says: how many dates are left for the key of this request; `None` where nothing is counted."""
    rule = client_cap(today)
    use = CounterKeyUse.objects.filter(help_request=help_request).first() if rule else None
    return count(use.key_digest, rule, today=today) if use else None


def sentence_against(digest: str, dates: int, *, today: date) -> tuple[str, str] | None:
    """Refusal and way on if `dates` more are too many for the key; `None` if they are fine.

    The one place where the cap is asked. Call it in a transaction: whoever asks for the same key at the same moment,
    with a new request or a further date, waits until this one is counted.
    """
    rule = client_cap(today)
    if rule is None:
        return None
    _lock(digest, today)
    found = count(digest, rule, today=today)
    if dates <= found.left:
        return None
    refusal = ngettext(
        "Für diesen Zählschlüssel ist noch %(left)d von %(most)d Terminen möglich, angefragt sind %(dates)d.",
        "Für diesen Zählschlüssel sind noch %(left)d von %(most)d Terminen möglich, angefragt sind %(dates)d.", found.left,
    ) % {"left": found.left, "most": found.most, "dates": dates}  # fmt: skip
    return refusal, _now("Rufen Sie uns bitte an: Das Büro kann eine Ausnahme machen oder nennt eine andere Hilfe.")


def _lock(digest: str, today: date) -> None:
    """The counter holds back new requests, the uses hold back further dates, also before the first request of a year."""
    list(RequestCounter.objects.select_for_update(of=("self",)).filter(year=today.year))
    list(CounterKeyUse.objects.select_for_update(of=("self",)).filter(key_digest=digest).order_by("pk"))


def count_dates(help_request: HelpRequest, dates: int, *, today: date) -> tuple[str, str] | None:
    """Let the request count for so many dates in all; `sentence_against` those that are more, if they are too many.

    They are counted all the same: whoever does not make an exception undoes the transaction.
    """
    use = CounterKeyUse.objects.filter(help_request=help_request).first()
    if use is None or use.dates == dates:
        return None
    against = sentence_against(use.key_digest, dates - use.dates, today=today) if dates > use.dates else None
    use.dates = dates
    use.save(update_fields=["dates"])
    return against


def counted_dates(help_request: HelpRequest) -> int | None:
    """For how many dates the request counts; `None` if no key was named."""
    return CounterKeyUse.objects.filter(help_request=help_request).values_list("dates", flat=True).first()


def counts_dates(help_request: HelpRequest) -> bool:
    """Whether a key was named: only then an appointment can be too many."""
    return counted_dates(help_request) is not None


def refusing_rule(today: date) -> ExclusionRule:
    """Stands in a refusal for the cap, which is not one of the exclusion rules."""
    return ExclusionRule(check_code=CHECK_CODE, valid_from=today)


def note_use(help_request: HelpRequest, digest: str, dates: int, *, today: date) -> CounterKeyUse:
    return CounterKeyUse.objects.create(key_digest=digest, help_request=help_request, counted_on=today, dates=dates)


def release(help_request: HelpRequest, *, today: date | None) -> None:
    """A request that came to nothing does not count; reopened (`today` is `None`) it counts again."""
    CounterKeyUse.objects.filter(help_request=help_request).update(released_on=today)


def give_back_one(help_request: HelpRequest) -> None:
    """One date of the request was called off in time: it does not count."""
    CounterKeyUse.objects.filter(help_request=help_request, dates__gt=0).update(dates=F("dates") - 1)


def uses_over(today: date, days: int) -> QuerySet[CounterKeyUse]:
    """Uses older than the window of the rule; how long requests are kept (`days`) does not matter here."""
    rule = client_cap(today) or youngest(ClientCapRule.objects.all())
    window = rule.within_days if rule else KEPT_WITHOUT_A_RULE
    return CounterKeyUse.objects.filter(counted_on__lte=today - timedelta(days=window))


def erase_uses(rows: QuerySet[CounterKeyUse]) -> int:
    return rows.delete()[0]
