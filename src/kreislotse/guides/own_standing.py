"""What a guide sees of their own standing: what is missing, what expires soon, and the trainings they are registered for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kreislotse.guides.models import ConductCertificate, Guide, TrainingDate, TrainingParticipant
from kreislotse.guides.qualification import certificate_valid_until, needs_certificate, roles_of, rules_on, standings_of

SAID_ELSEWHERE = {"not_this_role", "not_active"}


@dataclass(frozen=True)
class Course:
    """A training a guide is registered for, with the days still to come."""

    title: str
    place: str
    days: list[TrainingDate]


def open_points(guide: Guide, *, today: date) -> list[str]:
    """What is missing for an assignment, then what expires within the office's notice period; each sentence once."""
    rules = rules_on(today)
    standings = standings_of([guide], today, rules=rules)[guide.pk]
    mine = [standings[role] for role in roles_of(guide)]
    missing = [one.sentence for standing in mine for one in standing.obstacles if one.code not in SAID_ELSEWHERE]
    return list(dict.fromkeys([*missing, *_expiring(guide, mine, rules, today)]))


def _expiring(guide: Guide, standings, rules, today: date) -> Iterable[str]:
    until = today + timedelta(days=rules.guide_rule.lapse_warning_days)
    for standing in standings:
        if standing.refresh_until and today <= standing.refresh_until <= until:
            yield _("Bis zum %(day)s brauchen Sie eine Fortbildung.") % {"day": f"{standing.refresh_until:%d.%m.%Y}"}
    certificate = ConductCertificate.objects.filter(guide=guide).first()
    if certificate and needs_certificate(guide, rules):
        last = certificate_valid_until(certificate, rules.guide_rule)
        if today < last <= until:
            yield _("Ihr Führungszeugnis muss bis zum %(day)s erneuert werden.") % {"day": f"{last:%d.%m.%Y}"}


def own_courses(guide: Guide, *, today: date) -> list[Course]:
    """Trainings with days still to come, the next first. Two queries."""
    registered = TrainingParticipant.objects.filter(
        guide=guide, status=TrainingParticipant.Status.REGISTERED, run__cancelled_on=None
    ).values_list("run_id", flat=True)
    days = TrainingDate.objects.filter(run__in=list(registered), on__gte=today).select_related("run__module")
    courses: dict[int, Course] = {}
    for day in days.order_by("on", "pk"):
        courses.setdefault(day.run_id, Course(day.run.module.title, day.run.place, [])).days.append(day)
    return list(courses.values())
