"""What waits in the office, for whom and until when: the lines of the start page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import grants_of
from kreislotse.casefacts.operations import first_open_month, month_name
from kreislotse.core.dates import first_of_month, next_month
from kreislotse.core.together import count_together
from kreislotse.directory.offer_snapshots import is_snapshot_old
from kreislotse.directory.proposals import waiting_proposals
from kreislotse.directory.queries import offers_to_check
from kreislotse.directory.rhythm import rhythm_in_force
from kreislotse.groups import meeting_queries
from kreislotse.groups.inviting import mails_that_failed
from kreislotse.groups.joining import answers_that_failed
from kreislotse.groups.models import BodyJoining, Project, Task
from kreislotse.guides.models import Guide, TrainingRun
from kreislotse.guides.queries import visible_guides
from kreislotse.guides.training_queries import visible_runs
from kreislotse.intake.models import HelpRequest, ReferralOffer
from kreislotse.intake.queries import letters_that_failed, visible_help_requests
from kreislotse.intake.rules import long_wait_days, since_long
from kreislotse.matching.models import Appointment, MatchProposal
from kreislotse.matching.queries import late_entries, open_vacancies
from kreislotse.network.models import Agreement
from kreislotse.planning import need_queries
from kreislotse.planning.models import Need, ParticipationEntry, ProgressReport
from kreislotse.planning.participation_queries import unread_entries
from kreislotse.planning.plan_queries import overdue_reports
from kreislotse.planning.words import waiting_words
from kreislotse.privacy.archive import to_offer
from kreislotse.quality.feedback import feedback_counts
from kreislotse.quality.models import Link
from kreislotse.settlement.collecting import payout_rule, unsettled_appointments
from kreislotse.settlement.models import SettlementRun


@dataclass(frozen=True)
class Waiting:
    """One line of „Heute“: a sentence with its number, where to go, and whether it presses."""

    sentence: str
    number: int
    url: str
    is_pressing: bool = False


@dataclass(frozen=True)
class WaitingGroup:
    """Lines of one field of work under their heading."""

    title: str
    lines: list[Waiting]


def waiting_for(user, *, today: date, now: datetime) -> list[WaitingGroup]:
    """What `user` may act on and what waits now: what presses as a group of its own first, then field by field.

    A constant number of queries.
    """
    can = grants_of(user)
    fields = [
        (_("Anfragen"), can.help_request_view, lambda: _help_requests(user, today)),
        (_("Begleitungen"), can.assignment_edit, lambda: _company(user, today, now)),
        (_("Lotsinnen und Lotsen"), can.guide_edit, lambda: _guides(user, today)),
        (_("Akteure"), can.network_edit, lambda: _agreements(user, today)),
        (_("Gremien und Sitzungen"), can.body_edit, lambda: _bodies(user, today, now)),
        (_("Bedarfe und Konzept"), can.need_edit, lambda: _plan(can, today)),
        (_("Angebote"), can.offer_edit, lambda: _offers(user, today) + _care()),
        (_("Abrechnung"), can.settlement_view, lambda: _settlement(user, can, today)),
        (_("Monate"), can.month_close, lambda: _months(today)),
    ]
    groups = [
        WaitingGroup(title, [line for line in lines() if line.number])
        for title, is_allowed, lines in fields
        if is_allowed
    ]
    pressing = [line for group in groups for line in group.lines if line.is_pressing]
    calm = [WaitingGroup(g.title, [line for line in g.lines if not line.is_pressing]) for g in groups]
    return [group for group in [WaitingGroup(_("Das eilt"), pressing), *calm] if group.lines]


def _help_requests(user, today: date) -> list[Waiting]:
    inbox = reverse("office:help_request_list")
    days = long_wait_days(today)
    unanswered = Q(status__in=[HelpRequest.Status.RECEIVED, HelpRequest.Status.IN_CLARIFICATION])
    counts = visible_help_requests(to=user).open().aggregate(
        new=Count("pk", filter=Q(status=HelpRequest.Status.RECEIVED, responsible=None)),
        long=Count("pk", filter=unanswered & Q(received_on__lt=today - timedelta(days=days))),
        mine=Count("pk", filter=unanswered & Q(responsible=user)),
    )  # fmt: skip
    visible = visible_help_requests(to=user)
    unconfirmed = ReferralOffer.objects.filter(outcome="", referral__valid_until__lt=today)
    more = count_together(
        unconfirmed=unconfirmed.filter(referral__help_request__in=visible.open().values("pk")),
        unread=visible.filter(letters_that_failed()),
    )
    confirmed_late, unread = more["unconfirmed"], more["unread"]
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


def _company(user, today: date, now: datetime) -> list[Waiting]:
    inbox = reverse("office:help_request_list")
    assignments = reverse("office:assignment_list")
    asked = MatchProposal.objects.filter(status=MatchProposal.Status.ASKED)
    planned = Appointment.objects.filter(outcome=Appointment.Outcome.PLANNED)
    numbers = planned.aggregate(before=Count("pk", filter=Q(on__lt=today)), today=Count("pk", filter=Q(on=today)))
    without_result, today_on = numbers["before"], numbers["today"]
    more = count_together(
        late=asked.filter(expires_at__lt=now),
        free=open_vacancies().filter(appointment__on__gte=today),
        entered=late_entries(to=user).filter(decision=""),
    )
    late, free, late_entered = more["late"], more["free"], more["entered"]
    return [
        Waiting(
            ngettext("Für %(n)d Termin wird eine Vertretung gesucht.", "Für %(n)d Termine wird eine Vertretung gesucht.", free) % {"n": free},
            free, reverse("office:vacancy_list"), is_pressing=True,
        ),
        Waiting(
            ngettext("Über %(n)d Eintrag vom Telefon müssen Sie entscheiden.", "Über %(n)d Einträge vom Telefon müssen Sie entscheiden.", late_entered) % {"n": late_entered},
            late_entered, reverse("office:late_entry_list"),
        ),
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


def _guides(user, today: date) -> list[Waiting]:
    """People who want to help and nobody has spoken to, and trainings that are over but not closed."""
    unfinished = TrainingRun.objects.filter(
        pk__in=visible_runs(to=user).values("pk"), finished_on=None, cancelled_on=None
    )
    over = unfinished.annotate(last=Max("dates__on")).filter(last__lt=today).values("pk")
    counts = count_together(
        interested=visible_guides(to=user).filter(status=Guide.Status.INTERESTED),
        past=TrainingRun.objects.filter(pk__in=over),
    )
    interested, past = counts["interested"], counts["past"]
    return [
        Waiting(
            ngettext("%(n)d Person möchte mitmachen und wartet auf ein Gespräch.", "%(n)d Personen möchten mitmachen und warten auf ein Gespräch.", interested) % {"n": interested},
            interested, f"{reverse('office:guide_list')}?status=interested",
        ),
        Waiting(
            ngettext("%(n)d Schulung ist vorbei und noch nicht abgeschlossen.", "%(n)d Schulungen sind vorbei und noch nicht abgeschlossen.", past) % {"n": past},
            past, reverse("office:training_list"),
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


def _bodies(user, today: date, now: datetime) -> list[Waiting]:
    """Partners, projects, meetings and what was promised there. One query for all of them, and what the archive is asked."""
    unoffered = {f"unoffered_{rows.model.__name__}": rows for rows in to_offer(today)}
    unheard = answers_that_failed(today)
    counts = count_together(
        **unoffered,
        asked=BodyJoining.objects.filter(status=BodyJoining.Status.OPEN),
        unheard=unheard,
        unheard_first=(unheard, Min("body_id")),
        unheard_last=(unheard, Max("body_id")),
        untold=Project.objects.overdue(today),
        unreached=mails_that_failed(now),
        uninvited=meeting_queries.not_invited(now, within_days=14),
        unwritten=meeting_queries.without_minutes(today, after_days=7),
        late=Task.objects.overdue(today),
        mine=Task.objects.open().filter(responsible=user, due_on__lte=today + timedelta(days=7)),
        statements=meeting_queries.hearings_due(today, within_days=7),
        statements_late=meeting_queries.hearings_due(today, within_days=-1),
    )
    counts["unoffered"] = sum(counts[name] for name in unoffered)
    return _partners(counts) + _meetings(counts)


def _partners(n: dict[str, int]) -> list[Waiting]:
    """Who wants to take part, and projects nobody has told the end of."""
    bodies = reverse("office:body_list")
    is_one_body = n["unheard"] and n["unheard_first"] == n["unheard_last"]
    return [
        Waiting(
            ngettext("%(n)d Partner möchte in einem Gremium mitmachen.", "%(n)d Partner möchten in Gremien mitmachen.", n["asked"]) % {"n": n["asked"]},
            n["asked"], bodies,
        ),
        Waiting(
            ngettext("Unsere Antwort an %(n)d Partner, der mitmachen möchte, kam nicht an.", "Unsere Antwort an %(n)d Partner, die mitmachen möchten, kam nicht an.", n["unheard"]) % {"n": n["unheard"]},
            n["unheard"], reverse("office:body_detail", args=[n["unheard_first"]]) if is_one_body else bodies, is_pressing=True,
        ),
        Waiting(
            ngettext("%(n)d Projekt ist vorbei, und niemand hat geschrieben, was daraus wurde.", "%(n)d Projekte sind vorbei, und niemand hat geschrieben, was daraus wurde.", n["untold"]) % {"n": n["untold"]},
            n["untold"], f"{reverse('office:project_list')}?stand=overdue",
        ),
    ]  # fmt: skip


def _plan(can, today: date) -> list[Waiting]:
    """Needs nobody discussed, measures whose lead should have reported, what people and leads said. One query."""
    unread = unread_entries() if can.plan_edit else ParticipationEntry.objects.none()
    days = need_queries.long_wait_days(today)
    words = waiting_words() if can.plan_edit else ProgressReport.objects.none()
    counts = count_together(
        long=need_queries.waiting_long(Need.objects.all(), today=today, days=days),
        overdue=overdue_reports(today),
        unread=unread,
        words=words,
    )
    long, overdue, said, told = (counts[name] for name in ("long", "overdue", "unread", "words"))
    return [
        Waiting(
            ngettext("%(n)d Bericht einer Federführung wartet darauf, gelesen zu werden.", "%(n)d Berichte von Federführungen warten darauf, gelesen zu werden.", told) % {"n": told},
            told, reverse("office:words_to_read"),
        ),
        Waiting(
            ngettext("%(n)d Beitrag zum Konzept ist noch nicht gelesen.", "%(n)d Beiträge zum Konzept sind noch nicht gelesen.", said) % {"n": said},
            said, reverse("office:participation_list"),
        ),
        Waiting(
            ngettext("%(n)d Bedarf wurde seit mehr als %(days)d Tagen nicht beraten.", "%(n)d Bedarfe wurden seit mehr als %(days)d Tagen nicht beraten.", long) % {"n": long, "days": days},
            long, f"{reverse('office:need_list')}?waits=on",
        ),
        Waiting(
            ngettext("Zu %(n)d Maßnahme ist der Bericht der Federführung überfällig.", "Zu %(n)d Maßnahmen ist der Bericht der Federführung überfällig.", overdue) % {"n": overdue},
            overdue, reverse("office:plan"),
        ),
    ]  # fmt: skip


def _meetings(n: dict[str, int]) -> list[Waiting]:
    """Invitations and minutes that are missing, what somebody promised, and councils whose word is awaited."""
    meetings, tasks = reverse("office:meeting_list"), reverse("office:body_task_list")
    return [
        Waiting(
            ngettext("Zu %(n)d Sitzung kam unsere E-Mail nicht bei allen an.", "Zu %(n)d Sitzungen kam unsere E-Mail nicht bei allen an.", n["unreached"]) % {"n": n["unreached"]},
            n["unreached"], f"{meetings}?when=post", is_pressing=True,
        ),
        Waiting(
            ngettext("Zu %(n)d Sitzung in den nächsten zwei Wochen ist noch nicht eingeladen.", "Zu %(n)d Sitzungen in den nächsten zwei Wochen ist noch nicht eingeladen.", n["uninvited"]) % {"n": n["uninvited"]},
            n["uninvited"], meetings,
        ),
        Waiting(
            ngettext("Zu %(n)d Sitzung fehlt seit über einer Woche das Protokoll.", "Zu %(n)d Sitzungen fehlt seit über einer Woche das Protokoll.", n["unwritten"]) % {"n": n["unwritten"]},
            n["unwritten"], f"{meetings}?when=past",
        ),
        Waiting(
            ngettext("%(n)d Aufgabe aus einer Sitzung ist überfällig.", "%(n)d Aufgaben aus Sitzungen sind überfällig.", n["late"]) % {"n": n["late"]},
            n["late"], f"{tasks}?state=late",
        ),
        Waiting(
            ngettext("%(n)d Aufgabe aus einer Sitzung wartet auf Sie.", "%(n)d Aufgaben aus Sitzungen warten auf Sie.", n["mine"]) % {"n": n["mine"]},
            n["mine"], f"{tasks}?mine=on",
        ),
        Waiting(
            ngettext("Bei %(n)d Anhörung ist die Stellungnahme fällig.", "Bei %(n)d Anhörungen ist die Stellungnahme fällig.", n["statements"]) % {"n": n["statements"]},
            n["statements"], reverse("office:hearing_list"), is_pressing=bool(n["statements_late"]),
        ),
        Waiting(
            ngettext("%(n)d Sitzung oder Anhörung ist dem Kreisarchiv anzubieten.", "%(n)d Sitzungen und Anhörungen sind dem Kreisarchiv anzubieten.", n["unoffered"]) % {"n": n["unoffered"]},
            n["unoffered"], reverse("office:archiving_list"),
        ),
    ]  # fmt: skip


def _offers(user, today: date) -> list[Waiting]:
    counts = count_together(
        proposed=waiting_proposals(), due=offers_to_check(to=user, rhythm=rhythm_in_force(today), today=today)
    )
    proposed, due = counts["proposed"], counts["due"]
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


def _settlement(user, can, today: date) -> list[Waiting]:
    overview = reverse("office:settlement_overview")
    lines = []
    if can.settlement_release:
        prepared = SettlementRun.objects.filter(status=SettlementRun.Status.PREPARED).exclude(prepared_by=user).count()
        sentence = _("Eine Abrechnung wartet auf Ihre Freigabe.")
        lines.append(Waiting(sentence, prepared, overview, is_pressing=True))
    if can.settlement_prepare:
        last = first_of_month(today) - timedelta(days=1)
        n = unsettled_appointments(rule=payout_rule(today), until=last).count()
        lines.append(
            Waiting(
                ngettext("%(n)d bestätigter Termin kann abgerechnet werden.", "%(n)d bestätigte Termine können abgerechnet werden.", n) % {"n": n},
                n, overview,
            )
        )  # fmt: skip
    return lines


def _months(today: date) -> list[Waiting]:
    month = first_open_month(today=today)
    if month >= first_of_month(today):
        return []
    open_months = (today.year - month.year) * 12 + today.month - month.month
    is_late = today > next_month(month) + timedelta(days=14)
    sentence = _("Der %(month)s kann abgeschlossen werden.") % {"month": month_name(month)}
    return [Waiting(sentence, open_months, reverse("office:month_detail", args=[month]), is_pressing=is_late)]
