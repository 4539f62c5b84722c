"""Background work: a task gets keys only, the district's first, and runs inside that district's scope."""

from __future__ import annotations

from datetime import timedelta
from functools import partial, wraps

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from kreislotse.core.scope import current_district_id, district_scope


def district_task(function):
    """Make `function(...)` a task of one district. `enqueue_after_commit(fn, *keys)` starts it."""

    @wraps(function)
    def run(district_id, *args, **kwargs):
        with district_scope(district_id):
            return function(*args, **kwargs)

    return task()(run)


def enqueue_later(district_job, *keys, pause: timedelta) -> None:
    """Start `district_job` for the district in scope after a pause, once the current transaction is written."""
    later = district_job.using(run_after=timezone.now() + pause)
    transaction.on_commit(partial(later.enqueue, current_district_id(), *keys))


def enqueue_after_commit(district_job, *keys) -> None:
    """Start `district_job` for the district in scope once the current transaction is written."""
    transaction.on_commit(partial(district_job.enqueue, current_district_id(), *keys))
