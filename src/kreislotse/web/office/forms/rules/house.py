"""How long data stays, how often offers are looked at, and how long bodies and needs may take."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import CheckRule
from kreislotse.groups.models import MeetingRule
from kreislotse.planning.models import NeedRule
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
    Kind(
        slug="sitzungen", model=MeetingRule,
        title=_("Sitzungen: Fristen"),
        text=_("Wie lange man gegen ein Protokoll Einwände haben kann und wann an Aufgaben erinnert wird. Ohne Regel: 14 und 7 Tage."),
        new=_("Regel zu Sitzungen eintragen"),
        fields=("objection_days", "task_days"),
        columns=(
            (_("Einwände"), sentence(_("%(objection_days)d Tage"), "objection_days")),
            (_("An Aufgaben erinnern"), sentence(_("%(task_days)d Tage vorher"), "task_days")),
        ),
    ),
    Kind(
        slug="bedarfe", model=NeedRule,
        title=_("Bedarfe: wann sie zu lange warten"),
        text=_("Neue Bedarfe, über die so lange niemand gesprochen hat, stehen unter „Heute“. Ohne Regel: 90 Tage."),
        new=_("Regel zu Bedarfen eintragen"),
        fields=("wait_days",),
        columns=((_("Wartet zu lange"), sentence(_("nach %(wait_days)d Tagen"), "wait_days")),),
    ),
)  # fmt: skip
