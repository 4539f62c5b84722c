"""A mayor gets one page, however much the whole Kreis does."""

import io

import pikepdf
import pytest

from kreislotse.documents.pdf import page_count
from kreislotse.planning import mayors_sheet
from kreislotse.planning.mayors_sheet import municipality_pdf
from tests.planning.making import TODAY

OFFICE = {
    "district": "Kreis Musterau",
    "unit": "Fachstelle Integration",
    "phone": "05631 1",
    "email": "amt@kreis.example",
}
ADDRESS = "https://kreis.example/konzept/"
LONG = (
    "Niedrigschwellige Sprachangebote für zugewanderte Eltern mit Kinderbetreuung in allen Familienzentren des Kreises"
)
HERE = [{"ags": "06635777", "name": "Bad Musterau"}]


def measure(number: int, *, title="Kurs", places=(), step="Räume suchen", weight="ordinary") -> dict:
    return {
        "number": f"1.{number}", "title": f"{title} {number}", "lead": "Kreisvolkshochschule Musterau", "status": "running",
        "weight": weight, "places": list(places), "standing": {"code": "on_time", "reason": ""}, "milestones": [],
        "cost_cents": None, "funding": [],
        "report": {"light": "green", "text": "läuft", "next_step": step, "spent_cents": None},
    }  # fmt: skip


def content(*measures: dict) -> dict:
    return {"as_of": TODAY.isoformat(), "title": "Konzept", "edition": "2026–2030", "measures": list(measures)}


@pytest.fixture
def rendered(monkeypatch):
    """What each try was asked to show; the last one that is a page is the file."""
    tries, render = [], mayors_sheet.render_pdf

    def noting(template, data, **values):
        file = render(template, data, **values)
        tries.append((data, page_count(file)))
        return file

    monkeypatch.setattr(mayors_sheet, "render_pdf", noting)
    return tries


def sheet(*measures: dict, needs=(), address=ADDRESS) -> bytes:
    return municipality_pdf(
        content(*measures), municipality="Bad Musterau", ags="06635777", needs=needs, office=OFFICE, address=address
    )


def pages(file: bytes) -> int:
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert page_count(file) == len(pdf.pages)
        return len(pdf.pages)


def shown_on_the_page(tries) -> dict:
    return max((data for data, number in tries if number == 1), key=lambda data: len(data["whole"]))


@pytest.mark.parametrize("title", ["Kurs", LONG])
@pytest.mark.parametrize("number", [14, 60, 400])
def test_it_stays_one_page_and_says_how_many_more_there_are(rendered, number, title):
    file = sheet(
        measure(0, places=HERE), *(measure(n, title=title) for n in range(1, number + 1)), needs=[(LONG, LONG)]
    )

    assert pages(file) == 1
    assert len(rendered) <= 6
    page = shown_on_the_page(rendered)
    left = number - len(page["whole"])
    assert page["rest"] == (f"und {left} weitere: {ADDRESS}" if left else "")
    assert len(page["own"]) == 1
    assert page["own"][0]["next"] == "Nächster Schritt: Räume suchen"
    assert len(page["whole"]) >= 6  # a page that is mostly empty would be one, too


def test_focuses_stay_when_something_has_to_give_way(rendered):
    sheet(*(measure(n, title=LONG, weight="focus" if n > 95 else "ordinary") for n in range(1, 100)))

    shown = [row["number"] for row in shown_on_the_page(rendered)["whole"]]
    assert shown[-4:] == ["1.96", "1.97", "1.98", "1.99"]
    assert shown[:2] == ["1.1", "1.2"]


def test_texts_of_the_own_measures_are_shortened_before_there_is_a_second_page(rendered):
    own = [measure(n, title=LONG, places=HERE, step=LONG * 2) for n in range(12)]

    assert pages(sheet(*own, *(measure(n) for n in range(40, 80)))) == 1
    page = shown_on_the_page(rendered)
    assert len(page["own"]) == 12
    assert {row["next"] for row in page["own"]} == {""}
    assert all(row["title"].endswith("…") for row in page["own"])


def test_too_much_of_its_own_takes_a_second_page_and_leaves_nothing_out(rendered):
    assert pages(sheet(*(measure(n, title=LONG, places=HERE) for n in range(45)), measure(99))) > 1

    last, _number = rendered[-1]
    assert len(last["own"]) == 45
    assert last["own"][0]["title"] == f"{LONG} 0"
    assert last["rest"] == f"1 Maßnahme: {ADDRESS}"


def test_without_a_public_page_no_address_is_named(rendered):
    sheet(*(measure(n, title=LONG) for n in range(60)), address="")

    assert shown_on_the_page(rendered)["rest"].endswith(" weitere")
