"""The sheet for the mayor of one municipality, on one page: what is done there in full, of the whole Kreis what fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kreislotse.documents.pdf import page_count, render_pdf
from kreislotse.planning import wording as words
from kreislotse.planning.models import Measure
from kreislotse.planning.ordering import number_key
from kreislotse.planning.papers import status_said
from kreislotse.planning.summary import UNDER_WAY, summary

MOST_OF_THE_KREIS = 31  # rows one page could never hold more of; keeps the tries at six
SHORT = 70  # characters of a text where the municipality's own measures would not fit on the page


def municipality_pdf(
    content: dict, *, municipality: str, ags: str, needs: Sequence[tuple[str, str]], office: dict, address: str = ""
) -> bytes:
    """One page for the mayor of a municipality.

    `needs` are pairs of what is missing and what became of it, `address` is where everybody reads the whole plan, if
    anywhere. Where all does not fit, measures of the whole Kreis give way first, ordinary ones before focuses, then
    texts are shortened. Two pages only if the municipality has too much of its own even then.
    """
    with override("de"):
        own, whole = split_by_place(content, ags)
        listed = sorted(filter(_is_worth_telling, whole), key=lambda one: one["weight"] != Measure.Weight.FOCUS)
        head = _head(content, municipality, own, whole, office)

        def render(shown: int, *, is_short: bool = False) -> bytes:
            below = {
                "own": [_sheet_row(one, is_short=is_short) for one in own],
                "needs": [[_cut(text) for text in pair] for pair in needs] if is_short else list(needs),
                "whole": [_sheet_row(one) for one in sorted(listed[:shown], key=lambda one: number_key(one["number"]))],
                "rest": _rest(shown, len(whole) - shown, address),
            }
            return render_pdf("municipality_sheet", head | below, title=municipality)

        most = min(len(listed), MOST_OF_THE_KREIS)
        return (
            _fullest_page(render, most)
            or _fullest_page(lambda shown: render(shown, is_short=True), most)
            or render(0)
        )  # fmt: skip


def split_by_place(content: dict, ags: str) -> tuple[list[dict], list[dict]]:
    """Measures that name the municipality, and those of the whole Kreis."""
    own = [one for one in content["measures"] if ags in {place["ags"] for place in one["places"]}]
    return own, [one for one in content["measures"] if not one["places"]]


def _fullest_page(render: Callable[[int], bytes], most: int) -> bytes | None:
    """The file with as many rows, at most `most`, as one page holds; none if it does not even hold the rest."""
    file = render(most)
    if page_count(file) == 1:
        return file
    best, fewest, too_many = None, 0, most
    while fewest < too_many:
        shown = (fewest + too_many) // 2
        file = render(shown)
        if page_count(file) == 1:
            best, fewest = file, shown + 1
        else:
            too_many = shown
    return best


def _head(content: dict, municipality: str, own: list[dict], whole: list[dict], office: dict) -> dict:
    numbers = summary([*own, *whole])
    return {
        "office": office,
        "created_on": date.fromisoformat(content["as_of"]),
        "subtitle": f"{content['title']} {content['edition']}",
        "intro": _("Was der Kreis und seine Partner in %(place)s tun, wie weit sie sind und wen Sie fragen können.")
        % {"place": municipality},
        "numbers": [
            (_("Maßnahmen hier"), len(own)),
            (_("im ganzen Kreis"), len(whole)),
            (_("umgesetzt"), numbers.done),
            (_("verspätet"), numbers.late),
        ],
        "contact": _("Fragen, Ideen, Sorgen? %(unit)s, %(phone)s, %(email)s")
        % {"unit": office.get("unit") or office["district"], "phone": office.get("phone", ""), "email": office.get("email", "")},
    }  # fmt: skip


def _is_worth_telling(one: dict) -> bool:
    return one["status"] in UNDER_WAY or one["weight"] == Measure.Weight.FOCUS


def _rest(shown: int, left: int, address: str) -> str:
    """„und 12 weitere: https://…“; where nothing was listed, how many there are."""
    if not left:
        return ""
    if shown:
        said = ngettext("und %(number)s weitere", "und %(number)s weitere", left) % {"number": left}
    else:
        said = ngettext("%(number)s Maßnahme", "%(number)s Maßnahmen", left) % {"number": left}
    return f"{said}: {address}" if address else said


def _sheet_row(one: dict, *, is_short: bool = False) -> dict:
    report = one["report"] or {}
    under_way = one["status"] in UNDER_WAY and report
    step = report.get("next_step") and not is_short
    return {
        "number": one["number"],
        "title": _cut(one["title"]) if is_short else one["title"],
        "lead": _cut(one["lead"]) if is_short else one["lead"],
        "status": status_said(one),
        "light": report.get("light", "") if under_way else "",
        "light_word": words.light_word(report.get("light")) if under_way else "",
        "next": _("Nächster Schritt: %(step)s") % {"step": report["next_step"]} if step else "",
    }


def _cut(text: str) -> str:
    return Truncator(text).chars(SHORT)
