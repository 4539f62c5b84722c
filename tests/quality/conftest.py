"""A real server on this machine that plays each way in which a link can go wrong."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Player(BaseHTTPRequestHandler):
    seen: list

    def answer(self, status=200, body="<h1>Sprachkurs</h1>", **headers):
        content = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self):
        type(self).seen.append((self.command, self.path, self.headers["User-Agent"]))
        match self.path:
            case "/" | "/ok" | "/neu" | "/ziel":
                self.answer()
            case "/moved":
                self.answer(301, Location="/neu")
            case "/temporary":
                self.answer(302, Location="/neu")
            case "/chain":
                self.answer(302, Location="/chain2")
            case "/chain2":
                self.answer(301, Location="/chain3")
            case "/chain3":
                self.answer(302, Location="/ziel")
            case "/kurse/alt":
                self.answer(301, Location="/")
            case "/for-sale":
                self.answer(302, Location=f"http://parked.test:{self.server.server_port}/lander")
            case "/lander":
                self.answer(body="<p>Diese Domain steht zum Verkauf.</p>")
            case "/slow":
                time.sleep(2)
            case "/broken":
                self.answer(500)
            case "/asleep":
                self.answer(503)
            case "/cloudflare":
                self.answer(403, body="Just a moment...", Server="cloudflare", CF_Ray="1")
            case "/busy":
                self.answer(503, Retry_After="120")
            case "/too-many":
                self.answer(429)
            case "/forbidden":
                self.answer(403)
            case "/members":
                self.answer(302, Location="/login?next=/members")
            case "/login?next=/members":
                self.answer()
            case "/loop":
                self.answer(301, Location="/loop")
            case "/no-head":
                self.answer(405 if self.command == "HEAD" else 200)
            case "/drops-head":
                if self.command == "GET":
                    self.answer()
            case "/internal":
                self.answer(302, Location="http://192.168.1.1/router")
            case _:
                self.answer(404)

    do_HEAD = do_GET

    def log_message(self, *_args):
        pass

    def handle(self):
        with contextlib.suppress(OSError):
            super().handle()


@pytest.fixture
def web(settings):
    """`web.url` is the address of the server, `web.seen` what it was asked."""
    player = type("Recording", (Player,), {"seen": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), player)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{server.server_port}", f"parked.test:{server.server_port}"]
    settings.LINK_CHECK = True
    server.url, server.seen = f"http://127.0.0.1:{server.server_port}", player.seen
    yield server
    server.shutdown()
    server.server_close()
