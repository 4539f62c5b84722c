"""What bad input gets: every button clicked twice, links that are over, places elsewhere. A sentence, and nothing twice or half."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kreislotse.accounts.invitations import invite, send_magic_link
from kreislotse.accounts.models import HandOver, Invitation, MagicLink, Membership, User
from kreislotse.casefacts.models import MonthClosing
from kreislotse.core.dates import first_of_month, previous_month
from kreislotse.core.tokens import digest, new_code
from kreislotse.imports.models import ImportBatch
from kreislotse.intake import links
from kreislotse.intake.models import Answer, HelpRequest, Referral, ReferralOffer
from kreislotse.matching.models import Appointment, Assignment, MatchProposal
from kreislotse.network.models import Organization
from kreislotse.privacy.operations import seed_retention_rules
from tests import factories as make
from tests.intake.conftest import arabic, form_token, help_form, housing, place  # noqa: F401  fixtures

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def nobody_knocked_before():
    cache.clear()


@pytest.fixture
def office(login, person):
    return login(person("head_of_office"))


@pytest.fixture
def guide(person):
    return make.GuideFactory(user=person("guide"))


def twice(browser, path, data=None, **extra):
    """The two answers to a double click: none of them is a bare error."""
    answers = [browser.post(path, data or {}, follow=True, **extra) for _click in range(2)]
    assert all(one.status_code < 500 and one.status_code != 404 for one in answers), [
        one.status_code for one in answers
    ]
    return answers


def text_of(response) -> str:
    return response.content.decode()


# ── every button twice ──────────────────────────────────────────────────────────────────────────────


def test_asking_for_help_twice_is_one_request(visitor, help_form):  # noqa: F811
    first, second = twice(visitor, "/hilfe/", help_form)

    assert HelpRequest.objects.count() == 1
    assert first.redirect_chain == second.redirect_chain


def test_taking_back_a_request_twice_says_that_it_is_over(visitor, in_district):
    help_request = make.HelpRequestFactory.build(topic=make.TopicFactory(), district=in_district)
    help_request.secret_digest = digest(secret := links.status_secret(help_request))
    help_request.save()

    _first, second = twice(visitor, f"/hilfe/stand/{secret}/zuruecknehmen/")

    assert "zurückgezogen" in text_of(second)


def test_answering_twice_sends_one_answer(office, in_district):
    help_request = make.HelpRequestFactory()

    twice(
        office,
        help_request.get_absolute_url() + "antworten/",
        {"language": "de", "text": "Bitte kommen Sie.", "send": "1"},
    )

    assert Answer.objects.count() == 1


def test_referring_twice_prints_one_slip(office, in_district):
    help_request, offer = make.HelpRequestFactory(), make.OfferFactory()

    twice(office, help_request.get_absolute_url() + "verweisen/", {"angebot": [offer.pk]})

    assert Referral.objects.count() == 1


def test_receiving_office_confirms_twice(visitor, in_district):
    slip = Referral.objects.create(
        help_request=make.HelpRequestFactory(status="referred"), code=new_code(), created_on=timezone.localdate(),
        valid_until=timezone.localdate() + DAY,
    )  # fmt: skip
    target = ReferralOffer.objects.create(referral=slip, offer=make.OfferFactory())

    twice(visitor, f"/s/{slip.code}/", {"target": target.pk, f"angebot-{target.pk}-outcome": "arrived"})

    target.refresh_from_db()
    assert target.outcome == "arrived"


def test_asking_guides_twice_asks_once(office, in_district):
    help_request = make.HelpRequestFactory(wish="company", status="in_clarification")
    somebody = make.GuideFactory(is_guide=True)

    _first, second = twice(
        office,
        f"/buero/anfragen/{help_request.pk}/begleitung/",
        {"guides": [somebody.pk], "role": "guide", "funding_source": ""},
    )

    assert MatchProposal.objects.count() == 1
    assert "schon angefragt" in text_of(second)


def test_accepting_twice_makes_one_assignment(login, guide):
    now = timezone.now()
    proposal = make.MatchProposalFactory(
        help_request=make.HelpRequestFactory(wish="company", status="asked"),
        guide=guide,
        asked_at=now,
        expires_at=now + DAY,
    )

    twice(login(guide.user), f"/unterwegs/anfragen/{proposal.pk}/zusagen/")

    assert Assignment.objects.count() == 1


def test_noting_time_twice_counts_it_once(login, guide):
    help_request = make.HelpRequestFactory(
        wish="company", status="promised", received_on=timezone.localdate() - 7 * DAY
    )
    assignment = make.AssignmentFactory(help_request=help_request, guide=guide)
    hour = {
        "key": str(uuid4()), "what": f"e{assignment.pk}", "on": timezone.localdate().isoformat(), "duration_minutes": "60",
        "outcome": "took_place", "persons": "1",
    }  # fmt: skip

    first, second = twice(login(guide.user), "/unterwegs/zeit/", hour)

    assert Appointment.objects.count() == 1
    assert first.status_code == second.status_code == 200


@pytest.mark.parametrize(("step", "status"), [("abschliessen/", "running"), ("absagen/", "promised")])
def test_ending_an_assignment_twice(office, in_district, step, status):
    help_request = make.HelpRequestFactory(wish="company", status=status)
    assignment = make.AssignmentFactory(help_request=help_request, status=status)
    if status == "running":
        make.AppointmentFactory(assignment=assignment, outcome="took_place")
    path = f"/buero/lotsen/einsaetze/{assignment.pk}/{step}"

    _first, second = twice(office, path)

    assignment.refresh_from_db()
    assert not assignment.is_open
    assert "schon beendet" in text_of(second)


def test_two_caseworkers_close_the_same_request(login, person):
    help_request = make.HelpRequestFactory()
    path = help_request.get_absolute_url() + "abschliessen/"
    login(person("caseworker")).post(path, {"reason": "helped"})

    late = login(person("caseworker")).post(path, {"reason": "no_offer"})

    assert late.status_code == 422
    assert "bereits abgeschlossen" in text_of(late)
    help_request.refresh_from_db()
    assert help_request.closing_reason == "helped"


def test_closing_a_month_twice_closes_it_once(office, in_district):
    month = previous_month(first_of_month(timezone.localdate()))
    make.HelpRequestFactory(received_on=month, closed_on=month, status="closed", closing_reason="helped")

    _first, second = twice(office, f"/buero/monate/{month:%Y-%m}/abschliessen/")

    assert MonthClosing.objects.count() == 1
    assert "abgeschlossen" in text_of(second)


def test_a_closed_month_is_not_opened_for_late_entries(office, in_district):
    month = previous_month(first_of_month(timezone.localdate()))
    make.HelpRequestFactory(received_on=month, closed_on=month, status="closed", closing_reason="helped")
    office.post(f"/buero/monate/{month:%Y-%m}/abschliessen/")

    answer = office.get(f"/buero/monate/{month:%Y-%m}/oeffnen/", follow=True)

    assert answer.status_code == 200
    assert MonthClosing.objects.filter(month=month).exists()
    assert [str(one) for one in answer.context["messages"]]


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "1-1"])
def test_a_month_that_cannot_be_is_no_page(office, month):
    assert office.get(f"/buero/monate/{month}/").status_code == 404


def test_importing_twice_reads_the_list_once(office, in_district, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    make.MunicipalityFactory(ags="06635015", name="Korbach")
    file = SimpleUploadedFile("liste.csv", b"Name;Ort\r\nVerein Eins;Korbach\r\n")
    office.post("/buero/einlesen/", {"target": "organizations", "file": file})
    batch = ImportBatch.objects.get()
    office.post(f"/buero/einlesen/{batch.pk}/zuordnung/", {"column_0": "name", "column_1": "city"})

    twice(office, f"/buero/einlesen/{batch.pk}/vorschau/", {"on_error": "nothing", "on_duplicate": "update"})

    assert Organization.objects.count() == 1


def test_inviting_twice_leaves_one_open_invitation(office, in_district):
    twice(office, "/buero/verwaltung/personen/einladen/", {"email": "neu@musterau.example", "role": "caseworker"})

    assert Invitation.objects.filter(accepted_at=None, withdrawn_at=None).count() == 1


def test_accepting_an_invitation_twice_makes_one_member(visitor, person):
    _row, link = invite(
        email="neu@musterau.example", name="Neu", role="caseworker", by=person("head_of_office"), now=timezone.now()
    )
    path = "/konto/einladung/" + link.rpartition("/einladung/")[2]

    _first, second = twice(visitor, path, {"name": "Neu Hier", "password": "ein ganz langer Satz"})

    assert User.objects.filter(email="neu@musterau.example").count() == 1
    assert Membership.objects.filter(user__email="neu@musterau.example").count() == 1
    assert second.status_code == 410
    assert "gilt nicht mehr" in text_of(second)


def test_handing_over_twice_moves_everything_once(office, person):
    old, new = person("caseworker"), person("coordinator")
    make.HelpRequestFactory(responsible=old)

    twice(office, "/buero/verwaltung/uebergabe/", {"from_user": old.pk, "to_user": new.pk, "note": ""})

    assert HandOver.objects.count() == 1


# ── links that are over ─────────────────────────────────────────────────────────────────────────────


def test_an_expired_invitation_says_what_to_do(visitor, person):
    long_ago = timezone.now() - 15 * DAY
    _row, link = invite(
        email="neu@musterau.example", name="", role="caseworker", by=person("head_of_office"), now=long_ago
    )

    answer = visitor.post(
        "/konto/einladung/" + link.rpartition("/einladung/")[2], {"name": "Neu", "password": "ein ganz langer Satz"}
    )

    assert answer.status_code == 410
    assert "einen neuen schicken" in text_of(answer)
    assert not User.objects.filter(email="neu@musterau.example").exists()


def test_an_expired_magic_link_says_what_to_do(visitor, person):
    _user, link = send_magic_link(person("guide").email, leads_to="home_after_login", now=timezone.now() - 2 * DAY)

    answer = visitor.post("/konto/link/" + link.rpartition("/link/")[2])

    assert answer.status_code == 410
    assert "einen neuen schicken" in text_of(answer)
    assert MagicLink.objects.get().used_at is None
    assert "_auth_user_id" not in visitor.session


def test_a_status_link_that_is_over_says_what_to_do(visitor, in_district):
    seed_retention_rules({})
    day = timezone.localdate() - 30 * DAY
    help_request = make.HelpRequestFactory.build(
        topic=make.TopicFactory(),
        district=in_district,
        received_on=day,
        closed_on=day,
        status="closed",
        closing_reason="helped",
    )
    help_request.secret_digest = digest(secret := links.status_secret(help_request))
    help_request.save()

    for answer in (visitor.get(f"/hilfe/stand/{secret}/"), visitor.post(f"/hilfe/stand/{secret}/zuruecknehmen/")):
        assert answer.status_code == 404
        assert help_request.reference not in text_of(answer)
        assert "eine neue Anfrage stellen" in text_of(answer)


def test_a_slip_that_is_over_says_what_to_do_and_takes_nothing(visitor, in_district):
    day = timezone.localdate()
    slip = Referral.objects.create(
        help_request=make.HelpRequestFactory(), code=new_code(), created_on=day - 90 * DAY, valid_until=day - DAY
    )
    target = ReferralOffer.objects.create(referral=slip, offer=make.OfferFactory())

    answer = visitor.post(f"/s/{slip.code}/", {"target": target.pk, f"angebot-{target.pk}-outcome": "arrived"})

    target.refresh_from_db()
    assert answer.status_code == 410
    assert "rufen Sie" in text_of(answer)
    assert target.outcome == ReferralOffer.Outcome.OPEN


# ── elsewhere ───────────────────────────────────────────────────────────────────────────────────────


def test_a_place_outside_the_district_is_refused_with_the_neighbor_and_nothing_is_saved(
    visitor, help_form, other_district
):
    make.MunicipalityFactory(ags=f"{other_district.ags}001", name="Nachbarort")

    answer = visitor.post("/hilfe/", help_form | {"municipality": "ausserhalb", "outside_place": "Nachbarort"})

    assert answer.status_code == 422
    assert other_district.name in text_of(answer)
    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize("path", ["/", "/hilfe/", "/buero/", "/konto/login/", "/unterwegs/"])
def test_an_unknown_host_among_several_is_told_what_to_do(visitor, other_district, path):
    for method in (visitor.get, visitor.post):
        answer = method(path, HTTP_HOST="unbekannt.example", SERVER_NAME="unbekannt.example")

        assert answer.status_code == 404
        assert "Unter dieser Adresse gibt es keinen Landkreis" in text_of(answer)
        assert other_district.name not in text_of(answer)


@pytest.mark.parametrize("key", ["²", "9" * 30, "-1", "x", "\x00"])
def test_a_forged_choice_of_offers_is_refused_with_a_sentence(office, in_district, key):
    help_request = make.HelpRequestFactory()

    answer = office.post(help_request.get_absolute_url() + "verweisen/", {"angebot": [key]})

    assert answer.status_code == 422
    assert "mindestens ein Angebot" in text_of(answer)
    assert not Referral.objects.exists()


def test_a_day_in_a_far_year_is_refused(visitor, help_form):  # noqa: F811
    answer = visitor.post("/hilfe/", help_form | {"wanted_on": date(9999, 12, 31).isoformat()})

    assert answer.status_code < 500
