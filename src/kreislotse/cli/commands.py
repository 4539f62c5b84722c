"""What each command does. Django is started inside the commands, after the environment is complete."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def _start_django() -> None:
    import django

    django.setup()


def _say(text: str) -> None:
    print(text, flush=True)


def serve(arguments) -> int:
    from kreislotse.cli.server import free_port, run

    port = free_port(arguments.address, arguments.port, say=_say)
    if arguments.address in ("127.0.0.1", "::1", "localhost"):  # nobody but this machine: links lead to it
        os.environ.setdefault("KREISLOTSE_SCHEME", "http")
        os.environ.setdefault("KREISLOTSE_PORT", str(port))
    _start_django()
    prepare()
    return run(
        arguments.address, port, workers=arguments.workers, ready=lambda: _say(_ready_to_work(arguments.address, port))
    )


def _ready_to_work(address: str, port: int) -> str:
    from kreislotse.accounts.setup import set_up_code
    from kreislotse.districts.models import District

    line = f"Kreislotse läuft unter http://{address}:{port}/  (Beenden mit Strg+C)"
    if District.objects.exists():
        return line
    return f"{line}\nZum Einrichten: http://{address}:{port}/konto/einrichten/  Einrichtungscode: {set_up_code()}"


def demo(arguments) -> int:
    started = time.monotonic()
    from kreislotse.cli.server import free_port, run

    port = None if arguments.no_serve else free_port(arguments.address, arguments.port, say=_say)
    data_dir = Path(os.environ.get("KREISLOTSE_DATA") or "data/demo").resolve()
    os.environ |= {"KREISLOTSE_DATA": str(data_dir), "KREISLOTSE_DEMO": "ja", "KREISLOTSE_SCHEME": "http"}
    os.environ["KREISLOTSE_PORT"] = str(port or arguments.port)
    _start_django()
    from kreislotse.cli.welcome import welcome
    from kreislotse.demo.generator import DEMO_PASSWORD, demo_logins, is_complete, load_demo

    first = prepare()
    loaded = not is_complete()  # also after a start that was stopped half-way
    if loaded:
        from django.utils import timezone

        _say("Die Vorführung wird geladen: fünf Landkreise, 18 Monate, alles erfunden …")
        load_demo(scale=arguments.scale, today=timezone.localdate(), progress=lambda text: _say(f"   {text}"))
    if arguments.no_serve:
        _say(f"Geladen nach {time.monotonic() - started:.0f} Sekunden.")
        return 0

    def ready():
        seconds = time.monotonic() - started
        _say(welcome(port, logins=demo_logins(), password=DEMO_PASSWORD, seconds=seconds, first=loaded or first))

    return run(arguments.address, port, workers=1, ready=ready)


def prepare() -> bool:
    """Bring database, catalogs and static files up to date; says whether there was much to do."""
    from django.core.management import call_command

    from kreislotse.cli.upkeep import build_catalogs, build_static, pending_migrations
    from kreislotse.districts.models import District
    from kreislotse.search.operations import rebuild_outdated

    busy = pending_migrations()
    if busy:
        _say("Die Datenbank wird eingerichtet …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    if number := rebuild_outdated(District.objects.all()):
        _say(f"Die Suche ist neu aufgebaut ({number} Landkreise).")
    build_catalogs()
    if build_static():
        _say("Schriften, Farben und Programme für den Browser sind bereitgelegt.")
    return busy


def migrate(arguments) -> int:
    _start_django()
    prepare()
    _say("Alles ist auf dem neuesten Stand.")
    return 0


def create_district(arguments) -> int:
    _start_django()
    prepare()
    from django.utils import timezone

    from kreislotse.accounts.setup import set_up_district

    district, link = set_up_district(
        preset=arguments.preset, ags=arguments.ags, name=arguments.name or "", host=arguments.host or "localhost",
        admin_email=arguments.admin, now=timezone.now(),
    )  # fmt: skip
    _say(f"{district.name} ist eingerichtet: {district.base_url}/")
    _say(f"Mit diesem Link legt {arguments.admin} das Passwort fest (gültig 14 Tage):\n{link}")
    return 0


def import_places(arguments) -> int:
    _start_django()
    prepare()
    from kreislotse.places.importers import import_file

    for name in arguments.files:
        with open(name, "rb") as stream:
            _say(f"{name}: {import_file(stream, Path(name).name)}")
    return 0


def import_list(arguments) -> int:
    _start_django()
    prepare()
    from kreislotse.cli.lists import read_list_in

    lines, is_done = read_list_in(
        Path(arguments.file), target=arguments.target, ags=arguments.ags, skip_broken=arguments.skip_broken
    )
    for line in lines:
        _say(line)
    return 0 if is_done else 1


def backup(arguments) -> int:
    _start_django()
    from kreislotse.cli.upkeep import write_backup

    size = write_backup(Path(arguments.file))
    _say(
        f"Gesichert in {arguments.file} ({size / 1e6:.1f} MB). Bitte bewahren Sie die Datei sicher auf: sie enthält alles."
    )
    return 0


def doctor(arguments) -> int:
    _start_django()
    from kreislotse.cli.upkeep import examine

    findings = examine()
    for is_well, sentence in findings:
        _say(f"{'gut    ' if is_well else 'ACHTUNG'}  {sentence}")
    return 0 if all(is_well for is_well, _sentence in findings) else 1


def worker(arguments=None) -> int:
    """The other half of `serve`: background tasks and what happens every night."""
    _start_django()
    from kreislotse.jobs.worker import run_worker

    run_worker()
    return 0


if __name__ == "__main__":
    sys.exit(worker())
