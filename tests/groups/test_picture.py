"""The network as a picture and a table: from seats, projects and what was arranged; never persons."""

import io
from datetime import date
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook

from kreislotse.groups import market, operations, projects
from kreislotse.groups import picture_findings as findings
from kreislotse.groups.models import Body, Project
from kreislotse.groups.picture import Cut, TieKind, read_coverage, read_network
from kreislotse.network.models import Representation
from kreislotse.networkanalysis import analyse
from tests.conftest import TODAY
from tests.factories import BodyFactory, MunicipalityFactory, OfferFactory, OrganizationFactory, TopicFactory, member

PICTURE = "/buero/netzwerk/bild/"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def office(login, coordinator):
    return login(coordinator)


def body_of(by, *organizations, **fields):
    body = BodyFactory(**fields)
    for one in organizations:
        operations.give_seat(
            body, organization=one, role="member", from_on=date(2026, 1, 1),
            person=operations.Person(f"Ada Lind {one.pk}", "Leitung", "ada@privat.example", "0171 5"), by=by,
        )  # fmt: skip
    return body


def actors(*names, **fields):
    return [OrganizationFactory(name=name, **fields) for name in names]


def pairs(cut=None):
    analysis = analyse(read_network(cut or Cut(), today=TODAY))
    return {
        "-".join(sorted(analysis.actor(one).name for one in (pair.one, pair.other))): [
            c.name for c in analysis.by_what(pair)
        ]
        for pair in analysis.pairs
    }


def test_seats_projects_and_arrangements_bind(coordinator):
    a, b, c, d = actors("A", "B", "C", "D")
    body_of(coordinator, a, b, name="AG Wohnen")
    projects.save_project(
        Project(title="Radwerkstatt", starts_on=TODAY, lead=b), topics=[], target_groups=[], municipalities=[],
        partners=[(c, "hosts")], by=coordinator,
    )  # fmt: skip
    entry = {"kind": "wish", "what": "rooms", "text": "Raum", "valid_until": TODAY, "today": TODAY}
    wish = market.post_item(c, **entry, by=coordinator)
    market.close_item(wish, result="geklappt", settled_with=d, today=TODAY, by=coordinator)
    market.post_item(a, **entry, by=coordinator)

    assert pairs() == {"A-B": ["AG Wohnen"], "B-C": ["Radwerkstatt"], "C-D": ["Suche: Räume"]}
    assert pairs(Cut(kind=TieKind.PROJECT)) == {"B-C": ["Radwerkstatt"]}


def test_what_ended_was_called_off_or_lies_in_the_archive_binds_nobody(coordinator):
    a, b, gone = actors("A", "B", "Weg")
    operations.end_body(body_of(coordinator, a, b), on=TODAY, by=coordinator)
    seats = body_of(coordinator, a, b).seats.order_by("pk")
    operations.end_seat(seats[1], on=date(2026, 2, 1), by=coordinator)
    body_of(coordinator, a, gone)
    gone.archived_on = TODAY
    gone.save()
    cancelled = projects.save_project(
        Project(title="x", starts_on=TODAY, lead=a), topics=[], target_groups=[], municipalities=[],
        partners=[(b, "hosts")], by=coordinator,
    )  # fmt: skip
    projects.cancel_project(cancelled, today=TODAY, by=coordinator)

    assert pairs() == {}


def test_the_public_part_has_only_what_everybody_may_see(coordinator):
    a, b, c = actors("A", "B", "C")
    body_of(coordinator, a, b, name="offen", is_public=True)
    body_of(coordinator, b, c, name="intern")

    read = read_network(Cut(is_public=True), today=TODAY)

    assert [one.name for one in read.actors] == ["A", "B"]
    assert [one.name for one in read.circles] == ["offen"]


def test_the_part_is_chosen_by_topic_place_and_body(coordinator):
    topic, town = TopicFactory(name="Wohnen"), MunicipalityFactory()
    a, b, c = actors("A", "B", "C")
    housing = body_of(coordinator, a, b, name="AG Wohnen")
    housing.topics.add(topic)
    body_of(coordinator, b, c, name="AG Sprache")
    a.municipality = town
    a.save()
    b.municipalities_served.add(town)

    assert set(pairs(Cut(topic=topic))) == {"A-B"}
    assert set(pairs(Cut(municipality=town))) == {"A-B"}
    assert set(pairs(Cut(body=Body.objects.get(name="AG Sprache")))) == {"B-C"}


def test_the_findings_say_who_connects_whom_and_what_was_not_counted(coordinator):
    caritas, sport, vhs, newroz, *others = actors("Caritas", "Sportbund", "VHS", "Newroz", *"abcdefghij")
    body_of(coordinator, caritas, vhs, sport, name="AG Sprache")
    body_of(coordinator, sport, newroz, name="AG Sport")
    body_of(coordinator, *others, caritas, vhs, newroz, name="Netzwerk")

    analysis = analyse(read_network(Cut(), today=TODAY))

    assert findings.summary(analysis) == "4 Akteure arbeiten über 2 gemeinsame Kreise zusammen."
    assert findings.sentences(analysis) == [
        "„Sportbund“ verbindet Newroz mit Caritas und VHS. Einen anderen Weg zwischen ihnen gibt es nicht.",
        "„Netzwerk“ zählt hier nicht als Verbindung: Mit 13 Akteuren in einem Saal arbeitet noch nicht jeder mit jedem.",
    ]
    assert findings.listed(["a", "b", "c", "d"]) == "a, b, c und d"
    assert findings.listed(["a", "b", "c", "d", "e"]) == "a, b, c und 2 weitere"
    assert findings.listed(["a", "b", "c", "d", "e"], is_dative=True) == "a, b, c und 2 weiteren"


def test_topics_nobody_covers_are_named_with_their_places(in_district):
    housing, sport, work = TopicFactory(name="Wohnen"), TopicFactory(name="Sport"), TopicFactory(name="Arbeit")
    koenig, erbach = MunicipalityFactory(name="Bad König"), MunicipalityFactory(name="Erbach")
    actor = OrganizationFactory(municipality=erbach)
    actor.topics.add(housing)
    everywhere = OfferFactory(status="published", serves_whole_district=True)
    everywhere.topics.set([work])
    draft = OfferFactory(status="draft", serves_whole_district=True)
    draft.topics.set([sport])

    coverage = read_coverage(in_district, today=TODAY)

    said = findings.gap_sentences(coverage)
    assert "Zu einem Thema bietet im ganzen Kreis niemand etwas: Sport." in said
    assert "In Bad König bietet niemand etwas zu „Wohnen“." in said
    assert not any("Arbeit" in one for one in said)
    assert coverage.counts[str(housing.pk), str(erbach.pk)] == 1
    assert coverage.counts[str(work.pk), str(koenig.pk)] == 1


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_picture_table_and_findings_and_no_person(office, coordinator):
    a, b, c = actors("Caritas", "Sportbund", "Alleinig")
    body = body_of(coordinator, a, b, name="AG Wohnen")

    page = office.get(PICTURE).content.decode()

    assert "<svg" in page
    assert f'href="/buero/gremien/{body.pk}/"' in page
    assert "2 Akteure arbeiten über 1 gemeinsamen Kreis zusammen." in page
    assert "Wer mit niemandem verbunden ist" in page
    assert "Alleinig" in page
    for person in ("Ada Lind", "ada@privat.example", "0171 5"):
        assert person not in page


def test_an_empty_network_says_how_it_begins(office):
    assert "Noch gibt es nichts zu zeichnen" in office.get(PICTURE).content.decode()


def test_a_large_network_shows_groups_that_open(office, coordinator):
    clubs = actors(*(f"Verein {number:02}" for number in range(80)))
    for start in range(0, 80, 8):
        body_of(coordinator, *clubs[start : start + 8], name=f"AG {start}")

    page = office.get(PICTURE).content.decode()

    assert "Gruppe um Verein 00: 8 Akteure" in page
    inside = office.get(f"{PICTURE}?around={clubs[3].pk}").content.decode()
    assert "8 Akteure arbeiten über 1 gemeinsamen Kreis" in inside
    assert "Verein 09: arbeitet" not in inside


@pytest.mark.parametrize("query", ["topic=x", "around=999999", "size=-1", "kind=liebe", "body=0", "seite=99"])
def test_filters_nobody_knows_are_no_filters(office, coordinator, query):
    body_of(coordinator, *actors("A", "B"))

    response = office.get(f"{PICTURE}?{query}")

    assert response.status_code == 200
    assert "2 Akteure arbeiten" in response.content.decode()


def test_the_files_hold_the_chosen_part(office, coordinator):
    a, b, c = actors("A", "B", "C")
    body_of(coordinator, a, b, name="AG Wohnen")
    body_of(coordinator, b, c, name="AG Sprache")
    chosen = Body.objects.get(name="AG Wohnen")

    response = office.get(f"{PICTURE}netzwerk.graphml?body={chosen.pk}")
    assert response["Content-Type"] == "application/graphml+xml"
    assert ".graphml" in response["Content-Disposition"]
    root = fromstring(response.content)
    assert {node.get("id") for node in root.iter(f"{GRAPHML}node")} == {
        f"akteur-{a.pk}",
        f"akteur-{b.pk}",
        f"gremium-{chosen.pk}",
    }
    sheet = load_workbook(io.BytesIO(office.get(f"{PICTURE}tabelle.xlsx").getvalue())).active
    assert {tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)} == {
        ("A", "B", "AG Wohnen"),
        ("B", "C", "AG Sprache"),
    }


def test_a_partner_sees_the_public_part_without_links_into_the_office(login, coordinator):
    a, b, c = actors("Caritas", "Sportbund", "Geheimbund")
    body_of(coordinator, a, b, name="AG offen", is_public=True)
    body_of(coordinator, b, c, name="Steuerung")
    user = member("offer_editor")
    Representation.objects.create(membership=user.memberships.get(), organization=a)

    page = login(user).get("/partner/netzwerk/").content.decode()

    assert "AG offen" in page
    for hidden in ("Steuerung", "Geheimbund", "/buero/", "Ada Lind"):
        assert hidden not in page
