"""The smallest valid objects; what a test is about stands in the test. District rows need an open scope."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from kreislotse.accounts.models import Membership, User
from kreislotse.directory.documents import KIND
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.guides.models import FundingSource, Guide, GuideLanguage
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from kreislotse.network.models import Contact, Organization
from kreislotse.places.models import Municipality
from kreislotse.search.operations import touch
from kreislotse.taxonomy.models import Language, TargetGroup, Topic

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 9, 12, tzinfo=BERLIN)


class Scoped(DjangoModelFactory):
    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(*args, **kwargs)
        row.save()
        return row


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ("ags",)

    name = "Kreis Musterau"
    ags = "06635"
    host = factory.LazyAttribute(lambda d: f"kreis-{d.ags}.localhost")
    preset = "fachstelle"
    languages = ["de", "en", "ar", "uk", "tr", "fa", "ti"]
    terms = {
        "unit": "Fachstelle Migration und Integration",
        "guides": "Lotsinnen und Lotsen",
        "guide": "Lotsin oder Lotse",
    }
    phone = "05631 0000"
    email = "integration@musterau.example"
    set_up_on = date(2025, 1, 1)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@musterau.example")
    name = factory.Sequence(lambda n: f"Person {n}")


def member(role: str, **fields) -> User:
    """A person who has `role` in the district in scope."""
    user = UserFactory(**fields)
    Membership(user=user, role=role, valid_from=date(2020, 1, 1)).save()
    return user


class LanguageFactory(DjangoModelFactory):
    class Meta:
        model = Language
        django_get_or_create = ("code",)

    code = "ar"
    name = "Arabisch"
    own_name = "العربية"
    group = "arabisch"


class TopicFactory(Scoped):
    class Meta:
        model = Topic

    code = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.Sequence(lambda n: f"Thema {n}")


class TargetGroupFactory(Scoped):
    class Meta:
        model = TargetGroup

    code = factory.Sequence(lambda n: f"group-{n}")
    name = factory.Sequence(lambda n: f"Zielgruppe {n}")


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ("ags",)

    ags = factory.Sequence(lambda n: f"06635{n + 1:03d}")
    name = factory.LazyAttribute(lambda m: f"Gemeinde {m.ags[-3:]}")
    official_name = factory.SelfAttribute("name")
    postcode = "34497"


class OrganizationFactory(Scoped):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Akteur {n}")


class ContactFactory(Scoped):
    class Meta:
        model = Contact

    organization = factory.SubFactory(OrganizationFactory)
    name = factory.Sequence(lambda n: f"Kontakt {n}")


class OfferFactory(Scoped):
    class Meta:
        model = Offer

    provider = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"Angebot {n}")
    summary = "Wir helfen."
    status = Offer.Status.PUBLISHED

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """Saved without an operation, so the memory of the search is told here."""
        offer = super()._create(model_class, *args, **kwargs)
        touch(KIND)
        return offer


class HelpRequestFactory(Scoped):
    class Meta:
        model = HelpRequest

    class Params:
        closed = factory.Trait(status="closed", closed_on=date(2026, 3, 6), closing_reason="helped")

    reference = factory.Sequence(lambda n: f"2026-{n + 1:04d}")
    secret_digest = factory.Sequence(lambda n: f"{n:064d}")
    channel = HelpRequest.Channel.PHONE
    topic = factory.SubFactory(TopicFactory)
    received_on = date(2026, 3, 2)


class SeekerContactFactory(Scoped):
    class Meta:
        model = SeekerContact

    help_request = factory.SubFactory(HelpRequestFactory)
    name = "Amina Beispiel"
    phone = "0171 3920001"


class GuideFactory(Scoped):
    class Meta:
        model = Guide

    number = factory.Sequence(lambda n: f"L{n + 1:03d}")
    first_name = "Samira"
    last_name = factory.Sequence(lambda n: f"Muster{n}")
    status = Guide.Status.ACTIVE
    is_interpreter = True


class GuideLanguageFactory(Scoped):
    class Meta:
        model = GuideLanguage

    guide = factory.SubFactory(GuideFactory)
    language = factory.SubFactory(LanguageFactory)
    level = GuideLanguage.Level.NATIVE


class FundingSourceFactory(Scoped):
    class Meta:
        model = FundingSource

    name = "Landesprogramm"
    is_default = True
    valid_from = date(2020, 1, 1)


class MatchProposalFactory(Scoped):
    class Meta:
        model = MatchProposal

    help_request = factory.SubFactory(HelpRequestFactory)
    guide = factory.SubFactory(GuideFactory)
    role = "guide"
    asked_at = NOON
    expires_at = factory.LazyFunction(lambda: datetime(2026, 3, 12, 12, tzinfo=BERLIN))


class AssignmentFactory(Scoped):
    class Meta:
        model = Assignment

    help_request = factory.SubFactory(HelpRequestFactory)
    guide = factory.SubFactory(GuideFactory)
    role = "guide"
    agreed_on = date(2026, 3, 3)


class AppointmentFactory(Scoped):
    class Meta:
        model = Appointment

    assignment = factory.SubFactory(AssignmentFactory)
    on = date(2026, 3, 5)
    duration_minutes = 60
    outcome = "took_place"
    counted_in = date(2026, 3, 1)
    recorded_at = NOON
