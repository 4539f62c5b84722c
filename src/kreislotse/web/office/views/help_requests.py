"""The inbox, one request, and noting a call."""

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
from kreislotse.documents.responses import csv_response, pdf_response, xlsx_response
from kreislotse.documents.sheets import write_csv, write_xlsx
from kreislotse.intake import changes, counter_keys, exports, links, operations, queries
from kreislotse.intake.dates import wished_days
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.intake.rules import for_long
from kreislotse.intake.slips import slip_filename, slip_pdf
from kreislotse.web.office.forms.help_requests import SORTS, AssignForm, HelpRequestFilters, RecordForm

TRAIL = 50


def _list(request):
    """The requests the address asks for, with the filters and the order."""
    filters = HelpRequestFilters(request.GET, district=request.district, user=request.user)
    sort = request.GET.get("sortierung", "received_on")
    if sort.removeprefix("-") not in SORTS:
        sort = "received_on"
    minus = "-" if sort.startswith("-") else ""
    rows = queries.filtered_help_requests(
        queries.visible_help_requests(to=request.user), today=timezone.localdate(), **filters.values()
    )
    order = [
        minus + SORTS[sort.removeprefix("-")],
        *(["received_on"] if "received_on" not in sort else []),
        minus + "pk",
    ]
    return rows.order_by(*order), filters, sort


def _columns(request) -> Columns:
    return Columns(
        request.GET,
        {
            "eingang": _("Eingang"),
            "status": _("Status"),
            "wunsch": _("Was wird gebraucht?"),
            "ort": _("Gemeinde"),
            "sprache": _("Sprache"),
            "zustaendig": _("Zuständig"),
            "zeichen": _("Aktenzeichen"),
        },
    )


@require_permission(Permission.HELP_REQUEST_VIEW)
def help_request_list(request):
    rows, filters, sort = _list(request)
    page = paginate(rows.select_related("topic", "municipality", "language", "responsible"), request)
    waiting = queries.waiting_count(queries.visible_help_requests(to=request.user), today=timezone.localdate())
    query = request.GET.copy()
    query.pop("seite", None)
    context = {
        "filters": filters, "page": page, "sort": sort, "query": query.urlencode(), "summary": waiting_sentence(waiting),
        "waiting_statuses": queries.WAITING, "columns": _columns(request),
    }  # fmt: skip
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/help_requests/{template}", context)


def waiting_sentence(waiting) -> str:
    numbers = {"n": waiting.total, "long": waiting.long, "span": for_long(waiting.days)}
    if not waiting.total:
        return _("Gerade wartet keine Anfrage.")
    if not waiting.long:
        return ngettext("%(n)d Anfrage wartet.", "%(n)d Anfragen warten.", waiting.total) % numbers
    return ngettext(
        "%(n)d Anfrage wartet, und zwar %(span)s.",
        "%(n)d Anfragen warten, %(long)d davon %(span)s.",
        waiting.total,
    ) % numbers  # fmt: skip


@require_permission(Permission.HELP_REQUEST_VIEW, Permission.EXPORT)
def export_help_requests(request, suffix):
    """The filtered list without contact data as a file for another program."""
    rows, _filters, _sort = _list(request)
    day = timezone.localdate().isoformat()
    name = _("Anfragen %(district)s %(day)s") % {"district": request.district, "day": day}
    columns, lines = [str(column) for column in exports.COLUMNS], exports.rows(rows)
    if suffix == "csv":
        return csv_response(write_csv(columns, lines), filename=f"{name}.csv")
    return xlsx_response(write_xlsx(columns, lines, title=name), filename=f"{name}.xlsx")


def visible(request, pk) -> HelpRequest:
    rows = queries.visible_help_requests(to=request.user)
    return get_object_or_404(
        rows.select_related("topic", "municipality", "language", "responsible", "institution", "district"), pk=pk
    )


@require_permission(Permission.HELP_REQUEST_VIEW)
def help_request_detail(request, pk):
    return show(request, visible(request, pk))


def show(request, help_request, *, error="", status=200):
    """The page of one request; also the answer when something on it could not be done."""
    today = timezone.localdate()
    referrals = help_request.referrals.order_by("-created_on", "-pk").prefetch_related("targets__offer__provider")
    context = {
        "help_request": help_request,
        "error": error,
        "next_step": queries.next_step(help_request),
        "waiting_statuses": queries.WAITING,
        "contact": _contact(request, help_request),
        "letter_failed": help_request.is_open and _letter_failed(help_request),
        "answers": help_request.answers.select_related("by").order_by("-at", "-pk"),
        "referrals": [(row, links.readable_code(row.code)) for row in referrals],
        "status_url": links.status_url(help_request),
        "assign_form": AssignForm(initial={"responsible": help_request.responsible_id}),
        "may_reopen": help_request.closed_on == today,
        "today": today,
        "count": counter_keys.count_of(help_request, today=today),
        "days": wished_days(help_request),
        "trail": [
            (entry_label(one.entry), one, changes.labels_of(one.details.get("fields", "")))
            for one in trail_of(help_request)[:TRAIL]
        ]
        if request.can.audit_view
        else [],
    }
    return render(request, "office/help_requests/detail.html", context, status=status)


def _letter_failed(help_request) -> bool:
    return HelpRequest.objects.filter(queries.letters_that_failed(), pk=help_request.pk).exists()


def _contact(request, help_request) -> SeekerContact | None:
    if not request.can.seeker_contact_view:
        return None
    return SeekerContact.objects.filter(help_request=help_request).first()


@require_permission(Permission.HELP_REQUEST_RECORD)
def record_help_request(request):
    """Note a call or a visit; what a rule refuses is shown at once and may be overridden with a reason."""
    form = RecordForm(request.POST or None, district=request.district, user=request.user)
    refusals, status = [], 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        try:
            help_request = operations.record_help_request(
                **form.arguments(), today=timezone.localdate(), by=request.user
            )
        except operations.NotAdmissible as refused:
            refusals, status = refused.refusals, 422
            form.ask_for_reason()
        except DomainError as error:
            form.add_error(None, str(error))
            status = 422
        else:
            messages.success(
                request, _("Anfrage %(reference)s ist aufgenommen.") % {"reference": help_request.reference}
            )
            return redirect(help_request)
    context = {"form": form, "refusals": refusals, "asks_for_reason": refusals or form.data.get("override_reason")}
    return render(request, "office/help_requests/record.html", context, status=status)


@require_permission(Permission.HELP_REQUEST_EDIT)
@require_POST
def take_over(request, pk):
    help_request = visible(request, pk)
    try:
        operations.assign_to(help_request, responsible=request.user, by=request.user)
    except DomainError as error:
        return show(request, help_request, error=str(error), status=409)
    messages.success(request, _("Sie haben die Anfrage übernommen."))
    return redirect(help_request)


@require_permission(Permission.HELP_REQUEST_EDIT)
@require_POST
def assign(request, pk):
    help_request = visible(request, pk)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return show(request, help_request, error=_("Bitte wählen Sie, wer zuständig sein soll."), status=422)
    responsible = form.cleaned_data["responsible"]
    try:
        operations.assign_to(help_request, responsible=responsible, by=request.user)
    except DomainError as error:
        return show(request, help_request, error=str(error), status=409)
    messages.success(request, _("%(name)s ist jetzt zuständig.") % {"name": responsible})
    return redirect(help_request)


@require_permission(Permission.HELP_REQUEST_VIEW)
def referral_slip(request, pk, code):
    help_request = visible(request, pk)
    referral = get_object_or_404(help_request.referrals.select_related("district", "help_request"), code=code)
    return pdf_response(slip_pdf(referral, today=timezone.localdate()), filename=slip_filename(referral), inline=True)
