"""Districts with something on every page: for the matrix of roles and addresses, and to count queries."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kreislotse.accounts.handover import hand_over
from kreislotse.accounts.invitations import invite, send_magic_link
from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import Role
from kreislotse.audit.operations import record
from kreislotse.casefacts.models import AssignmentFact, LanguageFact, MonthClosing, RequestFact, SearchFact
from kreislotse.core.scope import district_scope
from kreislotse.core.tokens import digest, new_code
from kreislotse.directory.asking import ask_provider
from kreislotse.directory.models import CourseRun, OfferLocation, OfferProposal, OfferTranslation, OpeningTime
from kreislotse.directory.models.translating import GlossaryTerm
from kreislotse.directory.offer_snapshots import take_snapshot
from kreislotse.districts.models import District
from kreislotse.guides.models import ExpenseRate, GuideLanguage, HourCap, WeeklyTime
from kreislotse.imports.feeds import upload_answers
from kreislotse.imports.models import ImportBatch
from kreislotse.imports.operations import OnDuplicate, OnError, start_import, upload_list
from kreislotse.intake import links
from kreislotse.intake.models import Answer, ExclusionRule, ExclusionRuleTranslation, Referral, ReferralOffer
from kreislotse.matching.models import TimeSheet
from kreislotse.network.models import Agreement, Contact, Representation, Resource
from kreislotse.privacy.models import Consent
from kreislotse.quality.feedback import submit_feedback
from kreislotse.quality.models import DoublePair, Link, OfferHint, UsageFact
from tests import factories as make

# No other person in the house has this telephone: where it stands, a seeker's contact was shown.
SEEKER_PHONE = "0171 39200017"
LANGUAGES = (("ar", "Arabisch"), ("uk", "Ukrainisch"), ("tr", "Türkisch"), ("fa", "Persisch"))


@dataclass
class House:
    """One furnished district: its people by role, and the last row made of each kind."""

    district: District
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[str, object] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    made: int = 0


def open_house(district: District, people: dict[str, User] | None = None) -> House:
    """A district with one person per role; `people` are members here too, with the roles of their keys."""
    house = House(district)
    with district_scope(district):
        for role in Role:
            user = people[role] if people else make.UserFactory(is_operator=role == Role.OPERATOR)
            house.people[role] = user
            languages = ["ar"] if role == Role.TRANSLATOR else []
            membership = Membership.objects.create(
                user=user, role=role, valid_from=date(2020, 1, 1), languages=languages
            )
            house.rows[f"membership:{role}"] = membership
        house.rows["carrier"] = carrier = make.OrganizationFactory(name="Träger der Lotsen")
        for role in (Role.PROVIDER_COORDINATOR, Role.OFFER_EDITOR, Role.GROUP_LEAD):
            Representation.objects.create(membership=house.rows[f"membership:{role}"], organization=carrier)
        house.rows["funding"] = funding = make.FundingSourceFactory()
        house.rows["cap"] = HourCap.objects.create(
            funding_source=funding, role="guide", hours_per_year=100, valid_from=date(2020, 1, 1)
        )
        house.rows["my_guide"] = make.GuideFactory(user=house.people[Role.GUIDE], organization=carrier, is_guide=True)
        for code, name in LANGUAGES:
            make.LanguageFactory(code=code, name=name, own_name=name)
    return house


def furnish(house: House, number: int) -> House:
    """Make `number` more of everything, each row with all that a page may print of it."""
    with district_scope(house.district):
        for _one in range(number):
            house.made += 1
            _places_and_topics(house)
            _network(house)
            _directory(house)
            _quality(house)
            _casework(house)
            _months(house)
            _administration(house)
    return house


def _places_and_topics(house):
    n = house.made
    house.rows["town"] = make.MunicipalityFactory(ags=f"{house.district.ags}{n:03d}", name=f"Ort {n}")
    house.rows["topic"] = make.TopicFactory(name=f"Thema {n}")
    house.rows["target_group"] = make.TargetGroupFactory()
    house.rows["language"] = make.LanguageFactory(code=LANGUAGES[n % len(LANGUAGES)][0])


def _network(house):
    rows, n = house.rows, house.made
    rows["organization"] = organization = make.OrganizationFactory(
        name=f"Gemeinsamer Akteur {n}", municipality=rows["town"], contact_person=house.people[Role.COORDINATOR],
        is_public=True, phone="05631 1", email="info@akteur.example",
    )  # fmt: skip
    organization.topics.add(rows["topic"])
    organization.municipalities_served.add(rows["town"])
    Contact.objects.create(organization=organization, name=f"Kontakt {n}", is_main=True)
    Resource.objects.create(organization=organization, kind="room", description="Saal")
    rows["agreement"] = Agreement.objects.create(
        organization=organization, title=f"Vereinbarung {n}", agreed_on=date(2026, 1, 1), due_on=date(2026, 2, 1),
        responsible=house.people[Role.COORDINATOR],
    )  # fmt: skip


def _directory(house):
    rows, n = house.rows, house.made
    rows["offer"] = offer = make.OfferFactory(
        provider=rows["organization"] if n % 2 else rows["carrier"], title=f"Gemeinsames Angebot {n}",
        responsible=house.people[Role.COORDINATOR], serves_whole_district=False,
        email="angebot@akteur.example", kind="counselling",
    )  # fmt: skip
    if offer.provider == rows["carrier"]:
        rows["own_offer"] = offer
    offer.topics.add(rows["topic"])
    offer.target_groups.add(rows["target_group"])
    offer.languages_spoken.add(rows["language"])
    offer.municipalities_served.add(rows["town"])
    question = ask_provider(offer, today=timezone.localdate(), by=None)
    house.secrets["question"] = question.secret
    rows["suggestion"] = OfferProposal.objects.create(
        offer=offer, by=house.people[Role.OFFER_EDITOR], submitted_at=timezone.now(), changes={"phone": "1"},
        base={"phone": ""},
    )  # fmt: skip
    rows["snapshot"] = take_snapshot(today=timezone.localdate(), now=timezone.now(), by=None)
    OfferTranslation.objects.create(offer=offer, language="ar", title="عرض", source_hashes=offer.source_hashes)
    rows["glossary_term"] = GlossaryTerm.objects.create(term=f"Angebot {n}", translations={"ar": "عرض"})
    rows["place"] = OfferLocation.objects.create(offer=offer, street=f"Weg {n}", municipality=rows["town"])
    OpeningTime.objects.create(offer=offer, weekday=n % 5, opens_at=time(9), closes_at=time(12))
    day = timezone.localdate()
    rows["course_run"] = CourseRun.objects.create(
        offer=offer,
        starts_on=day,
        ends_on=day + timedelta(days=90),
        weekdays=[1, 3],
        starts_at=time(9),
        ends_at=time(12),
    )


def _quality(house):
    rows, n = house.rows, house.made
    offer = rows["offer"]
    offer.website = f"https://offer{n}.example/kurs"
    offer.save()
    rows["link"] = Link.objects.create(
        url=offer.website, verdict="gone", failed_on=["2026-03-07", "2026-03-08", "2026-03-09"],
        broken_since=date(2026, 3, 9), next_check_on=date(2026, 3, 16),
    )  # fmt: skip
    UsageFact.objects.create(
        month=timezone.localdate().replace(day=1), page="offer", offer_uuid=offer.uuid, language="ar", number=4
    )
    twin = make.OfferFactory(title=offer.title, provider=offer.provider, phone="05631 1")
    first, second = sorted([offer.uuid, twin.uuid])
    rows["double"] = DoublePair.objects.create(
        kind="offer", first=first, second=second, score=90, reasons=["same_title"], found_on=date(2026, 3, 9)
    )
    OfferHint.objects.create(offer_uuid=offer.uuid, code="no_hours")
    rows["feedback"] = submit_feedback(
        offer, topic="wrong", text="Die Nummer ist alt.", email="", language="ar", submission_digest=f"{n:064d}",
        now=timezone.now(),
    )  # fmt: skip


def _help_request(house, status, **extra):
    rows, day = house.rows, timezone.localdate()
    house.made_requests = number = getattr(house, "made_requests", 0) + 1
    request = make.HelpRequestFactory.build(
        reference=f"{day.year}-{number:04d}", topic=rows["topic"], municipality=rows["town"], language=rows["language"],
        responsible=house.people[Role.CASEWORKER], institution=rows["organization"], status=status, wish="company",
        received_on=day - timedelta(days=10), **extra,
    )  # fmt: skip
    request.district = house.district
    request.secret_digest = digest(links.status_secret(request))
    request.save()
    consent = Consent.objects.create(purpose="contact", wording_version="1", language="de", given_at=timezone.now())
    make.SeekerContactFactory(help_request=request, consent=consent, phone=SEEKER_PHONE, name="Amina Beispiel")
    return request


def _casework(house):
    rows, n, now, day = house.rows, house.made, timezone.now(), timezone.localdate()
    rows["guide"] = guide = make.GuideFactory(
        number=f"N{n:04d}", first_name="Gemeinsame", organization=rows["carrier"], home_municipality=rows["town"],
        responsible=house.people[Role.COORDINATOR], is_guide=True, started_on=date(2024, 1, 1),
    )  # fmt: skip
    guide.topics.add(rows["topic"])
    guide.areas.add(rows["town"])
    GuideLanguage.objects.create(guide=guide, language=rows["language"], level="native")
    WeeklyTime.objects.create(guide=guide, weekday=n % 5, from_time=time(9), to_time=time(12))

    rows["help_request"] = request = _help_request(house, "in_clarification")
    record("intake.recorded", request, by=house.people[Role.CASEWORKER])
    Answer.objects.create(
        help_request=request, text="Guten Tag", language="de", by=house.people[Role.CASEWORKER], at=now
    )
    rows["referral"] = referral = Referral.objects.create(
        help_request=request, code=new_code(), created_on=day, valid_until=day + timedelta(days=30),
        by=house.people[Role.CASEWORKER],
    )  # fmt: skip
    ReferralOffer.objects.create(referral=referral, offer=rows["offer"])
    house.secrets["status"] = links.status_secret(request)

    asked = _help_request(house, "asked")
    for whom, key in ((rows["my_guide"], "my_proposal"), (guide, "proposal")):
        rows[key] = make.MatchProposalFactory(
            help_request=asked, guide=whom, funding_source=rows["funding"], asked_at=now,
            expires_at=now + timedelta(days=3),
        )  # fmt: skip
    for whom, key in ((rows["my_guide"], "my_assignment"), (guide, "assignment")):
        rows[key] = assignment = make.AssignmentFactory(
            help_request=_help_request(house, "running"), guide=whom, status="running",
            funding_source=rows["funding"], agreed_on=day - timedelta(days=5),
        )  # fmt: skip
        sheet = TimeSheet.objects.create(assignment=assignment, code=new_code(), printed_on=day)
        rows[key.replace("assignment", "appointment")] = make.AppointmentFactory(
            assignment=assignment, on=day + timedelta(days=2), outcome="planned", counted_in=None, sheet=sheet
        )
        make.AppointmentFactory(assignment=assignment, on=day - timedelta(days=1), counted_in=day.replace(day=1))


def _months(house):
    rows, n = house.rows, house.made
    rows["month"] = month = date(2020 + (n - 1) // 12, (n - 1) % 12 + 1, 1)
    MonthClosing.objects.create(
        month=month, closed_at=datetime(2026, 1, 1, tzinfo=make.BERLIN), by=house.people[Role.COORDINATOR]
    )
    topic, town = rows["topic"].code, rows["town"]
    for one in (month, date(2020, 1, 1)):
        RequestFact.objects.create(
            month=one, topic=topic, municipality=town, waiting_band="0", outcome="helped", asked_by_institution=False,
            number=9,
        )  # fmt: skip
        LanguageFact.objects.create(month=one, language_group="arabisch", topic_group="x", number=9)
        AssignmentFact.objects.create(
            month=one, topic=topic, municipality=town, role="guide", outcome="took_place", is_late_entry=False,
            appointments=9, minutes=500, persons=9,
        )  # fmt: skip
        SearchFact.objects.get_or_create(
            month=one, topic=topic, municipality=town, language="de", defaults={"number": 9}
        )


def _administration(house):
    rows, n, now = house.rows, house.made, timezone.now()
    by = house.people[Role.HEAD_OF_OFFICE]
    rows["rule"] = rule = ExclusionRule.objects.create(
        check_code="medical", refusal="Das geht nicht.", alternative="Bitte dort.", valid_from=date(2020, 1, 1)
    )
    ExclusionRuleTranslation.objects.create(rule=rule, language="en", refusal="No.", alternative="There.")
    rows["rate"] = ExpenseRate.objects.create(
        funding_source=rows["funding"], role="guide", model="per_hour", amount=7, valid_from=date(2019, 1, 1)
    )
    rows["invitation"], link = invite(
        email=f"neu{n}@kreis-{house.district.ags}.example", name="Neu", role=Role.CASEWORKER, by=by, now=now
    )
    house.secrets["invitation"] = link.rstrip("/").rpartition("/")[2]
    _user, link = send_magic_link(_by_mail_alone(house).email, leads_to="home_after_login", now=now)
    house.secrets["magic_link"] = link.rstrip("/").rpartition("/")[2]
    for role in (Role.CASEWORKER, Role.COORDINATOR):
        rows["membership"] = Membership.objects.get(user=make.member(role))
    rows["open_import"] = upload_list(
        SimpleUploadedFile(f"liste{n}.csv", f"Name;Ort\r\nVerein {n};Korbach\r\n;ohne Namen\r\n".encode()),
        target="organizations", by=by,
    )  # fmt: skip
    place = {
        "id": 1, "path": "/a/de/locations/ort/", "title": f"Ort {n}", "content": "<p>Rat</p>", "location": {"id": 1},
        "category": {"name": "Beratungsstelle"},
    }  # fmt: skip
    rows["open_feed"] = upload_answers(
        [SimpleUploadedFile(f"orte{n}.json", json.dumps([place]).encode())], target="integreat", by=by
    )
    rows["import"] = _read_in(f"Name;Ort\r\nGelesen {n};Korbach\r\n;ohne Namen\r\n", f"gelesen{n}.csv", by=by)
    from_user, to_user = make.member(Role.CASEWORKER), make.member(Role.CASEWORKER)
    Agreement.objects.create(
        organization=rows["organization"], title="übergeben", agreed_on=date(2026, 1, 1), responsible=from_user
    )
    rows["hand_over"] = hand_over(from_user, to_user, by=by, now=now)
    rows["leaving"] = house.people[Role.COORDINATOR]


def _read_in(text: str, name: str, *, by) -> ImportBatch:
    batch = upload_list(SimpleUploadedFile(name, text.encode()), target="organizations", by=by)
    batch = start_import(batch, on_error=OnError.LEAVE_OUT, on_duplicate=OnDuplicate.SKIP)
    assert batch.status == ImportBatch.Status.DONE, batch.report
    return batch


def _by_mail_alone(house) -> User:
    return house.rows.setdefault("by_mail", make.member(Role.GUIDE))
