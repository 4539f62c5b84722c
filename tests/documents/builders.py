"""Files as offices send them, made on the spot so that these tests need nothing from outside."""

import io
import zipfile
from xml.sax.saxutils import escape

from openpyxl import Workbook

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def xlsx(rows, *, merges=(), more_sheets=None, prepare=None):
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Liste"
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    for name, other_rows in (more_sheets or {}).items():
        other = workbook.create_sheet(name)
        for row in other_rows:
            other.append(row)
    if prepare:
        prepare(workbook)
    stream = io.BytesIO()
    workbook.save(stream)
    stream.seek(0)
    return stream


def ods(tables, *, manifest="<manifest/>", extra=""):
    """`tables` maps a name to the raw XML of its rows."""
    body = "".join(f'<table:table table:name="{escape(name)}">{rows}</table:table>' for name, rows in tables.items())
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": ODS_HEAD + extra + body + ODS_TAIL,
        }
    )


def ods_row(*values, repeated=1):
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        if value
        else "<table:table-cell/>"
        for value in values
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    stream.seek(0)
    return stream


def replaced(stream, name, change):
    """The same archive with one member changed by a function of bytes."""
    with zipfile.ZipFile(stream) as file:
        members = {member: file.read(member) for member in file.namelist()}
    members[name] = change(members.get(name, b'<?xml version="1.0"?><x/>'))
    return archive(members)


def text(content, encoding="utf-8"):
    return io.BytesIO(content.encode(encoding))
