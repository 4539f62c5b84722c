"""What goes wrong on the command line ends as a sentence that says what to do."""

import sqlite3
import sys
from contextlib import contextmanager

from kreislotse.core.outages import Outage, outage_behind

SENTENCES = {
    Outage.FULL: "Der Speicherplatz ist voll. Es wurde nichts halb gespeichert. Bitte schaffen Sie Platz und versuchen Sie es noch einmal.",
    Outage.READ_ONLY: (
        "In das Datenverzeichnis kann nicht geschrieben werden. Bitte geben Sie dem Dienst dort Schreibrechte, "
        "oder wählen Sie mit --data ein anderes Verzeichnis."
    ),
    Outage.UNREACHABLE: "Die Datenbank antwortet nicht. Bitte prüfen Sie DATABASE_URL, und ob der Datenbankdienst läuft.",
    Outage.BUSY: "Ein anderer Vorgang hält die Datenbank fest. Bitte warten Sie einen Moment und versuchen Sie es noch einmal.",
}


@contextmanager
def told():
    """Turn the refusals of rules, disks and databases into one line on standard error; anything else may rise."""
    from django.core.exceptions import ValidationError
    from django.db.utils import DatabaseError

    from kreislotse.core.errors import DomainError

    try:
        yield
    except KeyboardInterrupt:
        print("\nBeendet.")
        sys.exit(0)
    except DomainError as error:
        print(str(error), file=sys.stderr)
    except ValidationError as error:
        print("\n".join(error.messages), file=sys.stderr)
    except (OSError, DatabaseError, sqlite3.Error) as error:
        sentence = explain(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)


def explain(error: BaseException) -> str | None:
    """A sentence for a full or read-only disk, a wrong path or a database that cannot be reached; `None` for anything else."""
    name = getattr(error, "filename", None)
    if isinstance(error, FileNotFoundError) and name:
        return f"Die Datei {name} gibt es nicht. Bitte prüfen Sie den Pfad."
    if isinstance(error, IsADirectoryError) and name:
        return f"{name} ist ein Verzeichnis. Bitte nennen Sie eine Datei."
    outage = outage_behind(error)
    if outage == Outage.READ_ONLY and name:
        return (
            f"Auf {name} kann der Dienst nicht zugreifen ({error.strerror}). Es wurde nichts gespeichert. "
            "Bitte geben Sie ihm dort Lese- und Schreibrechte, oder wählen Sie einen anderen Ort."
        )
    return SENTENCES.get(outage)
