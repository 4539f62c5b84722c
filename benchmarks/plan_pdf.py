"""The plan with 150 measures as PDF, against the engine alone setting the same number of plain pages.

Both are made in one process, in turn, with the same fonts and as PDF/UA-1 and PDF/A-2a, from other words each time: the
engine keeps what it has set before. Limit: 3 times.
Prints seconds of CPU, pages and the ratio. `--measures 150 --rounds 5`.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import time
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kreislotse.config.settings")

import django

django.setup()

import pikepdf  # noqa: E402
import typst  # noqa: E402

from kreislotse.documents import pdf as engine  # noqa: E402
from kreislotse.planning.papers import plan_pdf  # noqa: E402

LIMIT = 3
OFFICE = {
    "district": "Kreis Musterau",
    "unit": "Fachstelle Integration",
    "address": "Am Markt 1\n34497 Musterau",
    "phone": "05631 1",
}
SENTENCE = "Zwei Kurse im Jahr mit Kinderbetreuung, vormittags und in Räumen, die mit dem Bus gut zu erreichen sind. "


def measure(number: int, mark: str) -> dict:
    """One with everything a measure can have; `mark` makes its words others than those set before."""
    return {
        "uuid": f"m{number}", "number": f"M{number}", "title": f"Frauensprachkurs mit Kinderbetreuung, Teil {number}", "text": f"{mark} {SENTENCE * 3}",
        "weight": "ordinary", "goal": f"g{number % 6}", "objective": f"o{number % 12}", "also_serves": [], "fields_of_action": ["f0"],
        "target_groups": ["Frauen", "Familien"], "places": [{"ags": f"0663500{i}", "name": f"Ort {i}"} for i in range(number % 4)],
        "lead": "Kreisvolkshochschule", "starts_on": "2026-02-01", "ends_on": "2028-12-31", "is_ongoing": False, "cost_cents": 1_250_000,
        "cost_note": "Honorare und Miete", "funding": [{"source": "Land", "amount_cents": 800_000, "year": 2026, "state": "granted"}],
        "partners": [{"name": f"Verein {i}", "part": "Räume", "state": "promised"} for i in range(3)],
        "milestones": [{"title": f"Schritt {i}", "due_on": "2027-05-01", "reached_on": None} for i in range(3)],
        "depends_on": [], "decision_reference": "VO/2026/12", "next_report_on": None, "status": "running", "status_on": "2026-02-01",
        "status_reason": "begonnen", "standing": {"code": "stuck", "reason": "Die Federführung meldet: stockt."},
        "report": {"on": "2026-09-01", "light": "yellow", "text": f"{mark} {SENTENCE * 2}", "next_step": "Stelle ausschreiben", "spent_cents": 420_000},
        "targets": [{
            "indicator": "Kurse", "kind": "output", "unit": "count", "decimals": 0, "direction": "up", "baseline": "1", "baseline_on": "2024-12-31",
            "target": "4", "target_on": "2027-12-31", "value": "3", "symbol": "", "value_until": "2025-12-31", "source": "Eigene Zählung",
        }],
        "carried_from": None, "carry_reason": "",
    }  # fmt: skip


def content(measures: int, mark: str) -> dict:
    goals = [
        {
            "uuid": f"g{g}", "number": str(g + 1), "title": f"Leitziel {g + 1}", "text": f"{mark} {SENTENCE * 4}", "fields_of_action": ["f0"], "carried_from": None,
            "objectives": [
                {"uuid": f"o{o}", "number": f"{g + 1}.{o}", "title": f"Teilziel {o}", "text": SENTENCE, "target_groups": [], "due_on": None,
                 "carried_from": None, "targets": []}
                for o in range(12) if o % 6 == g
            ],
        }
        for g in range(6)
    ]  # fmt: skip
    return {
        "title": "Integrations- und Teilhabekonzept", "edition": "2026–2030", "valid_from": "2026-01-01", "valid_until": "2030-12-31",
        "adopted_on": "2026-01-15", "decision_reference": "VO/2026/12", "preface": SENTENCE * 20, "as_of": "2026-11-29",
        "fields_of_action": [{"code": "f0", "name": "Sprache und Bildung", "is_cross_cutting": False}], "goals": goals,
        "measures": [measure(number, mark) for number in range(1, measures + 1)],
    }  # fmt: skip


def plain(pages: int, mark: str) -> bytes:
    """The same number of pages with nothing but text, by the engine alone."""
    source = '#set document(title: "Text")\n#set text(font: ("Fira Sans", "Vazirmatn", "Noto Sans Ethiopic"), size: 10pt, lang: "de")\n'
    source += "\n#pagebreak()\n".join(f"{mark} {number} {SENTENCE * 38}" for number in range(pages))
    compiler = typst.Compiler(font_paths=engine._fonts(), ignore_system_fonts=True)
    return compiler.compile(input=source.encode(), format="pdf", pdf_standards=engine.STANDARDS)


def pages_of(file: bytes) -> int:
    with pikepdf.open(io.BytesIO(file)) as found:
        return len(found.pages)


def timed(make) -> float:
    start = time.process_time()
    make()
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measures", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    pages = pages_of(plan_pdf(content(asked.measures, "Zuerst"), office=OFFICE))
    found = pages_of(plain(pages, "Zuerst"))
    if found != pages:
        print(f"plain text came out as {found} pages, the plan has {pages}")
        return 1
    ours, theirs = [], []
    for turn in range(asked.rounds):
        plan = content(asked.measures, f"Runde {turn}")
        ours.append(timed(partial(plan_pdf, plan, office=OFFICE)))
        theirs.append(timed(partial(plain, pages, f"Runde {turn}")))
    mine, alone = statistics.median(ours), statistics.median(theirs)
    print(
        f"{asked.measures} measures, {pages} pages: {mine:.2f} s of CPU, plain pages {alone:.2f} s, ratio {mine / alone:.2f} (limit {LIMIT})"
    )
    return 0 if mine <= LIMIT * alone else 1


if __name__ == "__main__":
    sys.exit(main())
