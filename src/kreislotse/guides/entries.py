"""What the trail says about guides."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kreislotse.audit.registry import register


@register
class Entry(models.TextChoices):
    GUIDE_RECORDED = "guide_recorded", _("aufgenommen")
    GUIDE_CHANGED = "guide_changed", _("Angaben geändert")
    GUIDE_CHANGED_OWN_DATA = "guide_changed_own_data", _("eigene Angaben geändert")
    GUIDE_STATUS_CHANGED = "guide_status_changed", _("Status geändert")
    GUIDE_GOT_LOGIN = "guide_got_login", _("Zugang eingerichtet")
    GUIDE_INVITED = "guide_invited", _("zum Anmelden eingeladen")
    GUIDE_ERASED = "guide_erased", _("persönliche Angaben gelöscht")
    CALENDAR_FEED_RENEWED = "calendar_feed_renewed", _("Kalender-Abo eingerichtet oder erneuert")
    CALENDAR_FEED_ENDED = "calendar_feed_ended", _("Kalender-Abo beendet")
    GUIDE_INTEREST_RECEIVED = "guide_interest_received", _("möchte mitmachen")
    TALK_NOTED = "guide_talk_noted", _("Gespräch notiert")
    TALK_NOTE_DELETED = "guide_talk_note_deleted", _("Gesprächsnotiz gelöscht")
    GUIDE_APPOINTED = "guide_appointed", _("förmlich berufen")
    APPOINTMENT_WARNED = "guide_appointment_warned", _("vor dem Erlöschen der Berufung gewarnt")
    APPOINTMENT_ENDED = "guide_appointment_ended", _("Berufung beendet")
    CERTIFICATE_INSPECTED = "guide_certificate_inspected", _("Führungszeugnis eingesehen")
    CERTIFICATE_DELETED = "guide_certificate_deleted", _("Angaben zum Führungszeugnis gelöscht")
    DECLARATION_SIGNED = "guide_declaration_signed", _("Erklärung unterschrieben")
    PHOTO_CONSENT_GIVEN = "guide_photo_consent_given", _("in Fotos eingewilligt")
    PHOTO_CONSENT_WITHDRAWN = "guide_photo_consent_withdrawn", _("Einwilligung in Fotos widerrufen")
    TRAINING_RECOGNIZED = "guide_training_recognized", _("Schulung von anderswo anerkannt")
    TRAINING_PLANNED = "training_planned", _("Schulung geplant")
    TRAINING_CHANGED = "training_changed", _("Schulung geändert")
    TRAINING_CANCELLED = "training_cancelled", _("Schulung abgesagt")
    TRAINING_FINISHED = "training_finished", _("Schulung abgeschlossen")
    TRAINING_REOPENED = "training_reopened", _("Schulung wieder geöffnet")
    TRAINING_REGISTERED = "training_registered", _("zur Schulung angemeldet")
    TRAINING_WITHDRAWN = "training_withdrawn", _("von der Schulung abgemeldet")
    ATTENDANCE_RECORDED = "training_attendance_recorded", _("Anwesenheit eingetragen")
    MODULE_SAVED = "training_module_saved", _("Schulungsmodul gespeichert")
