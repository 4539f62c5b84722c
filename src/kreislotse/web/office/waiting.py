"""What waits in the office, for whom and until when: the lines of the start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import grants_of
from kreislotse.casefacts.operations import first_open_month, month_name
from kreislotse.core.dates import first_of_month, next_month
from kreislotse.directory.offer_snapshots import is_snapshot_old
from kreislotse.directory.proposals import waiting_proposals
from kreislotse.directory.queries import offers_to_check
from kreislotse.directory.rhythm import rhythm_in_force
from kreislotse.intake.models import HelpRequest, ReferralOffer
from kreislotse.intake.queries import letters_that_failed, visible_help_requests
from kreislotse.intake.rules import long_wait_days, since_long
from kreislotse.matching.models import Appointment, MatchProposal
from kreislotse.network.models import Agreement
from kreislotse.quality.feedback import feedback_counts
from kreislotse.quality.models import Link


@dataclass(frozen=True)
class Waiting:
    """One line of „Heute“: a sentence with its number, where to go, and whether it presses."""

    sentence: str
    number: int
    url: str
    is_pressing: bool = False


def waiting_for(user, *, today: date, now: datetime) -> list[Waiting]:
    """What `user` may act on and what waits now, pressing things first. A constant number of queries."""
    can = grants_of(user)
    lines = []
    if can.help_request_view:
        lines += _help_requests(user, today)
    if can.assignment_edit:
        lines += _company(today, now)
    if can.network_edit:
        lines += _agreements(user, today)
    if can.offer_edit:
        lines += _offers(user, today)
        lines += _care()
    if can.month_close:
        lines += _months(today)
    return sorted((line for line in lines if line.number), key=lambda line: not line.is_pressing)


def _help_requests(user, today: date) -> list[Waiting]:
    inbox = reverse("office:help_request_list")
    days = long_wait_days(today)
    unanswered = Q(status__in=[HelpRequest.Status.RECEIVED, HelpRequest.Status.IN_CLARIFICATION])
    counts = visible_help_requests(to=user).open().aggregate(
        new=Count("pk", filter=Q(status=HelpRequest.Status.RECEIVED, responsible=None)),
        long=Count("pk", filter=unanswered & Q(received_on__lt=today - timedelta(days=days))),
        mine=Count("pk", filter=unanswered & Q(responsible=user)),
    )  # fmt: skip
    confirmed_late = ReferralOffer.objects.filter(
        outcome="", referral__valid_until__lt=today, referral__help_request__in=visible_help_requests(to=user).open()
    ).count()
    unread = visible_help_requests(to=user).filter(letters_that_failed()).count()
    return [
        Waiting(
            ngettext("Zu %(n)d Anfrage kam unsere E-Mail nicht an.", "Zu %(n)d Anfragen kam unsere E-Mail nicht an.", unread) % {"n": unread},
            unread, f"{inbox}?status=post", is_pressing=True,
        ),
        Waiting(
            ngettext("%(n)d Anfrage wartet seit %(span)s.", "%(n)d Anfragen warten seit %(span)s.", counts["long"]) % {"n": counts["long"], "span": since_long(days)},
            counts["long"], f"{inbox}?wartet={days}", is_pressing=True,
        ),
        Waiting(
            ngettext("%(n)d neue Anfrage hat noch niemand übernommen.", "%(n)d neue Anfragen hat noch niemand übernommen.", counts["new"]) % {"n": counts["new"]},
            counts["new"], f"{inbox}?status=received&zustaendig=niemand",
        ),
        Waiting(
            ngettext("%(n)d Anfrage wartet auf Ihre Antwort.", "%(n)d Anfragen warten auf Ihre Antwort.", counts["mine"]) % {"n": counts["mine"]},
            counts["mine"], f"{inbox}?zustaendig=ich",
        ),
        Waiting(
            ngettext("Zu %(n)d Verweis fehlt die Rückmeldung.", "Zu %(n)d Verweisen fehlt die Rückmeldung.", confirmed_late) % {"n": confirmed_late},
            confirmed_late, f"{inbox}?status=referred",
        ),
    ]  # fmt: skip


def _company(today: date, now: datetime) -> list[Waiting]:
    inbox = reverse("office:help_request_list")
    assignments = reverse("office:assignment_list")
    asked = MatchProposal.objects.filter(status=MatchProposal.Status.ASKED)
    late = asked.filter(expires_at__lt=now).count()
    planned = Appointment.objects.filter(outcome=Appointment.Outcome.PLANNED)
    without_result = planned.filter(on__lt=today).count()
    today_on = planned.filter(on=today).count()
    return [
        Waiting(
            ngettext("%(n)d angefragte Person hat nicht rechtzeitig geantwortet.", "%(n)d angefragte Personen haben nicht rechtzeitig geantwortet.", late) % {"n": late},
            late, f"{inbox}?status=asked", is_pressing=True,
        ),
        Waiting(
            ngettext("Bei %(n)d vergangenen Termin fehlt das Ergebnis.", "Bei %(n)d vergangenen Terminen fehlt das Ergebnis.", without_result) % {"n": without_result},
            without_result, f"{assignments}?termin=ohne-ergebnis",
        ),
        Waiting(
            ngettext("Heute ist %(n)d Begleitung.", "Heute sind %(n)d Begleitungen.", today_on) % {"n": today_on},
            today_on, f"{assignments}?termin=heute",
        ),
    ]  # fmt: skip


def _agreements(user, today: date) -> list[Waiting]:
    open_ones = Agreement.objects.filter(done_on=None, due_on__isnull=False)
    counts = open_ones.aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=today + timedelta(days=14))),
    )
    actors = reverse("office:organization_list")
    return [
        Waiting(
            ngettext("%(n)d Vereinbarung ist überfällig.", "%(n)d Vereinbarungen sind überfällig.", counts["late"]) % {"n": counts["late"]},
            counts["late"], f"{actors}?frist=ueberfaellig", is_pressing=True,
        ),
        Waiting(
            ngettext("%(n)d Vereinbarung ist in den nächsten zwei Wochen fällig.", "%(n)d Vereinbarungen sind in den nächsten zwei Wochen fällig.", counts["soon"]) % {"n": counts["soon"]},
            counts["soon"], f"{actors}?frist=bald",
        ),
    ]  # fmt: skip


def _offers(user, today: date) -> list[Waiting]:
    proposed = waiting_proposals().count()
    due = offers_to_check(to=user, rhythm=rhythm_in_force(today), today=today).count()
    return [
        Waiting(
            ngettext("Bei %(n)d Angebot ist die Prüfung fällig.", "Bei %(n)d Angeboten ist die Prüfung fällig.", due) % {"n": due},
            due, reverse("office:due_offer_list"),
        ),
        Waiting(
            ngettext("%(n)d Anbieter möchte an einem Angebot etwas ändern.", "Bei %(n)d Angeboten möchten Anbieter etwas ändern.", proposed) % {"n": proposed},
            proposed, reverse("office:suggested_change_list"),
        ),
        Waiting(
            _("Der letzte Jahresabzug der Beratungsangebote ist über ein Jahr alt."), is_snapshot_old(today=today),
            reverse("office:offer_snapshot_list"),
        ),
    ]  # fmt: skip


def _care() -> list[Waiting]:
    """What people said of offers, and addresses that lead nowhere any more."""
    said, broken = feedback_counts()["open"], Link.objects.filter(broken_since__isnull=False).count()
    return [
        Waiting(
            ngettext("%(n)d Rückmeldung zu einem Angebot wartet.", "%(n)d Rückmeldungen zu Angeboten warten.", said) % {"n": said},
            said, reverse("office:feedback_list"),
        ),
        Waiting(
            ngettext("%(n)d Link im Verzeichnis ist kaputt.", "%(n)d Links im Verzeichnis sind kaputt.", broken) % {"n": broken},
            broken, f"{reverse('office:link_list')}?gruppe=kaputt",
        ),
    ]  # fmt: skip


def _months(today: date) -> list[Waiting]:
    month = first_open_month(today=today)
    if month >= first_of_month(today):
        return []
    open_months = (today.year - month.year) * 12 + today.month - month.month
    is_late = today > next_month(month) + timedelta(days=14)
    sentence = _("Der %(month)s kann abgeschlossen werden.") % {"month": month_name(month)}
    return [Waiting(sentence, open_months, reverse("office:month_detail", args=[month]), is_pressing=is_late)]
