"""Lists of organizations, read into the register: headings, duplicates, topics, places, the main contact."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kreislotse.audit import operations as audit
from kreislotse.core.text import fold_german
from kreislotse.districts.queries import current_district
from kreislotse.imports import cleaners
from kreislotse.imports.kinds import ModelKind
from kreislotse.imports.targets import Match, Row, Saved, Target, TargetField
from kreislotse.network import changes
from kreislotse.network.entries import Entry
from kreislotse.network.models import Contact, Organization
from kreislotse.places.models import Municipality
from kreislotse.taxonomy.models import Topic

Kind = Organization.Kind
PLAIN_FIELDS = ("short_name", "responsible_for", "street", "postcode", "city", "phone", "website", "note")
FREE_MAIL = {
    "gmail.com", "googlemail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de",
    "outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.de", "live.com", "yahoo.com", "yahoo.de",
    "icloud.com", "me.com", "aol.com", "aol.de", "arcor.de", "posteo.de", "mailbox.org", "mail.de", "email.de",
    "online.de", "1und1.de", "protonmail.com", "proton.me", "ukr.net", "mail.ru", "yandex.ru", "riseup.net",
    "example.org", "example.com",
}  # fmt: skip
_LEGAL_FORM = re.compile(r"\b(?:e\.? ?v|e\.? ?g|g?gmbh|ggmbh|ug|gug|kg|ag|stiftung des burgerlichen rechts)\b\.?")
_NO_WORD = re.compile(r"[^\w]+")


class OrganizationKind(ModelKind):
    """Organizations as an import sees them; what they offer follows an undo."""

    def restore(self, pk: int, before: dict) -> None:
        super().restore(pk, before)
        changes.announce(Organization.objects.filter(pk=pk))


ORGANIZATION_KIND = OrganizationKind(
    Organization,
    fields=[
        "name", "short_name", "kind", "responsible_for", "street", "postcode", "city", "municipality", "phone", "email",
        "website", "contact_person", "note", "is_public", "archived_on",
    ],
    relations=["topics", "municipalities_served"],
    children={
        "contacts": ["name", "function", "phone", "email", "visibility", "consented_on", "is_main"],
        "resources": ["kind", "description"],
        "agreements": ["title", "text", "agreed_on", "due_on", "done_on", "responsible"],
    },
)  # fmt: skip


def same_name(name: str) -> str:
    """How two spellings of an organization's name are compared: without accents, signs and legal form."""
    return " ".join(_NO_WORD.sub(" ", _LEGAL_FORM.sub(" ", fold_german(name))).split()) or fold_german(name)


def own_domain(email: str, website: str = "") -> str:
    """The domain that belongs to the organization itself, or nothing for an address at a free provider."""
    domain = email.rpartition("@")[2].lower()
    if domain and domain not in FREE_MAIL:
        return domain
    match = re.match(r"^https?://(?:www\.)?([^/:?#]+)", website.lower())
    return match[1] if match else ""


def identity_keys(name: str, postcode: str, email: str, website: str) -> list[Hashable]:
    """Same name with the same postcode or the same domain; the name alone where neither is known."""
    base = same_name(name)
    keys: list[Hashable] = []
    if postcode:
        keys.append((base, "plz", postcode))
    if domain := own_domain(email, website):
        keys.append((base, "domain", domain))
    return keys or [(base, "name")]


class OrganizationTarget(Target):
    code = "organizations"
    label = gettext_lazy("Akteure")
    help = gettext_lazy("Vereine, Träger, Behörden, Gemeinden und andere mit Anschrift und Ansprechperson.")
    fields = (
        TargetField("name", gettext_lazy("Name"), cleaners.line, is_required=True, synonyms=(
            "Name der Organisation", "Organisation", "Einrichtung", "Einrichtungsname", "Name der Einrichtung",
            "Institution", "Verein", "Vereinsname", "Name des Vereins", "Träger", "Akteur", "Firma", "Bezeichnung",
            "Name des Trägers", "Organisationsname", "Titel", "Stelle", "Dienststelle", "Company", "Organization",
            "Einrichtung / Projekt", "title", "Einrichtung/Projekt",
        )),
        TargetField("short_name", gettext_lazy("Kurzname"), cleaners.up_to(60), synonyms=(
            "Abkürzung", "Kürzel", "Kurzbezeichnung", "Kurzform",
        )),
        TargetField("kind", gettext_lazy("Art"), cleaners.one_of(Kind, {
            "amt": Kind.AUTHORITY, "kreisverwaltung": Kind.AUTHORITY, "stadt": Kind.MUNICIPALITY, "kommune": Kind.MUNICIPALITY,
            "e.V.": Kind.ASSOCIATION, "migrantenselbstorganisation": Kind.MIGRANT_ORGANIZATION, "mso": Kind.MIGRANT_ORGANIZATION,
            "mo": Kind.MIGRANT_ORGANIZATION, "kirche": Kind.RELIGIOUS_COMMUNITY, "kirchengemeinde": Kind.RELIGIOUS_COMMUNITY,
            "moschee": Kind.RELIGIOUS_COMMUNITY, "schule": Kind.SCHOOL, "kita": Kind.SCHOOL, "kindergarten": Kind.SCHOOL,
            "freier träger": Kind.PROVIDER, "wohlfahrtsverband": Kind.PROVIDER, "bildungsträger": Kind.PROVIDER,
            "firma": Kind.COMPANY, "betrieb": Kind.COMPANY, "kammer": Kind.CHAMBER, "verband": Kind.CHAMBER,
            "gruppe": Kind.INITIATIVE, "helferkreis": Kind.INITIATIVE,
        }), synonyms=("Typ", "Organisationsart", "Art der Organisation", "Rechtsform", "Kategorie", "Organisationstyp")),
        TargetField("responsible_for", gettext_lazy("Zuständig für"), cleaners.lines, joiner="\n", synonyms=(
            "Zuständigkeit", "Zuständigkeiten", "Aufgaben", "Aufgabe", "Beschreibung", "Tätigkeit", "Arbeitsbereich",
            "Kurzbeschreibung", "Angebot", "Angebote", "Schwerpunkt", "Schwerpunkte", "Leistungen", "Profil",
        )),
        TargetField("street", gettext_lazy("Straße und Hausnummer"), cleaners.street, joiner=" ", synonyms=(
            "Straße", "Strasse", "Str.", "Anschrift", "Adresse", "Hausnummer", "Hausnr.", "Haus-Nr.", "Nr.",
            "Straße/Hausnr.", "Straße, Nr.", "Straße Nr.", "Straße/Nr.", "Straße Hausnr", "Postanschrift", "address", "street",
        )),
        TargetField("postcode", gettext_lazy("PLZ"), cleaners.postcode, pattern=cleaners.POSTCODE_PATTERN, synonyms=(
            "Postleitzahl", "Plz.", "ZIP",
        )),
        TargetField("city", gettext_lazy("Ort"), cleaners.up_to(120), synonyms=("Stadt", "Wohnort", "City", "Ortsname", "town")),
        TargetField("municipality", gettext_lazy("Gemeinde"), cleaners.line, synonyms=(
            "AGS", "Gemeindeschlüssel", "Amtlicher Gemeindeschlüssel", "Kommune", "Stadt/Gemeinde", "Gemeindename",
        ), help=gettext_lazy("Name oder amtlicher Schlüssel; ohne diese Spalte entscheiden PLZ und Ort.")),
        TargetField("municipalities_served", gettext_lazy("arbeitet in"), cleaners.names, synonyms=(
            "Einzugsgebiet", "Wirkungskreis", "Gemeinden", "Tätig in", "zuständige Gemeinden", "Aktionsraum",
        )),
        TargetField("topics", gettext_lazy("Themen"), cleaners.names, joiner=", ", synonyms=(
            "Thema", "Themenfeld", "Themenfelder", "Handlungsfeld", "Handlungsfelder", "Themenbereich", "Bereich",
        )),
        TargetField("phone", gettext_lazy("Telefon"), cleaners.phones, joiner=" / ", synonyms=(
            "Tel.", "Tel", "Telefonnummer", "Telefon-Nr.", "Tel.-Nr.", "Fon", "Phone", "Rufnummer", "telephone", "Mobil", "Handy",
            "Mobiltelefon", "Festnetz",
        )),
        TargetField("email", gettext_lazy("E-Mail"), cleaners.emails, joiner=" / ", pattern=cleaners.EMAIL_PATTERN, synonyms=(
            "Email", "E-Mail-Adresse", "Mail", "Mailadresse", "eMail", "Emailadresse", "Kontakt E-Mail",
        )),
        TargetField("website", gettext_lazy("Internetseite"), cleaners.website, pattern=cleaners.WEBSITE_PATTERN, synonyms=(
            "Internet", "Website", "Webseite", "Homepage", "Web", "URL", "WWW", "Internetadresse", "Web-Adresse",
        )),
        TargetField("contact_name", gettext_lazy("Ansprechperson"), cleaners.up_to(120), joiner=" ", synonyms=(
            "Ansprechpartner", "Ansprechpartnerin", "Ansprechpartner/in", "Ansprechpartner:in", "Ansprechpartner*in",
            "Kontaktperson", "Kontakt", "Vorname", "Nachname", "Name Ansprechperson", "Vorsitzende/r", "Vorsitz", "Leitung",
            "Ansprechpartner/-in", "AnsprechpartnerIn", "Name der Ansprechperson",
        ), help=gettext_lazy("Ansprechpersonen aus einer Liste sieht nur das Büro.")),
        TargetField("contact_function", gettext_lazy("Funktion der Ansprechperson"), cleaners.up_to(120), synonyms=(
            "Funktion", "Position", "Rolle", "Amt der Ansprechperson",
        )),
        TargetField("contact_phone", gettext_lazy("Telefon der Ansprechperson"), cleaners.phones, synonyms=(
            "Telefon Ansprechperson", "Telefon Ansprechpartner", "Ansprechperson Telefon", "Ansprechpartner Telefon",
            "Durchwahl", "Tel. Ansprechpartner", "Kontaktperson Telefon",
        )),
        TargetField("contact_email", gettext_lazy("E-Mail der Ansprechperson"), cleaners.emails, synonyms=(
            "E-Mail Ansprechperson", "E-Mail Ansprechpartner", "Ansprechperson E-Mail", "Ansprechpartner E-Mail",
            "Mail Ansprechpartner", "Kontaktperson E-Mail",
        )),
        TargetField("note", gettext_lazy("Notiz für das Büro"), cleaners.lines, joiner="\n", synonyms=(
            "Notiz", "Notizen", "Bemerkung", "Bemerkungen", "Anmerkung", "Anmerkungen", "Hinweis", "Sonstiges", "Kommentar",
        )),
    )  # fmt: skip

    def resolve(self, rows: list[Row]) -> None:
        places, topics = PlaceFinder(), TopicFinder()
        for row in rows:
            self._resolve_place(row, places)
            if names := row.values.pop("municipalities_served", None):
                row.values["municipalities_served"] = places.all_named(names, row)
            if names := row.values.pop("topics", None):
                row.values["topics"] = topics.all_named(names, row)
            for name in ("email", "contact_email"):
                if found := row.values.get(name):
                    row.values[name], further = found[0], found[1:]
                    if further:
                        row.values["note"] = _with_line(
                            row.get("note", ""), _("Weitere E-Mail: %(emails)s") % {"emails": ", ".join(further)}
                        )
                        row.remarks.append(
                            _(
                                "Von mehreren E-Mail-Adressen ist die erste die wichtigste, die anderen stehen in der Notiz."
                            )
                        )
            if not row.get("contact_name") and row.get("contact_email"):
                row.values["contact_name"] = row.values["contact_email"].partition("@")[0]

    def _resolve_place(self, row: Row, places: PlaceFinder) -> None:
        named = row.values.pop("municipality", None)
        found = places.named(named) if named else None
        if named and found is None:
            row.remarks.append(_("Die Gemeinde „%(name)s“ ist im Landkreis nicht bekannt.") % {"name": named})
        found = found or places.at(row.get("postcode", ""), row.get("city", ""))
        if found:
            row.values["municipality"] = found

    def identify(self, row: Row) -> list[Hashable]:
        return identity_keys(row.get("name", ""), row.get("postcode", ""), row.get("email", ""), row.get("website", ""))

    def find(self, rows: list[Row]) -> dict[int, Match]:
        known: dict[Hashable, Match] = {}
        by_name: dict[str, list[Match]] = defaultdict(list)
        fields = ("pk", "name", "postcode", "city", "email", "website", "archived_on")
        for pk, name, postcode, city, email, website, archived_on in (
            Organization.objects.order_by("pk").values_list(*fields).iterator(chunk_size=2000)
        ):
            label = ", ".join(part for part in (name, city) if part)
            match = Match(pk, _("%(name)s (im Archiv)") % {"name": label} if archived_on else label)
            keys = identity_keys(name, postcode, email, website)
            for key in keys:
                known.setdefault(key, match)
            by_name[same_name(name)].append(match)
        found: dict[int, Match] = {}
        for row in rows:
            keys = self.identify(row)
            base = keys[0][0]
            match = next((known[key] for key in keys if key in known), None) or known.get((base, "name"))
            if match is None and keys == [(base, "name")] and len(by_name[base]) == 1:
                match = by_name[base][0]  # the list says only a name, and there is one of that name
            if match:
                found[row.number] = match
        return found

    def save(self, pairs: list[tuple[Row, Match | None]], *, by) -> list[Saved]:
        new = [row for row, match in pairs if match is None]
        return self._create(new, by=by) + self._complete([pair for pair in pairs if pair[1]], by=by)

    def _create(self, rows: list[Row], *, by) -> list[Saved]:
        now = timezone.now()
        organizations = [self._organization(row, now) for row in rows]
        Organization.objects.bulk_create(organizations)
        pairs = list(zip(organizations, rows, strict=True))
        _add_related("topics", pairs)
        _add_related("municipalities_served", pairs)
        Contact.objects.bulk_create(
            _contact(organization, row) for organization, row in pairs if row.get("contact_name")
        )
        audit.record_many(Entry.ORGANIZATION_IMPORTED, organizations, by=by)
        return [Saved(row.number, organization, created=True) for organization, row in pairs]

    def _organization(self, row: Row, now) -> Organization:
        values = {name: row.get(name, "") for name in PLAIN_FIELDS}
        return Organization(
            name=row.get("name"),
            kind=row.get("kind") or _kind_by_name(row.get("name")),
            email=row.get("email", ""),
            municipality=row.get("municipality"),
            search_key=Organization.make_search_key(row.get("name"), values["short_name"], values["city"]),
            updated_at=now,
            **values,
        )

    def _complete(self, pairs: list[tuple[Row, Match]], *, by) -> list[Saved]:
        """Fill what is empty; several rows may complete the same organization."""
        before = ORGANIZATION_KIND.snapshots({match.pk for _row, match in pairs})
        related = {
            pk: {"topics": snapshot["topics"], "municipalities_served": snapshot["municipalities_served"]}
            for pk, snapshot in before.items()
        }
        organizations = Organization.objects.in_bulk(before)
        changed: dict[int, Saved] = {}
        for row, match in pairs:
            organization = organizations.get(match.pk)
            if organization and self._fill(organization, row, related[match.pk]):
                changed.setdefault(match.pk, Saved(row.number, organization, created=False, before=before[match.pk]))
        audit.record_many(Entry.ORGANIZATION_COMPLETED, [one.record for one in changed.values()], by=by)
        changes.announce(one.record for one in changed.values())
        return list(changed.values())

    def _fill(self, organization: Organization, row: Row, related: dict[str, list[int]]) -> bool:
        filled = []
        for name in (*PLAIN_FIELDS, "email", "municipality"):
            if row.get(name) and not getattr(organization, name):
                setattr(organization, name, row.get(name))
                filled.append(name)
        if row.get("kind") and organization.kind == Kind.OTHER and row.get("kind") != Kind.OTHER:
            organization.kind = row.get("kind")
            filled.append("kind")
        if filled:
            organization.save()
        for name, there in list(related.items()):
            if row.get(name) and not there:
                getattr(organization, name).set(row.get(name))
                related[name] = row.get(name)
                filled.append(name)
        if row.get("contact_name") and not organization.contacts.exists():
            _contact(organization, row).save()
            filled.append("contacts")
        return bool(filled)


class PlaceFinder:
    """The district's municipalities by key, name and postcode of their seat."""

    def __init__(self):
        self.by_name: dict[str, Municipality | None] = {}
        self.by_ags: dict[str, Municipality] = {}
        by_postcode: dict[str, list[Municipality]] = defaultdict(list)
        for place in Municipality.objects.of_district(current_district()).valid_on(timezone.localdate()):
            self.by_ags[place.ags] = place
            for name in {place.name, place.official_name, place.official_name.partition(",")[0]}:
                self.by_name[_place_name(name)] = place
            by_postcode[place.postcode].append(place)
        self.by_postcode = {code: found[0] for code, found in by_postcode.items() if code and len(found) == 1}

    def named(self, text: str) -> Municipality | None:
        digits = "".join(text.split())
        if digits.isdigit():
            return (
                self.by_ags.get(digits.zfill(8))
                or (self.by_ags.get(digits[:5] + digits[-3:]) if len(digits) == 12 else None)
                or self.by_postcode.get(digits)
            )
        return self.by_name.get(_place_name(text)) or self.by_name.get(_place_name(re.split(r"[,(/]| OT ", text)[0]))

    def at(self, postcode: str, city: str) -> Municipality | None:
        """The municipality of an address; by its postcode only where that belongs to one seat."""
        return (self.named(city) if city else None) or self.by_postcode.get(postcode)

    def all_named(self, names: list[str], row: Row) -> list[int]:
        found = []
        for name in names:
            if place := self.named(name):
                found.append(place.pk)
            else:
                row.remarks.append(_("Die Gemeinde „%(name)s“ ist im Landkreis nicht bekannt.") % {"name": name})
        return sorted(set(found))


class TopicFinder:
    """The district's topics by name, code and their names in other languages."""

    def __init__(self):
        self.known: dict[str, int] = {}
        for topic in Topic.objects.filter(retired_on=None).order_by("sort_order", "pk"):
            for name in (topic.name, topic.code, *topic.names.values()):
                if isinstance(name, str):
                    self.known.setdefault(same_name(name), topic.pk)

    def all_named(self, names: list[str], row: Row) -> list[int]:
        found = []
        for name in names:
            pk = self.known.get(same_name(name)) or self._by_beginning(same_name(name))
            if pk:
                found.append(pk)
            else:
                row.remarks.append(
                    _("Das Thema „%(name)s“ gibt es hier nicht; es steht in der Notiz.") % {"name": name}
                )
                row.values["note"] = _with_line(row.get("note", ""), _("Thema: %(name)s") % {"name": name})
        return sorted(set(found))

    def _by_beginning(self, name: str) -> int | None:
        hits = {pk for known, pk in self.known.items() if len(name) > 3 and known.startswith(f"{name} ")}
        return hits.pop() if len(hits) == 1 else None


def _place_name(name: str) -> str:
    return " ".join(_NO_WORD.sub(" ", re.sub(r"^(?:stadt|gemeinde|markt) ", "", fold_german(name))).split())


def _kind_by_name(name: str) -> str:
    if re.search(r"\be\. ?v\b|\bverein\b", name, re.IGNORECASE):
        return Kind.ASSOCIATION
    return Kind.OTHER


def _contact(organization: Organization, row: Row) -> Contact:
    """The main contact of a row; nobody outside the office sees it until the office decides so."""
    return Contact(
        organization=organization,
        name=row.get("contact_name"),
        function=row.get("contact_function", ""),
        phone=row.get("contact_phone", ""),
        email=row.get("contact_email", ""),
        visibility=Contact.Visibility.OFFICE,
        is_main=True,
    )


def _add_related(name: str, pairs: list[tuple[Organization, Row]]) -> None:
    through = getattr(Organization, name).through
    field = Organization._meta.get_field(name)
    own, other = field.m2m_column_name(), field.m2m_reverse_name()
    through._base_manager.bulk_create(
        through(**{own: organization.pk, other: pk}) for organization, row in pairs for pk in row.get(name, ())
    )


def _with_line(text: str, line: str) -> str:
    return f"{text}\n{line}" if text else line
