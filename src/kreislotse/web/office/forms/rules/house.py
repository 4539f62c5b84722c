"""How long data stays, and how often somebody looks whether offers are still right."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import CheckRule
from kreislotse.privacy.models import RetentionRule
from kreislotse.web.office.forms.rules.kinds import Kind, either, sentence

KINDS = (
    Kind(
        slug="loeschfristen", model=RetentionRule,
        title=_("Löschfristen"),
        text=_("Wie lange etwas bleibt. Jede Nacht wird gelöscht, was abgelaufen ist."),
        new=_("Löschfrist eintragen"),
        fields=("kind", "start", "days"),
        columns=((_("Datenart"), "kind"), (_("Frist in Tagen"), "days"), (_("Fristbeginn"), "start")),
        order=("kind",),
    ),
    Kind(
        slug="pruefung", model=CheckRule,
        title=_("Prüfung der Angebote"),
        text=_("Wie oft jemand nachsieht, ob die Angaben noch stimmen, und ob wir die Anbieter per E-Mail fragen."),
        new=_("Regel zum Prüfen eintragen"),
        fields=("months", "is_mailed", "reminder_weeks", "link_days"),
        columns=(
            (_("Prüfen alle … Monate"), "months"),
            (_("E-Mails an Anbieter"), either("is_mailed", _("jede Nacht von selbst"), _("nur von Hand"))),
            (_("Erinnerung"), sentence(_("nach %(reminder_weeks)d Wochen"), "reminder_weeks")),
        ),
    ),
)  # fmt: skip
