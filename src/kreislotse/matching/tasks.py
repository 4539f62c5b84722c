"""Mail to guides, and questions that nobody answered in time."""

from __future__ import annotations

from datetime import date

from django.core.cache import cache
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from kreislotse.core.scope import current_district_id, district_scope
from kreislotse.districts.models import District
from kreislotse.jobs.tasks import district_task
from kreislotse.jobs.worker import every_night
from kreislotse.matching.models import MatchProposal

REMEMBERED_SECONDS = 14 * 24 * 60 * 60


@district_task
def tell_guide(proposal_pk: int) -> None:
    """Tell a guide by mail that there is a question; the mail says neither who nor where."""
    rows = MatchProposal.objects.select_related("guide", "district")
    proposal = rows.filter(pk=proposal_pk, status=MatchProposal.Status.ASKED).first()
    if proposal is None or not proposal.guide.email:
        return
    if not cache.add(f"{current_district_id()}:proposal-told:{proposal_pk}", 1, REMEMBERED_SECONDS):
        return
    with override("de"):
        deadline = timezone.localtime(proposal.expires_at)
        text = _(
            "Guten Tag %(name)s,\n\nes gibt eine neue Anfrage an Sie. Worum es geht und wann, sehen Sie hier:\n%(link)s\n\n"
            "Bitte antworten Sie bis %(day)s, %(time)s Uhr. Ein Nein ist in Ordnung, Sie müssen nichts begründen.\n\n%(unit)s\n%(phone)s"
        ) % {
            "name": proposal.guide,
            "link": f"{proposal.district.base_url}/unterwegs/anfragen/{proposal.pk}/",
            "day": f"{deadline:%d.%m.}",
            "time": f"{deadline:%H:%M}",
            "unit": proposal.district.term("unit"),
            "phone": proposal.district.phone,
        }
        send_mail(_("Eine neue Anfrage an Sie"), text, None, [proposal.guide.email])


@every_night
def let_proposals_expire(today: date) -> None:
    """Let go of unanswered questions in every district; a late yes is refused already before that."""
    from kreislotse.matching.operations import expire_proposals

    for district in District.objects.order_by("pk"):
        with district_scope(district):
            expire_proposals(now=timezone.now())
