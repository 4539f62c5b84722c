from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    NEED_RAISED = "need_raised", _("Bedarf erhoben")
    NEED_CHANGED = "need_changed", _("Bedarf geändert")
    NEED_HEARD = "need_heard", _("Bedarf noch einmal gehört")
    NEED_DISCUSSED = "need_discussed", _("Bedarf beraten")
    NEED_MERGED = "need_merged", _("Bedarfe zusammengeführt")
    NEED_TAKEN_APART = "need_taken_apart", _("Zusammenführung von Bedarfen zurückgenommen")
    NEED_DECIDED = "need_decided", _("über Bedarf entschieden")
    NEED_REOPENED = "need_reopened", _("Bedarf wieder aufgenommen")
    NEED_ANSWERED_FROM_THERE = "need_answered_from_there", _("Antwort auf weitergegebenen Bedarf eingetragen")
    NEED_ANSWERED = "need_answered", _("Bedarf mit dem Konzept verknüpft")
    PLAN_BEGUN = "plan_begun", _("Fassung des Konzepts begonnen")
    PLAN_CARRIED_OVER = "plan_carried_over", _("Fassung des Konzepts fortgeschrieben")
    PLAN_DISCARDED = "plan_discarded", _("Entwurf des Konzepts verworfen")
    PLAN_CHANGED = "plan_changed", _("Konzept geändert")
    PLAN_ADOPTED = "plan_adopted", _("Konzept beschlossen")
    PLAN_REPLACED = "plan_replaced", _("Konzept abgelöst")
    PLAN_PART_REMOVED = "plan_part_removed", _("aus dem Entwurf gestrichen")
    PLAN_TRANSLATED = "plan_translated", _("Konzept übersetzt")
    MEASURE_CHANGED = "measure_changed", _("Maßnahme geändert")
    MEASURE_STATUS_CHANGED = "measure_status_changed", _("Stand einer Maßnahme geändert")
    MEASURE_REPORTED = "measure_reported", _("Bericht zu einer Maßnahme")
    WORDS_RELEASED = "words_released", _("Worte einer Federführung freigegeben")
    WORDS_WITHHELD = "words_withheld", _("Worte einer Federführung zurückgestellt")
    MILESTONE_REACHED = "milestone_reached", _("Meilenstein einer Maßnahme")
    FUNDING_ANSWERED = "funding_answered", _("Stand der Finanzierung geändert")
    COMMITMENT_RECORDED = "commitment_recorded", _("Zusage eines Partners eingetragen")
    UPDATE_ASKED = "update_asked", _("um den Stand gebeten")
    PROGRAMME_CHOSEN = "programme_chosen", _("Jahresprogramm beschlossen")
    PROGRAMME_REVIEWED = "programme_reviewed", _("Jahresprogramm geprüft")
    PLAN_REPORT_TAKEN = "plan_report_taken", _("Bericht zum Konzept erstellt")
    PLAN_REPORT_PUBLISHED = "plan_report_published", _("Bericht zum Konzept öffentlich gezeigt")
    PLAN_REPORT_WITHDRAWN = "plan_report_withdrawn", _("Bericht zum Konzept nicht mehr öffentlich gezeigt")
    PARTICIPATION_OPENED = "participation_opened", _("Beteiligung eröffnet")
    PARTICIPATION_CHANGED = "participation_changed", _("Beteiligung geändert")
    PARTICIPATION_ANSWERED = "participation_answered", _("Beitrag zur Beteiligung beantwortet")
    PARTICIPATION_MODERATED = "participation_moderated", _("Beitrag zur Beteiligung geprüft")
