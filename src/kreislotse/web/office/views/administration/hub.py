"""The door of the administration: what the reader may do here, and the first steps of a new district."""

from dataclasses import dataclass
from datetime import timedelta

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.models import Invitation, Membership
from kreislotse.accounts.roles import Permission as P
from kreislotse.administration.entries import Entry
from kreislotse.administration.office import settings_changed_so_far
from kreislotse.audit.models import AuditEntry
from kreislotse.places.models import Municipality

RULES_TOUCHED = (Entry.RULE_ADDED, Entry.RULE_CHANGED, Entry.RULE_REPLACED, Entry.RULE_ENDED)


@dataclass(frozen=True)
class Room:
    title: str
    text: str
    url: str
    icon: str


@require_permission(P.OFFICE_VIEW)
def administration(request):
    entries = [
        (_("Personen und Einladungen"), _("Wer hier arbeitet, in welcher Rolle und bis wann."), "member_list", (), P.MEMBERS_MANAGE, "account-circle"),
        (_("Übergabe"), _("Alles, wofür eine Person zuständig ist, geht in einem Schritt an die Nachfolge."), "hand_over", (), P.HAND_OVER, "arrow-forward"),
        (_("Einstellungen des Büros"), _("Namen, Kontakt, Bezeichnungen, Sprachen, Farbe, Impressum."), "settings", (), P.RULES_EDIT, "edit"),
        (_("Regeln mit Datum"), _("Ausschlussregeln, Finanzierungen, Stundengrenzen, Sätze und Löschfristen."), "rule_list", (), P.RULES_EDIT, "calendar-today"),
        (_("Themen und Zielgruppen"), _("Wonach gesucht, gefiltert und gezählt wird."), "term_list", ("themen",), P.RULES_EDIT, "checklist"),
        (_("Listen einlesen"), _("Akteure und Angebote aus Tabellen übernehmen."), "import_start", (), P.IMPORT, "drive-folder-upload"),
        (_("Gemeinden und Grenzen"), _("Welche Gemeinden zum Kreis gehören, seit wann, und ihre Karte."), "municipality_list", (), P.RULES_EDIT, "home"),
        (_("Einbetten"), _("Die Suche auf der Internetseite des Kreises oder eines Akteurs zeigen."), "embedding", (), P.RULES_EDIT, "open-in-new"),
        (_("Protokoll"), _("Wer wann was geändert hat."), "audit_list", (), P.AUDIT_VIEW, "autorenew"),
        (_("Datenschutz"), _("Was wo gespeichert ist und wann es gelöscht wird."), "data_map", (), P.PRIVACY_VIEW, "info"),
        (_("System"), _("Version, Hintergrundaufgaben, E-Mail und Sicherung."), "system", (), P.RULES_EDIT, "help"),
    ]  # fmt: skip
    rooms = [
        Room(title, text, _address(name, args), icon)
        for title, text, name, args, permission, icon in entries
        if request.can.allows(permission) and _address(name, args)
    ]
    steps = _steps(request) if request.can.allows(P.RULES_EDIT, P.MEMBERS_MANAGE) else []
    context = {"rooms": rooms, "steps": steps, "steps_left": sum(not step["is_done"] for step in steps)}
    return render(request, "office/administration/hub.html", context)


@require_permission(P.RULES_EDIT, P.MEMBERS_MANAGE)
def first_steps(request):
    """What a new district needs before its first request: five small steps, in any order."""
    steps = _steps(request)
    to_do = [step for step in steps if not step["is_done"]]
    context = {"steps": steps, "done": len(steps) - len(to_do), "next": to_do[0] if to_do else None}
    return render(request, "office/administration/first_steps.html", context)


def _steps(request) -> list[dict]:
    district = request.district
    people = Membership.objects.valid_on(timezone.localdate()).values("user").distinct().count()
    steps = [
        (
            _("Kontaktdaten eintragen"), _("Telefon, E-Mail und Anschrift stehen auf jeder öffentlichen Seite."),
            _address("edit_settings", ("kontakt",)) + "?weiter=schritte", bool(district.phone and district.email and district.address),
        ),
        (
            _("Sprachen wählen"), _("In welchen Sprachen Menschen Sie finden."),
            _address("edit_settings", ("sprachen",)) + "?weiter=schritte", _is_settled(district) or "languages" in settings_changed_so_far(),
        ),
        (
            _("Kolleginnen und Kollegen einladen"), _("Jede Person bekommt einen Link per E-Mail."),
            _address("invite_member", ()), people > 1 or Invitation.objects.filter(invited_by__isnull=False).exists(),
        ),
        (
            _("Städte und Gemeinden einlesen"), _("Aus dem Gemeindeverzeichnis des Statistischen Bundesamts."),
            _address("import_places", ()), Municipality.objects.of_district(district).exists(),
        ),
        (
            _("Regeln durchsehen"), _("Vorlauf, Grenzen, Sätze und Fristen aus der Vorlage sind Vorschläge."),
            _address("rule_list", ()), _is_settled(district) or AuditEntry.objects.filter(entry__in=RULES_TOUCHED).exists(),
        ),
    ]  # fmt: skip
    return [{"title": title, "text": text, "url": url, "is_done": is_done} for title, text, url, is_done in steps]


def _is_settled(district) -> bool:
    """Who has worked for a month without touching the languages of the preset is content with them."""
    return district.set_up_on is None or timezone.localdate() - district.set_up_on > timedelta(days=30)


def _address(name: str, args=()) -> str:
    try:
        return reverse(f"office:{name}", args=args)
    except NoReverseMatch:
        return ""
