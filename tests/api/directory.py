"""A small directory in which every field of an offer is used once, and things the public must never see."""

from datetime import date, time, timedelta

from django.utils import timezone

from kreislotse.directory.models import (
    CourseRun,
    LanguageTime,
    OfferLocation,
    OfferTranslation,
    OpeningException,
    OpeningTime,
)
from kreislotse.network.models import Contact
from tests import factories as make

SECRET = "geheim"  # in everything that is not public


def a_rich_directory(offers: int = 1):
    """`offers` published offers with everything, and a draft, an archived one, an ended one and a hidden actor."""
    town = make.MunicipalityFactory(ags="06635001", name="Musterstadt", latitude=51.2, longitude=8.9)
    provider = make.OrganizationFactory(
        name="Träger e.V.", short_name="Träger", is_public=True, phone="05631 1", website="https://träger.example/über uns",
        responsible_for="Beratung", email=f"{SECRET}@traeger.example", street=f"{SECRET}weg 1", note=SECRET,
    )  # fmt: skip
    Contact.objects.create(organization=provider, name=SECRET, phone=SECRET, visibility="network")
    person = Contact.objects.create(
        organization=provider, name="Ada Muster", function="Beraterin", phone="05631 2", email="ada@traeger.example",
        visibility="public", consented_on=date(2026, 1, 1),
    )  # fmt: skip
    topic = make.TopicFactory(
        code="deutsch", name="Deutsch lernen", group="Sprache", names={"ar": "تعلم الألمانية", "en": "Learn German"}
    )
    group = make.TargetGroupFactory(code="eltern", name="Eltern")
    spoken = [make.LanguageFactory(), make.LanguageFactory(code="kmr", name="Kurmandschi", own_name="Kurmancî")]
    found = [_rich_offer(n, provider, town, topic, group, spoken, person) for n in range(offers)]
    _hidden(provider)
    return found


def more_like(offer, number: int):
    """More offers like a rich one, each of a provider of its own."""
    for n in range(1, number + 1):
        provider = make.OrganizationFactory(name=f"Träger {n}", is_public=True)
        person = Contact.objects.create(
            organization=provider, name=f"Ada {n}", visibility="public", consented_on=date(2026, 1, 1)
        )
        topic = make.TopicFactory(code=f"thema-{n}", name=f"Thema {n}", group="Sprache")
        group = make.TargetGroupFactory(code=f"gruppe-{n}", name=f"Gruppe {n}")
        _rich_offer(
            n, provider, offer.municipalities_served.get(), topic, group, list(offer.languages_spoken.all()), person
        )


def _rich_offer(n, provider, town, topic, group, spoken, person):
    today = timezone.localdate()
    offer = make.OfferFactory(
        provider=provider, title=f"Deutschkurs {n}", description="Wir lernen <b>zusammen</b>.", kind="course",
        program="integration", costs="2,29 € je Stunde", is_free=False, documents="Ausweis", registration="Bitte anrufen",
        eligibility="Alle ab 16", age_from=16, age_to=99, sex="women", status_groups=["eu", "protected"], level_from="A1",
        level_to="B1", capacity=20, availability="waiting_list", waiting_weeks=4, has_childcare=True, is_online=True,
        is_by_phone=True, is_appointment_only=True, video="https://example.org/dgs", phone="05631 3",
        email="kurs@traeger.example", website="https://traeger.example/kurs", checked_on=date(2026, 3, 1),
        serves_whole_district=False,
    )  # fmt: skip
    offer.topics.add(topic)
    offer.target_groups.add(group)
    offer.languages_spoken.add(*spoken)
    offer.municipalities_served.add(town)
    offer.contacts.add(person, *Contact.objects.filter(visibility="network"))
    OfferTranslation.objects.create(
        offer=offer,
        language="ar",
        title="دورة ألمانية",
        summary="نساعد",
        source_hashes=offer.source_hashes,
        origin="machine",
        machine_fields=["title", "summary"],
    )
    place = OfferLocation.objects.create(
        offer=offer, name="Rathaus", street="Markt 1", postcode="34497", city="Musterstadt", municipality=town,
        latitude=51.2 + n / 1000, longitude=8.9, is_step_free=True, has_accessible_toilet=False, has_hearing_loop=True,
        transport="Bus 1",
    )  # fmt: skip
    for day in (0, 2):
        OpeningTime.objects.create(offer=offer, weekday=day, opens_at=time(9), closes_at=time(12))
    OpeningTime.objects.create(
        offer=offer, weekday=4, opens_at=time(14), closes_at=time(16), by_appointment=True, valid_from=today,
        valid_until=today + timedelta(days=90),
    )  # fmt: skip
    OpeningTime.objects.create(
        offer=offer, weekday=6, opens_at=time(1), closes_at=time(2), valid_until=today - timedelta(days=1)
    )
    OpeningException.objects.create(
        offer=offer, first_day=today, last_day=today + timedelta(days=3), reason="Betriebsausflug"
    )
    LanguageTime.objects.create(
        offer=offer, language=spoken[0], weekday=0, opens_at=time(9), closes_at=time(10), by_appointment=True
    )
    CourseRun.objects.create(
        offer=offer, name="Herbst", level_from="A1", level_to="A2", starts_on=today, ends_on=today + timedelta(days=60),
        weekdays=[0, 3], starts_at=time(9), ends_at=time(12, 15), register_until=today, seats=12, availability="full",
        location=place,
    )  # fmt: skip
    return offer


def _hidden(provider):
    hidden = make.OrganizationFactory(name=f"{SECRET} Verein", note=SECRET)
    make.OrganizationFactory(name=f"{SECRET} Archiv", is_public=True, archived_on=date(2026, 1, 1))
    yesterday = timezone.localdate() - timedelta(days=1)
    for of, fields in (
        (provider, {"status": "draft"}), (hidden, {"status": "archived"}), (hidden, {"valid_until": yesterday})
    ):  # fmt: skip
        offer = make.OfferFactory(provider=of, title=f"{SECRET} Angebot", **fields)
        OfferLocation.objects.create(offer=offer, name=SECRET, postcode="34497")
