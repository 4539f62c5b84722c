from datetime import date, datetime, time

import pytest

from kreislotse.guides.models import ExpenseRate, HourCap
from tests.factories import BERLIN, FundingSourceFactory, HelpRequestFactory, LanguageFactory

NOW = datetime(2026, 3, 9, 12, tzinfo=BERLIN)  # a Monday


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def funding(in_district):
    """276 hours a year, 6 a week, 5 € an hour: the rules of Hessen."""
    source = FundingSourceFactory()
    for role in ("guide", "interpreter"):
        HourCap(
            funding_source=source, role=role, hours_per_year=276, hours_per_week=6, valid_from=date(2024, 1, 1)
        ).save()
        ExpenseRate(
            funding_source=source, role=role, model="per_hour", amount=5, valid_from=date(2024, 1, 1), source="Land"
        ).save()
    return source


@pytest.fixture
def wish(in_district):
    """A request for company at one hour on Thursday at ten."""
    return HelpRequestFactory(
        wish="company", language=LanguageFactory(), wanted_on=date(2026, 3, 12), wanted_at=time(10), expected_minutes=60
    )
