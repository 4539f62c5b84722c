"""Measures of the plan a partner leads or takes part in; whoever leads one reports here, as with the link in our mail."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.network.queries import represented_organizations
from kreislotse.planning import plan_queries
from kreislotse.planning.plan_views import measure_page
from kreislotse.planning.progress import report_progress
from kreislotse.web.office.forms.measures import ReportForm


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def measure_list(request):
    version = plan_queries.current_version()
    own = plan_queries.own_measures(request.user)
    today = timezone.localdate()
    rows = plan_queries.rows_of(version, today=today, measures=own) if version else []
    leads = set(represented_organizations(request.user).values_list("pk", flat=True))
    context = {
        "version": version,
        "rows": [(row, row.measure.lead_id in leads, row.is_report_overdue(today)) for row in rows],
    }
    return render(request, "partners/measures/list.html", context)


@require_permission(Permission.OWN_ORGANIZATION_EDIT)
def measure_detail(request, pk):
    """One measure; whoever leads it reports here as with the link."""
    own = plan_queries.own_measures(request.user).select_related("version", "lead", "objective__goal")
    measure = get_object_or_404(own, pk=pk)
    leads = represented_organizations(request.user).filter(pk=measure.lead_id).exists()
    form = ReportForm(request.POST or None, measure=measure) if leads and not measure.is_ended else None
    if form is not None and form.is_valid():
        try:
            report_progress(measure, **form.arguments, on=timezone.localdate(), by=request.user, is_from_lead=True)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Danke, Ihr Bericht ist bei uns."))
            return redirect("partners:measure_detail", pk=measure.pk)
    page = measure_page(measure, today=timezone.localdate())
    told = page.reports if leads else [one for one in page.reports if one.is_released]
    context = {"measure": measure, "page": page, "form": form, "reports": told}
    status = 422 if form is not None and form.errors else 200
    return render(request, "partners/measures/detail.html", context, status=status)
