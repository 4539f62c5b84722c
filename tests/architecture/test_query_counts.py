"""A page costs the same number of queries for twice the rows, and none costs more than 25."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kreislotse.accounts.roles import Role
from kreislotse.core.scope import district_scope
from kreislotse.search import operations as search
from tests.architecture.conftest import browser
from tests.architecture.furnished import furnish, open_house
from tests.architecture.test_role_matrix import ADDRESSES, NOBODY, may_open, url_of
from tests.factories import DistrictFactory

ROWS = 5
LIMIT = 25
# The person with the most to see comes first.
READERS = (
    NOBODY,
    Role.HEAD_OF_OFFICE,
    Role.COORDINATOR,
    Role.DISTRICT_ADMIN,
    Role.GUIDE,
    Role.OFFER_EDITOR,
    Role.GROUP_LEAD,
    Role.MUNICIPALITY_CONTACT,
)
# The same pages once more, asked for what makes them work harder.
FILTERED = {
    "office:search": ("q=gemeinsam",),
    "public:hand_out": ("a=1,2,3,4",),
    "public:hand_out_pdf": ("a=1,2",),
    "public:offer_search": ("q=gemeinsames", "a=1,2", "sprache=ar", "kostenlos=ja&sprache=ar&q=nichts"),
    "office:help_request_list": ("status=alle", "status=alle&sortierung=-topic", "wartet=3"),
    "office:offer_list": ("sortierung=-title", "q=gemeinsam"),
    "office:due_offer_list": ("sortierung=-asked", "stand=gefragt&wer=ich&text=gemeinsam"),
    "office:organization_list": ("q=gemeinsam",),
    "office:project_list": ("text=gemeinsames&stand=open",),
    "office:network_picture": ("size=alle", "kind=project"),
    "office:market_list": ("text=gemeinsamer", "stand=over"),
    "office:meeting_list": ("when=past", "minutes=approved"),
    "office:meeting_search": ("q=gemeinsam",),
    "office:body_task_list": ("state=all", "state=late&mine=on"),
    "partners:body_list": ("q=gemeinsam",),
    "office:body_list": ("text=gemeinsame&kind=working_group",),
    "office:need_list": ("text=gemeinsamer&status=undecided&heard=2&waits=on", "sortierung=-heard", "is_merged=on"),
    "office:participation_detail": ("stapel=gezeigt", "stapel=werbung"),
    "office:alike_needs": ("title=Gemeinsamer+Bedarf",),
    "office:merge_need": ("text=gemeinsamer",),
    "office:answer_need": ("text=gemeinsame",),
    "office:guide_list": ("q=gemeinsam",),
    "office:pool_board": ("spalte=angefragt", "wer=ich"),
    "office:pool_calendar": ("ansicht=monat", "ansicht=tage", "person=gemeinsame"),
    "office:pool_free": ("tag=morgen",),
    "office:pool_turns": ("zeige=alle",),
    "office:assignment_list": ("status=alle&sortierung=-minuten", "termin=ohne-ergebnis&spalten=status"),
}


def reader_of(address) -> str:
    return next((role for role in READERS if may_open(role, address)), Role.CASEWORKER)


def pages() -> list[tuple]:
    """Every address with its reader and what follows the question mark."""
    asked = []
    for address in ADDRESSES:
        for query in ("", *FILTERED.get(address.name, ())):
            asked.append((address, query))
    return asked


def named(page) -> str:
    address, query = page
    return f"{address}{'?' if query else ''}{query}"


def count_all(house) -> dict[str, int | None]:
    """How many queries each page takes, the first visit apart; `None` for what is no page to look at."""
    clients = {role: browser(house.district.host, house.people[role] if role else None) for role in READERS}
    counts = {}
    for page in pages():
        address, query = page
        client, url = clients[reader_of(address)], url_of(address, house)
        url += ("&" if "?" in url else "?") + query if query else ""
        with transaction.atomic():
            first = client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            transaction.set_rollback(True)
        counts[named(page)] = len(queries) if first.status_code == 200 else None
    return counts


@pytest.fixture(scope="module")
def counts(rolled_back):
    """The queries of all pages for some rows of every kind, and for twice as many."""
    house = open_house(DistrictFactory(name="Kreis Musterau", ags="06635", host="musterau.localhost"))
    found = []
    for _time in range(2):
        furnish(house, ROWS)
        with district_scope(house.district):
            search.rebuild(house.district)
        found.append(count_all(house))
    return found


@pytest.fixture
def db(rolled_back):
    """A database, in the module's transaction."""


def test_twice_the_rows_take_no_more_queries(counts, undone):
    few, many = counts

    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}


def test_no_page_takes_more_than_25_queries(counts, undone):
    too_many = {page: number for page, number in counts[1].items() if (number or 0) > LIMIT}

    assert too_many == {}


def test_most_addresses_are_pages_that_were_counted(counts, undone):
    """The control: if nothing could be opened, nothing would be counted."""
    assert sum(number is not None for number in counts[1].values()) > 50


def test_a_query_per_row_would_be_seen(counts, undone):
    from kreislotse.directory.models import Offer
    from kreislotse.districts.models import District

    district = District.objects.get(ags="06635")
    with district_scope(district), CaptureQueriesContext(connection) as queries:
        names = [offer.provider.name for offer in Offer.objects.all()]

    assert len(queries) == len(names) + 1
