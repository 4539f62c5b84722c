"""The documents the office prints, each from plain data.

Every function returns the bytes of a PDF. `office` is always
`{"district", "unit", "address", "phone", "email", "website"}` (all but `district` may be missing), `created_on`
a date. Values may be text, numbers, dates or lazy translations; empty ones are left out.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, override

from kreislotse.core.errors import DomainError
from kreislotse.documents.pdf import direction, language_tag, qr_svg, render_pdf

PRINTABLE_ROWS = 2_000
_PROTECTED_NUMBER = re.compile(r"^(?:<\s?)?\d[\d.\u202f\u00a0]*(?:,\d+)?\s?%?$|^[·–./x-]$")

OFFER_LABELS = {
    "address": gettext_noop("Adresse"),
    "phone": gettext_noop("Telefon"),
    "email": gettext_noop("E-Mail"),
    "website": gettext_noop("Internet"),
    "opening_hours": gettext_noop("Öffnungszeiten"),
    "courses": gettext_noop("Kurstermine"),
    "languages": gettext_noop("Dort gesprochene Sprachen"),
    "costs": gettext_noop("Kosten"),
    "bring": gettext_noop("Bitte mitbringen"),
    "note": gettext_noop("Hinweis"),
    "questions": gettext_noop("Haben Sie Fragen? Wir helfen Ihnen weiter."),
}

SLIP_LABELS = OFFER_LABELS | {
    "heading": gettext_noop("Verweis an ein Angebot"),
    "code": gettext_noop("Kurzcode"),
    "own_name": gettext_noop("Name (bitte selbst eintragen)"),
    "issued": gettext_noop("Ausgestellt am"),
    "valid_until": gettext_noop("gültig bis"),
    "qr_alt": gettext_noop("QR-Code zum Bestätigen des Verweises"),
    "for_receiver": gettext_noop("Für die aufnehmende Stelle:"),
    "confirm": gettext_noop(
        "Bitte bestätigen Sie uns, dass die Person bei Ihnen war. Das geht ohne Anmeldung mit dem QR-Code oder unter"
    ),
}

HANDOUT_LABELS = OFFER_LABELS | {
    "heading": gettext_noop("Merkzettel"),
    "open_again": gettext_noop("Mit diesem Code öffnen Sie den Merkzettel auf einem Telefon."),
    "qr_alt": gettext_noop("QR-Code: öffnet diesen Merkzettel"),
}

TIMESHEET_LABELS = {
    "heading": gettext_lazy("Einsatzprotokoll"),
    "number": gettext_lazy("Aktenzeichen"),
    "guide": gettext_lazy("Lotsin oder Lotse"),
    "role": gettext_lazy("Rolle"),
    "occasion": gettext_lazy("Anlass"),
    "institution": gettext_lazy("Einrichtung"),
    "place": gettext_lazy("Ort"),
    "language": gettext_lazy("Sprache"),
    "first_signer": gettext_lazy("Lotsin oder Lotse"),
    "second_signer": gettext_lazy("Einrichtung oder begleitete Person"),
}


class TooLongToPrint(DomainError):
    message = gettext_lazy(
        "Die Liste ist zum Drucken zu lang (%(rows)s Zeilen, höchstens %(limit)s). "
        "Bitte grenzen Sie sie ein oder speichern Sie sie als XLSX."
    )


def labels_in(language: str, labels: dict[str, str]) -> dict[str, str]:
    """The fixed texts of a document in one language, German where a translation is missing."""
    with override(language):
        return {key: _(text) for key, text in labels.items()}


def _in_two_languages(texts: dict[str, str], language: str, own: dict[str, dict[str, str]]) -> dict:
    """What `typst/_offers.typ` needs to set German beside another language; `own` are the office's own words."""
    other = None
    if language_tag(language) != "de":
        other = {"lang": language_tag(language), "dir": direction(language)}
    german = labels_in("de", texts) | own.get("de", {})
    return {"other": other, "labels": {"de": german, "other": labels_in(language, texts) | own.get(language, {}) if other else {}}}  # fmt: skip


def referral_slip(
    *,
    office: dict,
    created_on: date,
    code: str,
    confirm_url: str,
    offers: Sequence[dict],
    language: str = "de",
    valid_until: date | None = None,
    contact: dict | None = None,
    labels: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """The slip a person carries to another office; it never holds a name.

    `code` is the short code as people read it aloud ("K7M-4QX"), `confirm_url` what the QR code opens.
    `language` is the person's; German, or "de-simple", gives a slip in one language. Each offer is
    `{"name", "provider", "address", "phone", "email", "website", "opening_hours", "courses", "languages", "costs", "bring",
    "note"}` with `"translated": {"name", "opening_hours", "courses", "languages", "costs", "bring", "note"}` for what exists in that
    language; texts or lists of lines. `contact` is `{"name", "phone", "email", "hours"}` of the office. `labels` overrides
    single texts of `SLIP_LABELS`, by language: `{"de": {"heading": "Überweisung"}}`.
    """
    data = {
        "office": office,
        "created_on": created_on,
        "code": code,
        "confirm_url": confirm_url,
        "qr": qr_svg(confirm_url),
        "offers": list(offers),
        "valid_until": valid_until,
        "contact": contact,
    } | _in_two_languages(SLIP_LABELS, language, labels or {})
    return render_pdf("slip", data, title=_("Verweis an ein Angebot · %(code)s") % {"code": code})


def handout(
    *,
    office: dict,
    created_on: date,
    address: str,
    offers: Sequence[dict],
    language: str = "de",
    contact: dict | None = None,
) -> bytes:
    """The offers somebody chose, in their language with German beside it for whoever helps them there.

    `address` is the page the QR code opens. `language`, `offers` and `contact` are as in `referral_slip`; an offer may
    also have a "summary".
    """
    data = {
        "office": office,
        "created_on": created_on,
        "address": address,
        "qr": qr_svg(address),
        "offers": list(offers),
        "contact": contact,
    } | _in_two_languages(HANDOUT_LABELS, language, {})
    return render_pdf("handout", data, title=_(HANDOUT_LABELS["heading"]))


def timesheet(
    *,
    office: dict,
    created_on: date,
    number: str,
    appointments: Sequence[dict],
    guide: str = "",
    role: str = "",
    occasion: str = "",
    institution: str = "",
    place: str = "",
    language: str = "",
    period: str = "",
    blank_rows: int | None = None,
    late_note: str = "",
    confirm_url: str = "",
    code: str = "",
    signed: Sequence[dict] = (),
    labels: dict[str, str] | None = None,
) -> bytes:
    """The sheet that guide and institution sign.

    Each appointment is `{"date", "from", "to", "minutes", "travel_km", "persons", "outcome"}`: minutes and persons
    whole numbers, travel_km a number or `Decimal`, the rest text or date; None or "" where nothing is known.
    Sums are made here. `blank_rows` are for writing by hand, by default as many as make six with the
    appointments, at least two. With `confirm_url` the sheet carries a QR code and `code`. `labels` overrides single
    texts of `TIMESHEET_LABELS`, for offices that call their guides or the sheet differently. `signed` stands in place of
    the lines for the pen: one `{"lines", "svg", "alt"}` for each of the two, the drawn hand only where there is one.
    """
    appointments = list(appointments)
    minutes = sum(int(row.get("minutes") or 0) for row in appointments)
    travel_km = sum((Decimal(str(row.get("travel_km") or 0)) for row in appointments), Decimal(0))
    data = {
        "office": office,
        "created_on": created_on,
        "labels": TIMESHEET_LABELS | (labels or {}),
        "number": number,
        "guide": guide,
        "role": role,
        "occasion": occasion,
        "institution": institution,
        "place": place,
        "language": language,
        "period": period,
        "appointments": appointments,
        "totals": {
            "appointments": len(appointments),
            "minutes": minutes,
            "hours": _("= %(hours)d Std. %(minutes)02d Min.") % {"hours": minutes // 60, "minutes": minutes % 60},
            "travel_km": travel_km.normalize() if travel_km else 0,
            "persons": sum(int(row.get("persons") or 0) for row in appointments),
        },
        "confirmation": _confirmation(number, len(appointments), minutes, is_complete=bool(signed)),
        "blank_rows": (0 if signed else max(2, 6 - len(appointments))) if blank_rows is None else blank_rows,
        "signed": list(signed),
        "late_note": late_note,
        "confirm_url": confirm_url,
        "qr": qr_svg(confirm_url) if confirm_url else "",
        "code": code,
    }
    return render_pdf("timesheet", data, title=f"{data['labels']['heading']} {number}")


def _confirmation(number: str, count: int, minutes: int, *, is_complete: bool = False) -> str:
    """What is signed, so that the signatures mean something even alone on a second page."""
    if not count:
        return _("Wir bestätigen die eingetragenen Termine zu %(number)s.") % {"number": number}
    if is_complete:
        text = ngettext(
            "Wir bestätigen %(count)d Termin mit %(hours)d Std. %(minutes)02d Min. zu %(number)s.",
            "Wir bestätigen %(count)d Termine mit zusammen %(hours)d Std. %(minutes)02d Min. zu %(number)s.",
            count,
        )
        return text % {"count": count, "hours": minutes // 60, "minutes": minutes % 60, "number": number}
    text = ngettext(
        "Wir bestätigen %(count)d Termin mit %(hours)d Std. %(minutes)02d Min. zu %(number)s und die von Hand eingetragenen.",
        "Wir bestätigen %(count)d Termine mit zusammen %(hours)d Std. %(minutes)02d Min. zu %(number)s und die von Hand eingetragenen.",
        count,
    )
    return text % {"count": count, "hours": minutes // 60, "minutes": minutes % 60, "number": number}


def order_confirmation(
    *,
    office: dict,
    created_on: date,
    number: str,
    intro: str,
    facts: Sequence[tuple],
    dates: Sequence[dict],
    contact: Sequence[tuple] = (),
    hints: Sequence[str] = (),
) -> bytes:
    """The confirmation one side of an assignment gets.

    `facts` and `contact` are (label, value); empty values are left out. Each date is `{"day", "from", "to", "note"}`, texts;
    a day of a series that is left out has no hours and says why in its note.
    """
    data = {
        "office": office,
        "created_on": created_on,
        "heading": _("Auftragsbestätigung"),
        "number": number,
        "intro": intro,
        "facts": [pair for pair in facts if pair[1] not in ("", None)],
        "contact": [pair for pair in contact if pair[1] not in ("", None)],
        "dates": list(dates),
        "hints": list(hints),
    }
    return render_pdf("confirmation", data, title=f"{data['heading']} {number}")


def handover_report(
    *,
    office: dict,
    created_on: date,
    from_name: str,
    to_name: str,
    handed_over_on: date,
    sections: Sequence[dict],
    undo_until: date | None = None,
    summary: str = "",
) -> bytes:
    """What one person hands to another.

    Each section is `{"title", "intro", "columns", "rows", "empty"}`; `columns` are headings or
    `{"label", "align": "right", "width": share}`, `rows` lists of values, `empty` the sentence when there are none.
    """
    data = {
        "office": office,
        "created_on": created_on,
        "from_name": from_name,
        "to_name": to_name,
        "handed_over_on": handed_over_on,
        "undo_until": undo_until,
        "summary": summary,
        "sections": [section | _with_widths(section["columns"], section["rows"]) for section in sections],
    }
    title = _("Übergabe von %(from_name)s an %(to_name)s") % {"from_name": from_name, "to_name": to_name}
    return render_pdf("handover", data, title=title)


def money_statement(
    *,
    office: dict,
    created_on: date,
    title: str,
    payee: str,
    headline: str,
    parts: Sequence[dict],
    notes: Sequence[str] = (),
    number: str = "",
) -> bytes:
    """What a person was paid, for a period or in a year, to keep and to show to others.

    Each part is `{"title", "intro", "columns", "rows", "has_total", "note", "empty"}`, columns and rows as in
    `handover_report`; money and hours come as text, already in the German way.
    """
    data = {
        "office": office,
        "created_on": created_on,
        "payee": payee,
        "number": number,
        "headline": headline,
        "parts": [part | _with_widths(part["columns"], part["rows"]) for part in parts],
        "notes": list(notes),
    }
    return render_pdf("statement", data, title=title)


def closed_month(
    *,
    office: dict,
    created_on: date,
    month: str,
    headline: str,
    tables: Sequence[dict],
    symbols: Sequence[dict] | None = None,
    charts: Sequence[dict] = (),
    closed_on: date | datetime | None = None,
) -> bytes:
    """The month in numbers that are protected already; this function hides nothing by itself.

    `month` as people say it ("März 2026"). Each table is `{"title", "intro", "columns", "rows", "has_total", "note"}`
    as in `handover_report`; `charts` are `{"title", "svg", "alt", "note"}`; `symbols` are `{"symbol", "meaning"}`.
    """
    data = {
        "office": office,
        "created_on": created_on,
        "month": month,
        "headline": headline,
        "closed_on": closed_on,
        "tables": [table | _with_widths(table["columns"], table["rows"], protected=True) for table in tables],
        "symbols": list(symbols) if symbols is not None else default_symbols(),
        "charts": list(charts),
    }
    return render_pdf("month", data, title=_("Monatsbericht %(month)s") % {"month": month})


def default_symbols(threshold: int = 5) -> list[dict[str, str]]:
    """What the symbols of protected numbers mean (DIN 55301 where it has one)."""
    return [
        {"symbol": "·", "meaning": _("Zahl unbekannt oder geheim zu halten, damit niemand erkannt werden kann")},
        {
            "symbol": f"<{threshold}",
            "meaning": _("mindestens 1, aber weniger als %(threshold)d") % {"threshold": threshold},
        },
        {"symbol": "–", "meaning": _("nichts vorhanden")},
    ]


def printable_list(
    *,
    office: dict,
    created_on: date,
    title: str,
    columns: Sequence,
    rows: Sequence[Sequence],
    filters: Sequence[dict] = (),
    count: str = "",
    empty: str = "",
    landscape: bool | None = None,
) -> bytes:
    """Any list of the office as a table; from six columns on in landscape.

    `filters` are `{"label", "value"}`; `count` is the sentence above ("7 Anfragen warten").
    Raises `TooLongToPrint` above 2,000 rows: that is a task for a spreadsheet.
    """
    if len(rows) > PRINTABLE_ROWS:
        raise TooLongToPrint(rows=len(rows), limit=PRINTABLE_ROWS)
    data = {
        "office": office,
        "created_on": created_on,
        "filters": list(filters),
        "count": count,
        "empty": empty or _("Die Liste ist leer."),
        "landscape": len(columns) >= 6 if landscape is None else landscape,
    }
    return render_pdf("list", data | _with_widths(columns, rows), title=title)


def _with_widths(columns: Sequence, rows: Sequence[Sequence], *, protected: bool = False) -> dict:
    """Columns that know their share of the page, judged from the first rows; numbers go to the right."""
    described = []
    for place, column in enumerate(columns):
        column = dict(column) if isinstance(column, dict) else {"label": column}
        values = [row[place] for row in rows[:200] if place < len(row) and row[place] not in (None, "")]
        column.setdefault("width", _share(str(column["label"]), values))
        if values and all(_is_number(value, protected) for value in values):
            column.setdefault("align", "right")
        described.append(column)
    return {"columns": described, "rows": [list(row) for row in rows]}


def _is_number(value, protected: bool) -> bool:
    return isinstance(value, int | float | Decimal) or (protected and bool(_PROTECTED_NUMBER.match(str(value))))


def _share(label: str, values: list) -> int:
    """Characters a column wants, with room for its margins; long texts share what is left."""
    lengths = sorted(len(f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)) for value in values) or [0]
    typical = lengths[int(len(lengths) * 0.9)] if len(lengths) > 9 else lengths[-1]
    longest_word = max((len(word) for word in label.split()), default=0)
    return max(min(typical, 34), longest_word + 1, 5) + 3
