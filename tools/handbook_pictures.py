"""Take the pictures of the handbook anew from a running demo, so that they never show yesterday's buttons.

    kreislotse demo --port 8970
    python tools/handbook_pictures.py --port 8970            # all of them, into docs/handbuch/bilder/
    python tools/handbook_pictures.py --port 8970 heute-schreibtisch stand-telefon

It only looks; the one list it uploads for its picture it discards again.
"""

import argparse
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "handbuch" / "bilder"
DISTRICT = "waldeck-frankenberg"
PASSWORD = "lotsen-zeigen-wege"
LARGEST = 150_000
DESK, PHONE = (1280, 800), (390, 780)


def _first_in_list(path: str, link: str) -> Callable[[Page], None]:
    """Open a list and follow its first row."""

    def go(page: Page) -> None:
        page.goto(path)
        page.goto(page.locator(link).first.get_attribute("href"))

    return go


def _search_company(page: Page) -> None:
    """The first of the waiting requests for which several people suit."""
    page.goto("/buero/anfragen/?wunsch=company")
    for address in page.locator("main tbody th a").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
        page.goto(f"{address}begleitung/")
        if page.get_by_role("heading", name="Personen passen").count():
            return


def _refer(page: Page) -> None:
    page.goto("/buero/anfragen/")
    address = page.locator("main tbody th a").first.get_attribute("href")
    page.goto(f"{address}verweisen/")


def _open_assignment(page: Page) -> None:
    page.goto("/buero/lotsen/")
    for address in page.locator("main tbody th a").evaluate_all("links => links.map(a => a.getAttribute('href'))"):
        page.goto(address)
        running = page.locator("main tbody tr", has_text="läuft").locator("th a")
        if running.count():
            page.goto(running.first.get_attribute("href"))
            return


def _closed_month(page: Page) -> None:
    page.goto("/buero/monate/")
    row = page.locator("main tbody tr").filter(has_text="PDF").first
    page.goto(row.locator("th a").get_attribute("href"))


def _map_columns(page: Page) -> None:
    page.goto("/buero/einlesen/")
    page.get_by_label("Akteure").check()
    page.locator('input[type="file"]').set_input_files(
        files=[
            {
                "name": "Netzwerkliste.csv",
                "mimeType": "text/csv",
                "buffer": (
                    "Einrichtung;Straße;PLZ;Ort;Telefon;E-Mail\n"
                    "Frauentreff Beispiel;Am Markt 1;34497;Korbach;05631 99901;frauentreff@example.org\n"
                    "Sportverein Beispiel;Ringstraße 7;35066;Frankenberg;06451 99902;verein@example.org\n"
                ).encode(),
            }
        ]
    )
    page.get_by_role("button", name="Liste hochladen").click()
    page.wait_for_url("**/zuordnung/")


def _discard_list(page: Page) -> None:
    page.get_by_role("button", name="Liste verwerfen").click()
    page.wait_for_load_state()


def _choose_two(page: Page) -> None:
    """The list of two offers that are described in Arabic."""
    page.goto("/ar/angebote/?sprache=ar")
    addresses = page.locator("main h2 a").evaluate_all("links => links.slice(0, 2).map(a => a.pathname)")
    keys = [address.rstrip("/").rpartition("/")[2] for address in addresses]
    page.goto(f"/ar/merkzettel/?a={','.join(keys)}")


@dataclass(frozen=True)
class Picture:
    name: str
    go: str | Callable[[Page], None]
    role: str = ""
    size: tuple[int, int] = DESK
    is_dark: bool = False
    scroll_to: str = ""
    tidy: Callable[[Page], None] | None = None


PICTURES = [
    Picture("anmelden-schreibtisch", "/konto/login/"),
    Picture("heute-schreibtisch", "/buero/", "koordination"),
    Picture("heute-dunkel", "/buero/", "koordination", is_dark=True),
    Picture("heute-telefon", "/buero/", "koordination", PHONE),
    Picture("anfragen-schreibtisch", "/buero/anfragen/", "sachbearbeitung"),
    Picture("anfrage-aufnehmen-schreibtisch", "/buero/anfragen/aufnehmen/", "sachbearbeitung"),
    Picture("anfrage-schreibtisch", _first_in_list("/buero/anfragen/", "main tbody th a"), "sachbearbeitung"),
    Picture("anfrage-telefon", _first_in_list("/buero/anfragen/", "main tbody th a"), "sachbearbeitung", PHONE),
    Picture("verweisen-schreibtisch", _refer, "sachbearbeitung"),
    Picture("begleitung-suchen-schreibtisch", _search_company, "koordination", scroll_to="h2"),
    Picture("einsatz-schreibtisch", _open_assignment, "koordination"),
    Picture("lotsinnen-schreibtisch", "/buero/lotsen/", "koordination"),
    Picture("brett-schreibtisch", "/buero/lotsen/brett/", "koordination"),
    Picture("wochenplan-schreibtisch", "/buero/lotsen/wochenplan/", "koordination"),
    Picture("kalender-schreibtisch", "/buero/lotsen/kalender/", "koordination"),
    Picture("abrechnung-schreibtisch", "/buero/lotsen/abrechnung/", "koordination"),
    Picture("schulungen-schreibtisch", "/buero/lotsen/schulungen/", "koordination"),
    Picture("unterwegs-telefon", "/unterwegs/", "lotse", PHONE),
    Picture("unterwegs-zeit-telefon", "/unterwegs/zeit/", "lotse", PHONE),
    Picture("angebote-schreibtisch", "/buero/angebote/", "koordination"),
    Picture("angebot-schreibtisch", _first_in_list("/buero/angebote/", "main tbody th a"), "koordination"),
    Picture("netzwerk-schreibtisch", "/buero/netzwerk/", "koordination"),
    Picture("liste-zuordnen-schreibtisch", _map_columns, "koordination", tidy=_discard_list),
    Picture("monat-schreibtisch", _closed_month, "koordination"),
    Picture("verwaltung-schreibtisch", "/buero/verwaltung/", "leitung"),
    Picture("regeln-schreibtisch", "/buero/verwaltung/regeln/", "leitung"),
    Picture("gemeinden-schreibtisch", "/buero/gemeinden/", "leitung"),
    Picture("hilfe-schreibtisch", "/buero/hilfe/", "sachbearbeitung"),
    Picture("start-telefon", "/", size=PHONE),
    Picture("suche-schreibtisch", "/angebote/?q=Deutsch"),
    Picture("suche-arabisch-telefon", "/ar/angebote/", size=PHONE),
    Picture("merkzettel-arabisch-telefon", _choose_two, size=PHONE),
    Picture("einbetten-schreibtisch", "/buero/verwaltung/einbetten/", "leitung"),
    Picture("hilfe-anfragen-arabisch-schreibtisch", "/ar/hilfe/"),
    Picture("hilfe-anfragen-telefon", "/hilfe/", size=PHONE),
]


def _log_in(page: Page, role: str) -> None:
    page.goto("/konto/login/")
    page.locator('input[name="login"]').fill(f"{role}@{DISTRICT}.example")
    page.locator('input[name="password"]').fill(PASSWORD)
    page.locator('form:has(input[name="password"]) button[type="submit"]').first.click()
    page.wait_for_load_state()


def _save(shot: bytes, file: Path) -> int:
    """Write the picture with as many colors as fit into the size a handbook may have."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for colors in (256, 128, 64, 32):
        buffer = io.BytesIO()
        image.quantize(colors, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= LARGEST:
            break
    file.write_bytes(buffer.getvalue())
    return buffer.tell()


def take(browser, base: str, picture: Picture, sessions: dict) -> int:
    width, height = picture.size
    options = {
        "base_url": base,
        "viewport": {"width": width, "height": height},
        "color_scheme": "dark" if picture.is_dark else "light",
        "locale": "de-DE",
        "reduced_motion": "reduce",
    }
    if picture.role and picture.role not in sessions:
        context = browser.new_context(base_url=base, locale="de-DE")
        _log_in(context.new_page(), picture.role)
        sessions[picture.role] = context.storage_state()
        context.close()
    context = browser.new_context(storage_state=sessions.get(picture.role), **options)
    page = context.new_page()
    try:
        if callable(picture.go):
            picture.go(page)
        elif page.goto(picture.go).status >= 400:
            raise RuntimeError(f"{picture.go} does not open")
        page.evaluate("document.fonts.ready")
        if picture.scroll_to:
            page.locator(f"main {picture.scroll_to}").first.evaluate("part => part.scrollIntoView()")
        shot = page.screenshot()
        if picture.tidy:
            picture.tidy(page)
    finally:
        context.close()
    return _save(shot, FOLDER / f"{picture.name}.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000, help="where the demo runs")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("names", nargs="*", help="only these pictures")
    options = parser.parse_args()
    wanted = [one for one in PICTURES if not options.names or one.name in options.names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    base = f"http://{DISTRICT}.localhost:{options.port}"
    sessions: dict = {}
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        for picture in wanted:
            try:
                size = take(browser, base, picture, sessions)
            except Exception as error:  # noqa: BLE001 – one broken page must not cost the other pictures
                failed += 1
                print(f"{picture.name}: {str(error).splitlines()[0]}")
            else:
                print(f"{picture.name}: {size // 1000} kB")
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
