"""The glossary: words that mean something exact, kept once for all texts."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.pagination import paginate
from kreislotse.core.text import fold_german
from kreislotse.directory import glossary
from kreislotse.directory.models import GlossaryTerm
from kreislotse.web.office.forms.translations import GlossaryForm
from kreislotse.web.office.views.translations import my_languages


@require_permission(Permission.OFFER_TRANSLATE)
def translation_glossary(request):
    asked = request.GET.get("q", "").strip()[:80]
    rows = glossary.all_terms()
    if key := fold_german(asked):
        rows = rows.filter(search_key__contains=key)
    page = paginate(rows, request)
    names = my_languages(request)
    for term in page:
        term.words = [(code, word) for code in names if (word := term.translations.get(code))]
    number = page.paginator.count
    context = {
        "page": page,
        "asked": asked,
        "number_of_languages": len(names),
        "summary": ngettext("%(n)d Begriff", "%(n)d Begriffe", number) % {"n": number},
    }
    return render(request, "office/translations/glossary.html", context)


@require_permission(Permission.OFFER_EDIT)
def add_translation_word(request):
    return _form_page(request, GlossaryTerm())


@require_permission(Permission.OFFER_TRANSLATE)
def edit_translation_word(request, pk):
    return _form_page(request, get_object_or_404(GlossaryTerm, pk=pk))


def _form_page(request, term: GlossaryTerm):
    title = term.term
    form = GlossaryForm(
        request.POST if request.method == "POST" else None,
        instance=term, languages=my_languages(request), is_whole=request.can.offer_edit,
    )  # fmt: skip
    if form.is_valid():
        form.instance.translations = form.translations
        saved = glossary.save_term(form.instance, by=request.user)
        messages.success(request, _("„%(term)s“ ist gespeichert.") % {"term": saved.term})
        return redirect("office:translation_glossary")
    context = {"form": form, "title": title, "pk": term.pk, "words": [form[f"in-{code}"] for code in form.languages]}
    return render(request, "office/translations/word.html", context, status=422 if form.errors else 200)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def delete_translation_word(request, pk):
    term = get_object_or_404(GlossaryTerm, pk=pk)
    glossary.delete_term(term, by=request.user)
    messages.success(request, _("„%(term)s“ ist aus dem Glossar gelöscht.") % {"term": term.term})
    return redirect("office:translation_glossary")
