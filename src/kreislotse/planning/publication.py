"""What the public reads of the plan: the edition in force, its public reports, and what changed since the last of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from kreislotse.planning.comparison import Change, compare
from kreislotse.planning.content import plan_content, public_content, translated
from kreislotse.planning.models import Measure, PlanReport, PlanVersion
from kreislotse.planning.ordering import number_key
from kreislotse.planning.plan_queries import current_version
from kreislotse.planning.reports import frozen_content


@dataclass(frozen=True)
class MeasureFilter:
    """What a reader looks for; empty means all. `text` is looked for in number, title and text."""

    field_of_action: str = ""
    ags: str = ""
    status: str = ""
    text: str = ""

    def fits(self, measure: dict) -> bool:
        places = {place["ags"] for place in measure["places"]}
        words = f"{measure['number']} {measure['title']} {measure['text']} {measure['lead']}".casefold()
        return (
            (not self.field_of_action or self.field_of_action in measure["fields_of_action"])
            and (not self.ags or not places or self.ags in places)
            and (not self.status or measure["status"] == self.status)
            and all(word in words for word in self.text.casefold().split())
        )


def public_version() -> PlanVersion | None:
    """The edition in force, if the office shows it."""
    version = current_version()
    return version if version is not None and version.is_public else None


def public_plan(version: PlanVersion, *, language: str, today: date) -> dict:
    """Its content as everybody may read it, in the reader's language where there is one."""
    return translated(public_content(plan_content(version, today=today)), version, language)


def public_reports() -> list[PlanReport]:
    """Reports that everybody may read, those on earlier editions too, the newest first, without their content."""
    rows = PlanReport.objects.filter(is_public=True).defer("content")
    return list(rows.order_by("-as_of", "-pk"))


def changes_since(report: PlanReport, content: dict) -> list[Change]:
    """What changed from a public report to `content`; both as the public reads them."""
    return compare(public_content(frozen_content(report)), content)


def measures_of(content: dict, uuid: str) -> list[dict]:
    """The measures of a goal, in order."""
    found = [one for one in content["measures"] if one["goal"] == uuid]
    return sorted(found, key=lambda one: number_key(one["number"]))


def thing(content: dict, kind: str, uuid: str) -> dict | None:
    return next((one for one in content[kind] if one["uuid"] == uuid), None)


def places_of(content: dict) -> list[dict]:
    """Municipalities that some measure names, by name."""
    found = {place["ags"]: place for one in content["measures"] for place in one["places"]}
    return sorted(found.values(), key=lambda one: one["name"])


def in_short(measures: list[dict]) -> list[tuple[str, int]]:
    """How many measures have which status, in the order of the statuses; those that nothing has are left out."""
    counted = Counter(one["status"] for one in measures)
    return [(code, counted[code]) for code in Measure.Status.values if counted[code]]
