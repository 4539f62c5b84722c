"""`kreislotse`: serve, demo, district create, import, backup, doctor."""

from __future__ import annotations

import argparse
import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; errors are sentences and end with code 2."""
    arguments = _parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kreislotse.config.settings")
    if arguments.data:
        os.environ["KREISLOTSE_DATA"] = arguments.data
    from kreislotse.cli.errors import told

    with told():
        return arguments.run(arguments) or 0
    return 2


def _parser() -> argparse.ArgumentParser:
    from kreislotse.cli import commands

    parser = argparse.ArgumentParser(
        prog="kreislotse", description="Die Integrationsarbeit eines Landkreises in einem System."
    )
    parser.add_argument("--data", help="Datenverzeichnis (sonst KREISLOTSE_DATA oder ./data)")
    actions = parser.add_subparsers(dest="command", required=True, metavar="Befehl")

    serve = actions.add_parser("serve", help="den Dienst starten (Webseiten und Hintergrundaufgaben)")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--address", default="127.0.0.1")
    serve.add_argument("--workers", type=int, default=1)
    serve.set_defaults(run=commands.serve)

    demo = actions.add_parser("demo", help="Vorführung mit fünf Landkreisen laden und starten")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--address", default="127.0.0.1")
    demo.add_argument("--scale", type=int, default=1, help="wie viel Mal so groß (100 zum Messen)")
    demo.add_argument("--no-serve", action="store_true", help="nur laden, nicht starten")
    demo.set_defaults(run=commands.demo)

    district = actions.add_parser("district", help="Landkreise").add_subparsers(dest="action", required=True)
    create = district.add_parser("create", help="einen Landkreis einrichten")
    create.add_argument("--preset", required=True, help="Vorlage, zum Beispiel fachstelle")
    create.add_argument("--ags", required=True, help="fünfstelliger Schlüssel des Kreises, zum Beispiel 06635")
    create.add_argument("--name", help="Name des Kreises (sonst aus der Gemeindeliste)")
    create.add_argument("--host", help="Adresse, unter der die Seiten stehen (sonst localhost)")
    create.add_argument("--admin", required=True, help="E-Mail-Adresse der Person, die das System verwaltet")
    create.set_defaults(run=commands.create_district)

    read = actions.add_parser("import", help="Listen einlesen").add_subparsers(dest="what", required=True)
    places = read.add_parser("places", help="Gemeindeverzeichnis (XLSX) und Grenzen (GeoJSON)")
    places.add_argument("files", nargs="+")
    places.set_defaults(run=commands.import_places)
    rows = read.add_parser("list", help="Akteure oder Angebote")
    rows.add_argument("target", choices=["organizations", "offers"])
    rows.add_argument("file")
    rows.add_argument("--ags", required=True)
    rows.add_argument("--skip-broken", action="store_true", help="fehlerhafte Zeilen auslassen")
    rows.set_defaults(run=commands.import_list)

    backup = actions.add_parser("backup", help="alles in eine Datei sichern")
    backup.add_argument("file", help="Zieldatei, zum Beispiel sicherung.zip")
    backup.set_defaults(run=commands.backup)

    doctor = actions.add_parser("doctor", help="prüfen, ob alles in Ordnung ist")
    doctor.set_defaults(run=commands.doctor)
    migrate = actions.add_parser("migrate", help="Datenbank auf den neuesten Stand bringen")
    migrate.set_defaults(run=commands.migrate)
    return parser


if __name__ == "__main__":
    sys.exit(main())
