"""What the demo says when it is ready."""

from __future__ import annotations

import sysconfig
from importlib.metadata import distributions
from pathlib import Path


def welcome(port: int, *, logins: list[dict], password: str, seconds: float, first: bool) -> str:
    """Addresses of the districts, one login per role, and on the first start what was installed.

    `logins` are dicts with district, host, role and email, in the order to print.
    """
    lines = ["", "Kreislotse läuft. Beenden mit Strg+C.", ""]
    hosts = dict.fromkeys((login["district"], login["host"]) for login in logins)
    width = max(len(district) for district, _host in hosts)
    lines += [f"   {district:<{width}}   http://{host}:{port}/" for district, host in hosts]
    lines += ["", f"Anmelden unter /konto/login/, überall mit dem Passwort „{password}“:"]
    first_host = next(iter(hosts))[1]
    lines += [f"   {login['role']:<32} {login['email']}" for login in logins if login["host"] == first_host]
    lines += [f"   (so in {next(iter(hosts))[0]}; in den anderen Landkreisen endet die Adresse auf deren Kürzel)", ""]
    if first:
        size, packages = installed()
        lines += [f"Erster Start: {seconds:.0f} Sekunden, {packages} Pakete, {size / 1e6:.0f} MB installiert.", ""]
    else:
        lines += [f"Gestartet in {seconds:.1f} Sekunden.", ""]
    return "\n".join(lines)


def installed() -> tuple[int, int]:
    """Size in bytes of the environment's packages, and their number."""
    site = Path(sysconfig.get_path("purelib"))
    size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file() and not file.is_symlink())
    return size, sum(1 for _ in distributions(path=[str(site)]))
