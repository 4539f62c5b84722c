"""Mail to providers, and what the directory does every night; each may run twice."""

import logging
from datetime import date

from django.utils import timezone

from kreislotse.core.scope import district_scope
from kreislotse.directory import asking, proposals, xliff_exchange
from kreislotse.directory.models import CheckRequest
from kreislotse.districts.models import District
from kreislotse.jobs.tasks import district_task
from kreislotse.jobs.worker import every_night

logger = logging.getLogger(__name__)


@district_task
def mail_question(question_pk: int) -> None:
    """Send the mail of one question that was asked by hand."""
    asking.send_waiting(CheckRequest.objects.filter(pk=question_pk), today=timezone.localdate())


@district_task
def read_translations(file_pk: int) -> None:
    """Take a large file of translations over."""
    xliff_exchange.read_file(file_pk, today=timezone.localdate())


@every_night
def ask_providers(today: date) -> None:
    """In every district whose rule says so; one district that fails keeps no other from asking."""
    failures = []
    for district in District.objects.order_by("pk"):
        try:
            with district_scope(district):
                asking.ask_due_offers(today=today)
        except Exception as error:
            logger.exception("asking providers failed", extra={"district": district.pk})
            failures.append(error)
    if failures:
        raise failures[0]


@district_task
def mail_decision(proposal_pk: int) -> None:
    """Tell whoever proposed what became of it."""
    proposals.send_decision(proposal_pk)
