"""Mail to guides, and questions that nobody answered in time."""

from __future__ import annotations

import logging
from datetime import date

from django.core.cache import cache
from django.core.mail import send_mail
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kreislotse.accounts.models import User
from kreislotse.core.scope import current_district_id, district_scope
from kreislotse.districts.models import District
from kreislotse.jobs.tasks import district_task
from kreislotse.jobs.worker import every_night
from kreislotse.matching import office_letters
from kreislotse.matching.models import Assignment, MatchProposal, Vacancy, WeekPlan

logger = logging.getLogger(__name__)
REMEMBERED_SECONDS = 14 * 24 * 60 * 60


@district_task
def tell_guide(proposal_pk: int) -> None:
    """Tell a guide by mail that there is a question; the mail says neither who nor where."""
    _tell_of_questions(MatchProposal.objects.filter(pk=proposal_pk))


@district_task
def tell_guide_once(guide_pk: int, proposal_pks: list[int]) -> None:
    """Tell a guide in one mail of all questions that were put together."""
    _tell_of_questions(MatchProposal.objects.filter(pk__in=proposal_pks, guide=guide_pk))


def _tell_of_questions(rows: QuerySet[MatchProposal]) -> None:
    """One mail of one guide's questions that still wait and that nobody has told them of, in their language."""
    rows = rows.select_related("guide", "district").filter(status=MatchProposal.Status.ASKED)
    proposals = [one for one in rows.order_by("expires_at", "pk") if one.guide.email]
    key = f"{current_district_id()}:proposal-told"
    untold = [one for one in proposals if cache.add(f"{key}:{one.pk}", 1, REMEMBERED_SECONDS)]
    if not untold:
        return
    first, n = untold[0], len(untold)
    stand_in = all(one.vacancy_id for one in untold)
    with override(first.guide.mail_language):
        deadline = timezone.localtime(first.expires_at)
        path = f"anfragen/{first.pk}/" if n == 1 else "anfragen/"
        text = _question_text(stand_in=stand_in, n=n) % {
            "name": first.guide, "n": n, "link": f"{first.district.base_url}/unterwegs/{path}",
            "day": f"{deadline:%d.%m.}", "time": f"{deadline:%H:%M}", "unit": first.district.term("unit"),
            "phone": first.district.phone,
        }  # fmt: skip
        send_mail(_question_subject(stand_in=stand_in, n=n), text, None, [first.guide.email])


def _question_subject(*, stand_in: bool, n: int) -> str:
    if stand_in:
        return _("Können Sie vertreten?")
    return _("Eine neue Anfrage an Sie") if n == 1 else _("Neue Anfragen an Sie")


def _question_text(*, stand_in: bool, n: int) -> str:
    if stand_in:
        return ngettext(
            "Guten Tag %(name)s,\n\njemand fällt aus, und wir suchen für einen Termin eine Vertretung. Worum es geht und wann, "
            "sehen Sie hier:\n%(link)s\n\nWir haben mehrere gefragt: Wer zuerst zusagt, geht. Bitte antworten Sie bis %(day)s, "
            "%(time)s Uhr. Ein Nein ist in Ordnung, Sie müssen nichts begründen.\n\n%(unit)s\n%(phone)s",
            "Guten Tag %(name)s,\n\njemand fällt aus, und wir suchen für %(n)d Termine eine Vertretung. Worum es geht und wann, "
            "sehen Sie hier:\n%(link)s\n\nWir haben mehrere gefragt: Wer zuerst zusagt, geht. Bitte antworten Sie auf die erste Frage "
            "bis %(day)s, %(time)s Uhr. Ein Nein ist in Ordnung, Sie müssen nichts begründen.\n\n%(unit)s\n%(phone)s",
            n,
        )
    if n == 1:
        return _(
            "Guten Tag %(name)s,\n\nes gibt eine neue Anfrage an Sie. Worum es geht und wann, sehen Sie hier:\n%(link)s\n\n"
            "Bitte antworten Sie bis %(day)s, %(time)s Uhr. Ein Nein ist in Ordnung, Sie müssen nichts begründen.\n\n%(unit)s\n%(phone)s"
        )
    return ngettext(
        "Guten Tag %(name)s,\n\nes gibt %(n)d neue Anfrage an Sie. Worum es geht und wann, sehen Sie hier:\n%(link)s\n\n"
        "Bitte antworten Sie bis %(day)s, %(time)s Uhr. Ein Nein ist in Ordnung, Sie müssen nichts begründen.\n\n%(unit)s\n%(phone)s",
        "Guten Tag %(name)s,\n\nes gibt %(n)d neue Anfragen an Sie. Worum es geht und wann, sehen Sie hier:\n%(link)s\n\n"
        "Bitte antworten Sie auf die erste bis %(day)s, %(time)s Uhr. Ein Nein ist in Ordnung, Sie müssen nichts begründen.\n\n%(unit)s\n%(phone)s",
        n,
    )


@district_task
def look_for_stand_ins(vacancy_pks: list[int]) -> None:
    """Ask for all appointments that became free together: one mail to each guide who is asked, one to the office."""
    from kreislotse.matching.operations import ask_at_once

    rows = Vacancy.objects.filter(pk__in=vacancy_pks, status=Vacancy.Status.OPEN).select_related("appointment")
    vacancies = list(rows.order_by("appointment__on", "appointment__starts_at", "pk"))
    asked = [proposal for vacancy in vacancies for proposal in ask_at_once(vacancy, now=timezone.now())]
    for guide in sorted({proposal.guide_id for proposal in asked}):
        tell_guide_once.call(current_district_id(), guide, [one.pk for one in asked if one.guide_id == guide])
    office_letters.tell_of_vacancies(vacancies)


@district_task
def tell_office_of_step_back(assignment_pk: int) -> None:
    assignment = Assignment.objects.filter(pk=assignment_pk).select_related("help_request__responsible").first()
    if assignment:
        office_letters.tell_of_step_back(assignment)


@district_task
def compute_week(plan_pk: int, user_pk: int) -> None:
    """Compute a week's plan in the background, for whoever ordered it."""
    from kreislotse.matching.operations.plans import compute_week as compute
    from kreislotse.matching.week import WeekNotPlanned

    plan = WeekPlan.objects.filter(pk=plan_pk).first()
    by = User.objects.filter(pk=user_pk).first()
    if plan is None or by is None:
        return
    try:
        compute(plan, now=timezone.now(), by=by)
    except WeekNotPlanned:
        logger.warning("week not planned", extra={"pk": plan_pk})


@every_night
def let_proposals_expire(today: date) -> None:
    """Let go of unanswered questions in every district; a late yes is refused already before that."""
    from kreislotse.matching.operations import expire_proposals

    for district in District.objects.order_by("pk"):
        with district_scope(district):
            expire_proposals(now=timezone.now())
