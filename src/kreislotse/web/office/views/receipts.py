"""What guides sent from the phone, for the office: signed sheets as PDF, and photographs of receipts."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.documents.responses import file_response, pdf_response
from kreislotse.matching import queries
from kreislotse.matching.models import Receipt, TimeSheet
from kreislotse.matching.printouts import readable, sheet_pdf
from kreislotse.web.office.printing import office_letterhead


@require_permission(Permission.ASSIGNMENT_VIEW)
def signed_sheet(request, pk):
    visible = queries.visible_assignments(to=request.user)
    sheet = get_object_or_404(TimeSheet.objects.filter(assignment__in=visible, confirmed_on__isnull=False), pk=pk)
    assignment = queries.assignment_details().get(pk=sheet.assignment_id)
    content = sheet_pdf(sheet, assignment, office=office_letterhead(request.district), today=timezone.localdate())
    return pdf_response(
        content, filename=_("Einsatzprotokoll %(code)s.pdf") % {"code": readable(sheet.code)}, inline=True
    )


@require_permission(Permission.ASSIGNMENT_VIEW)
def assignment_receipt(request, pk):
    visible = queries.visible_assignments(to=request.user)
    receipt = get_object_or_404(Receipt.objects.filter(expense__appointment__assignment__in=visible), pk=pk)
    suffix = receipt.content_type.partition("/")[2]
    return file_response(
        bytes(receipt.content), filename=_("Beleg.%(suffix)s") % {"suffix": suffix}, content_type=receipt.content_type,
        inline=True,
    )  # fmt: skip
