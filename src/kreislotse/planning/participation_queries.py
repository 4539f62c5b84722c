"""What came in during a participation: for the office in piles, for everybody what the office shows."""

from __future__ import annotations

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kreislotse.planning.models import Goal, Measure, Objective, ParticipationEntry, ParticipationWindow

Status = ParticipationEntry.Status
GROUPED = "verdacht"
"""The pile in which the same text stands once, however often it came."""
# The piles of the office, in the order of the work.
PILES = {
    "lesen": Q(status=Status.WAITING, looks_like_spam=False),
    "verdacht": Q(status=Status.WAITING, looks_like_spam=True),
    "offen": Q(status__in=[Status.SHOWN, Status.NOT_SHOWN], answer=""),
    "gezeigt": Q(status=Status.SHOWN),
    "zurueck": Q(status=Status.NOT_SHOWN),
    "werbung": Q(status=Status.SPAM),
}


def windows() -> QuerySet[ParticipationWindow]:
    """All windows, the last one first, with how many entries wait to be read (`unread`) and are there at all (`number`)."""
    return (
        ParticipationWindow.objects.select_related("version")
        .annotate(
            unread=Count("entries", filter=Q(entries__status=Status.WAITING, entries__looks_like_spam=False)),
            number=Count("entries", filter=~Q(entries__status=Status.SPAM)),
        )
        .order_by("-opens_on", "-pk")
    )


def pile_counts(window: ParticipationWindow) -> dict[str, int]:
    """How many entries each pile has. One query."""
    return ParticipationEntry.objects.filter(window=window).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in PILES.items()}
    )


def pile(window: ParticipationWindow, name: str) -> QuerySet[ParticipationEntry]:
    """One pile, the oldest first, with what each entry is about."""
    rows = ParticipationEntry.objects.filter(PILES.get(name, PILES["lesen"]), window=window)
    return with_subject(rows).order_by("received_at", "pk")


def same_texts(window: ParticipationWindow, name: str) -> QuerySet[ParticipationEntry]:
    """One pile with each text once, the most frequent first; `copies` is how often it came. One query for any number.

    Texts differ in nothing but capitals, digits, marks and links; those of before this was kept stand alone.
    """
    rows = ParticipationEntry.objects.filter(PILES[name], window=window)
    told = rows.exclude(text_digest="").order_by().values("text_digest")
    firsts = told.annotate(first=Min("pk"), number=Count("pk"))
    number = firsts.filter(text_digest=OuterRef("text_digest")).values("number")
    once = rows.filter(Q(pk__in=firsts.values("first")) | Q(text_digest="")).annotate(
        copies=Coalesce(Subquery(number, output_field=IntegerField()), 1)
    )
    return with_subject(once).order_by("-copies", "received_at", "pk")


def copies_of(rows: QuerySet[ParticipationEntry], name: str) -> QuerySet[ParticipationEntry]:
    """The chosen entries of a pile with all in it that say the same."""
    texts = rows.exclude(text_digest="").values("text_digest")
    windows = rows.values("window")
    return ParticipationEntry.objects.filter(
        PILES[name] & (Q(text_digest__in=texts) | Q(pk__in=rows.values("pk"))), window__in=windows
    )


def with_subject(entries: QuerySet[ParticipationEntry]) -> QuerySet[ParticipationEntry]:
    return entries.select_related("goal", "objective", "measure", "body")


def shown_entries(window: ParticipationWindow) -> QuerySet[ParticipationEntry]:
    """What everybody may read, the newest first."""
    rows = ParticipationEntry.objects.filter(window=window, status=Status.SHOWN)
    return with_subject(rows).order_by("-received_at", "-pk")


def unread_entries() -> QuerySet[ParticipationEntry]:
    return ParticipationEntry.objects.filter(PILES["lesen"])


def parts_of(window: ParticipationWindow) -> dict[str, Goal | Objective | Measure]:
    """What one can speak about, by the words of an address: `massnahme:<uuid>`. Three queries."""
    goals = Goal.objects.filter(version=window.version_id).order_by("number", "pk")
    objectives = Objective.objects.filter(goal__version=window.version_id).select_related("goal")
    measures = Measure.objects.filter(version=window.version_id)
    found = {f"leitziel:{one.uuid}": one for one in goals}
    found |= {f"teilziel:{one.uuid}": one for one in objectives.order_by("goal__number", "number", "pk")}
    return found | {f"massnahme:{one.uuid}": one for one in measures.order_by("number", "pk")}
