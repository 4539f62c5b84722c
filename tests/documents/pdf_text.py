"""What a reader sees in a PDF, where poppler is installed."""

import shutil
import subprocess

import pytest

can_read = shutil.which("pdftotext") is not None
needs_poppler = pytest.mark.skipif(not can_read, reason="pdftotext (poppler-utils) ist hier nicht installiert.")


def text_of(content: bytes) -> str:
    result = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S607
    return result.stdout.decode().replace("\u200b", "")
