"""Telephone numbers for everybody in need, the same in the whole country (state of 2026-11-21); a district adds its own."""

from django.utils.translation import gettext_lazy as _

NUMBERS = (
    ("112", _("Feuerwehr und Rettung bei Lebensgefahr")),
    ("110", _("Polizei")),
    ("116 117", _("Ärztlicher Bereitschaftsdienst, wenn die Praxis geschlossen ist")),
    ("116 016", _("Hilfetelefon „Gewalt gegen Frauen“, in vielen Sprachen, rund um die Uhr")),
)
