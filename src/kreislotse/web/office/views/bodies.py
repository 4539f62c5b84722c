"""Networks, working groups, councils: who sits there for whom, and since when."""

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
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.groups import hearings, joining, operations, queries
from kreislotse.groups.models import Body, BodyJoining, Seat
from kreislotse.web.office.forms.groups import (
    AcceptForm,
    BodyFilters,
    BodyForm,
    ChangeSeatForm,
    DeclineForm,
    EndForm,
    NamePersonForm,
    SeatForm,
    SeveralSeatsForm,
)

TRAIL, CONTRIBUTIONS, NEXT = 20, 50, 5


@require_permission(Permission.BODY_VIEW)
def body_list(request):
    filters = BodyFilters(request.GET)
    rows = queries.filtered_bodies(queries.visible_bodies(to=request.user), **filters.values)
    rows = queries.with_counts(rows, timezone.localdate()).select_related("part_of", "municipality", "responsible")
    page = paginate(rows.order_by("name", "pk"), request)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "summary": ngettext("%(n)d Gremium", "%(n)d Gremien", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/bodies/{template}", context)


def _visible(request, pk) -> Body:
    rows = queries.visible_bodies(to=request.user).select_related("part_of", "owner", "municipality", "responsible")
    return get_object_or_404(rows, pk=pk)


def _seat(request, pk) -> Seat:
    bodies = queries.visible_bodies(to=request.user).values("pk")
    return get_object_or_404(Seat.objects.filter(body__in=bodies).select_related("body", "organization"), pk=pk)


@require_permission(Permission.BODY_VIEW)
def body_detail(request, pk):
    body, today = _visible(request, pk), timezone.localdate()
    seats = queries.seats_on(body, today)
    context = {
        "body": body,
        "seats": seats,
        "taken": sum(seat.votes for seat in seats),
        "former": queries.former_seats(body, today),
        "coming": list(Seat.objects.filter(body=body, from_on__gt=today).select_related("organization")),
        "topics": body.topics.order_by("sort_order", "name"),
        "unanswered": joining.answers_that_failed(timezone.localdate()).filter(body=body),
        "joinings": body.joinings.filter(status=BodyJoining.Status.OPEN).order_by("asked_at", "pk"),
        "contributions": queries.contributions_of(body=body)[:CONTRIBUTIONS],
        "parts": body.parts.active().order_by("name", "pk"),
        "coming_meetings": body.meetings.coming(timezone.now())[:NEXT],
        "past_meetings": body.meetings.past(timezone.now())[:NEXT],
        "standing": body.standing_items.order_by("position", "pk"),
        "tasks_open": body.tasks.open().count(),
        "is_heard": hearings.is_heard(body),
        "trail": [(entry_label(one.entry), one) for one in trail_of(body)[:TRAIL]] if request.can.audit_view else [],
    }
    return render(request, "office/bodies/detail.html", context)


@require_permission(Permission.BODY_EDIT)
def record_body(request):
    return _body_page(request, Body())


@require_permission(Permission.BODY_EDIT)
def edit_body(request, pk):
    return _body_page(request, _visible(request, pk))


def _body_page(request, body):
    title, status = body.name, 200
    form = BodyForm(request.POST or None, instance=body)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                saved = operations.save_body(
                    form.instance, topics=form.cleaned_data["topics"], by=request.user, seen_at=form.seen_at,
                    changed=[name for name in form.changed_data if name != "seen"],
                )  # fmt: skip
            except operations.ChangedMeanwhile as error:
                form.add_error(None, str(error))
                form.accept_new_state()
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("„%(name)s“ ist gespeichert.") % {"name": saved.name})
                return redirect("office:body_detail", pk=saved.pk)
    return render(request, "office/bodies/form.html", {"form": form, "title": title, "body": body}, status=status)


@require_permission(Permission.BODY_EDIT)
def end_body(request, pk):
    body = _visible(request, pk)

    def end(form):
        operations.end_body(body, on=form.cleaned_data["on"], by=request.user)
        return _("„%(name)s“ ist beendet, mit allen Sitzen.") % {"name": body.name}

    lead = _("Alle Sitze enden an diesem Tag. Sitzungen und Beschlüsse bleiben erhalten.")
    return _small_page(request, body, EndForm(request.POST or None), end, title=_("Gremium beenden"), lead=lead)


@require_permission(Permission.BODY_EDIT)
@require_POST
def resume_body(request, pk):
    try:
        operations.resume_body(_visible(request, pk), by=request.user)
    except DomainError as error:
        messages.info(request, str(error))
    return redirect("office:body_detail", pk=pk)


@require_permission(Permission.BODY_EDIT)
def give_seat(request, pk):
    body = _visible(request, pk)
    form = SeatForm(request.POST or None, body=body)

    def give(form):
        seat = operations.give_seat(body, **form.arguments(), by=request.user)
        name = form.person.name if form.person else str(seat.organization)
        return _("%(name)s ist jetzt dabei.") % {"name": name}

    return _small_page(request, body, form, give, title=_("Sitz vergeben"), template="office/bodies/seat.html")


@require_permission(Permission.BODY_EDIT)
def give_seats(request, pk):
    """Many actors at once, as when a network is founded from a list that was read in."""
    body = _visible(request, pk)
    form = SeveralSeatsForm(request.POST or None, body=body)

    def give(form):
        cleaned = form.cleaned_data
        seats = operations.give_seats(body, cleaned["organizations"], from_on=cleaned["from_on"], by=request.user)
        n = len(seats)
        return ngettext("%(n)d Akteur hat jetzt einen Sitz.", "%(n)d Akteure haben jetzt einen Sitz.", n) % {"n": n}

    return _small_page(
        request, body, form, give, title=_("Mehrere Akteure aufnehmen"), template="office/bodies/seats.html",
        lead=_("Jeder bekommt einen Sitz als Mitglied, mit der wichtigsten Ansprechperson darauf. Rollen und Personen ändern Sie danach einzeln."),
    )  # fmt: skip


@require_permission(Permission.BODY_EDIT)
def edit_seat(request, pk):
    seat = _seat(request, pk)
    form = ChangeSeatForm(request.POST or None, instance=seat)

    def change(form):
        operations.change_seat(form.instance, by=request.user)
        return _("Der Sitz ist geändert.")

    return _small_page(request, seat.body, form, change, title=_("Sitz bearbeiten"))


@require_permission(Permission.BODY_EDIT)
def name_person(request, pk):
    seat = _seat(request, pk)
    form = NamePersonForm(request.POST or None, organization=seat.organization)

    def name(form):
        holder = operations.name_person(seat, form.person, from_on=form.cleaned_data["from_on"], by=request.user)
        return _("%(name)s sitzt ab dem %(day)s dort.") % {"name": holder.name, "day": f"{holder.from_on:%d.%m.%Y}"}

    lead = _("Wer vorher dort saß, scheidet am Tag davor aus. Der Sitz bleibt.")
    return _small_page(request, seat.body, form, name, title=_("Person benennen"), lead=lead)


@require_permission(Permission.BODY_EDIT)
def end_seat(request, pk):
    seat = _seat(request, pk)

    def end(form):
        operations.end_seat(seat, on=form.cleaned_data["on"], by=request.user)
        return _("Der Sitz ist beendet.")

    lead = _("Mit dem Sitz enden auch seine Stellvertretungen. Wer dort saß, bleibt unter „Früher dabei“ stehen.")
    return _small_page(request, seat.body, EndForm(request.POST or None), end, title=_("Sitz beenden"), lead=lead)


def _joining(request, pk) -> BodyJoining:
    bodies = queries.visible_bodies(to=request.user).values("pk")
    return get_object_or_404(BodyJoining.objects.filter(body__in=bodies).select_related("body"), pk=pk)


@require_permission(Permission.BODY_EDIT)
def accept_joining(request, pk):
    asked = _joining(request, pk)
    form = AcceptForm(request.POST or None, initial={"organization": asked.organization_id})

    def accept(form):
        joining.accept_joining(asked, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("%(name)s ist jetzt dabei und bekommt eine Mail.") % {"name": asked.organization_name}

    return _small_page(request, asked.body, form, accept, title=_("In das Gremium aufnehmen"), lead=str(asked))


@require_permission(Permission.BODY_EDIT)
def decline_joining(request, pk):
    asked = _joining(request, pk)

    def decline(form):
        joining.decline_joining(asked, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Die Antwort ist unterwegs.")

    return _small_page(
        request, asked.body, DeclineForm(request.POST or None), decline, title=_("Absagen"), lead=str(asked)
    )


def _small_page(request, body, form, act, *, title, lead="", template="office/bodies/small.html"):  # noqa: PLR0913
    """One form about one body: `act` takes the valid form and returns the sentence that says what happened."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("office:body_detail", pk=body.pk)
    context = {"body": body, "form": form, "title": title, "lead": lead}
    return render(request, template, context, status=422 if form.errors else 200)


@require_permission(Permission.BODY_VIEW, Permission.EXPORT)
def members_xlsx(request, pk):
    """Who sits on a body today, as a list for another program."""
    body, today = _visible(request, pk), timezone.localdate()
    columns = [_("Akteur"), _("Rolle"), _("Name"), _("Funktion"), _("E-Mail"), _("Telefon"), _("seit"), _("bis")]
    rows = (
        [
            str(seat.organization or ""), str(seat.get_role_display()), *_person(seat.now),
            seat.from_on, seat.until_on or "",
        ]
        for seat in queries.seats_on(body, today)
    )  # fmt: skip
    name = f"{body.name} {today.isoformat()}"
    return xlsx_response(write_xlsx(columns, rows, title=name), filename=f"{name}.xlsx")


def _person(holder) -> list[str]:
    return [holder.name, holder.function, holder.email, holder.phone] if holder else [""] * 4
