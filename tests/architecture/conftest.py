"""Two furnished districts, made once for a module; each test's own changes are rolled back."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from kreislotse.accounts.roles import Role
from tests.architecture.furnished import furnish, open_house

BACKEND = "kreislotse.accounts.backends.HouseBackend"


def browser(host: str, user=None) -> Client:
    client = Client(SERVER_NAME=host, HTTP_HOST=host)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture(scope="module")
def rolled_back(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database for a whole module, as it was before when the module is through; files in a folder of its own."""
    from django.conf import settings
    from django.test import override_settings

    storages = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path_factory.mktemp("files")},
        }
    }
    with django_db_blocker.unblock(), override_settings(STORAGES=storages), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def houses(rolled_back):
    """The district of the matrix and its neighbor; in the neighbor the same people have the same roles."""
    from tests.factories import DistrictFactory

    house = open_house(DistrictFactory(name="Kreis Musterau", ags="06635", host="musterau.localhost"))
    neighbor = open_house(
        DistrictFactory(name="Kreis Nachbarau", ags="05370", host="nachbarau.localhost"), people=house.people
    )
    return furnish(house, 2), furnish(neighbor, 1)


@pytest.fixture
def undone(rolled_back, db):
    """What one test changes is gone before the next one. (`db` also tells pytest-django that a database is needed.)"""
    cache.clear()


@pytest.fixture(scope="module")
def sessions(houses):
    """`sessions(role)` is that person's browser on the first district's host, `sessions("")` one without a login."""
    house, _neighbor = houses
    clients: dict[str, Client] = {}

    def of(role: str) -> Client:
        if role not in clients:
            clients[role] = browser(house.district.host, house.people[role] if role else None)
        return clients[role]

    for role in Role:
        of(role)
    return of
