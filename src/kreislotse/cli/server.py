"""One command runs the web server and the worker, and ends both."""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

from kreislotse.core.errors import DomainError


def free_port(address: str, wanted: int, *, say: Callable[[str], None]) -> int:
    """`wanted`, or the next free port; a busy one is named. Raises `DomainError` if 50 in a row are busy."""
    for port in range(wanted, min(wanted + 50, 65_536)):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    say(f"Port {port} ist belegt, der nächste wird versucht.")
                    continue
                if error.errno == errno.EACCES:
                    raise DomainError(
                        f"Port {port} darf dieser Dienst nicht öffnen. Bitte nehmen Sie einen ab 1024."
                    ) from error
                raise DomainError(
                    f"Unter der Adresse {address} kann hier kein Dienst starten. Bitte prüfen Sie --address."
                ) from error
            return port
    raise DomainError(
        f"Die Ports {wanted} bis {wanted + 49} sind alle belegt. Bitte geben Sie mit --port einen freien an."
    )


def run(address: str, port: int, *, workers: int, ready: Callable[[], None] | None = None) -> int:
    """Run until a signal or until one of the two processes ends; returns the exit code."""
    web = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address, "--port", str(port),
            "--workers", str(workers), "--blocking-threads", "4", "--workers-kill-timeout", "10",
            "--workers-lifetime", "21600", "--respawn-failed-workers", "--log-level", "warning", "kreislotse.config.wsgi:application",
        ]
    )  # fmt: skip
    processes = [web]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        answers = _answers(address, port, web)
        # The worker comes second: both at once make everybody wait twice as long for the first page.
        processes.append(subprocess.Popen([sys.executable, "-m", "kreislotse.cli.commands"]))
        if ready and answers:
            ready()
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return next(process.returncode for process in processes if process.returncode is not None) or 1
    except KeyboardInterrupt:
        print("\nKreislotse wird beendet …", flush=True)
        return 0
    finally:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def _interrupt(_signal, _frame):
    raise KeyboardInterrupt


def _answers(address: str, port: int, web: subprocess.Popen) -> bool:
    """Wait until the server takes connections, at most half a minute."""
    for _attempt in range(300):
        if web.poll() is not None:
            return False
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            if probe.connect_ex((address, port)) == 0:
                return True
        time.sleep(0.1)
    return False
