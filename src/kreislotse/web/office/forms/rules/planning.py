"""Whom to ask, how a plan weighs, what lies between two appointments, and what the phone says."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kreislotse.coordination.models import CoordinationRule
from kreislotse.matching.models import AppointmentRule, MatchingRule, MatchingWeights, PhoneRule
from kreislotse.web.office.forms.rules.kinds import Kind, either, listed, sentence


def _written_by_itself(rule: CoordinationRule) -> str:
    expiry = _now("vor jedem Ablauf") if rule.reminds_of_expiry else ""
    invited = sentence(
        _("nach %(remind_invited_days)d Tagen ohne Antwort auf eine Einladung"), "remind_invited_days", empty=""
    )
    return listed([expiry, invited(rule)], "; ") or _now("nichts")


KINDS = (
    Kind(
        slug="anfragen", model=MatchingRule,
        title=_("Anfragen an Lotsinnen und Lotsen"),
        text=_("Wie viele Personen gleichzeitig gefragt werden, wie lange sie Zeit haben und wie gut spricht, wer übersetzt. Ohne Regel: drei Personen, drei Tage, Niveau B1, Vertretung wird sofort gesucht."),
        new=_("Regel zum Anfragen eintragen"),
        fields=("asked_at_once", "days_to_answer", "interpreter_level", "asks_stand_ins"),
        columns=(
            (_("Gleichzeitig"), "asked_at_once"), (_("Tage Zeit"), "days_to_answer"),
            (_("Niveau beim Übersetzen"), "interpreter_level"),
            (_("Vertretung"), either("asks_stand_ins", _("wird sofort gesucht"), _("sucht das Büro"))),
        ),
    ),
    Kind(
        slug="gewichte", model=MatchingWeights,
        title=_("Gewichte für Vorschläge"),
        text=_("Was bei Vorschlägen und im Wochenplan wie viel zählt, in Punkten. Ein Punkt ist etwa ein Kilometer Weg. Ohne Eintrag gelten die Werte, mit denen das Formular beginnt."),
        new=_("Gewichte eintragen"),
        fields=tuple(MatchingWeights.CHOSEN),
        columns=(
            (_("Ein Kilometer"), "per_km"), (_("Jemand anderes als beim letzten Mal"), "not_the_known_guide"),
            (_("Neues Thema"), "untrained_topic"), (_("Anfragen je Person und Woche"), "most_per_guide"),
        ),
    ),
    Kind(
        slug="termine", model=AppointmentRule,
        title=_("Absagen und Wege"),
        text=_("Ab wann eine Absage kurzfristig ist und wie viel Zeit zwischen zwei Terminen derselben Person liegt. Ohne Regel: 24 Stunden, 15 Minuten Pause, 15 Minuten je 10 km."),
        new=_("Regel zu Terminen eintragen"),
        fields=("late_hours", "gap_minutes", "minutes_per_10_km"),
        columns=(
            (_("Kurzfristig: unter … Stunden"), "late_hours"), (_("Pause in Minuten"), "gap_minutes"),
            (_("Minuten je 10 km"), "minutes_per_10_km"),
        ),
    ),
    Kind(
        slug="unterwegs", model=PhoneRule,
        title=_("Unterwegs"),
        text=_("Wie viele Stunden vor einem Termin wir erinnern, und wie wir Kilometer vorschlagen. Ohne Regel: 24 Stunden, 130 Prozent der Luftlinie."),
        new=_("Regel für unterwegs eintragen"),
        fields=("remind_hours", "road_percent"),
        columns=(
            (_("Stunden vorher"), sentence("%(remind_hours)d", "remind_hours", empty=_("nicht erinnern"))),
            (_("Straße in Prozent der Luftlinie"), "road_percent"),
        ),
    ),
    Kind(
        slug="koordination", model=CoordinationRule,
        title=_("Hinweise zur Koordination"),
        text=_("Wann jemand lange nicht oder zu oft gefragt wurde, wann an einen Ablauf erinnert und wann gedankt wird. Ohne Regel: 8 Wochen; mehr als 4 Fragen in 4 Wochen; 90, 30 und 7 Tage; 50 Stunden; auf Aufrufe 14 Tage zum Antworten, 3 Tage vorher eine Erinnerung; sonst schreibt das System niemandem von selbst."),
        new=_("Regel zur Koordination eintragen"),
        fields=("weeks_unasked", "often_number", "often_weeks", "early_days", "soon_days", "last_days", "reminds_of_expiry", "remind_invited_days", "thanks_hours", "call_reply_days", "call_remind_days", "call_link_days"),
        columns=(
            (_("Lange nicht gefragt"), sentence(_("seit %(weeks_unasked)d Wochen"), "weeks_unasked")),
            (_("Oft gefragt"), sentence(_("mehr als %(often_number)d in %(often_weeks)d Wochen"), "often_number", "often_weeks")),
            (
                _("Hinweise vor dem Ablauf"),
                sentence(_("%(early_days)d, %(soon_days)d und %(last_days)d Tage"), "early_days", "soon_days", "last_days"),
            ),
            (_("Schreibt von selbst"), _written_by_itself),
            (_("Danke nach"), sentence(_("%(thanks_hours)d Stunden"), "thanks_hours")),
            (
                _("Aufrufe an Träger"),
                sentence(_("%(call_reply_days)d Tage zum Antworten, Erinnerung %(call_remind_days)d Tage vorher"), "call_reply_days", "call_remind_days"),
            ),
        ),
    ),
)  # fmt: skip
