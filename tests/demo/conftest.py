"""The demo's smallest district, filled once for all tests of this folder."""

from datetime import date

import pytest

from kreislotse.core.scope import district_scope
from kreislotse.demo.generator import load_demo
from kreislotse.districts.models import District

TODAY = date(2026, 3, 9)  # a Monday
HEINSBERG = "05370"


@pytest.fixture(scope="package")
def demo_rows(django_db_setup, django_db_blocker):
    """Load one district outside of any test's transaction and take it away before other tests run."""
    with django_db_blocker.unblock():
        from django.core.management import call_command

        load_demo(today=TODAY, districts=[HEINSBERG])
    yield
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def demo(demo_rows, db):
    """The loaded district, in scope."""
    district = District.objects.get(ags=HEINSBERG)
    with district_scope(district):
        yield district
