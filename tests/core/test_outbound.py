"""The way out of the house, against a real server that plays each part."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kreislotse.core import outbound
from kreislotse.core.outbound import safe_fetch


class Handler(BaseHTTPRequestHandler):
    seen: list

    def answer(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        type(self).seen.append((self.command, self.path, dict(self.headers)))
        here = f"http://127.0.0.1:{self.server.server_port}"
        match self.path.partition("?")[0]:
            case "/ok":
                self.answer(body=b"hello")
            case "/big":
                self.answer(body=b"x" * 200_000)
            case "/bomb":
                self.answer(body=gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")
            case "/packed":
                self.answer(body=gzip.compress("grüß".encode()), Content_Encoding="gzip")
            case "/moved":
                self.answer(301, Location="/ok")
            case "/umlaut":
                self.answer(302, Location="/k%C3%A4se?a=ü".encode().decode("latin-1"))
            case "/loop":
                self.answer(302, Location="/loop")
            case "/inside":
                self.answer(302, Location="http://10.0.0.7/admin")
            case "/file":
                self.answer(302, Location="file:///etc/passwd")
            case "/other":
                self.answer(302, Location=here.replace("127.0.0.1", "other.test") + "/ok")
            case "/slow":
                time.sleep(3)
            case "/drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _second in range(20):
                    time.sleep(0.1)
                    self.wfile.write(b"X-Drip: 1\r\n")
            case "/garbage":
                self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
            case _:
                self.answer(404, body=b"nothing")

    do_HEAD = do_POST = do_GET

    def log_message(self, *_args):
        pass

    def handle(self):
        with contextlib.suppress(OSError):
            super().handle()


@pytest.fixture
def server(settings):
    handler = type("Recording", (Handler,), {"seen": []})
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
    settings.OUTBOUND_ALLOWED_HOSTS = [f"127.0.0.1:{httpd.server_port}"]
    httpd.url = f"http://127.0.0.1:{httpd.server_port}"
    httpd.seen = handler.seen
    yield httpd
    httpd.shutdown()
    httpd.server_close()


def test_an_answer_comes_with_its_way(server):
    answer = safe_fetch(server.url + "/moved", max_bytes=1000)

    assert (answer.status, answer.body) == (200, b"hello")
    assert [hop.status for hop in answer.hops] == [301, 200]
    assert answer.url == server.url + "/ok"
    assert server.seen[0][2]["User-Agent"].startswith("Kreislotse (+")


def test_a_missing_page_is_an_answer_too(server):
    assert safe_fetch(server.url + "/nowhere", max_bytes=1000).status == 404


def test_head_has_no_body(server):
    answer = safe_fetch(server.url + "/ok", max_bytes=1000, method="HEAD")

    assert (answer.status, answer.body) == (200, b"")


def test_what_is_too_large_is_refused_or_cut(server):
    with pytest.raises(outbound.TooLarge):
        safe_fetch(server.url + "/big", max_bytes=1000)

    assert safe_fetch(server.url + "/big", max_bytes=1000, cut=True).body == b"x" * 1000


def test_a_packed_answer_is_unpacked_and_counted_unpacked(server):
    assert safe_fetch(server.url + "/packed", max_bytes=1000).body.decode() == "grüß"

    with pytest.raises(outbound.TooLarge):
        safe_fetch(server.url + "/bomb", max_bytes=100_000)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/loop", outbound.TooManyRedirects),
        ("/inside", outbound.AddressNotAllowed),
        ("/file", outbound.BadAddress),
        ("/garbage", outbound.Garbled),
    ],
)
def test_what_leads_nowhere_says_why(server, path, error):
    with pytest.raises(error) as caught:
        safe_fetch(server.url + path, max_bytes=1000)

    assert server.url in str(caught.value)


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_the_deadline_is_for_everything(server, path):
    began = time.monotonic()

    with pytest.raises(outbound.TimedOut):
        safe_fetch(server.url + path, max_bytes=1000, timeout=0.5)

    assert time.monotonic() - began < 1.5


def test_a_slow_name_service_is_a_timeout(server):
    with pytest.raises(outbound.TimedOut):
        safe_fetch("http://slow.test/", max_bytes=10, timeout=0.2, resolver=lambda *_: time.sleep(2))


def test_a_redirect_in_utf8_keeps_its_letters(server):
    safe_fetch(server.url + "/umlaut", max_bytes=1000)

    assert server.seen[-1][1] == "/k%C3%A4se?a=%C3%BC"


def test_secrets_stay_with_the_first_server(server, settings):
    settings.OUTBOUND_ALLOWED_HOSTS += ["other.test"]

    safe_fetch(
        server.url + "/other", max_bytes=10, headers={"Authorization": "secret"}, resolver=lambda *_: ["127.0.0.1"]
    )

    assert server.seen[0][2].get("Authorization") == "secret"
    assert "Authorization" not in server.seen[1][2]


def test_the_name_is_asked_once_so_that_it_cannot_change_its_mind(monkeypatch):
    """A name that answers differently the second time (DNS rebinding) must not get a second time."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(outbound.socket, "create_connection", connect)

    with pytest.raises(outbound.Unreachable):
        safe_fetch("http://rebinding.test/", max_bytes=10, resolver=lambda *_: next(answers))

    assert connected == [("93.184.216.34", 80)]


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",  # noqa: S104
     "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
     "255.255.255.255", "nonsense"],
)  # fmt: skip
def test_inner_addresses_are_not_asked(server, number):
    assert not outbound.is_public_address(number)
    with pytest.raises(outbound.AddressNotAllowed):
        safe_fetch("http://sly.test/", max_bytes=10, resolver=lambda *_: ["93.184.216.34", number])


@pytest.mark.parametrize("number", ["93.184.216.34", "2a00:1450:4001:81b::200e", "::ffff:93.184.216.34"])
def test_public_addresses_are_known_as_such(number):
    assert outbound.is_public_address(number)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://[::1]/", "http://localhost/"]
)  # fmt: skip
def test_spellings_of_this_machine_are_refused(url):
    with pytest.raises((outbound.AddressNotAllowed, outbound.NoSuchHost)):
        safe_fetch(url, max_bytes=10)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://example.org/", "javascript:alert(1)", "//example.org", "http://", "http://user:pw@example.org/",
     "http://exa mple.org/", "http://example.org/\r\nX: y", "http://example.org:99999/", "http://[::1", "http://a\\b.org/",
     "http://example.org/" + "a" * 5000],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(outbound.BadAddress):
        safe_fetch(url, max_bytes=10)


def test_other_services_of_a_public_server_are_not_asked():
    with pytest.raises(outbound.AddressNotAllowed):
        safe_fetch("http://mail.test:25/", max_bytes=10, resolver=lambda *_: ["93.184.216.34"])


def test_no_name_and_no_name_service_are_told_apart():
    def unknown(*_args):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def silent(*_args):
        raise socket.gaierror(socket.EAI_AGAIN, "silent")

    with pytest.raises(outbound.NoSuchHost):
        safe_fetch("http://gone.test/", max_bytes=10, resolver=unknown)
    with pytest.raises(outbound.NameServiceSilent):
        safe_fetch("http://gone.test/", max_bytes=10, resolver=silent)


def test_a_closed_door_is_unreachable(server):
    server.shutdown()
    server.server_close()

    with pytest.raises(outbound.Unreachable):
        safe_fetch(server.url + "/ok", max_bytes=10)


def test_the_second_address_is_tried_when_the_first_is_closed(server, settings):
    settings.OUTBOUND_ALLOWED_HOSTS += [f"two.test:{server.server_port}"]

    answer = safe_fetch(
        f"http://two.test:{server.server_port}/ok", max_bytes=10, resolver=lambda *_: ["127.0.0.2", "127.0.0.1"]
    )

    assert answer.status == 200


def test_a_plain_server_behind_https_is_a_tls_failure(server):
    with pytest.raises(outbound.TlsFailed):
        safe_fetch(server.url.replace("http:", "https:") + "/ok", max_bytes=10)


def test_certificates_are_checked():
    context = outbound._context()

    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
