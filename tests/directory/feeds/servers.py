"""Another system as a test sees it: answers by address, and the addresses that were asked."""

import json

from kreislotse.core import outbound
from kreislotse.core.outbound import Answer


class OtherSystem:
    """Stands in for the way out of the house; that way has its own tests."""

    def __init__(self, monkeypatch, pages: dict):
        self.pages, self.asked = pages, []
        monkeypatch.setattr(outbound, "safe_fetch", self.fetch)

    def fetch(self, url, *, max_bytes, timeout, max_redirects, headers):
        self.asked.append(url)
        found = self.pages.get(url, 404)
        if isinstance(found, Exception):
            raise found
        if isinstance(found, int):
            return Answer(url, found, {}, b"", ())
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        if len(body) > max_bytes:
            raise outbound.TooLarge(url=url, limit=50)
        return Answer(url, 200, {}, body, ())
