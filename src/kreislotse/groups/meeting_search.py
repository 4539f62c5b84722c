"""Looking for words in meetings, their papers and what they left behind; only within the bodies one may see, never in the public index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission
from kreislotse.core.text import fold_german
from kreislotse.groups.meeting_queries import visible_papers
from kreislotse.groups.models import AgendaItem, Body, Correction, HearingCase, Meeting, Paper, Resolution, Task
from kreislotse.groups.models.found import holding
from kreislotse.groups.queries import visible_bodies

MOST_OF_A_KIND = 40


@dataclass(frozen=True)
class Hit:
    """One place where the words stand."""

    kind: str
    title: str
    text: str
    body: str
    day: date
    url_name: str
    pk: int


def search_meetings(words: str, *, to, body: Body | None = None) -> list[Hit]:
    """Where all of `words` stand, the newest first. A constant number of queries.

    Who is no colleague finds what their own pages show: of minutes the approved ones only, no papers for the office
    only, and no tasks.
    """
    if not words.strip():
        return []
    bodies = visible_bodies(to=to)
    if body is not None:
        bodies = bodies.filter(pk=body.pk)
    seen, bodies = bodies, bodies.values("pk")
    meetings = Meeting.objects.filter(body__in=bodies)
    papers = visible_papers(to=to).filter(item__meeting__in=meetings.values("pk"))
    if grants_of(to).allows(Permission.BODY_VIEW):
        readable, hits = meetings, [*_tasks(bodies, words), *_hearings(bodies, words, for_office=True)]
    else:
        readable = meetings.filter(minutes_status=Meeting.Minutes.APPROVED)
        hits = [*_hearings(bodies, words, for_office=False)]
    hits += [*_meetings(meetings, seen, words), *_papers(papers, words)]
    hits += [*_items(readable, words), *_resolutions(readable, words), *_corrections(readable, words)]
    return sorted(hits, key=lambda hit: hit.day, reverse=True)


def _holds(text: str, words: str) -> bool:
    folded = fold_german(text)
    return all(word in folded for word in fold_german(words).split())


def _newest(rows: QuerySet, words: str, day: str) -> QuerySet:
    return rows.filter(holding(words)).order_by(f"-{day}", "-pk")[:MOST_OF_A_KIND]


def _meetings(meetings: QuerySet[Meeting], bodies: QuerySet[Body], words: str):
    """By title, place and the name of the body, which is what most meetings are called."""
    named = [pk for pk, *names in bodies.values_list("pk", "name", "short_name") if _holds(" ".join(names), words)]
    rows = meetings.filter(holding(words) | Q(body__in=named)).select_related("body")
    for one in rows.order_by("-starts_at", "-pk")[:MOST_OF_A_KIND]:
        yield Hit(_("Sitzung"), str(one), one.place, one.body.name, one.day, "meeting_detail", one.pk)


def _papers(papers: QuerySet[Paper], words: str):
    for one in _newest(papers.select_related("item__meeting__body"), words, "item__meeting__starts_at"):
        meeting, about = one.item.meeting, str(one.item)
        yield Hit(_("Unterlage"), one.name, about, meeting.body.name, meeting.day, "meeting_detail", meeting.pk)


def _items(meetings: QuerySet[Meeting], words: str):
    rows = AgendaItem.objects.filter(meeting__in=meetings.values("pk")).select_related("meeting__body")
    for one in _newest(rows, words, "meeting__starts_at"):
        meeting = one.meeting
        yield Hit(_("Protokoll"), one.title, one.note, meeting.body.name, meeting.day, "meeting_detail", meeting.pk)


def _resolutions(meetings: QuerySet[Meeting], words: str):
    rows = Resolution.objects.filter(item__meeting__in=meetings.values("pk")).select_related("item__meeting", "body")
    for one in _newest(rows, words, "decided_on"):
        title = _("Beschluss %(number)s") % {"number": one.reference}
        yield Hit(_("Beschluss"), title, one.text, one.body.name, one.decided_on, "meeting_detail", one.item.meeting_id)


def _corrections(meetings: QuerySet[Meeting], words: str):
    rows = Correction.objects.filter(meeting__in=meetings.values("pk")).select_related("meeting__body")
    for one in _newest(rows, words, "corrected_on"):
        title = _("Berichtigung zum Protokoll vom %(day)s") % {"day": f"{one.meeting.day:%d.%m.%Y}"}
        yield Hit(
            _("Berichtigung"),
            title,
            one.text,
            one.meeting.body.name,
            one.corrected_on,
            "meeting_detail",
            one.meeting_id,
        )


def _tasks(bodies, words: str):
    rows = Task.objects.filter(body__in=bodies).select_related("body")
    for one in _newest(rows, words, "due_on"):
        yield Hit(_("Aufgabe"), one.text, "", one.body.name, one.due_on, "edit_body_task", one.pk)


def _hearings(bodies, words: str, *, for_office: bool):
    rows = HearingCase.objects.filter(body__in=bodies).select_related("body")
    for one in _newest(rows, words, "informed_on"):
        address = ("edit_hearing", one.pk) if for_office else ("body_hearings", one.body_id)
        yield Hit(_("Anhörung"), one.matter, one.statement, one.body.name, one.informed_on, *address)
