"""The networks and groups on which a partner sits: who else is there, their meetings, papers and approved minutes.

Where the own organization leads a body, its people write agenda and minutes here with the pages of the office.
"""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.pagination import paginate
from kreislotse.groups import approved, meeting_queries
from kreislotse.groups.hearings import in_order
from kreislotse.groups.meeting_search import search_meetings as find
from kreislotse.groups.models import AgendaItem, HearingCase, Meeting, Resolution
from kreislotse.groups.printouts import minutes_state
from kreislotse.groups.queries import own_bodies, seats_on
from kreislotse.planning.participation import window_on
from kreislotse.web import meeting_pages as pages
from kreislotse.web.meeting_pages import PARTNERS

MEETINGS = 20


@require_permission(Permission.OWN_BODIES_VIEW)
def body_list(request):
    rows = own_bodies(request.user).select_related("part_of").order_by("name", "pk")
    text = request.GET.get("q", "").strip()[:100]
    found = find(text, to=request.user) if text else []
    return render(request, "partners/bodies/list.html", {"bodies": rows, "text": text, "found": found})


@require_permission(Permission.OWN_BODIES_VIEW)
def body_detail(request, pk):
    body, now = get_object_or_404(own_bodies(request.user), pk=pk), timezone.now()
    context = {
        "body": body,
        "seats": seats_on(body, timezone.localdate()),
        "coming": body.meetings.coming(now)[:MEETINGS],
        "has_hearings": HearingCase.objects.filter(body=body).exists(),
        "window": window_on(timezone.localdate()),
        "past": body.meetings.past(now)[:MEETINGS],
    }
    return render(request, "partners/bodies/detail.html", context)


@require_permission(Permission.OWN_BODIES_VIEW)
def body_hearings(request, pk):
    """What the own council was informed of and asked, and what became of its word; to read, the office writes it."""
    body = get_object_or_404(own_bodies(request.user), pk=pk)
    page = paginate(in_order(HearingCase.objects.filter(body=body)).select_related("resolution"), request)
    context = {"body": body, "page": page, "today": timezone.localdate()}
    return render(request, "partners/bodies/hearings.html", context)


def _meeting(request, pk) -> Meeting:
    rows = Meeting.objects.filter(body__in=own_bodies(request.user).values("pk")).select_related("body")
    return get_object_or_404(rows, pk=pk)


def _led(request, pk) -> Meeting:
    rows = Meeting.objects.filter(body__in=meeting_queries.led_bodies(request.user).values("pk"))
    return get_object_or_404(rows.select_related("body"), pk=pk)


def _led_item(request, pk) -> AgendaItem:
    rows = AgendaItem.objects.filter(meeting__body__in=meeting_queries.led_bodies(request.user).values("pk"))
    return get_object_or_404(rows.select_related("meeting__body"), pk=pk)


@require_permission(Permission.OWN_BODIES_VIEW)
def meeting_detail(request, pk):
    meeting = _meeting(request, pk)
    leads = meeting_queries.led_bodies(request.user).filter(pk=meeting.body_id).exists()
    kept = approved.kept_minutes(meeting)
    context = (
        PARTNERS.context(meeting)
        | pages.frame_shown(meeting, kept)
        | {
            "items": pages.items_shown(meeting, for_office=False, kept=kept),
            "contributions": meeting_queries.contributions_on(meeting, for_office=False),
            "has_corrections": meeting.corrections.exists(),
            "leads": leads,
            "hides_minutes": not (leads or meeting.has_approved_minutes),
            "corrections": meeting.corrections.filter(item=None).order_by("corrected_on", "pk"),
            "state": minutes_state(meeting),
            "has_begun": meeting.day <= timezone.localdate(),
        }
    )
    return render(request, "partners/bodies/meeting.html", context)


@require_permission(Permission.OWN_BODIES_VIEW)
def meeting_paper(request, pk):
    rows = meeting_queries.visible_papers(to=request.user).select_related("file")
    return pages.send_paper(get_object_or_404(rows, pk=pk))


@require_permission(Permission.OWN_BODIES_VIEW)
def meeting_agenda_pdf(request, pk):
    return pages.send_agenda_pdf(request, _meeting(request, pk))


@require_permission(Permission.OWN_BODIES_VIEW)
def meeting_calendar(request, pk):
    return pages.send_calendar(request, _meeting(request, pk))


@require_permission(Permission.OWN_BODIES_VIEW)
def meeting_minutes_pdf(request, pk):
    """Approved minutes for everybody on the body; drafts for those who write them."""
    own = Meeting.objects.filter(
        body__in=own_bodies(request.user).values("pk"), minutes_status=Meeting.Minutes.APPROVED
    )
    led = Meeting.objects.filter(body__in=meeting_queries.led_bodies(request.user).values("pk"))
    meeting = get_object_or_404((own | led).select_related("body"), pk=pk)
    return pages.send_minutes_pdf(request, meeting, PARTNERS)


@require_permission(Permission.OWN_BODIES_LEAD)
def edit_agenda(request, pk):
    return pages.edit_agenda(request, _led(request, pk), PARTNERS)


@require_permission(Permission.OWN_BODIES_LEAD)
def add_paper(request, pk):
    return pages.add_paper(request, _led_item(request, pk), PARTNERS)


@require_permission(Permission.OWN_BODIES_LEAD)
def record_meeting_attendance(request, pk):
    return pages.record_attendance(request, _led(request, pk), PARTNERS)


@require_permission(Permission.OWN_BODIES_LEAD)
def write_minutes(request, pk):
    return pages.write_minutes(request, _led(request, pk), PARTNERS)


@require_permission(Permission.OWN_BODIES_LEAD)
def record_resolution(request, pk):
    return pages.record_resolution(request, _led_item(request, pk), PARTNERS)


@require_permission(Permission.OWN_BODIES_LEAD)
def edit_resolution(request, pk):
    rows = Resolution.objects.filter(body__in=meeting_queries.led_bodies(request.user).values("pk"))
    resolution = get_object_or_404(rows.select_related("item__meeting__body"), pk=pk)
    return pages.record_resolution(request, resolution.item, PARTNERS, resolution)


@require_permission(Permission.OWN_BODIES_LEAD)
def set_body_task(request, pk):
    return pages.set_task(request, _led_item(request, pk), PARTNERS)
