"""The public holidays of a Land. Only this module knows the package that counts them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

# The first two digits of an AGS are the Land (Destatis); the package wants ISO 3166-2.
LANDS = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW", "09": "BY", "10": "SL",
    "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}  # fmt: skip


def holiday_on(day: date, *, ags: str) -> str:
    """The German name of the holiday `day` is in the Land of `ags`, or "" for a working day.

    Holidays of the whole Land only: Augsburg's Friedensfest, Mariä Himmelfahrt in some Bavarian municipalities and
    Fronleichnam in some of Saxony and Thuringia are exceptions an office enters itself. Without a known Land, those of
    the whole of Germany count.
    """
    return _of_year(LANDS.get(ags[:2], ""), day.year).get(day, "")


@lru_cache(maxsize=128)
def _of_year(land: str, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("DE", subdiv=land or None, years=year, language="de").items())
