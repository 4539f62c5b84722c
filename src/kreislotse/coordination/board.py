"""The board of requests: where each one stands, who waits long, and the next step. The same queries for 3 and for 300."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.accounts.access import grants_of
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization
from kreislotse.intake.models import HelpRequest
from kreislotse.intake.queries import visible_help_requests
from kreislotse.intake.rules import long_wait_days
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from kreislotse.matching.queries import visible_assignments

DONE_DAYS = 14
COLUMN_SHOWS = 25
Status = HelpRequest.Status
_OPEN = (Assignment.Status.PROMISED, Assignment.Status.RUNNING)
_LATEST = date.max
KEYS = ("neu", "angefragt", "zugesagt", "laeuft", "ergebnis", "fertig")


@dataclass(frozen=True)
class Card:
    """One request: what it is about, who is meant to go, since when it waits, and what to do next."""

    help_request: HelpRequest
    url: str
    who: list[str]
    step: str
    step_url: str
    on: date | None
    is_long: bool
    is_pressing: bool
    order: tuple = field(repr=False, default=())


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    hint: str
    cards: list[Card]

    @property
    def number(self) -> int:
        return len(self.cards)

    @property
    def pressing(self) -> int:
        return sum(card.is_pressing for card in self.cards)


def visible_board_requests(*, to) -> QuerySet[HelpRequest]:
    """Requests that need a guide and that `to` may know of.

    A Träger's coordinators see those they look after themselves, and those for which one of their own guides is asked or goes.
    """
    wishes = (HelpRequest.Wish.COMPANY, HelpRequest.Wish.INTERPRETING)
    rows = HelpRequest.objects.filter(
        Q(wish__in=wishes) | Q(status__in=(Status.ASKED, Status.PROMISED, Status.RUNNING)) | _has_assignment()
    )
    if sees_only_own_organization(to):
        own = {"guide__organization_id__in": represented_organizations(to), "help_request": OuterRef("pk")}
        asked = MatchProposal.objects.filter(status=MatchProposal.Status.ASKED, **own)
        return rows.filter(Q(responsible_id=to.pk) | Exists(asked) | Exists(Assignment.objects.filter(**own)))
    return rows.filter(pk__in=visible_help_requests(to=to).values("pk"))


def _has_assignment() -> Q:
    return Q(Exists(Assignment.objects.filter(help_request=OuterRef("pk"))))


def board(rows: QuerySet[HelpRequest], *, to, now: datetime) -> list[Column]:
    """The columns of the board with the cards of `rows`, the most pressing card of each first."""
    today = timezone.localdate(now)
    since = today - timedelta(days=DONE_DAYS)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gte=since))
    assignments = visible_assignments(to=to).exclude(status=Assignment.Status.CANCELLED).select_related("guide")
    asked = MatchProposal.objects.filter(status=MatchProposal.Status.ASKED).select_related("guide")
    if sees_only_own_organization(to):
        asked = asked.filter(guide__organization_id__in=represented_organizations(to))
    planned = Appointment.objects.filter(outcome=Appointment.Outcome.PLANNED).order_by("on", "starts_at", "pk")
    rows = rows.select_related("topic", "language", "municipality", "responsible").prefetch_related(
        Prefetch("proposals", asked.order_by("expires_at", "pk"), to_attr="asked"),
        Prefetch(
            "assignments",
            assignments.prefetch_related(Prefetch("appointments", planned, to_attr="planned")).order_by("-pk"),
            to_attr="kept",
        ),
    )
    reader = _Reader(to, now=now, today=today, long_days=long_wait_days(today))
    columns: dict[str, list[Card]] = {key: [] for key in KEYS}
    for help_request in rows.order_by("received_on", "pk"):
        key, card = reader.card_of(help_request)
        columns[key].append(card)
    return [Column(key, *_words()[key], sorted(columns[key], key=lambda card: card.order)) for key in KEYS]


def _words() -> dict[str, tuple[str, str]]:
    return {
        "neu": (_("Neu"), _("Noch ist niemand angefragt.")),
        "angefragt": (_("Angefragt"), _("Eine Antwort steht aus.")),
        "zugesagt": (_("Zugesagt"), _("Jemand geht mit; der erste Termin kommt noch.")),
        "laeuft": (_("Läuft"), _("Die Begleitung hat begonnen.")),
        "ergebnis": (_("Ergebnis fehlt"), _("Der Termin war schon; es fehlt, wie er ausging.")),
        "fertig": (_("Zuletzt fertig"), _("In den letzten zwei Wochen beendet.")),
    }


class _Reader:
    """What one person may open and when something is late, asked once for all cards."""

    def __init__(self, user, *, now: datetime, today: date, long_days: int):
        grants = grants_of(user)
        self.sees_requests, self.edits = grants.help_request_view, grants.assignment_edit
        self.user, self.now, self.today, self.long_days = user, now, today, long_days

    def card_of(self, request: HelpRequest) -> tuple[str, Card]:
        current = next((one for one in request.kept if one.status in _OPEN), None)
        if request.is_open and current:
            return self._with_company(request, current)
        if request.is_open and request.asked:
            return "angefragt", self._asked(request)
        if not request.is_open or request.kept:
            return "fertig", self._done(request)
        return "neu", self._new(request)

    def _new(self, request: HelpRequest) -> Card:
        waits = (self.today - request.received_on).days
        is_long = waits > self.long_days
        is_soon = request.wanted_on is not None and request.wanted_on <= self.today + timedelta(days=3)
        is_late = request.wanted_on is not None and request.wanted_on < self.today
        step = _("Der gewünschte Tag ist vorbei: nachfragen") if is_late else _("Jemanden anfragen")
        url = reverse("office:propose_guides", args=[request.pk]) if self._may_open(request) and self.edits else ""
        return self._card(
            request, [], step, url, on=request.wanted_on, is_long=is_long, is_pressing=is_long or is_soon,
            order=(not is_soon, request.wanted_on or _LATEST, request.received_on, request.pk),
        )  # fmt: skip

    def _asked(self, request: HelpRequest) -> Card:
        first = request.asked[0].expires_at
        is_late = first <= self.now
        if is_late:
            step = _("Frist vorbei: anrufen oder andere fragen")
        else:
            step = _("Antwort bis %(day)s abwarten") % {"day": date_format(timezone.localtime(first), "D, j. F, H:i")}
        url = reverse("office:propose_guides", args=[request.pk]) if self._may_open(request) and self.edits else ""
        return self._card(
            request, [str(one.guide) for one in request.asked], step, url, on=request.wanted_on, is_pressing=is_late,
            order=(first, request.pk), guide=request.asked[0].guide_id,
        )  # fmt: skip

    def _with_company(self, request: HelpRequest, assignment: Assignment) -> tuple[str, Card]:
        missing = [one for one in assignment.planned if one.on < self.today]
        coming = next((one for one in assignment.planned if one.on >= self.today), None)
        page = reverse("office:assignment_detail", args=[assignment.pk])
        who = [str(assignment.guide)]
        if missing:
            url = reverse("office:change_appointment", args=[missing[0].pk]) if self.edits else page
            return "ergebnis", self._card(
                request, who, _("Ergebnis eintragen"), url, on=missing[0].on, is_pressing=True,
                order=(missing[0].on, request.pk), page=page,
            )  # fmt: skip
        key = "laeuft" if assignment.status == Assignment.Status.RUNNING else "zugesagt"
        if coming:
            step, url, on = _("Termin ist vereinbart"), page, coming.on
        elif key == "laeuft":
            step, url, on = _("Nächsten Termin eintragen oder abschließen"), page, None
        else:
            new = reverse("office:record_appointment", args=[assignment.pk]) if self.edits else page
            step, url, on = _("Termin eintragen"), new, None
        return key, self._card(request, who, step, url, on=on, order=(on or date.min, request.pk), page=page)

    def _done(self, request: HelpRequest) -> Card:
        last = request.kept[0] if request.kept else None
        ended = request.closed_on or (last.ended_on if last else None) or request.received_on
        page = reverse("office:assignment_detail", args=[last.pk]) if last else ""
        closes = request.is_open and self.sees_requests
        step = _("Anfrage abschließen") if request.is_open else ""
        url = reverse("office:close_help_request", args=[request.pk]) if closes else ""
        return self._card(
            request, [str(last.guide)] if last else [], step, url, on=ended, order=(not request.is_open, -ended.toordinal(), request.pk),
            page=page,
        )  # fmt: skip

    def _may_open(self, request: HelpRequest) -> bool:
        return self.sees_requests or request.responsible_id == self.user.pk

    def _card(
        self, request, who, step, step_url, *, on, order, is_long=False, is_pressing=False, page="", guide=None
    ) -> Card:
        url = request.get_absolute_url() if self.sees_requests else page
        if not url and guide:
            url = reverse("office:guide_detail", args=[guide])
        return Card(request, url, who, step, step_url, on, is_long, is_pressing, order)


def long_waiting(columns: Iterable[Column]) -> int:
    return sum(card.is_long for column in columns for card in column.cards)
