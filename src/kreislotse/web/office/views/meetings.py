"""Meetings of bodies: planned, invited to, moved, called off; agenda, papers and minutes stand in `web.meeting_pages`."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import trail_of
from kreislotse.audit.registry import label as entry_label
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.core.words import day_text
from kreislotse.groups import agenda, approved, inviting, meeting_queries, meetings, minutes, queries
from kreislotse.groups.models import AgendaItem, Body, Meeting, Paper, Resolution
from kreislotse.groups.printouts import minutes_state
from kreislotse.web import meeting_pages as pages
from kreislotse.web.meeting_forms import AgendaLines, ApproveForm, SendMinutesForm
from kreislotse.web.meeting_pages import OFFICE
from kreislotse.web.office.forms.meetings import CancelForm, ChangeMeetingForm, MeetingFilters, MoveForm, PlanForm

TRAIL = 20


def _meeting(request, pk) -> Meeting:
    rows = meeting_queries.visible_meetings(to=request.user)
    return get_object_or_404(rows.select_related("body", "responsible", "series", "approved_in__body"), pk=pk)


def _item(request, pk) -> AgendaItem:
    rows = AgendaItem.objects.filter(meeting__in=meeting_queries.visible_meetings(to=request.user).values("pk"))
    return get_object_or_404(rows.select_related("meeting__body"), pk=pk)


def _body(request, pk) -> Body:
    return get_object_or_404(queries.visible_bodies(to=request.user), pk=pk)


@require_permission(Permission.BODY_VIEW)
def meeting_list(request):
    bodies = queries.visible_bodies(to=request.user)
    filters = MeetingFilters(request.GET, bodies=bodies)
    wanted, now = filters.values, timezone.now()
    rows = meeting_queries.visible_meetings(to=request.user)
    if wanted.get("when") == "post":
        rows = rows.filter(pk__in=inviting.mails_that_failed(now).values("pk")).order_by("starts_at", "pk")
    else:
        rows = rows.past(now) if wanted.get("when") == "past" or wanted.get("minutes") else rows.coming(now)
    if "body" in wanted:
        rows = rows.filter(body=wanted["body"])
    if "minutes" in wanted:
        rows = rows.filter(minutes_status=wanted["minutes"], status=Meeting.Status.HELD)
    page = paginate(meeting_queries.with_numbers(rows.select_related("body", "responsible")), request)
    number = page.paginator.count
    context = {
        "filters": filters, "active": len(wanted), "page": page,
        "summary": ngettext("%(n)d Sitzung", "%(n)d Sitzungen", number) % {"n": number},
    }  # fmt: skip
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/meetings/{template}", context)


@require_permission(Permission.BODY_VIEW)
def meeting_detail(request, pk):
    meeting = _meeting(request, pk)
    kept = approved.kept_minutes(meeting)
    context = (
        OFFICE.context(meeting)
        | pages.frame_shown(meeting, kept)
        | {
            "items": pages.items_shown(meeting, kept=kept),
            "has_corrections": meeting.corrections.exists(),
            "moves": meeting.moves.order_by("sequence"),
            "contributions": meeting_queries.contributions_on(meeting),
            "mails": _mails(meeting),
            "corrections": meeting.corrections.filter(item=None).order_by("corrected_on", "pk"),
            "state": minutes_state(meeting),
            "is_over": meeting.ends_at < timezone.now(),
            "has_begun": meeting.day <= timezone.localdate(),
            "trail": [(entry_label(one.entry), one) for one in trail_of(meeting)[:TRAIL]]
            if request.can.audit_view
            else [],
        }
    )
    return render(request, "office/meetings/detail.html", context)


def _mails(meeting: Meeting) -> list[dict]:
    """One line per kind of mail: how many went, did not go, or have no address."""
    from kreislotse.groups.models import MeetingMail

    found = meeting_queries.mails_of(meeting)
    return [{"kind": kind.label, **found[kind.value]} for kind in MeetingMail.Kind if kind.value in found]


# ── planning ────────────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.BODY_EDIT)
def plan_meeting(request, pk):
    body = _body(request, pk)
    form = PlanForm(request.POST or None, initial=_like_last(body) | {"responsible": request.user.pk})
    if form.is_bound and form.is_valid():
        try:
            target = _plan(request, body, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("office:meeting_detail", pk=target.pk)
    context = {"body": body, "form": form}
    return render(request, "office/meetings/plan.html", context, status=422 if form.errors else 200)


def _like_last(body: Body) -> dict:
    """Place, form and clock of the last meeting: most bodies meet where they met."""
    last = body.meetings.exclude(status=Meeting.Status.CANCELLED).order_by("-starts_at").first()
    if last is None:
        return {}
    kept = {name: getattr(last, name) for name in ("form", "place", "video_link", "minutes_by")}
    begins, ends = timezone.localtime(last.starts_at), timezone.localtime(last.ends_at)
    return kept | {"from_time": begins.time(), "to_time": ends.time()}


def _plan(request, body: Body, form: PlanForm) -> Meeting:
    cleaned = form.cleaned_data
    if not cleaned["rhythm"]:
        meeting = meetings.plan_meeting(body, **form.span, frame=form.frame, by=request.user)
        messages.success(request, _("Die Sitzung ist geplant. Schreiben Sie jetzt die Tagesordnung und laden Sie ein."))
        return meeting
    planned = meetings.plan_series(
        body, rhythm=cleaned["rhythm"], first_on=cleaned["day"], last_on=cleaned["last_on"], from_time=cleaned["from_time"],
        to_time=cleaned["to_time"], frame=form.frame, now=timezone.now(), by=request.user,
    )  # fmt: skip
    number = len(planned.meetings)
    messages.success(
        request, ngettext("%(n)d Sitzung ist geplant.", "%(n)d Sitzungen sind geplant.", number) % {"n": number}
    )
    if planned.left_out:
        days = "; ".join(f"{day_text(day)} ({why})" for day, why in planned.left_out)
        messages.info(request, _("Ausgelassen: %(days)s.") % {"days": days})
    return planned.meetings[0]


@require_permission(Permission.BODY_EDIT)
def edit_meeting(request, pk):
    meeting = _meeting(request, pk)
    form = ChangeMeetingForm(request.POST or None, meeting=meeting)
    if form.is_bound and form.is_valid():
        try:
            meetings.change_meeting(meeting, frame=form.frame, seen_at=form.seen_at, by=request.user)
        except meetings.MeetingChangedMeanwhile as error:
            form.add_error(None, str(error))
            form.data = form.data.copy()
            form.data["seen"] = Meeting.objects.get(pk=pk).updated_at.isoformat()
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Sitzung ist gespeichert."))
            return redirect("office:meeting_detail", pk=pk)
    context = OFFICE.context(meeting) | {"form": form}
    return render(request, "office/meetings/edit.html", context, status=422 if form.errors else 200)


@require_permission(Permission.BODY_EDIT)
def edit_standing_items(request, pk):
    body = _body(request, pk)
    items = list(body.standing_items.order_by("position", "pk"))
    lines, problem = AgendaLines(request.POST or None, items=items, body=body), ""
    if lines.is_bound and lines.is_valid():
        try:
            agenda.save_standing_items(body, lines.lines, by=request.user)
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(
                request, _("Die ständigen Punkte sind gespeichert. Sie stehen auf jeder neuen Tagesordnung.")
            )
            more = "more" in request.POST
            return redirect("office:edit_standing_items" if more else "office:body_detail", pk=pk)
    context = {"body": body, "lines": lines, "problem": problem, "layout": OFFICE.layout}
    is_wrong = problem or (lines.is_bound and lines.total_error_count())
    return render(request, "office/meetings/standing.html", context, status=422 if is_wrong else 200)


# ── one step with one form ──────────────────────────────────────────────────────────────────────────


def _step(request, meeting, form, act, *, title, label, lead="", **more):  # noqa: PLR0913
    """One form about one meeting: `act` takes the valid form and returns the sentence that says what happened."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("office:meeting_detail", pk=meeting.pk)
    context = OFFICE.context(meeting) | {"form": form, "title": title, "label": label, "lead": lead} | more
    return render(request, "office/meetings/small.html", context, status=422 if form.errors else 200)


def _told(meeting: Meeting) -> str:
    """Who hears of a change, for the sentence before it."""
    if meeting.status != Meeting.Status.INVITED:
        return _("Noch ist niemand eingeladen; es geht keine Mail hinaus.")
    number = meeting.mails.filter(kind="invitation").exclude(status="no_address").count()
    return ngettext(
        "%(n)d eingeladene Person bekommt eine Mail mit dem neuen Stand.",
        "%(n)d eingeladene Personen bekommen je eine Mail mit dem neuen Stand.", number,
    ) % {"n": number}  # fmt: skip


@require_permission(Permission.BODY_EDIT)
def move_meeting(request, pk):
    meeting = _meeting(request, pk)

    def move(form):
        moved = meetings.move_meeting(
            meeting, **form.span, reason=form.cleaned_data["reason"], now=timezone.now(), by=request.user
        )
        return _("Die Sitzung ist verschoben auf %(day)s.") % {"day": day_text(moved.day)}

    form = MoveForm(request.POST or None, meeting=meeting)
    return _step(
        request,
        meeting,
        form,
        move,
        title=_("Sitzung verschieben"),
        label=_("Sitzung verschieben"),
        lead=_told(meeting),
    )


@require_permission(Permission.BODY_EDIT)
def cancel_meeting(request, pk):
    meeting = _meeting(request, pk)

    def cancel(form):
        meetings.cancel_meeting(meeting, reason=form.cleaned_data["reason"], by=request.user)
        return _("Die Sitzung ist abgesagt.")

    form = CancelForm(request.POST or None)
    return _step(
        request, meeting, form, cancel, title=_("Sitzung absagen"), label=_("Sitzung absagen"), lead=_told(meeting),
        kind="danger",
    )  # fmt: skip


@require_permission(Permission.BODY_EDIT)
def send_minutes(request, pk):
    meeting = _meeting(request, pk)

    def send(form):
        minutes.send_minutes(
            meeting, objections_until=form.cleaned_data["objections_until"], now=timezone.now(), by=request.user
        )
        return _("Das Protokoll ist unterwegs.")

    initial = {"objections_until": minutes.objections_until(timezone.localdate())}
    number = len([one for one in inviting.members_on(meeting) if one.email])
    lead = ngettext(
        "%(n)d Mitglied bekommt das Protokoll als PDF. Bis es genehmigt ist, ändert es niemand; bei Einwänden holen Sie es zurück.",
        "%(n)d Mitglieder bekommen das Protokoll als PDF. Bis es genehmigt ist, ändert es niemand; bei Einwänden holen Sie es zurück.",
        number,
    ) % {"n": number}  # fmt: skip
    form = SendMinutesForm(request.POST if request.method == "POST" else None, initial=initial)
    return _step(
        request, meeting, form, send, title=_("Protokoll verschicken"), label=_("Protokoll verschicken"), lead=lead
    )


@require_permission(Permission.BODY_EDIT)
def approve_minutes(request, pk):
    meeting = _meeting(request, pk)

    def approve(form):
        minutes.approve_minutes(meeting, **form.cleaned_data, now=timezone.now(), by=request.user)
        return _("Das Protokoll ist genehmigt.")

    form = ApproveForm(request.POST or None, meeting=meeting)
    lead = _("Danach ändert sich das Protokoll nicht mehr. Was falsch war, steht als Berichtigung daneben.")
    return _step(
        request, meeting, form, approve, title=_("Protokoll genehmigen"), label=_("Protokoll genehmigen"), lead=lead
    )


# ── one step with one button ────────────────────────────────────────────────────────────────────────


def _act(request, meeting, action, done):
    """One operation by a button; its refusal is said on the page of the meeting."""
    try:
        action()
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, done)
    return redirect("office:meeting_detail", pk=meeting.pk)


@require_permission(Permission.BODY_EDIT)
@require_POST
def hold_meeting(request, pk):
    meeting = _meeting(request, pk)
    try:
        meetings.hold_meeting(meeting, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:meeting_detail", pk=pk)
    return redirect("office:record_meeting_attendance", pk=pk)


@require_permission(Permission.BODY_EDIT)
@require_POST
def take_minutes_back(request, pk):
    meeting = _meeting(request, pk)
    return _act(
        request, meeting, lambda: minutes.take_minutes_back(meeting, by=request.user),
        _("Das Protokoll ist wieder ein Entwurf. Ändern Sie es und schicken Sie es noch einmal."),
    )  # fmt: skip


@require_permission(Permission.BODY_EDIT)
@require_POST
def keep_minutes(request, pk):
    meeting = _meeting(request, pk)
    return _act(
        request, meeting, lambda: approved.keep_earlier(meeting, now=timezone.now(), by=request.user),
        _("Das Protokoll ist festgehalten. Namen und Aufgaben darin bleiben jetzt, wie sie heute sind."),
    )  # fmt: skip


@require_permission(Permission.BODY_EDIT)
@require_POST
def repeat_meeting_mails(request, pk):
    meeting = _meeting(request, pk)
    return _act(request, meeting, lambda: inviting.repeat_failed(meeting), _("Wir versuchen es noch einmal."))


@require_permission(Permission.BODY_EDIT)
def invite_to_meeting(request, pk):
    """Inviting writes to people, so it shows first to whom."""
    meeting = _meeting(request, pk)
    if request.method == "POST":
        return _act(
            request, meeting,
            lambda: inviting.invite_to_meeting(meeting, now=timezone.now(), by=request.user),
            _("Die Einladungen sind unterwegs, mit Tagesordnung und Kalendereintrag."),
        )  # fmt: skip
    context = OFFICE.context(meeting) | {
        "recipients": inviting.not_yet_invited(meeting),
        "items": pages.items_shown(meeting, for_office=False),
        "is_again": meeting.status == Meeting.Status.INVITED,
    }
    return render(request, "office/meetings/invite.html", context)


# ── the pages an external lead has too ──────────────────────────────────────────────────────────────


@require_permission(Permission.BODY_EDIT)
def edit_agenda(request, pk):
    return pages.edit_agenda(request, _meeting(request, pk), OFFICE)


@require_permission(Permission.BODY_EDIT)
def add_paper(request, pk):
    return pages.add_paper(request, _item(request, pk), OFFICE)


@require_permission(Permission.BODY_VIEW)
def meeting_paper(request, pk):
    rows = meeting_queries.visible_papers(to=request.user).select_related("file")
    return pages.send_paper(get_object_or_404(rows, pk=pk))


@require_permission(Permission.BODY_EDIT)
@require_POST
def remove_paper(request, pk):
    rows = meeting_queries.visible_papers(to=request.user).select_related("item__meeting")
    paper: Paper = get_object_or_404(rows, pk=pk)
    done = _("„%(name)s“ ist entfernt.") % {"name": paper}
    return _act(request, paper.item.meeting, lambda: agenda.remove_paper(paper, by=request.user), done)


@require_permission(Permission.BODY_EDIT)
def record_meeting_attendance(request, pk):
    return pages.record_attendance(request, _meeting(request, pk), OFFICE)


@require_permission(Permission.BODY_EDIT)
def write_minutes(request, pk):
    return pages.write_minutes(request, _meeting(request, pk), OFFICE)


@require_permission(Permission.BODY_EDIT)
def record_resolution(request, pk):
    return pages.record_resolution(request, _item(request, pk), OFFICE)


@require_permission(Permission.BODY_EDIT)
def edit_resolution(request, pk):
    bodies = queries.visible_bodies(to=request.user).values("pk")
    rows = Resolution.objects.filter(body__in=bodies).select_related("item__meeting__body")
    resolution = get_object_or_404(rows, pk=pk)
    return pages.record_resolution(request, resolution.item, OFFICE, resolution)


@require_permission(Permission.BODY_EDIT)
def set_body_task(request, pk):
    return pages.set_task(request, _item(request, pk), OFFICE)


@require_permission(Permission.BODY_EDIT)
def correct_minutes(request, pk):
    return pages.correct_minutes(request, _meeting(request, pk), OFFICE)


@require_permission(Permission.BODY_VIEW)
def meeting_agenda_pdf(request, pk):
    return pages.send_agenda_pdf(request, _meeting(request, pk))


@require_permission(Permission.BODY_VIEW)
def meeting_minutes_pdf(request, pk):
    return pages.send_minutes_pdf(request, _meeting(request, pk), OFFICE)


@require_permission(Permission.BODY_VIEW)
def meeting_calendar(request, pk):
    return pages.send_calendar(request, _meeting(request, pk))
