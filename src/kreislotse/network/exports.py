"""The register as a list for other programs; contacts only as far as the exporter may see them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kreislotse.documents.vcard import Address, Card, Phone
from kreislotse.network.models import Organization
from kreislotse.network.queries import contacts_first

COLUMNS = (
    _("Name"),
    _("Kurzname"),
    _("Art"),
    _("Zuständig für"),
    _("Straße und Hausnummer"),
    _("PLZ"),
    _("Ort"),
    _("Gemeinde"),
    _("Gemeindeschlüssel"),
    _("Telefon"),
    _("E-Mail"),
    _("Internetseite"),
    _("Themen"),
    _("arbeitet in"),
    _("Kompetenzen und Ressourcen"),
    _("Ansprechperson"),
    _("Funktion"),
    _("Telefon Ansprechperson"),
    _("E-Mail Ansprechperson"),
    _("Ansprechperson bei uns"),
    _("im Archiv seit"),
)


def prepared(organizations: QuerySet[Organization], *, to) -> QuerySet[Organization]:
    return organizations.select_related("municipality", "contact_person").prefetch_related(
        "topics", "municipalities_served", "resources", contacts_first(to=to)
    )


def rows(organizations: QuerySet[Organization], *, to) -> Iterator[list]:
    """One row per organization with its main contact, in the order of `COLUMNS`."""
    for one in prepared(organizations, to=to):
        contact = one.shown_contacts[0] if one.shown_contacts else None
        yield [
            one.name,
            one.short_name,
            one.get_kind_display(),
            one.responsible_for,
            one.street,
            one.postcode,
            one.city,
            one.municipality.name if one.municipality else "",
            one.municipality.ags if one.municipality else "",
            one.phone,
            one.email,
            one.website,
            ", ".join(topic.name for topic in one.topics.all()),
            ", ".join(place.name for place in one.municipalities_served.all()),
            "; ".join(f"{row.get_kind_display()}: {row.description}" for row in one.resources.all()),
            contact.name if contact else "",
            contact.function if contact else "",
            contact.phone if contact else "",
            contact.email if contact else "",
            str(one.contact_person) if one.contact_person else "",
            one.archived_on,
        ]


def cards(organizations: QuerySet[Organization], *, to) -> Iterator[Card]:
    """One card per organization and one per contact, for the address book of a telephone or a mail program."""
    for one in prepared(organizations, to=to):
        address = Address(one.street, one.postcode, one.city) if one.street or one.city else None
        yield Card(
            full_name=one.name,
            uid=f"kreislotse-akteur-{one.district_id}-{one.pk}",
            kind="org",
            organization=one.name,
            emails=[one.email] if one.email else [],
            phones=[Phone(number) for number in one.phone.split(" / ") if number],
            address=address,
            url=one.website,
            note=one.responsible_for,
            categories=[topic.name for topic in one.topics.all()],
            changed_at=one.updated_at,
        )
        for contact in one.shown_contacts:
            given, _blank, family = contact.name.rpartition(" ")
            yield Card(
                full_name=contact.name,
                uid=f"kreislotse-kontakt-{one.district_id}-{contact.pk}",
                family_name=family,
                given_name=given,
                organization=one.name,
                role=contact.function,
                emails=[contact.email] if contact.email else [],
                phones=[Phone(number) for number in contact.phone.split(" / ") if number],
                address=address,
                url=one.website,
            )
