from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError


class UnreadableTable(DomainError):
    """A file that cannot be read as a list. Nothing has been saved."""

    message = _(
        "Die Liste konnte nicht gelesen werden. Bitte speichern Sie sie als XLSX oder CSV und versuchen Sie es erneut."
    )


class FileTooLarge(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil die Datei größer als %(limit)s MB ist. "
        "Bitte teilen Sie die Liste in mehrere Dateien oder entfernen Sie Bilder und leere Blätter."
    )


class UnpacksTooLarge(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil die Datei beim Entpacken ungewöhnlich groß wird. "
        "Bitte kopieren Sie nur die Zellen mit Inhalt in eine neue Datei und speichern Sie diese als XLSX oder CSV."
    )


class UnknownFormat(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil die Datei keine Tabelle ist, die wir kennen. "
        "Bitte speichern Sie sie als XLSX, ODS, CSV oder JSON."
    )


class PasswordProtected(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil die Datei mit einem Kennwort geschützt ist. "
        "Bitte entfernen Sie das Kennwort in Ihrem Tabellenprogramm und speichern Sie die Datei neu."
    )


class BrokenFile(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil die Datei beschädigt ist. "
        "Bitte öffnen Sie sie in Ihrem Tabellenprogramm, speichern Sie sie neu und versuchen Sie es erneut."
    )


class TooManyRows(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil sie mehr als %(limit)s Zeilen hat. "
        "Bitte teilen Sie sie in mehrere Dateien."
    )


class TooManyColumns(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil sie in Zeile %(row)s mehr als %(limit)s Spalten hat. "
        "Bitte behalten Sie nur die Spalten, die Sie übernehmen wollen."
    )


class CellTooLong(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil eine Zelle in Zeile %(row)s länger als %(limit)s Zeichen ist. "
        "Bitte kürzen Sie den Text. In CSV-Dateien fehlt oft ein schließendes Anführungszeichen."
    )


class EmptyTable(UnreadableTable):
    message = _(
        "Die Liste konnte nicht gelesen werden, weil sie keine Zeilen mit Inhalt hat. Bitte prüfen Sie, ob es die richtige Datei ist."
    )


class SheetNotFound(UnreadableTable):
    message = _("Das Blatt „%(sheet)s“ gibt es in dieser Datei nicht. Bitte wählen Sie eines von diesen: %(sheets)s.")
