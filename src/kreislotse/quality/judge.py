"""What an answer of another server says about a link: a pure judgement with its reason, no network, no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from kreislotse.core import outbound
from kreislotse.core.outbound import Answer, OutboundError
from kreislotse.quality.models import Verdict

PERMANENT = {301, 308}
LONG_WAY = 3  # so many redirects one after the other are a detour somebody should shorten
BOT_STATUS = {403, 429, 503, 999}
# What guards against programs leaves in its answers: names of headers, and words on the page.
GUARD_HEADERS = (
    "cf-ray",
    "cf-mitigated",
    "x-datadome",
    "x-sucuri-id",
    "x-iinfo",
    "x-akamai-transformed",
    "retry-after",
)
GUARD_SERVERS = ("cloudflare", "akamaighost", "datadome", "sucuri", "ddos-guard", "imperva", "myracloud", "link11")
GUARD_WORDS = re.compile(
    r"captcha|cf-chl|challenge-platform|are you (?:a )?human|just a moment|checking your browser|bot (?:detection|protection)"
    r"|kein roboter|sicherheitsüberprüfung",
    re.IGNORECASE,
)
PARKED_WORDS = re.compile(
    r"domain (?:is|may be) for sale|buy this domain|diese domain (?:steht zum verkauf|kaufen|ist zu verkaufen)"
    r"|domain (?:parking|parken|geparkt)|parked (?:free|domain)|sedoparking|this domain has expired|domain ist abgelaufen"
    r"|hier entsteht eine neue (?:internetpräsenz|website|webseite)",
    re.IGNORECASE,
)
PARKING_HOSTS = ("sedo.com", "sedoparking.com", "parkingcrew.net", "bodis.com", "dan.com", "afternic.com", "above.com")
HOME_PATH = re.compile(r"^/(?:(?:index|home|start|startseite|default)(?:\.\w+)?/?)?$|^/[a-z]{2}(?:-[a-z]{2})?/?$", re.IGNORECASE)  # fmt: skip
LOGIN_PATH = re.compile(r"/(?:login|signin|sign-in|anmelden|anmeldung|wp-login\.php|sso|oauth)\b", re.IGNORECASE)

# For each verdict: why we say so, and what to do about it.
ADVICE: dict[str, tuple] = {
    Verdict.UNCHECKED: (_("Diese Adresse wurde noch nicht geöffnet."), _("Sie kommt in einer der nächsten Nächte dran.")),
    Verdict.OK: (_("Die Seite öffnet sich."), _("Nichts zu tun.")),
    Verdict.MOVED: (_("Der Server sagt, dass die Seite dauerhaft umgezogen ist."), _("Übernehmen Sie die neue Adresse, wenn sie richtig aussieht.")),
    Verdict.DETOUR: (_("Die Seite öffnet sich erst nach mehreren Weiterleitungen."), _("Es geht noch. Kürzer und sicherer ist die Adresse am Ende.")),
    Verdict.HOME: (_("Statt der genauen Seite erscheint die Startseite. Die gesuchte Seite gibt es wohl nicht mehr."), _("Öffnen Sie den Link, suchen Sie die neue Seite und tragen Sie sie ein.")),
    Verdict.PARKED: (_("Es erscheint eine Verkaufs- oder Platzhalterseite. Der Anbieter hat die Adresse wohl aufgegeben."), _("Fragen Sie den Anbieter nach seiner neuen Adresse und nehmen Sie diese heraus: Dort kann bald etwas Fremdes stehen.")),
    Verdict.MAYBE: (_("Der Server lässt Programme nicht hinein, Menschen vielleicht schon."), _("Öffnen Sie den Link bitte selbst. Geht er, bestätigen Sie das hier.")),
    Verdict.LOGIN: (_("Die Seite zeigt nur eine Anmeldung. Ratsuchende kommen nicht weiter."), _("Tragen Sie eine Seite ein, die jeder lesen kann.")),
    Verdict.GONE: (_("Der Server sagt, dass es diese Seite nicht gibt (nicht mehr oder noch nie)."), _("Prüfen Sie die Adresse auf Tippfehler oder suchen Sie die neue Seite des Anbieters.")),
    Verdict.SERVER_ERROR: (_("Der Server hat selbst einen Fehler."), _("Meist vergeht das. Bleibt es so, sagen Sie dem Anbieter Bescheid.")),
    Verdict.TIMEOUT: (_("Der Server braucht zu lange."), _("Meist vergeht das. Wir versuchen es an anderen Tagen noch einmal.")),
    Verdict.TLS: (_("Das Zertifikat ist abgelaufen oder gehört zu einer anderen Adresse. Browser warnen davor."), _("Sagen Sie dem Anbieter Bescheid. Manchmal hilft die Adresse mit oder ohne „www.“.")),
    Verdict.DNS: (_("Den Namen dieser Adresse gibt es nicht."), _("Prüfen Sie die Adresse auf Tippfehler. Sonst hat der Anbieter sie aufgegeben.")),
    Verdict.UNREACHABLE: (_("Der Server nimmt keine Verbindung an oder antwortet unverständlich."), _("Meist vergeht das. Bleibt es so, fragen Sie den Anbieter.")),
    Verdict.LOOP: (_("Die Seite leitet immer wieder auf sich selbst weiter."), _("Öffnen Sie den Link selbst. Geht er auch dort nicht, sagen Sie dem Anbieter Bescheid.")),
    Verdict.INSIDE: (_("Die Adresse gibt es nur in einem inneren Netz. Von außen öffnet sie sich nicht."), _("Tragen Sie die öffentliche Adresse ein.")),
    Verdict.BAD: (_("Das ist keine Adresse, die ein Browser öffnen kann."), _("Tragen Sie sie neu ein, am besten aus der Adresszeile kopiert.")),
}  # fmt: skip

# A failure that may pass counts only on the third day; what needs a look is not broken.
FAILING = {
    Verdict.HOME, Verdict.PARKED, Verdict.LOGIN, Verdict.GONE, Verdict.SERVER_ERROR, Verdict.TIMEOUT, Verdict.TLS,
    Verdict.DNS, Verdict.UNREACHABLE, Verdict.LOOP, Verdict.INSIDE, Verdict.BAD,
}  # fmt: skip
# These may be the fault of our own line, until another server answers.
PERHAPS_OURS = {Verdict.TIMEOUT, Verdict.DNS, Verdict.UNREACHABLE}


@dataclass(frozen=True)
class Judgement:
    """`leads_to` is the address one arrives at, where it differs; `http_status` is `None` where nobody answered."""

    verdict: Verdict
    http_status: int | None = None
    leads_to: str = ""


_SILENCE: list[tuple[type[OutboundError], Verdict]] = [
    (outbound.BadAddress, Verdict.BAD),
    (outbound.AddressNotAllowed, Verdict.INSIDE),
    (outbound.NoSuchHost, Verdict.DNS),
    (outbound.TimedOut, Verdict.TIMEOUT),
    (outbound.TlsFailed, Verdict.TLS),
    (outbound.TooManyRedirects, Verdict.LOOP),
]


def judge_silence(error: OutboundError) -> Judgement:
    """What it means that nothing came back."""
    return Judgement(next((verdict for kind, verdict in _SILENCE if isinstance(error, kind)), Verdict.UNREACHABLE))


def judge_answer(url: str, answer: Answer) -> Judgement:
    """What the last answer means for the address that was asked."""
    arrived = answer.url if answer.url != url else ""
    status = answer.status
    page = answer.body.decode("utf-8", "replace")
    if status in BOT_STATUS and (status in (429, 999) or _is_guarded(answer.headers, page)):
        return Judgement(Verdict.MAYBE, status, arrived)
    if status == 401 or (status < 400 and arrived and LOGIN_PATH.search(urlsplit(arrived).path)
                         and not LOGIN_PATH.search(urlsplit(url).path)):  # fmt: skip
        return Judgement(Verdict.LOGIN, status, arrived)
    if status == 403:
        return Judgement(Verdict.MAYBE, status, arrived)  # refuses us without saying why: a person should look
    if status >= 500:
        return Judgement(Verdict.SERVER_ERROR, status, arrived)
    if status >= 400 or status < 200 or status in (204, 300):
        return Judgement(Verdict.GONE, status, arrived)
    if PARKED_WORDS.search(page) or _host(answer.url).endswith(PARKING_HOSTS):
        return Judgement(Verdict.PARKED, status, arrived)
    if not arrived:
        return Judgement(Verdict.OK, status)
    if _is_home(arrived) and not _is_home(url):
        return Judgement(Verdict.HOME, status, arrived)
    redirects = [hop.status for hop in answer.hops[:-1]]
    if all(one in PERMANENT for one in redirects):
        return Judgement(Verdict.MOVED, status, arrived)
    if len(redirects) >= LONG_WAY:
        return Judgement(Verdict.DETOUR, status, arrived)
    return Judgement(Verdict.OK, status, arrived)


def needs_the_page(url: str, answer: Answer) -> bool:
    """Whether a HEAD is not enough to judge: refusals, other hosts, and front pages, where parked names hide."""
    return answer.status != 200 or _host(answer.url) != _host(url) or _is_home(answer.url)


def _is_guarded(headers: Mapping[str, str], page: str) -> bool:
    server = headers.get("server", "").lower()
    return (
        any(name in headers for name in GUARD_HEADERS)
        or any(name in server for name in GUARD_SERVERS)
        or bool(GUARD_WORDS.search(page))
    )


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return bool(HOME_PATH.match(parts.path or "/")) and not parts.query


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
