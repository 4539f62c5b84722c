"""Districts with something on every page: for the matrix of roles and addresses, and to count queries."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kreislotse.accounts.handover import hand_over
from kreislotse.accounts.invitations import invite, send_magic_link
from kreislotse.accounts.models import Membership, User
from kreislotse.accounts.roles import Role
from kreislotse.audit.operations import record
from kreislotse.casefacts.models import (
    AssignmentFact,
    CauseFact,
    LanguageFact,
    MonthClosing,
    ProviderLanguageFact,
    RequestFact,
    SearchFact,
)
from kreislotse.coordination.models import Mailing, Message, OfficeText, OfficeTextVersion, TrainingInvitation
from kreislotse.coordination.provider_calls import call_providers
from kreislotse.core.scope import district_scope
from kreislotse.core.tokens import digest, new_code
from kreislotse.directory.asking import ask_provider
from kreislotse.directory.models import CourseRun, OfferLocation, OfferProposal, OfferTranslation, OpeningTime
from kreislotse.directory.models.translating import GlossaryTerm
from kreislotse.directory.offer_snapshots import take_snapshot
from kreislotse.districts.models import District
from kreislotse.groups import (
    agenda,
    contributions,
    follow_up,
    inviting,
    market,
    meetings,
    minutes,
    projects,
    resolutions,
)
from kreislotse.groups import operations as bodies
from kreislotse.groups.agenda import Line
from kreislotse.groups.meetings import Frame
from kreislotse.groups.models import BodyJoining, Contribution, HearingCase, Meeting, Project
from kreislotse.groups.resolutions import Decision
from kreislotse.guides.absences import feed_secret, renew_calendar_feed
from kreislotse.guides.helper_list import keep_helper_list
from kreislotse.guides.models import (
    ConductCertificate,
    Declaration,
    ExpenseRate,
    FormalAppointment,
    FundingPool,
    GuideAbsence,
    GuideConsent,
    GuideInterest,
    GuideLanguage,
    HourCap,
    RecognizedTraining,
    StatusChange,
    TalkNote,
    TrainingAttendance,
    TrainingDate,
    TrainingModule,
    TrainingRun,
    WeeklyTime,
)
from kreislotse.imports.feeds import upload_answers
from kreislotse.imports.models import ImportBatch
from kreislotse.imports.operations import OnDuplicate, OnError, start_import, upload_list
from kreislotse.intake import links
from kreislotse.intake.models import (
    Answer,
    ClientCapRule,
    CounterKeyUse,
    ExclusionRule,
    ExclusionRuleTranslation,
    Referral,
    ReferralOffer,
    SeriesWish,
)
from kreislotse.matching.models import (
    AppointmentChange,
    GuideExclusion,
    LateEntry,
    MatchingWeights,
    PlanChoice,
    PlanLine,
    Receipt,
    Series,
    SeriesDate,
    TimeSheet,
    UnservedCause,
    Vacancy,
    WeekPlan,
)
from kreislotse.matching.operations import Signed, Spent, enter_time
from kreislotse.network.models import Agreement, Contact, Representation, Resource
from kreislotse.privacy.models import ArchiveOffer, Consent
from kreislotse.quality.feedback import submit_feedback
from kreislotse.quality.models import DoublePair, Link, OfferHint, UsageFact
from kreislotse.settlement import operations as settlement
from kreislotse.settlement.models import PayoutRule, SettlementRun, Statement
from kreislotse.settlement.seeds import seed_money_rules
from tests import factories as make
from tests.architecture.furnished_needs import furnish_needs, furnish_participation
from tests.architecture.furnished_plan import furnish_plan
from tests.documents.pictures import JPEG

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
        FundingPool.objects.create(funding_source=funding, hours_per_year=9000, valid_from=date(2020, 1, 1))
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
            furnish_needs(house)
            _directory(house)
            _quality(house)
            _casework(house)
            _money(house)
            _life_of_guides(house)
            _plans(house)
            _coordination(house)
            _months(house)
            furnish_plan(house)
            furnish_participation(house)
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
    _bodies(house)
    rows["agreement"] = Agreement.objects.create(
        organization=organization, title=f"Vereinbarung {n}", agreed_on=date(2026, 1, 1), due_on=date(2026, 2, 1),
        responsible=house.people[Role.COORDINATOR],
    )  # fmt: skip


def _bodies(house):
    rows, n, coordinator = house.rows, house.made, house.people[Role.COORDINATOR]
    network = make.BodyFactory(name=f"Netzwerk {n}", kind="network", responsible=coordinator)
    rows["body"] = body = make.BodyFactory(
        name=f"Gemeinsame AG {n}",
        part_of=network,
        municipality=rows["town"],
        is_public=True,
        takes_partners=True,
        responsible=coordinator,
    )
    body.topics.add(rows["topic"])
    person = bodies.Person(f"Mitglied {n}", "Vorstand", "mitglied@akteur.example", "05631 2")
    first = {"role": "member", "from_on": date(2026, 1, 1), "by": coordinator}
    rows["seat"] = seat = bodies.give_seat(body, organization=rows["organization"], person=person, **first)
    leading = first | {"role": "co_lead"}
    bodies.give_seat(body, organization=house.rows["carrier"], person=bodies.Person(f"Träger {n}"), **leading)
    bodies.give_seat(
        body,
        organization=None,
        person=bodies.Person(f"Vertretung {n}"),
        stands_for=seat,
        **first | {"role": "substitute"},
    )
    bodies.give_seat(body, organization=rows["organization"], person=None, until_on=date(2026, 2, 1), **first)
    bodies.give_seat(body, organization=rows["organization"], person=None, **first | {"from_on": date(2036, 1, 1)})
    _meetings(house, body, seat)
    rows["joining"] = BodyJoining.objects.create(
        body=body,
        organization_name=f"Verein {n}",
        name=f"Nachfrage {n}",
        email="verein@akteur.example",
        submission_digest=f"{n:064}",
        asked_at=timezone.now(),
    )
    _projects_and_market(house, body)


def _projects_and_market(house, body):
    """Led by the partners' own organization, so that they may open theirs; the shared one takes part."""
    rows, n, coordinator, own = house.rows, house.made, house.people[Role.COORDINATOR], house.rows["carrier"]
    rows["project"] = project = projects.save_project(
        Project(
            title=f"Gemeinsames Projekt {n}", aims="Begegnung", lead=own, starts_on=date(2026, 1, 1), is_public=True,
            responsible=coordinator, cents=120_000,
        ),
        topics=[rows["topic"]], target_groups=[], municipalities=[rows["town"]], bodies=[body],
        partners=[(rows["organization"], "hosts")], by=coordinator,
    )  # fmt: skip
    for about in ({"body": body}, {"project": project}):
        rows["contribution"] = Contribution(kind="hosts", text=f"Saal {n}", organization=rows["organization"], **about)
        contributions.record_contribution(rows["contribution"], by=coordinator)
    today = timezone.localdate()
    entry = {"kind": "wish", "what": "rooms", "text": f"Gemeinsamer Raum {n}", "valid_until": today, "today": today}
    rows["own_market_item"] = mine = market.post_item(own, **entry, by=coordinator)
    rows["market_item"] = market.post_item(rows["organization"], **entry, by=coordinator)
    market.answer_item(mine, organization=rows["organization"], text="Gern", today=today, by=coordinator)


def _meetings(house, body, seat):
    """A meeting of which everything was written down, one to come, and a matter on which a council is heard."""
    rows, n, by, now = house.rows, house.made, house.people[Role.COORDINATOR], timezone.now()
    frame = Frame(place="Kreishaus", responsible=by)
    agenda.save_standing_items(body, [Line("Zahlen, Daten, Fakten", "numbers", 10, house.rows["carrier"])], by=by)
    begins = now - timedelta(days=7)
    rows["meeting"] = meeting = meetings.plan_meeting(
        body, starts_at=begins, ends_at=begins + timedelta(hours=2), frame=frame, by=by
    )
    begins = now + timedelta(days=7)
    rows["coming_meeting"] = coming = meetings.plan_meeting(
        body, starts_at=begins, ends_at=begins + timedelta(hours=2), frame=frame, by=by
    )
    inviting.invite_to_meeting(coming, now=now, by=by)
    meetings.move_meeting(
        coming, starts_at=begins + timedelta(days=1), ends_at=begins + timedelta(days=1, hours=2), now=now, by=by
    )
    rows["agenda_item"] = item = meeting.items.get()
    rows["paper"] = agenda.add_paper(item, name=f"Zahlen {n}.pdf", content=b"%PDF-1.7", now=now, by=by)
    agenda.add_paper(item, name="Intern.pdf", content=b"%PDF-1.7", for_office_only=True, now=now, by=by)
    present = [minutes.Presence(seat, "on_site")]
    minutes.record_attendance(meeting, present, [minutes.Guests(2, description="Presse")], now=now, by=by)
    note = minutes.Note(item, f"Gemeinsamer Text {n}", minutes.text_seen(""))
    minutes.write_notes(meeting, [note], page="", now=now, by=by)
    decided = Decision(f"Gemeinsamer Beschluss {n}", votes_yes=1, votes_no=0, votes_abstained=0)
    rows["resolution"] = resolutions.record_resolution(item, decided, now=now, by=by)
    due = timezone.localdate() + timedelta(days=3)
    rows["task"] = task = follow_up.set_task(
        body, text=f"Gemeinsame Aufgabe {n}", due_on=due, seat=seat, item=item, now=now, by=by
    )
    follow_up.set_task(body, text=f"Büro {n}", due_on=due, responsible=by, item=item, now=now, by=by)
    house.secrets["task"] = task.secret
    minutes.send_minutes(meeting, objections_until=due, now=now, by=by)
    minutes.approve_minutes(meeting, on=timezone.localdate(), now=now, by=by)
    minutes.correct_minutes(meeting, text=f"Berichtigung {n}", item=item, today=timezone.localdate(), by=by)
    minutes.correct_minutes(meeting, text=f"Allgemein {n}", today=timezone.localdate(), by=by)
    rows["archive_offer"] = offer = ArchiveOffer.objects.create(offered_on=timezone.localdate(), number=1)
    for archive_offer in (offer, None):
        long_ago = now - timedelta(days=12 * 365)
        Meeting.objects.create(
            body=body, starts_at=long_ago, ends_at=long_ago + timedelta(hours=1), archive_offer=archive_offer
        )
    rows["council"] = council = make.BodyFactory(name=f"Beirat {n}", kind="foreigners_council", responsible=by)
    rows["hearing"] = HearingCase.objects.create(
        body=council, matter=f"Gemeinsame Satzung {n}", informed_on=timezone.localdate(), offered_on=timezone.localdate(),
        due_on=due,
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
    _phone(house)
    _what_changed(house, day, now)


def _phone(house):
    """What a guide's phone has sent, and what the guide keeps themselves."""
    rows, n, now, day = house.rows, house.made, timezone.now(), timezone.localdate()
    guide = rows["my_guide"]
    signature = Signed("Frau Beispiel", "Schule", "M10 100L30 80L50 120L70 60L90 130L110 70L130 110L150 90L170 100")
    noted = enter_time(
        rows["my_assignment"], key=uuid4(), on=day, starts_at=time(n % 24), duration_minutes=60, outcome="took_place",
        expenses=[Spent("ticket", Decimal("2.80"), JPEG)], signature=signature, now=now, by=guide.user,
    )  # fmt: skip
    rows["my_sheet"] = noted.sheet
    rows["my_receipt"] = Receipt.objects.get(expense__appointment=noted)
    rows["my_expense"] = rows["my_receipt"].expense
    rows["late_entry"] = LateEntry.objects.create(
        key=uuid4(), guide=guide, assignment=rows["my_assignment"], appointment=noted, why="cancelled", on=day,
        duration_minutes=60, outcome="took_place", received_at=now,
    )  # fmt: skip
    rows["my_absence"] = GuideAbsence.objects.create(
        guide=guide, from_on=day + timedelta(days=30 * n), to_on=day + timedelta(days=30 * n + 5)
    )
    house.secrets["calendar"] = feed_secret(renew_calendar_feed(guide, now=now, by=guide.user))


def _money(house):
    """A released and paid settlement, and from the first time on one that waits."""
    rows, now = house.rows, timezone.now()
    day = timezone.localdate()
    if "payout_rule" not in rows:
        seed_money_rules({})
        rows["payout_rule"] = PayoutRule.objects.create(
            settles_from=date(2020, 1, 1), payer_name="Kreiskasse", payer_iban="DE75512108001245126199",
            payer_bic="HELADEF1KOR", valid_from=date(2020, 1, 1),
        )  # fmt: skip
    SettlementRun.objects.exclude(status="released").delete()
    preparer, releaser = house.people[Role.COORDINATOR], house.people[Role.HEAD_OF_OFFICE]
    guide = rows["guide"]
    settlement.save_bank_account(guide, holder=str(guide), iban="DE89370400440532013000", now=now, by=preparer)
    settlement.declare_income(guide, year=day.year, basis="3_26", euros=3000, today=day, by=preparer)
    rate = {"model": "per_month", "amount": "80.00", "per_km": "0.35", "km_only_if_approved": True}
    for on in (day - timedelta(days=3), day - timedelta(days=2)):
        made = make.AssignmentFactory(
            help_request=_help_request(house, "closed", closed_on=day, closing_reason="helped"), guide=guide,
            status="finished", ended_on=day, funding_source=rows["funding"], agreed_on=day - timedelta(days=5),
            rate_as_agreed=rate,
        )  # fmt: skip
        sheet = TimeSheet.objects.create(
            assignment=made, code=new_code(), printed_on=day, confirmed_on=day, confirmed_by_institution="Schule"
        )
        rows["trip"] = make.AppointmentFactory(
            assignment=made, on=on, counted_in=day.replace(day=1), sheet=sheet, travel_km=12,
            recorded_at=now - timedelta(days=1),
        )  # fmt: skip
        if on == day - timedelta(days=3):
            run = settlement.prepare_run(
                period_from=day - timedelta(days=30), period_to=day - timedelta(days=1), now=now, by=preparer
            )
            settlement.release_run(run, now=now, by=releaser)
            rows["released_run"] = run
    rows["payment_file"] = settlement.order_payments(now=now, by=releaser)
    rows["payment"] = rows["payment_file"].payments.order_by("pk").last()
    rows["settlement_statement"] = rows["payment"].statement
    rows["settlement_line"] = rows["settlement_statement"].lines.order_by("pk").last()
    rows["settlement_run"] = rows["released_run"]
    rows["my_statement"] = Statement.objects.create(
        run=rows["released_run"], guide=rows["my_guide"], payee_name=str(rows["my_guide"]), total=0
    )


def _life_of_guides(house):
    rows, day, by = house.rows, timezone.localdate(), house.people[Role.COORDINATOR]
    guide = rows["guide"]
    keep_helper_list(guide, on=day - timedelta(days=5))
    StatusChange(guide=guide, before="appointed", after="active", on=day, by=by, reason="Einführung").save()
    GuideInterest(
        guide=guide,
        wishes=["company"],
        language="de",
        received_at=timezone.now(),
        submission_digest=f"{house.made:064d}",
    ).save()
    rows["talk_note"] = TalkNote(guide=guide, on=day, text="nachmittags", by=by)
    rows["talk_note"].save()
    rows["formal_appointment"] = FormalAppointment(guide=guide, role="guide", appointed_on=day)
    rows["formal_appointment"].save()
    ConductCertificate(guide=guide, issued_on=day, inspected_on=day).save()
    Declaration(guide=guide, kind="confidentiality", wording_version="1", signed_on=day).save()
    consent = Consent.objects.create(purpose="guide_photo", wording_version="1", language="de", given_at=timezone.now())
    GuideConsent(guide=guide, consent=consent).save()
    rows["module"] = module = make.TrainingModuleFactory(title=f"Grundschulung {house.made}")
    RecognizedTraining(guide=guide, module=module, units=8, completed_on=day, where="Nachbarkreis").save()
    rows["training"] = run = make.TrainingRunFactory(module=module, organization=rows["carrier"])
    rows["training_date"] = when = make.TrainingDateFactory(run=run, on=day - timedelta(days=1))
    rows["participant"] = participant = make.TrainingParticipantFactory(run=run, guide=guide, certificate_on=day)
    TrainingAttendance(participant=participant, date=when).save()
    mine = rows["my_guide"]
    rows["my_participant"] = make.TrainingParticipantFactory(run=run, guide=mine, certificate_on=day)
    rows["my_formal_appointment"], _is_new = FormalAppointment.objects.get_or_create(
        guide=mine, role="guide", ended_on=None, defaults={"appointed_on": day}
    )


def _what_changed(house, day, now):
    """The last assignment has a series with a day left out, a moved appointment and one that somebody must stand in for."""
    rows, by = house.rows, house.people[Role.COORDINATOR]
    assignment, n = rows["assignment"], house.made
    series = Series.objects.create(
        assignment=assignment,
        first_on=day,
        every_weeks=1,
        number=2,
        starts_at=time(9),
        duration_minutes=60,
        agreed_on=day,
    )
    SeriesDate.objects.create(series=series, on=day, appointment=rows["appointment"])
    rows["series_date"] = SeriesDate.objects.create(
        series=series, on=day + timedelta(days=7), left_out="holiday", left_out_name="Feiertag"
    )
    free = make.AppointmentFactory(
        assignment=assignment, on=day + timedelta(days=20 + n), starts_at=time(10), outcome="cancelled",
        counted_in=day.replace(day=1),
    )  # fmt: skip
    rows["vacancy"] = vacancy = Vacancy.objects.create(appointment=free, opened_at=now)
    make.MatchProposalFactory(
        help_request=assignment.help_request, guide=rows["my_guide"], vacancy=vacancy, asked_at=now,
        expires_at=now + timedelta(days=3),
    )  # fmt: skip
    for kind, moved in (("moved", {"to_on": day + timedelta(days=2)}), ("fell_out", {})):
        AppointmentChange.objects.create(
            appointment=rows["appointment"] if moved else free, kind=kind, side="guide", reason="ill", at=now,
            minutes_before=60, late_hours=24, is_late=True, from_on=day, from_minutes=60, by=by, **moved,
        )  # fmt: skip
    rows["exclusion"] = GuideExclusion.objects.create(
        help_request=rows["help_request"], guide=rows["guide"], reason="too_close", on=day, by=by
    )
    SeriesWish.objects.create(help_request=rows["help_request"], number=3)
    ClientCapRule.objects.get_or_create(valid_from=date(2020, 1, 1), defaults={"most": 50})
    CounterKeyUse.objects.create(key_digest="d" * 64, help_request=rows["help_request"], counted_on=day, dates=3)


def _plans(house):
    rows, day = house.rows, timezone.localdate()
    monday = day - timedelta(days=day.weekday())
    plans = [WeekPlan.objects.get_or_create(monday=monday, organization=one, defaults={"state": "ready", "computed_at": timezone.now()})[0] for one in (None, rows["carrier"])]  # fmt: skip
    for plan in plans:
        for guide in (rows["guide"], None):
            request = _help_request(house, "in_clarification")
            line = PlanLine.objects.create(
                plan=plan, help_request=request, guide=guide, role="guide", cause="" if guide else "time",
                why="" if guide else "Es fehlt: Arabisch.", ways=[] if guide else ["Eine andere Zeit."],
                reasons=[{"text": "spricht Arabisch", "is_caution": False}] if guide else [], change="found" if guide else "",
            )  # fmt: skip
            if guide is None:
                line.nearly.add(rows["guide"])
        PlanChoice.objects.create(plan=plan, help_request=request, guide=rows["guide"], kind="forbid")
    UnservedCause.objects.create(help_request=request, cause="time", on=day)
    rows["weights"] = MatchingWeights.objects.get_or_create(valid_from=date(2019, 1, 1) + timedelta(days=house.made))[0]


def _coordination(house):
    rows, n, now, day = house.rows, house.made, timezone.now(), timezone.localdate()
    by = house.people[Role.PROVIDER_COORDINATOR]
    rows["office_text"] = text = OfficeText.objects.create(name=f"Vorlage {n}", purpose="general", channel="mail")
    short = OfficeText.objects.create(name=f"Kurz {n}", purpose="general", channel="sms")
    for one in (text, short):
        OfficeTextVersion.objects.create(text=one, subject="Hallo", body="Guten Tag {vorname}", valid_from=day)
    rows["mailing"] = mailing = Mailing.objects.create(
        text=text, words={"de": ["Hallo", "Guten Tag"]}, created_at=now, by=by
    )
    Message.objects.create(mailing=mailing, guide=rows["guide"], status="failed")
    module = TrainingModule.objects.create(title=f"Abend {n}", kind="further", units=4)
    rows["training_run"] = run = TrainingRun.objects.create(module=module, organization=rows["carrier"])
    TrainingDate.objects.create(run=run, on=day + timedelta(days=20), starts_at=time(9), ends_at=time(12), units=4)
    invitation = TrainingInvitation.objects.create(
        run=run, guide=rows["guide"], invited_at=now, expires_on=day + timedelta(days=10), by=by
    )
    house.secrets["training"] = invitation.secret
    rows["provider_call"] = call = call_providers(
        [rows["organization"]], municipality=rows["town"], language=None, subject="Wer begleitet?", body="Bitte helfen Sie.",
        reply_by=day + timedelta(days=14), today=day, by=house.people[Role.COORDINATOR],
    )  # fmt: skip
    rows["called_provider"] = called = call.addressees.get()
    house.secrets["provider_call"] = called.secret


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
        CauseFact.objects.create(month=one, cause="language", language_group="arabisch", number=9)
        AssignmentFact.objects.create(
            month=one, topic=topic, municipality=town, role="guide", outcome="took_place", is_late_entry=False,
            provider=house.rows["carrier"], is_provider_known=True, appointments=9, minutes=500, persons=9,
        )  # fmt: skip
        ProviderLanguageFact.objects.create(
            month=one, provider=house.rows["carrier"], language_group="arabisch", appointments=9, minutes=500
        )
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
