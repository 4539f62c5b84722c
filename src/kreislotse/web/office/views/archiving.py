"""What is to be offered to the Kreisarchiv before it is deleted: the list, the package, the answer."""

from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.groups import archiving
from kreislotse.groups.models import HearingCase, Meeting
from kreislotse.privacy import archive
from kreislotse.privacy.models import ArchiveOffer
from kreislotse.web.office.forms.archiving import ArchiveAnswerForm, OfferToArchiveForm

IN_MEMORY_BYTES = 8 * 1024 * 1024


@require_permission(Permission.BODY_EDIT)
def archiving_list(request):
    """What is due and not offered yet, and what was offered before; a POST notes that all that is due was offered."""
    today = timezone.localdate()
    form = OfferToArchiveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            offer = archive.offer_what_is_due(**form.cleaned_data, today=today, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Die Anbietung ist eingetragen. Laden Sie das Paket und schicken Sie es dem Archiv.")
            )
            return redirect("office:archiving_detail", pk=offer.pk)
    due = {rows.model: rows for rows in archive.to_offer(today)}
    meetings = due.get(Meeting, Meeting.objects.none()).select_related("body").order_by("starts_at", "pk")
    hearings = due.get(HearingCase, HearingCase.objects.none()).count()
    page = paginate(meetings, request)
    number = page.paginator.count
    context = {
        "page": page,
        "form": form,
        "is_something_due": number + hearings,
        "summary": ", ".join(_said(number, hearings)),
        "offers": ArchiveOffer.objects.order_by("-offered_on", "-pk"),
    }
    return render(request, "office/archiving/list.html", context, status=422 if form.errors else 200)


def _said(meetings: int, hearings: int) -> list[str]:
    said = [ngettext("%(n)d Sitzung", "%(n)d Sitzungen", meetings) % {"n": meetings}]
    if hearings:
        said.append(ngettext("%(n)d Anhörung", "%(n)d Anhörungen", hearings) % {"n": hearings})
    return said


@require_permission(Permission.BODY_EDIT)
def archiving_detail(request, pk):
    """One offer: what is in it, until when the archive answers; a POST notes its answer."""
    offer, today = get_object_or_404(ArchiveOffer, pk=pk), timezone.localdate()
    form = ArchiveAnswerForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            archive.answer_offer(offer, **form.cleaned_data, today=today, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Antwort ist eingetragen. In der nächsten Nacht wird gelöscht."))
            return redirect("office:archiving_detail", pk=pk)
    page = paginate(archiving.meetings_in(offer), request)
    hearings = archiving.hearings_in(offer).count()
    context = {
        "offer": offer,
        "form": form,
        "page": page,
        "summary": ", ".join(_said(page.paginator.count, hearings)),
        "is_there": page.paginator.count + hearings,
        "silent_until": archive.silent_until(offer, today=today),
    }
    return render(request, "office/archiving/detail.html", context, status=422 if form.errors else 200)


@require_permission(Permission.BODY_EDIT)
def archiving_zip(request, pk):
    offer = get_object_or_404(ArchiveOffer, pk=pk)
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  the response closes it
    try:
        unfit = archiving.write_package(offer, file, district=request.district, today=timezone.localdate())
    except DomainError as error:
        file.close()
        messages.error(request, str(error))
        return redirect("office:archiving_detail", pk=pk)
    if unfit:
        text = _("Im Paket fehlt das Protokoll von: %(meetings)s. Die Prüfsumme passt nicht zu dem, was genehmigt wurde. Bitte klären Sie das mit der Technik, bevor Sie die Antwort des Archivs eintragen: Danach wird gelöscht.")  # fmt: skip
        messages.error(request, text % {"meetings": "; ".join(str(one) for one in unfit)})
    file.seek(0)
    name = _("Anbietung an das Kreisarchiv %(day)s.zip") % {"day": f"{offer.offered_on:%Y-%m-%d}"}
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response


@require_permission(Permission.BODY_EDIT)
@require_POST
def withdraw_archiving(request, pk):
    try:
        archive.withdraw_offer(get_object_or_404(ArchiveOffer, pk=pk), by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("office:archiving_detail", pk=pk)
    messages.success(request, _("Die Anbietung ist zurückgenommen. Was darin stand, ist wieder anzubieten."))
    return redirect("office:archiving_list")
