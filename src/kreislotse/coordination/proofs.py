"""The proof of voluntary work on paper, with a word of thanks; what Ehrenamtskarten and employers ask for."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kreislotse.coordination.thanks import Proof
from kreislotse.documents.pdf import render_pdf


def proof_pdf(proof: Proof, *, office: dict, today: date) -> bytes:
    """`office` is the letterhead of `documents.printouts`. Nothing of who was helped, nothing of money."""
    span = {"first": date_format(proof.first, "DATE_FORMAT"), "last": date_format(proof.last, "DATE_FORMAT")}
    rows = [list(row) for row in proof.rows]
    if len(rows) > 1:
        rows.append([_("zusammen"), proof.appointments, proof.hours])
    data = {
        "office": office,
        "created_on": today,
        "kind": _("Danke"),
        "before": _("für das Engagement von"),
        "name": str(proof.guide),
        "paragraphs": [
            _("Vom %(first)s bis zum %(last)s begleitete diese Person ehrenamtlich Menschen in unserem Kreis.") % span,
            _("Wir bestätigen %(number)d Einsätze mit zusammen %(hours)s Stunden.")
            % {"number": proof.appointments, "hours": proof.hours},
        ],
        "table": {
            "columns": [
                {"label": _("Aufgabe"), "width": 3},
                {"label": _("Einsätze"), "align": "right"},
                {"label": _("Stunden"), "align": "right"},
            ],
            "rows": rows,
            "has_total": len(rows) > 1,
        },
        "day": _("%(district)s, %(day)s") % {"district": office["district"], "day": date_format(today, "j. F Y")},
        "signers": [office.get("unit") or office["district"]],
    }
    return render_pdf("award", data, title=_("Nachweis über das Engagement von %(name)s") % {"name": proof.guide})
