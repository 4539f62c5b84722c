"""Needs in the office: the list, one need with all that was heard and decided, and the forms for it."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.audit.queries import trail_of
from kreislotse.audit.registry import label as entry_label
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.documents.responses import xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.groups.models import Body
from kreislotse.planning import need_queries as queries
from kreislotse.planning import needs as operations
from kreislotse.planning.models import Need, NeedOrigin
from kreislotse.web.office.forms.needs import (
    AnswerFromThereForm,
    DecideForm,
    DiscussForm,
    NeedFilters,
    NeedForm,
    OriginForm,
    ReopenForm,
)

TRAIL = 20


def _rows(request, filters):
    rows = queries.filtered_needs(queries.visible_needs(to=request.user), **filters.values)
    return queries.ordered(queries.with_counts(rows), request.GET.get("sortierung", ""))


@require_permission(Permission.NEED_VIEW)
def need_list(request):
    filters = NeedFilters(request.GET)
    rows = _rows(request, filters).select_related("topic", "municipality", "merged_into")
    page = paginate(rows, request)
    count = page.paginator.count
    context = {
        "filters": filters,
        "active": len(filters.values),
        "page": page,
        "xlsx_url": f"{reverse('office:needs_xlsx')}?{request.GET.urlencode()}",
        "sort": request.GET.get("sortierung", ""),
        "summary": ngettext("%(n)d Bedarf", "%(n)d Bedarfe", count) % {"n": count},
    }
    template = "_table.html" if wants_fragment(request) else "list.html"
    return render(request, f"office/needs/{template}", context)


@require_permission(Permission.NEED_VIEW, Permission.EXPORT)
def needs_xlsx(request):
    """The list as it is filtered, for another program."""
    rows = _rows(request, NeedFilters(request.GET)).select_related(
        "topic", "field_of_action", "municipality", "decided_by"
    )
    columns = [
        _("Bedarf"), _("Thema"), _("Handlungsfeld"), _("Gemeinde"), _("Dringlichkeit"), _("Stand"), _("erhoben am"), _("Quellen"),
        _("gezählt"), _("zuletzt gehört"), _("entschieden am"), _("entschieden von"), _("Begründung"),
    ]  # fmt: skip
    cells = (
        [
            one.title, str(one.topic or ""), str(one.field_of_action or ""), str(one.municipality or _("ganzer Kreis")),
            str(one.get_urgency_display()), str(one.get_status_display()), one.raised_on, one.heard, one.times or "",
            one.last_heard or "", one.decided_on or "", str(one.decided_by or ""), one.decision_reason,
        ]
        for one in rows.iterator(chunk_size=500)
    )  # fmt: skip
    name = _("Bedarfe %(day)s") % {"day": timezone.localdate().isoformat()}
    return xlsx_response(write_xlsx(columns, cells, title=name), filename=f"{name}.xlsx")


def visible(request, pk) -> Need:
    rows = queries.visible_needs(to=request.user)
    return get_object_or_404(
        rows.select_related(
            "topic", "field_of_action", "municipality", "decided_by", "resolution__body", "merged_into", "responsible"
        ),
        pk=pk,
    )


@require_permission(Permission.NEED_VIEW)
def need_detail(request, pk):
    need = visible(request, pk)
    found = queries.detail(need)
    context = {
        "need": need,
        "found": found,
        "target_groups": need.target_groups.order_by("sort_order", "name"),
        "can_edit": request.can.need_edit and need.merged_into_id is None,
        "trail": [(entry_label(one.entry), one) for one in trail_of(need)[:TRAIL]] if request.can.audit_view else [],
    }
    return render(request, "office/needs/detail.html", context)


# ── raise and change ────────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.NEED_EDIT)
def record_need(request):
    """Raise a need. Where the same may have been said already, the person chooses: to take it there, or a new one."""
    data = request.POST or None
    given = _given(request.GET)
    form, origin_form = NeedForm(data, initial=given), OriginForm(data, initial=given)
    found, status = [], 200
    if form.is_bound:
        status = 422
        both_valid = form.is_valid() & origin_form.is_valid()
        if both_valid:
            try:
                done = _raise(request, form, origin_form)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                if isinstance(done, Need):
                    return redirect("office:need_detail", pk=done.pk)
                found, status = done, 200
    context = {"form": form, "origin_form": origin_form, "found": found, "said_in": _said_in(origin_form)}
    return render(request, "office/needs/form.html", context, status=status)


def _raise(request, form, origin_form) -> Need | list:
    """The need that was raised or heard again; or needs alike, to be asked about first."""
    today, origin = timezone.localdate(), origin_form.origin()
    facts = form.cleaned_data
    if key := request.POST.get("same_as"):
        need = get_object_or_404(queries.visible_needs(to=request.user), pk=key if key.isdecimal() else 0)
        origin_with_words = operations.Origin(**vars(origin) | {"wording": origin.wording or facts["title"]})
        operations.hear_again(need, origin_with_words, today=today, by=request.user)
        messages.success(request, _("Bei „%(title)s“ dazugenommen. Ihr Wortlaut steht dort.") % {"title": need.title})
        return need
    if "new" not in request.POST:
        found = queries.alike(facts["title"], topic=facts["topic"], municipality=facts["municipality"])
        if found:
            return found
    need = operations.raise_need(
        form.save(commit=False), target_groups=facts["target_groups"], origin=origin, today=today, by=request.user
    )
    messages.success(request, _("„%(title)s“ ist aufgenommen.") % {"title": need.title})
    return need


def _given(query: QueryDict) -> dict:
    """What a link to the form may fill in: a body, an actor, a value, words; anything else is left out."""
    keys = {
        "gremium": "body",
        "akteur": "organization",
        "wert": "observation",
        "gemeinde": "origin_municipality",
        "punkt": "item",
        "beschluss": "resolution",
        "beitrag": "entry",
    }
    given = {name: query[key] for key, name in keys.items() if query.get(key, "").isdecimal()}
    if "observation" in given:
        given["kind"] = NeedOrigin.Kind.INDICATOR
    elif given.keys() & {"entry"}:
        given["kind"] = NeedOrigin.Kind.OTHER  # a hidden field says where
    elif given.keys() & {"body", "item", "resolution"}:
        given["kind"] = NeedOrigin.Kind.MEETING
    elif "origin_municipality" in given:
        given |= {"kind": NeedOrigin.Kind.MUNICIPALITY, "municipality": given["origin_municipality"]}
    if query.get("titel"):
        given["title"] = query["titel"][:200]
    return given


def _said_in(origin_form):
    """The item or resolution of a meeting that the form takes along."""
    for name in ("resolution", "item", "entry"):
        key = str(origin_form[name].value() or "")
        if key.isdecimal():
            return origin_form.fields[name].queryset.filter(pk=key).first()
    return None


@require_permission(Permission.NEED_VIEW)
def alike_needs(request):
    """Needs like the words that are being typed, as a part of the form."""
    title = request.GET.get("title", "").strip()[:200]
    keys = {name: int(request.GET[name]) for name in ("topic", "municipality") if request.GET.get(name, "").isdecimal()}
    found = queries.alike(title, **keys) if title else []
    return render(request, "office/needs/_alike.html", {"found": found})


@require_permission(Permission.NEED_EDIT)
def edit_need(request, pk):
    need = visible(request, pk)
    title, status = need.title, 200
    form = NeedForm(request.POST or None, instance=need)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                operations.change_need(
                    form.instance, target_groups=form.cleaned_data["target_groups"], today=timezone.localdate(), by=request.user,
                    seen_at=form.seen_at, changed=[name for name in form.changed_data if name != "seen"],
                )  # fmt: skip
            except operations.ChangedMeanwhile as error:
                form.add_error(None, str(error))
                form.accept_new_state()
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Der Bedarf ist gespeichert."))
                return redirect("office:need_detail", pk=pk)
    return render(request, "office/needs/form.html", {"form": form, "need": need, "title": title}, status=status)


@require_permission(Permission.NEED_EDIT)
def hear_need_again(request, pk):
    need = visible(request, pk)
    form = OriginForm(request.POST or None, initial=_given(request.GET))

    def hear(form):
        operations.hear_again(need, form.origin(), today=timezone.localdate(), by=request.user)
        return _("Notiert. Der Bedarf hat jetzt eine Quelle mehr.")

    return small_page(request, need, form, hear, title=_("Noch einmal gehört"), template="office/needs/hear.html")


# ── discuss and decide ──────────────────────────────────────────────────────────────────────────────


@require_permission(Permission.NEED_EDIT)
def discuss_need(request, pk):
    need = visible(request, pk)
    body = request.GET.get("gremium", "")
    form = DiscussForm(request.POST or None, initial={"body": body} if body.isdecimal() else None)

    def discuss(form):
        operations.discuss(need, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Die Beratung ist notiert.")

    return small_page(request, need, form, discuss, title=_("Beratung eintragen"))


@require_permission(Permission.NEED_EDIT)
def decide_need(request, pk):
    need = visible(request, pk)
    last = need.discussions.order_by("-on", "-pk").values_list("body", flat=True).first()
    form = DecideForm(request.POST or None, initial={"body": last if Body.objects.filter(pk=last).exists() else None})

    def decide(form):
        decided = operations.decide(need, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Entschieden: %(status)s.") % {"status": decided.get_status_display()}

    lead = _(
        "Was aufgegriffen wird, verknüpfen Sie danach mit dem Konzept. Was Land oder Bund lösen müssen, geben Sie weiter."
    )
    return small_page(request, need, form, decide, title=_("Über den Bedarf entscheiden"), lead=lead)


@require_permission(Permission.NEED_EDIT)
def reopen_need(request, pk):
    need = visible(request, pk)

    def reopen(form):
        operations.reopen(need, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Der Bedarf ist wieder aufgenommen. Die frühere Entscheidung steht im Verlauf.")

    return small_page(request, need, ReopenForm(request.POST or None), reopen, title=_("Wieder aufnehmen"))


@require_permission(Permission.NEED_EDIT)
def need_answer_from_there(request, pk):
    need = visible(request, pk)
    given = {"text": need.answer_from_there, "on": need.answered_from_there_on or timezone.localdate()}
    form = AnswerFromThereForm(request.POST or None, initial=given)

    def note(form):
        operations.record_answer_from_there(need, **form.cleaned_data, today=timezone.localdate(), by=request.user)
        return _("Die Antwort steht jetzt beim Bedarf und in der Liste für den Landrat.")

    return small_page(request, need, form, note, title=_("Antwort von dort"), lead=need.passed_to_whom)


def small_page(request, need, form, act, *, title, lead="", template="office/needs/small.html"):  # noqa: PLR0913
    """One form about one need: `act` takes the valid form and returns the sentence that says what happened."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("office:need_detail", pk=need.pk)
    context = {"need": need, "form": form, "title": title, "lead": lead}
    return render(request, template, context, status=422 if form.errors else 200)
