"""What a pool has behind it: trainings, appointments, papers, the list of helpers, and some who would like to join."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Min
from django.utils import timezone

from kreislotse.demo.world import World
from kreislotse.guides.helper_list import keep_helper_list
from kreislotse.guides.models import (
    ConductCertificate,
    Declaration,
    FormalAppointment,
    Guide,
    GuideInterest,
    RecognizedTraining,
    StatusChange,
    TalkNote,
    TrainingAttendance,
    TrainingDate,
    TrainingModule,
    TrainingParticipant,
    TrainingRun,
)
from kreislotse.guides.papers import DECLARATION_VERSION
from kreislotse.guides.qualification import roles_of
from kreislotse.matching.models import Appointment

S = Guide.Status
HAVE_WORKED = (S.APPOINTED, S.ACTIVE, S.RESTING, S.LEFT)
COHORT = 15
TRAINERS = ("Dr. Ute Kern (Demo)", "Jamal Osman (Demo)", "Petra Lindner (Demo)")
WISHES = [
    ["company", "orientation"],
    ["interpreting"],
    ["housing", "company"],
    ["leisure"],
    ["interpreting", "company"],
]
TALKS = (
    "Hat nachmittags Zeit, arbeitet halbtags.", "Möchte erst nur begleiten, nicht übersetzen.",
    "Kennt die Behörden aus eigener Erfahrung gut.", "Fährt Auto, kommt auch in die Nachbargemeinden.",
)  # fmt: skip


def build_life_of_guides(world: World) -> None:
    guides = list(Guide.objects.select_related("organization").order_by("number"))
    worked = [guide for guide in guides if guide.status in HAVE_WORKED]
    _begin_in_time(worked)
    modules = {module.kind: module for module in TrainingModule.objects.filter(role="").order_by("pk")}
    if modules:
        _past_trainings(world, modules, worked)
        _coming_trainings(world, modules, guides)
    _papers(world, worked)
    _ways(world, guides)
    _coordinating(world, worked)
    for guide in guides:
        if guide.status in (S.APPOINTED, S.ACTIVE):
            keep_helper_list(guide, on=guide.started_on or world.today)


def _begin_in_time(worked: list[Guide]) -> None:
    """Whoever went along had begun by then, with training and papers before: nobody is sent without them."""
    firsts = Appointment.objects.order_by().values("assignment__guide").annotate(first=Min("on"))
    first_by_guide = dict(firsts.values_list("assignment__guide", "first"))
    for guide in worked:
        first = first_by_guide.get(guide.pk)
        if first and guide.started_on > first:
            guide.started_on = first
            guide.save(update_fields=["started_on"])


def _coordinating(world: World, worked: list[Guide]) -> None:
    """Whoever has been going along for longest guides the others since the new year."""
    active = [guide for guide in worked if guide.status == S.ACTIVE and guide.is_guide and guide.user_id is None]
    if active:
        longest = min(active, key=lambda guide: (guide.started_on, guide.pk))
        longest.coordinates_from = max(longest.started_on, world.today.replace(month=1, day=1))
        longest.save(update_fields=["coordinates_from"])


def _days_of(run: TrainingRun, days: list[date], units: int) -> list[TrainingDate]:
    """Dates of up to eight units each, the whole of `units` together."""
    dates = []
    for number, day in enumerate(days):
        share = min(8, units - 8 * number)
        if share <= 0:
            break
        ends = time(9 + share - 1 + (share > 4), 0) if share > 1 else time(10)
        dates.append(TrainingDate(run=run, on=day, starts_at=time(9), ends_at=ends, units=share))
    return dates


def _past_trainings(world: World, modules: dict, worked: list[Guide]) -> None:
    """One base training for every fifteen guides before they began; those of older days brought theirs along."""
    basic, chance = modules[TrainingModule.Kind.BASIC], world.chance
    ordered = sorted(worked, key=lambda guide: (guide.started_on, guide.pk))
    for first in range(0, len(ordered), COHORT):
        cohort = ordered[first : first + COHORT]
        begins = cohort[0].started_on - timedelta(days=60)
        if begins < world.today - timedelta(days=900):
            RecognizedTraining.objects.bulk_create(
                RecognizedTraining(
                    guide=guide,
                    module=basic,
                    units=basic.units,
                    completed_on=begins,
                    where="Freiwilligenakademie (Demo)",
                )
                for guide in cohort
            )
            continue
        _hold(world, basic, [begins + timedelta(days=7 * week) for week in range(4)], cohort)
    active = [guide for guide in ordered if guide.status == S.ACTIVE]
    for kind, days_ago, share in (("refresher", 120, 0.6), ("reflection", 45, 0.4)):
        if kind in modules:
            there = [
                guide
                for guide in active
                if chance.happens(share) and guide.started_on < world.today - timedelta(days=days_ago + 30)
            ]
            if there:
                _hold(world, modules[kind], [world.today - timedelta(days=days_ago)], there)


def _hold(world: World, module: TrainingModule, days: list[date], guides: list[Guide]) -> None:
    """A training that is over, with everybody there and certificates."""
    last = days[-1]
    run = TrainingRun(
        module=module, trainer=world.chance.one(TRAINERS), place="Kreishaus, Großer Saal (Demo)", is_open=False,
        finished_on=last + timedelta(days=3),
    )  # fmt: skip
    run.save()
    dates = _days_of(run, days, module.units)
    for row in dates:
        row.attendance_recorded_on = row.on
    TrainingDate.objects.bulk_create(dates)
    registered = timezone.make_aware(datetime.combine(days[0] - timedelta(days=14), time(10)))
    people = [
        TrainingParticipant(
            run=run, guide=guide, name=str(guide), registered_at=registered, result=TrainingParticipant.Result.PASSED,
            certificate_on=run.finished_on,
        )
        for guide in guides
    ]  # fmt: skip
    TrainingParticipant.objects.bulk_create(people)
    TrainingAttendance.objects.bulk_create(
        TrainingAttendance(participant=one, date=row) for one in people for row in dates
    )


def _coming_trainings(world: World, modules: dict, guides: list[Guide]) -> None:
    """The next base training with those in training on its list, and one to freshen up."""
    wanted = [guide for guide in guides if guide.status == S.IN_TRAINING]
    plans = [("basic", 18, wanted, COHORT), ("refresher", 40, [g for g in guides if g.status == S.ACTIVE][:4], 12)]
    for kind, ahead, people, places in plans:
        if kind not in modules:
            continue
        first = world.today + timedelta(days=ahead)
        run = TrainingRun(
            module=modules[kind],
            trainer=world.chance.one(TRAINERS),
            place="Kreishaus, Großer Saal (Demo)",
            places=places,
        )
        run.save()
        TrainingDate.objects.bulk_create(
            _days_of(run, [first + timedelta(days=7 * week) for week in range(4)], modules[kind].units)
        )
        registered = timezone.make_aware(datetime.combine(world.today - timedelta(days=3), time(10)))
        TrainingParticipant.objects.bulk_create(
            TrainingParticipant(
                run=run, guide=guide, name=str(guide), registered_at=registered, is_self_registered=True
            )
            for guide in people[:places]
        )


def _papers(world: World, worked: list[Guide]) -> None:
    chance, today = world.chance, world.today
    certificates, declarations, appointments = [], [], []
    for guide in worked:
        signed = guide.started_on - timedelta(days=20)
        kinds = [Declaration.Kind.CONFIDENTIALITY] + [Declaration.Kind.NEUTRALITY] * guide.is_interpreter
        declarations += [
            Declaration(guide=guide, kind=kind, wording_version=DECLARATION_VERSION, signed_on=signed) for kind in kinds
        ]
        if guide.status != S.LEFT and chance.happens(0.3):
            inspected = today - timedelta(days=chance.between(20, 1810))
            certificates.append(
                ConductCertificate(guide=guide, issued_on=inspected - timedelta(days=20), inspected_on=inspected)
            )
        for role in roles_of(guide):
            ended = guide.left_on if guide.status == S.LEFT else None
            appointments.append(
                FormalAppointment(
                    guide=guide, role=role, appointed_on=guide.started_on - timedelta(days=5), ended_on=ended,
                    ending=FormalAppointment.Ending.LEFT if ended else "",
                )
            )  # fmt: skip
    Declaration.objects.bulk_create(declarations)
    ConductCertificate.objects.bulk_create(certificates)
    FormalAppointment.objects.bulk_create(appointments)


def _ways(world: World, guides: list[Guide]) -> None:
    """The steps each has taken, a few words of a talk, and what those wrote who have just asked."""
    chance, today = world.chance, world.today
    steps, notes, interests = [], [], []
    for number, guide in enumerate(guides):
        began = guide.started_on or today - timedelta(days=chance.between(5, 60))
        way = [S.INTERESTED, S.IN_CONVERSATION, S.IN_TRAINING, S.APPOINTED, S.ACTIVE]
        reached = way.index(guide.status) + 1 if guide.status in way else len(way)
        for position, status in enumerate(way[:reached]):
            day = began - timedelta(days=(reached - 1 - position) * 12)
            steps.append(StatusChange(guide=guide, before=way[position - 1] if position else "", after=status, on=day))
        if guide.status in (S.RESTING, S.LEFT):
            day = guide.left_on or today - timedelta(days=chance.between(10, 90))
            steps.append(StatusChange(guide=guide, before=S.ACTIVE, after=guide.status, on=day))
        if guide.status == S.IN_CONVERSATION or chance.happens(0.1):
            notes.append(
                TalkNote(guide=guide, on=began - timedelta(days=40), text=chance.one(TALKS), by=guide.responsible)
            )
        if guide.status == S.INTERESTED:
            at = timezone.make_aware(datetime.combine(today - timedelta(days=chance.between(0, 20)), time(18, 30)))
            interests.append(
                GuideInterest(
                    guide=guide, wishes=chance.one(WISHES), when="abends und samstags", language="de", received_at=at,
                    submission_digest=f"{number:064d}",
                )
            )  # fmt: skip
    StatusChange.objects.bulk_create(steps)
    TalkNote.objects.bulk_create(notes)
    GuideInterest.objects.bulk_create(interests)
