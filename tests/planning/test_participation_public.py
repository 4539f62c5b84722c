"""Everybody may speak, in their own language, without script or account; bodies and municipalities from their own pages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kreislotse.accounts.models import Membership
from kreislotse.groups import operations as bodies
from kreislotse.network.models import Representation
from kreislotse.places.models import MunicipalityMandate
from kreislotse.planning import merging, needs, participation
from kreislotse.planning.models import Need, ParticipationEntry, ParticipationWindow
from tests.factories import (
    BodyFactory,
    GoalFactory,
    MeasureFactory,
    MunicipalityFactory,
    NeedFactory,
    ObjectiveFactory,
    OrganizationFactory,
    PlanVersionFactory,
    member,
)

PAGE, SAY = "/konzept/beteiligung/", "/konzept/beteiligung/beitrag/"


@pytest.fixture
def measure(in_district):
    version = PlanVersionFactory(title="Konzept in Arbeit")
    return MeasureFactory(objective=ObjectiveFactory(goal=GoalFactory(version=version)), title="Kita-Lotsinnen")


@pytest.fixture
def window(measure, coordinator):
    today = timezone.localdate()
    return participation.open_window(
        measure.version, opens_on=today, closes_on=today, introduction="Was meinen Sie?", today=today, by=coordinator
    )


@pytest.fixture
def patient(monkeypatch):
    """A person who took a moment to read."""
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)


def form(visitor, address=SAY, **fields):
    page = visitor.get(address).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page).group(1)
    return {"token": token, "kind": "proposal", "text": "Daha fazla kreş yeri", "language": "tr", "email": ""} | fields


def test_somebody_says_something_in_turkish(visitor, window, measure, patient):
    overview = visitor.get(f"/tr{PAGE}").content.decode()
    address = f"/tr{SAY}?zu=massnahme:{measure.uuid}"
    assert f"zu=massnahme:{measure.uuid}" in overview

    response = visitor.post(address, form(visitor, address))

    assert response["Location"] == f"/tr{PAGE}danke/"
    entry = ParticipationEntry.objects.get()
    assert (entry.language, entry.measure, entry.kind, entry.text) == (
        "tr",
        measure,
        "proposal",
        "Daha fazla kreş yeri",
    )
    assert "kreş" not in visitor.get(PAGE).content.decode()


def test_what_is_shown_has_its_language_its_german_and_the_answer_and_no_address(visitor, window, coordinator):
    entry = participation.submit_entry(
        window, kind="comment", text="نحتاج إلى روضة", language="ar", email="amal@example.org", submission_digest="a",
        now=timezone.now(),
    )  # fmt: skip
    participation.moderate(ParticipationEntry.objects.all(), status="shown", today=timezone.localdate(), by=coordinator)
    participation.put_into_german(entry, german_text="Wir brauchen eine Kita <b>", by=coordinator)
    participation.answer_entry(entry, answer="Sie kommt.", now=timezone.now(), by=coordinator)

    page = visitor.get(PAGE).content.decode()

    assert '<div lang="ar" dir="auto"><p>نحتاج إلى روضة</p>' in page
    assert "Wir brauchen eine Kita &lt;b&gt;" in page
    assert "Sie kommt." in page
    assert "amal@" not in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "x" * 2001}, 422),
        ({"language": "tlh"}, 422),
        ({"email": "kein"}, 422),
        ({"website": "http://spam.example"}, 422),
        ({"token": "gefälscht"}, 422),
        ({"kind": "gold"}, 422),
    ],
)
def test_bad_input_is_said_and_kept(visitor, window, patient, fields, status):
    response = visitor.post(SAY, form(visitor, **fields))

    assert response.status_code == status
    assert not ParticipationEntry.objects.exists()


def test_whoever_is_too_fast_or_too_often_is_asked_to_wait(visitor, window, monkeypatch):
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 3600)
    assert visitor.post(SAY, form(visitor)).status_code == 422
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)
    answers = [visitor.post(SAY, form(visitor, text=f"Text Nummer {n}")).status_code for n in range(12)]

    assert answers[:10] == [302] * 10
    assert answers[10:] == [429, 429]


def test_a_closed_window_says_so(visitor, window, patient):
    data = form(visitor)
    today = timezone.localdate()
    ParticipationWindow.objects.update(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))

    assert "ist beendet" in visitor.get(PAGE).content.decode()
    response = visitor.post(SAY, data)
    assert response.status_code == 410
    assert "Ihr Text wurde nicht gesendet" in response.content.decode()
    assert not ParticipationEntry.objects.exists()


def test_before_any_window_and_before_the_next_the_page_says_what_comes(visitor, in_district, measure, coordinator):
    assert visitor.get(PAGE).status_code == 200
    first = timezone.localdate() + timedelta(days=5)
    participation.open_window(
        measure.version, opens_on=first, closes_on=first, today=timezone.localdate(), by=coordinator
    )

    assert "sind wieder alle gefragt" in visitor.get(PAGE).content.decode()
    assert "Zurzeit kann man nichts dazu sagen" in visitor.get(SAY).content.decode()


@pytest.mark.parametrize(
    "about", ["massnahme:x", "gold:1", "massnahme:00000000-0000-0000-0000-000000000000", "massnahme"]
)
def test_what_is_not_there_is_not_found(visitor, window, about):
    assert visitor.get(f"{SAY}?zu={about}").status_code == 404


def test_the_page_of_the_plan_leads_there(visitor, window):
    assert PAGE in visitor.get("/konzept/").content.decode()


# ── partners ────────────────────────────────────────────────────────────────────────────────────────


def speaks_for(role, organization):
    user = member(role)
    Representation.objects.create(membership=Membership.objects.get(user=user), organization=organization)
    return user


def test_a_body_speaks_through_its_partner(login, window, measure, coordinator):
    body, organization = BodyFactory(name="AG Sprache"), OrganizationFactory()
    first = timezone.localdate()
    bodies.give_seat(body, organization=organization, role="member", from_on=first, person=None, by=coordinator)
    partner = login(speaks_for("group_lead", organization))
    address = f"/partner/gremien/{body.pk}/konzept/"
    assert address in partner.get(f"/partner/gremien/{body.pk}/").content.decode()

    assert partner.post(address, {"kind": "comment", "text": "", "about": ""}).status_code == 422
    partner.post(address, {"kind": "proposal", "text": "Mehr Abendkurse", "about": f"massnahme:{measure.uuid}"})

    entry = ParticipationEntry.objects.get()
    assert (entry.body, entry.measure, entry.status) == (body, measure, "waiting")
    assert partner.get(f"/partner/gremien/{BodyFactory().pk}/konzept/").status_code == 404


@pytest.fixture
def town(in_district):
    return MunicipalityFactory(ags="06635001", name="Korbach")


@pytest.fixture
def mayor(login, town):
    user = member("municipality_contact")
    MunicipalityMandate.objects.create(membership=Membership.objects.get(user=user), municipality=town)
    return login(user)


def test_a_municipality_raises_a_need_and_reads_what_became_of_it(mayor, town, coordinator):
    assert "Noch nichts gemeldet" in mayor.get("/partner/bedarfe/").content.decode()
    data = {"municipality": town.pk, "title": "Der letzte Bus fährt um 18 Uhr", "urgency": "high"}

    response = mayor.post("/partner/bedarfe/neu/", data)

    need = Need.objects.get()
    assert response["Location"] == f"/partner/bedarfe/{need.pk}/"
    assert need.origins.get().municipality == town
    today = timezone.localdate()
    other = NeedFactory(title="Busse am Abend", raised_on=today)
    merging.merge(need, into=other, today=today, by=coordinator)
    needs.decide(other, decision="not_taken_up", on=today, reason="Der NVV plant schon", today=today, by=coordinator)

    page = mayor.get(f"/partner/bedarfe/{need.pk}/").content.decode()
    assert "Busse am Abend" in page
    assert "Der NVV plant schon" in page
    assert "nicht aufgegriffen" in mayor.get("/partner/bedarfe/").content.decode()


def test_a_municipality_speaks_only_for_itself_and_of_nobody(mayor, town):
    elsewhere = MunicipalityFactory(ags="06635002", name="Bad Arolsen")
    foreign = NeedFactory(origin__kind="municipality", origin__municipality=elsewhere)

    assert mayor.get(f"/partner/bedarfe/{foreign.pk}/").status_code == 404
    assert (
        mayor.post("/partner/bedarfe/neu/", {"municipality": elsewhere.pk, "title": "x", "urgency": "low"}).status_code
        == 422
    )
    named = {"municipality": town.pk, "title": "Frau Yilmaz findet keinen Arzt", "urgency": "low"}
    response = mayor.post("/partner/bedarfe/neu/", named)
    assert response.status_code == 422
    assert "nennt vielleicht einen Menschen" in response.content.decode()


def test_a_contact_without_a_municipality_is_told(login, in_district):
    nobody = login(member("municipality_contact"))

    assert "gehört noch zu keiner Gemeinde" in nobody.get("/partner/bedarfe/").content.decode()
    assert nobody.get("/partner/bedarfe/neu/").status_code == 404
