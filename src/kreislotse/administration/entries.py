from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit import registry


@registry.register
class Entry(models.TextChoices):
    MEMBER_INVITED = "member_invited", _("Eingeladen")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("Einladung zurückgezogen")
    MEMBERSHIP_BEGAN = "membership_began", _("Einladung angenommen")
    LANGUAGES_CHANGED = "member_languages_changed", _("Sprachen einer Person geändert")
    MEMBERSHIP_ENDED = "membership_ended", _("Mitgliedschaft beendet")
    HANDED_OVER = "handed_over", _("Aufgaben übergeben")
    HAND_OVER_UNDONE = "hand_over_undone", _("Übergabe zurückgenommen")
    SETTINGS_CHANGED = "settings_changed", _("Einstellungen geändert")
    RULE_ADDED = "rule_added", _("Regel eingetragen")
    RULE_REPLACED = "rule_replaced", _("Regel durch neue Fassung ersetzt")
    RULE_ENDED = "rule_ended", _("Regel beendet")
    RULE_CHANGED = "rule_changed", _("Regel geändert")
    TERM_ADDED = "term_added", _("Thema oder Zielgruppe eingetragen")
    TERM_CHANGED = "term_changed", _("Thema oder Zielgruppe geändert")
    TERM_RETIRED = "term_retired", _("Thema oder Zielgruppe außer Gebrauch")
    TERM_RESTORED = "term_restored", _("Thema oder Zielgruppe wieder in Gebrauch")
