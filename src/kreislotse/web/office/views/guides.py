"""Guides in the office: the list, one guide, recording and moving them on."""

import logging

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
from kreislotse.core.columns import Columns
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.guides import operations, queries
from kreislotse.guides.invitations import invite_guide as send_invitation
from kreislotse.guides.models import Guide, WeeklyTime
from kreislotse.guides.times import usual_times, written
from kreislotse.matching.hours import hours_of
from kreislotse.matching.queries import assignments_of_guide
from kreislotse.web.guides.forms import LanguageLines, WeeklyTimesForm
from kreislotse.web.office.forms.guides import SORTS, GuideFilters, GuideForm, StepForm

logger = logging.getLogger(__name__)
TRAIL = 30
ASSIGNMENTS = 20


def _list(request):
    """The guides the address asks for, with the filters and the order."""
    filters = GuideFilters(request.GET)
    sort = request.GET.get("sortierung", "name")
    if sort.removeprefix("-") not in SORTS:
        sort = "name"
    minus = "-" if sort.startswith("-") else ""
    keys = [f"{minus}{key}" for key in SORTS[sort.removeprefix("-")]]
    rows = filters.apply(queries.guides_for_list(to=request.user))
    return rows.order_by(*keys, "last_name", "first_name", "pk"), filters, sort


def _columns(request) -> Columns:
    return Columns(
        request.GET,
        {
            "nummer": _("Nummer"),
            "status": _("Status"),
            "sprachen": _("Sprachen"),
            "orte": _("kommt nach"),
            "traeger": _("Träger"),
            "stunden": _("Stunden in diesem Jahr"),
        },
    )


@require_permission(Permission.GUIDE_VIEW)
def guide_list(request):
    rows, filters, sort = _list(request)
    page = paginate(rows, request)
    today = timezone.localdate()
    hours = hours_of(page.object_list, on=today)
    numbers = queries.numbers_by_status(to=request.user)
    active = numbers.get(Guide.Status.ACTIVE, 0)
    query = request.GET.copy()
    query.pop("seite", None)
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "rows": [(guide, next(iter(hours[guide.pk]), None)) for guide in page.object_list],
        "sort": sort,
        "query": query.urlencode(),
        "columns": _columns(request),
        "summary": ngettext("%(n)d Person ist aktiv.", "%(n)d Personen sind aktiv.", active) % {"n": active},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/guides/{template}", context)


@require_permission(Permission.GUIDE_VIEW)
def export_guides(request):
    """The filtered list as a spreadsheet; names and skills, contact data only for those who may export."""
    rows, _filters, _sort = _list(request)
    with_contact = request.can.export
    columns = [_("Nummer"), _("Vorname"), _("Nachname"), _("Status"), _("begleitet"), _("übersetzt"), _("Träger"),
               _("Sprachen"), _("kommt nach"), _("dabei seit")]  # fmt: skip
    columns += [_("Telefon"), _("E-Mail")] if with_contact else []
    lines = (_line(guide, with_contact=with_contact) for guide in rows)
    name = _("%(guides)s %(day)s") % {
        "guides": request.district.term("guides"),
        "day": timezone.localdate().isoformat(),
    }
    return xlsx_response(write_xlsx(columns, lines, title=name), filename=f"{name}.xlsx")


def _line(guide: Guide, *, with_contact: bool) -> list:
    line = [
        guide.number, guide.first_name, guide.last_name, guide.get_status_display(), guide.is_guide,
        guide.is_interpreter, guide.organization.name if guide.organization else "",
        ", ".join(str(row.language) for row in guide.languages.all()),
        ", ".join(place.name for place in guide.areas.all()) or _("überall im Kreis"), guide.started_on,
    ]  # fmt: skip
    return [*line, guide.phone, guide.email] if with_contact else line


@require_permission(Permission.GUIDE_VIEW)
def guide_detail(request, pk):
    rows = queries.guides_for_list(to=request.user).select_related("user", "responsible")
    guide = get_object_or_404(rows.prefetch_related("topics", "weekly_times"), pk=pk)
    assignments = assignments_of_guide(guide, to=request.user) if request.can.assignment_view else []
    trail = trail_of(guide)[:TRAIL] if request.can.audit_view else []
    context = {
        "guide": guide,
        "hours": hours_of([guide], on=timezone.localdate())[guide.pk],
        "weekly_times": _weekly_times(guide),
        "assignments": assignments[:ASSIGNMENTS],
        "step_form": StepForm(guide=guide),
        "trail": [(entry_label(entry.entry), entry) for entry in trail],
        "can_be_invited": guide.user_id is None and guide.status != Guide.Status.LEFT,
    }
    return render(request, "office/guides/detail.html", context)


def _weekly_times(guide: Guide) -> list[tuple[str, str]]:
    names = dict(WeeklyTime._meta.get_field("weekday").choices)
    return [(names[weekday], written(windows)) for weekday, windows in usual_times(guide).items()]


@require_permission(Permission.GUIDE_EDIT)
def record_guide(request):
    return _form_page(request, None)


@require_permission(Permission.GUIDE_EDIT)
def edit_guide(request, pk):
    return _form_page(request, get_object_or_404(queries.visible_guides(to=request.user), pk=pk))


def _form_page(request, guide: Guide | None):
    data = request.POST or None
    form = GuideForm(data, instance=guide, user=request.user)
    languages, times = LanguageLines(data, guide=guide), WeeklyTimesForm(data, guide=guide)
    if all([form.is_valid(), languages.is_valid(), times.is_valid()]):
        try:
            saved = operations.save_guide(
                guide, **form.cleaned_data, languages=languages.lines, weekly_times=times.windows,
                today=timezone.localdate(), by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(name)s ist gespeichert.") % {"name": saved})
            return redirect("office:guide_detail", pk=saved.pk)
    is_wrong = form.errors or languages.total_error_count() or times.errors
    context = {"guide": guide, "form": form, "languages": languages, "times": times}
    return render(request, "office/guides/form.html", context, status=422 if is_wrong else 200)


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def change_guide_status(request, pk):
    guide = get_object_or_404(queries.visible_guides(to=request.user), pk=pk)
    try:
        guide = operations.change_status(
            guide,
            status=Guide.Status(request.POST.get("status")),
            today=timezone.localdate(),
            reason=request.POST.get("reason", "")[:300],
            by=request.user,
        )
    except ValueError:
        messages.warning(request, _("Bitte wählen Sie den nächsten Schritt aus."))
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("%(name)s: jetzt %(status)s.") % {"name": guide, "status": guide.get_status_display()}
        )
    return redirect("office:guide_detail", pk=pk)


@require_permission(Permission.GUIDE_EDIT)
@require_POST
def invite_guide(request, pk):
    guide = get_object_or_404(queries.visible_guides(to=request.user), pk=pk)
    try:
        link = send_invitation(guide, now=timezone.now(), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    except OSError as error:  # its text may hold the address
        logger.error("invitation not sent: %s", type(error).__name__)
        messages.warning(
            request,
            _("Die E-Mail an %(name)s konnte nicht verschickt werden. Bitte versuchen Sie es später noch einmal.")
            % {"name": guide},
        )
    else:
        if link:
            messages.success(request, _("Die Einladung ist unterwegs an %(email)s.") % {"email": guide.email})
        else:
            messages.success(request, _("%(name)s hat schon einen Zugang; wir haben ihn verbunden.") % {"name": guide})
    return redirect("office:guide_detail", pk=pk)
