"""Files on their way to the browser: named safely, never stored by a cache on the way."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from kreislotse.documents.files import safe_filename

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
VCARD = "text/vcard; charset=utf-8"
ICS = "text/calendar; charset=utf-8"
GRAPHML = "application/graphml+xml"


def file_response(content: bytes, *, filename: str, content_type: str, inline: bool = False) -> HttpResponse:
    """Send a generated file; `inline` lets the browser show it (only sensible for PDF)."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, safe_filename(filename))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pdf_response(content: bytes, *, filename: str, inline: bool = False) -> HttpResponse:
    return file_response(content, filename=filename, content_type=PDF, inline=inline)


def xlsx_response(content: bytes, *, filename: str) -> HttpResponse:
    return file_response(content, filename=filename, content_type=XLSX)


def csv_response(content: bytes, *, filename: str) -> HttpResponse:
    return file_response(content, filename=filename, content_type=CSV)


def vcard_response(content: bytes, *, filename: str) -> HttpResponse:
    return file_response(content, filename=filename, content_type=VCARD)


def ics_response(content: bytes, *, filename: str) -> HttpResponse:
    return file_response(content, filename=filename, content_type=ICS)
