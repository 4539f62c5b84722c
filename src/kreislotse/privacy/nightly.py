"""Every night what is due goes, in every district."""

import logging
from datetime import date

from kreislotse.core.scope import district_scope
from kreislotse.districts.models import District
from kreislotse.jobs.worker import every_night
from kreislotse.privacy.accounts import announce_end, delete_accounts_nobody_needs, take_back_notices
from kreislotse.privacy.leftovers import delete_traces_of_the_installation, delete_used_links
from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.operations import days_to_keep, run_deletion

logger = logging.getLogger(__name__)


@every_night
def delete_what_is_due(today: date) -> None:
    """One district that fails keeps no other from its deletion; the failure rises in the end, so that it is tried again."""
    failures = []
    take_back_notices(today)
    for district in District.objects.order_by("pk"):
        try:
            with district_scope(district):
                days = days_to_keep(RetentionRule.Kind.ACCOUNT, today=today)
                if days is not None:
                    announce_end(today=today, days=days)
                deleted = run_deletion(today=today)
                delete_used_links(today)
        except Exception as error:
            logger.exception("deletion run failed", extra={"district": district.pk})
            failures.append(error)
        else:
            logger.info("deletion run", extra={"district": district.pk, "deleted": deleted})
    delete_accounts_nobody_needs(today)
    delete_traces_of_the_installation(today)
    if failures:
        raise failures[0]
