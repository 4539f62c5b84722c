import logging

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kreislotse.accounts import invitations
from kreislotse.accounts.access import public, require_login
from kreislotse.accounts.roles import Role
from kreislotse.core.errors import DomainError
from kreislotse.core.ratelimit import is_allowed
from kreislotse.web.accounts.forms import MagicLinkForm, NewAccountForm, ProfileForm
from kreislotse.web.accounts.mail import send_link

logger = logging.getLogger(__name__)
BACKEND = "kreislotse.accounts.backends.HouseBackend"


@public
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request, secret):
    """The page behind an invitation: new people set a password, known ones log in first, then they are members."""
    now = timezone.now()
    try:
        invitation = invitations.invitation_for(secret, now=now)
    except DomainError as error:
        return render(request, "accounts/link_not_valid.html", {"sentence": str(error)}, status=410)
    account = invitations.account_behind(invitation)
    if account is not None:
        return _join_with_account(request, invitation, account, now)
    form = NewAccountForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if form.is_valid():
        try:
            user = invitations.accept_invitation(invitation, **form.cleaned_data, now=now)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            _enter(request, user)
            messages.success(request, _("Willkommen! Ihr Zugang ist eingerichtet."))
            return redirect(_first_page(invitation))
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/accept_invitation.html", context, status=422 if form.errors else 200)


def _first_page(invitation) -> str:
    """Whom nobody of the office invited comes from the set-up, and is led through the first steps."""
    is_from_set_up = invitation.invited_by_id is None and invitation.role == Role.HEAD_OF_OFFICE
    return "office:first_steps" if is_from_set_up else "home_after_login"


def _join_with_account(request, invitation, account, now):
    if request.user.is_authenticated and request.user.pk == account.pk:
        if request.method == "POST":
            try:
                invitations.accept_invitation(invitation, name="", password="", now=now, user=account)
            except DomainError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("Sie sind dabei."))
            return redirect(_first_page(invitation))
        return render(request, "accounts/join.html", {"invitation": invitation})
    return render(request, "accounts/join_after_login.html", {"invitation": invitation, "path": request.path})


@public
def request_magic_link(request):
    """Guides and partners get a login link by mail; the answer is the same whether the address is known or not."""
    form = MagicLinkForm(request.POST or None)
    if form.is_valid():
        if not is_allowed(request, "magic_link", limit=5, seconds=900):
            form.add_error(
                None,
                _("Das waren viele Versuche. Bitte warten Sie eine Viertelstunde und versuchen Sie es noch einmal."),
            )
            return render(request, "accounts/request_magic_link.html", {"form": form}, status=429)
        made = invitations.send_magic_link(form.cleaned_data["email"], leads_to="home_after_login", now=timezone.now())
        if made:
            try:
                send_link(request.district, made[0].email, kind="magic_link", link=made[1])
            except OSError as error:  # its text may hold the address
                logger.error("magic link not sent: %s", type(error).__name__)
                form.add_error(
                    None,
                    _(
                        "Die E-Mail konnte gerade nicht verschickt werden. Bitte versuchen Sie es später noch einmal oder rufen Sie Ihr Büro an."
                    ),
                )
                return render(request, "accounts/request_magic_link.html", {"form": form}, status=503)
        return render(request, "accounts/magic_link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "accounts/request_magic_link.html", {"form": form}, status=422 if form.errors else 200)


@public
@never_cache
def use_magic_link(request, secret):
    """A button first: programs that look into mails open links, and must not use them up."""
    if request.method != "POST":
        return render(request, "accounts/use_magic_link.html")
    try:
        link = invitations.use_magic_link(secret, now=timezone.now())
    except DomainError as error:
        return render(request, "accounts/link_not_valid.html", {"sentence": str(error)}, status=410)
    return perform_login(request, Login(user=link.user, redirect_url=reverse(link.leads_to), email_verification="none"))


def _enter(request, user) -> None:
    start_session(request, user, backend=BACKEND)
    record_authentication(request, user, method="link")


@require_login
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Ihre Daten sind gespeichert."))
        return redirect("account_profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@public
def not_here(request, *args, **kwargs):
    """Pages of allauth that this house does not have."""
    raise Http404
