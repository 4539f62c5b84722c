"""What the office is told at once by mail because it cannot wait for the next look at „Heute“. No names, no topics: the link shows them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from kreislotse.core.scope import current_district_id
from kreislotse.core.words import day_text
from kreislotse.districts.models import District
from kreislotse.intake.models import HelpRequest
from kreislotse.matching.models import Assignment, MatchProposal, Vacancy

logger = logging.getLogger(__name__)
REMEMBERED_SECONDS = 14 * 24 * 60 * 60


def tell_of_vacancies(vacancies: Sequence[Vacancy]) -> None:
    """Somebody has said on the phone that they cannot come: which appointments are free, and how many are asked for each."""
    if not vacancies or not _is_first("vacancies", vacancies[0].pk):
        return
    asked = MatchProposal.objects.filter(
        vacancy__in=[vacancy.pk for vacancy in vacancies], status=MatchProposal.Status.ASKED
    )
    numbers: dict[int, int] = {}
    for vacancy in asked.values_list("vacancy", flat=True):
        numbers[vacancy] = numbers.get(vacancy, 0) + 1
    requests = HelpRequest.objects.filter(
        assignments__appointments__in=[vacancy.appointment_id for vacancy in vacancies]
    )
    district = District.objects.get(pk=current_district_id())
    with override("de"):
        n = len(vacancies)
        lines = [_line(vacancy, numbers.get(vacancy.pk, 0)) for vacancy in vacancies]
        text = ngettext(
            "jemand fällt aus und hat es am Telefon gesagt. %(n)d Termin ist frei:",
            "jemand fällt aus und hat es am Telefon gesagt. %(n)d Termine sind frei:", n,
        ) % {"n": n}  # fmt: skip
        subject = ngettext(
            "%(n)d Termin ist frei: jemand fällt aus", "%(n)d Termine sind frei: jemand fällt aus", n
        ) % {"n": n}  # fmt: skip
        link = f"{district.base_url}/buero/lotsen/vertretungen/"
        body = _("Guten Tag,\n\n%(text)s\n\n%(lines)s\n\nHier geht es weiter:\n%(link)s") % {
            "text": text, "lines": "\n".join(lines), "link": link,
        }  # fmt: skip
        _send(district, requests, subject, body)


def tell_of_step_back(assignment: Assignment) -> None:
    """A guide goes no longer, and no day was agreed: the request waits for the office."""
    if not _is_first("step-back", assignment.pk):
        return
    district = District.objects.get(pk=current_district_id())
    with override("de"):
        body = _(
            "Guten Tag,\n\nzur Anfrage %(reference)s hat die Begleitung am Telefon abgesagt. Ein Termin war noch nicht vereinbart. "
            "Die Anfrage wartet wieder auf Sie:\n%(link)s"
        ) % {
            "reference": assignment.help_request.reference,
            "link": f"{district.base_url}/buero/anfragen/{assignment.help_request_id}/",
        }  # fmt: skip
        requests = HelpRequest.objects.filter(pk=assignment.help_request_id)
        _send(district, requests, _("Eine Anfrage braucht wieder jemanden"), body)


def _line(vacancy: Vacancy, asked: int) -> str:
    appointment = vacancy.appointment
    when = day_text(appointment.on) + (f", {appointment.starts_at:%H:%M} Uhr" if appointment.starts_at else "")
    if not asked:
        return _("– %(when)s: Noch ist niemand gefragt, bitte wählen Sie aus.") % {"when": when}
    return ngettext(
        "– %(when)s: %(n)d Person ist schon gefragt.", "– %(when)s: %(n)d Personen sind schon gefragt.", asked
    ) % {"when": when, "n": asked}  # fmt: skip


def _is_first(what: str, key: int) -> bool:
    """Whether this run may write: a task may run twice."""
    return cache.add(f"{current_district_id()}:office-told:{what}:{key}", 1, REMEMBERED_SECONDS)


def _send(district: District, requests, subject: str, body: str) -> None:
    """To the office's address and to whoever looks after the requests; without an address „Heute“ has to do."""
    own = requests.exclude(responsible=None).values_list("responsible__email", flat=True)
    addresses = sorted({address for address in [district.email, *own] if address})
    if not addresses:
        return
    try:
        EmailMessage(subject, body + "\n", to=addresses).send()
    except OSError as error:
        logger.warning("office not told", extra={"error": type(error).__name__})
