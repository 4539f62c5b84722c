"""Who works here: memberships, invitations, the end of a membership."""

from smtplib import SMTPException

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kreislotse.accounts.access import require_permission
from kreislotse.accounts.models import Invitation, Membership
from kreislotse.accounts.roles import Permission, Role
from kreislotse.administration import members
from kreislotse.core.errors import DomainError
from kreislotse.core.pagination import paginate
from kreislotse.districts.languages import german_name
from kreislotse.web.accounts.mail import leaves_the_house, send_link
from kreislotse.web.office.forms.administration import EndMembershipForm, InvitationForm
from kreislotse.web.office.forms.translations import LanguagesForm


@require_permission(Permission.MEMBERS_MANAGE)
def member_list(request):
    today = timezone.localdate()
    now = timezone.now()
    shows_former = request.GET.get("ehemalige") == "ja"
    rows = members.members()
    if not shows_former:
        rows = rows.filter(pk__in=Membership.objects.valid_on(today).values("pk"))
    page = paginate(rows, request)
    invitations = list(members.open_invitations())
    for member in page:
        member.language_names = [german_name(code) for code in member.languages]
    for invitation in invitations:
        invitation.is_expired = invitation.expires_at < now
    count = page.paginator.count
    context = {
        "page": page,
        "invitations": invitations,
        "shows_former": shows_former,
        "today": today,
        "summary": ngettext("%(n)d Mitgliedschaft", "%(n)d Mitgliedschaften", count) % {"n": count},
    }
    return render(request, "office/administration/members/list.html", context)


@require_permission(Permission.MEMBERS_MANAGE)
def invite(request):
    form = InvitationForm(request.POST or None, initial={"role": request.GET.get("rolle", "")})
    if form.is_valid():
        try:
            invitation, link = members.invite_member(**form.values, by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _sent(request, invitation, link)
    context = {"form": form}
    return render(request, "office/administration/members/invite.html", context, status=422 if form.errors else 200)


@require_permission(Permission.MEMBERS_MANAGE)
@require_POST
def invite_again(request, pk):
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        invitation, link = members.invite_again(invitation, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("office:member_list")
    return _sent(request, invitation, link)


def _sent(request, invitation, link):
    """The link is shown once: the database keeps only its fingerprint."""
    try:
        send_link(request.district, invitation.email, kind="invitation", link=link)
        was_mailed = leaves_the_house()
    except (OSError, SMTPException):
        was_mailed = False
    context = {"invitation": invitation, "link": link, "was_mailed": was_mailed}
    return render(request, "office/administration/members/sent.html", context)


@require_permission(Permission.MEMBERS_MANAGE)
@require_POST
def withdraw(request, pk):
    try:
        members.withdraw(get_object_or_404(Invitation, pk=pk), by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Die Einladung ist zurückgezogen. Ihr Link gilt nicht mehr."))
    return redirect("office:member_list")


@require_permission(Permission.MEMBERS_MANAGE)
def end_membership(request, pk):
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk)
    form = EndMembershipForm(request.POST or None)
    if form.is_valid():
        try:
            members.end_membership(membership, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Die Mitgliedschaft endet an diesem Tag. Offene Aufgaben können Sie jetzt übergeben.")
            )
            return redirect("office:member_list")
    context = {"form": form, "membership": membership}
    return render(request, "office/administration/members/end.html", context, status=422 if form.errors else 200)


@require_permission(Permission.MEMBERS_MANAGE)
def member_languages(request, pk):
    """Into which languages a translator translates."""
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk, role=Role.TRANSLATOR)
    form = LanguagesForm(
        request.POST if request.method == "POST" else None, initial={"languages": membership.languages}
    )
    if form.is_valid():
        try:
            members.change_languages(membership, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error("languages", str(error))
        else:
            messages.success(request, _("Die Sprachen von %(name)s sind gespeichert.") % {"name": membership.user})
            return redirect("office:member_list")
    context = {"form": form, "membership": membership}
    return render(request, "office/administration/members/languages.html", context, status=422 if form.errors else 200)
