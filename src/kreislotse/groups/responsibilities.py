"""The bodies, meetings, tasks and projects a colleague looks after, for the hand-over to a successor."""

from django.utils.translation import gettext_lazy as _

from kreislotse.accounts.handover import Responsibility
from kreislotse.core.words import day_text, moment_text
from kreislotse.groups.models import Body, Meeting, Project, Task


def _held_by(user):
    return Body.objects.active().filter(responsible=user).order_by("name", "pk")


def _describe(body: Body) -> list[str]:
    return [body.name, body.get_kind_display(), body.get_our_role_display(), body.note]


BODIES = Responsibility(
    code="bodies",
    label=_("Gremien, für die die Person zuständig ist"),
    field="responsible",
    held_by=_held_by,
    columns=(_("Gremium"), _("Art"), _("Unsere Rolle"), _("Notiz")),
    describe=_describe,
)


def _meetings_held_by(user):
    """Those to come, and those whose minutes are not approved yet."""
    rows = Meeting.objects.filter(responsible=user).exclude(status=Meeting.Status.CANCELLED)
    return rows.exclude(minutes_status=Meeting.Minutes.APPROVED).select_related("body").order_by("starts_at", "pk")


def _describe_meeting(meeting: Meeting) -> list[str]:
    return [
        meeting.title or meeting.body.name, moment_text(meeting.starts_at), meeting.get_status_display(),
        meeting.get_minutes_status_display(),
    ]  # fmt: skip


MEETINGS = Responsibility(
    code="meetings",
    label=_("Sitzungen, um die sich die Person kümmert"),
    field="responsible",
    held_by=_meetings_held_by,
    columns=(_("Sitzung"), _("Beginn"), _("Stand"), _("Protokoll")),
    describe=_describe_meeting,
)


def _tasks_held_by(user):
    return Task.objects.open().filter(responsible=user).select_related("body").order_by("due_on", "pk")


def _describe_task(task: Task) -> list[str]:
    return [task.text, task.body.name, day_text(task.due_on)]


TASKS = Responsibility(
    code="body_tasks",
    label=_("Aufgaben aus Sitzungen"),
    field="responsible",
    held_by=_tasks_held_by,
    columns=(_("Aufgabe"), _("Gremium"), _("fällig am")),
    describe=_describe_task,
)


def _describe_project(project: Project) -> list[str]:
    ends = day_text(project.ends_on) if project.ends_on else ""
    return [project.title, project.lead.name, day_text(project.starts_on), ends, project.note]


PROJECTS = Responsibility(
    code="projects",
    label=_("Projekte von Partnern, für die die Person zuständig ist"),
    field="responsible",
    held_by=lambda user: Project.objects.open().filter(responsible=user).select_related("lead").order_by("title", "pk"),
    columns=(_("Projekt"), _("Wer es leitet"), _("Beginn"), _("Ende"), _("Notiz")),
    describe=_describe_project,
)

ALL = (BODIES, MEETINGS, TASKS, PROJECTS)
