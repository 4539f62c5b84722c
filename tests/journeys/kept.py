"""Waiting for what a service worker keeps: `wait_for_function` does not wait for promises, so it asks again and again."""

import time

PAGE_KEPT = """async () => {
  for (const name of await caches.keys()) if (name.startsWith("unterwegs-")) {
    const page = await (await caches.open(name)).match("/unterwegs/ohne-netz/");
    return page ? await page.text() : "";
  }
  return "";
}"""
PATIENCE_SECONDS = 10


def the_page_is_kept(page, *words: str) -> None:
    """Wait until the phone page for reading without internet is kept and has these words in it."""
    _until(page, lambda text: text and all(word in text for word in words))


def no_page_is_kept(page) -> None:
    _until(page, lambda text: not text)


def _until(page, is_so) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so(text := page.evaluate(PAGE_KEPT)):
        assert time.monotonic() < give_up_at, f"kept meanwhile: {text[:300]!r}"
        page.wait_for_timeout(100)
