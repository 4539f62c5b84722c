"""Runs too large to wait for."""

from kreislotse.jobs.tasks import district_task
from kreislotse.settlement.models import SettlementRun
from kreislotse.settlement.operations.runs import fill_run


@district_task
def reckon(run_pk: int) -> None:
    """Reckon a prepared run in the background; nothing to do if it was discarded or is done."""
    run = SettlementRun.objects.filter(pk=run_pk).first()
    if run is not None:
        fill_run(run)
