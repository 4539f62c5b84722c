"""Who may come in: the decorators of the views, and what a person may do in the district in scope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kreislotse.accounts.models import Membership
from kreislotse.accounts.roles import ROLE_PERMISSIONS, Permission, Role
from kreislotse.core.scope import current_district_id


@dataclass(frozen=True)
class Grants:
    """What one person is and may do in one district; `grants.help_request_close` reads well in a template."""

    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    membership_ids: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()  # a translator's

    def allows(self, *permissions: Permission) -> bool:
        return self.permissions.issuperset(permissions)

    def __getattr__(self, name: str) -> bool:
        try:
            return Permission(name) in self.permissions
        except ValueError:
            raise AttributeError(name) from None


def grants_of(user) -> Grants:
    """What `user` may do in the district in scope today; read once per request."""
    if not user.is_authenticated:
        return Grants()
    district_id = current_district_id()
    known = user.__dict__.setdefault("_grants", {})
    if district_id not in known:
        memberships = list(Membership.objects.filter(user_id=user.pk).valid_on(timezone.localdate()))
        roles = {m.role for m in memberships} | ({Role.OPERATOR.value} if user.is_operator else set())
        permissions = set().union(*(ROLE_PERMISSIONS[role] for role in roles))
        known[district_id] = Grants(
            frozenset(roles),
            frozenset(permissions),
            frozenset(m.pk for m in memberships),
            frozenset(code for m in memberships if m.role == Role.TRANSLATOR for code in m.languages),
        )
    return known[district_id]


def public(view):
    """A view for everybody, without a login."""
    view.is_public = True
    return view


def require_permission(*permissions: Permission):
    """A view for people who may do all of `permissions` here: else the login page, or a 403 for those logged in."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.district is None or not grants_of(request.user).allows(*permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permissions = permissions
        return guarded

    return decorate


def require_login(view):
    """A view for everybody with a login: their own account, the way to their start page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.required_permissions = ()
    return guarded
