"""Calls to providers: who can find somebody for a municipality or a language nobody covers, and what they answered.

A call goes to organizations, never to guides: by mail with a link to one page, else as a letter or a short message with
the same link. There is one reminder. Yes and no use the link up; who is still looking can say so and answer later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kreislotse.audit import operations as audit
from kreislotse.coordination.entries import Entry
from kreislotse.coordination.models import CalledProvider, ProviderCall
from kreislotse.coordination.rules import coordination_rule
from kreislotse.core.errors import DomainError
from kreislotse.core.tokens import digest
from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.groups.letters import Letter, as_message, signature
from kreislotse.groups.sending import MOST_FAILURES, send_once
from kreislotse.guides.models import Guide
from kreislotse.network.models import Organization
from kreislotse.network.queries import mail_address_of
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Language

Answer = CalledProvider.Answer
LATEST_DAYS = 90
"""A day for answers further away is a slip of the pen. What is usual stands in the office's dated rule."""


class NothingMissing(DomainError):
    message = gettext_lazy("Bitte wählen Sie eine Gemeinde oder eine Sprache: Was fehlt?")


class NobodyCalled(DomainError):
    message = gettext_lazy("Bitte wählen Sie mindestens einen Akteur aus.")


class NoTimeToAnswer(DomainError):
    message = gettext_lazy(
        "„Antwort bis“ liegt bitte nach heute und höchstens %(days)d Tage voraus, zum Beispiel am %(day)s."
    )


class NoWayToReach(DomainError):
    message = gettext_lazy(
        "Für „%(names)s“ kennen wir weder E-Mail noch Anschrift noch Telefon. Bitte tragen Sie im Netzwerk etwas davon ein."
    )


class LinkUsed(DomainError):
    message = gettext_lazy("Ihre Antwort ist schon da. Möchten Sie etwas ändern? Rufen Sie uns bitte an.")


class LinkOver(DomainError):
    message = gettext_lazy("Dieser Link gilt nicht mehr. Rufen Sie uns bitte an, wir freuen uns auch jetzt noch.")


class LinkLost(DomainError):
    message = gettext_lazy(
        "Der Link lässt sich nicht noch einmal schreiben, denn der Schlüssel dieser Installation ist neu. Verschickte Briefe "
        "gelten weiter. Bitte schreiben Sie sonst einen neuen Aufruf, oder tragen Sie die Antwort hier ein."
    )


class NoReason(DomainError):
    message = gettext_lazy("Bitte schreiben Sie kurz, warum nicht. Dann fragen wir Sie beim nächsten Mal passender.")


# ── whom to write to and what ───────────────────────────────────────────────────────────────────────

_LIKELY = {
    Organization.Kind.PROVIDER, Organization.Kind.ASSOCIATION, Organization.Kind.MIGRANT_ORGANIZATION,
    Organization.Kind.RELIGIOUS_COMMUNITY, Organization.Kind.INITIATIVE, Organization.Kind.MUNICIPALITY,
}  # fmt: skip


@dataclass(frozen=True)
class Reachable:
    """One organization that could be asked; `way` is how the call reaches it."""

    organization: Organization
    way: str


def organizations_to_call(municipality: Municipality | None) -> dict[str, list[Reachable]]:
    """Whom a call can go to: "with_guides", who works in the municipality ("near"), then further ones ("others").

    Four queries, however many there are.
    """
    with_guides = set(Guide.objects.exclude(organization=None).order_by().values_list("organization", flat=True))
    near = set()
    if municipality:
        there = Q(municipality=municipality) | Q(municipalities_served=municipality)
        near = set(Organization.objects.filter(there).values_list("pk", flat=True))
    found: dict[str, list[Reachable]] = {"with_guides": [], "near": [], "others": []}
    rows = Organization.objects.active().filter(Q(kind__in=_LIKELY) | Q(pk__in=with_guides | near))
    for one in rows.prefetch_related("contacts").order_by("name", "pk"):
        group = "with_guides" if one.pk in with_guides else "near" if one.pk in near else "others"
        found[group].append(Reachable(one, way_to(one)))
    return found


def way_to(organization: Organization) -> str:
    """ "mail", "letter", "phone", or nothing where no address is known."""
    if mail_address_of(organization):
        return "mail"
    if organization.city and (organization.street or organization.postcode):
        return "letter"
    return "phone" if organization.phone else ""


def first_words(municipality: Municipality | None, language: Language | None, *, district: District) -> tuple[str, str]:
    """A subject and a text to begin with."""
    names = {
        "place": municipality and municipality.name, "language": language and str(language), "guides": district.term("guides"),
    }  # fmt: skip
    if municipality and language:
        subject = _("Wer spricht %(language)s und begleitet in %(place)s?")
        lead = _("in %(place)s fehlen uns %(guides)s, die %(language)s sprechen.")
    elif municipality:
        subject, lead = _("Wer begleitet in %(place)s?"), _("in %(place)s fehlen uns %(guides)s.")
    else:
        subject = _("Wer spricht %(language)s und begleitet?")
        lead = _("uns fehlen %(guides)s, die %(language)s sprechen.")
    more = _(
        "Wer Hilfe bei einem Termin braucht, wartet deshalb lange oder bekommt keine.\n\n"
        "Kennen Sie jemanden, der mitmachen möchte? Oder haben Sie schon eine Person, die das übernehmen kann? "
        "Wir bereiten alle vor und bleiben erreichbar."
    )
    return subject % names, f"{lead % names} {more}"


def proposed_reply_by(today: date) -> date:
    return today + timedelta(days=coordination_rule(today).call_reply_days)


# ── calling ─────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def call_providers(
    organizations: Iterable[Organization], *, municipality: Municipality | None, language: Language | None, subject: str,
    body: str, reply_by: date, today: date, by,
) -> ProviderCall:  # fmt: skip
    """Write a call to each of `organizations`; mails go within minutes, the others wait for a letter or a short message.

    Raises `NothingMissing`, `NobodyCalled`, `NoTimeToAnswer`, `NoWayToReach`; then nothing is written to anybody.
    """
    chosen = list({one.pk: one for one in organizations}.values())
    if municipality is None and language is None:
        raise NothingMissing
    if not chosen:
        raise NobodyCalled
    if not today < reply_by <= today + timedelta(days=LATEST_DAYS):
        raise NoTimeToAnswer(days=LATEST_DAYS, day=date_format(proposed_reply_by(today), "j. F Y"))
    if unreachable := [one.name for one in chosen if not way_to(one)]:
        raise NoWayToReach(names="“, „".join(unreachable))
    link_days = coordination_rule(today).call_link_days
    call = ProviderCall.objects.create(
        municipality=municipality, language=language, subject=subject.strip(), body=body.replace("\r\n", "\n").strip(),
        called_on=today, reply_by=reply_by, expires_on=reply_by + timedelta(days=link_days), by=by,
    )  # fmt: skip
    for one in chosen:
        CalledProvider(call=call, organization=one, email=mail_address_of(one)).save()
    audit.record(Entry.PROVIDERS_CALLED, call, by=by, number=len(chosen))
    return call


@transaction.atomic
def answer_call(addressee: CalledProvider, *, answer: str, note: str, now: datetime, by=None) -> CalledProvider:
    """Take an answer: of the organization through its link, or entered `by` the office, who may also correct one.

    Raises `LinkUsed`, `LinkOver` (the office hears neither), and `NoReason` for a no without one.
    """
    addressee = CalledProvider.objects.select_for_update(of=("self",)).select_related("call").get(pk=addressee.pk)
    if by is None and addressee.is_settled:
        raise LinkUsed
    if by is None and is_over(addressee, timezone.localdate(now)):
        raise LinkOver
    if answer == Answer.NO and not note.strip():
        raise NoReason
    addressee.answer, addressee.note, addressee.answered_at, addressee.recorded_by = answer, note.strip(), now, by
    addressee.save(update_fields=["answer", "note", "answered_at", "recorded_by"])
    audit.record(Entry.CALL_ANSWERED, addressee.call, by=by, organization=addressee.organization_id, answer=answer)
    return addressee


def is_over(addressee: CalledProvider, today: date) -> bool:
    return addressee.call.expires_on < today


def addressee_behind(secret: str) -> CalledProvider | None:
    rows = CalledProvider.objects.select_related("call__municipality", "call__language", "organization")
    return rows.filter(secret_digest=digest(secret)).first()


# ── what came back ──────────────────────────────────────────────────────────────────────────────────


def with_answers(calls: QuerySet[ProviderCall]) -> QuerySet[ProviderCall]:
    """Calls with how many were asked and how many said what, the latest first."""
    numbers = {f"number_{answer}": Count("addressees", filter=Q(addressees__answer=answer)) for answer in Answer.values}
    return (
        calls.select_related("municipality", "language", "by")
        .annotate(asked=Count("addressees"), **numbers)
        .order_by("-called_on", "-pk")
    )


def latest_calls() -> tuple[dict[int, ProviderCall], dict[int, ProviderCall]]:
    """The latest call for each municipality and for each language, by their keys. One query."""
    places: dict[int, ProviderCall] = {}
    languages: dict[int, ProviderCall] = {}
    for call in with_answers(ProviderCall.objects.all()):
        if call.municipality_id:
            places.setdefault(call.municipality_id, call)
        if call.language_id:
            languages.setdefault(call.language_id, call)
    return places, languages


# ── mails, letters, short messages ──────────────────────────────────────────────────────────────────


def send_calls(*, now: datetime) -> int:
    """Send what waits and remind once. Nothing goes after the day the answer is asked for by."""
    today, district = timezone.localdate(now), current_district()
    rows = CalledProvider.objects.exclude(email="").filter(answer=Answer.OPEN, failures__lt=MOST_FAILURES)
    rows = rows.filter(call__reply_by__gte=today).select_related("call", "organization").order_by("pk")
    sent = sum(_send(addressee, "sent_at", district, now) for addressee in rows.filter(sent_at=None))
    until = today + timedelta(days=coordination_rule(today).call_remind_days)
    due = rows.filter(sent_at__date__lt=today, reminded_at=None, call__reply_by__lte=until)
    return sent + sum(_send(addressee, "reminded_at", district, now) for addressee in due)


def _send(addressee: CalledProvider, moment: str, district: District, now: datetime) -> bool:
    def message():
        if not addressee.secret:  # the installation's key has changed: the mail brings a link of its own
            addressee.renew_secret()
            addressee.save(update_fields=["nonce", "secret_digest"])
        with override("de"):
            letter = call_letter(addressee, district=district, is_reminder=moment == "reminded_at")
        return as_message(letter, addressee.email, district=district)

    return send_once(addressee, moment, message, now=now, answer=Answer.OPEN)


def call_letter(addressee: CalledProvider, *, district: District, is_reminder: bool = False) -> Letter:
    call = addressee.call
    subject = _("Erinnerung: %(subject)s") % {"subject": call.subject} if is_reminder else call.subject
    parts = [
        _("Guten Tag,"),
        *paragraphs(addressee, district=district, is_reminder=is_reminder),
        signature(None, district),
    ]
    return Letter(subject, "\n\n".join(parts) + "\n")


def paragraphs(addressee: CalledProvider, *, district: District, is_reminder: bool = False) -> list[str]:
    """What mail and letter say between greeting and signature."""
    call = addressee.call
    until = {"day": date_format(call.reply_by, "j. F Y")}
    again = _("am %(day)s haben wir Ihnen geschrieben. Ihre Antwort fehlt uns noch, auch ein Nein hilft uns.") % {
        "day": date_format(call.called_on, "j. F Y"),
    }  # fmt: skip
    return [
        *([again] if is_reminder else []), *call.body.split("\n\n"),
        _("Bitte antworten Sie bis %(day)s. Das geht ohne Anmeldung, auch am Telefon, und dauert eine Minute:") % until,
        link_of(addressee, district),
        _("Der Link gilt bis %(day)s und ist nur für %(name)s.")
        % {"day": date_format(call.expires_on, "j. F Y"), "name": addressee.organization.name},
    ]  # fmt: skip


def short_message(addressee: CalledProvider, *, district: District) -> str:
    """The call in few words, to copy into a telephone."""
    return _("%(unit)s: %(subject)s Bitte antworten Sie bis %(day)s: %(link)s") % {
        "unit": district.term("unit"), "subject": addressee.call.subject, "day": f"{addressee.call.reply_by:%d.%m.%Y}",
        "link": link_of(addressee, district),
    }  # fmt: skip


def link_of(addressee: CalledProvider, district: District) -> str:
    """Raises `LinkLost` after the installation's key has changed; what is in letters and mails already works on."""
    if not addressee.secret:
        raise LinkLost
    return district.base_url + reverse("partners:answer_provider_call", args=[addressee.secret])
