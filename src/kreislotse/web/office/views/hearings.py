"""The hearing log of councils: what they were told and asked, until when, and what became of it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.groups import hearings, queries
from kreislotse.groups.models import HearingCase
from kreislotse.web.office.forms.meetings import HearingForm


def _visible(request):
    return HearingCase.objects.filter(body__in=queries.visible_bodies(to=request.user).values("pk"))


@require_permission(Permission.BODY_VIEW)
def hearing_list(request):
    """What waits for a statement first, then what waits for a decision, then what is closed."""
    rows = hearings.in_order(_visible(request)).select_related("body")
    page = paginate(rows, request)
    number = page.paginator.count
    context = {
        "page": page,
        "today": timezone.localdate(),
        "councils": [body for body in queries.visible_bodies(to=request.user).active().order_by("name", "pk") if hearings.is_heard(body)],
        "summary": ngettext("%(n)d Angelegenheit", "%(n)d Angelegenheiten", number) % {"n": number},
    }  # fmt: skip
    return render(request, "office/hearings/list.html", context)


@require_permission(Permission.BODY_EDIT)
def record_hearing(request, pk):
    body = get_object_or_404(queries.visible_bodies(to=request.user), pk=pk)
    return _page(request, HearingCase(body=body))


@require_permission(Permission.BODY_EDIT)
def edit_hearing(request, pk):
    return _page(request, get_object_or_404(_visible(request).select_related("body"), pk=pk))


def _page(request, case):
    title = case.matter
    form = HearingForm(request.POST or None, instance=case)
    if form.is_bound and form.is_valid():
        try:
            hearings.save_hearing(form.instance, by=request.user, changed=form.changed_data)
        except ValidationError as error:
            form.add_error(None, error)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("„%(matter)s“ ist gespeichert.") % {"matter": case.matter})
            return redirect("office:hearing_list")
    context = {"form": form, "body": case.body, "title": title, "case": case}
    return render(request, "office/hearings/form.html", context, status=422 if form.errors else 200)
