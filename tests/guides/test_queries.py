"""Who sees which guides, and which rules hold on a day."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from kreislotse.guides import queries, rules
from kreislotse.guides.models import ExpenseRate, FundingSource, Guide, HourCap, WeeklyTime
from kreislotse.guides.retention import GUIDE_EXPIRY, guides_of
from kreislotse.guides.seeds import seed_funding
from tests.factories import (
    AssignmentFactory,
    FundingSourceFactory,
    GuideFactory,
    GuideLanguageFactory,
    MunicipalityFactory,
)

pytestmark = pytest.mark.usefixtures("in_district")


def test_the_office_sees_all_guides_and_a_provider_only_its_own(
    caseworker, provider_coordinator, provider, other_provider
):
    ours = GuideFactory(organization=provider)
    GuideFactory(organization=other_provider)
    GuideFactory()

    assert queries.visible_guides(to=caseworker).count() == 3
    assert list(queries.visible_guides(to=provider_coordinator)) == [ours]


def test_who_may_not_see_guides_sees_none(person):
    GuideFactory()

    assert not queries.visible_guides(to=person("reader")).exists()


def test_finding_needs_no_umlauts_and_stops_at_eight(caseworker):
    for _n in range(10):
        GuideFactory(first_name="Jörg")

    assert len(queries.find_guides("joerg", to=caseworker)) == 8
    assert queries.find_guides(" ", to=caseworker) == []


def test_filters_find_language_place_weekday_and_task():
    korbach, waldeck = MunicipalityFactory(name="Korbach"), MunicipalityFactory(name="Waldeck")
    everywhere, local = GuideFactory(), GuideFactory(is_interpreter=False)
    local.areas.add(korbach)
    language = GuideLanguageFactory(guide=local).language
    WeeklyTime(guide=local, weekday=1, from_time=time(9), to_time=time(12)).save()

    assert set(Guide.objects.coming_to(korbach)) == {everywhere, local}
    assert list(Guide.objects.coming_to(waldeck)) == [everywhere]
    assert list(Guide.objects.speaking(language)) == [local]
    assert list(Guide.objects.free_on(1)) == [local]
    assert list(Guide.objects.in_role("interpreter")) == [everywhere]


def test_rules_count_from_their_day_to_their_day():
    source = FundingSourceFactory()
    old = HourCap(
        funding_source=source,
        role="guide",
        hours_per_year=200,
        valid_from=date(2020, 1, 1),
        valid_to=date(2025, 12, 31),
    )
    new = HourCap(funding_source=source, role="guide", hours_per_year=276, valid_from=date(2026, 1, 1))
    old.save(), new.save()

    guide = GuideFactory()
    assert rules.caps_of([guide], date(2025, 12, 31)) == {guide.pk: {(source.pk, "guide"): old}}
    assert rules.caps_of([guide], date(2026, 1, 1)) == {guide.pk: {(source.pk, "guide"): new}}
    assert rules.caps_of([guide], date(2019, 1, 1)) == {guide.pk: {}}


def test_who_coordinates_others_has_a_cap_of_their_own_while_they_do():
    source = FundingSourceFactory()
    usual = HourCap(funding_source=source, role="guide", hours_per_year=276, valid_from=date(2026, 1, 1))
    higher = HourCap(
        funding_source=source, role="guide", for_coordinating=True, hours_per_year=414, valid_from=date(2026, 1, 1)
    )
    usual.save(), higher.save()
    HourCap(funding_source=source, role="interpreter", hours_per_year=100, valid_from=date(2026, 1, 1)).save()
    guide = GuideFactory(coordinates_from=date(2026, 3, 1), coordinates_until=date(2026, 9, 30))
    other = GuideFactory()

    def hours(day):
        caps = rules.caps_of([guide, other], day)
        return [caps[one.pk][source.pk, "guide"].hours_per_year for one in (guide, other)]

    assert hours(date(2026, 2, 28)) == [276, 276]
    assert hours(date(2026, 3, 1)) == hours(date(2026, 9, 30)) == [414, 276]
    assert hours(date(2026, 10, 1)) == [276, 276]
    # where there is no row for coordinating guides, that of everybody holds
    assert rules.caps_of([guide], date(2026, 3, 1))[guide.pk][source.pk, "interpreter"].hours_per_year == 100


@pytest.mark.parametrize(
    ("since", "until", "is_fine"),
    [
        (date(2026, 3, 1), None, True),
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 3, 1), date(2026, 2, 28), False),
        (None, date(2026, 3, 1), False),
    ],
)
def test_coordinating_ends_after_it_begins(since, until, is_fine):
    guide = GuideFactory.build(coordinates_from=since, coordinates_until=until)
    if is_fine:
        guide.validate_constraints()
    else:
        with pytest.raises(ValidationError, match="Beginn, der davor liegt"):
            guide.validate_constraints()


def test_the_rate_of_the_day_is_frozen_as_plain_values():
    source = FundingSourceFactory()
    ExpenseRate(funding_source=source, role="guide", model="per_hour", amount=4, valid_from=date(2020, 1, 1)).save()
    ExpenseRate(funding_source=source, role="guide", model="per_hour", amount=5, valid_from=date(2026, 1, 1)).save()

    assert rules.rate_in_force(source, "guide", date(2025, 6, 1)).amount == Decimal(4)
    assert rules.frozen(rules.rate_in_force(source, "guide", date(2026, 6, 1)))["amount"] == "5.00"
    assert rules.rate_in_force(None, "guide", date(2026, 6, 1)) is None
    assert rules.frozen(None) == {}


def test_the_preset_seeds_funding_once():
    preset = {
        "funding_sources": [
            {
                "name": "Landesprogramm", "is_default": True, "valid_from": date(2024, 1, 1), "source": "Richtlinie",
                "caps": [{"role": "guide", "hours_per_year": 276, "hours_per_week": 6, "valid_from": date(2024, 1, 1), "source": "x"}],
                "rates": [{"role": "guide", "model": "first_then_step", "amount": "25", "first_minutes": 120, "step_minutes": 60,
                           "step_amount": "10", "per_km": 0.3, "valid_from": "2024-01-01", "source": "x"}],
            }
        ]
    }  # fmt: skip

    seed_funding(preset)
    seed_funding(preset)

    assert FundingSource.objects.get().is_default
    assert HourCap.objects.get().hours_per_week == 6
    assert ExpenseRate.objects.get().per_km == Decimal("0.30")


def test_a_guide_who_left_long_ago_is_deleted_and_keeps_a_number_where_assignments_must_stay(today):
    gone = GuideFactory(status="left", left_on=date(2025, 3, 1))
    needed = AssignmentFactory(
        guide=GuideFactory(status="left", left_on=date(2025, 3, 1), phone="0171 1", note="x")
    ).guide
    GuideLanguageFactory(guide=needed)
    recent = GuideFactory(status="left", left_on=date(2025, 3, 10))

    assert GUIDE_EXPIRY.erase(GUIDE_EXPIRY.due(today, 365)) == 2

    assert not Guide.objects.filter(pk=gone.pk).exists()
    assert Guide.objects.filter(pk=recent.pk).exists()
    needed.refresh_from_db()
    assert (needed.first_name, needed.last_name, needed.phone, needed.note) == ("", needed.number, "", "")
    assert not needed.languages.exists()
    assert GUIDE_EXPIRY.erase(GUIDE_EXPIRY.due(today, 365)) == 0


def test_a_successor_takes_over_guides_who_are_still_here(caseworker):
    ours = GuideFactory(responsible=caseworker)
    GuideFactory(responsible=caseworker, status="left", left_on=date(2026, 1, 1))

    assert list(guides_of(caseworker)) == [ours]
