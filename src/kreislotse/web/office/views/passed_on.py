"""„Was Bund und Land lösen müssen“: the list for the Landrat, with what came back."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.documents.printouts import printable_list
from kreislotse.documents.responses import pdf_response, xlsx_response
from kreislotse.documents.sheets import write_xlsx
from kreislotse.planning.models import Need
from kreislotse.planning.need_queries import passed_on
from kreislotse.web.office.printing import office_letterhead

ORDER = (Need.Addressee.FEDERATION, Need.Addressee.LAND, Need.Addressee.MUNICIPALITY, Need.Addressee.OTHER)


def _groups() -> list[tuple[str, list[Need]]]:
    rows = list(passed_on())
    groups = [(one.label, [need for need in rows if need.passed_to == one]) for one in ORDER]
    return [(label, needs) for label, needs in groups if needs]


def _sentence(groups) -> str:
    needs = [need for _label, group in groups for need in group]
    answered = sum(bool(need.answer_from_there) for need in needs)
    passed = ngettext("%(n)d Bedarf ist weitergegeben", "%(n)d Bedarfe sind weitergegeben", len(needs)) % {
        "n": len(needs)
    }
    return _("%(passed)s, %(answered)d davon beantwortet.") % {"passed": passed, "answered": answered}


@require_permission(Permission.NEED_VIEW)
def passed_on_needs(request):
    groups = _groups()
    return render(request, "office/needs/passed_on.html", {"groups": groups, "sentence": _sentence(groups)})


def _columns() -> list[str]:
    return [_("An wen"), _("Was fehlt"), _("Begründung"), _("Quellen"), _("weitergegeben am"), _("Antwort von dort")]


def _cells(groups) -> list[list]:
    return [
        [
            f"{label}, {need.passed_to_whom}" if need.passed_to_whom else str(label),
            f"{need.title} ({need.municipality})" if need.municipality else need.title,
            need.decision_reason or need.proposed_solution,
            need.heard,
            need.decided_on,
            f"{date_format(need.answered_from_there_on, 'd.m.Y')}: {need.answer_from_there}" if need.answer_from_there else _("noch keine"),
        ]
        for label, needs in groups
        for need in needs
    ]  # fmt: skip


@require_permission(Permission.NEED_VIEW)
def passed_on_needs_pdf(request):
    groups = _groups()
    content = printable_list(
        office=office_letterhead(request.district), created_on=timezone.localdate(), title=_("Was Bund und Land lösen müssen"),
        columns=_columns(), rows=_cells(groups), count=_sentence(groups), empty=_("Zurzeit ist nichts weitergegeben."),
        landscape=True,
    )  # fmt: skip
    return pdf_response(content, filename="was-bund-und-land-loesen-muessen.pdf", inline=True)


@require_permission(Permission.NEED_VIEW, Permission.EXPORT)
def passed_on_needs_xlsx(request):
    title = _("Was Bund und Land lösen müssen")
    return xlsx_response(write_xlsx(_columns(), _cells(_groups()), title=title), filename=f"{title}.xlsx")
