"""What can be read of help requests, and by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.models import User
from kreislotse.core import tokens
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.intake.admissibility import Draft, Refusal, check_admissible
from kreislotse.intake.models import Answer, ExclusionRule, HelpRequest, Referral, ReferralOffer
from kreislotse.intake.rules import lead_times_in_force, long_wait_days
from kreislotse.intake.texts import UNCLEAR_NAMES, UNCLEAR_TOPIC, default_rule
from kreislotse.network.models import Organization
from kreislotse.places.models import Municipality
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import days_to_keep
from kreislotse.taxonomy.models import Topic

Status = HelpRequest.Status
WAITING = (Status.RECEIVED, Status.IN_CLARIFICATION)
_REFERENCE = re.compile(r"(?:(\d{4})[-/ ])?(\d{1,6})(?:/(\d{4}))?")


def visible_help_requests(*, to) -> QuerySet[HelpRequest]:
    """The requests `to` may see: all with the permission, only their own for people at a Träger, none for others."""
    grants = grants_of(to)
    rows = HelpRequest.objects.all()
    if grants.help_request_view:
        return rows
    if grants.assignment_view:
        return rows.filter(responsible_id=to.pk)
    return rows.none()


def find_help_requests(text: str, *, to) -> list[HelpRequest]:
    """At most eight visible requests whose reference is meant by `text`: „2026-0147“, „147“, „147/2026“."""
    references = meant_references(text, timezone.localdate().year)
    if not references:
        return []
    rows = visible_help_requests(to=to).filter(reference__in=references).select_related("topic", "municipality")
    return list(rows.order_by("-reference")[:8])


def meant_references(text: str, year: int) -> list[str]:
    """The references somebody may mean by a number: that of the year said, else those of the last eight years."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        return []
    before, number, after = match.groups()
    years = [before or after] if before or after else range(year, year - 8, -1)
    return [f"{one}-{int(number):04d}" for one in years]


@dataclass(frozen=True)
class Waiting:
    """How many requests nobody has found help for yet, and how many of them for more than `days`."""

    total: int
    long: int
    days: int


def waiting_count(rows: QuerySet[HelpRequest], *, today: date) -> Waiting:
    days = long_wait_days(today)
    long = Q(received_on__lt=today - timedelta(days=days))
    numbers = rows.filter(status__in=WAITING).aggregate(total=Count("pk"), long=Count("pk", filter=long))
    return Waiting(**numbers, days=days)


def letters_that_failed() -> Q:
    """Requests whose person got no mail although there is an address: the office must call or write."""
    answers = Answer.objects.filter(mail_failed_at__isnull=False).order_by().values("help_request")
    return Q(seeker_contact__receipt_failed_at__isnull=False) | Q(pk__in=answers)


def filtered_help_requests(
    rows: QuerySet[HelpRequest], *, today: date, status: str = "", topic=None, municipality=None, language=None,
    wish: str = "", responsible=None, is_unassigned: bool = False, waiting_over: int | None = None, reference: str = "",
) -> QuerySet[HelpRequest]:  # fmt: skip
    """The requests of the inbox. Without `status` the open ones; „wartet“, „alle“ or a status otherwise.

    `waiting_over` keeps those nobody has found help for after that many days.
    """
    if reference:
        rows = rows.filter(reference__in=meant_references(reference, today.year))
    elif waiting_over is not None:
        rows = rows.open().filter(status__in=WAITING, received_on__lt=today - timedelta(days=waiting_over))
    elif status == "wartet":
        rows = rows.open().filter(status__in=WAITING)
    elif status == "post":
        rows = rows.filter(letters_that_failed())
    elif status and status != "alle":
        rows = rows.filter(status=status)
    elif not status:
        rows = rows.open()
    same = {
        "topic": topic,
        "municipality": municipality,
        "language": language,
        "wish": wish,
        "responsible": responsible,
    }
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    return rows.filter(responsible=None) if is_unassigned else rows


def next_step(help_request: HelpRequest) -> str:
    """What to do next: "take_over", "refer", "company" (find somebody to come along), "close", or nothing."""
    if not help_request.is_open:
        return ""
    if help_request.responsible_id is None:
        return "take_over"
    if help_request.status in WAITING:
        return "company" if help_request.needs_guide else "refer"
    return "close" if help_request.status == Status.REFERRED else "company"


def offers_to_refer_to(*, today: date, topic=None, municipality=None, language=None, text: str = "") -> QuerySet[Offer]:
    """Published offers that fit: the topic, open to that municipality, spoken there, with the words of `text`."""
    rows = Offer.objects.published(today)
    if topic:
        rows = rows.filter(topics=topic)
    if municipality:
        rows = rows.filter(Q(serves_whole_district=True) | Q(municipalities_served=municipality))
    if language:
        rows = rows.filter(languages_spoken=language)
    if text:
        rows = rows.titled_like(text)
    return rows.select_related("provider").prefetch_related("languages_spoken").distinct().order_by("title", "pk")


def help_request_by_secret(secret: str, *, today: date) -> HelpRequest | None:
    """The request behind a status link, as long as its answers are kept; `None` when the link is unknown or over."""
    rows = HelpRequest.objects.select_related("topic", "municipality", "language", "district")
    help_request = rows.filter(secret_digest=tokens.digest(secret)).first()
    if help_request is None or help_request.closed_on is None:
        return help_request
    days = days_to_keep(RetentionRule.Kind.SEEKER_CONTACT, today=today)
    is_over = days is not None and today > help_request.closed_on + timedelta(days=days)
    return None if is_over else help_request


def referral_by_code(code: str) -> Referral | None:
    """The slip with this code, however it was typed, with its offers."""
    rows = Referral.objects.filter(code=tokens.normalize_code(code)).prefetch_related("targets__offer__provider")
    return rows.first()


def targets_that_may_help(help_request: HelpRequest) -> QuerySet[ReferralOffer]:
    """Offers on the slips of a request that have not sent the person away."""
    outcomes = (ReferralOffer.Outcome.OPEN, ReferralOffer.Outcome.ARRIVED)
    return ReferralOffer.objects.filter(referral__help_request=help_request, outcome__in=outcomes)


def rules_in_force(day: date) -> list[ExclusionRule]:
    """The exclusion rules of the office on `day`.

    Two hold even if nobody wrote a row for them: where only institutions may ask for a guide, persons are refused; and a
    place outside the district belongs to the neighbor, unless the office gave that rule an end.
    """
    known = list(ExclusionRule.objects.prefetch_related("translations").order_by("check_code", "pk"))
    rules = [one for one in known if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)]
    check = ExclusionRule.Check
    if all(one.check_code != check.OUTSIDE_DISTRICT for one in known):
        rules.append(default_rule(check.OUTSIDE_DISTRICT, valid_from=day))
    only_institutions = current_district().guides_asked_by == District.AskedBy.INSTITUTIONS
    if only_institutions and all(one.check_code != check.PRIVATE_PERSON for one in rules):
        rules.append(default_rule(check.PRIVATE_PERSON, valid_from=day))
    return rules


def organization_named(name: str) -> Organization | None:
    """The actor in our register that is called exactly so, if there is just one."""
    found = list(Organization.objects.active().filter(name__iexact=name.strip())[:2])
    return found[0] if len(found) == 1 else None


def draft_of(facts: dict, is_outside_district: bool = False) -> Draft:
    known = {name: facts[name] for name in Draft.__dataclass_fields__ if name in facts}
    return Draft(**known, is_outside_district=is_outside_district, ags=current_district().ags)


def refusals_of(draft: Draft, *, today: date, language: str = "de") -> list[Refusal]:
    return check_admissible(
        draft, today=today, rules=rules_in_force(today), lead_times=lead_times_in_force(today), language=language
    )


def topics_in_use() -> QuerySet[Topic]:
    """Topics one may choose, without the one for „weiß ich nicht“."""
    return Topic.objects.filter(retired_on=None).exclude(code=UNCLEAR_TOPIC).order_by("sort_order", "name", "pk")


def unclear_topic() -> Topic:
    """The topic of a request whose sender does not know yet."""
    topic, _created = Topic.objects.get_or_create(
        code=UNCLEAR_TOPIC, defaults={"name": "noch unklar", "names": UNCLEAR_NAMES, "sort_order": 999}
    )
    return topic


@dataclass(frozen=True)
class Neighbor:
    """Whose place it is that lies outside: a name as far as we know it, and their address here if they use Kreislotse."""

    place: str
    district: District | None


def neighbor_of(place: str, *, district: District) -> Neighbor | None:
    """Who is responsible for a place outside `district`; `None` if we do not know the place or it is ours."""
    name = " ".join(place.split())
    if not name:
        return None
    rows = Municipality.objects.filter(valid_to=None)
    match = Q(postcode=name) if name.isdigit() else Q(name__iexact=name) | Q(official_name__iexact=name)
    found = list(rows.filter(match).order_by("pk")[:5])
    if not found or any(row.ags.startswith(district.ags) for row in found):
        return None
    keys = {row.ags[:5] for row in found}
    owners = list(District.objects.filter(ags__in=keys))
    return Neighbor(found[0].name, owners[0] if len(keys) == 1 and owners else None)


def municipality_named(place: str, *, district: District) -> Municipality | None:
    """The municipality of `district` that `place` (its key or its name) means."""
    rows = Municipality.objects.of_district(district)
    return rows.filter(Q(ags=place) | Q(name__iexact=place)).first() if place else None


def responsible_people() -> QuerySet[User]:
    """The people who are responsible for at least one open request, by name."""
    keys = HelpRequest.objects.open().exclude(responsible=None).values("responsible")
    return User.objects.filter(pk__in=keys).order_by("name", "pk")
