"""Participation in the office: open a window, read what came, show it, answer it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.planning import participation as operations
from kreislotse.planning import participation_queries as queries
from kreislotse.planning.models import ParticipationEntry, ParticipationWindow
from kreislotse.planning.spam import sign_words
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import days_to_keep
from kreislotse.web.office.forms.participation import AnswerForm, ChangeWindowForm, GermanForm, WindowForm

PAGE = 50
Status = ParticipationEntry.Status


def pile_titles() -> dict[str, str]:
    return {
        "lesen": _("noch nicht gelesen"), "verdacht": _("sieht nach Werbung aus"), "offen": _("ohne Antwort"),
        "gezeigt": _("öffentlich"), "zurueck": _("nicht öffentlich"), "werbung": _("Werbung"),
    }  # fmt: skip


@require_permission(Permission.PLAN_VIEW)
def participation_list(request):
    today = timezone.localdate()
    context = {"windows": queries.windows(), "today": today, "is_open": operations.window_on(today) is not None}
    return render(request, "office/participation/list.html", context)


@require_permission(Permission.PLAN_EDIT)
def open_participation(request):
    form = WindowForm(request.POST or None)
    if form.is_valid():
        try:
            window = operations.open_window(**form.cleaned_data, today=timezone.localdate(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Die Beteiligung ist angelegt. Die öffentliche Seite öffnet sie am ersten Tag von selbst.")
            )
            return redirect("office:participation_detail", pk=window.pk)
    return _form(request, form, _("Beteiligung eröffnen"), reverse("office:participation_list"))


@require_permission(Permission.PLAN_EDIT)
def change_participation(request, pk):
    window = _window(pk)
    form = ChangeWindowForm(request.POST or None, window=window)
    if form.is_valid():
        try:
            operations.change_window(window, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("office:participation_detail", pk=pk)
    return _form(request, form, _("Beteiligung ändern"), reverse("office:participation_detail", args=[pk]))


def _form(request, form, title, back_url):
    context = {"form": form, "title": title, "back_url": back_url}
    return render(request, "office/participation/form.html", context, status=422 if form.errors else 200)


def _window(pk) -> ParticipationWindow:
    return get_object_or_404(ParticipationWindow.objects.select_related("version"), pk=pk)


def _entry(pk) -> ParticipationEntry:
    rows = queries.with_subject(ParticipationEntry.objects.select_related("window__version"))
    return get_object_or_404(rows, pk=pk)


@require_permission(Permission.PLAN_VIEW)
def participation_detail(request, pk):
    """One pile of a window's entries, with a box before each for what is done with many at once."""
    window, titles = _window(pk), pile_titles()
    name = request.GET.get("stapel", "")
    name = name if name in titles else "lesen"
    counts = queries.pile_counts(window)
    is_grouped = name == queries.GROUPED
    rows = queries.same_texts(window, name) if is_grouped else queries.pile(window, name)
    page = paginate(rows, request, size=PAGE)
    for entry in page:
        entry.signs = sign_words(entry.spam_signs)
    context = {
        "window": window,
        "today": timezone.localdate(),
        "name": name,
        "page": page,
        "piles": [(key, title, counts[key]) for key, title in titles.items()],
        "count": counts[name],
        "days_of_spam": days_to_keep(RetentionRule.Kind.PARTICIPATION_SPAM, today=timezone.localdate())
        if name == "werbung"
        else None,
    }
    return render(request, "office/participation/detail.html", context)


@require_permission(Permission.PLAN_EDIT)
@require_POST
def moderate_participation(request, pk):
    """What is done with the chosen entries, or with a whole pile."""
    window = _window(pk)
    name, status = request.POST.get("stapel", ""), request.POST.get("status", "")
    if status not in Status.values:
        messages.error(request, _("Bitte wählen Sie, was mit den Beiträgen geschehen soll."))
    else:
        rows = queries.pile(window, name)
        if "alle" not in request.POST:
            keys = [int(key) for key in request.POST.getlist("entries")[:1000] if key.isdecimal() and len(key) < 19]
            rows = ParticipationEntry.objects.filter(window=window, pk__in=keys)
            if name == queries.GROUPED:
                rows = queries.copies_of(rows, name)
        answered = rows.exclude(answered_on=None).exclude(status=status).count() if status == Status.SPAM else 0
        number = operations.moderate(rows.order_by(), status=status, today=timezone.localdate(), by=request.user)
        words = {
            "shown": ngettext("%(n)d Beitrag ist öffentlich.", "%(n)d Beiträge sind öffentlich.", number),
            "not_shown": ngettext("%(n)d Beitrag wird nicht gezeigt.", "%(n)d Beiträge werden nicht gezeigt.", number),
            "spam": ngettext("%(n)d Beitrag liegt bei der Werbung.", "%(n)d Beiträge liegen bei der Werbung.", number),
            "waiting": ngettext("%(n)d Beitrag wartet wieder.", "%(n)d Beiträge warten wieder.", number),
        }
        if number:
            messages.success(request, words[status] % {"n": number})
        if answered:
            kept = ngettext(
                "%(n)d Beitrag ist schon beantwortet und bleibt, wo er war.",
                "%(n)d Beiträge sind schon beantwortet und bleiben, wo sie waren.", answered,
            )  # fmt: skip
            messages.info(request, kept % {"n": answered})
        elif not number:
            messages.info(request, _("Sie haben keinen Beitrag ausgewählt."))
    return redirect(
        f"{reverse('office:participation_detail', args=[pk])}?stapel={name if name in queries.PILES else 'lesen'}"
    )


@require_permission(Permission.PLAN_VIEW)
def participation_entry(request, pk):
    return _entry_page(request, _entry(pk))


@require_permission(Permission.PLAN_EDIT)
def participation_german(request, pk):
    entry = _entry(pk)
    form = GermanForm(request.POST or None, initial={"german_text": entry.german_text})
    if form.is_valid():
        operations.put_into_german(entry, german_text=form.cleaned_data["german_text"], by=request.user)
        messages.success(request, _("Der deutsche Text ist gespeichert."))
        return redirect("office:participation_entry", pk=pk)
    return _entry_page(request, entry, german_form=form)


@require_permission(Permission.PLAN_EDIT)
def answer_participation(request, pk):
    entry = _entry(pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            operations.answer_entry(entry, **form.cleaned_data, now=timezone.now(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Beantwortet."))
            return redirect("office:participation_entry", pk=pk)
    return _entry_page(request, entry, answer_form=form)


def _entry_page(request, entry, *, german_form=None, answer_form=None):
    context = {
        "entry": entry,
        "signs": sign_words(entry.spam_signs),
        "german_form": german_form or GermanForm(initial={"german_text": entry.german_text}),
        "answer_form": answer_form or AnswerForm(),
        "needs": [origin.need for origin in entry.need_origins.select_related("need")],
    }
    bad = any(form is not None and form.errors for form in (german_form, answer_form))
    return render(request, "office/participation/entry.html", context, status=422 if bad else 200)
