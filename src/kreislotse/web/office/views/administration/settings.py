"""The office's own settings, in small parts; every change leaves a trail."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.administration.office import change_settings
from kreislotse.web.office.forms.settings import SETTINGS_FORMS


@require_permission(Permission.RULES_EDIT)
def settings_page(request):
    parts = [
        {"slug": slug, "title": form.title, "text": form.text, "lines": form.shown(request.district)}
        for slug, form in SETTINGS_FORMS.items()
    ]
    return render(request, "office/administration/settings/overview.html", {"parts": parts})


@require_permission(Permission.RULES_EDIT)
def edit_settings(request, part):
    if part not in SETTINGS_FORMS:
        raise Http404
    form = SETTINGS_FORMS[part](request.POST or None, district=request.district)
    if form.is_valid():
        try:
            changed = change_settings(request.district, changed=form.changes, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Gespeichert. Es gilt ab sofort.") if changed else _("Es war nichts zu ändern.")
            )
            return redirect("office:first_steps" if request.GET.get("weiter") == "schritte" else "office:settings")
    context = {"form": form, "part": part}
    return render(request, "office/administration/settings/edit.html", context, status=422 if form.errors else 200)
