"""Lists read in at the same moment, on PostgreSQL; the control shows that the same code without its lock goes wrong."""

import threading
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest

from kreislotse.imports import operations
from kreislotse.imports.operations import ImportNotReady
from kreislotse.network.importing import OrganizationTarget
from kreislotse.network.models import Organization
from tests.factories import member
from tests.imports.conftest import csv_file, organizations
from tests.races import on_postgresql

pytestmark = on_postgresql


@pytest.fixture(autouse=True)
def files_in(tmp_path, settings):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


def read_in(batch):
    return operations.start_import(batch, on_error="nothing", on_duplicate="update").status


@pytest.fixture
def two_lists_at_once(in_district, at_once, monkeypatch):
    """Two people read in lists that share three organizations; both have looked for them before either saves, if they can."""
    find, seen, both = OrganizationTarget.find, threading.local(), Barrier(2)

    def find_together(target, rows):
        found = find(target, rows)
        seen.times = getattr(seen, "times", 0) + 1
        if seen.times == 2:  # the first is for the plan, the second is in the transaction that saves
            with suppress(BrokenBarrierError):
                both.wait(timeout=2)
        return found

    monkeypatch.setattr(OrganizationTarget, "find", find_together)
    batches = [
        operations.upload_list(csv_file(organizations(n)), target="organizations", by=member("coordinator"))
        for n in (3, 4)
    ]
    return lambda: at_once(*[partial(read_in, batch) for batch in batches])


def test_two_lists_with_the_same_organizations_double_none(two_lists_at_once):
    assert two_lists_at_once() == ["done", "done"]

    assert Organization.objects.count() == 4


def test_control_without_the_lock_the_organizations_are_doubled(two_lists_at_once, monkeypatch):
    monkeypatch.setattr(operations, "_wait_for_other_imports", lambda: None)

    assert two_lists_at_once() == ["done", "done"]

    assert Organization.objects.count() == 7


def test_a_double_click_at_the_same_moment_reads_in_once(in_district, at_once):
    batch = operations.upload_list(csv_file(organizations(3)), target="organizations", by=member("coordinator"))

    results = at_once(*[partial(read_in, batch)] * 4)

    assert sum(isinstance(one, ImportNotReady) for one in results) == 3
    assert Organization.objects.count() == 3
