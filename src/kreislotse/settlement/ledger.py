"""Which statements are open: released, and not yet covered by payments."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kreislotse.guides.models import Guide
from kreislotse.settlement.models import Payment, SettlementRun, Statement

_MONEY = DecimalField(max_digits=12, decimal_places=2)


def released_statements() -> QuerySet[Statement]:
    """Released statements with `covered`: what their payments, returns and waivers add up to."""
    covered = (
        Payment.objects.filter(statement=OuterRef("pk"))
        .order_by()
        .values("statement")
        .annotate(n=Sum("euros"))
        .values("n")
    )
    return Statement.objects.filter(run__status=SettlementRun.Status.RELEASED).annotate(
        covered=Coalesce(Subquery(covered, output_field=_MONEY), Decimal(0), output_field=_MONEY)
    )


def open_statements() -> QuerySet[Statement]:
    """Released statements whose payments do not add up to their total yet."""
    return released_statements().exclude(covered=F("total"))


def prepared_statement_of(guide: Guide) -> Statement | None:
    """What a run that is not released yet holds for a guide; there is at most one such run."""
    waiting = Statement.objects.exclude(run__status=SettlementRun.Status.RELEASED)
    return waiting.filter(guide=guide).select_related("run").first()
