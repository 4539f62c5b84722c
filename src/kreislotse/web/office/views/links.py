"""The addresses in the directory: which still lead somewhere, and what to do with the others."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.jobs.tasks import enqueue_after_commit
from kreislotse.quality import links
from kreislotse.quality.judge import ADVICE, FAILING
from kreislotse.quality.models import Link, Verdict
from kreislotse.quality.tasks import check_link_now

SHOWN_PLACES = 3
EMPTY = {
    links.Group.BROKEN: "Kein Link ist an drei Tagen hintereinander ausgefallen.",
    links.Group.FAILING: "Bei der letzten Prüfung ging alles.",
    links.Group.MOVED: "Keine Seite ist umgezogen.",
    links.Group.LOOK: "Es gibt keinen Link, den ein Mensch öffnen müsste.",
    links.Group.FINE: "Hier stehen die geprüften Adressen Ihrer Angebote und Akteure.",
}


@require_permission(Permission.OFFER_VIEW)
def link_list(request):
    counts = links.link_counts()
    group = request.GET.get("gruppe", "")
    if group not in links.GROUPS:
        group = next((key for key in links.GROUPS if counts[key]), links.Group.FINE)
    page = paginate(links.links_of(group), request)
    places = links.places_of(link.url for link in page.object_list)
    page.object_list = [_row(link, places[link.url]) for link in page.object_list]
    context = {
        "page": page,
        "groups": [
            {"label": str(label), "url": f"?gruppe={key}", "is_current": key == group, "number": counts[key]}
            for key, (label, _condition) in links.GROUPS.items()
        ],
        "label": str(links.GROUPS[group][0]),
        "lead": _lead(counts),
        "empty_text": EMPTY[group],
        "is_checking": settings.LINK_CHECK,
        "here": request.get_full_path(),
    }
    return render(request, "office/quality/links.html", context)


def _lead(counts) -> str:
    broken = counts[links.Group.BROKEN]
    if broken:
        return ngettext("%(n)d Link ist kaputt.", "%(n)d Links sind kaputt.", broken) % {"n": broken}
    if counts["unchecked"]:
        return ngettext(
            "%(n)d Adresse wartet auf die erste Prüfung.",
            "%(n)d Adressen warten auf die erste Prüfung.",
            counts["unchecked"],
        ) % {"n": counts["unchecked"]}
    return _("Alle Links, die wir prüfen konnten, führen ans Ziel.")


def _row(link: Link, places: list) -> dict:
    reason, advice = ADVICE[link.verdict]
    days = ", ".join(date_format(timezone.datetime.fromisoformat(day), "j. F") for day in link.failed_on)
    tone = "danger" if link.broken_since else "warning" if link.verdict not in (Verdict.OK,) else "success"
    return {
        "link": link,
        "places": places,
        "more": max(len(places) - SHOWN_PLACES, 0),
        "reason": reason,
        "advice": advice,
        "tone": tone,
        "days": _("Ging nicht am %(days)s.") % {"days": days} if days else "",
        "can_accept": link.verdict in (Verdict.MOVED, Verdict.DETOUR) and 0 < len(link.leads_to) <= 300,
        "can_confirm": link.verdict in FAILING or (link.verdict == Verdict.MAYBE and not link.confirmed_on),
    }


def _back(request):
    url = request.POST.get("next", "")
    return redirect(url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "office:link_list")


@require_permission(Permission.OFFER_EDIT)
@require_POST
def accept_link(request, pk):
    """The new address goes in wherever the old one stands."""
    link = get_object_or_404(Link.objects.all(), pk=pk)
    try:
        number = links.accept_new_address(link, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        said = ngettext(
            "Die neue Adresse steht jetzt an %(n)d Stelle.", "Die neue Adresse steht jetzt an %(n)d Stellen.", number
        )
        messages.success(request, said % {"n": number})
    return _back(request)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def confirm_link(request, pk):
    links.confirm_link(get_object_or_404(Link.objects.all(), pk=pk), today=timezone.localdate(), by=request.user)
    messages.success(request, _("Danke. Der Link gilt als in Ordnung und wird in einem Monat wieder geprüft."))
    return _back(request)


@require_permission(Permission.OFFER_EDIT)
@require_POST
def recheck_link(request, pk):
    link = get_object_or_404(Link.objects.all(), pk=pk)
    if not settings.LINK_CHECK:
        messages.error(request, str(links.NotChecking()))
        return _back(request)
    enqueue_after_commit(check_link_now, link.pk)
    messages.success(request, _("Der Link wird gerade geöffnet. Das Ergebnis steht gleich in dieser Liste."))
    return _back(request)
