"""Bodies speak about the plan; municipalities say what they lack and read what became of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.documents.responses import pdf_response
from kreislotse.groups.queries import own_bodies
from kreislotse.planning import need_queries, needs, sheets
from kreislotse.planning.merging import standing_one
from kreislotse.planning.models import Need, NeedOrigin
from kreislotse.planning.participation import submit_entry, window_on
from kreislotse.planning.plan_queries import current_version
from kreislotse.web.office.printing import office_letterhead
from kreislotse.web.partners.planning_forms import BodyCommentForm, OwnNeedForm


@require_permission(Permission.OWN_BODIES_VIEW)
def comment_on_plan(request, pk):
    """What a body says about the edition that is open for comments; the office reads it before it is shown."""
    body = get_object_or_404(own_bodies(request.user), pk=pk)
    window = window_on(timezone.localdate())
    if window is None:
        messages.info(request, _("Zurzeit läuft keine Beteiligung zum Konzept."))
        return redirect("partners:body_detail", pk=pk)
    form = BodyCommentForm(request.POST or None, window=window)
    if form.is_valid():
        try:
            submit_entry(window, **form.facts(), language="de", body=body, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Danke! Das Büro liest den Text und zeigt ihn dann im Namen von „%(body)s“.") % {"body": body.name},
            )
            return redirect("partners:body_detail", pk=pk)
    context = {"form": form, "body": body, "window": window}
    return render(request, "partners/planning/comment.html", context, status=422 if form.errors else 200)


@require_permission(Permission.OWN_MUNICIPALITY_VIEW)
def need_list(request):
    """What the own Gemeinde raised, the last first, with what became of it."""
    municipalities = list(need_queries.own_municipalities(request.user).order_by("name"))
    rows = need_queries.own_needs(to=request.user)
    context = {"municipalities": municipalities, "needs": rows, "has_plan": current_version() is not None}
    return render(request, "partners/planning/needs.html", context)


@require_permission(Permission.OWN_MUNICIPALITY_VIEW)
def need_detail(request, pk):
    need = get_object_or_404(need_queries.visible_needs(to=request.user).select_related("topic", "municipality"), pk=pk)
    stands = standing_one(need)
    found = need_queries.detail(stands)
    context = {"need": need, "stands": stands, "discussions": found.discussions, "answers": found.answers}
    return render(request, "partners/planning/need.html", context)


@require_permission(Permission.OWN_MUNICIPALITY_VIEW)
def raise_own_need(request):
    municipalities = need_queries.own_municipalities(request.user).order_by("name")
    if not municipalities:
        raise Http404
    form = OwnNeedForm(request.POST or None, municipalities=municipalities)
    if form.is_valid():
        facts, today = form.cleaned_data, timezone.localdate()
        origin = needs.Origin(
            NeedOrigin.Kind.MUNICIPALITY, today, wording=facts["title"], municipality=facts["municipality"]
        )
        try:
            need = needs.raise_need(Need(**facts), origin=origin, today=today, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Danke! Ihr Bedarf ist beim Büro. Was daraus wird, lesen Sie hier."))
            return redirect("partners:need_detail", pk=need.pk)
    return render(request, "partners/planning/raise.html", {"form": form}, status=422 if form.errors else 200)


@require_permission(Permission.OWN_MUNICIPALITY_VIEW)
def municipality_sheet(request, pk):
    """The mayor's sheet: what the plan does in the own Gemeinde, and what became of its needs."""
    place, version = get_object_or_404(need_queries.own_municipalities(request.user), pk=pk), current_version()
    if version is None:
        raise Http404
    office, today = office_letterhead(request.district), timezone.localdate()
    file = sheets.municipality_sheet(version, place, office=office, today=today, needs=sheets.Needs.OWN)
    return pdf_response(file, filename=f"{version.title} {place.name}.pdf")
