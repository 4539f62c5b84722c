"""What every test starts from: districts, a scope, people with roles, a client that asks the right host."""

import os

os.environ.setdefault("KREISLOTSE_DATA", "/tmp/kreislotse-tests")
os.environ.setdefault("KREISLOTSE_SECRET_KEY", "only for tests")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's sync API runs a loop beside the tests

from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, settings

from kreislotse.core.scope import district_scope

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
TODAY = date(2026, 3, 9)  # a Monday

# The same examples in every run, and no limit of time that a busy machine would break. To look for new ones:
# `pytest --hypothesis-profile=searching`.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_collection_modifyitems(config, items):
    """With KREISLOTSE_TESTS=database only those that use one: the others have run, and their answer would be the same."""
    if os.environ.get("KREISLOTSE_TESTS") == "database":
        asking = {item: _asks_for_database(item) for item in items}
        config.hook.pytest_deselected(items=[item for item, asks in asking.items() if not asks])
        items[:] = [item for item, asks in asking.items() if asks]


def _asks_for_database(item) -> bool:
    """`any_database` says of a test: it needs one, but which one cannot matter (who may open what, a link in a text)."""
    if item.get_closest_marker("any_database"):
        return False
    return bool(item.get_closest_marker("django_db")) or bool(
        {"db", "transactional_db", "django_db_setup"} & set(item.fixturenames)
    )


@pytest.fixture(scope="session", autouse=True)
def catalogs():
    """The translations as an installation compiles them."""
    from kreislotse.cli.upkeep import build_catalogs

    build_catalogs()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings, django_db_blocker, tmp_path_factory):
    """The test database begins as a copy of the migrated one.

    Journeys have theirs in a file, as an installation has: a database in memory is shared by all threads of the server,
    and locks whole tables against each other.
    """
    from tests.migrated import copy_instead_of_migrating, keep_in_file

    if request.config.option.markexpr == "journey":
        keep_in_file(tmp_path_factory.mktemp("journeys"))
    with django_db_blocker.unblock():
        copy_instead_of_migrating()


@pytest.fixture(autouse=True)
def german_again():
    """A page in another language leaves it on for whoever comes next in this thread."""
    yield
    translation.activate("de")


@pytest.fixture(autouse=True)
def empty_cache():
    """What one test has noted in memory (who was told, who knocked) says nothing to the next, whose keys may be the same."""
    cache.clear()


@pytest.fixture
def shared_data():
    """Real files beside the project; tests that need them say so when they are absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not there: the test with real files was left out")
    return SHARED


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def district(db):
    from tests.factories import DistrictFactory

    return DistrictFactory(name="Kreis Musterau", ags="06635", host="musterau.localhost")


@pytest.fixture
def other_district(db):
    from tests.factories import DistrictFactory

    return DistrictFactory(name="Kreis Nachbarau", ags="05370", host="nachbarau.localhost")


@pytest.fixture
def in_district(district):
    with district_scope(district):
        yield district


@pytest.fixture
def person(in_district):
    """`person("caseworker")` is somebody with that role in the district."""
    from tests.factories import member

    return member


@pytest.fixture
def caseworker(person):
    return person("caseworker")


@pytest.fixture
def coordinator(person):
    return person("coordinator")


@pytest.fixture
def visitor(district):
    """A browser without a login on the district's host."""
    return Client(SERVER_NAME=district.host, HTTP_HOST=district.host)


@pytest.fixture
def login(district):
    """`login(user)` is that user's browser on the district's host."""

    def log_in(user, host=None):
        client = Client(SERVER_NAME=host or district.host, HTTP_HOST=host or district.host)
        client.force_login(user, backend="kreislotse.accounts.backends.HouseBackend")
        return client

    return log_in
