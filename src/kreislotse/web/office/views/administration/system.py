"""How the installation is doing, in sentences an office can read out to its operator."""

from django.conf import settings
from django.db import connection
from django.shortcuts import render

from kreislotse import __version__
from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.jobs.worker import seconds_since_last_beat
from kreislotse.web.accounts.mail import leaves_the_house

WORKER_LATE = 180


@require_permission(Permission.RULES_EDIT)
def system(request):
    seconds = seconds_since_last_beat()
    context = {
        "version": __version__,
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor),
        "is_embedded": connection.vendor == "sqlite",
        "worker_runs": seconds is not None and seconds < WORKER_LATE,
        "minutes": None if seconds is None else int(seconds // 60),
        "sends_mail": leaves_the_house(),
        "mail_from": settings.DEFAULT_FROM_EMAIL,
        "has_kreis_login": bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]),
    }
    return render(request, "office/administration/system.html", context)
