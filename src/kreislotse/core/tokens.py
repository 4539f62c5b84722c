"""Secrets in links and short codes on paper."""

import hashlib
import secrets

# Without 0/O, 1/I/L, 2/Z, 5/S, 8/B and vowels: read aloud on the telephone without a mistake, and no words by accident.
CODE_ALPHABET = "34679CDFGHJKMNPQRTVWXY"


def new_secret() -> str:
    """A secret for a link: 192 bits, safe in an address."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What the database keeps of a secret: 64 hexadecimal digits of SHA-256.

    A plain hash is enough because the secret is random and long.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code(length: int = 8) -> str:
    """A code for paper: 8 characters of 22 letters and digits, 35 bits; use with a rate limit."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def normalize_code(text: str) -> str:
    """A code as somebody typed it, without spaces and hyphens, in capitals."""
    return "".join(c for c in text.upper() if c.isalnum())
