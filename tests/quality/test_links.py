"""Links: what each answer means, when one is broken, how politely we ask, and what the office decides."""

import socket
from datetime import date, timedelta
from functools import partial

import pytest
from django.urls import reverse

from kreislotse.audit.models import AuditEntry
from kreislotse.core.outbound import NoSuchHost, TimedOut, safe_fetch
from kreislotse.core.scope import district_scope
from kreislotse.directory.models import Offer
from kreislotse.quality import links, tasks
from kreislotse.quality.judge import ADVICE, FAILING
from kreislotse.quality.models import Link, Verdict
from tests.factories import OfferFactory, OrganizationFactory

MONDAY = date(2026, 3, 9)


def resolver(host, port):
    if host in ("parked.test", "127.0.0.1"):
        return ["127.0.0.1"]
    if host == "192.168.1.1":
        return [host]
    if host == "offline.test":
        raise socket.gaierror(socket.EAI_AGAIN, "offline")
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


fetch = partial(safe_fetch, resolver=resolver)


def hasty(url, **options):
    return fetch(url, **options | {"timeout": 0.4})


@pytest.mark.parametrize(
    ("path", "verdict", "leads_to"),
    [
        ("/ok", Verdict.OK, ""),
        ("/moved", Verdict.MOVED, "/neu"),
        ("/temporary", Verdict.OK, "/neu"),
        ("/chain", Verdict.DETOUR, "/ziel"),
        ("/kurse/alt", Verdict.HOME, "/"),
        ("/for-sale", Verdict.PARKED, None),
        ("/nowhere", Verdict.GONE, ""),
        ("/slow", Verdict.TIMEOUT, ""),
        ("/broken", Verdict.SERVER_ERROR, ""),
        ("/asleep", Verdict.SERVER_ERROR, ""),
        ("/cloudflare", Verdict.MAYBE, ""),
        ("/busy", Verdict.MAYBE, ""),
        ("/too-many", Verdict.MAYBE, ""),
        ("/forbidden", Verdict.MAYBE, ""),
        ("/members", Verdict.LOGIN, "/login?next=/members"),
        ("/loop", Verdict.LOOP, ""),
        ("/no-head", Verdict.OK, ""),
        ("/drops-head", Verdict.OK, ""),
        ("/internal", Verdict.INSIDE, ""),
    ],
)
def test_each_answer_is_judged_by_itself(in_district, web, path, verdict, leads_to):
    judgement = links.look_at(web.url + path, fetch=hasty)

    assert judgement.verdict == verdict
    if leads_to is not None:
        assert judgement.leads_to == (web.url + leads_to if leads_to else "")


def test_an_unknown_name_a_bad_certificate_and_a_closed_door_are_told_apart(in_district, web):
    assert links.look_at("http://gone.test/", fetch=fetch).verdict == Verdict.DNS
    assert links.look_at(web.url.replace("http:", "https:"), fetch=fetch).verdict == Verdict.TLS
    assert links.look_at("kein-link", fetch=fetch).verdict == Verdict.BAD
    web.shutdown()
    web.server_close()
    assert links.look_at(web.url, fetch=fetch).verdict == Verdict.UNREACHABLE


def test_every_verdict_has_a_reason_and_something_to_do():
    assert set(ADVICE) == set(Verdict)
    assert all(str(part) for pair in ADVICE.values() for part in pair)


def test_a_head_is_enough_for_a_page_that_is_simply_there(in_district, web):
    links.look_at(web.url + "/ziel", fetch=fetch)

    assert [method for method, _path, _agent in web.seen] == ["HEAD"]
    assert web.seen[0][2] == "Kreislotse (+integration@musterau.example)"


# ── when a link is broken ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def link(in_district, web):
    OfferFactory(website=web.url + "/nowhere")
    links.gather_links(today=MONDAY)
    return Link.objects.get()


def visit(link, day):
    links.check_links([link], today=day, fetch=hasty, pause=lambda _seconds: None)
    link.refresh_from_db()


def test_a_link_is_broken_only_after_three_different_days(link):
    visit(link, MONDAY)
    visit(link, MONDAY)
    visit(link, MONDAY + timedelta(days=1))
    assert link.verdict == Verdict.GONE
    assert link.broken_since is None

    visit(link, MONDAY + timedelta(days=2))

    assert link.broken_since == MONDAY + timedelta(days=2)
    assert link.next_check_on == MONDAY + timedelta(days=9)


def test_a_good_day_between_starts_the_count_again(link, web):
    visit(link, MONDAY)
    visit(link, MONDAY + timedelta(days=1))
    link.url = web.url + "/ok"
    visit(link, MONDAY + timedelta(days=2))

    assert (link.failed_on, link.broken_since) == ([], None)
    assert link.next_check_on == MONDAY + timedelta(days=32)


def test_our_own_line_being_down_breaks_no_link(in_district):
    """Nobody answers at all: that says something about us, not about them."""
    rows = [Link.objects.create(url=f"http://server{n}.test/", next_check_on=MONDAY) for n in range(3)]

    def nobody(url, **_options):
        raise (NoSuchHost if "1" in url else TimedOut)(url=url)

    judged = links.check_links(rows, today=MONDAY, fetch=nobody)

    assert judged == 0
    assert set(Link.objects.values_list("verdict", flat=True)) == {Verdict.UNCHECKED}


def test_a_silent_name_service_ends_the_run(in_district):
    rows = [Link.objects.create(url=f"http://offline.test/{n}", next_check_on=MONDAY) for n in range(2)]

    assert links.check_links(rows, today=MONDAY, fetch=fetch) == 0
    assert not Link.objects.exclude(checked_at=None).exists()


def test_a_name_that_is_gone_counts_once_somebody_else_answers(in_district, web):
    rows = [
        Link.objects.create(url="http://gone.test/", next_check_on=MONDAY),
        Link.objects.create(url=web.url + "/ok", next_check_on=MONDAY),
    ]

    assert links.check_links(rows, today=MONDAY, fetch=fetch) == 2
    assert Link.objects.get(url="http://gone.test/").verdict == Verdict.DNS


def test_an_address_that_is_none_stops_nobody(in_district, web):
    for url in ("http://[kaputt", web.url + "/ziel"):
        Link.objects.create(url=url, next_check_on=MONDAY)

    assert links.check_links(links.due_links(today=MONDAY, limit=9), today=MONDAY, fetch=fetch) == 2
    assert Link.objects.get(url="http://[kaputt").verdict == Verdict.BAD


# ── politeness ──────────────────────────────────────────────────────────────────────────────────────


def test_the_same_server_is_given_a_pause_and_others_come_between(in_district, web):
    for path in ("/ok", "/neu", "/ziel"):
        OfferFactory(website=web.url + path)
    OfferFactory(website="http://gone.test/")
    links.gather_links(today=MONDAY)
    pauses = []

    rows = links.due_links(today=MONDAY, limit=10)
    links.check_links(rows, today=MONDAY, fetch=fetch, pause=pauses.append)

    assert "gone.test" in rows[0].url + rows[1].url
    assert len(pauses) == 2
    assert all(0 < seconds <= links.HOST_PAUSE for seconds in pauses)


def test_a_run_ends_when_its_time_is_over_and_opens_no_more_than_allowed(in_district, web):
    for n in range(5):
        OfferFactory(website=f"{web.url}/ok?{n}")
    links.gather_links(today=MONDAY)

    assert len(links.due_links(today=MONDAY, limit=3)) == 3
    assert links.check_links(links.due_links(today=MONDAY, limit=3), today=MONDAY, fetch=fetch, seconds=-1) == 0


def test_one_address_in_many_places_is_one_link_and_unused_ones_go(in_district):
    for _n in range(3):
        offer = OfferFactory(website="https://a.example/", video="https://v.example/")
    OrganizationFactory(website="https://a.example/")
    OfferFactory(website="https://archive.example/", status=Offer.Status.ARCHIVED)

    links.gather_links(today=MONDAY)
    assert set(Link.objects.values_list("url", flat=True)) == {"https://a.example/", "https://v.example/"}

    Offer.objects.filter(pk=offer.pk).update(video="https://neu.example/")
    Offer.objects.exclude(pk=offer.pk).update(video="")
    links.gather_links(today=MONDAY)
    assert set(Link.objects.values_list("url", flat=True)) == {"https://a.example/", "https://neu.example/"}


def test_nothing_is_opened_when_it_is_switched_off_or_a_demonstration(in_district, web, settings):
    OfferFactory(website=web.url + "/ok")
    settings.LINK_CHECK = False
    tasks.check_links_of_the_night(MONDAY)
    settings.LINK_CHECK = True
    in_district.is_demo = True
    in_district.save()
    tasks.check_links_of_the_night(MONDAY)

    assert web.seen == []


def test_the_night_opens_what_is_due(in_district, web):
    OfferFactory(website=web.url + "/moved")

    tasks.check_links_of_the_night(MONDAY)

    assert Link.objects.get().verdict == Verdict.MOVED


# ── the office ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def moved(in_district, web):
    for _n in range(2):
        OfferFactory(website=web.url + "/moved")
    OrganizationFactory(website=web.url + "/moved")
    links.gather_links(today=MONDAY)
    visit(link := Link.objects.get(), MONDAY)
    return link


def test_one_click_writes_the_new_address_everywhere(moved, web, login, coordinator):
    client = login(coordinator)
    page = client.get(reverse("office:link_list")).content.decode()
    assert "Neue Adresse übernehmen" in page
    assert web.url + "/neu" in page

    client.post(reverse("office:accept_link", args=[moved.pk]))

    assert set(Offer.objects.values_list("website", flat=True)) == {web.url + "/neu"}
    assert Link.objects.get().url == web.url + "/neu"
    assert AuditEntry.objects.filter(entry="link_replaced").count() == 3


def test_accepting_twice_says_so(moved, login, coordinator):
    links.accept_new_address(moved, by=coordinator)

    with pytest.raises(links.NothingToAccept):
        links.accept_new_address(moved, by=coordinator)


def test_a_link_somebody_opened_counts_as_fine(in_district, login, coordinator, web):
    link = Link.objects.create(url=web.url + "/cloudflare", verdict=Verdict.MAYBE, next_check_on=MONDAY)
    client = login(coordinator)

    client.post(reverse("office:confirm_link", args=[link.pk]), {"next": "//evil.example/"})

    link.refresh_from_db()
    assert link.confirmed_on
    assert links.link_counts()[links.Group.FINE] == 1
    assert links.link_counts()[links.Group.LOOK] == 0


def test_a_link_is_looked_at_when_somebody_asks(
    in_district, login, coordinator, web, django_capture_on_commit_callbacks
):
    link = Link.objects.create(url=web.url + "/nowhere", next_check_on=MONDAY)

    with django_capture_on_commit_callbacks(execute=True):
        response = login(coordinator).post(reverse("office:recheck_link", args=[link.pk]))

    link.refresh_from_db()
    assert response.status_code == 302
    assert link.verdict == Verdict.GONE


def test_who_may_not_edit_sees_the_list_without_buttons(moved, login, caseworker):
    page = login(caseworker).get(reverse("office:link_list")).content.decode()

    assert "umgezogen" in page
    assert "Neue Adresse übernehmen" not in page
    assert login(caseworker).post(reverse("office:accept_link", args=[moved.pk])).status_code == 403


@pytest.mark.parametrize("query", ["gruppe=quatsch", "gruppe=gut&seite=999", "gruppe=kaputt", "seite=-1"])
def test_any_address_of_the_list_gives_a_page(moved, login, coordinator, query):
    assert login(coordinator).get(f"{reverse('office:link_list')}?{query}").status_code == 200


def test_a_neighbor_sees_none_of_our_links(moved, other_district):
    with district_scope(other_district):
        assert not Link.objects.exists()


def test_failures_that_need_a_look_are_not_failures():
    assert Verdict.MAYBE not in FAILING
    assert Verdict.MOVED not in FAILING


def test_the_parts_of_the_directory_are_links(moved, login, coordinator):
    page = login(coordinator).get(reverse("office:offer_list")).content.decode()

    assert f'<a href="{reverse("office:link_list")}"' in page
