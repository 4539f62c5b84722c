"""What is stored where and for how long: generated from the models, never written by hand."""

from django.shortcuts import render
from django.utils import timezone

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.administration.data_map import data_map as kinds_of_data


@require_permission(Permission.PRIVACY_VIEW)
def data_map(request):
    return render(request, "office/administration/data_map.html", {"kinds": kinds_of_data(today=timezone.localdate())})
