"""Calls that start together, a pause where they can get in each other's way, and the same code without its locks."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from kreislotse.core.scope import district_scope
from kreislotse.districts.managers import DistrictQuerySet


@pytest.fixture
def at_once(district):
    """`at_once(*calls)` runs the calls in threads that start together; gives what each returned or raised, in order."""

    def run(*calls):
        start = Barrier(len(calls))

        def one(call):
            try:
                with district_scope(district):
                    start.wait()
                    return call()
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


@pytest.fixture
def slowly(monkeypatch):
    """`slowly(module, "check")` pauses before and after `check`, so that what is read and what is written lie apart."""

    def slow_down(place, name, *, seconds=0.3):
        real = getattr(place, name)

        def slow(*args, **kwargs):
            time.sleep(seconds)
            result = real(*args, **kwargs)
            time.sleep(seconds)
            return result

        monkeypatch.setattr(place, name, slow)

    return slow_down


@pytest.fixture
def without_locks(monkeypatch):
    """For controls: rows are read as if nobody else were there."""
    monkeypatch.setattr(DistrictQuerySet, "select_for_update", lambda rows, **_options: rows.all())
