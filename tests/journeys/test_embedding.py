"""The search on the website of the Kreis, which is another origin: as a frame without script and as an element."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


class Website:
    """The website of somebody else, with one page."""

    def __init__(self):
        self.html = ""
        website = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802 – the name is the library's
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(
                    f"<!doctype html><html lang=de><title>Kreis</title><h1>Kreis</h1>{website.html}".encode()
                )

            def log_message(self, *_parts): ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def website():
    website = Website()
    yield website
    website.server.shutdown()
    website.server.server_close()


@pytest.fixture
def listed(stocked, website):
    cache.clear()
    stocked.district.embedded_in = [website.origin]
    stocked.district.save()
    return stocked


def frame_of(house, path="/einbetten/"):
    return f'<iframe src="{house.url(path)}" title="Angebote" width="100%" height="700"></iframe>'


def element_of(house, filters="", language="de"):
    return (
        f'<script type="module" src="{house.url("/kreislotse-finder.js")}"></script><kreislotse-finder lang="{language}"'
        f' filter="{filters}"><a href="{house.url("/angebote/")}">Zu den Angeboten</a></kreislotse-finder>'
    )


def test_frame_searches_inside_and_leads_to_the_main_site(listed, website, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    website.html = frame_of(listed)
    page.goto(website.origin)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Beratung zu Miete und Wohnung")).to_be_visible()

    frame.get_by_label("Was suchen Sie?").fill("Wohnung")
    frame.get_by_role("button", name="Angebote suchen").click()
    expect(frame.get_by_role("status")).to_have_text("1 Angebot gefunden")
    assert page.url.startswith(website.origin)
    frame.get_by_role("link", name="Beratung zu Miete und Wohnung").click()

    expect(page.get_by_role("heading", level=1, name="Beratung zu Miete und Wohnung")).to_be_visible()
    assert page.url == listed.url(f"/angebote/{listed.offer.pk}/")
    assert context.cookies() == []
    context.close()


def test_frame_reads_from_right_to_left_and_fits_a_narrow_column(listed, page, check):
    page.goto(listed.url("/ar/einbetten/"))

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    check(page)


def test_element_shows_offers_searches_and_leads_to_the_main_site(listed, website, page):
    website.html = element_of(listed, language="ar")
    page.goto(website.origin)
    expect(page.get_by_role("link", name="استشارة حول الإيجار والسكن")).to_be_visible()
    expect(page.get_by_role("link", name="Zu den Angeboten")).to_have_count(0)

    page.get_by_role("searchbox").fill("السكن")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("kreislotse-finder li")).to_have_count(1)
    page.get_by_role("link", name="استشارة حول الإيجار والسكن").click()

    expect(page.get_by_role("heading", level=1, name="استشارة حول الإيجار والسكن")).to_be_visible()
    assert page.url == listed.url(f"/ar/angebote/{listed.offer.pk}/")


def test_website_that_is_not_listed_shows_neither(stocked, website, page):
    cache.clear()
    website.html = frame_of(stocked) + element_of(stocked)
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(website.origin)

    expect(page.get_by_role("link", name="Zu den Angeboten")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Angebote finden")).to_have_count(0)


def test_element_without_script_is_a_link(listed, website, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    website.html = element_of(listed)
    page.goto(website.origin)

    expect(page.get_by_role("link", name="Zu den Angeboten")).to_be_visible()
    context.close()


def test_office_lists_the_website_copies_the_block_and_sees_it(stocked, website, page, enter, check):
    enter(page, "head_of_office")
    page.goto(stocked.url("/buero/verwaltung/einbetten/"))
    page.get_by_role("link", name="Internetseiten eintragen").click()
    page.get_by_label("Internetseiten, eine je Zeile").fill(website.origin)
    page.get_by_role("button", name="Speichern").click()
    page.goto(stocked.url("/buero/verwaltung/einbetten/"))
    check(page)
    page.get_by_label("Thema").select_option("wohnen")
    page.get_by_role("button", name="Baustein zeigen").click()
    preview = page.frame_locator("iframe.embed-preview")
    expect(preview.get_by_role("link", name="Beratung zu Miete und Wohnung")).to_be_visible()
    website.html = page.get_by_label("Baustein ohne Skript").input_value()

    page.goto(website.origin)

    expect(page.frame_locator("iframe").get_by_role("link", name="Beratung zu Miete und Wohnung")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_role("link", name="Deutsch lernen am Abend")).to_have_count(0)
