"""The list of requests for another program: no contact, no free text."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.intake.models import HelpRequest

COLUMNS = (
    _("Aktenzeichen"), _("Eingang"), _("Status"), _("Thema"), _("Was wird gebraucht?"), _("Gemeinde"), _("Sprache"),
    _("eingegangen über"), _("Anlass"), _("Datum"), _("erste Antwort am"), _("Abschlussdatum"), _("Abschlussgrund"), _("zuständig"),
)  # fmt: skip


def rows(help_requests: QuerySet[HelpRequest]) -> Iterator[list]:
    """One line per request, in the order given, read in portions."""
    for row in help_requests.select_related("topic", "municipality", "language", "responsible").iterator(2000):
        yield [
            row.reference, row.received_on, row.get_status_display(), row.topic.name, row.get_wish_display(),
            row.municipality.name if row.municipality else "", row.language.name if row.language else "",
            row.get_channel_display(), row.get_occasion_display(), row.wanted_on, row.answered_on, row.closed_on,
            row.get_closing_reason_display(), str(row.responsible or ""),
        ]  # fmt: skip
