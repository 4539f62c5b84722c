"""Who should set up a second step for the login: everybody who sees casework and has none yet."""

from allauth.mfa.models import Authenticator

from kreislotse.accounts.access import grants_of
from kreislotse.accounts.roles import Permission


def needs_second_factor(user) -> bool:
    """Whether `user` may see who asked for help and logs in with a password alone."""
    if not grants_of(user).allows(Permission.SEEKER_CONTACT_VIEW):
        return False
    return not Authenticator.objects.filter(user_id=user.pk).exists()
