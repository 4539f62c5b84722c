"""Everything one person is responsible for, to a successor, in one step: preview, report, undo."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.models import HandOver
from kreislotse.accounts.roles import Permission
from kreislotse.administration import handing_over
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.documents.printouts import handover_report
from kreislotse.documents.responses import pdf_response
from kreislotse.web.office.forms.administration import HandOverForm
from kreislotse.web.office.printing import office_letterhead


@require_permission(Permission.HAND_OVER)
def hand_over(request):
    """Choose two people, see what would move, move it."""
    if request.method == "POST":
        form = HandOverForm(request.POST)
    else:
        form = HandOverForm(
            request.GET if "from_user" in request.GET else None, initial={"from_user": request.GET.get("vorschlag")}
        )
    parts = []
    if form.is_valid():
        chosen = form.cleaned_data
        if request.method == "POST":
            try:
                done = handing_over.hand_over(**chosen, by=request.user, now=timezone.now())
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Übergeben. Sie können das 14 Tage lang zurücknehmen."))
                return redirect("office:hand_over_detail", done.pk)
        parts = handing_over.preview(chosen["from_user"], to=request.user)
    context = {
        "form": form,
        "parts": parts,
        "total": sum(part.number for part in parts),
        "page": paginate(handing_over.hand_overs(), request),
        "today": timezone.now(),
        "query": request.GET.urlencode(),
    }
    return render(request, "office/administration/hand_over/choose.html", context, status=422 if form.errors else 200)


@require_permission(Permission.HAND_OVER)
def preview_pdf(request):
    form = HandOverForm(request.GET)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data
    parts = handing_over.preview(chosen["from_user"], to=request.user)
    return _report(
        request, parts, chosen["from_user"], chosen["to_user"], on=timezone.localdate(),
        summary=_("Entwurf: Noch ist nichts übergeben."),
    )  # fmt: skip


@require_permission(Permission.HAND_OVER)
def detail(request, pk):
    done = get_object_or_404(handing_over.hand_overs(), pk=pk)
    context = {
        "done": done,
        "parts": handing_over.parts_of(done, to=request.user),
        "can_undo": done.undone_at is None and timezone.now() <= done.undo_until,
    }
    return render(request, "office/administration/hand_over/detail.html", context)


@require_permission(Permission.HAND_OVER)
def report_pdf(request, pk):
    done = get_object_or_404(handing_over.hand_overs(), pk=pk)
    summary = done.note
    if done.undone_at:
        summary = _("Diese Übergabe wurde am %(day)s zurückgenommen.") % {
            "day": f"{timezone.localtime(done.undone_at):%d.%m.%Y}"
        }
    return _report(
        request, handing_over.parts_of(done, to=request.user), done.from_user, done.to_user,
        on=timezone.localtime(done.at).date(), summary=summary,
        undo_until=None if done.undone_at else timezone.localtime(done.undo_until).date(),
    )  # fmt: skip


def _report(request, parts, from_user, to_user, *, on, summary="", undo_until=None):
    sections = [
        {
            "title": part.label,
            "intro": _how_many(part),
            "columns": part.columns,
            "rows": part.rows or [],
            "empty": _("Nichts.")
            if part.number == 0
            else _("Die Einzelheiten sieht nur, wer mit diesen Vorgängen arbeitet."),
        }
        for part in parts
    ]
    content = handover_report(
        office=office_letterhead(request.district), created_on=timezone.localdate(), from_name=str(from_user),
        to_name=str(to_user), handed_over_on=on, sections=sections, undo_until=undo_until, summary=summary,
    )  # fmt: skip
    return pdf_response(content, filename=f"uebergabe-{on:%Y-%m-%d}.pdf")


def _how_many(part) -> str:
    sentence = ngettext("%(n)d Eintrag.", "%(n)d Einträge.", part.number) % {"n": part.number}
    if part.gone:
        gone = ngettext(
            "%(n)d davon ist inzwischen abgeschlossen oder weitergegeben.",
            "%(n)d davon sind inzwischen abgeschlossen oder weitergegeben.", part.gone,
        ) % {"n": part.gone}  # fmt: skip
        return f"{sentence} {gone}"
    return sentence


@require_permission(Permission.HAND_OVER)
@require_POST
def undo(request, pk):
    done = get_object_or_404(HandOver, pk=pk)
    try:
        number = handing_over.undo(done, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        sentence = ngettext("Zurückgenommen: %(n)d Eintrag ist wieder bei der ersten Person.", "Zurückgenommen: %(n)d Einträge sind wieder bei der ersten Person.", number)  # fmt: skip
        messages.success(request, sentence % {"n": number})
    return redirect("office:hand_over_detail", pk)
