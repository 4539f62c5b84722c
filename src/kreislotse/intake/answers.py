"""Sentences the office often writes; each exists in every interface language."""

from django.utils.translation import gettext_noop

from kreislotse.core import letters

BLOCKS = {
    "greeting": gettext_noop("Guten Tag, vielen Dank für Ihre Anfrage."),
    "working": gettext_noop("Wir kümmern uns darum und melden uns in den nächsten Tagen."),
    "slip": gettext_noop(
        "Wir haben eine Stelle gefunden, die Ihnen helfen kann. Auf Ihrer Seite im Internet finden Sie einen Zettel dafür. Bitte bringen Sie ihn mit."
    ),
    "call_us": gettext_noop("Bitte rufen Sie uns an. Wir haben noch eine Frage."),
    "searching": gettext_noop("Wir suchen jemanden, der Sie begleiten kann. Das dauert meistens einige Tage."),
    "nobody": gettext_noop("Leider haben wir für Ihren Termin niemanden gefunden."),
    "move": gettext_noop("Können Sie den Termin verschieben? Dann suchen wir noch einmal."),
    "visit": gettext_noop("Sie können auch in unsere Sprechzeit kommen."),
    "farewell": gettext_noop("Freundliche Grüße"),
}


def blocks_in(language: str) -> dict[str, str]:
    """The sentences in one language, in German where a translation is missing."""
    return letters.sentences_in(language, BLOCKS)


def compose(blocks: list[str], text: str, *, language: str) -> str:
    """The chosen sentences in the language of the letter, then what was written by hand; the farewell comes last."""
    return letters.compose(BLOCKS, blocks, text, language=language)
