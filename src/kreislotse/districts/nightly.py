"""Every night somebody looks whether the districts are still apart."""

import logging
from datetime import date

from kreislotse.districts.consistency import rows_across_districts
from kreislotse.jobs.worker import every_night

logger = logging.getLogger(__name__)


@every_night
def check_that_districts_are_apart(today: date) -> None:
    """A row that points into another district must never be; if one is, the operator reads it in the log."""
    for finding in rows_across_districts():
        logger.error("rows point into another district: %s", finding)
