"""The offers somebody chose to take along: they stand in the address, `?a=12,55`, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.urls import reverse

from kreislotse.directory.queries import public_offers
from kreislotse.districts.models import District

PARAMETER = "a"
MOST = 20
_KEY = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Choice:
    """The public offers of an address in the order they were chosen, and what of it could not be shown."""

    pks: tuple[int, ...]
    has_lost_some: bool = False
    is_cut: bool = False


def asked_for(data: QueryDict) -> list[int]:
    """The keys that stand in an address, each once; what is no key at all is left out."""
    parts = ",".join(data.getlist(PARAMETER)).split(",")
    return list(dict.fromkeys(int(part) for part in parts if _KEY.fullmatch(part)))


def read_choice(data: QueryDict, *, today: date) -> Choice:
    """What of the address is public today, at most `MOST` of it."""
    asked = asked_for(data)
    wanted = asked[:MOST]
    known = set(public_offers(today=today).filter(pk__in=wanted).values_list("pk", flat=True))
    pks = tuple(pk for pk in wanted if pk in known)
    is_garbled = any(not _KEY.fullmatch(part) for part in ",".join(data.getlist(PARAMETER)).split(",") if part)
    return Choice(pks, has_lost_some=is_garbled or len(pks) < len(wanted), is_cut=len(asked) > MOST)


def query_of(pks: Sequence[int]) -> str:
    """The part after the address: „?a=12,55“, or nothing."""
    return f"?{PARAMETER}={','.join(map(str, pks))}" if pks else ""


def address_of(name: str, pks: Sequence[int]) -> str:
    """A page in the language of the moment with these offers chosen."""
    return reverse(name) + query_of(pks)


def full_address_of(district: District, name: str, pks: Sequence[int]) -> str:
    """The same as others must type it, for QR codes and mails."""
    return district.base_url + address_of(name, pks)
