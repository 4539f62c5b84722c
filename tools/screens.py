"""Look at pages: screenshots on the desk and on the phone, light and dark, with a report of what is wrong.

    python tools/screens.py --base http://127.0.0.1:8000 --out /tmp/bilder --login mail:password /buero/ /buero/anfragen/

For each page and size it reports horizontal scrolling, errors in the console (the content security policy among
them) and, with --axe, what axe-core finds.
"""

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {"desk": (1280, 900), "phone": (390, 844), "narrow": (320, 700)}


def log_in(page, base: str, login: str) -> None:
    mail, _, password = login.partition(":")
    page.goto(f"{base}/konto/login/")
    if page.locator('input[name="login"]').count() == 0:
        page.goto(f"{base}/accounts/login/")
    page.locator('input[name="login"]').fill(mail)
    page.locator('input[name="password"]').fill(password)
    with page.expect_navigation():  # on a busy machine the next page would come before the answer
        page.locator('form:has(input[name="password"]) button[type="submit"]').first.click()


def look(page, url: str, file: Path, *, axe, full: bool) -> list[str]:
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(f"console: {message.text}") if message.type == "error" else None
    )
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    response = page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready")
    if response.status >= 400:
        complaints.append(f"status {response.status}")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        complaints.append(f"scrolls sideways by {overflow} px")
    page.screenshot(path=file, full_page=full)
    if axe:
        for violation in axe.run(page).response["violations"]:
            targets = ", ".join(str(node["target"][0]) for node in violation["nodes"][:4])
            complaints.append(f"axe {violation['id']}: {violation['help']} ({targets})")
    return complaints


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="address of the server, for example http://127.0.0.1:8000")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    parser.add_argument("--login", help="mail:password of somebody who may see the pages")
    parser.add_argument("--sizes", default="desk,phone", help="of " + ", ".join(SIZES))
    parser.add_argument("--schemes", default="light,dark", help="of light, dark")
    parser.add_argument("--axe", action="store_true", help="also check with axe-core")
    parser.add_argument("--fold", action="store_true", help="only the first screen instead of the whole page")
    parser.add_argument("--no-script", action="store_true", help="with script switched off")
    parser.add_argument("--forced-colors", action="store_true")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    base = options.base.rstrip("/")
    axe = None
    if options.axe:
        from axe_playwright_python.sync_playwright import Axe

        axe = Axe()

    found = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        state = None
        if options.login:
            context = browser.new_context(locale="de-DE")
            log_in(context.new_page(), base, options.login)
            state = context.storage_state()
            context.close()
        for size in options.sizes.split(","):
            width, height = SIZES[size]
            for scheme in options.schemes.split(","):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    locale="de-DE",
                    storage_state=state,
                    java_script_enabled=not options.no_script,
                    forced_colors="active" if options.forced_colors else "none",
                )
                for path in options.paths:
                    name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "start"
                    file = options.out / f"{name}-{size}-{scheme}.png"
                    page = context.new_page()
                    complaints = look(page, base + path, file, axe=axe, full=not options.fold)
                    page.close()
                    found += len(complaints)
                    print(f"{file}: {'ok' if not complaints else ''}")
                    for complaint in complaints:
                        print(f"    {complaint}")
                context.close()
        browser.close()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
