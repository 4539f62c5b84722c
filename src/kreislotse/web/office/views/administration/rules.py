"""Rules with dates: what holds, what comes, what held; changes begin on a day of the office's choice."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.roles import Permission
from kreislotse.administration import rules
from kreislotse.core.errors import DomainError
from kreislotse.web.office.forms.administration import EndRuleForm
from kreislotse.web.office.forms.rules import AREAS, KINDS


@require_permission(Permission.RULES_EDIT)
def rule_list(request):
    """All kinds of rules by area; each is read only when it is opened."""
    return render(request, "office/administration/rules/list.html", {"areas": AREAS})


@require_permission(Permission.RULES_EDIT)
def rules_of_kind(request, kind):
    described, today = _kind(kind), timezone.localdate()
    now, former = ([_line(described, row, today) for row in rows] for rows in rules.parted(described.rows(), today))
    return render(request, "office/administration/rules/kind.html", {"kind": described, "now": now, "former": former})


def _line(kind, row, today) -> dict:
    return {"row": row, "cells": kind.cells(row), "is_coming": row.valid_from > today}


def _kind(slug: str):
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


@require_permission(Permission.RULES_EDIT)
def add_rule(request, kind):
    described = _kind(kind)
    form = described.form(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_valid():
        try:
            rules.add_rule(form.save(commit=False), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Die Regel ist eingetragen."))
            return redirect("office:dated_rules", kind)
    context = {"form": form, "kind": described}
    return render(request, "office/administration/rules/form.html", context, status=422 if form.errors else 200)


@require_permission(Permission.RULES_EDIT)
def replace_rule(request, kind, pk):
    """A new version of a rule, prefilled with the old one, from a day on."""
    described = _kind(kind)
    today = timezone.localdate()
    old = get_object_or_404(described.rows(), pk=pk)
    is_coming = old.valid_from > today
    initial = described.form.initial_of(old) | {
        "valid_from": old.valid_from if is_coming else today + timedelta(days=1),
        "valid_to": None,
    }
    form = described.form(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            rules.replace_rule(old, form.save(commit=False), today=today, by=request.user)
        except DomainError as error:
            form.add_error("valid_from", str(error))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Die neue Fassung ist eingetragen. Die alte bleibt für alte Vorgänge, wie sie war.")
            )
            return redirect("office:dated_rules", kind)
    context = {"form": form, "kind": described, "old": old, "is_coming": is_coming}
    return render(request, "office/administration/rules/form.html", context, status=422 if form.errors else 200)


@require_permission(Permission.RULES_EDIT)
def end_rule(request, kind, pk):
    described = _kind(kind)
    rule = get_object_or_404(described.rows(), pk=pk)
    form = EndRuleForm(request.POST or None)
    if form.is_valid():
        try:
            rules.end_rule(rule, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error("on", str(error))
        else:
            messages.success(request, _("Die Regel endet an diesem Tag."))
            return redirect("office:dated_rules", kind)
    context = {"form": form, "kind": described, "rule": rule}
    return render(request, "office/administration/rules/end.html", context, status=422 if form.errors else 200)
