"""The words of the interface in a reader's language, so that a journey finds a button as its reader does."""

from django.utils.translation import gettext, override


def says(language: str, text: str, **gaps) -> str:
    """`text` (German) as the pages say it in `language`."""
    with override(language):
        translated = gettext(text)
    return translated % gaps if gaps else translated
