"""What one answer needs to know: whose data, in which language, on which day, and how to write an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit, urlunsplit

from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

from kreislotse.api.hsds import ids
from kreislotse.districts.models import District


@dataclass
class Reading:
    """One reading of the directory of `district`, in `language`, on the day `today`."""

    district: District
    language: str
    today: date
    asked: dict = field(default_factory=dict)
    # Each term of a taxonomy, and each word, is made once for an answer.
    terms: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)

    def say(self, text: str) -> str:
        """A German text of ours in the language in force."""
        if text not in self.words:
            self.words[text] = gettext(text)
        return self.words[text]

    def field(self, model, name: str) -> str:
        """What a field is called."""
        if (model, name) not in self.words:
            self.words[model, name] = str(model._meta.get_field(name).verbose_name)
        return self.words[model, name]

    def choice(self, choices, code: str) -> str:
        """What a code of a list is called; "" for a code that is none."""
        if (choices, code) not in self.words:
            self.words[choices, code] = str(choices(code).label) if code in choices.values else ""
        return self.words[choices, code]

    @cached_property
    def namespace(self):
        return ids.of_district(self.district.ags)

    @cached_property
    def utc_offset(self) -> int:
        """Hours between the district's clocks and UTC today."""
        return int(timezone.localtime().utcoffset().total_seconds() // 3600)

    @cached_property
    def offer_page(self) -> str:
        """The beginning of the address of an offer's public page."""
        return self.district.base_url + reverse("public:offer_detail", args=[0]).removesuffix("0/")


def web_address(text: str) -> str:
    """`text` as a URI (RFC 3986), or "" if it is none: umlauts in host and path are written as programs write them."""
    if not text.startswith(("http://", "https://")):
        return ""
    if text.isascii() and not _NEEDS_CARE.intersection(text):
        return text
    try:
        parts = urlsplit(text)
        host = parts.hostname.encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, AttributeError):
        return ""
    rest = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    return f"{parts.scheme}://{host}{port}{iri_to_uri(rest).translate(_ESCAPED)}"


_NEEDS_CARE = set(' "<>\\^`{|}[]')
_ESCAPED = {ord(sign): f"%{ord(sign):02X}" for sign in _NEEDS_CARE}


def filled(**values) -> dict:
    """The given values that say something; HSDS leaves out what is not known."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}
