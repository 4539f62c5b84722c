"""The codes of the plan's content in words, for paper, spreadsheet and pages. Words follow the language of the reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from kreislotse.indicators.models import Definition, Symbol
from kreislotse.planning.comparison import Change, ChangeKind
from kreislotse.planning.models import Commitment, FundingShare, IndicatorTarget, Measure
from kreislotse.planning.models.progress import Light
from kreislotse.planning.money import euros
from kreislotse.planning.standing import Standing


def status_word(code: str) -> str:
    return str(Measure.Status(code).label) if code else ""


def standing_word(code: str) -> str:
    return str(Standing(code).label)


def light_word(code: str | None) -> str:
    return str(Light(code).label) if code else _("noch kein Bericht")


def day_word(iso: str | None) -> str:
    """„31.12.2027“; "" for no day."""
    return date_format(date.fromisoformat(iso), "d.m.Y") if iso else ""


def span_word(measure: dict) -> str:
    """From when to when a measure goes, as people say it."""
    begins, ends = day_word(measure["starts_on"]), day_word(measure["ends_on"])
    if measure["is_ongoing"]:
        return _("dauerhaft, seit %(day)s") % {"day": begins} if begins else _("dauerhaft")
    if begins and ends:
        return f"{begins} – {ends}"
    if begins:
        return _("ab %(day)s") % {"day": begins}
    return _("bis %(day)s") % {"day": ends} if ends else ""


def places_word(measure: dict) -> str:
    return ", ".join(one["name"] for one in measure["places"]) or _("ganzer Kreis")


def funding_word(part: dict) -> str:
    """„Landesprogramm, 12.000 € (2027), bewilligt“."""
    year = f" ({part['year']})" if part["year"] else ""
    return f"{part['source']}, {euros(part['amount_cents'])}{year}, {FundingShare.State(part['state']).label}"


def partner_word(part: dict) -> str:
    """„Kreisvolkshochschule: Räume (zugesagt)“."""
    does = f": {part['part']}" if part["part"] else ""
    return f"{part['name']}{does} ({Commitment.State(part['state']).label})"


def milestone_word(step: dict) -> str:
    if step["reached_on"]:
        return _("%(title)s: erreicht am %(day)s") % {"title": step["title"], "day": day_word(step["reached_on"])}
    return _("%(title)s: bis %(day)s") % {"title": step["title"], "day": day_word(step["due_on"])}


def number_word(text: str | None, target: dict) -> str:
    """A value in its unit, „12 %“; "" for none."""
    if text is None:
        return ""
    shown = number_format(Decimal(text), target["decimals"], force_grouping=True)
    return f"{shown} {UNITS[target['unit']]}".strip()


UNITS = {
    Definition.Unit.COUNT: "", Definition.Unit.PERCENT: "%", Definition.Unit.PER_1000: "‰", Definition.Unit.EURO: "€",
    Definition.Unit.HOURS: "h", Definition.Unit.DAYS: "d", Definition.Unit.INDEX: "",
}  # fmt: skip


def value_word(target: dict) -> str:
    """The last value or its symbol with what that means; says so where there is none yet."""
    if target["symbol"]:
        return f"{target['symbol']} ({Symbol(target['symbol']).label})"
    return number_word(target["value"], target) or _("noch kein Wert")


def target_kind_word(target: dict) -> str:
    return str(IndicatorTarget.Kind(target["kind"]).label)


def change_word(change: Change) -> str:
    """One change as a sentence without the name of the thing."""
    before, after = change.before, change.after
    match change.kind:
        case ChangeKind.DONE:
            return _("umgesetzt")
        case ChangeKind.STARTED:
            return _("hat begonnen")
        case ChangeKind.NEW:
            return _("neu aufgenommen")
        case ChangeKind.DROPPED:
            return _("wird nicht weiter verfolgt")
        case ChangeKind.GONE:
            return _("nicht mehr enthalten")
        case ChangeKind.STATUS:
            return _("Stand: vorher „%(before)s“, jetzt „%(after)s“") % {
                "before": status_word(before),
                "after": status_word(after),
            }
        case ChangeKind.LIGHT:
            return _("Ampel: vorher „%(before)s“, jetzt „%(after)s“") % {
                "before": light_word(before),
                "after": light_word(after),
            }
        case ChangeKind.LATER:
            return _("endet später: %(after)s statt %(before)s") % {
                "before": day_word(before),
                "after": day_word(after),
            }
        case ChangeKind.EARLIER:
            return _("endet früher: %(after)s statt %(before)s") % {
                "before": day_word(before),
                "after": day_word(after),
            }
        case ChangeKind.COST:
            return _("Kosten: %(after)s statt %(before)s") % {
                "before": euros(before) or "–",
                "after": euros(after) or "–",
            }
        case ChangeKind.LEAD:
            return _("Federführung: %(after)s statt %(before)s") % {"before": before or "–", "after": after or "–"}
        case ChangeKind.MILESTONE:
            return _("Meilenstein erreicht: %(title)s") % {"title": after}
        case _:
            return _("neuer Wortlaut, vorher: „%(before)s“") % {"before": before}
