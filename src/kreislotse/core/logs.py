"""What the log must not keep although it belongs to an address: the secret of a link."""

import logging
import re

# einladung/…, link/…, pruefen/…, stand/…, gesendet/…, reset/key/… and the short code of a slip under /s/
_SECRET = re.compile(r"(/(?:einladung|link|pruefen|stand|gesendet|reset/key|zettel|s)/)[^/\s]+")


def without_secrets(text: str) -> str:
    """`/hilfe/stand/x7Yz…/` as `/hilfe/stand/…/`."""
    return _SECRET.sub(r"\1…", text)


class HideSecrets(logging.Filter):
    """Django writes down the path of every refused request; whoever reads the log could open the link in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_secrets(record.msg) if isinstance(record.msg, str) else record.msg
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(one) if isinstance(one, str) else one for one in record.args)
        return True
