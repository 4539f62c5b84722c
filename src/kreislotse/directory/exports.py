"""The office's list of offers for another program."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.directory.codes import StatusGroup
from kreislotse.directory.facts import value_range
from kreislotse.directory.models import CourseRun, Offer
from kreislotse.directory.open_days import open_days
from kreislotse.directory.writing import write_course_times, write_exceptions, write_language_times, write_periods

COLUMNS = (
    _("Titel"), _("Anbieter"), _("Status"), _("In einem Satz"), _("Themen"), _("Zielgruppen"), _("Sprachen vor Ort"),
    _("Art"), _("Programm"), _("Alter"), _("Geschlecht"), _("Deutsch-Niveau"), _("Aufenthalt"), _("Wer kann teilnehmen?"),
    _("Plätze"), _("Ist Platz?"), _("Wartezeit in Wochen"), _("Kinderbetreuung"), _("nur mit Termin"),
    _("Sprachen zu bestimmten Zeiten"), _("Kurstermine"), _("Ausnahmen"), _("Zeiten für einen Zeitraum"),
    _("Ansprechpersonen"), _("stufenlos erreichbar"), _("barrierefreie Toilette"),
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
        "contacts",
        "course_runs",
        "opening_exceptions",
        "language_times__language",
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
            offer.get_kind_display(),
            offer.get_program_display(),
            value_range(offer.age_from, offer.age_to),
            offer.get_sex_display(),
            value_range(offer.get_level_from_display(), offer.get_level_to_display()),
            ", ".join(str(StatusGroup(code).label) for code in offer.status_groups if code in StatusGroup.values),
            offer.eligibility,
            offer.capacity,
            offer.get_availability_display(),
            offer.waiting_weeks,
            _yes_no(offer.has_childcare),
            _yes_no(offer.is_appointment_only),
            write_language_times(offer.language_times.all()),
            "\n".join(_course(run) for run in offer.course_runs.all()),
            write_exceptions(offer.opening_exceptions.all()),
            write_periods(offer.opening_times.all()),
            _joined(offer.contacts.all()),
            _joined((_yes_no(place.is_step_free) or "–" for place in offer.locations.all()), "; "),
            _joined((_yes_no(place.has_accessible_toilet) or "–" for place in offer.locations.all()), "; "),
            _joined(offer.locations.all(), "; "),
            "; ".join(f"{line.days} {', '.join(line.hours)}" for line in open_days(offer.opening_times.all())),
            str(_("ganzer Kreis")) if offer.serves_whole_district else _joined(offer.municipalities_served.all()),
            offer.costs,
            _yes_no(offer.is_free),
            offer.registration,
            offer.documents,
            offer.phone,
            offer.email,
            offer.website,
            offer.valid_until,
            offer.checked_on,
            ", ".join(sorted(row.language for row in offer.translations.all())),
        ]


def _yes_no(value: bool | None) -> str:
    return "" if value is None else str(_("ja") if value else _("nein"))


def _course(run: CourseRun) -> str:
    """One run in a cell: „1.9.2026–30.11.2026 A1 bis B1, Mo, Mi 9–12, Plätze frei“."""
    days = f"{run.starts_on:%d.%m.%Y}" + (f"–{run.ends_on:%d.%m.%Y}" if run.ends_on else "")
    levels = value_range(run.get_level_from_display(), run.get_level_to_display())
    parts = [" ".join(filter(None, [days, run.name, levels])), write_course_times(run), run.get_availability_display()]
    return ", ".join(filter(None, parts))


def _joined(values, between: str = ", ") -> str:
    return between.join(map(str, values))
