"""What goes wrong on the command line ends as a sentence that says what to do."""

import errno
import sqlite3
import sys
from contextlib import contextmanager


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
    """A sentence for a full or read-only disk, or a database that cannot be reached; `None` for anything else."""
    text = str(error).lower()
    code = getattr(error, "errno", None)
    if code == errno.ENOSPC or "database or disk is full" in text:
        return "Der Speicherplatz ist voll. Es wurde nichts halb gespeichert. Bitte schaffen Sie Platz und versuchen Sie es noch einmal."
    if code in (errno.EROFS, errno.EACCES, errno.EPERM) or "readonly database" in text or "unable to open database" in text:
        return (
            "In das Datenverzeichnis kann nicht geschrieben werden. Bitte geben Sie dem Dienst dort Schreibrechte, "
            "oder wählen Sie mit --data ein anderes Verzeichnis."
        )
    if "connection refused" in text or "could not connect" in text or "connection failed" in text:
        return "Die Datenbank antwortet nicht. Bitte prüfen Sie DATABASE_URL, und ob der Datenbankdienst läuft."
    return None
