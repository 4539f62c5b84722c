"""The interface languages of the public pages, each with its own name and direction."""

from django.conf.locale import LANG_INFO

# code, name in German, name in itself, written from right to left
INTERFACE = [
    ("de", "Deutsch", "Deutsch", False),
    ("de-simple", "Leichte Sprache", "Leichte Sprache", False),
    ("en", "Englisch", "English", False),
    ("ar", "Arabisch", "العربية", True),
    ("fa", "Persisch", "فارسی", True),
    ("kmr", "Kurdisch (Kurmandschi)", "Kurmancî", False),
    ("tr", "Türkisch", "Türkçe", False),
    ("uk", "Ukrainisch", "Українська", False),
    ("ru", "Russisch", "Русский", False),
    ("ti", "Tigrinya", "ትግርኛ", False),
    ("so", "Somali", "Soomaali", False),
    ("ps", "Paschtu", "پښتو", True),
    ("fr", "Französisch", "Français", False),
    ("pl", "Polnisch", "Polski", False),
    ("ro", "Rumänisch", "Română", False),
    ("bg", "Bulgarisch", "Български", False),
    ("sq", "Albanisch", "Shqip", False),
    ("sr", "Serbisch", "Српски", False),
]

LANGUAGES = [(code, own_name) for code, _german, own_name, _rtl in INTERFACE]
LANGUAGES_BIDI = [code for code, _german, _own_name, rtl in INTERFACE if rtl]


def register() -> None:
    """Tell Django of the languages it does not know (Kurmancî, Tigrinya, Somali, Pashto, Leichte Sprache)."""
    for code, german, own_name, rtl in INTERFACE:
        LANG_INFO.setdefault(code, {"bidi": rtl, "code": code, "name": german, "name_local": own_name})
