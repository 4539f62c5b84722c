"""Ordering a machine's translations: what goes where is said first."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.directory import machine_runs, machine_translation
from kreislotse.directory.models import Offer
from kreislotse.web.office.views.translations import my_languages


@require_permission(Permission.OFFER_EDIT)
def order_machine_translation(request, language):
    """All that waits in one language."""
    names = my_languages(request)
    if language not in names:
        raise Http404
    back = f"{reverse('office:translation_list')}?sprache={language}"
    return _order(request, {language: names[language]}, back, offer=None)


@require_permission(Permission.OFFER_EDIT)
def order_offer_machine_translation(request, pk):
    """One offer, in every language."""
    offer = get_object_or_404(Offer.objects.exclude(status=Offer.Status.ARCHIVED), pk=pk)
    languages = {code: name for code, name in my_languages(request).items() if code != "de-simple"}
    return _order(request, languages, offer.get_absolute_url(), offer=offer)


def _order(request, languages: dict[str, str], back: str, *, offer: Offer | None):
    if request.method == "POST":
        try:
            machine_runs.order_run(list(languages), offer=offer, by=request.user, now=timezone.now())
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("Die Maschine übersetzt jetzt. Was fertig ist, erscheint hier als „ungelesen“.")
            )
        return redirect(back)
    number, words = machine_runs.work_ahead(list(languages), offer=offer, today=timezone.localdate())
    is_configured = machine_translation.is_configured()
    context = {
        "offer": offer,
        "languages": list(languages.values()),
        "number": number,
        "words": words,
        "back": back,
        "host": machine_translation.translator().host if is_configured else "",
    }
    return render(request, "office/translations/machine.html", context)
