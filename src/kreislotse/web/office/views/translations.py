"""Translating: what is to do in each language, and the page on which it is done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate, wants_fragment
from kreislotse.core.readability import readability
from kreislotse.directory import glossary, machine_runs, machine_translation, operations, translating, translation_tasks
from kreislotse.directory.models import Offer
from kreislotse.directory.queries import translation_states
from kreislotse.districts.languages import german_name, translation_languages
from kreislotse.web.office.forms.translations import TranslationForm, source_text

PLAIN = "de-simple"  # the one other language whose readability we can count


def my_languages(request) -> dict[str, str]:
    """The languages the reader may translate into, with their names."""
    return {
        code: name
        for code, name in translation_languages(request.district)
        if translation_tasks.may_translate_into(code, to=request.user)
    }


@require_permission(Permission.OFFER_TRANSLATE)
def translation_list(request):
    names, today = my_languages(request), timezone.localdate()
    loads = translation_tasks.workloads(list(names), today=today)
    asked = request.GET.get("sprache", "")
    pressing = sorted(loads, key=lambda load: (not load.outdated, not load.unread, not load.number))
    busy = pressing[0].language if pressing else ""
    language = asked if asked in names else busy
    page = paginate(translation_tasks.tasks(language, today=today).select_related("provider"), request)
    number = page.paginator.count
    context = {
        "runs": _runs(request) if request.can.offer_edit else [],
        "can_order": request.can.offer_edit and machine_translation.is_configured() and language != "de-simple",
        "loads": [(names[load.language], load) for load in loads],
        "language": language,
        "language_name": names.get(language, ""),
        "page": page,
        "tasks": translation_tasks.as_tasks(page.object_list, language),
        "summary": ngettext("%(n)d Angebot wartet.", "%(n)d Angebote warten.", number) % {"n": number},
    }
    return render(request, "office/translations/list.html", context)


def _runs(request) -> list:
    runs = machine_runs.latest_runs(now=timezone.now())
    for run in runs:
        run.names = [german_name(code) for code in run.languages]
    return runs


def _offer(request, pk, language: str) -> Offer:
    if language not in my_languages(request):
        raise Http404
    offers = translation_tasks.offers_to_translate(to=request.user, today=timezone.localdate())
    return get_object_or_404(offers, pk=pk)


def _after(request, offer: Offer, language: str):
    """Back to where the work is: the offer's page for the office, the list for a translator, or the next task."""
    listed = f"{reverse('office:translation_list')}?sprache={language}"
    if "next" in request.POST:
        following = translation_tasks.tasks(language, today=timezone.localdate()).exclude(pk=offer.pk).first()
        return redirect("office:translate_offer", following.pk, language) if following else redirect(listed)
    return redirect(offer if request.can.offer_view else listed)


@require_permission(Permission.OFFER_TRANSLATE)
def translate_offer(request, pk, language):
    """German on the left, the other language on the right."""
    offer = _offer(request, pk, language)
    [state] = translation_states(offer, [language])
    changes = translating.german_changes(offer, state.row) if state.row else {}
    finder = glossary.Finder(glossary.all_terms())
    form = TranslationForm(request.POST or None, offer=offer, state=state, changes=changes, finder=finder)
    is_preview = "preview" in request.POST
    if form.is_valid() and not is_preview:
        try:
            row = operations.save_translation(
                offer, language=language, texts=form.texts, seen=form.seen_hashes, by=request.user
            )
        except DomainError as error:
            form.add_error("title", str(error))
        else:
            said = (
                _("Die Übersetzung (%(language)s) von „%(title)s“ ist gespeichert.")
                if row
                else _("Die Übersetzung (%(language)s) von „%(title)s“ ist gelöscht.")
            )
            messages.success(request, said % {"language": my_languages(request)[language], "title": offer.title})
            if form.hints:
                _say_hints(request, form.hints)
            return _after(request, offer, language)
    context = {
        "offer": offer,
        "form": form,
        "state": state,
        "language": language,
        "language_name": my_languages(request)[language],
        "is_plain": language == PLAIN,
        "readability": readability(form.whole_text) if language == PLAIN else None,
        "readability_of_source": readability(source_text(offer)) if language == PLAIN else None,
    }
    if is_preview and wants_fragment(request):
        return render(request, "office/translations/_readability.html", context)
    status = 422 if form.errors and not is_preview else 200
    return render(request, "office/translations/edit.html", context, status=status)


def _say_hints(request, hints) -> None:
    words = ", ".join(f"{hint.term} → {hint.word}" for hint in hints)
    messages.warning(request, _("Im Glossar stehen andere Wörter, bitte sehen Sie noch einmal hin: %(words)s") % {"words": words})  # fmt: skip


@require_permission(Permission.OFFER_EDIT)
@require_POST
def confirm_offer_translations(request, pk):
    """One click after a small change of the German: what stands in the other languages is still right."""
    languages = [code for code, _name in translation_languages(request.district)]
    return _confirm(request, get_object_or_404(Offer, pk=pk), languages)


@require_permission(Permission.OFFER_TRANSLATE)
@require_POST
def confirm_offer_translation(request, pk, language):
    return _confirm(request, _offer(request, pk, language), [language])


def _confirm(request, offer: Offer, languages: list[str]):
    try:
        confirmed = translating.confirm_translations(offer, languages=languages, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        number = len(confirmed)
        said = ngettext(
            "Eine Übersetzung von „%(title)s“ ist als noch richtig vermerkt.",
            "%(n)d Übersetzungen von „%(title)s“ sind als noch richtig vermerkt.",
            number,
        )
        messages.success(request, said % {"n": number, "title": offer.title})
    return _after(request, offer, languages[0])


@require_permission(Permission.OFFER_TRANSLATE)
@require_POST
def approve_offer_translation(request, pk, language):
    offer = _offer(request, pk, language)
    try:
        translating.approve_translation(offer, language=language, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Die Übersetzung von „%(title)s“ ist freigegeben.") % {"title": offer.title})
    return _after(request, offer, language)
