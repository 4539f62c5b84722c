"""When a guide's data go, and what a successor takes over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from kreislotse.guides.models import ConductCertificate, Declaration, Guide, GuideInterest, HelperPeriod, TrainingRun
from kreislotse.guides.operations import erase_guides
from kreislotse.guides.steps import BEFORE_APPOINTMENT
from kreislotse.privacy.registry import Expiry


def guides_to_erase(today: date, days: int) -> QuerySet[Guide]:
    """Guides who left more than `days` days ago."""
    return Guide.objects.filter(status=Guide.Status.LEFT, left_on__lt=today - timedelta(days=days))


def never_started(today: date, days: int) -> QuerySet[Guide]:
    """People who wanted to help and did not begin: nothing happened with them for `days` days.

    Whoever was appointed or active once is a guide, and goes by that period. For somebody in training the dates of it
    count as well: as long as one lies ahead or not far back, they have not given up.
    """
    before = today - timedelta(days=days)
    waiting = Guide.objects.filter(status__in=[*BEFORE_APPOINTMENT, Guide.Status.LEFT], started_on=None).exclude(
        status_changes__after__in=[Guide.Status.APPOINTED, Guide.Status.ACTIVE]
    )
    untrained = Q(trainings=None, recognized_trainings=None)
    waiting = waiting.filter(untrained | Q(status=Guide.Status.IN_TRAINING))
    last = waiting.annotate(
        last_step=Max("status_changes__on"),
        last_talk=Max("talk_notes__on"),
        last_word=Max("interests__received_at__date"),
        last_lesson=Max("trainings__run__dates__on"),
        last_proof=Max("recognized_trainings__completed_on"),
    )
    return last.filter(
        Q(last_step__lt=before),
        Q(last_talk=None) | Q(last_talk__lt=before),
        Q(last_word=None) | Q(last_word__lt=before),
        Q(last_lesson=None) | Q(last_lesson__lt=before),
        Q(last_proof=None) | Q(last_proof__lt=before),
    )  # fmt: skip


def interests_to_delete(today: date, days: int) -> QuerySet[GuideInterest]:
    """What people wrote in the form; of those who stayed on it is no longer needed either."""
    return GuideInterest.objects.filter(received_at__date__lt=today - timedelta(days=days))


def certificates_to_delete(today: date, days: int) -> QuerySet[ConductCertificate]:
    """The three facts of guides who left more than `days` days ago."""
    return ConductCertificate.objects.filter(
        guide__status=Guide.Status.LEFT, guide__left_on__lt=today - timedelta(days=days)
    )


def self_declarations_to_delete(today: date, days: int) -> QuerySet[Declaration]:
    """Declarations between two certificates go with the three facts they stand in for."""
    return Declaration.objects.filter(
        kind=Declaration.Kind.SELF_DECLARATION, guide__status=Guide.Status.LEFT,
        guide__left_on__lt=today - timedelta(days=days),
    )  # fmt: skip


def trainings_to_delete(today: date, days: int) -> QuerySet[TrainingRun]:
    """Trainings whose last date is more than `days` days ago, unless somebody's qualification still rests on them."""
    over = TrainingRun.objects.annotate(last=Max("dates__on")).filter(last__lt=today - timedelta(days=days))
    staying = Guide.objects.exclude(status=Guide.Status.LEFT).values("pk")
    return over.exclude(participants__guide__in=staying)


def helpers_to_delete(today: date, days: int) -> QuerySet[HelperPeriod]:
    return HelperPeriod.objects.filter(to_on__lt=today - timedelta(days=days))


def erase(rows: QuerySet) -> int:
    """Delete the rows with all that hangs on them; counted are the rows themselves."""
    return rows.delete()[1].get(rows.model._meta.label, 0)


GUIDE_EXPIRY = Expiry(kind="guide", due=guides_to_erase, erase=erase_guides)
EXPIRIES = [
    GUIDE_EXPIRY,
    Expiry(kind="guide_interest", due=never_started, erase=erase_guides),
    Expiry(kind="guide_interest", due=interests_to_delete, erase=erase),
    Expiry(kind="conduct_certificate", due=certificates_to_delete, erase=erase),
    Expiry(kind="conduct_certificate", due=self_declarations_to_delete, erase=erase),
    Expiry(kind="training", due=trainings_to_delete, erase=erase),
    Expiry(kind="helper_list", due=helpers_to_delete, erase=erase),
]


def guides_of(user) -> QuerySet[Guide]:
    """Guides that `user` looks after in the office."""
    return Guide.objects.filter(responsible=user).exclude(status=Guide.Status.LEFT).order_by("number", "pk")


def describe(guide: Guide) -> list[str]:
    since = f"{guide.started_on:%d.%m.%Y}" if guide.started_on else ""
    return [guide.number, str(guide), str(guide.get_status_display()), since]
