from django.utils.translation import gettext_lazy as _

from kreislotse.core.errors import DomainError


class UnreadablePlaces(DomainError):
    """A file the places cannot be read from. Nothing has been saved."""

    message = _("Die Datei konnte nicht eingelesen werden. Bitte laden Sie sie beim Herausgeber noch einmal herunter.")


class PlacesFileTooLarge(UnreadablePlaces):
    message = _(
        "Die Datei konnte nicht eingelesen werden, weil sie größer als %(limit)s MB ist. Bitte wählen Sie einen kleineren Ausschnitt."
    )


class UnknownPlacesFile(UnreadablePlaces):
    message = _(
        "Die Datei konnte nicht eingelesen werden, weil wir sie nicht kennen. Erwartet wird das Gemeindeverzeichnis "
        "(XLSX, Auszug GV-ISys des Statistischen Bundesamts), eine GeoJSON-Datei mit Gemeindegrenzen oder eine "
        "CSV-Datei mit Gebietsänderungen."
    )


class NotAGazetteer(UnreadablePlaces):
    message = _(
        "Die Arbeitsmappe konnte nicht eingelesen werden, weil kein Blatt ein Gemeindeverzeichnis mit Satzart, "
        "Regionalschlüssel und Gebietsstand ist. Bitte laden Sie den „Auszug GV-ISys“ des Statistischen Bundesamts unverändert hoch."
    )


class BrokenGazetteerRow(UnreadablePlaces):
    message = _(
        "Das Gemeindeverzeichnis konnte nicht eingelesen werden, weil in Zeile %(row)s etwas nicht stimmt: %(what)s "
        "Es wurde nichts gespeichert."
    )


class BrokenOutlines(UnreadablePlaces):
    message = _("Die Grenzen konnten nicht eingelesen werden: %(what)s Es wurde nichts gespeichert.")


class OutlineDateMissing(UnreadablePlaces):
    message = _(
        "Die Grenzen konnten nicht eingelesen werden, weil die Datei keinen Gebietsstand nennt. Bitte geben Sie ihn an, "
        "auf der Kommandozeile im Dateinamen: „…stand-2024-06-30.geojson“."
    )


class BrokenChangeRow(UnreadablePlaces):
    message = _(
        "Die Gebietsänderungen konnten nicht eingelesen werden, weil in Zeile %(row)s etwas nicht stimmt: %(what)s Es wurde nichts gespeichert."
    )
