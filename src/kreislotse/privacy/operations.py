from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kreislotse.privacy.models import RetentionRule
from kreislotse.privacy.registry import expiries

# Defaults an office must confirm; the periods are its own decision (domain.md 9, DIN 66398 gives none).
DEFAULT_DAYS = {
    RetentionRule.Kind.SEEKER_CONTACT: (RetentionRule.Start.END_OF_PROCESS, 14),
    RetentionRule.Kind.CASEWORK: (RetentionRule.Start.END_OF_PROCESS, 365),
    RetentionRule.Kind.GUIDE: (RetentionRule.Start.END_OF_RELATION, 365),
    RetentionRule.Kind.ASSIGNMENT: (RetentionRule.Start.END_OF_PROCESS, 5 * 365),
    RetentionRule.Kind.PAYMENT: (RetentionRule.Start.END_OF_PROCESS, 10 * 365),
    RetentionRule.Kind.BANK_ACCOUNT: (RetentionRule.Start.END_OF_RELATION, 90),
    RetentionRule.Kind.ACCOUNT: (RetentionRule.Start.END_OF_RELATION, 365),
    RetentionRule.Kind.NETWORK: (RetentionRule.Start.END_OF_RELATION, 2 * 365),
    RetentionRule.Kind.DIRECTORY: (RetentionRule.Start.END_OF_PROCESS, 2 * 365),
    RetentionRule.Kind.AUDIT: (RetentionRule.Start.COLLECTION, 3 * 365),
    RetentionRule.Kind.FEEDBACK: (RetentionRule.Start.COLLECTION, 30),
    RetentionRule.Kind.IMPORT: (RetentionRule.Start.COLLECTION, 30),
    RetentionRule.Kind.OFFER_PROPOSAL: (RetentionRule.Start.END_OF_PROCESS, 30),
    RetentionRule.Kind.GUIDE_INTEREST: (RetentionRule.Start.COLLECTION, 180),
    RetentionRule.Kind.CONDUCT_CERTIFICATE: (RetentionRule.Start.END_OF_RELATION, 90),
    RetentionRule.Kind.TRAINING: (RetentionRule.Start.END_OF_PROCESS, 5 * 365),
    RetentionRule.Kind.HELPER_LIST: (RetentionRule.Start.END_OF_RELATION, 10 * 365),
    RetentionRule.Kind.BODY: (RetentionRule.Start.END_OF_RELATION, 2 * 365),
    RetentionRule.Kind.PLAN: (RetentionRule.Start.END_OF_PROCESS, 2 * 365),
    RetentionRule.Kind.UPDATE_REQUEST: (RetentionRule.Start.COLLECTION, 365),
    RetentionRule.Kind.PARTICIPATION: (RetentionRule.Start.END_OF_PROCESS, 2 * 365),
    RetentionRule.Kind.PARTICIPATION_SPAM: (RetentionRule.Start.COLLECTION, 30),
    RetentionRule.Kind.MEETING: (RetentionRule.Start.END_OF_PROCESS, 10 * 365),
    RetentionRule.Kind.MARKET: (RetentionRule.Start.END_OF_PROCESS, 2 * 365),
    RetentionRule.Kind.ARCHIVE_ANSWER: (RetentionRule.Start.COLLECTION, 365),
    RetentionRule.Kind.PROVIDER_CALL: (RetentionRule.Start.COLLECTION, 2 * 365),
}
_SOURCES = {
    RetentionRule.Kind.ASSIGNMENT: "Verwendungsnachweis: meist fünf Jahre nach dem Bescheid",
    RetentionRule.Kind.PAYMENT: "Belege und Bücher der Kasse: längste übliche Frist, zehn Jahre",
    RetentionRule.Kind.BANK_ACCOUNT: "Voreinstellung: bis alles ausgezahlt und nichts zurückgekommen ist",
    RetentionRule.Kind.ARCHIVE_ANSWER: "Archivgesetz des Landes: sechs bis zwölf Monate nach der Anbietung",
    RetentionRule.Kind.PARTICIPATION_SPAM: "Voreinstellung: ab dem Tag, an dem das Büro sie abgelegt hat",
    RetentionRule.Kind.CONDUCT_CERTIFICATE: "spätestens drei Monate nach dem Ende der Tätigkeit",
}


def seed_retention_rules(preset: dict) -> None:
    """Give a new district the default periods, each with where it comes from."""
    for kind, (start, days) in DEFAULT_DAYS.items():
        source = _SOURCES.get(kind, "Voreinstellung")
        RetentionRule.objects.get_or_create(
            kind=kind, valid_from=date(2020, 1, 1),
            defaults={"start": start, "days": days, "source": f"{source}; bitte bestätigen"},
        )  # fmt: skip


def days_to_keep(kind: str, *, today: date) -> int | None:
    """The period in force on `today` in days; `None` if the office has no rule for this kind (then nothing goes)."""
    in_force = RetentionRule.objects.filter(kind=kind, valid_from__lte=today).filter(
        Q(valid_to=None) | Q(valid_to__gte=today)
    )
    return in_force.order_by("-valid_from").values_list("days", flat=True).first()


def released(rows: QuerySet, *, today: date) -> QuerySet:
    """Those of `rows` that may be deleted: the archive answered before today, or let its time pass."""
    may_go = Q(archive_offer__answered_on__lt=today)
    days = days_to_keep(RetentionRule.Kind.ARCHIVE_ANSWER, today=today)
    if days is not None:
        may_go |= Q(archive_offer__answered_on=None, archive_offer__offered_on__lt=today - timedelta(days=days))
    return rows.filter(may_go)


def run_deletion(*, today: date) -> dict[str, int]:
    """Delete what is due in the district in scope; returns how many rows went, per kind."""
    deleted: dict[str, int] = {}
    for expiry in expiries():
        days = days_to_keep(expiry.kind, today=today)
        if days is None:
            continue
        rows = expiry.due(today, days)
        if expiry.is_offered:
            rows = released(rows, today=today)
        with transaction.atomic():
            deleted[expiry.kind] = deleted.get(expiry.kind, 0) + expiry.erase(rows)
    return deleted
