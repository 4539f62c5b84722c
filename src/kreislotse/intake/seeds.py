"""How early somebody must ask and how often one person is accompanied in a new district, out of its preset."""

from __future__ import annotations

from kreislotse.intake.models import ClientCapRule, LeadTime


def seed_notice_and_cap(preset: dict) -> None:
    """Give a new district the lead times and the cap of its preset; what is there already stays."""
    if not LeadTime.objects.exists():
        for row in preset.get("lead_times", []):
            LeadTime(**row).save()
    if "client_cap" in preset and not ClientCapRule.objects.exists():
        ClientCapRule(**preset["client_cap"]).save()
