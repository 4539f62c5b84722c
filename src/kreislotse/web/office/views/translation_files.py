"""Translations that leave the house as XLIFF and come back."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import wants_fragment
from kreislotse.directory import translation_tasks, xliff, xliff_exchange
from kreislotse.directory.models import TranslationFile
from kreislotse.directory.queries import public_offers
from kreislotse.documents.responses import file_response
from kreislotse.web.office.forms.translations import XliffForm
from kreislotse.web.office.views.translations import my_languages


def _name_of(request, language: str) -> str:
    names = my_languages(request)
    if language not in names:
        raise Http404
    return names[language]


@require_permission(Permission.OFFER_TRANSLATE)
def export_translations(request, language):
    """What has to be done in one language, or everything, as a file for translation programs."""
    name, today = _name_of(request, language), timezone.localdate()
    is_whole = request.GET.get("umfang") == "alles"
    offers = (
        public_offers(today=today).order_by("search_key", "pk")
        if is_whole
        else translation_tasks.tasks(language, today=today)
    )
    content = xliff_exchange.export(offers, language=language, is_whole=is_whole)
    title = _("Übersetzung %(language)s %(day)s") % {"language": name, "day": today.isoformat()}
    return file_response(content, filename=f"{title}.xlf", content_type=xliff.CONTENT_TYPE)


def _file_asked_for(request, language: str) -> TranslationFile | None:
    """The file the address names, if this person sent it."""
    key = request.GET.get("datei", "")
    if request.method == "POST" or not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return TranslationFile.objects.filter(pk=int(key), by=request.user, language=language).first()


@require_permission(Permission.OFFER_TRANSLATE)
def exchange_translations(request, language):
    """Fetch the file of a language, and bring it back; of a large one, see how far it is."""
    name, report = _name_of(request, language), None
    file = _file_asked_for(request, language)
    if wants_fragment(request) and file:
        if file.finished_at:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "office/translations/_file_progress.html", {"file": file})
    form = XliffForm(request.POST, request.FILES) if request.method == "POST" else XliffForm()
    if getattr(request, "upload_too_large", False):  # dropped while it arrived
        form.errors["file"] = form.error_class([str(xliff.FileTooLarge(limit=xliff.MOST_BYTES // 1024 // 1024))])
    elif form.is_valid():
        offers = translation_tasks.offers_to_translate(to=request.user, today=timezone.localdate())
        try:
            content = form.cleaned_data["file"].read(xliff.MOST_BYTES + 1)
            report = xliff_exchange.receive(
                content,
                file_name=form.cleaned_data["file"].name,
                language=language,
                offers=offers,
                by=request.user,
                now=timezone.now(),
            )
            if isinstance(report, TranslationFile):
                return redirect(f"{request.path}?datei={report.pk}")
        except DomainError as error:
            form.add_error("file", str(error))
    context = {"form": form, "report": report, "language": language, "language_name": name, "file": file}
    if file:
        context["report"] = report or xliff_exchange.report_of(file)
        context["is_stalled"] = timezone.now() - file.progressed_at > xliff_exchange.STALLED_AFTER
    status = 422 if form.errors else 200
    return render(request, "office/translations/exchange.html", context, status=status)
