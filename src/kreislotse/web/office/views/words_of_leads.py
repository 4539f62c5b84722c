"""What leads wrote of their measures, read before everybody reads it: release it, or send it back with a reason."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.pagination import paginate
from kreislotse.planning import words
from kreislotse.planning.models import ProgressReport
from kreislotse.planning.plan_queries import current_version
from kreislotse.planning.reports import public_reports_with
from kreislotse.web.office.forms.measures import WithholdForm
from kreislotse.web.office.views.plan_pages import act_and_go, small_page

PAGE = 25


@require_permission(Permission.PLAN_EDIT)
def words_to_read(request):
    piles = {"lesen": (_("noch nicht gelesen"), words.waiting_words()), "zurueck": (_("zurückgestellt"), words.withheld_words())}  # fmt: skip
    name = request.GET.get("stapel", "")
    name = name if name in piles else "lesen"
    rows = piles[name][1].select_related("measure__lead", "measure__version")
    page = paginate(rows, request, size=PAGE)
    held_by = public_reports_with(page) if name == "zurueck" else {}
    for report in page:
        report.hint, report.public_reports = words.name_hint(report), held_by.get(report.pk, ())
    tabs = [(key, title, reports.count()) for key, (title, reports) in piles.items()]
    return render(
        request, "office/words/list.html", {"page": page, "name": name, "tabs": tabs, "version": current_version()}
    )


@require_permission(Permission.PLAN_EDIT)
@require_POST
def release_words(request, pk):
    report = _report(pk)
    done = _("Freigegeben: Die Worte zu „%(measure)s“ sind jetzt öffentlich.") % {"measure": report.measure}
    return act_and_go(request, lambda: words.release_words(report, seen=request.POST.get("seen", ""), by=request.user), to=reverse("office:words_to_read"), done=done)  # fmt: skip


@require_permission(Permission.PLAN_EDIT)
def withhold_words(request, pk):
    report = _report(pk)
    form = WithholdForm(request.POST or None, initial={"seen": report.seen})
    public_reports = public_reports_with([report])[report.pk]

    def withhold(form):
        asked = words.withhold_words(report, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        if public_reports:
            messages.warning(request, _("Der Text steht noch in öffentlichen Berichten. Welche das sind, steht unter „zurückgestellt“, mit dem Weg dorthin."))  # fmt: skip
        if asked is not None:
            return _("Zurückgestellt. Die Bitte, es noch einmal zu schreiben, geht in den nächsten Minuten an %(email)s.") % {"email": asked.email}  # fmt: skip
        if report.is_from_lead:
            messages.warning(request, _("Eine Mail geht nicht hinaus: Die Maßnahme ist beendet, oder wir kennen keine Adresse. Bitte rufen Sie die Federführung an."))  # fmt: skip
        return _("Zurückgestellt. Öffentlich steht wieder der letzte Text davor.")

    lead = _("Der Text ist nicht öffentlich, bis er neu geschrieben und freigegeben ist. Ampel, Meilensteine und Betrag bleiben. Berichte, die Sie schon erstellt haben, bleiben, wie sie sind.")  # fmt: skip
    return small_page(
        request, form, withhold, title=_("Text zurückstellen"), about=str(report.measure), lead=lead,
        back=reverse("office:words_to_read"), button=_("Zurückstellen"), template="office/words/withhold.html",
        version=report.measure.version, report=report, public_reports=public_reports,
    )  # fmt: skip


def _report(pk) -> ProgressReport:
    return get_object_or_404(ProgressReport.objects.select_related("measure__version"), pk=pk)
