"""Completing and correcting a request after a talk: who only knew half of it when it came in need not ask again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.operations import record
from kreislotse.core.errors import DomainError
from kreislotse.intake import counter_keys, hooks, queries
from kreislotse.intake.admissibility import Refusal
from kreislotse.intake.entries import Entry
from kreislotse.intake.models import HelpRequest, SeriesWish
from kreislotse.intake.operations import HelpRequestNotOpen, NotAdmissible, Repeats, days_asked
from kreislotse.intake.wished_time import check_wished_time

REPEATS, KEY = "repeats", "counter_key"
FACTS = (
    "wish", "topic", "help_kind", "help_detail", "other_side_knows", "occasion", "municipality", "language", "direction",
    "needs_writing", "place", "urgency", "wanted_on", "wanted_at", "expected_minutes", "setting", "call_address",
    "gender_wish", "persons", "has_own_budget", "has_legal_consequences", "is_recurring", "note",
)  # fmt: skip
WHAT_GUIDES_WERE_ASKED = {
    "wish", "topic", "municipality", "language", "direction", "needs_writing", "wanted_on", "wanted_at",
    "expected_minutes", "setting", REPEATS,
}  # fmt: skip
"""Whoever said yes or is asked said it to these; the rest may change without asking them again."""


class ChangedMeanwhile(DomainError):
    message = _(
        "Die Anfrage wurde inzwischen von jemand anderem geändert. Ihre Angaben stehen noch hier; "
        "vergleichen Sie sie bitte mit der Anfrage, und speichern Sie dann noch einmal."
    )  # fmt: skip


class ChangeBlocked(DomainError):
    """Something agreed hangs on what should change; the message says what to do first."""


def repeats_of(help_request: HelpRequest) -> Repeats | None:
    wish = SeriesWish.objects.filter(help_request=help_request).first()
    return wish and Repeats(**{name: getattr(wish, name) for name in Repeats.__dataclass_fields__})


def fingerprint(help_request: HelpRequest) -> str:
    """Equal exactly as long as nobody has changed the facts: a form carries it from showing to saving."""
    values = {name: getattr(help_request, HelpRequest._meta.get_field(name).attname) for name in FACTS}
    text = json.dumps([values, repeats_of(help_request)], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def change_help_request(
    help_request: HelpRequest, *, seen: str, today: date, by, override_reason: str = "", repeats: Repeats | None = None,
    counter_key: str = "", **facts,
) -> HelpRequest:  # fmt: skip
    """Save what is known now; `facts` are all of `FACTS`, `seen` is the fingerprint of what the person looked at.

    Open questions to guides are taken back when what they were asked changes. Raises `ChangedMeanwhile`, `ChangeBlocked`
    while somebody has promised just this, and `NotAdmissible` for a rule that did not stand against it before, unless
    `override_reason` says why it is taken on all the same. A `counter_key` can be named later, once; of what is agreed
    beside the wish it counts with the next appointment.
    """
    help_request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=help_request.pk)
    if not help_request.is_open:
        raise HelpRequestNotOpen
    if fingerprint(help_request) != seen:
        raise ChangedMeanwhile
    facts["topic"] = facts["topic"] or queries.unclear_topic()
    facts["is_recurring"] = bool(facts["is_recurring"] or repeats)
    changed = {name for name in FACTS if getattr(help_request, name) != facts[name]}
    changed |= {REPEATS} if repeats_of(help_request) != repeats else set()
    changed |= {KEY} if counter_key else set()
    if not changed:
        return help_request
    if counter_key and counter_keys.counts_dates(help_request):
        raise ChangedMeanwhile
    if changed & {"wanted_on", "wanted_at"}:
        check_wished_time(facts["wanted_on"], facts["wanted_at"], today=today)
    for sentence in hooks.reasons_against_changing(help_request, changed & WHAT_GUIDES_WERE_ASKED):
        raise ChangeBlocked(sentence)
    refusals = _new_refusals(help_request, facts, today=today)
    if counter_key:
        refusals += _count_first(help_request, counter_key, repeats, facts["wanted_on"], today=today)
    else:
        refusals += _recount(help_request, repeats, facts["wanted_on"], today=today)
    if refusals and not override_reason:
        raise NotAdmissible(refusals)

    for name in FACTS:
        setattr(help_request, name, facts[name])
    help_request.save(update_fields=FACTS)
    if REPEATS in changed:
        SeriesWish.objects.filter(help_request=help_request).delete()
        if repeats:
            SeriesWish.objects.create(help_request=help_request, **asdict(repeats))
    record(Entry.HELP_REQUEST_CHANGED, help_request, by=by, fields=", ".join(sorted(changed)))
    if refusals:
        rules = ", ".join(one.rule.check_code for one in refusals)
        record(Entry.HELP_REQUEST_ADMITTED, help_request, by=by, rules=rules, reason=override_reason)
    hooks.after_changing(help_request, changed & WHAT_GUIDES_WERE_ASKED, by=by)
    return help_request


def _new_refusals(help_request: HelpRequest, facts: dict, *, today: date) -> list[Refusal]:
    """What stands against it now and did not before: what the office took on once it need not justify twice."""
    old = {name: getattr(help_request, name) for name in FACTS}
    asker = {"asked_by_institution": help_request.asked_by_institution}
    before = {one.rule.check_code for one in queries.refusals_of(queries.draft_of(old | asker), today=today)}
    after = queries.refusals_of(queries.draft_of(facts | asker), today=today)
    return [one for one in after if one.rule.check_code not in before]


def _recount(
    help_request: HelpRequest, repeats: Repeats | None, first_on: date | None, *, today: date
) -> list[Refusal]:
    """A longer series counts under the same key; a refusal if that is too many for one person.

    Counted is by how much it is longer: what was agreed beside the wish, or called off in time, stays counted as it is.
    """
    use, before = counter_keys.use_of(help_request), repeats_of(help_request)
    if use is None or (repeats, first_on) == (before, help_request.wanted_on):
        return []
    wished, number = days_asked(repeats, first_on)
    wished_before, number_before = days_asked(before, help_request.wanted_on)
    dates = max(0, use.dates + number - number_before)
    against = counter_keys.count_wished(use, wished, wished_before, dates, today=today)
    return [Refusal(counter_keys.refusing_rule(today), *against)] if against else []


def _count_first(
    help_request: HelpRequest, key: str, repeats: Repeats | None, first_on: date | None, *, today: date
) -> list[Refusal]:
    digest = counter_keys.key_digest(counter_keys.usable(key))
    days, dates = days_asked(repeats, first_on)
    against = counter_keys.sentence_against(digest, days or [today] * dates, today=today)
    counter_keys.note_use(help_request, digest, days, dates, today=today)
    return [Refusal(counter_keys.refusing_rule(today), *against)] if against else []


def labels_of(fields: str) -> str:
    """The German names of the fields an entry of the trail holds, in one line."""
    names = {name: str(HelpRequest._meta.get_field(name).verbose_name) for name in FACTS} | {
        REPEATS: _("Terminreihe"),
        KEY: _("Zählschlüssel der Person"),
    }
    return ", ".join(str(names[field]) for field in fields.split(", ") if field in names)
