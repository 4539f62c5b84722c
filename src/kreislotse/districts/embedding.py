"""Which other websites may show the search of a district: their origins, as browsers compare them."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST = 20
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_THIS_MACHINE = ("localhost", "127.0.0.1")


def origin_of(text: str) -> str:
    """„www.kreis.de/seite“ → "https://www.kreis.de"; raises `ValidationError` for what no browser could mean.

    Only https, because the page is shown inside the other; http is understood on the machine itself, for trying out.
    """
    text = text.strip()
    unclear = ValidationError(
        _("„%(text)s“ ist keine Internetadresse. Bitte schreiben Sie zum Beispiel https://www.kreis.de."),
        params={"text": text[:80]},
    )
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:
        raise unclear from error
    is_here = host in _THIS_MACHINE
    if parts.username or parts.scheme not in ("https", "http") or not (is_here or _HOST.fullmatch(host)):
        raise unclear
    if parts.scheme == "http" and not is_here:
        raise ValidationError(_("„%(text)s“ muss mit https:// beginnen."), params={"text": text[:80]})
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def check_origins(origins) -> None:
    """A validator: a list of at most `MOST` origins in the form of `origin_of`."""
    if not isinstance(origins, list) or len(origins) > MOST:
        raise ValidationError(_("Höchstens %(most)s Internetseiten."), params={"most": MOST})
    for origin in origins:
        if not isinstance(origin, str) or origin_of(origin) != origin:
            raise ValidationError(
                _("„%(text)s“ ist keine Internetadresse. Bitte schreiben Sie zum Beispiel https://www.kreis.de."),
                params={"text": str(origin)[:80]},
            )
