"""The help inside the product: what comes up in an office, as questions with short answers."""

from django.shortcuts import render

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission


@require_permission(Permission.OFFICE_VIEW)
def help_page(request):
    """One page of questions; each reader gets the ones their role can act on."""
    return render(request, "office/help/help.html")
