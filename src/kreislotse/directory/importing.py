"""Lists of offers, read in as drafts: their providers are matched with the register, or added to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.html_text import text_of
from kreislotse.core.text import fold_german
from kreislotse.directory import import_cells
from kreislotse.directory.documents import KIND
from kreislotse.directory.entries import Entry
from kreislotse.directory.free_hours import read_course_times, read_hours
from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OpeningTime
from kreislotse.imports import cleaners
from kreislotse.imports.kinds import ModelKind
from kreislotse.imports.targets import Match, Row, Saved, Target, TargetField
from kreislotse.network.entries import Entry as NetworkEntry
from kreislotse.network.importing import PlaceFinder, TopicFinder, same_name
from kreislotse.network.models import Organization
from kreislotse.search import operations as search
from kreislotse.taxonomy.models import Language, TargetGroup

PLAIN_FIELDS = ("summary", "description", "costs", "registration", "documents", "phone", "email", "website")
LOCATION_FIELDS = ("street", "postcode", "city", "municipality")
LONGEST_SUMMARY = 300
CONDITIONS = (("age_from", "age_to"), ("level_from", "level_to"), ("capacity",), ("has_childcare",))
NOTHING = (None, "")
_FREE = re.compile(r"\b(?:kostenlos|kostenfrei|gratis|umsonst|entgeltfrei|frei|keine kosten|keine|0(?:[.,]00)? ?(?:€|eur(?:o)?))", re.IGNORECASE)  # fmt: skip


class OfferKind(ModelKind):
    """Offers as an import sees them; the public search follows an undo."""

    def restore(self, pk: int, before: dict) -> None:
        super().restore(pk, before)
        search.index_rows(KIND, [Offer.objects.get(pk=pk)])

    @transaction.atomic
    def delete(self, keys) -> None:
        keys = list(keys)
        search.remove(KIND, keys)
        super().delete(keys)


OFFER_KIND = OfferKind(
    Offer,
    fields=[
        "provider", "title", "summary", "description", "costs", "is_free", "documents", "registration",
        "serves_whole_district", "is_online", "phone", "email", "website", "status", "valid_until", "checked_on", "responsible",
        "kind", "program", "eligibility", "age_from", "age_to", "sex", "status_groups", "level_from", "level_to", "capacity",
        "availability", "waiting_weeks", "has_childcare", "is_appointment_only", "is_closed_on_holidays", "video",
        "is_by_phone", "check_every",
    ],
    relations=["topics", "target_groups", "languages_spoken", "municipalities_served", "contacts"],
    children={
        "translations": ["language", "source_hashes", "origin", "title", "summary", "description", "costs", "documents", "registration",
                         "eligibility"],
        "earlier_texts": ["field", "text_hash", "text"],
        "locations": [
            "uuid", "name", "street", "postcode", "city", "municipality", "latitude", "longitude", "is_step_free",
            "has_accessible_toilet", "has_hearing_loop", "transport",
        ],
        "opening_times": ["weekday", "opens_at", "closes_at", "by_appointment", "valid_from", "valid_until"],
        "opening_exceptions": ["first_day", "last_day", "opens_at", "closes_at", "by_appointment", "reason"],
        "language_times": ["language", "weekday", "opens_at", "closes_at", "by_appointment"],
        "course_runs": [
            "uuid", "name", "level_from", "level_to", "starts_on", "ends_on", "weekdays", "starts_at", "ends_at",
            "register_until", "seats", "availability", "location",
        ],
    },
)  # fmt: skip


def plain(text: str) -> str:
    """Text without markup, paragraphs kept."""
    return cleaners.lines(text_of(text))


class OfferTarget(Target):
    code = "offers"
    label = gettext_lazy("Angebote")
    help = gettext_lazy("Beratung, Kurse, Treffpunkte mit Anbieter und Ort. Alles wird ein Entwurf, den Sie vor dem Veröffentlichen prüfen.")  # fmt: skip
    fields = (
        TargetField("title", gettext_lazy("Titel"), cleaners.up_to(160), is_required=True, synonyms=(
            "Angebot", "Name", "Bezeichnung", "Name des Angebots", "Angebotstitel", "Kurs", "Kursname", "Kurstitel", "Projekt",
            "Einrichtung", "Name der Einrichtung", "Einrichtungsname", "Veranstaltung", "title", "Einrichtung / Projekt",
            "Maßnahme",
        )),
        TargetField("provider", gettext_lazy("Anbieter"), cleaners.line, synonyms=(
            "Träger", "Traeger", "Name des Trägers", "Organisation", "Veranstalter", "Anbieterin", "Institution", "Verein", "organization",
            "Organization – name", "organization.name",
        ), help=gettext_lazy("Fehlt die Spalte, gilt der Titel als Anbieter.")),
        TargetField("summary", gettext_lazy("In einem Satz"), plain, synonyms=(
            "Kurzbeschreibung", "Kurztext", "Kurzinfo", "excerpt", "meta_description", "Untertitel",
        )),
        TargetField("description", gettext_lazy("Beschreibung"), plain, joiner="\n", synonyms=(
            "Angebote", "Inhalt", "Inhalte", "Text", "Leistungen", "Details", "Informationen", "content", "description", "Info",
        )),
        TargetField("opening_hours", gettext_lazy("Öffnungszeiten"), cleaners.lines, joiner="\n", synonyms=(
            "Öffnungszeiten (als Text)", "Sprechzeiten", "Sprechstunde", "Zeiten", "Termine", "Termin", "Wann", "Uhrzeit",
        ), help=gettext_lazy("„Mo–Fr 9–12 Uhr, Do 14–18“ wird verstanden. Was nicht eindeutig ist, bleibt als Text in der Beschreibung.")),
        TargetField("topics", gettext_lazy("Themen"), cleaners.names, joiner=", ", synonyms=(
            "Thema", "Kategorie", "Kategorien", "Rubrik", "Themenfeld", "Themenbereich", "Handlungsfeld", "Bereich",
            "category – name", "category.name",
        )),
        TargetField("target_groups", gettext_lazy("Zielgruppen"), cleaners.names, joiner=", ", synonyms=(
            "Zielgruppe", "Für wen", "Teilnehmende", "Adressaten",
        )),
        TargetField("languages_spoken", gettext_lazy("Sprachen vor Ort"), cleaners.names, joiner=", ", synonyms=(
            "Sprache", "Sprachen", "Beratungssprachen", "Sprachkenntnisse", "languages",
        )),
        TargetField("costs", gettext_lazy("Kosten"), cleaners.up_to(200), synonyms=(
            "Preis", "Preise", "Gebühr", "Gebühren", "Teilnahmebeitrag", "Beitrag", "Eintritt", "Entgelt",
        )),
        TargetField("registration", gettext_lazy("Anmeldung"), cleaners.up_to(300), synonyms=("Anmeldung bei", "Zugang")),
        TargetField("documents", gettext_lazy("Bitte mitbringen"), cleaners.up_to(300), synonyms=(
            "Unterlagen", "Mitzubringen", "Dokumente",
        )),
        TargetField("street", gettext_lazy("Straße und Hausnummer"), cleaners.street, joiner=" ", synonyms=(
            "Straße", "Strasse", "Adresse", "Anschrift", "Straße / Nr.", "Straße Nr.", "Straße, Nr.", "Hausnummer", "Hausnr.",
            "address", "location – address", "location.address",
        )),
        TargetField("postcode", gettext_lazy("PLZ"), cleaners.postcode, pattern=cleaners.POSTCODE_PATTERN, synonyms=(
            "Postleitzahl", "postcode", "location – postcode", "location.postcode",
        )),
        TargetField("city", gettext_lazy("Ort"), cleaners.up_to(120), synonyms=(
            "Stadt", "Veranstaltungsort", "town", "location – town", "location.town",
        )),
        TargetField("municipalities_served", gettext_lazy("gilt für diese Gemeinden"), cleaners.names, synonyms=(
            "Einzugsgebiet", "Gemeinden", "Region", "Gültigkeitsbereich",
        )),
        TargetField("phone", gettext_lazy("Telefon"), cleaners.phones, joiner=" / ", synonyms=(
            "Tel.", "Tel", "Telefonnummer", "Telefon-Nr.", "Rufnummer", "Mobil", "Handy", "phone_number", "phone",
        )),
        TargetField("email", gettext_lazy("E-Mail"), cleaners.emails, pattern=cleaners.EMAIL_PATTERN, synonyms=(
            "Email", "E-Mail-Adresse", "Mail", "e_mail",
        )),
        TargetField("website", gettext_lazy("Internetseite"), cleaners.website, pattern=cleaners.WEBSITE_PATTERN, synonyms=(
            "Internet", "Website", "Webseite", "Homepage", "URL", "Link", "Internetadresse",
        )),
        TargetField("ages", gettext_lazy("Alter"), import_cells.ages, synonyms=(
            "Altersgruppe", "Alter der Teilnehmenden", "Alter von bis", "ab welchem Alter", "Altersspanne", "age",
        )),
        TargetField("levels", gettext_lazy("Deutsch-Niveau"), import_cells.levels, synonyms=(
            "Niveau", "Sprachniveau", "Niveaustufe", "Kursniveau", "GER", "GER-Niveau", "Level", "Stufe", "Kursstufe",
        )),
        TargetField("capacity", gettext_lazy("Plätze"), import_cells.capacity, synonyms=(
            "Platzzahl", "Anzahl Plätze", "Kapazität", "Teilnehmerzahl", "Teilnehmendenzahl", "max. Teilnehmende",
        )),
        TargetField("has_childcare", gettext_lazy("Kinderbetreuung"), import_cells.childcare, synonyms=(
            "mit Kinderbetreuung", "Kinderbetreuung vorhanden", "Kinderbetreuung ja/nein", "Betreuung der Kinder",
        )),
        TargetField("is_step_free", gettext_lazy("stufenlos erreichbar"), import_cells.step_free, synonyms=(
            "Barrierefreiheit", "barrierefrei", "rollstuhlgerecht", "Zugang barrierefrei", "Rollstuhl", "barrierefreier Zugang",
        ), help=gettext_lazy("Gilt für den Ort in derselben Zeile.")),
        TargetField("starts_on", gettext_lazy("Beginn"), cleaners.day, synonyms=(
            "Kursbeginn", "Start", "Startdatum", "beginnt am", "Anfang", "ab", "nächster Beginn", "Kursstart",
        ), help=gettext_lazy("Wird ein Kurstermin; „gültig bis“ ist dann sein Ende.")),
        TargetField("valid_until", gettext_lazy("gültig bis"), cleaners.day, synonyms=("bis", "Ende", "Enddatum", "läuft bis")),
    )  # fmt: skip

    def resolve(self, rows: list[Row]) -> None:
        places, topics = PlaceFinder(), TopicFinder()
        groups, languages = _known(TargetGroup), _known(Language)
        for row in rows:
            if found := places.at(row.get("postcode", ""), row.get("city", "")):
                row.values["municipality"] = found
            if names := row.values.pop("municipalities_served", None):
                row.values["municipalities_served"] = places.all_named(names, row)
            if names := row.values.pop("topics", None):
                self._resolve_topics(row, names, topics)
            for field, known in (("target_groups", groups), ("languages_spoken", languages)):
                if names := row.values.pop(field, None):
                    row.values[field] = _named(names, known, row)
            self._resolve_texts(row)

    def _resolve_topics(self, row: Row, names: list[str], topics: TopicFinder) -> None:
        found = []
        for name in names:
            if pk := topics.known.get(same_name(name)):
                found.append(pk)
            else:
                row.remarks.append(_("Das Thema „%(name)s“ gibt es hier nicht und wurde weggelassen.") % {"name": name})
        row.values["topics"] = sorted(set(found))

    def _resolve_texts(self, row: Row) -> None:
        if emails := row.values.pop("email", None):
            row.values["email"] = emails[0]
            if len(emails) > 1:
                row.remarks.append(_("Von mehreren E-Mail-Adressen wurde die erste übernommen."))
        if hours := self._resolve_hours(row, row.values.pop("opening_hours", "")):
            line = _("Öffnungszeiten: %(hours)s") % {"hours": hours}
            row.values["description"] = "\n".join(filter(None, [row.get("description", ""), line]))
        row.values["is_free"] = False
        if costs := row.get("costs", ""):
            row.values["is_free"] = bool(_FREE.match(costs.strip()))
        summary, description = row.get("summary", ""), row.get("description", "")
        row.values["whole_text"] = description
        summary = " ".join(summary.split())
        if len(summary) > LONGEST_SUMMARY or (not summary and description):
            rest = description if not summary else f"{summary}\n{description}".strip()
            summary = _first_sentence(rest)
            description = "" if summary == " ".join(rest.split()) else rest
        row.values["summary"], row.values["description"] = summary, description

    def _resolve_hours(self, row: Row, text: str) -> str:
        """Times that mean one thing only become rows, of a course those of its run; the words that are left come back."""
        if text and row.get("starts_on"):
            if (times := read_course_times(text)) is not None:
                row.values["course_times"] = times
                return ""
        elif text:
            found = read_hours(text)
            if found.is_certain:
                row.values |= {"week": found.week, "is_appointment_only": found.is_appointment_only}
                row.shown["opening_hours"] = "; ".join(
                    filter(
                        None,
                        [
                            str(found) or _("nur mit Termin"),
                            found.left and _("als Text: %(words)s") % {"words": found.left},
                        ],
                    )
                )
                return found.left
        if text:
            row.remarks.append(_("Die Zeiten „%(text)s“ sind nicht eindeutig und stehen als Text in der Beschreibung.") % {"text": text[:120]})  # fmt: skip
        return text

    def identify(self, row: Row) -> list[Hashable]:
        provider = row.get("provider") or row.get("title", "")
        return [(same_name(row.get("title", "")), same_name(provider), fold_german(row.get("city", "")))]

    def find(self, rows: list[Row]) -> dict[int, Match]:
        known: dict[tuple, Match] = {}
        cities = defaultdict(set)
        for pk, city in OfferLocation.objects.order_by("pk").values_list("offer_id", "city").iterator(chunk_size=2000):
            cities[pk].add(fold_german(city))
        offers = Offer.objects.order_by("pk").values_list("pk", "title", "provider__name")
        for pk, title, provider in offers.iterator(chunk_size=2000):
            for city in cities[pk] or {""}:
                known.setdefault((same_name(title), same_name(provider), city), Match(pk, f"{title} ({provider})"))
        return {row.number: known[key] for row in rows for key in self.identify(row) if key in known}

    def save(self, pairs: list[tuple[Row, Match | None]], *, by) -> list[Saved]:
        new = [row for row, match in pairs if match is None]
        return self._create(new, by=by) + self._complete([pair for pair in pairs if pair[1]], by=by)

    def _create(self, rows: list[Row], *, by) -> list[Saved]:
        providers, saved = self._providers(rows, by=by)
        offers = [
            Offer(
                provider=providers[same_name(row.get("provider") or row.get("title"))],
                title=row.get("title"),
                is_free=row.get("is_free", False),
                serves_whole_district=not row.get("municipalities_served"),
                valid_until=row.get("valid_until"),
                is_appointment_only=row.get("is_appointment_only", False),
                **{name: row.get(name, "") for name in PLAIN_FIELDS},
                **_conditions(row),
            )
            for row in rows
        ]
        Offer.objects.bulk_create(offers)
        pairs = list(zip(offers, rows, strict=True))
        for name in OFFER_KIND.relations:
            _add_related(name, pairs)
        OfferLocation.objects.bulk_create(_location(offer, row) for offer, row in pairs if _has_place(row))
        CourseRun.objects.bulk_create(_run(offer, row) for offer, row in pairs if row.get("starts_on"))
        OpeningTime.objects.bulk_create(one for offer, row in pairs for one in _hours(offer, row))
        audit.record_many(Entry.OFFER_IMPORTED, offers, by=by)
        return saved + [Saved(row.number, offer, created=True) for offer, row in pairs]

    def _providers(self, rows: list[Row], *, by) -> tuple[dict[str, Organization], list[Saved]]:
        """The organizations the rows name, by compared name; those the register does not know are added."""
        known: dict[str, Organization] = {}
        for organization in Organization.objects.order_by("-archived_on", "-pk").iterator(chunk_size=2000):
            known[same_name(organization.name)] = organization
        missing: dict[str, tuple[Row, Organization]] = {}
        for row in rows:
            name = row.get("provider") or row.get("title")
            if same_name(name) not in known:
                key = Organization.make_search_key(name, "", "")
                missing.setdefault(same_name(name), (row, Organization(name=name, search_key=key)))
        Organization.objects.bulk_create(organization for _row, organization in missing.values())
        audit.record_many(NetworkEntry.ORGANIZATION_IMPORTED, [one for _row, one in missing.values()], by=by)
        known |= {key: organization for key, (_row, organization) in missing.items()}
        return known, [Saved(row.number, organization, created=True) for row, organization in missing.values()]

    def _complete(self, pairs: list[tuple[Row, Match]], *, by) -> list[Saved]:
        """Fill what is empty; several rows may complete the same offer."""
        before = OFFER_KIND.snapshots({match.pk for _row, match in pairs})
        offers = Offer.objects.in_bulk(before)
        changed: dict[int, Saved] = {}
        for row, match in pairs:
            offer = offers.get(match.pk)
            if offer and _fill(offer, row, before[match.pk]):
                changed.setdefault(match.pk, Saved(row.number, offer, created=False, before=before[match.pk]))
        completed = [one.record for one in changed.values()]
        audit.record_many(Entry.OFFER_COMPLETED, completed, by=by)
        search.index_rows(KIND, completed)
        return list(changed.values())


def _fill(offer: Offer, row: Row, before: dict) -> bool:
    # An offer with a sentence of its own takes the whole text, not what is left after a sentence was made of it.
    values = {name: row.get(name) for name in PLAIN_FIELDS}
    if offer.summary and offer.summary != row.get("summary"):
        values["description"] = row.get("whole_text")
    filled = [name for name, value in values.items() if value and not getattr(offer, name)]
    for name in filled:
        setattr(offer, name, values[name])
    if row.get("valid_until") and not offer.valid_until:
        offer.valid_until = row.get("valid_until")
        filled.append("valid_until")
    conditions = _conditions(row)
    for names in CONDITIONS:  # an age or a level is taken whole or not at all
        if any(conditions[name] not in NOTHING for name in names) and all(getattr(offer, n) in NOTHING for n in names):
            for name in names:
                setattr(offer, name, conditions[name])
            filled += names
    if filled:
        offer.save()
    for name in ("topics", "target_groups", "languages_spoken"):
        if row.get(name) and not before[name]:
            getattr(offer, name).set(row.get(name))
            filled.append(name)
    if _has_place(row) and not before["locations"] and not offer.locations.exists():
        _location(offer, row).save()
        filled.append("locations")
    if not before["opening_times"] and not before["is_appointment_only"] and not offer.opening_times.exists():
        if OpeningTime.objects.bulk_create(_hours(offer, row)):
            filled.append("opening_times")
        elif row.get("is_appointment_only") and not offer.is_appointment_only:
            offer.is_appointment_only = True
            offer.save(update_fields=["is_appointment_only"])
            filled.append("is_appointment_only")
    if row.get("starts_on") and not before["course_runs"] and not offer.course_runs.exists():
        _run(offer, row).save()
        filled.append("course_runs")
    return bool(filled)


def _conditions(row: Row) -> dict:
    """Who can come and whether there is room, as far as the row says."""
    age_from, age_to = row.get("ages") or (None, None)
    level_from, level_to = row.get("levels") or ("", "")
    return {
        "age_from": age_from,
        "age_to": age_to,
        "level_from": level_from,
        "level_to": level_to,
        "capacity": row.get("capacity"),
        "has_childcare": row.get("has_childcare"),
    }


def _run(offer: Offer, row: Row) -> CourseRun:
    """The run a row names by its first day; it ends with the offer."""
    starts_on, ends_on = row.get("starts_on"), row.get("valid_until")
    level_from, level_to = row.get("levels") or ("", "")
    return CourseRun(
        offer=offer,
        starts_on=starts_on,
        ends_on=ends_on if ends_on and ends_on >= starts_on else None,
        level_from=level_from,
        level_to=level_to,
        seats=row.get("capacity"),
        **row.get("course_times", {}),
    )


def _hours(offer: Offer, row: Row) -> list[OpeningTime]:
    return [
        OpeningTime(
            offer=offer,
            weekday=day,
            opens_at=span.opens_at,
            closes_at=span.closes_at,
            by_appointment=span.by_appointment,
        )
        for day, spans in sorted(row.get("week", {}).items())
        for span in spans
    ]


def _location(offer: Offer, row: Row) -> OfferLocation:
    texts = {name: row.get(name, "") for name in ("street", "postcode", "city")}
    return OfferLocation(
        offer=offer, municipality=row.get("municipality"), is_step_free=row.get("is_step_free"), **texts
    )


def _has_place(row: Row) -> bool:
    return any(row.get(name) for name in ("street", "postcode", "city"))


def _known(model) -> dict[str, int]:
    known: dict[str, int] = {}
    for one in model.objects.all():
        for name in (one.name, one.code, getattr(one, "own_name", "")):
            if name:
                known.setdefault(fold_german(name), one.pk)
    return known


def _named(names: list[str], known: dict[str, int], row: Row) -> list[int]:
    found = []
    for name in names:
        if pk := known.get(fold_german(name)):
            found.append(pk)
        else:
            row.remarks.append(_("„%(name)s“ gibt es hier nicht und wurde weggelassen.") % {"name": name})
    return sorted(set(found))


def _first_sentence(text: str) -> str:
    """The beginning of a text that fits into the list: whole if short, else its first sentence, else cut at a word."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    sentence = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    if len(sentence) <= LONGEST_SUMMARY:
        return sentence
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"


def _add_related(name: str, pairs: list[tuple[Offer, Row]]) -> None:
    through = getattr(Offer, name).through
    field = Offer._meta.get_field(name)
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    through._base_manager.bulk_create(
        through(**{own: offer.pk, other: pk}) for offer, row in pairs for pk in row.get(name, ())
    )
