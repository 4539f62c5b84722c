"""Account numbers: checked by their own check digits (ISO 13616, mod 97), shown masked."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Length by country of the SEPA area (European Payments Council, list of SEPA scheme countries).
LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "VA": 22,
}  # fmt: skip


def compact(iban: str) -> str:
    return re.sub(r"\s", "", iban).upper()


def validate_iban(value: str) -> None:
    iban = compact(value)
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]+", iban) or len(iban) != LENGTHS.get(iban[:2]):
        raise ValidationError(_("Das ist keine IBAN. Eine deutsche IBAN beginnt mit DE und hat 22 Zeichen."))
    digits = "".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        raise ValidationError(_("In der IBAN ist ein Zahlendreher: Die Prüfziffer passt nicht."))


def validate_bic(value: str) -> None:
    if not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", value.strip().upper()):
        raise ValidationError(_("Das ist kein BIC. Ein BIC hat 8 oder 11 Zeichen, zum Beispiel HELADEF1KOR."))


def masked(iban: str) -> str:
    """What is shown: country and the last four signs."""
    return f"{iban[:2]}•• •••• {iban[-4:]}" if iban else ""
