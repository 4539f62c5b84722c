"""What happens in the edition in force while the next one is written happens in its draft, too.

Partners answer, money is granted and leads report while a draft waits for the Kreistag. What is copied when a draft begins
would be out of date at its adoption: a refusal would stand as a promise. Each change goes on to the copy at once, as long as
the copy says what stood here before; what the draft says differently by itself, or has struck, stays so.
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from kreislotse.planning.models import Commitment, FundingShare, Measure, PlanVersion

ANSWER = ("state", "answered_on", "reason")


def copies_in_draft(measure: Measure) -> QuerySet[Measure]:
    return Measure.objects.filter(carried_from=measure.pk, version__status=PlanVersion.Status.DRAFT)


def ask_there_too(commitment: Commitment) -> None:
    """A partner who is asked here is asked in the draft, unless it stands there already."""
    for copy in copies_in_draft(commitment.measure):
        facts = {name: getattr(commitment, name) for name in ("part", "asked_on", *ANSWER)}
        Commitment.objects.get_or_create(measure=copy, organization_id=commitment.organization_id, defaults=facts)


def answer_there_too(commitment: Commitment, *, before: Commitment) -> None:
    """What a partner answered here, and the part it takes."""
    same = Commitment.objects.filter(
        measure__in=copies_in_draft(commitment.measure), organization=commitment.organization_id
    )
    for names in (ANSWER, ("part",)):
        unchanged = same.filter(**{name: getattr(before, name) for name in names})
        unchanged.update(**{name: getattr(commitment, name) for name in names})


def fund_there_too(share: FundingShare, *, state_before: str) -> None:
    """Whether money was granted here. Of two shares that are alike one follows."""
    same = FundingShare.objects.filter(measure__in=copies_in_draft(share.measure), state=state_before)
    same = same.filter(source=share.source, year=share.year, amount_cents=share.amount_cents).order_by("pk")
    FundingShare.objects.filter(pk__in=list(same.values_list("pk", flat=True)[:1])).update(state=share.state)


def report_there_too(measure: Measure, *, due_before: date | None) -> None:
    """When the lead reports next: whoever has just reported is not asked again after the adoption."""
    copies = copies_in_draft(measure).filter(next_report_on=due_before)
    copies.update(next_report_on=measure.next_report_on, updated_at=timezone.now())
