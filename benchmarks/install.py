"""What a new installation costs: `make demo` in a fresh clone, started twice.

    python benchmarks/install.py

Prints the size of the environment, its number of packages, and the seconds from the call to an answer of the first
and of the second start. Limit: the second start is ready in under 5 seconds (the median of three). The first start
needs the package index. Exits with 1 above the limit.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT_SECONDS = 5.0
HOST = "waldeck-frankenberg.localhost"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path) -> tuple[float, str]:
    """Seconds until the start page answers, and what the command said until then."""
    port = free_port()
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("KREISLOTSE", "DATABASE", "PYTHONPATH"))
    }
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603
        ["make", "demo", f"ARGS=--port {port}"], cwd=folder, env=environment, text=True,  # noqa: S607
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        while not answers(port):
            if process.poll() is not None:
                raise SystemExit(f"make demo ended with {process.returncode}:\n{process.stdout.read()}")
            time.sleep(0.05)
        seconds = time.monotonic() - begun
        time.sleep(1)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        said, _nothing = process.communicate(timeout=60)
    return seconds, said


def answers(port: int) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"{HOST}:{port}"})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return response.status == 200
    except OSError:
        return False


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kreislotse-install-") as place:
        folder = Path(place) / "kreislotse"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)  # noqa: S603, S607
        first, said = start(folder)
        size = sum(file.stat().st_size for file in folder.glob(".venv/lib/*/site-packages/**/*") if file.is_file())
        packages = len(list(folder.glob(".venv/lib/*/site-packages/*.dist-info")))
        again = [start(folder)[0] for _time in range(3)]
    told = re.search(r"Erster Start:.*", said)
    second = statistics.median(again)
    print(f"environment: {size / 1e6:.0f} MB, {packages} packages")
    print(f"first start, with installation and five districts: {first:.0f} s ({told[0] if told else 'not told'})")
    print(f"second start: {second:.1f} s of {LIMIT_SECONDS:.0f} ({', '.join(f'{seconds:.1f}' for seconds in again)})")
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores (a second start needs both)")
    return 0 if second < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
