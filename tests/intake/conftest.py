import pytest
from django.core.cache import cache

from kreislotse.intake import submissions
from kreislotse.taxonomy.models import Language
from tests.factories import LanguageFactory, MunicipalityFactory, TopicFactory


@pytest.fixture(autouse=True)
def nobody_knocked_before():
    cache.clear()


@pytest.fixture
def form_token(monkeypatch):
    """A token of a form that was shown a minute ago."""
    import time

    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: now - 60)
        return submissions.new_token()


@pytest.fixture
def place(in_district):
    return MunicipalityFactory(ags="06635015", name="Korbdorf")


@pytest.fixture
def arabic(in_district) -> Language:
    LanguageFactory(code="de", name="Deutsch", own_name="Deutsch", group="deutsch")
    return LanguageFactory()


@pytest.fixture
def housing(in_district):
    return TopicFactory(code="wohnen", name="Wohnen", names={"ar": "السكن"})


@pytest.fixture
def help_form(form_token, place, arabic, housing):
    """What a person writes who wants advice about housing and will look at the status page."""
    return {
        "token": form_token, "website": "", "topic": housing.pk, "municipality": place.ags, "outside_place": "",
        "language": arabic.pk, "wish": "advice", "wanted_on": "", "note": "", "answer_by": "page",
        "phone": "", "email": "", "name": "",
    }  # fmt: skip


@pytest.fixture
def count_queries():
    """`count_queries(call)` is the number of queries `call()` makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count
