"""Every page of the matrix in a browser: axe, contrast in the dark too, heading order, labels, 320 px; public pages from right to left too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from kreislotse.accounts.roles import Role
from tests.architecture.addresses import our_addresses
from tests.architecture.furnished import furnish, open_house
from tests.architecture.test_role_matrix import may_open, url_of
from tests.factories import DistrictFactory
from tests.journeys.conftest import WCAG

pytestmark = pytest.mark.journey
# The innermost elements that reach beyond the edge and cannot be scrolled by themselves.
TOO_WIDE = """() => [...document.querySelectorAll("main *")].filter(one => {
    const held = one.parentElement.closest(".kern-table-responsive, nav, pre")
    return !held && one.getBoundingClientRect().right > document.documentElement.clientWidth
}).slice(-3).map(one => one.outerHTML.slice(0, 160))"""
WIDTHS = (1280, 320)
PARTS_OF_THE_OFFICE = 4
PARTS_OF_A_PAGE = ("office:alike_needs",)  # fetched into a form while somebody types, never opened alone
AREAS = {
    **{f"office {part}": (Role.HEAD_OF_OFFICE, ("office:",)) for part in range(1, PARTS_OF_THE_OFFICE + 1)},
    "money": (
        Role.COORDINATOR,
        tuple(f"office:{verb}_settlement" for verb in ("edit", "declare", "waive", "reverse", "approve", "save")),
    ),
    "guide": (Role.GUIDE, ("guides:",)),
    "partner": (Role.OFFER_EDITOR, ("partners:",)),
    "lead of a body": (
        Role.GROUP_LEAD,
        tuple(f"partners:{verb}_" for verb in ("edit", "record", "write", "set", "add")),
    ),
    "public": ("", ("public:",)),
    "entrance": ("", ("accept_invitation", "request_magic_link", "use_magic_link")),
}


@pytest.fixture
def furnished(live_server, settings):
    settings.PUBLIC_PORT = str(live_server.thread.port)
    house = open_house(DistrictFactory(name="Kreis Musterau", ags="06635", host="localhost"))
    return furnish(house, 3)


def complaints(page, url: str) -> list[str]:
    """What is wrong with a page, in one line each; nothing for what is no page (files, redirects, other methods)."""
    answer = page.request.get(url, max_redirects=0)
    if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
        return []
    page.goto(url, wait_until="load")
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            found.append(f"{url}: scrolls sideways by {overflow} px at {width} px: {page.evaluate(TOO_WIDE)}")
    result = Axe().run(page, options=WCAG)
    found += [f"{url}: {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in result.response["violations"]]
    found += [f"{url} (dark): {line}" for line in too_faint_in_the_dark(page)]
    if page.locator("h1").count() != 1:
        found.append(f"{url}: {page.locator('h1').count()} headings of level 1")
    return found


def too_faint_in_the_dark(page) -> list[str]:
    """What cannot be read in the dark scheme; all other rules are the same in both."""
    page.emulate_media(color_scheme="dark")
    result = Axe().run(page, options={"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    return [node["html"][:160] for rule in result.response["violations"] for node in rule["nodes"][:2]]


@pytest.mark.parametrize("area", AREAS)
def test_every_page_is_accessible(browser, furnished, live_server, area):
    role, prefixes = AREAS[area]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    base = f"http://localhost:{live_server.thread.port}"
    if role:
        client = Client()
        client.force_login(furnished.people[role], backend="kreislotse.accounts.backends.HouseBackend")
        context.add_cookies([{"name": "sitzung", "value": client.cookies["sitzung"].value, "url": base}])
    page = context.new_page()
    wanted = [
        one
        for one in our_addresses()
        if one.name.startswith(prefixes) and one.name not in PARTS_OF_A_PAGE and may_open(role, one)
    ]
    urls = [url for one in wanted if (url := url_of(one, furnished)) and not is_file(url)]
    if area.startswith("office"):  # by far the most pages: in parts, so that all cores have some
        urls = urls[int(area.split()[1]) - 1 :: PARTS_OF_THE_OFFICE]
    assert urls

    found = []
    for url in urls:
        found += complaints(page, base + url)
        if area == "public":
            found += complaints(page, f"{base}/ar{url}")
    context.close()

    assert not found, "\n".join(found)


def is_file(url: str) -> bool:
    return url.endswith((".pdf", ".xlsx", ".csv", ".vcf", ".ics"))
