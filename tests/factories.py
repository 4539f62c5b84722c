"""The smallest valid objects; what a test is about stands in the test. District rows need an open scope."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from kreislotse.accounts.models import Membership, User
from kreislotse.directory.documents import KIND
from kreislotse.directory.models import Offer
from kreislotse.districts.models import District
from kreislotse.groups.models import Body
from kreislotse.guides.models import (
    Declaration,
    FormalAppointment,
    FundingSource,
    Guide,
    GuideLanguage,
    RecognizedTraining,
    RoleRequirement,
    TrainingAttendance,
    TrainingDate,
    TrainingModule,
    TrainingParticipant,
    TrainingRun,
)
from kreislotse.indicators.models import DataSource, Definition, Indicator, Observation
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from kreislotse.network.models import Contact, Organization
from kreislotse.places.models import Municipality
from kreislotse.planning.models import Goal, Measure, Need, NeedOrigin, Objective, PlanVersion
from kreislotse.search.operations import touch
from kreislotse.taxonomy.models import FieldOfAction, Language, TargetGroup, Topic

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


class BodyFactory(Scoped):
    class Meta:
        model = Body

    name = factory.Sequence(lambda n: f"AG {n}")


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


class RoleRequirementFactory(Scoped):
    class Meta:
        model = RoleRequirement

    role = "guide"
    valid_from = date(2020, 1, 1)


class TrainingModuleFactory(Scoped):
    class Meta:
        model = TrainingModule

    title = factory.Sequence(lambda n: f"Grundschulung {n}")
    kind = TrainingModule.Kind.BASIC
    units = 24


class TrainingRunFactory(Scoped):
    class Meta:
        model = TrainingRun

    module = factory.SubFactory(TrainingModuleFactory)


class TrainingDateFactory(Scoped):
    class Meta:
        model = TrainingDate

    run = factory.SubFactory(TrainingRunFactory)
    on = date(2026, 2, 7)
    starts_at = time(9)
    ends_at = time(16)
    units = 8


class TrainingParticipantFactory(Scoped):
    class Meta:
        model = TrainingParticipant

    run = factory.SubFactory(TrainingRunFactory)
    guide = factory.SubFactory(GuideFactory)
    name = factory.LazyAttribute(lambda row: str(row.guide))
    registered_at = NOON


class AttendanceFactory(Scoped):
    """That `guide` sat through `units` of a module of `kind` on one day; makes the run around it."""

    class Meta:
        model = TrainingAttendance
        exclude = ("guide", "module", "on", "units", "run")

    guide = factory.SubFactory(GuideFactory)
    module = factory.SubFactory(TrainingModuleFactory)
    on = date(2026, 2, 7)
    units = 8
    run = factory.LazyAttribute(lambda row: TrainingRunFactory(module=row.module))
    date = factory.LazyAttribute(lambda row: TrainingDateFactory(run=row.run, on=row.on, units=row.units))
    participant = factory.LazyAttribute(lambda row: TrainingParticipantFactory(run=row.run, guide=row.guide))


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
    provider = factory.LazyAttribute(lambda made: made.guide.organization)
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


def qualify(guide, *, on=date(2024, 1, 1)):
    """Give a guide what the presets ask for: base training, appointment, signed declarations, German."""
    module, _is_new = TrainingModule.objects.get_or_create(title="Mitgebracht", kind="basic", units=36)
    RecognizedTraining(guide=guide, module=module, units=36, completed_on=on, where="anderswo").save()
    for role in ("guide", "interpreter"):
        FormalAppointment(guide=guide, role=role, appointed_on=on).save()
    for kind in ("confidentiality", "neutrality"):
        Declaration(guide=guide, kind=kind, wording_version="1", signed_on=on).save()
    german = Language.objects.filter(code="de").first() or LanguageFactory(code="de", name="Deutsch")
    GuideLanguage.objects.get_or_create(guide=guide, language=german, defaults={"level": "C1"})
    return guide


class FieldOfActionFactory(Scoped):
    class Meta:
        model = FieldOfAction

    code = factory.Sequence(lambda n: f"field-{n}")
    name = factory.Sequence(lambda n: f"Handlungsfeld {n}")


class DefinitionFactory(Scoped):
    """The first version of an indicator of its own."""

    class Meta:
        model = Definition

    indicator = factory.LazyFunction(lambda: _saved(Indicator(code=f"i{Indicator.objects.count() + 1}", name="Kurse")))
    version = 1
    valid_from = date(2020, 1, 1)
    text = "Kurse, die im Kalenderjahr begannen"


class ObservationFactory(Scoped):
    class Meta:
        model = Observation

    definition = factory.SubFactory(DefinitionFactory)
    period_from = date(2025, 1, 1)
    period_until = date(2025, 12, 31)
    value = 12
    source = factory.LazyFunction(lambda: DataSource.objects.first() or _saved(DataSource(name="Eigene Zählung")))


class PlanVersionFactory(Scoped):
    """An edition in work; `adopted=True` is the one that is in force."""

    class Meta:
        model = PlanVersion

    class Params:
        adopted = factory.Trait(
            status="adopted", adopted_on=date(2026, 1, 15), valid_from=date(2026, 1, 1), is_public=True,
            decision_reference="VO/2026/12",
        )  # fmt: skip

    title = "Integrations- und Teilhabekonzept"
    edition = factory.Sequence(lambda n: f"Fassung {n}")
    valid_from = date(2025, 1, 1)


class GoalFactory(Scoped):
    class Meta:
        model = Goal

    version = factory.SubFactory(PlanVersionFactory)
    number = factory.Sequence(lambda n: str(n + 1))
    title = factory.Sequence(lambda n: f"Leitziel {n}")


class ObjectiveFactory(Scoped):
    class Meta:
        model = Objective

    goal = factory.SubFactory(GoalFactory)
    number = factory.Sequence(lambda n: str(n + 1))
    title = factory.Sequence(lambda n: f"Teilziel {n}")


class MeasureFactory(Scoped):
    """A measure with a lead; its edition is that of its objective."""

    class Meta:
        model = Measure

    objective = factory.SubFactory(ObjectiveFactory)
    version = factory.LazyAttribute(lambda measure: measure.objective.goal.version)
    number = factory.Sequence(lambda n: f"M{n + 1}")
    title = factory.Sequence(lambda n: f"Maßnahme {n}")
    lead = factory.SubFactory(OrganizationFactory)
    status = "planned"


class NeedFactory(Scoped):
    """A need that was said once in a meeting; `origin=False` for one without, `origin__wording=…` for its words."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Es fehlt etwas ({n})")
    raised_on = date(2026, 1, 5)

    @factory.post_generation
    def origin(need, create, extracted, **fields):
        if create and extracted is None:
            _saved(NeedOrigin(need=need, **{"kind": "meeting", "heard_on": need.raised_on} | fields))


def _saved(row):
    row.save()
    return row
