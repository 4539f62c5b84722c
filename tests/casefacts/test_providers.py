"""What each Träger gave in a year: frozen facts alone, protected with all that the months' pages have shown."""

import random
from datetime import date, datetime
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from openpyxl import load_workbook

from kreislotse.accounts.models import Membership
from kreislotse.accounts.roles import Role
from kreislotse.casefacts import providers
from kreislotse.casefacts.models import AssignmentFact, MonthClosing, ProviderLanguageFact
from kreislotse.casefacts.operations import close_month
from kreislotse.casefacts.providers import provider_year
from kreislotse.casefacts.queries import month_report
from kreislotse.disclosure import SECRET, Dimension, Published, attack
from kreislotse.disclosure.tables import Shape
from kreislotse.network.models import Representation
from tests.factories import (
    BERLIN,
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    HelpRequestFactory,
    LanguageFactory,
    MunicipalityFactory,
    OrganizationFactory,
    TopicFactory,
    UserFactory,
)

PAGE = "/buero/lotsen/traeger/"
YEAR = [date(2025, month, 1) for month in range(1, 13)]
THRESHOLD = 3


@pytest.fixture
def carriers(in_district):
    return [OrganizationFactory(name=name) for name in ("Caritas", "Diakonie")]


@pytest.fixture
def count(in_district, coordinator):
    """Facts of closed months as `close_month` leaves them."""
    town, topic = MunicipalityFactory(name="Korbach"), TopicFactory(code="amt", name="Amt")
    TopicFactory(code="arzt", name="Arzt")

    def count(month, provider, number, *, is_known=True, topic=topic.code, language="arabisch", town=town):
        MonthClosing.objects.get_or_create(
            month=month, defaults={"closed_at": datetime(2026, 3, 1, tzinfo=BERLIN), "threshold": THRESHOLD, "by": coordinator},
        )  # fmt: skip
        AssignmentFact.objects.create(
            month=month, topic=topic, municipality=town, role="guide", outcome="took_place", provider=provider,
            is_provider_known=is_known, is_late_entry=False, appointments=number, minutes=60 * number, persons=number,
        )  # fmt: skip
        if is_known:
            ProviderLanguageFact.objects.create(
                month=month, provider=provider, language_group=language, appointments=number, minutes=60 * number
            )

    return count


def lines(found) -> dict:
    return {line.label: line for line in found.lines}


def numbers(found) -> dict:
    return {label: (line.now.number, line.before and line.before.number) for label, line in lines(found).items()}


# ── what is counted ─────────────────────────────────────────────────────────────────────────────────


def test_company_counts_for_the_traeger_of_the_day_it_was_agreed(in_district, coordinator, carriers):
    """The guide changes to another Träger before the month is closed, and again afterwards: nothing moves."""
    caritas, diakonie = carriers
    guide = GuideFactory(organization=caritas)
    request = HelpRequestFactory(status="running", language=LanguageFactory(group="arabisch"))
    AppointmentFactory(assignment=AssignmentFactory(guide=guide, help_request=request))
    guide.organization = diakonie
    guide.save()

    close_month(date(2026, 3, 1), today=date(2026, 4, 1), by=coordinator)
    guide.organization = None
    guide.save()

    fact = AssignmentFact.objects.get()
    assert (fact.provider, fact.is_provider_known) == (caritas, True)
    language = ProviderLanguageFact.objects.get()
    assert (language.provider, language.language_group, language.appointments, language.minutes) == (caritas, "arabisch", 1, 60)  # fmt: skip


def test_assignments_agreed_before_count_for_the_traeger_of_the_day_of_the_migration(carriers):
    assignment = AssignmentFactory(guide=GuideFactory(organization=carriers[0]), provider=None)
    own = AssignmentFactory(guide=GuideFactory(organization=None))

    import_module("kreislotse.matching.migrations.0015_fill_assignment_provider").take_todays(apps, None)

    assignment.refresh_from_db()
    own.refresh_from_db()
    assert (assignment.provider, own.provider) == (carriers[0], None)


def test_guides_of_the_kreis_itself_have_no_traeger_and_are_known_to_have_none(in_district, coordinator):
    AppointmentFactory(assignment=AssignmentFactory(guide=GuideFactory(organization=None)))

    close_month(date(2026, 3, 1), today=date(2026, 4, 1), by=coordinator)

    fact = AssignmentFact.objects.get()
    assert (fact.provider, fact.is_provider_known) == (None, True)


def test_a_year_stands_beside_the_one_before(district, coordinator, carriers, count):
    caritas, diakonie = carriers
    count(date(2025, 1, 1), caritas, 5)
    count(date(2025, 2, 1), diakonie, 30)  # not closed yet this year: it must not stand beside it
    count(date(2026, 1, 1), caritas, 7)
    count(date(2026, 1, 1), None, 9)

    found = provider_year(2026, to=coordinator, district=district)

    assert numbers(found) == {"alle Träger": (16, 5), "Kreis selbst, ohne Träger": (9, 0), "Caritas": (7, 5)}
    assert lines(found)["Caritas"].now.hours == 7.0
    assert (found.is_complete, found.is_part_of_before, found.breakdowns) == (False, True, {})


def test_months_from_before_say_without_an_answer_whoever_the_guides_belong_to_today(
    district, coordinator, carriers, count
):
    count(date(2026, 1, 1), None, 8, is_known=False)
    count(date(2026, 2, 1), carriers[0], 6)

    found = provider_year(2026, to=coordinator, district=district)

    assert numbers(found) == {"alle Träger": (14, None), "ohne Angabe": (8, None), "Caritas": (6, None)}


def test_a_closed_year_says_what_it_was_made_of(district, coordinator, carriers, count):
    for month in YEAR:
        count(month, carriers[0], 4, topic="amt")
        count(month, carriers[1], 5, topic="arzt", language="")

    found = provider_year(2025, to=coordinator, district=district)

    topics, places, languages = found.breakdowns[str(carriers[0].pk)]
    assert [(line.label, line.now.number, line.now.hours) for line in topics.lines] == [("zusammen", 48, 48.0), ("Amt", 48, 48.0)]  # fmt: skip
    assert [line.label for line in places.lines] == ["zusammen", "Korbach"]
    assert [line.label for line in languages.lines] == ["zusammen", "arabisch"]
    assert [line.label for line in found.breakdowns[providers.TOTAL][2].lines] == ["zusammen", "ohne Angabe", "arabisch"]  # fmt: skip


def test_a_year_closed_before_providers_were_counted_has_no_parts(district, coordinator, count):
    for month in YEAR:
        count(month, None, 5, is_known=False)

    found = provider_year(2025, to=coordinator, district=district)

    assert found.is_complete
    assert (numbers(found), found.breakdowns) == ({"alle Träger": (60, None), "ohne Angabe": (60, None)}, {})


def test_a_closed_year_without_any_company_is_an_empty_page(login, coordinator):
    MonthClosing.objects.create(month=YEAR[-1], closed_at=datetime(2026, 3, 1, tzinfo=BERLIN), by=coordinator)

    assert login(coordinator).get(PAGE).status_code == 200


# ── who sees what ───────────────────────────────────────────────────────────────────────────────────


def test_a_traegers_coordinator_sees_the_own_numbers_only(login, district, carriers, count):
    user, (own, other) = UserFactory(), carriers
    membership = Membership.objects.create(user=user, role=Role.PROVIDER_COORDINATOR, valid_from=date(2020, 1, 1))
    Representation.objects.create(membership=membership, organization=own)
    for month in YEAR:
        for carrier in (own, other, None):
            count(month, carrier, 7)

    found = provider_year(2025, to=user, district=district)
    client = login(user)
    page = client.get(PAGE + f"?traeger={other.pk}").content.decode()
    sheet = client.get(PAGE + "tabellen.csv").content.decode()

    assert numbers(found) == {own.name: (84, None)}
    assert set(found.breakdowns) == {str(own.pk)}
    for text in (page, sheet):
        assert own.name in text
        assert other.name not in text
        assert "alle Träger" not in text
        assert "Kreis selbst" not in text


def test_a_caseworker_reads_and_a_stranger_does_not(login, person, count):
    count(YEAR[0], None, 5)

    assert login(person(Role.CASEWORKER)).get(PAGE).status_code == 200
    assert login(person(Role.READER)).get(PAGE).status_code == 403


@pytest.mark.parametrize("query", ["?jahr=1999", "?jahr=abc", "?traeger=999999", "?jahr=&traeger=x"])
def test_what_an_address_asks_for_and_nobody_knows_is_left_out(login, coordinator, carriers, count, query):
    for month in YEAR:
        count(month, carriers[0], 5)

    page = login(coordinator).get(PAGE + query).content.decode()

    assert "alle Träger: das Jahr 2025 genauer" in page


def test_the_file_has_every_traeger_with_what_its_year_was_made_of(login, coordinator, carriers, count):
    for month in YEAR:
        count(month, carriers[0], 5)
        count(month, carriers[1], 6, topic="arzt")

    content = login(coordinator).get(PAGE + "tabellen.xlsx?jahr=2025").content
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))

    assert ("Caritas", "Themen", "Amt", 60, 60, None) in [row[:6] for row in rows]
    assert any(str(row[0]).startswith("Quelle:") for row in rows)


def test_more_traeger_cost_no_more_queries(district, coordinator, count, django_assert_max_num_queries):
    count(YEAR[0], OrganizationFactory(), 5)
    with django_assert_max_num_queries(10) as few:
        provider_year(2025, to=coordinator, district=district)
    for month in YEAR:
        count(month, OrganizationFactory(), 5)

    with django_assert_max_num_queries(len(few)):
        provider_year(2025, to=coordinator, district=district)


# ── the attack ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def full_year(carriers, count):
    """A year of many small numbers; in its first months providers were not counted yet."""
    towns = [MunicipalityFactory(ags=f"0663500{n}", name=f"Ort {n}") for n in range(4)]
    TopicFactory(code="wohnen", name="Wohnen")

    def fill(seed):
        rng = random.Random(seed)

        def pick(values):
            return rng.choices(values, [3**-n for n in range(len(values))])[0]

        for month in YEAR:
            for _n in range(rng.choice((2, 8, 14))):
                is_known = month.month > seed % 3
                count(
                    month, pick([None, *carriers]) if is_known else None, rng.choice((1, 1, 2)), is_known=is_known,
                    topic=pick(["amt", "arzt", "wohnen"]), town=pick(towns), language=pick(["arabisch", "dari", ""]),
                )  # fmt: skip

    return fill


def everything_published(district, user):
    """All months' pages and the year's, as an attacker writes them down; and the true numbers of every cell."""
    names = {fact.municipality_id: fact.municipality.name for fact in AssignmentFact.objects.select_related("municipality")}  # fmt: skip
    of = {
        "company": lambda f: f.topic.title(), "company_place": lambda f: names[f.municipality_id],
        "company_provider": lambda f: _provider(f),
    }  # fmt: skip
    facts = list(AssignmentFact.objects.select_related("provider"))
    published, truth = [], {}
    for month in YEAR:
        tables = {table.code: (table.rows[0].number, {(row.label,): row.number for row in table.rows[1:]}) for table in month_report(month, district=district).tables if table.code in of}  # fmt: skip
        if "company_provider" not in tables:  # everybody knows whose it is: nobody's
            total = tables["company"][0]
            tables["company_provider"] = (total, {("ohne Angabe",): total})
        for code, (total, cells) in tables.items():
            labels = sorted({of[code](f) for f in facts})
            shape = Shape((Dimension.flat(code, labels),), "appointments", (month.isoformat(),))
            published.append(
                Published(shape, {("total",): total} | {(label,): cells.get((label,), 0) for label in labels})
            )
            _count(truth, shape, [(of[code](f),) for f in facts], facts, [month])
    found = provider_year(2025, to=user, district=district)
    labels = {line.code: line.label for line in found.lines} | {"total": "total"}
    for n, kind in enumerate(("company", "company_place")):
        whose = sorted({_provider(f) for f in facts})
        what = sorted({of[kind](f) for f in facts})
        shape = Shape((Dimension.flat("company_provider", whose), Dimension.flat(kind, what)), "appointments", tuple(m.isoformat() for m in YEAR))  # fmt: skip
        shown = dict.fromkeys(shape.coordinates, 0)
        for code, tables in found.breakdowns.items():
            for line in tables[n].lines:
                at = (labels[code], "total" if line.is_total else line.label)
                shown[at] = SECRET if line.now.number is None or line.now.is_lower_bound else line.now.number
        published.append(Published(shape, shown))
        _count(truth, shape, [(_provider(f), of[kind](f)) for f in facts], facts, YEAR)
    return published, truth


def _provider(fact) -> str:
    if not fact.is_provider_known:
        return "ohne Angabe"
    return fact.provider.name if fact.provider else "Kreis selbst, ohne Träger"


def _count(truth, shape, leaves, facts, months):
    for at in shape.coordinates:
        truth[shape.key(at)] = sum(
            fact.appointments
            for leaf, fact in zip(leaves, facts, strict=True)
            if fact.month in months and all(wanted in ("total", is_) for wanted, is_ in zip(at, leaf, strict=True))
        )


def proven_small(published, truth):
    intervals = attack(published, knows_zeros_are_shown=True)
    shown = [at for at, number in truth.items() if at not in intervals and 0 < number < THRESHOLD]
    found = [at for at, one in intervals.items() if one.high is not None and 0 < one.high < THRESHOLD and truth[at]]
    return shown + found


@pytest.mark.parametrize("seed", range(4))
def test_no_small_number_can_be_worked_out_from_months_and_the_year_together(full_year, district, coordinator, seed):
    full_year(seed)

    published, truth = everything_published(district, coordinator)

    assert proven_small(published, truth) == []


def test_control_a_year_that_forgets_its_months_is_found_out(full_year, district, coordinator, monkeypatch):
    forgetful = []
    real = providers.protect_series
    monkeypatch.setattr(
        providers, "protect_series", lambda previous, new, threshold: forgetful.append(1) or real([], new, threshold=threshold)
    )  # fmt: skip

    found = []
    for seed in (0, 3):
        full_year(seed)
        found += proven_small(*everything_published(district, coordinator))
        AssignmentFact.objects.all().delete()
        ProviderLanguageFact.objects.all().delete()

    assert forgetful
    assert found


def test_months_closed_before_hide_the_same_cells_as_ever(full_year, district):
    """Counting providers changes no page of a month in which they were not counted."""
    full_year(2)
    reports = [month_report(month, district=district).tables for month in YEAR[:2]]

    assert all(table.code != "company_provider" for tables in reports for table in tables)
