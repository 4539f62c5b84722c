"""What goes when: first the contact with everything in free text, later the request without it."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kreislotse.audit.models import AuditEntry
from kreislotse.intake import counter_keys
from kreislotse.intake.entries import Entry
from kreislotse.intake.hooks import counted_before
from kreislotse.intake.models import Answer, HelpRequest, SeekerContact
from kreislotse.privacy.models import Consent, RetentionRule
from kreislotse.privacy.registry import Expiry, unheld

BATCH = 500
# What hangs on a request and goes with its contact; a test holds it against the models.
WITH_THE_CONTACT = (SeekerContact, Answer)


def requests_with_personal_rest(today: date, days: int) -> QuerySet[HelpRequest]:
    """Requests that ended `days` ago or earlier and still hold a contact, an answer or free text."""
    ended = HelpRequest.objects.filter(closed_on__lte=today - timedelta(days=days))
    keys = ended.order_by().values("pk")
    with_reason = _written_reasons().filter(object_pk__in=keys).values("object_pk")
    due = ~Q(note="") | ~Q(place="") | ~Q(call_address="") | Q(pk__in=with_reason)
    for model in WITH_THE_CONTACT:
        due |= Q(pk__in=model.objects.filter(help_request__in=keys).order_by().values("help_request"))
    return ended.filter(due)


def _written_reasons() -> QuerySet[AuditEntry]:
    """Lines of the trail that hold, in free words, why a request was taken on against a rule."""
    rows = AuditEntry.objects.filter(object_type=HelpRequest._meta.label_lower, entry=Entry.HELP_REQUEST_ADMITTED)
    return rows.filter(details__has_key="reason")


def _forget_reasons(keys: list[int]) -> None:
    for line in _written_reasons().filter(object_pk__in=keys):
        del line.details["reason"]
        line.save(update_fields=["details"])


def erase_personal_rest(rows: QuerySet[HelpRequest]) -> int:
    """Delete contacts, answers and consents of these requests and empty their free texts, also in the trail."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        contacts = SeekerContact.objects.filter(help_request__in=part)
        consents = list(contacts.exclude(consent=None).values_list("consent", flat=True))
        for model in WITH_THE_CONTACT:
            model.objects.filter(help_request__in=part).delete()
        Consent.objects.filter(pk__in=consents).delete()
        HelpRequest.objects.filter(pk__in=part).update(note="", place="", call_address="")
        _forget_reasons(part)
    return len(keys)


def requests_over(today: date, days: int) -> QuerySet[HelpRequest]:
    """Requests that ended `days` ago or earlier and that no later step still needs (an assignment keeps its request)."""
    rows = HelpRequest.objects.filter(closed_on__lte=today - timedelta(days=days))
    if (counted := counted_before()) is not None:
        rows = rows.filter(closed_on__lt=counted)
    return unheld(rows)


def erase_requests(rows: QuerySet[HelpRequest]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        part = HelpRequest.objects.filter(pk__in=keys[start : start + BATCH])
        erase_personal_rest(part)
        part.delete()
    return len(keys)


CONTACTS = Expiry(RetentionRule.Kind.SEEKER_CONTACT, requests_with_personal_rest, erase_personal_rest)
COUNTER_KEYS = Expiry(RetentionRule.Kind.CASEWORK, counter_keys.uses_over, counter_keys.erase_uses)
REQUESTS = Expiry(RetentionRule.Kind.CASEWORK, requests_over, erase_requests)
