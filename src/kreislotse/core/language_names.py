"""What a language is called in another language."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

# Languages CLDR knows under another name.
_CLDR = {"de-simple": "de", "kmr": "ku", "prs": "fa_AF"}
# Languages whose speakers are called by a slur in some of CLDR's names.
_NOT_FROM_CLDR = {"rom"}


@lru_cache(maxsize=4000)
def language_name(code: str, in_language: str) -> str:
    """The name of the language `code` (BCP 47) in `in_language`, with a capital where it has them; `""` if unknown."""
    if code in _NOT_FROM_CLDR:
        return ""
    try:
        locale = Locale.parse(_CLDR.get(in_language, in_language), sep="-")
        name = locale.languages.get(_CLDR.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return ""
    name = name or ""
    return name[:1].upper() + name[1:]
