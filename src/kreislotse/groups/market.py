"""„Suche und Biete“: partners help each other, until a day; the answer goes to the other side by mail."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.districts.queries import current_district
from kreislotse.groups.acting import check_acts_for
from kreislotse.groups.entries import Entry
from kreislotse.groups.models import MarketAnswer, MarketItem
from kreislotse.network.models import Organization

logger = logging.getLogger(__name__)
LONGEST = timedelta(days=366)
USUAL = timedelta(days=60)


class PastDay(DomainError):
    message = gettext_lazy("Der letzte Tag liegt in der Vergangenheit. Bitte nennen Sie einen späteren.")


class TooLong(DomainError):
    message = gettext_lazy(
        "Ein Eintrag gilt höchstens ein Jahr, damit nichts Altes stehen bleibt. Bitte nennen Sie einen Tag bis zum %(day)s."
    )


class ItemOver(DomainError):
    message = gettext_lazy("Dieser Eintrag galt bis zum %(day)s. Eine Antwort ist nicht mehr möglich.")


class ItemClosed(DomainError):
    message = gettext_lazy("Dieser Eintrag ist schon beendet: %(result)s")


class OwnItem(DomainError):
    message = gettext_lazy("Das ist Ihr eigener Eintrag. Antworten können die anderen.")


class AnsweredAlready(DomainError):
    message = gettext_lazy("%(organization)s hat auf diesen Eintrag schon geantwortet. Die Antwort ist angekommen.")


class ResultMissing(DomainError):
    message = gettext_lazy("Bitte schreiben Sie in einem Satz, was daraus wurde. „Hat sich erledigt“ genügt.")


class WithItself(DomainError):
    message = gettext_lazy(
        "Geworden ist etwas nur mit einem anderen Akteur. Bitte wählen Sie ihn oder lassen Sie das Feld leer."
    )


def _check_until(valid_until: date, today: date) -> None:
    if valid_until < today:
        raise PastDay
    if valid_until > today + LONGEST:
        raise TooLong(day=date_format(today + LONGEST, "j. F Y"))


@transaction.atomic
def post_item(
    organization: Organization, *, kind: str, what: str, text: str, valid_until: date, today: date, by
) -> MarketItem:
    """Put a wish or an offer where all partners see it. Raises `NotYours`, `PastDay`, `TooLong`."""
    check_acts_for(by, organization)
    _check_until(valid_until, today)
    item = MarketItem(
        organization=organization, kind=kind, what=what, text=text.strip(), posted_on=today, valid_until=valid_until
    )
    item.save()
    audit.record(Entry.MARKET_POSTED, organization, by=by, item=item.pk, kind=kind, what=what)
    return item


@transaction.atomic
def change_item(item: MarketItem, *, kind: str, what: str, text: str, valid_until: date, today: date, by) -> MarketItem:
    """Write it better, or let it stand longer; one that ran out stands again. Raises `ItemClosed` and what `post_item` raises."""
    item = _locked(item)
    check_acts_for(by, item.organization)
    _check_open(item)
    _check_until(valid_until, today)
    item.kind, item.what, item.text, item.valid_until = kind, what, text.strip(), valid_until
    item.save()
    audit.record(Entry.MARKET_CHANGED, item.organization, by=by, item=item.pk)
    return item


@transaction.atomic
def answer_item(item: MarketItem, *, organization: Organization, text: str, today: date, by) -> MarketAnswer:
    """Say that one can help; whoever posted it gets a mail with the business address of the other side.

    Raises `NotYours`, `ItemClosed`, `ItemOver`, `OwnItem`, `AnsweredAlready`.
    """
    check_acts_for(by, organization)
    item = _locked(item)
    _check_open(item)
    if not item.is_standing(today):
        raise ItemOver(day=date_format(item.valid_until, "j. F Y"))
    if item.organization_id == organization.pk:
        raise OwnItem
    if item.answers.filter(organization=organization).exists():
        raise AnsweredAlready(organization=organization.name)
    answer = MarketAnswer(item=item, organization=organization, text=text.strip(), answered_on=today)
    answer.save()
    audit.record(Entry.MARKET_ANSWERED, item.organization, by=by, item=item.pk, organization=organization.pk)
    transaction.on_commit(partial(_write_answer, answer))
    return answer


@transaction.atomic
def close_item(item: MarketItem, *, result: str, settled_with: Organization | None, today: date, by) -> MarketItem:
    """End it with what came of it; the partner it came about with gets a mail. Raises `NotYours`, `ItemClosed`, `ResultMissing`."""
    item = _locked(item)
    check_acts_for(by, item.organization)
    _check_open(item)
    if not result.strip():
        raise ResultMissing
    if settled_with is not None and settled_with.pk == item.organization_id:
        raise WithItself
    item.result, item.settled_with, item.closed_on = result.strip(), settled_with, today
    item.save()
    audit.record(Entry.MARKET_CLOSED, item.organization, by=by, item=item.pk)
    if settled_with is not None:
        transaction.on_commit(partial(_write_settled, item))
    return item


def _locked(item: MarketItem) -> MarketItem:
    rows = MarketItem.objects.select_for_update(of=("self",)).select_related("organization", "settled_with")
    return rows.get(pk=item.pk)


def _check_open(item: MarketItem) -> None:
    if item.closed_on is not None:
        raise ItemClosed(result=item.result)


# ── mails ───────────────────────────────────────────────────────────────────────────────────────────


def _write_answer(answer: MarketAnswer) -> None:
    item = answer.item
    names = {"organization": answer.organization.name, "item": str(item), "text": item.text, "answer": answer.text}
    text = _(
        "Guten Tag,\n\n%(organization)s hat auf Ihren Eintrag geantwortet.\n\nIhr Eintrag: %(item)s\n%(text)s\n\n"
        "Die Antwort:\n%(answer)s"
    ) % names  # fmt: skip
    subject = _("Antwort auf: %(item)s") % names
    _send(item.organization, subject, text, about=answer.organization, key=item.pk)


def _write_settled(item: MarketItem) -> None:
    names = {"organization": item.organization.name, "item": str(item), "result": item.result}
    text = _(
        "Guten Tag,\n\n%(organization)s hat den Eintrag „%(item)s“ beendet und dabei Sie genannt:\n\n%(result)s\n\n"
        "Vielen Dank, dass Sie einander helfen."
    ) % names  # fmt: skip
    _send(item.settled_with, _("Geklärt: %(item)s") % names, text, about=item.organization, key=item.pk)


def _reach(organization: Organization, district) -> str:
    """How the organization says it is reached; where it says nothing, the office passes things on."""
    lines = [organization.name, *(line for line in (organization.phone, organization.email) if line)]
    if len(lines) == 1:
        lines.append(
            _("Erreichbar über uns: %(unit)s, %(phone)s") % {"unit": district.term("unit"), "phone": district.phone}
        )
    return "\n".join(lines)


def _send(to: Organization, subject: str, text: str, *, about: Organization, key: int) -> None:
    """To the organization's own address, or to the office, which passes it on; never to a private one."""
    district = current_district()
    address = to.email or district.email
    if not address:
        logger.info("no address for a market mail", extra={"key": key})
        return
    text += "\n\n" + _reach(about, district)
    text += f"\n\n{district.base_url}/partner/markt/\n\n{district.term('unit')}\n{district.phone}\n{district.email}\n"
    reply_to = about.email or district.email
    headers = {"Reply-To": reply_to} if reply_to else {}
    try:
        EmailMessage(subject, text, to=[address], headers=headers).send()
    except OSError as error:  # its text may hold the address
        logger.warning("market mail not sent", extra={"key": key, "error": type(error).__name__})
