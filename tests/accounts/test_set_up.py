"""A new installation: the assistant with its code, the five presets, the first person, the first steps."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from kreislotse.accounts.models import Invitation, Membership
from kreislotse.accounts.setup import NotAnAddress, set_up_code, set_up_district
from kreislotse.core.scope import all_districts, district_scope
from kreislotse.districts.models import District
from kreislotse.districts.presets import preset_names, read_preset
from kreislotse.guides.models import ExpenseRate, FundingSource
from kreislotse.intake.models import ExclusionRule
from kreislotse.privacy.models import RetentionRule
from kreislotse.taxonomy.models import TargetGroup, Topic
from tests.factories import NOON

HOST = {"HTTP_HOST": "lotse.kreis.example", "SERVER_NAME": "lotse.kreis.example"}


@pytest.fixture(autouse=True)
def _no_counters_of_other_tests():
    cache.clear()


@pytest.fixture
def stranger(db):
    return Client(**HOST)


@pytest.fixture
def answers():
    return {
        "code": set_up_code(), "preset": "koordinierungsstelle", "name": "Landkreis Leer", "ags": "03457",
        "admin_email": "leitung@leer.example",
    }  # fmt: skip


def test_assistant_shows_each_preset_with_its_land(stranger):
    page = stranger.get("/konto/einrichten/").content.decode()

    assert all(read_preset(name)["state"] in page for name in preset_names())
    assert page.count('type="radio"') == 5
    assert page.count("Vorlauf für Termine vor Ort: 5 Arbeitstage.") == 1
    assert page.count("Grenze für eine Person: 5 Termine im Jahr.") == 2


def test_from_the_code_to_the_first_steps(stranger, answers):
    done = stranger.post("/konto/einrichten/", answers)
    link = done.context["link"]
    arrived = stranger.post(link, {"name": "Renate Leitung", "password": "ein langer eigener Satz"}, follow=True)

    assert District.objects.get().host == "lotse.kreis.example"
    assert arrived.redirect_chain[-1][0] == "/buero/verwaltung/erste-schritte/"
    assert arrived.status_code == 200
    assert b"Kontaktdaten eintragen" in arrived.content
    with all_districts("test"):
        assert Membership.objects.get().role == "head_of_office"


@pytest.mark.parametrize(
    "wrong", [{"code": "FALSCH12"}, {"code": ""}, {"ags": "123"}, {"ags": "03457123"}, {"preset": "x"}, {"name": ""}]
)
def test_wrong_answer_sets_nothing_up(stranger, answers, wrong):
    response = stranger.post("/konto/einrichten/", answers | wrong)

    assert response.status_code == 422
    assert not District.objects.exists()


def test_code_cannot_be_guessed_by_trying(stranger, answers):
    for _try in range(10):
        stranger.post("/konto/einrichten/", answers | {"code": "FALSCH12"})

    assert stranger.post("/konto/einrichten/", answers).status_code == 422
    assert not District.objects.exists()


def test_assistant_is_closed_after_the_first_district(stranger, answers, district):
    assert stranger.get("/konto/einrichten/").status_code == 404
    assert stranger.post("/konto/einrichten/", answers).status_code == 404


@pytest.mark.parametrize("preset", preset_names())
def test_each_preset_makes_a_working_district(db, preset):
    district, _link = set_up_district(
        preset=preset, ags="03457", name="Landkreis Leer", host="localhost", admin_email="l@leer.example", now=NOON
    )

    with district_scope(district):
        assert all(district.term(key) != key for key in ("unit", "guides", "guide", "council", "network"))
        assert Topic.objects.exists()
        assert TargetGroup.objects.exists()
        assert ExclusionRule.objects.exists()
        assert RetentionRule.objects.exists()
        assert FundingSource.objects.filter(is_default=True).count() == 1
        assert ExpenseRate.objects.exists()
    visitor = Client()
    for path in ("/", "/angebote/", "/hilfe/", "/en/", "/konto/login/"):
        assert visitor.get(path).status_code == 200, path


def test_district_without_an_address_for_its_head_is_refused(db):
    with pytest.raises(NotAnAddress):
        set_up_district(
            preset="fachstelle", ags="03457", name="Landkreis Leer", host="localhost", admin_email="kein-mail", now=NOON
        )

    assert not District.objects.exists()


def test_invitation_link_works_once(visitor, in_district):
    from kreislotse.accounts.invitations import invite

    invitation, link = invite(email="neu@musterau.example", name="", role="caseworker", by=None, now=timezone.now())
    path = link.removeprefix(in_district.base_url)
    answers = {"name": "Neu", "password": "ein langer eigener Satz"}

    assert visitor.post(path, answers)["Location"] == "/nach-der-anmeldung/"
    assert visitor.post(path, answers).status_code == 410
    assert Membership.objects.filter(role="caseworker").count() == 1


@pytest.mark.parametrize("over", ["expires_at", "withdrawn_at"])
def test_invitation_that_is_over_opens_nothing(visitor, in_district, over):
    from kreislotse.accounts.invitations import invite

    _invitation, link = invite(email="neu@musterau.example", name="", role="caseworker", by=None, now=NOON)
    Invitation.objects.update(**{over: NOON})

    response = visitor.post(
        link.removeprefix(in_district.base_url), {"name": "Neu", "password": "ein langer eigener Satz"}
    )

    assert response.status_code == 410
    assert not Membership.objects.exists()


def test_invitation_for_somebody_with_an_account_needs_their_login(visitor, login, person, in_district):
    from kreislotse.accounts.invitations import invite

    known, other = person("guide", email="gerda@musterau.example"), person("caseworker")
    _invitation, link = invite(email="Gerda@musterau.example", name="", role="caseworker", by=None, now=timezone.now())
    path = link.removeprefix(in_district.base_url)

    visitor.post(path, {"name": "Böse", "password": "ein langer eigener Satz"})
    login(other).post(path)
    assert not Membership.objects.filter(user=known, role="caseworker").exists()

    login(known).post(path)
    assert Membership.objects.filter(user=known, role="caseworker").exists()


def test_weak_password_is_refused_in_a_sentence(visitor, in_district):
    from kreislotse.accounts.invitations import invite

    _invitation, link = invite(email="neu@musterau.example", name="", role="caseworker", by=None, now=timezone.now())

    response = visitor.post(link.removeprefix(in_district.base_url), {"name": "Neu", "password": "123456"})

    assert response.status_code == 422
    assert not Membership.objects.exists()
