"""Asking other servers: the one way out of the house, so that nobody can send us to our own rooms.

An address somebody typed or a foreign feed gave us may point at this machine or the office's network (or be redirected
there). Every name is therefore asked once, every address it answers with is looked at, and the connection goes to
exactly that address; the same for each redirect. A neighbor that is private on purpose (a translation server in the
house) is named in the setting `OUTBOUND_ALLOWED_HOSTS`.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError

PORTS = {80, 443, 8000, 8080, 8443}
REDIRECTS = {301, 302, 303, 307, 308}
CHUNK = 64 * 1024
USER_AGENT = "Kreislotse (+%s)"


class OutboundError(DomainError):
    """Nothing came back that can be used; the subclass says why."""

    message = _("Die Adresse %(url)s antwortet nicht.")


class BadAddress(OutboundError):
    message = _("Die Adresse %(url)s ist keine Internetadresse, die mit http:// oder https:// beginnt.")


class AddressNotAllowed(OutboundError):
    message = _("Die Adresse %(url)s liegt in einem inneren Netz und wird nicht abgerufen.")


class NoSuchHost(OutboundError):
    message = _("Den Namen in der Adresse %(url)s gibt es nicht.")


class NameServiceSilent(OutboundError):
    """Says nothing about the address: our own way into the internet is closed."""

    message = _("Der Name in der Adresse %(url)s kann gerade nicht aufgelöst werden. Vielleicht fehlt die Verbindung ins Internet.")  # fmt: skip


class TimedOut(OutboundError):
    message = _("Die Adresse %(url)s hat nicht in der erlaubten Zeit geantwortet.")


class TlsFailed(OutboundError):
    message = _("Die verschlüsselte Verbindung zu %(url)s kommt nicht zustande. Meist ist das Zertifikat abgelaufen.")


class Unreachable(OutboundError):
    message = _("Der Server der Adresse %(url)s nimmt keine Verbindung an.")


class Garbled(OutboundError):
    message = _("Die Adresse %(url)s antwortet mit etwas, das keine Internetseite ist.")


class TooLarge(OutboundError):
    message = _("Die Antwort der Adresse %(url)s ist größer als %(limit)s MB.")


class TooManyRedirects(OutboundError):
    message = _("Die Adresse %(url)s leitet immer wieder weiter und kommt nirgends an.")


@dataclass(frozen=True)
class Hop:
    """One answer on the way: the address asked and the status it gave."""

    url: str
    status: int


@dataclass(frozen=True)
class Answer:
    """The last answer: `headers` with small names, `body` at most as long as asked, `hops` with this answer as last."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[Hop, ...]


Resolver = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """The numbers behind a name, as the system knows them."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def safe_fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float = 10,
    max_redirects: int = 5,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    user_agent: str = "",
    cut: bool = False,
    resolver: Resolver | None = None,
) -> Answer:
    """Ask `url` and follow its redirects; any status is an answer, only silence is an `OutboundError`.

    `timeout` in seconds is for all of it, names and redirects included. An answer above `max_bytes` (counted after
    unpacking) is refused, or cut there with `cut`. `headers` and `body` go to the first server only.
    """
    deadline = time.monotonic() + timeout
    first, hops = url, []
    given = dict(headers or {})
    while True:
        target = _Target.of(url, first)
        addresses = _checked_addresses(target, resolver or resolve, deadline)
        own = target.origin == _Target.of(first, first).origin
        sent = {"User-Agent": user_agent or default_user_agent(), "Accept": "*/*", "Accept-Encoding": "gzip"}
        sent |= given if own else {}
        answer, content = _ask(target, addresses, method, sent, body if own else None, deadline, max_bytes, cut)
        hops.append(Hop(url, answer.status))
        location = answer.headers.get("location", "")
        if answer.status not in REDIRECTS or not location:
            return Answer(url, answer.status, answer.headers, content, tuple(hops))
        if len(hops) > max_redirects:
            raise TooManyRedirects(url=first)
        if method != "HEAD" and (answer.status == 303 or (method == "POST" and answer.status in (301, 302))):
            method, body = "GET", None
        try:
            url = urljoin(url, _quoted(_as_utf8(location))).partition("#")[0]
        except ValueError as error:
            raise BadAddress(url=first) from error


def default_user_agent(contact: str = "") -> str:
    """How we introduce ourselves: with an address at which one can complain."""
    return (USER_AGENT % (contact or settings.DEFAULT_FROM_EMAIL)).encode("ascii", "ignore").decode()


def is_public_address(number: str) -> bool:
    """Whether an IP address lies in the open internet, also when it hides in an IPv6 one."""
    try:
        address = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if hidden is None and address in _NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public_address(str(hidden))
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class _Target:
    scheme: str
    host: str
    port: int
    path: str
    url: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @classmethod
    def of(cls, url: str, first: str) -> _Target:
        if len(url) > 4000 or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or "\\" in url:
            raise BadAddress(url=first)
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = (parts.hostname or "").rstrip(".")
            if not host.isascii():
                host = host.encode("idna").decode()
        except (ValueError, UnicodeError) as error:
            raise BadAddress(url=first) from error
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise BadAddress(url=first)
        path = _quoted(parts.path or "/") + (f"?{_quoted(parts.query)}" if parts.query else "")
        return cls(parts.scheme, host, port, path, first)

    @property
    def is_allowed_neighbor(self) -> bool:
        return bool({self.host, f"{self.host}:{self.port}"} & set(settings.OUTBOUND_ALLOWED_HOSTS))


def _quoted(text: str) -> str:
    return quote(text, safe="/%:;,=@&+$!*'()~?#[]-._")


def _as_utf8(header: str) -> str:
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def _checked_addresses(target: _Target, resolver: Resolver, deadline: float) -> Sequence[str]:
    numbers = _within(deadline, target, lambda: resolver(target.host, target.port))
    if not numbers:
        raise NoSuchHost(url=target.url)
    if target.is_allowed_neighbor:
        return numbers
    if target.port not in PORTS or not all(is_public_address(number) for number in numbers):
        raise AddressNotAllowed(url=target.url)
    return numbers


def _within(deadline: float, target: _Target, asking: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The answer of the name service, which knows no timeout of its own."""
    found: list[Sequence[str] | OutboundError] = []

    def run() -> None:
        try:
            found.append(asking())
        except socket.gaierror as error:
            found.append((NameServiceSilent if error.errno == socket.EAI_AGAIN else NoSuchHost)(url=target.url))
        except (OSError, UnicodeError):
            found.append(NoSuchHost(url=target.url))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(deadline - time.monotonic(), 0))
    if not found:
        raise TimedOut(url=target.url)
    if isinstance(found[0], OutboundError):
        raise found[0]
    return found[0]


@dataclass(frozen=True)
class _Head:
    status: int
    headers: Mapping[str, str]


def _ask(
    target: _Target, addresses: Sequence[str], method: str, headers: Mapping, body: bytes | None,
    deadline: float, limit: int, cut: bool,
) -> tuple[_Head, bytes]:  # fmt: skip
    try:
        with _Line(target, addresses, deadline) as line:
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.default_port = 443 if target.scheme == "https" else 80  # so that Host names no usual port
            connection.sock = line.socket
            connection.request(method, target.path, body=body, headers=dict(headers))
            response = connection.getresponse()
            head = _Head(response.status, {name.lower(): value for name, value in response.getheaders()})
            skip = method == "HEAD" or (head.status in REDIRECTS and "location" in head.headers)
            content = b"" if skip else _body(response, head, target, limit, cut)
            if line.was_cut:  # an answer without a stated length looks complete
                raise TimedOut(url=target.url)
            return head, content
    except OutboundError:
        raise
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
            raise TimedOut(url=target.url) from error
        if isinstance(error, ssl.SSLError):
            raise TlsFailed(url=target.url) from error
        raise (Unreachable if isinstance(error, OSError) else Garbled)(url=target.url) from error


class _Line:
    """A connection to one of the checked addresses that is cut at the deadline, however slowly the other side drips."""

    def __init__(self, target: _Target, addresses: Sequence[str], deadline: float):
        self.target, self.addresses, self.deadline = target, addresses, deadline
        self.socket: socket.socket | None = None
        self.timer: threading.Timer | None = None
        self.was_cut = False

    def __enter__(self) -> _Line:
        self.timer = threading.Timer(self._left(), self._cut)
        self.timer.daemon = True
        self.timer.start()
        try:
            self.socket = self._connected()
            if self.target.scheme == "https":
                self.socket = _context().wrap_socket(
                    self.socket, server_hostname=self.target.host, do_handshake_on_connect=False
                )
                self.socket.do_handshake()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error) -> None:
        self.timer.cancel()
        if self.socket is not None:
            self.socket.close()

    def _connected(self) -> socket.socket:
        for number, address in enumerate(self.addresses, start=1):
            try:
                return socket.create_connection((address, self.target.port), timeout=self._left())
            except OSError:
                if number == len(self.addresses):
                    raise
        raise NoSuchHost(url=self.target.url)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimedOut(url=self.target.url)
        return left

    def _cut(self) -> None:
        self.was_cut = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _body(response, head: _Head, target: _Target, limit: int, cut: bool) -> bytes:
    packed = head.headers.get("content-encoding", "").lower() in ("gzip", "x-gzip", "deflate")
    unpack = zlib.decompressobj(wbits=47) if packed else None
    parts, size = [], 0
    while size <= limit and (chunk := response.read1(CHUNK)):
        if unpack is not None:
            chunk = unpack.decompress(chunk, limit + 1 - size)
        parts.append(chunk)
        size += len(chunk)
    if size > limit and not cut:
        raise TooLarge(url=target.url, limit=max(limit // 1024 // 1024, 1))
    return b"".join(parts)[:limit]
