"""The demo's money has a past: what was settled, paid and taken back stands in the trail on its own day."""

from kreislotse.audit.models import AuditEntry
from kreislotse.settlement.entries import Entry
from kreislotse.settlement.models import PaymentFile, SettlementRun
from tests.demo.conftest import TODAY


def test_the_trail_of_money_is_dated_as_it_happened(demo):
    noted = AuditEntry.objects.filter(entry__in=Entry.values)

    assert SettlementRun.objects.exists()
    assert not noted.filter(at__date__gt=TODAY).exists()
    for file in PaymentFile.objects.all():
        entry = noted.get(entry=Entry.PAYMENTS_ORDERED, object_pk=file.pk)
        assert entry.at == file.created_at
