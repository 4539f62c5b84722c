from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.errors import DomainError
from kreislotse.core.scope import current_district_id
from kreislotse.districts.models import District
from kreislotse.guides.entries import Entry
from kreislotse.guides.helper_list import keep_helper_list
from kreislotse.guides.models import (
    CalendarFeed,
    ConductCertificate,
    FormalAppointment,
    Guide,
    GuideConsent,
    GuideLanguage,
    HelperPeriod,
    StatusChange,
    TrainingParticipant,
    WeeklyTime,
)
from kreislotse.guides.qualification import Rules, roles_of, rules_on, standings_of
from kreislotse.guides.queries import represented_organizations, sees_only_own_organization
from kreislotse.guides.steps import STEPS, objections_to_leaving
from kreislotse.guides.times import joined
from kreislotse.privacy.models import Consent
from kreislotse.taxonomy.models import Language


class Speaks(NamedTuple):
    """One line of a guide's languages; `level` is a `GuideLanguage.Level`."""

    language: Language
    level: str
    reads_and_writes: bool = True
    direction: str = ""


class NoRoleChosen(DomainError):
    message = gettext_lazy("Bitte wählen Sie mindestens eine Aufgabe: begleiten oder übersetzen.")


class GuideAlreadyRecorded(DomainError):
    message = gettext_lazy("%(name)s steht schon in der Liste (Nummer %(number)s). Bitte ergänzen Sie dort, was fehlt.")


class LanguageTwice(DomainError):
    message = gettext_lazy("%(language)s steht zweimal da. Bitte löschen Sie eine der beiden Zeilen.")


class NotYourOrganization(DomainError):
    message = gettext_lazy(
        "Sie können nur Personen Ihres eigenen Trägers eintragen. Bitte wählen Sie Ihren Träger aus."
    )


class StepNotPossible(DomainError):
    message = gettext_lazy(
        "Von „%(current)s“ geht es nicht direkt zu „%(wanted)s“. Möglich ist jetzt: %(possible)s."
    )  # fmt: skip


class CannotLeaveYet(DomainError):
    """Carries the sentence of whoever objects."""


class AppointmentMissing(DomainError):
    message = gettext_lazy(
        "%(name)s ist noch nicht förmlich berufen. Bitte tragen Sie die Berufung ein: Dabei wechselt der Status von selbst."
    )


class NotReady(DomainError):
    message = gettext_lazy("%(name)s kann noch nicht aktiv werden. %(obstacles)s")


class LoginTaken(DomainError):
    message = gettext_lazy(
        "Dieser Zugang gehört schon zu %(name)s. Bitte laden Sie mit einer anderen E-Mail-Adresse ein."
    )


@transaction.atomic
def save_guide(
    guide: Guide | None,
    *,
    languages: Iterable[Speaks],
    areas: Iterable,
    topics: Iterable,
    weekly_times: Iterable[tuple[int, time, time]],
    today: date,
    by,
    **facts,
) -> Guide:
    """Record a guide (`None`) or change one, with languages, areas, topics and weekly times.

    `facts` are the plain fields; `status` counts only for a new guide, later `change_status` moves it.
    """
    is_new = guide is None
    if is_new:
        guide = Guide(status=facts.pop("status", Guide.Status.INTERESTED))
    else:
        facts.pop("status", None)
        guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    changed = [name for name, value in facts.items() if getattr(guide, name) != value]
    for name, value in facts.items():
        setattr(guide, name, value)
    _check(guide, by)

    if is_new:
        guide.number = next_number()
    guide.save()
    guide.areas.set(areas)
    guide.topics.set(topics)
    _set_languages(guide, list(languages))
    _set_weekly_times(guide, weekly_times)
    if is_new:
        StatusChange(guide=guide, after=guide.status, on=today, by=by).save()
    keep_helper_list(guide, on=min(guide.started_on or today, today) if is_new else today)
    audit.record(
        Entry.GUIDE_RECORDED if is_new else Entry.GUIDE_CHANGED, guide, by=by, fields=", ".join(sorted(changed))
    )  # fmt: skip
    return guide


@transaction.atomic
def update_own_data(
    guide: Guide,
    *,
    first_name: str,
    last_name: str,
    phone: str,
    languages: Iterable[Speaks],
    areas: Iterable,
    weekly_times: Iterable[tuple[int, time, time]],
    by,
) -> Guide:
    """Let a guide keep name, telephone, languages, places and times up to date."""
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    guide.first_name, guide.last_name, guide.phone = first_name, last_name, phone
    guide.save(update_fields=["first_name", "last_name", "phone", "search_key"])
    HelperPeriod.objects.filter(guide=guide, to_on=None).update(first_name=first_name, last_name=last_name)
    guide.areas.set(areas)
    _set_languages(guide, list(languages))
    _set_weekly_times(guide, weekly_times)
    audit.record(Entry.GUIDE_CHANGED_OWN_DATA, guide, by=by)
    return guide


@transaction.atomic
def change_status(guide: Guide, *, status: str, today: date, by, reason: str = "") -> Guide:
    """Move a guide one step further.

    Raises `StepNotPossible` with the steps there are, `AppointmentMissing` and `NotReady` with what is in the way,
    `CannotLeaveYet` while somebody still counts on them.
    """
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    if status == guide.status:
        return guide
    if status not in STEPS[guide.status]:
        raise StepNotPossible(
            current=guide.get_status_display(),
            wanted=Guide.Status(status).label,
            possible=_(" oder ").join(str(Guide.Status(step).label) for step in STEPS[guide.status]),
        )
    if status == Guide.Status.LEFT and (objections := objections_to_leaving(guide)):
        raise CannotLeaveYet(" ".join(objections))
    if status == Guide.Status.APPOINTED:
        _check_appointed(guide, rules_on(today))
    if status == Guide.Status.ACTIVE:
        _check_ready(guide, today)
    return move(guide, status=status, on=today, by=by, reason=reason)


def move(guide: Guide, *, status: str, on: date, by, reason: str = "") -> Guide:
    """Write down a step that has been checked, with all that follows from it. `guide` is locked by the caller."""
    before, guide.status = guide.status, status
    guide.left_on = on if status == Guide.Status.LEFT else None
    has_started = guide.started_on is not None
    if status == Guide.Status.ACTIVE and not has_started:
        guide.started_on = on
    guide.save(update_fields=["status", "left_on", "started_on"])
    StatusChange(guide=guide, before=before, after=status, on=on, reason=reason, by=by).save()
    keep_helper_list(guide, on=on)
    if status == Guide.Status.LEFT:
        _end_with_leaving(guide, on=on, has_started=has_started)
    audit.record(Entry.GUIDE_STATUS_CHANGED, guide, by=by, before=before, after=status)
    return guide


def _check_appointed(guide: Guide, rules: Rules) -> None:
    needed = [role for role in roles_of(guide) if (row := rules.requirements.get(role)) and row.needs_appointment]
    if needed and not guide.appointments.filter(ended_on=None, role__in=needed).exists():
        raise AppointmentMissing(name=str(guide))


def _check_ready(guide: Guide, today: date) -> None:
    """At least one of the guide's roles must be free of obstacles."""
    standings = standings_of([guide], today)[guide.pk]
    obstacles = [[o for o in standings[role].obstacles if o.code != "not_active"] for role in roles_of(guide)]
    if all(obstacles):
        sentences = dict.fromkeys(str(obstacle) for one in obstacles for obstacle in one)
        raise NotReady(name=str(guide), obstacles=" ".join(sentences))


def _end_with_leaving(guide: Guide, *, on: date, has_started: bool) -> None:
    """What ends with the work: appointments, places in trainings; of somebody who never began the certificate at once."""
    for appointment in guide.appointments.filter(ended_on=None):
        appointment.ended_on = max(on, appointment.appointed_on)
        appointment.ending = FormalAppointment.Ending.LEFT
        appointment.save(update_fields=["ended_on", "ending"])
    to_come = TrainingParticipant.objects.filter(
        guide=guide, run__finished_on=None, run__cancelled_on=None, attended=None
    )
    to_come.exclude(status=TrainingParticipant.Status.WITHDRAWN).update(status=TrainingParticipant.Status.WITHDRAWN)
    if not has_started:
        ConductCertificate.objects.filter(guide=guide).delete()


@transaction.atomic
def connect_login(guide: Guide, *, user, by) -> Guide:
    """Tie a guide to the login with which they see the phone pages."""
    guide = Guide.objects.select_for_update(of=("self",)).get(pk=guide.pk)
    if guide.user_id == user.pk:
        return guide
    if other := Guide.objects.filter(user=user).first():
        raise LoginTaken(name=str(other))
    guide.user = user
    guide.save(update_fields=["user"])
    audit.record(Entry.GUIDE_GOT_LOGIN, guide, by=by)
    return guide


def erase_guides(guides: QuerySet[Guide]) -> int:
    """Delete guides; of those whose assignments must be kept only the number stays."""
    erased = 0
    for guide in guides:
        _delete_consents(guide)
        try:
            with transaction.atomic():
                guide.delete()
        except ProtectedError:
            if guide.search_key == "":
                continue
            _empty(guide)
        erased += 1
    return erased


def _delete_consents(guide: Guide) -> None:
    """A consent says nothing without its person, and goes with them."""
    Consent.objects.filter(pk__in=GuideConsent.objects.filter(guide=guide).values("consent_id")).delete()


def _empty(guide: Guide) -> None:
    for rows in (
        guide.languages, guide.weekly_times, guide.interests, guide.status_changes, guide.talk_notes, guide.appointments,
        guide.declarations, guide.recognized_trainings, guide.absences,
    ):  # fmt: skip
        rows.all().delete()
    ConductCertificate.objects.filter(guide=guide).delete()
    CalendarFeed.objects.filter(guide=guide).delete()
    # the lists stand by themselves from now on: for the grant and for the insurance
    guide.trainings.update(guide=None)
    HelperPeriod.objects.filter(guide=guide).update(guide=None)
    guide.areas.clear()
    guide.topics.clear()
    Guide.objects.filter(pk=guide.pk).update(
        first_name="", last_name=guide.number, email="", phone="", gender="", user=None, home_municipality=None, note="",
        responsible=None, search_key="", interface_language="",
    )  # fmt: skip
    audit.record(Entry.GUIDE_ERASED, guide)


def _check(guide: Guide, by) -> None:
    if not guide.is_guide and not guide.is_interpreter:
        raise NoRoleChosen
    if (
        sees_only_own_organization(by)
        and not represented_organizations(by).filter(organization_id=guide.organization_id).exists()
    ):
        raise NotYourOrganization
    same = Guide.objects.exclude(pk=guide.pk).exclude(status=Guide.Status.LEFT)
    if guide.email:
        same = same.filter(email__iexact=guide.email)
    else:
        same = same.filter(
            first_name=guide.first_name, last_name=guide.last_name, phone=guide.phone, email="",
            organization_id=guide.organization_id,
        )  # fmt: skip
    if twin := same.first():
        raise GuideAlreadyRecorded(name=str(twin), number=twin.number)


def next_number() -> str:
    """The next free „L“ number; the district's row is locked so that two colleagues do not get the same."""
    District.objects.select_for_update().get(pk=current_district_id())
    numbers = Guide.objects.filter(number__regex=r"^L[0-9]+$").order_by(Length("number"), "number")
    last = numbers.values_list("number", flat=True).last()
    return f"L{int(last[1:]) + 1 if last else 1:03d}"


def _set_languages(guide: Guide, lines: list[Speaks]) -> None:
    seen = set()
    for line in lines:
        if line.language.pk in seen:
            raise LanguageTwice(language=line.language.name)
        seen.add(line.language.pk)
    guide.languages.exclude(language_id__in=seen).delete()
    for line in lines:
        GuideLanguage.objects.update_or_create(
            guide=guide,
            language=line.language,
            defaults={"level": line.level, "reads_and_writes": line.reads_and_writes, "direction": line.direction},
        )


def _set_weekly_times(guide: Guide, times: Iterable[tuple[int, time, time]]) -> None:
    by_weekday: dict[int, list[tuple[time, time]]] = {}
    for weekday, start, end in times:
        by_weekday.setdefault(weekday, []).append((start, end))
    guide.weekly_times.all().delete()
    WeeklyTime.objects.bulk_create(
        WeeklyTime(guide=guide, weekday=weekday, from_time=start, to_time=end)
        for weekday, windows in sorted(by_weekday.items())
        for start, end in joined(windows)
    )
