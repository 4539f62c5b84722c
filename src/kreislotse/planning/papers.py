"""The plan on paper and as a table: the whole edition, the council's paper, rows for a spreadsheet.

Each takes `content` (`planning.content`) and `office`, the letter head. German only, whatever language the reader chose.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from kreislotse.documents.pdf import render_pdf
from kreislotse.planning import wording as words
from kreislotse.planning.comparison import compare
from kreislotse.planning.content import objectives, words_are_older
from kreislotse.planning.models import Measure
from kreislotse.planning.ordering import number_key
from kreislotse.planning.standing import NEEDS_CARE
from kreislotse.planning.summary import UNDER_WAY, summary


def plan_pdf(content: dict, *, office: dict) -> bytes:
    """The edition with everything in it, PDF/UA."""
    with override("de"):
        day = date.fromisoformat(content["as_of"])
        data = {
            "office": office,
            "created_on": day,
            "subtitle": content["edition"],
            "facts": _head_facts(content),
            "preface": content["preface"],
            "progress": _progress(content),
            "goals": _goals(content),
        }
        return render_pdf("plan", data, title=content["title"])


def council_paper_pdf(
    content: dict, *, office: dict, title: str, text: str, decision_reference: str, before: dict | None, before_title: str = ""
) -> bytes:  # fmt: skip
    """The report for the Kreistag: progress, changes since `before`, each measure in a row, indicators, money."""
    with override("de"):
        day = date.fromisoformat(content["as_of"])
        numbers = summary(content["measures"])
        data = {
            "office": office,
            "created_on": day,
            "subtitle": f"{content['title']} {content['edition']}",
            "facts": _filled(
                (_("Vorlage"), decision_reference),
                (_("Stand der Angaben"), words.day_word(content["as_of"])),
                (_("Konzept beschlossen am"), words.day_word(content["adopted_on"])),
                (_("Konzept: Vorlage"), content["decision_reference"]),
            ),
            "summary": text,
            "progress": _progress(content),
            "lights": [
                *({"light": code, "word": words.light_word(code), "number": number} for code, number in numbers.lights.items()),
                *([{"light": "", "word": _("ohne Bericht"), "number": numbers.silent}] if numbers.silent else []),
            ],
            "changes": _changes(content, before, before_title),
            "goals": [
                {"heading": f"{goal['number']} {goal['title']}", "rows": [_council_row(one) for one in _of_goal(content, goal)]}
                for goal in content["goals"]
            ],
            "indicators": _all_indicators(content),
            "money": _money(content),
        }  # fmt: skip
        return render_pdf("council_paper", data, title=title)


TABLE_COLUMNS = (
    gettext_noop("Nummer"), gettext_noop("Maßnahme"), gettext_noop("Was geschieht?"), gettext_noop("Leitziel"), gettext_noop("Teilziel"),
    gettext_noop("Handlungsfelder"), gettext_noop("Gewicht"), gettext_noop("Federführung"), gettext_noop("Partner"), gettext_noop("Gemeinden"),
    gettext_noop("Zielgruppen"), gettext_noop("Beginn"), gettext_noop("Ende"), gettext_noop("Daueraufgabe"), gettext_noop("Kosten in Euro"),
    gettext_noop("Finanzierung"), gettext_noop("Stand"), gettext_noop("Stand seit"), gettext_noop("Grund"), gettext_noop("Lage"), gettext_noop("Warum"), gettext_noop("Ampel"),
    gettext_noop("Letzter Bericht"), gettext_noop("Bericht"), gettext_noop("Nächster Schritt"), gettext_noop("Geschrieben am"), gettext_noop("Ausgegeben in Euro"),
    gettext_noop("Meilensteine"), gettext_noop("Zielwerte"), gettext_noop("Braucht zuerst"), gettext_noop("Vorlage"), gettext_noop("Kennung"),
)  # fmt: skip


def table_rows(content: dict) -> list[list]:
    """One row for each measure, for `documents.sheets`; the columns are `TABLE_COLUMNS`."""
    with override("de"):
        goals = {goal["uuid"]: f"{goal['number']} {goal['title']}" for goal in content["goals"]}
        aims = {one["uuid"]: f"{one['number']} {one['title']}" for one in objectives(content)}
        fields = {one["code"]: one["name"] for one in content["fields_of_action"]}
        return [_table_row(one, goals, aims, fields) for one in content["measures"]]


def _table_row(one: dict, goals: dict, aims: dict, fields: dict) -> list:
    report = one["report"] or {}
    return [
        one["number"], one["title"], one["text"], goals[one["goal"]], aims[one["objective"]],
        ", ".join(fields.get(code, code) for code in one["fields_of_action"]), str(Measure.Weight(one["weight"]).label), one["lead"],
        "\n".join(words.partner_word(part) for part in one["partners"]), words.places_word(one), ", ".join(one["target_groups"]),
        _date(one["starts_on"]), _date(one["ends_on"]), one["is_ongoing"], _amount(one["cost_cents"]),
        "\n".join(words.funding_word(part) for part in one["funding"]), words.status_word(one["status"]), _date(one["status_on"]),
        one["status_reason"], words.standing_word(one["standing"]["code"]), one["standing"]["reason"], words.light_word(report.get("light")), _date(report.get("on")), report.get("text", ""),
        report.get("next_step", ""), _date(report.get("said_on", report.get("on"))), _amount(report.get("spent_cents")), "\n".join(words.milestone_word(step) for step in one["milestones"]),
        "\n".join(_target_line(target) for target in one["targets"]), ", ".join(one["depends_on"]), one["decision_reference"], one["uuid"],
    ]  # fmt: skip


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _amount(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _target_line(target: dict) -> str:
    return _("%(indicator)s: %(target)s bis %(day)s, zuletzt %(value)s") % {
        "indicator": target["indicator"], "target": words.number_word(target["target"], target),
        "day": words.day_word(target["target_on"]), "value": words.value_word(target),
    }  # fmt: skip


# ── parts of the papers ─────────────────────────────────────────────────────────────────────────────


def _filled(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[1]]


def _head_facts(content: dict) -> list:
    valid = " – ".join(filter(None, (words.day_word(content["valid_from"]), words.day_word(content["valid_until"]))))
    return _filled(
        (_("Beschlossen am"), words.day_word(content["adopted_on"])),
        (_("Vorlage des Kreistags"), content["decision_reference"]),
        (_("Gilt"), valid),
        (_("Stand der Angaben"), words.day_word(content["as_of"])),
    )


def _of_goal(content: dict, goal: dict) -> list[dict]:
    return sorted(
        (one for one in content["measures"] if one["goal"] == goal["uuid"]), key=lambda one: number_key(one["number"])
    )


def _progress(content: dict) -> dict:
    """Measures of each goal by status, with their sum. A status that nothing has takes no column."""
    whole = summary(content["measures"])
    shown = [code for code, number in whole.by_status.items() if number]

    def row(label: str, numbers) -> list:
        return [label, *(numbers.by_status[code] for code in shown), numbers.late, numbers.measures]

    rows = [row(f"{goal['number']} {goal['title']}", summary(_of_goal(content, goal))) for goal in content["goals"]]
    columns = [
        {"label": _("Leitziel"), "width": 6},
        *({"label": words.status_word(code), "align": "right", "width": 2.4} for code in shown),
        {"label": _("davon verspätet"), "align": "right", "width": 2.4},
        {"label": _("zusammen"), "align": "right", "width": 2.4},
    ]
    return {"columns": columns, "rows": [*rows, row(_("zusammen"), whole)]}


def _goals(content: dict) -> list[dict]:
    fields = {one["code"]: one["name"] for one in content["fields_of_action"]}
    below = defaultdict(list)
    for one in sorted(content["measures"], key=lambda one: number_key(one["number"])):
        below[one["objective"]].append(_measure(one))
    return [
        {
            "heading": f"{goal['number']} {goal['title']}",
            "text": goal["text"],
            "fields": ", ".join(fields.get(code, code) for code in goal["fields_of_action"]),
            "objectives": [
                {
                    "heading": f"{one['number']} {one['title']}",
                    "text": one["text"],
                    "due": _("bis %(day)s") % {"day": words.day_word(one["due_on"])} if one["due_on"] else "",
                    "indicators": [_indicator_row(target) for target in one["targets"]],
                    "measures": below[one["uuid"]],
                }
                for one in goal["objectives"]
            ],
        }
        for goal in content["goals"]
    ]


def _measure(one: dict) -> dict:
    report = one["report"]
    said = _said(report) if report else ""
    if report and report["next_step"]:
        said += "\n" + _("Nächster Schritt: %(step)s") % {"step": report["next_step"]}
    return {
        "heading": f"{one['number']} {one['title']}",
        "status": status_said(one),
        "light": report["light"] if report else "",
        "light_word": words.light_word(report["light"]) if report else "",
        "text": one["text"],
        "facts": _filled(
            (_("Federführung"), one["lead"]),
            (_("Zeitraum"), words.span_word(one)),
            (_("Partner"), [words.partner_word(part) for part in one["partners"]]),
            (_("Gemeinden"), words.places_word(one)),
            (_("Für wen"), ", ".join(one["target_groups"])),
            (_("Kosten"), " · ".join(filter(None, (words.euros(one["cost_cents"]), one["cost_note"])))),
            (_("Finanzierung"), [words.funding_word(part) for part in one["funding"]]),
            (_("Meilensteine"), [words.milestone_word(step) for step in one["milestones"]]),
            (_("Braucht zuerst"), ", ".join(one["depends_on"])),
            (_("Vorlage"), one["decision_reference"]),
        ),
        "report": said,
        "indicators": [_indicator_row(target) for target in one["targets"]],
    }


def _said(report: dict) -> str:
    """The words of a report, with their day where its light is younger."""
    if not report["text"] or not words_are_older(report):
        return report["text"]
    return _("%(text)s (geschrieben am %(day)s)") % {"text": report["text"], "day": words.day_word(report["said_on"])}


def _indicator_row(target: dict) -> tuple:
    baseline = words.number_word(target["baseline"], target)
    return (
        target["indicator"],
        words.target_kind_word(target),
        f"{baseline} ({words.day_word(target['baseline_on'])})" if baseline and target["baseline_on"] else baseline,
        f"{words.number_word(target['target'], target)} ({words.day_word(target['target_on'])})",
        f"{words.value_word(target)} ({words.day_word(target['value_until'])})" if target["value_until"] else words.value_word(target),
        target["source"],
    )  # fmt: skip


def _all_indicators(content: dict) -> list[tuple]:
    found = [target for one in objectives(content) for target in one["targets"]]
    found += [target for one in content["measures"] for target in one["targets"]]
    return list(dict.fromkeys(_indicator_row(target) for target in found))


def _changes(content: dict, before: dict | None, before_title: str) -> dict:
    if before is None:
        return {"intro": _("Dies ist der erste Bericht zu dieser Fassung."), "rows": []}
    rows = [
        (change.number, change.title, words.change_word(change) + (f": {change.reason}" if change.reason else ""))
        for change in compare(before, content)
    ]
    since = {"title": before_title, "day": words.day_word(before["as_of"])}
    if not rows:
        return {"intro": _("Seit „%(title)s“ vom %(day)s hat sich nichts geändert.") % since, "rows": []}
    return {"intro": _("Seit „%(title)s“ vom %(day)s:") % since, "rows": rows}


def _council_row(one: dict) -> dict:
    report = one["report"] or {}
    return {
        "number": one["number"],
        "title": one["title"],
        "text": (_said(report) if report else "") or one["status_reason"],
        "lead": one["lead"],
        "status": status_said(one),
        "light": report.get("light", "") if one["status"] in UNDER_WAY else "",
        "light_word": words.light_word(report.get("light")) if one["status"] in UNDER_WAY else "–",
    }


def status_said(one: dict) -> str:
    """„läuft, verspätet“: the status the office set, and what the days say where they say something else."""
    found = one["standing"]["code"]
    return (
        f"{words.status_word(one['status'])}, {words.standing_word(found)}"
        if found in NEEDS_CARE
        else words.status_word(one["status"])
    )


def _money(content: dict) -> dict:
    """Costs, what is granted and what is spent, for each goal and together."""
    rows = []
    for goal in content["goals"]:
        numbers = summary(_of_goal(content, goal))
        rows.append([f"{goal['number']} {goal['title']}", *_sums(numbers)])
    rows.append([_("zusammen"), *_sums(summary(content["measures"]))])
    columns = [
        {"label": _("Leitziel"), "width": 5},
        *({"label": label, "align": "right", "width": 2} for label in (_("Kosten"), _("bewilligt"), _("ausgegeben"))),
    ]
    return {"columns": columns, "rows": rows}


def _sums(numbers) -> tuple[str, str, str]:
    return tuple(words.euros(value) for value in (numbers.cost_cents, numbers.granted_cents, numbers.spent_cents))
