"""The pages of projects, contributions and „Suche und Biete“, for office, partners and public."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kreislotse.groups import projects
from kreislotse.groups.models import Contribution, MarketItem, Project
from kreislotse.network.models import Representation
from tests.factories import BodyFactory, OrganizationFactory, member

PROJECTS, MARKET = "/buero/netzwerk/projekte/", "/buero/netzwerk/markt/"
NO_PARTNERS = {"partners-TOTAL_FORMS": "0", "partners-INITIAL_FORMS": "0"}


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


@pytest.fixture
def own(in_district):
    return OrganizationFactory(name="Sportbund", email="post@sportbund.example")


@pytest.fixture
def partner(login, own):
    user = member("offer_editor")
    Representation.objects.create(membership=user.memberships.get(), organization=own)
    return login(user)


def project(by, **fields):
    values = {"title": "Radwerkstatt", "starts_on": date(2026, 1, 1), "lead": OrganizationFactory(name="Caritas")}
    return projects.save_project(
        Project(**values | fields), topics=[], target_groups=[], municipalities=[], by=by
    )  # fmt: skip


def test_the_office_records_a_project_with_its_partners(office, own):
    host = OrganizationFactory(name="Gemeinde")
    data = {
        "title": "Sprachcafé", "lead": own.pk, "starts_on": "1.3.2026", "ends_on": "31.12.2026", "cents": "12.500,50 €",
        "title_en": "Language café", "is_public": "on",
        "partners-TOTAL_FORMS": "2", "partners-INITIAL_FORMS": "0",
        "partners-0-organization": host.pk, "partners-0-role": "hosts", "partners-1-organization": "",
    }  # fmt: skip

    response = office.post(f"{PROJECTS}neu/", data)

    one = Project.objects.get()
    assert response["Location"] == f"{PROJECTS}{one.pk}/"
    assert (one.cents, one.titles, one.partners.get().organization) == (1_250_050, {"en": "Language café"}, host)
    page = office.get(response["Location"]).content.decode()
    assert "500,50" in page
    assert "gibt Räume" in page
    assert "Sprachcafé" in office.get(f"/buero/netzwerk/{host.pk}/").content.decode()
    form = office.get(f"{PROJECTS}{one.pk}/bearbeiten/").content.decode()
    assert 'value="12500,50"' in form
    assert 'value="Language café"' in form


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"ends_on": "1.2.2026"}, "Das Projekt endet, bevor es beginnt."),
        ({"cents": "-5"}, "Ein Projekt kann nicht weniger als nichts kosten."),
        ({"cents": "viel"}, "Bitte schreiben Sie einen Betrag in Euro"),
        ({"cents": "NaN"}, "Bitte schreiben Sie einen Betrag in Euro"),
        ({"cents": "1e30"}, "Bitte schreiben Sie einen Betrag in Euro"),
        ({"cents": "1,005"}, "Bitte schreiben Sie einen Betrag in Euro"),
        ({"starts_on": "bald"}, "Bitte schreiben Sie ein Datum"),
        ({"partners-0-organization": "999999"}, "Bitte"),
    ],
)
def test_nonsense_is_refused_and_what_was_written_still_stands_there(office, own, fields, sentence):
    data = {"title": "Sprachcafé", "lead": own.pk, "starts_on": "1.3.2026", "partners-TOTAL_FORMS": "1", "partners-INITIAL_FORMS": "0"}  # fmt: skip

    response = office.post(f"{PROJECTS}neu/", data | fields)

    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert 'value="Sprachcafé"' in page
    assert not Project.objects.exists()


def test_who_leads_cannot_be_partner_and_the_page_says_so(office, own):
    data = {"title": "Sprachcafé", "lead": own.pk, "starts_on": "1.3.2026", "partners-TOTAL_FORMS": "1",
            "partners-INITIAL_FORMS": "0", "partners-0-organization": own.pk, "partners-0-role": "hosts"}  # fmt: skip

    assert "Sportbund leitet das Projekt schon" in office.post(f"{PROJECTS}neu/", data).content.decode()


def test_today_names_projects_that_are_over_without_a_result(office, coordinator):
    one = project(coordinator, ends_on=timezone.localdate() - timedelta(days=1))

    assert "1 Projekt ist vorbei, und niemand hat geschrieben" in office.get("/buero/").content.decode()
    listed = office.get(f"{PROJECTS}?stand=overdue").content.decode()
    assert "Ergebnis fehlt" in listed
    office.post(f"{PROJECTS}{one.pk}/abschliessen/", {"results": "Neun Treffen, 40 Räder"})
    assert "ist vorbei" not in office.get("/buero/").content.decode()
    assert "40 Räder" in office.get(f"{PROJECTS}{one.pk}/").content.decode()


def test_a_contribution_is_noted_and_goes_through_its_steps(office, own):
    body = BodyFactory(name="AG Sprache")

    office.post(f"/buero/gremien/{body.pk}/beitrag/", {"organization": own.pk, "kind": "hosts", "text": "Vereinsheim", "status": "offered"})  # fmt: skip
    one = Contribution.objects.get()
    office.post(f"/buero/netzwerk/beitraege/{one.pk}/vereinbaren/")
    office.post(f"/buero/netzwerk/beitraege/{one.pk}/erledigen/")

    for url in (f"/buero/gremien/{body.pk}/", f"/buero/netzwerk/{own.pk}/"):
        page = office.get(url).content.decode()
        assert "Vereinsheim" in page
        assert "erledigt" in page
    office.post(f"/buero/netzwerk/beitraege/{one.pk}/entfernen/")
    assert not Contribution.objects.exists()


def test_a_contribution_of_an_actor_needs_one_thing_it_is_for(office, own):
    response = office.post(f"/buero/netzwerk/{own.pk}/beitrag/", {"kind": "hosts", "text": "Saal", "status": "offered"})

    assert response.status_code == 422
    assert "gehört zu einem Gremium oder zu einem Projekt" in response.content.decode()


# ── partners ────────────────────────────────────────────────────────────────────────────────────────


def test_a_partner_keeps_its_own_project_and_cannot_open_anothers(partner, own, coordinator):
    other = project(coordinator)

    partner.post(
        "/partner/projekte/neu/", {"title": "Lauftreff", "lead": own.pk, "starts_on": "1.3.2026"} | NO_PARTNERS
    )

    mine = Project.objects.get(lead=own)
    assert "Lauftreff" in partner.get("/partner/projekte/").content.decode()
    assert "Radwerkstatt" not in partner.get("/partner/projekte/").content.decode()
    for address in ("", "abschliessen/"):
        assert partner.get(f"/partner/projekte/{other.pk}/{address}").status_code == 404
        assert partner.post(f"/partner/projekte/{other.pk}/{address}", {"results": "x"}).status_code == 404
    stolen = partner.post(f"/partner/projekte/{mine.pk}/", {"title": "Lauftreff", "lead": other.lead_id, "starts_on": "1.3.2026"} | NO_PARTNERS)  # fmt: skip
    assert stolen.status_code == 422
    partner.post(f"/partner/projekte/{mine.pk}/", {"title": "x", "lead": own.pk, "starts_on": "1.3.2026", "is_public": "on"} | NO_PARTNERS)  # fmt: skip
    mine.refresh_from_db()
    assert (mine.title, mine.is_public) == ("x", False)


def test_a_wish_is_posted_answered_and_closed(partner, own, login, django_capture_on_commit_callbacks):
    helper = OrganizationFactory(name="Caritas", email="post@caritas.example")
    user = member("offer_editor")
    Representation.objects.create(membership=user.memberships.get(), organization=helper)
    until = (timezone.localdate() + timedelta(days=20)).isoformat()

    partner.post("/partner/markt/neu/", {"organization": own.pk, "kind": "wish", "what": "rooms", "text": "Halle für Freitag", "valid_until": until})  # fmt: skip
    wish = MarketItem.objects.get()
    other = login(user)
    assert "Halle für Freitag" in other.get("/partner/markt/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        other.post(f"/partner/markt/{wish.pk}/antworten/", {"organization": helper.pk, "text": "Unser Saal geht."})

    assert mail.outbox[0].to == ["post@sportbund.example"]
    assert user.email not in mail.outbox[0].body
    assert "Unser Saal geht." in partner.get("/partner/markt/").content.decode()
    assert other.get(f"/partner/markt/{wish.pk}/beenden/").status_code == 404
    partner.post(f"/partner/markt/{wish.pk}/beenden/", {"result": "Freitags im Saal", "settled_with": helper.pk})
    wish.refresh_from_db()
    assert (wish.settled_with, wish.result) == (helper, "Freitags im Saal")
    assert "Halle für Freitag" not in other.get("/partner/markt/").content.decode()


def test_a_third_partner_does_not_read_anothers_answers(partner, coordinator, login):
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    office = login(coordinator)
    asker, helper = OrganizationFactory(name="Asker"), OrganizationFactory(name="Helfende")
    office.post(f"{MARKET}neu/", {"organization": asker.pk, "kind": "wish", "what": "rooms", "text": "Raum", "valid_until": until})  # fmt: skip
    wish = MarketItem.objects.get()
    office.post(f"{MARKET}{wish.pk}/antworten/", {"organization": helper.pk, "text": "Vertraulich gesagt"})

    assert "Vertraulich gesagt" in office.get(MARKET).content.decode()
    assert "Vertraulich gesagt" not in partner.get("/partner/markt/").content.decode()


@pytest.mark.parametrize("until", ["1.1.2020", "1.1.2036", "irgendwann"])
def test_an_entry_needs_a_last_day_that_makes_sense(partner, own, until):
    response = partner.post("/partner/markt/neu/", {"organization": own.pk, "kind": "wish", "what": "rooms", "text": "Halle", "valid_until": until})  # fmt: skip

    assert response.status_code == 422
    assert not MarketItem.objects.exists()


# ── the public ──────────────────────────────────────────────────────────────────────────────────────


def test_only_chosen_projects_are_public_with_their_title_in_the_language(visitor, coordinator):
    shown = project(
        coordinator, is_public=True, titles={"en": "Bike workshop"}, cents=99, money_from="WIR", note="geheim"
    )
    hidden = project(coordinator, title="Noch nicht")
    gone = project(coordinator, title="Abgesagt", is_public=True)
    projects.cancel_project(gone, today=date(2026, 3, 9), by=coordinator)

    assert 'href="/projekte/"' in visitor.get("/netzwerke/").content.decode()
    listed = visitor.get("/projekte/").content.decode()
    assert "Radwerkstatt" in listed
    assert "Noch nicht" not in listed
    assert "Abgesagt" not in listed
    english = visitor.get(f"/en/projekte/{shown.uuid}/").content.decode()
    assert "Bike workshop" in english
    assert "geheim" not in english
    assert "WIR" not in english
    for one in (hidden, gone):
        assert visitor.get(f"/projekte/{one.uuid}/").status_code == 404
