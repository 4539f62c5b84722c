"""What fills the gaps only some mailings have: what expires and when, a training with its link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kreislotse.coordination.expiry import expiring_gaps
from kreislotse.coordination.models import Mailing, OfficeText
from kreislotse.coordination.training_invitations import gaps_of_training
from kreislotse.districts.models import District
from kreislotse.guides.models import Guide


def further_gaps(
    mailing: Mailing, guides: Iterable[Guide], *, district: District, today: date
) -> dict[int, dict[str, str]]:
    """Gaps and their values per guide; `mailing` may be unsaved, for a preview."""
    if mailing.purpose == OfficeText.Purpose.TRAINING and mailing.run:
        return gaps_of_training(mailing.run, guides, district=district)
    if mailing.purpose == OfficeText.Purpose.EXPIRY:
        return expiring_gaps(guides, today=today)
    return {}
