"""What every template knows: the district, what the reader may do, the menu of the area, the languages."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kreislotse.accounts.roles import Permission as P

PUBLIC_MENU = {
    "public:start": gettext_noop("Start"),
    "public:offer_search": gettext_noop("Angebote finden"),
    "public:ask_for_help": gettext_noop("Hilfe anfragen"),
    "public:join": gettext_noop("Mitmachen"),
}
# Pages that are the same for everybody.
FOUND = {f"public:{name}" for name in (
    "start", "offer_search", "offer_detail", "ask_for_help", "join", "about", "plan", "plan_measures", "plan_participation", "imprint", "privacy", "accessibility", "open_data",
)}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    is_current: bool
    count: int | None = None


def house(request):
    district = getattr(request, "district", None)
    return {
        "district": district,
        "can": getattr(request, "can", None),
        "user_menu": SimpleLazyObject(lambda: [{"label": _("Mein Zugang"), "url": reverse("account_profile")}]),
        "nav": SimpleLazyObject(lambda: _menu(request)),
        "new_menu": SimpleLazyObject(lambda: _new(request)),
        "help_url": SimpleLazyObject(lambda: _help(request)),
        "found": SimpleLazyObject(lambda: _found(request)),
        "languages": SimpleLazyObject(lambda: _languages(request)),
        "footer_nav": SimpleLazyObject(lambda: _footer(request)),
    }


def _menu(request) -> list[Entry]:
    area = request.path_info.split("/", 2)[1]
    builder = {"buero": _office, "unterwegs": _guides, "partner": _partners}.get(area, _public)
    if request.district is None:
        return []
    entries = [(str(label), name) for label, name in builder(request) if _exists(name)]
    addresses = [reverse(name) for _label, name in entries]
    path = _counted_as(request.path)
    start = min(addresses, key=len, default="")
    best = max(
        (a for a in addresses if path == a or (a != start and path.startswith(a))),
        key=len,
        default=None,
    )
    return [Entry(label, reverse(name), reverse(name) == best) for label, name in entries]


def _counted_as(path: str) -> str:
    """Pages that are reached through the administration or the network count as part of it."""
    if path.startswith(("/buero/gremien/", "/buero/bedarfe/")):
        return reverse("office:organization_list")
    return reverse("office:administration") if path.startswith(("/buero/einlesen/", "/buero/gemeinden/")) else path


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def _office(request):
    term = request.district.term
    entries = [
        (_("Heute"), "office:today", P.OFFICE_VIEW),
        (_("Anfragen"), "office:help_request_list", P.HELP_REQUEST_VIEW),
        (term("guides"), "office:guide_list", P.GUIDE_VIEW),
        (_("Begleitungen"), "office:assignment_list", P.ASSIGNMENT_VIEW),
        (_("Angebote"), "office:offer_list", P.OFFER_VIEW),
        (_("Übersetzen"), "office:translation_list", P.OFFER_TRANSLATE),
        (_("Netzwerk"), "office:organization_list", P.NETWORK_VIEW),
        (_("Konzept"), "office:plan", P.PLAN_VIEW),
        (_("Monate"), "office:month_list", P.MONTH_VIEW),
        (_("Verwaltung"), "office:administration", P.OFFICE_VIEW),
    ]
    return [(label, name) for label, name, permission in entries if request.can.allows(permission)]


def _new(request) -> list[dict]:
    """What the reader may begin, for the „Neu“ menu of the office."""
    if request.district is None or not request.path_info.startswith("/buero/"):
        return []
    entries = [
        (_("Anfrage"), "office:record_help_request", P.HELP_REQUEST_RECORD),
        (_("Lotsin oder Lotse"), "office:record_guide", P.GUIDE_EDIT),
        (_("Angebot"), "office:record_offer", P.OFFER_EDIT),
        (_("Akteur"), "office:record_organization", P.NETWORK_EDIT),
        (_("Gremium"), "office:record_body", P.BODY_EDIT),
        (_("Projekt"), "office:record_project", P.BODY_EDIT),
        (_("Bedarf"), "office:record_need", P.NEED_EDIT),
        (_("Liste einlesen"), "office:import_start", P.IMPORT),
    ]
    return [
        {"label": label, "url": reverse(name)}
        for label, name, permission in entries
        if request.can.allows(permission) and _exists(name)
    ]


def _help(request) -> str:
    """The page behind the „?“ key, for whoever works in the office."""
    if request.district is None or not request.path_info.startswith("/buero/"):
        return ""
    return reverse("office:help") if request.can.allows(P.OFFICE_VIEW) else ""


def _guides(request):
    return [
        (_("Übersicht"), "guides:home"),
        (_("Anfragen an mich"), "guides:proposal_list"),
        (_("Zeit eintragen"), "guides:record_time"),
        (_("Meine Daten"), "guides:profile"),
    ]


def _partners(request):
    if not request.user.is_authenticated:
        return []
    entries = []
    if request.can.own_organization_edit:
        entries.append((_("Übersicht"), "partners:home"))
    if request.can.own_municipality_view:
        entries.append((_("Was unserer Gemeinde fehlt"), "partners:need_list"))
    if request.can.own_bodies_view:
        entries.append((_("Unsere Gremien"), "partners:body_list"))
    if request.can.own_organization_edit:
        entries += [
            (_("Unsere Maßnahmen"), "partners:measure_list"),
            (_("Unsere Projekte"), "partners:project_list"),
            (_("Suche und Biete"), "partners:market_list"),
        ]
    return entries


def _public(request):
    return [(_(label), name) for name, label in PUBLIC_MENU.items()]


def _footer(request) -> list[Entry]:
    if request.district is None:
        return []
    entries = (
        (_("Über uns"), "public:about"),
        (_("Impressum"), "public:imprint"),
        (_("Datenschutz"), "public:privacy"),
        (_("Barrierefreiheit"), "public:accessibility"),
        (_("Offene Daten"), "public:open_data"),
    )
    return [Entry(label, reverse(name), reverse(name) == request.path) for label, name in entries]


def _found(request) -> dict | None:
    """What the head of a public page tells search machines: its one address, and those in other languages.

    Only for pages that say the same to everybody: never for one that belongs to a person.
    """
    match = getattr(request, "resolver_match", None)
    if request.district is None or match is None or match.view_name not in FOUND:
        return None
    base, path = request.district.base_url, request.path
    spoken = getattr(request, "alternate_languages", None)
    codes = [one["code"] for one in _languages(request) if spoken is None or one["code"] in spoken]
    alternates = [{"code": code, "url": base + translate_url(path, code)} for code in codes]
    german = next((one["url"] for one in alternates if one["code"] == "de"), "")
    return {
        # An offer without words in this language says the same as the German page.
        "canonical": base + path if spoken is None or request.LANGUAGE_CODE in spoken else german,
        "alternates": [*alternates, *([{"code": "x-default", "url": german}] if german else [])],
        "atom": reverse("api:atom", args=[request.LANGUAGE_CODE]),
        "opensearch": reverse("api:opensearch", args=[request.LANGUAGE_CODE]),
    }


def _languages(request) -> list[dict]:
    """Where this public page stands in each language; the office and its helpers work in German."""
    if request.district is None or request.path_info.startswith(("/buero/", "/unterwegs/", "/partner/", "/konto/")):
        return []
    names = dict(settings.LANGUAGES)
    path = request.get_full_path()
    return [
        {
            "code": code,
            "name": names[code],
            "url": translate_url(path, code),
            "is_current": code == request.LANGUAGE_CODE,
        }
        for code in request.district.languages
        if code in names
    ]
