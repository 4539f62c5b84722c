"""The parts of the coordination of guides, above each of them; this is the one place that names and groups its pages."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.accounts.roles import Permission
from kreislotse.core.templatetags.components import part_tabs

register = template.Library()

PARTS = (
    (
        gettext_lazy("Menschen"),
        (
            ("office:guide_list", gettext_lazy("Alle Personen"), Permission.GUIDE_VIEW),
            ("office:pool_free", gettext_lazy("Wer ist frei?"), Permission.GUIDE_VIEW),
            ("office:pool_turns", gettext_lazy("Wer ist dran?"), Permission.ASSIGNMENT_VIEW),
            ("office:helper_list", gettext_lazy("Helferliste"), Permission.GUIDE_VIEW),
            ("office:pool_mailings", gettext_lazy("Nachrichten"), Permission.GUIDE_EDIT),
            ("office:pool_thanks", gettext_lazy("Danke sagen"), Permission.ASSIGNMENT_VIEW),
        ),
    ),
    (
        gettext_lazy("Einsätze"),
        (
            ("office:pool_board", gettext_lazy("Anfragen"), Permission.ASSIGNMENT_VIEW),
            ("office:week_plan", gettext_lazy("Wochenplan"), Permission.ASSIGNMENT_EDIT),
            ("office:pool_calendar", gettext_lazy("Kalender"), Permission.ASSIGNMENT_VIEW),
            ("office:vacancy_list", gettext_lazy("Vertretungen"), Permission.ASSIGNMENT_EDIT),
        ),
    ),
    (
        gettext_lazy("Qualifizierung"),
        (
            ("office:training_list", gettext_lazy("Schulungen"), Permission.GUIDE_VIEW),
            ("office:pool_trainings", gettext_lazy("Einladungen"), Permission.GUIDE_EDIT),
            ("office:pool_expiring", gettext_lazy("Was läuft ab?"), Permission.GUIDE_VIEW),
        ),
    ),
    (
        gettext_lazy("Geld"),
        (
            ("office:pool_hours", gettext_lazy("Stunden"), Permission.ASSIGNMENT_VIEW),
            ("office:settlement_overview", gettext_lazy("Abrechnung"), Permission.SETTLEMENT_VIEW),
        ),
    ),
    (
        gettext_lazy("Auswertung"),
        (
            ("office:pool_statistics", gettext_lazy("Zahlen der Begleitungen"), Permission.MONTH_VIEW),
            ("office:provider_year", gettext_lazy("Träger"), Permission.ASSIGNMENT_VIEW),
            ("office:guide_coverage", gettext_lazy("Wo jemand fehlt"), Permission.GUIDE_VIEW),
        ),
    ),
)


@register.inclusion_tag("components/part_tabs.html", takes_context=True)
def pool_tabs(context, current):
    """`{% pool_tabs "office:pool_board" %}`, with the name of the address that is open; what one may not see is left out."""
    can = context["can"]
    groups = [
        (title, [(label, reverse(name)) for name, label, permission in pages if can.allows(permission)])
        for title, pages in PARTS
    ]
    return part_tabs(_("Teile der Koordination"), reverse(current), groups)
