"""What another system says of an offer, brought together with ours.

For each part of an offer three things are compared: what the other system said last time, what it says now, and what
stands here. Unchanged there: nothing happens. Changed there and untouched here: it is taken over. Changed on both sides:
ours stays, and both are shown side by side in the report. So the same answers read twice change nothing.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.text import fold_german
from kreislotse.core.translations import Origin, text_hash
from kreislotse.directory.documents import KIND
from kreislotse.directory.entries import Entry
from kreislotse.directory.feeds.records import cut
from kreislotse.directory.importing import OFFER_KIND
from kreislotse.directory.models import CourseRun, Offer, OfferLocation, OfferTranslation, OpeningException, OpeningTime
from kreislotse.directory.translating import keep_earlier_texts
from kreislotse.districts.queries import current_district
from kreislotse.imports import kinds
from kreislotse.imports.models import ExternalRecord
from kreislotse.imports.targets import Feed, Match, Row, Saved, TargetField
from kreislotse.network.entries import Entry as NetworkEntry
from kreislotse.network.importing import ORGANIZATION_KIND, PlaceFinder, TopicFinder, same_name
from kreislotse.network.models import Contact, Organization
from kreislotse.search import operations as search
from kreislotse.taxonomy.models import Topic

PLAIN = (
    "kind", "title", "summary", "description", "costs", "is_free", "documents", "registration", "eligibility", "age_from",
    "age_to", "program", "sex", "status_groups", "level_from", "level_to", "availability", "has_childcare",
    "serves_whole_district", "capacity", "is_appointment_only", "is_online", "is_by_phone", "phone", "email", "website", "valid_until",
)  # fmt: skip
LINKED = ("topics", "target_groups", "languages_spoken", "municipalities_served")
TRANSLATED = Offer.TRANSLATED
PLACE = (
    "name", "street", "postcode", "city", "municipality", "latitude", "longitude", "is_step_free", "has_accessible_toilet",
    "has_hearing_loop", "transport",
)  # fmt: skip
HOURS = ("weekday", "opens_at", "closes_at", "by_appointment", "valid_from", "valid_until")
EXCEPTION = ("first_day", "last_day", "opens_at", "closes_at", "by_appointment", "reason")
RUN = ("name", "starts_on", "ends_on", "weekdays", "starts_at", "ends_at")
PERSON = ("name", "function", "phone", "email")
CHILDREN = {"locations": PLACE, "opening_times": HOURS, "opening_exceptions": EXCEPTION, "course_runs": RUN}
MODELS = {
    "locations": OfferLocation,
    "opening_times": OpeningTime,
    "opening_exceptions": OpeningException,
    "course_runs": CourseRun,
}
EMPTY = (None, "", [], {}, False)
OFFER_TYPE = Offer._meta.label_lower
# Values an offer has before anybody said anything.
UNSAID = {"kind": "other", "is_free": True, "serves_whole_district": True}


class OfferFeed(Feed):
    """What all systems that know offers share: finding them again, merging, creating.

    `row.values` hold: `external_id`, `source`, the names in `PLAIN`, `categories` (names there), `translations` by
    language, `locations`, `opening_times`, `course_runs`, `contacts`, `provider` (name, website …), and `uuid` where the
    other system gives one.
    """

    fields = (
        TargetField("title", gettext_lazy("Titel")),
        TargetField("provider_name", gettext_lazy("Anbieter")),
        TargetField("places", gettext_lazy("Ort")),
        TargetField("topic_names", gettext_lazy("Themen")),
        TargetField("languages", gettext_lazy("Sprachen der Texte")),
        TargetField("dates", gettext_lazy("Kurstermine")),
    )

    def map_topics(self, rows: list[Row], mapping: dict[str, str]) -> None:
        """Categories become topics: as the office said, else by the same name."""
        codes = dict(Topic.objects.values_list("code", "pk"))
        known = TopicFinder().known
        for row in rows:
            found = []
            for name in row.get("categories", ()):
                pk = codes.get(mapping[name]) if name in mapping else known.get(same_name(name))
                if pk:
                    found.append(pk)
            row.values["topics"] = sorted(set(found))

    def resolve(self, rows: list[Row]) -> None:
        places = PlaceFinder()
        names = dict(Topic.objects.values_list("pk", "name"))
        for row in rows:
            for place in row.get("locations", ()):
                found = places.at(place.get("postcode", ""), place.get("city", ""))
                place["municipality"] = found.pk if found else None
            runs = row.get("course_runs", ())
            row.shown = {
                "provider_name": row.get("provider", {}).get("name", ""),
                "places": "; ".join(_address(place) for place in row.get("locations", ())),
                "topic_names": ", ".join(names[pk] for pk in row.get("topics", ()) if pk in names),
                "languages": ", ".join(["de", *sorted(row.get("translations", {}))]),
                "dates": ", ".join(f"{run['starts_on']:%d.%m.%Y}" for run in runs[:3]),
            }

    def identify(self, row: Row) -> list[Hashable]:
        return [(row.get("source"), row.get("external_id"))]

    def find(self, rows: list[Row]) -> dict[int, Match]:
        remembered = _remembered(rows)
        by_uuid = _uuids_here(Offer, {row.get("uuid") for row in rows if row.get("uuid")})
        titles = dict(Offer.objects.values_list("pk", "title"))
        by_name = _by_name()
        taken = {record.object_pk for record in remembered.values()}
        found = {}
        for row in rows:
            record = remembered.get((row.get("source"), row.get("external_id")))
            if record is not None and record.object_pk in titles:
                pk = record.object_pk
            else:
                pk = by_uuid.get(row.get("uuid") or "") or by_name.get(_name_of(row))
                pk = None if pk in taken else pk  # it is already somebody else's
            if pk:
                found[row.number] = Match(pk, titles.get(pk, ""))
        return found

    def save(self, pairs: list[tuple[Row, Match | None]], *, by) -> list[Saved]:
        work = _Work.begin(pairs, by)
        for row, match in pairs:
            if match is None:
                work.create(row)
            else:
                work.update(row, match.pk)
        return work.finish()


@dataclass
class _Work:
    """One portion of an import: everything is looked up first, and written together at the end where that is possible."""

    by: Any
    organizations: dict[str, Organization]
    before: dict[int, dict]
    offers: dict[int, Offer]
    remembered: dict[tuple, ExternalRecord]
    taken: dict[type, set[str]]
    unit: str
    contacts: dict[int, list[Contact]] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)  # organizations whose state before is written down
    now: Any = field(default_factory=timezone.now)
    created: list[tuple[Row, Offer]] = field(default_factory=list)
    changed: dict[int, tuple[Row, Offer]] = field(default_factory=dict)
    saved: list[Saved] = field(default_factory=list)
    kept: list[Saved] = field(default_factory=list)
    rows: dict[str, list] = field(default_factory=lambda: {name: [] for name in (*MODELS, "translations")})

    @classmethod
    def begin(cls, pairs, by) -> _Work:
        rows = [row for row, _match in pairs]
        keys = {match.pk for _row, match in pairs if match}
        work = cls(
            by=by,
            organizations={},
            before=OFFER_KIND.snapshots(keys),
            offers=Offer.objects.in_bulk(keys),
            remembered=_remembered(rows),
            taken={
                Offer: _taken(Offer, [row.get("uuid") for row in rows]),
                Organization: _taken(Organization, [row.get("provider", {}).get("uuid") for row in rows]),
                OfferLocation: _taken(OfferLocation, _numbers(rows, "locations"), but_of=keys),
                CourseRun: _taken(CourseRun, _numbers(rows, "course_runs"), but_of=keys),
            },
            unit=current_district().term("unit"),
        )
        work._find_organizations([row for row, match in pairs if match is None])
        return work

    # ── organizations and their contacts ────────────────────────────────────────────────────────────

    def _find_organizations(self, rows: list[Row]) -> None:
        known: dict[str, Organization] = {}
        for organization in Organization.objects.order_by("-archived_on", "-pk").iterator(chunk_size=2000):
            known[same_name(organization.name)] = organization
            known[str(organization.uuid)] = organization
        new: dict[str, tuple[Row, Organization]] = {}
        for row in rows:
            provider = self._provider(row)
            key, uuid = same_name(provider["name"]), provider.get("uuid", "")
            if (here := known.get(uuid) or known.get(key)) is None and key not in new:
                organization = Organization(
                    name=provider["name"],
                    search_key=Organization.make_search_key(provider["name"], "", ""),
                    updated_at=self.now,
                    **{name: provider.get(name, "") for name in ("website", "phone", "email", "responsible_for")},
                )
                if uuid and uuid not in self.taken[Organization]:
                    organization.uuid = uuid
                new[key] = (row, organization)
            elif here is not None:
                known[key] = here
        Organization.objects.bulk_create(organization for _row, organization in new.values())
        audit.record_many(NetworkEntry.ORGANIZATION_IMPORTED, [one for _row, one in new.values()], by=self.by)
        self.saved += [Saved(row.number, organization, created=True) for row, organization in new.values()]
        self.touched |= {organization.pk for _row, organization in new.values()}
        self.organizations = known | {key: organization for key, (_row, organization) in new.items()}
        wanted = {self._organization_of(row).pk for row in rows}
        for contact in Contact.objects.filter(organization__in=wanted).order_by("pk"):
            self.contacts.setdefault(contact.organization_id, []).append(contact)

    def _provider(self, row: Row) -> dict:
        provider = row.get("provider") or {}
        if not provider.get("name"):
            sentence = _("Kein Veranstalter ist genannt; als Anbieter steht vorerst „%(unit)s“.") % {"unit": self.unit}
            if sentence not in row.remarks:
                row.remarks.append(sentence)
            return {"name": self.unit}
        return provider

    def _organization_of(self, row: Row) -> Organization:
        return self.organizations[same_name(self._provider(row)["name"])]

    def _contacts_of(self, row: Row, organization: Organization) -> list[Contact]:
        """Persons kept once per organization; a new one is for the office alone until it decides otherwise."""
        found: list[Contact] = []
        if organization.pk not in self.contacts:
            self.contacts[organization.pk] = list(organization.contacts.order_by("pk"))
        known = self.contacts[organization.pk]
        for person in row.get("contacts", ()):
            contact = next((one for one in known if _same_person(one, person)), None)
            if contact is None:
                if organization.pk not in self.touched:
                    self.touched.add(organization.pk)
                    before = ORGANIZATION_KIND.snapshots([organization.pk])[organization.pk]
                    self.saved.append(Saved(row.number, organization, created=False, before=before, is_counted=False))
                contact = Contact(
                    organization=organization,
                    visibility=Contact.Visibility.OFFICE,
                    **{name: person.get(name, "") for name in PERSON},
                )
                contact.save()
                known.append(contact)
            if contact not in found:
                found.append(contact)
        return found

    # ── one offer ───────────────────────────────────────────────────────────────────────────────────

    def create(self, row: Row) -> None:
        offer = Offer(provider=self._organization_of(row), **{name: _value(row, name) for name in PLAIN})
        uuid = row.get("uuid")
        if uuid and uuid not in self.taken[Offer]:
            offer.uuid = uuid
        self.created.append((row, offer))

    def update(self, row: Row, pk: int) -> None:
        """Merge part by part; what was changed on both sides is named in the row's remarks."""
        offer, before = self.offers[pk], self.before[pk]
        record = self.remembered.get((row.get("source"), row.get("external_id")))
        base = record.imported if record is not None and record.object_pk == pk else {}
        now, new = parts_here(before), parts_of(row)
        people = new.get("contacts", [])
        if people and not same(people, base.get("contacts")):
            self._add_people(offer, row)
        changed = []
        for name, value in new.items():
            here, said = now.get(name), base.get(name, UNSAID.get(name))
            is_unchanged_there = same(value, said) if name in base else value in EMPTY
            if name == "contacts" or is_unchanged_there or same(value, here):
                continue
            if same(here, said):
                changed.append(name)
            else:
                row.remarks.append(_side_by_side(name, here, value))
        if changed:
            self._apply(offer, row, changed)
            self.changed[pk] = (row, offer)
        if not same(new, base):
            self._remember(row, offer, record, new)

    def _add_people(self, offer: Offer, row: Row) -> None:
        contacts = self._contacts_of(row, offer.provider)
        missing = {one.pk for one in contacts} - set(self.before[offer.pk]["contacts"])
        if missing:
            offer.contacts.add(*missing)
            self.changed[offer.pk] = (row, offer)

    def _apply(self, offer: Offer, row: Row, changed: list[str]) -> None:
        before = Offer(**{name: getattr(offer, name) for name in TRANSLATED})
        for name in changed:
            if name in PLAIN:
                setattr(offer, name, _value(row, name))
            elif name in LINKED:
                getattr(offer, name).set(row.get(name, []))
            elif name in MODELS:
                getattr(offer, name).all().delete()
                self.rows[name] += self._children(name, offer, row)
        offer.save()
        keep_earlier_texts(before, offer)
        for name in changed:
            if name.startswith("texts:"):
                language = name.partition(":")[2]
                offer.translations.filter(language=language).delete()
                texts = row.get("translations", {}).get(language)
                if texts:
                    self.rows["translations"].append(_translation(offer, language, texts, row))

    def _children(self, name: str, offer: Offer, row: Row) -> list:
        found = []
        for values in row.get(name, ()):
            fields = {MODELS[name]._meta.get_field(key).attname: _child_value(values, key) for key in CHILDREN[name]}
            child = MODELS[name](offer=offer, **fields)
            if (uuid := values.get("uuid")) and uuid not in self.taken[MODELS[name]]:
                child.uuid = uuid
                self.taken[MODELS[name]].add(uuid)
            found.append(child)
        return found

    def _remember(self, row: Row, offer: Offer, record: ExternalRecord | None, parts: dict) -> None:
        if record is None:
            record = ExternalRecord(
                source=row.get("source"), external_id=row.get("external_id"), object_type=OFFER_TYPE
            )
            saved = Saved(row.number, record, created=True, is_counted=False)
        else:
            kind = kinds.kind_of(ExternalRecord._meta.label_lower)
            before = kind.snapshots([record.pk])[record.pk]
            saved = Saved(row.number, record, created=False, before=before, is_counted=False)
        record.object_pk, record.imported, record.seen_at = offer.pk, parts, self.now
        self.kept.append(saved)

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────

    def finish(self) -> list[Saved]:
        offers = [offer for _row, offer in self.created]
        Offer.objects.bulk_create(offers)
        for row, offer in self.created:
            for name in MODELS:
                self.rows[name] += self._children(name, offer, row)
            for language, texts in row.get("translations", {}).items():
                self.rows["translations"].append(_translation(offer, language, texts, row))
            self._remember(row, offer, self.remembered.get((row.get("source"), row.get("external_id"))), parts_of(row))
        for name, model in (*MODELS.items(), ("translations", OfferTranslation)):
            model.objects.bulk_create(self.rows[name], batch_size=500)
        for name in LINKED:
            _link(name, [(offer, row.get(name, ())) for row, offer in self.created])
        people = [(offer, self._contacts_of(row, offer.provider)) for row, offer in self.created if row.get("contacts")]
        _link("contacts", [(offer, [one.pk for one in contacts]) for offer, contacts in people])
        audit.record_many(Entry.OFFER_IMPORTED, offers, by=self.by)
        changed = [offer for _row, offer in self.changed.values()]
        audit.record_many(Entry.OFFER_COMPLETED, changed, by=self.by)
        search.index_rows(KIND, changed)
        ExternalRecord.objects.bulk_create((one.record for one in self.kept if one.created), batch_size=500)
        for one in self.kept:
            if not one.created:
                one.record.save(update_fields=["object_pk", "imported", "seen_at"])
        self.saved += [Saved(row.number, offer, created=True) for row, offer in self.created]
        self.saved += [
            Saved(row.number, offer, created=False, before=self.before[pk]) for pk, (row, offer) in self.changed.items()
        ]
        return self.saved + self.kept


def parts_of(row: Row) -> dict:
    """The parts of an offer the other system says something of, as plain JSON values; each is merged by itself."""
    parts: dict[str, Any] = {name: _value(row, name) for name in PLAIN if name in row.values}
    parts |= {name: sorted(row.get(name)) for name in LINKED if name in row.values}
    for name, names in CHILDREN.items():
        if name in row.values:
            parts[name] = [{key: _child_value(values, key) for key in names} for values in row.get(name)]
    if row.get("contacts"):
        parts["contacts"] = [{key: person.get(key, "") for key in PERSON} for person in row.get("contacts")]
    for language, texts in row.get("translations", {}).items():
        parts[f"texts:{language}"] = {key: texts.get(key, "") for key in TRANSLATED}
    return json.loads(json.dumps(parts, cls=DjangoJSONEncoder))


def parts_here(snapshot: dict) -> dict:
    attnames = {name: Offer._meta.get_field(name).attname for name in PLAIN}
    parts = {name: snapshot[attname] for name, attname in attnames.items()}
    parts |= {name: snapshot[name] for name in LINKED}
    for name, names in CHILDREN.items():
        parts[name] = [{key: child[key] for key in names} for child in snapshot[name]]
    for row in snapshot["translations"]:
        parts[f"texts:{row['language']}"] = {key: row[key] for key in TRANSLATED}
    return parts


def _value(row: Row, name: str):
    blank = Offer._meta.get_field(name)
    default = {"kind": "other", "is_free": False}.get(name, None if blank.null else blank.get_default())
    value = row.get(name)
    return default if value is None else value


_CHILD_DEFAULTS = {
    "by_appointment": False, "weekdays": [], "valid_from": None, "valid_until": None, "municipality": None, "latitude": None,
    "longitude": None, "is_step_free": None, "has_accessible_toilet": None, "has_hearing_loop": None, "opens_at": None,
    "closes_at": None, "starts_at": None, "ends_at": None, "ends_on": None,
}  # fmt: skip


def _child_value(values: dict, key: str):
    return values.get(key, _CHILD_DEFAULTS.get(key, ""))


def same(one, other) -> bool:
    if one in EMPTY and other in EMPTY and not (isinstance(one, bool) and isinstance(other, bool)):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(_sortable, one)) == sorted(map(_sortable, other))
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def _sortable(value) -> str:
    return json.dumps(value, sort_keys=True)


def part_labels() -> dict[str, str]:
    """What those parts are called that are not a field of the offer."""
    return {
        "texts": _("Übersetzung"), "topics": _("Themen"), "languages_spoken": _("Sprachen vor Ort"), "locations": _("Ort"),
        "opening_times": _("Öffnungszeiten"), "opening_exceptions": _("Ausnahmen"), "course_runs": _("Kurstermine"),
    }  # fmt: skip


def label_of(name: str) -> str:
    what, _colon, language = name.partition(":")
    label = part_labels().get(what) or str(Offer._meta.get_field(what).verbose_name)
    return f"{label} ({language})" if language else label


def _side_by_side(name: str, here, there) -> str:
    label = label_of(name)
    if name == "locations" and addresses(here) != addresses(there):
        here, there = addresses(here), addresses(there)
    if isinstance(here, list | dict) or isinstance(there, list | dict):
        return _("%(label)s: Hier und dort verschieden geändert; unsere Angabe bleibt.") % {"label": label}
    return _("%(label)s: hier „%(here)s“, dort „%(there)s“; unsere Angabe bleibt.") % {
        "label": label, "here": cut(_shown(here), 120), "there": cut(_shown(there), 120),
    }  # fmt: skip


def addresses(places: list[dict] | None) -> str:
    return "; ".join(_address(place) for place in places or ())


def _shown(value) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    return " ".join(str(value or "–").split())


def _translation(offer: Offer, language: str, texts: dict[str, str], row: Row) -> OfferTranslation:
    """A text for the German the other system has: where the office changed that, it is outdated at once.

    What a machine wrote there, and nobody has read, stays marked here (`by_machine`); what was outdated there is so here.
    """
    given = [name for name in TRANSLATED if texts.get(name)]
    return OfferTranslation(
        offer=offer,
        language=language,
        source_hashes={} if texts.get("is_outdated") else {name: text_hash(_value(row, name)) for name in given},
        origin=Origin.MACHINE if texts.get("by_machine") else Origin.IMPORT,
        machine_fields=given if texts.get("by_machine") else [],
        **{name: cut(texts.get(name, ""), OfferTranslation._meta.get_field(name).max_length or 20_000) for name in TRANSLATED},
    )  # fmt: skip


def _same_person(contact: Contact, person: dict) -> bool:
    email = person.get("email", "")
    if email and contact.email:
        return contact.email.lower() == email and fold_german(contact.name) == fold_german(person.get("name", ""))
    return fold_german(contact.name) == fold_german(person.get("name", ""))


def _remembered(rows: list[Row]) -> dict[tuple, ExternalRecord]:
    found = ExternalRecord.objects.filter(object_type=OFFER_TYPE, source__in={row.get("source") for row in rows})
    wanted = {row.get("external_id") for row in rows}
    if len(wanted) <= 500:
        found = found.filter(external_id__in=wanted)
    return {(record.source, record.external_id): record for record in found}


def _by_name() -> dict[tuple, int]:
    """Offers by title, provider and place: the second way to know one again that came from a list or was typed in."""
    cities: dict[int, set[str]] = {}
    for pk, city in OfferLocation.objects.values_list("offer_id", "city").iterator(chunk_size=2000):
        cities.setdefault(pk, set()).add(fold_german(city))
    known: dict[tuple, int] = {}
    offers = Offer.objects.order_by("pk").values_list("pk", "title", "provider__name")
    for pk, title, provider in offers.iterator(chunk_size=2000):
        for city in cities.get(pk) or {""}:
            known.setdefault((same_name(title), same_name(provider), city), pk)
    return known


def _name_of(row: Row) -> tuple:
    places = row.get("locations") or [{}]
    provider = row.get("provider", {}).get("name", "")
    return same_name(row.get("title", "")), same_name(provider), fold_german(places[0].get("city", ""))


def _uuids_here(model, uuids: set[str]) -> dict[str, int]:
    return {str(uuid): pk for uuid, pk in model.objects.filter(uuid__in=uuids).values_list("uuid", "pk")}


def _numbers(rows: list[Row], name: str) -> list:
    return [child.get("uuid") for row in rows for child in row.get(name, ())]


def _taken(model, uuids: list, *, but_of: set[int] = frozenset()) -> set[str]:
    """Numbers that are given already, in any district of the installation; places of offers `but_of` are free."""
    rows = model._base_manager.filter(uuid__in={uuid for uuid in uuids if uuid})
    rows = rows.exclude(offer__in=but_of) if but_of else rows
    return {str(uuid) for uuid in rows.values_list("uuid", flat=True)}


def _link(name: str, pairs: list[tuple[Offer, Any]]) -> None:
    through = getattr(Offer, name).through
    relation = Offer._meta.get_field(name)
    own, other = relation.m2m_column_name(), relation.m2m_reverse_name()
    through._base_manager.bulk_create(
        (through(**{own: offer.pk, other: pk}) for offer, keys in pairs for pk in keys), batch_size=500
    )


def _address(place: dict) -> str:
    return ", ".join(
        filter(None, [place.get("street", ""), f"{place.get('postcode', '')} {place.get('city', '')}".strip()])
    )
