"""The worker: background tasks as they come, and what is due every night, in one process."""

from __future__ import annotations

import itertools
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import date, datetime

from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kreislotse.jobs.models import Beat, NightlyRun

logger = logging.getLogger(__name__)
_nightly: dict[str, Callable[[date], None]] = {}
_often: dict[str, Callable[[datetime], None]] = {}
BEAT_SECONDS = 60
BEATS_BETWEEN = 10  # frequent runs: every tenth beat
RETRY_SECONDS = 20


def every_night(function: Callable[[date], None]) -> Callable[[date], None]:
    """Register `function(today)` to run once a day; it opens its own district scopes and is safe to run twice."""
    _nightly[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def every_few_minutes(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
    """Register `function(now)` to run every few minutes; it opens its own district scopes and is safe to run twice."""
    _often[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def run_often(now: datetime) -> list[str]:
    """Run what runs every few minutes; a failure is logged and tried again the next time. Returns what ran."""
    done = []
    for name, function in _often.items():
        try:
            function(now)
        except Exception:
            logger.exception("frequent run failed", extra={"job": name})
            continue
        done.append(name)
    return done


def run_due(today: date) -> list[str]:
    """Run what has not run today; a failure is logged and tried again with the next beat. Returns what ran."""
    done = []
    for name, function in _nightly.items():
        run, _created = NightlyRun.objects.get_or_create(name=name, defaults={"last_on": date(2000, 1, 1)})
        if run.last_on >= today:
            continue
        try:
            function(today)
        except Exception:
            logger.exception("nightly run failed", extra={"job": name})
            continue
        NightlyRun.objects.filter(pk=run.pk).update(last_on=today)
        done.append(name)
    return done


def beat() -> None:
    Beat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})


def seconds_since_last_beat() -> float | None:
    """How long ago a worker was alive; `None` if there never was one."""
    last = Beat.objects.filter(pk=1).values_list("at", flat=True).first()
    return None if last is None else (timezone.now() - last).total_seconds()


def run_worker() -> None:
    """Run until a signal: tasks in this thread, beats and nightly runs in another.

    A full disk or a database that is away stops the tasks only for a while, and never the pages beside them.
    """
    threading.Thread(target=_keep_beating, daemon=True).start()
    while True:
        try:
            return call_command("db_worker", interval=1, verbosity=0)
        except (DatabaseError, OSError) as error:
            logger.error("tasks are waiting: %s", error)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            connection.close()
            time.sleep(RETRY_SECONDS)


def _keep_beating() -> None:
    pause = threading.Event()
    for number in itertools.count():
        try:
            close_old_connections()
            beat()
            run_due(timezone.localdate())
            if number % BEATS_BETWEEN == 0:
                run_often(timezone.now())
        except Exception:
            logger.exception("beat failed")
        pause.wait(BEAT_SECONDS)
