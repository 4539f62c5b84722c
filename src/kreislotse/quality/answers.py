"""Sentences with which the office answers feedback; each exists in every interface language."""

from django.utils.translation import gettext_noop

BLOCKS = {
    "greeting": gettext_noop("Guten Tag, vielen Dank für Ihre Rückmeldung."),
    "corrected": gettext_noop("Sie haben recht. Wir haben die Angaben berichtigt."),
    "asking": gettext_noop("Wir fragen beim Anbieter nach und berichtigen dann die Angaben."),
    "right": gettext_noop("Wir haben nachgesehen: Die Angaben stimmen."),
    "gone": gettext_noop("Dieses Angebot gibt es nicht mehr. Wir haben es aus dem Verzeichnis genommen."),
    "call_us": gettext_noop("Bitte rufen Sie uns an. Wir suchen mit Ihnen etwas, das passt."),
    "farewell": gettext_noop("Freundliche Grüße"),
}
SUBJECT = gettext_noop("Antwort auf Ihre Rückmeldung")
FORGOTTEN = gettext_noop("Mit dieser Antwort löschen wir Ihre E-Mail-Adresse.")
