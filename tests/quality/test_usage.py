"""What is read is counted without persons; what is shown outside protects small numbers."""

from datetime import date
from io import BytesIO

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kreislotse.casefacts.models import MonthClosing, SearchFact
from kreislotse.casefacts.search_months import safe_pairs
from kreislotse.casefacts.searches import searches_in_vain
from kreislotse.core.dates import first_of_month, previous_month
from kreislotse.core.scope import district_scope
from kreislotse.quality import usage
from kreislotse.quality.models import FeedbackFact, Page, UsageFact
from tests.factories import MunicipalityFactory, OfferFactory, TopicFactory

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"
MONTH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def nothing_waits():
    usage._waiting.clear()
    yield
    usage._waiting.clear()


@pytest.fixture
def offer(in_district):
    return OfferFactory(title="Nähcafé")


def read(visitor, path, agent=FIREFOX, **headers):
    return visitor.get(path, headers={"user-agent": agent} | headers)


def counted() -> list[tuple]:
    usage.flush()
    return sorted(UsageFact.objects.values_list("page", "language", "number"))


def test_pages_are_counted_by_offer_and_language(visitor, offer):
    for path in ("/", "/angebote/", f"/angebote/{offer.pk}/", f"/ar/angebote/{offer.pk}/", f"/ar/angebote/{offer.pk}/"):
        assert read(visitor, path).status_code == 200

    assert counted() == [("offer", "ar", 2), ("offer", "de", 1), ("search", "de", 1), ("start", "de", 1)]
    assert set(UsageFact.objects.filter(page="offer").values_list("offer_uuid", flat=True)) == {offer.uuid}


def test_counts_add_up_over_several_flushes(visitor, offer):
    for _time in range(3):
        read(visitor, f"/angebote/{offer.pk}/")
        usage.flush()

    assert counted() == [("offer", "de", 3)]


def test_a_visit_costs_no_query_and_sets_no_cookie(visitor, offer):
    path = f"/angebote/{offer.pk}/"
    read(visitor, path)
    with CaptureQueriesContext(connection) as as_program:
        read(visitor, path, agent="Googlebot/2.1")
    with CaptureQueriesContext(connection) as as_person:
        response = read(visitor, path)

    assert len(as_person) == len(as_program)
    assert not response.cookies


@pytest.mark.parametrize(
    "agent",
    ["", "Googlebot/2.1 (+http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0)", "curl/8.5",
     "python-requests/2.32", "facebookexternalhit/1.1 WhatsApp preview", "UptimeRobot/2.0", "Kreislotse (+a@b.example)"],
)  # fmt: skip
def test_programs_are_left_out(visitor, offer, agent):
    read(visitor, "/", agent=agent)

    assert counted() == []


@pytest.mark.parametrize(
    "agent",
    [FIREFOX, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1",
     "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36 SamsungBrowser/27.0"],
)  # fmt: skip
def test_people_are_not_taken_for_programs(agent):
    assert not usage.is_program(agent)


def test_guesses_parts_misses_and_the_office_are_left_out(visitor, offer, login, caseworker):
    read(visitor, "/", **{"sec-purpose": "prefetch"})
    read(visitor, "/angebote/", **{"hx-request": "true"})
    read(visitor, "/angebote/999999/")
    read(login(caseworker), "/")

    assert counted() == []


def test_no_row_holds_a_person_or_a_moment():
    names = {field.name for field in UsageFact._meta.concrete_fields}

    assert names == {"id", "district", "month", "page", "offer_uuid", "language", "number"}


def test_what_cannot_be_written_waits(visitor, offer, monkeypatch):
    read(visitor, "/")

    def locked(_numbers):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(usage, "_write", locked)
    assert usage.flush() == 0
    monkeypatch.undo()

    assert counted() == [("start", "de", 1)]


def test_an_offer_deleted_meanwhile_is_not_counted(visitor, offer):
    read(visitor, f"/angebote/{offer.pk}/")
    offer.delete()

    assert counted() == []


def test_districts_are_counted_apart(offer, other_district):
    usage.note(district=offer.district_id, page=Page.START, language="de", today=MONTH)
    usage.note(district=other_district.pk, page=Page.START, language="de", today=MONTH)
    usage.flush()

    for district in (offer.district, other_district):
        with district_scope(district):
            assert UsageFact.objects.get().number == 1


# ── the page ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def this_month():
    return first_of_month(timezone.localdate())


def close(month, by):
    MonthClosing.objects.create(month=month, closed_at=timezone.now(), threshold=3, by=by)


def test_the_office_sees_what_was_read_and_sought(login, coordinator, offer, this_month):
    last = previous_month(this_month)
    UsageFact.objects.create(month=this_month, page="offer", offer_uuid=offer.uuid, language="ti", number=7)
    FeedbackFact.objects.create(month=this_month, offer_uuid=offer.uuid, topic="wrong", number=2)
    for topic, month in (("Kita", last), ("Heute gesucht", this_month)):
        SearchFact.objects.create(
            month=month, topic=TopicFactory(name=topic).code, municipality=MunicipalityFactory(name="Korbach"),
            language="de", number=9,
        )  # fmt: skip
    close(last, coordinator)
    OfferFactory()

    page = login(coordinator).get(reverse("office:usage")).content.decode()

    assert "7 Seiten wurden gelesen, 9 Suchen fanden nichts." in page
    assert "Nähcafé" in page
    assert "Tigrinya" in page
    assert "Kita, Korbach" in page
    assert "Heute gesucht" not in page  # the running month could be compared with itself tomorrow
    assert "1 öffentliches Angebot hat in dieser Zeit niemand geöffnet." in page
    assert "falsche Angaben" in page


@pytest.mark.parametrize("query", ["", "zeitraum=12", "zeitraum=quatsch", "zeitraum=-1"])
def test_an_empty_office_gets_a_page_that_says_so(login, coordinator, this_month, query):
    client, address = login(coordinator), f"{reverse('office:usage')}?{query}"
    page = client.get(address).content.decode()

    assert "Noch keine Aufrufe gezählt" in page
    assert "In dieser Zeit ist kein Monat abgeschlossen" in page
    close(previous_month(this_month), coordinator)
    assert "Keine Suche blieb ohne Treffer" in client.get(address).content.decode()


def test_rare_searches_are_hidden(in_district, coordinator):
    close(MONTH, coordinator)
    for name, number in (("Kita", 9), ("Wohnen", 1), ("Arbeit", 5)):
        SearchFact.objects.create(
            month=MONTH, topic=TopicFactory(name=name).code, municipality=None, language="de", number=number
        )

    report = searches_in_vain(MONTH, MONTH, district=in_district)
    hidden = {row.label for row in report.tables[0].rows if row.is_lower_bound}

    assert "Wohnen" in hidden
    assert len(hidden) >= 2
    assert "Wohnen" not in " ".join(row.label for row in report.pairs)


numbers = st.integers(0, 12)
names = st.sampled_from("abcd")


@given(st.dictionaries(st.tuples(names, names.map(str.upper)), numbers, max_size=12))
@settings(max_examples=200, deadline=None)
def test_shown_pairs_leave_no_small_rest(found):
    from collections import Counter

    topics, places = Counter(), Counter()
    for (topic, place), number in found.items():
        topics[topic] += number
        places[place] += number

    shown = dict(safe_pairs(Counter(found), topics, places, hidden=({"a"}, set()), threshold=3))

    assert all(number >= 3 and pair[0] != "a" for pair, number in shown.items())
    for axis, sums in ((0, topics), (1, places)):
        for part, total in sums.items():
            inside = [number for pair, number in shown.items() if pair[axis] == part]
            assert not inside or not 0 < total - sum(inside) < 3


# ── outside of the office ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def march(in_district):
    offers = [OfferFactory(title=f"Angebot {name}") for name in "ABC"]
    for offer, number in zip(offers, (30, 12, 1), strict=True):
        UsageFact.objects.create(month=MONTH, page="offer", offer_uuid=offer.uuid, language="de", number=number)
    UsageFact.objects.create(month=MONTH, page="start", language="ar", number=40)
    UsageFact.objects.create(month=MONTH, page="offer", offer_uuid=offers[0].uuid, language="ti", number=2)
    return offers


def test_small_numbers_are_hidden_in_what_leaves_the_office(march):
    rows = usage.protected_month(MONTH, threshold=3)
    by_label = {label: number for _table, label, number in rows}

    assert by_label["Angebot C"] == usage.SECRET
    assert by_label["ti"] == usage.SECRET
    assert [number for table, _label, number in rows if table == "Angebote"].count(usage.SECRET) >= 2
    assert [number for table, _label, number in rows if table == "Sprachen"].count(usage.SECRET) >= 2


def test_the_file_holds_the_protected_numbers(login, coordinator, march):
    response = login(coordinator).get(reverse("office:export_usage", args=[MONTH]))

    sheet = load_workbook(BytesIO(response.getvalue())).active
    cells = {row[1]: row[2] for row in sheet.iter_rows(values_only=True) if len(row) > 2}
    assert cells["Angebot C"] == usage.SECRET
    assert 1 not in cells.values()
    assert 2 not in cells.values()


def test_only_months_that_are_over_leave_the_office(login, coordinator, this_month):
    client = login(coordinator)

    assert client.get(reverse("office:export_usage", args=[this_month])).status_code == 404
    assert client.get(reverse("office:export_usage", args=[previous_month(this_month)])).status_code == 200


def test_many_offers_share_a_line_in_the_file(in_district, monkeypatch):
    monkeypatch.setattr(usage, "MOST_IN_EXPORT", 2)
    for number in (50, 40, 6, 5):
        offer = OfferFactory(title=f"Angebot {number}")
        UsageFact.objects.create(month=MONTH, page="offer", offer_uuid=offer.uuid, language="de", number=number)

    by_label = {label: number for _table, label, number in usage.protected_month(MONTH, threshold=3)}

    assert by_label["weitere Angebote"] == 11
    assert by_label["zusammen"] == 101
