"""The office's list of offers for another program."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.models import Offer
from kreislotse.directory.open_days import open_days

COLUMNS = (
    _("Titel"), _("Anbieter"), _("Status"), _("In einem Satz"), _("Themen"), _("Zielgruppen"), _("Sprachen vor Ort"),
    _("Orte"), _("Öffnungszeiten"), _("gilt für"), _("Kosten"), _("kostenlos"), _("Anmeldung"), _("Bitte mitbringen"),
    _("Telefon"), _("E-Mail"), _("Internetseite"), _("gültig bis"), _("zuletzt geprüft am"), _("übersetzt in"),
)  # fmt: skip
CHUNK = 500


def rows(offers: QuerySet[Offer]) -> Iterator[list]:
    """One line per offer in the order of `offers`, as `COLUMNS` say."""
    prepared = offers.select_related("provider").prefetch_related(
        "topics",
        "target_groups",
        "languages_spoken",
        "municipalities_served",
        "locations",
        "opening_times",
        "translations",
    )
    for offer in prepared.iterator(chunk_size=CHUNK):
        yield [
            offer.title,
            offer.provider.name,
            offer.get_status_display(),
            offer.summary,
            _joined(offer.topics.all()),
            _joined(offer.target_groups.all()),
            _joined(offer.languages_spoken.all()),
            _joined(offer.locations.all(), "; "),
            "; ".join(f"{line.days} {', '.join(line.hours)}" for line in open_days(offer.opening_times.all())),
            str(_("ganzer Kreis")) if offer.serves_whole_district else _joined(offer.municipalities_served.all()),
            offer.costs,
            str(_("ja")) if offer.is_free else str(_("nein")),
            offer.registration,
            offer.documents,
            offer.phone,
            offer.email,
            offer.website,
            offer.valid_until,
            offer.checked_on,
            ", ".join(sorted(row.language for row in offer.translations.all())),
        ]


def _joined(values, between: str = ", ") -> str:
    return between.join(map(str, values))
