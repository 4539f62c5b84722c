"""The gallery: every component as a browser draws it, in both directions, light and dark, on desk and phone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


@pytest.fixture
def gallery(browser, live_server, login, caseworker, district):
    """`gallery(width=…)` is the gallery in a fresh window of a caseworker."""
    opened = []

    def open_gallery(*, width=1280, scheme="light", script=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        opened.append(context)
        address = live_server.url.replace("localhost", district.host)
        cookie = login(caseworker).cookies["sitzung"].value
        context.add_cookies([{"name": "sitzung", "value": cookie, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/buero/bausteine/")
        return page

    yield open_gallery
    for context in opened:
        context.close()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_gallery_has_no_barrier_that_axe_finds(gallery, width, scheme, direction):
    from axe_playwright_python.sync_playwright import Axe

    page = gallery(width=width, scheme=scheme)
    page.evaluate("direction => document.documentElement.dir = direction", direction)

    found = [(v["id"], [n["target"] for n in v["nodes"]]) for v in Axe().run(page).response["violations"]]

    assert found == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_gallery_never_scrolls_sideways_on_the_narrowest_phone(gallery, direction):
    page = gallery(width=320)
    page.evaluate("direction => document.documentElement.dir = direction", direction)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(("script", "times"), [(True, 1), (False, 2)], ids=["guarded", "control without script"])
def test_double_click_sends_once(gallery, script, times):
    page = gallery(script=script)
    held = []  # the server takes its time, the person clicks again

    def hold(route):
        held.append(route) if route.request.method == "POST" else route.continue_()

    page.route("**/bausteine/", hold)
    button = page.get_by_role("button", name="Anfrage aufnehmen")
    button.scroll_into_view_if_needed()
    place = button.bounding_box()

    for _click in range(2):
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        page.wait_for_timeout(200)

    assert len(held) == times


def test_filter_swaps_the_list_alone_and_the_way_back_brings_the_whole_page(gallery):
    page = gallery()
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    rows = page.locator("#rows tbody tr")
    expect(rows).to_have_count(5)

    page.locator("#filter_place").select_option("Korbach")
    expect(rows).to_have_count(1)
    address = page.url
    page.go_back()
    expect(rows).to_have_count(5)

    assert "place=Korbach" in address
    assert "place=Korbach" not in page.url
    assert page.locator("h1").count() == 1
    assert errors == []


def test_place_completes_by_typing_and_keeps_the_selects_name(gallery):
    page = gallery()
    field = page.get_by_role("combobox", name="Gemeinde")

    field.click()
    field.press_sequentially("voh")
    field.press("ArrowDown")
    field.press("Enter")

    assert field.input_value() == "Vöhl"
    assert page.locator("#error_place_select").evaluate("select => select.value") == "4"


def test_escape_closes_a_menu_and_gives_the_focus_back(gallery):
    page = gallery()
    summary = page.locator(".user-menu > summary")

    summary.click()
    was_open = page.locator(".user-menu[open]").count()
    page.keyboard.press("Escape")

    assert was_open == 1
    assert page.locator(".user-menu[open]").count() == 0
    assert summary.evaluate("summary => summary === document.activeElement")


def test_chosen_theme_stays(gallery):
    page = gallery(scheme="light")

    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name="Dunkel").click()
    page.reload()

    assert page.evaluate("document.documentElement.dataset.kernTheme") == "dark"
