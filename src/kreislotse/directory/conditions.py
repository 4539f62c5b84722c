"""What the conditions of an offer or of one of its courses may not say together."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kreislotse.directory.codes import Availability, Kind, Level, Program

OLDEST = 120
_COUNSELLING = {Program.MBE, Program.JMD, Program.RECOGNITION, Program.RETURN}


def contradictions(values: Mapping) -> dict[str, str]:
    """For each field that cannot be as it is beside the others, a sentence; `values` by the names of the fields.

    A field that is missing or empty contradicts nothing.
    """
    found: dict[str, str] = {}
    _ages(values.get("age_from"), values.get("age_to"), found)
    levels = [Level(code) for name in ("level_from", "level_to") if (code := values.get(name))]
    if len(levels) == 2 and list(Level).index(levels[1]) < list(Level).index(levels[0]):
        found["level_to"] = _("Dieses Niveau liegt unter dem ersten. Bitte tauschen Sie die beiden.")
    if values.get("waiting_weeks") and values.get("availability") in (Availability.FREE, Availability.FEW):
        found["waiting_weeks"] = _(
            "Es sind Plätze frei: Dann gibt es keine Wartezeit. Bitte ändern Sie eines von beiden."
        )
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        found["ends_on"] = _("Der Kurs endet, bevor er beginnt. Bitte prüfen Sie beide Tage.")
    until = values.get("register_until")
    if until and (last := ends or starts) and until > last:
        found["register_until"] = _("Die Anmeldung endet nach dem Kurs. Bitte prüfen Sie den Tag.")
    return found


def _ages(lowest: int | None, highest: int | None, found: dict) -> None:
    for name, age in (("age_from", lowest), ("age_to", highest)):
        if age is not None and age > OLDEST:
            found[name] = _("Bitte geben Sie ein Alter in Jahren an, höchstens 120.")
    if not found and lowest is not None and highest is not None and highest < lowest:
        found["age_to"] = _("Das höchste Alter liegt unter dem niedrigsten. Bitte tauschen Sie die beiden.")


def kind_of_program(program: str | None) -> str:
    """The kind an offer of a programme has, or "" without one."""
    if not program:
        return ""
    return Kind.COUNSELLING if program in _COUNSELLING else Kind.COURSE
