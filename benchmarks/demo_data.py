"""One district of the demo, ×1 and ×100, for the benchmarks; kept between runs in the temporary directory.

`start(scale)` sets Django up on that data with the settings of a real installation (`DEBUG` off, static files
built). With `DATABASE_URL` the rows go into that database instead, which must be empty or hold the same demo.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AGS = "06635"


def start(scale: int):
    """Load what is missing, and return the demo's district. To be called before anything of Django is imported."""
    sys.path.insert(0, str(ROOT / "src"))
    folder = (
        Path(os.environ.get("KREISLOTSE_BENCHMARK_DATA") or tempfile.gettempdir()) / f"kreislotse-benchmark-x{scale}"
    )
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"KREISLOTSE_DATA": str(folder), "KREISLOTSE_DEMO": "ja", "KREISLOTSE_SCHEME": "http"}
    os.environ.pop("KREISLOTSE_DEBUG", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kreislotse.config.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from kreislotse.cli.upkeep import build_catalogs, build_static
    from kreislotse.demo.generator import load_demo
    from kreislotse.districts.models import District
    from kreislotse.jobs.statistics import refresh_statistics

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    build_catalogs()
    build_static()
    if not District.objects.filter(ags=AGS).exists():
        print(f"Loading the demo of one district ×{scale} (×100 takes some minutes, once) …", file=sys.stderr)
        begun = time.perf_counter()
        load_demo(scale=scale, districts=[AGS], today=timezone.localdate())
        print(f"Loaded after {time.perf_counter() - begun:.0f} s.", file=sys.stderr)
    refresh_statistics()  # as the worker does when it starts
    return District.objects.get(ags=AGS)


def email_of(role: str) -> str:
    """The login of the demo's first person with that role in the district."""
    from kreislotse.demo.offices import MAILBOXES, email_of
    from kreislotse.demo.read_facts import DISTRICTS

    demo = next(demo for demo in DISTRICTS if demo.ags == AGS)
    return email_of(demo, MAILBOXES[role][0])


def client_of(district, role: str | None = None):
    """A browser on the district's host, logged in with `role` or not at all."""
    from django.test import Client

    from kreislotse.accounts.models import User

    client = Client(SERVER_NAME=district.host, HTTP_HOST=district.host)
    if role:
        client.force_login(User.objects.get(email=email_of(role)), backend="kreislotse.accounts.backends.HouseBackend")
    return client
