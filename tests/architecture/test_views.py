"""Every view says who may come in, and every address has a name by which templates reach it."""

from collections import Counter

from kreislotse.accounts.roles import Permission
from tests.architecture.addresses import all_addresses, our_addresses

# They bring their own protection: allauth logs people in and out, and serves the second factor.
FOREIGN = ("allauth.", "django.views.generic.")


def test_every_view_declares_a_permission_or_is_public():
    """Decorate the views named here with @require_permission, @require_login or @public."""
    assert [str(address) for address in our_addresses() if not declares(address.view)] == []


def declares(view) -> bool:
    """Either permissions (or none: a login is enough) or that it is public, and not both."""
    required, is_public = getattr(view, "required_permissions", None), getattr(view, "is_public", False)
    return (required is not None) != is_public and all(isinstance(one, Permission) for one in required or ())


def test_views_of_others_are_those_we_know():
    others = {one.view.__module__ for one in all_addresses() if not one.view.__module__.startswith("kreislotse.")}

    assert [module for module in others if not module.startswith(FOREIGN)] == []


def test_an_undeclared_view_would_be_found():
    def forgotten(request): ...

    assert not declares(forgotten)


def test_every_address_has_a_name_of_its_own():
    ours = our_addresses()
    unnamed = [one.route for one in ours if not one.name and not one.route.startswith("konto/^")]
    assert unnamed == []  # under konto/ a nameless pattern closes pages of allauth that this house does not offer

    twice = Counter((one.name, one.takes) for one in ours)
    assert [key for key, number in twice.items() if number > 1] == []
