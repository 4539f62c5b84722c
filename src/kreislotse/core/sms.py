"""How long a short message is: in the telephone's own alphabet (GSM-7) or in UCS-2, and how many parts it takes.

One message holds 160 characters of GSM 03.38 or 70 of UCS-2; parts of a longer one hold 153 or 67, because six bytes of
each say which part it is (3GPP TS 23.040). Characters of the extension table count twice; neither they nor the two halves
of a character beyond the basic plane may be torn apart between two parts.
"""

from __future__ import annotations

from dataclasses import dataclass

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")
_ALONE = {"GSM-7": 160, "UCS-2": 70}
_PART = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True)
class SmsLength:
    """`units` are what the network counts (septets or 16-bit units), `parts` how many messages are paid."""

    encoding: str
    units: int
    parts: int
    left: int  # units that still fit into the last part

    @property
    def is_unicode(self) -> bool:
        return self.encoding == "UCS-2"


def sms_length(text: str) -> SmsLength:
    """The length of `text` as a short message; an empty one takes no part."""
    text = text.replace("\r\n", "\n")
    encoding = "GSM-7" if all(c in GSM_7 or c in GSM_7_EXTENSION for c in text) else "UCS-2"
    sizes = [_size(character, encoding) for character in text]
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return SmsLength(encoding, units, int(bool(text)), _ALONE[encoding] - units)
    parts, used = 1, 0
    for size in sizes:
        if used + size > _PART[encoding]:
            parts, used = parts + 1, 0
        used += size
    return SmsLength(encoding, units, parts, _PART[encoding] - used)


def foreign_characters(text: str) -> list[str]:
    """The characters because of which a message needs UCS-2, each once, in the order of the text."""
    return list(dict.fromkeys(c for c in text.replace("\r\n", "\n") if c not in GSM_7 and c not in GSM_7_EXTENSION))


def _size(character: str, encoding: str) -> int:
    if encoding == "GSM-7":
        return 2 if character in GSM_7_EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1
