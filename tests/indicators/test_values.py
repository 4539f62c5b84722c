from datetime import date
from decimal import Decimal

import pytest

from kreislotse.indicators import operations
from kreislotse.indicators.models import Definition, Indicator, Observation
from kreislotse.indicators.queries import current_definition, last_values, series_of
from tests.factories import DefinitionFactory, MunicipalityFactory, ObservationFactory

TODAY = date(2026, 3, 9)


@pytest.fixture
def definition(in_district):
    return DefinitionFactory(unit="percent", decimals=1)


def value(definition, **changes):
    facts = {
        "definition": definition, "period_from": date(2025, 1, 1), "period_until": date(2025, 12, 31),
        "source": operations.source_named("Eigene Zählung"), "value": Decimal("4.5"),
    }  # fmt: skip
    return Observation(**facts | changes)


def record(row):
    return operations.record_observation(row, today=TODAY, by=None)


def test_value_follows_from_numerator_and_denominator(definition):
    assert record(value(definition, value=None, numerator=Decimal(96), denominator=Decimal(19120))).value == Decimal(
        "0.5"
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"symbol": "."}, operations.NumberAndSymbol),
        ({"value": None}, operations.NumberAndSymbol),
        ({"numerator": Decimal(5)}, operations.PartsIncomplete),
        ({"numerator": Decimal(5), "denominator": Decimal(0)}, operations.DenominatorNotPositive),
        ({"numerator": Decimal(5), "denominator": Decimal(10)}, operations.PartsDiffer),
        ({"value": Decimal("4.55")}, operations.TooManyDecimals),
        ({"period_until": date(2024, 1, 1)}, operations.PeriodBackwards),
        ({"period_from": date(2027, 1, 1), "period_until": date(2027, 1, 1)}, operations.ObservedInFuture),
    ],
)
def test_values_that_cannot_be_are_refused_with_a_sentence(definition, changes, error):
    with pytest.raises(error) as caught:
        record(value(definition, **changes))

    assert str(caught.value).endswith(".")
    assert not Observation.objects.exists()


def test_a_published_value_its_parts_do_not_give_is_kept_with_a_note(definition):
    record(
        value(
            definition, numerator=Decimal(5), denominator=Decimal(10), note="so veröffentlicht; Nenner nach Zensus 2022"
        )
    )

    assert Observation.objects.get().value == Decimal("4.5")


def test_a_symbol_stands_alone_and_is_no_last_value(definition):
    record(value(definition, value=None, symbol="."))

    assert last_values({definition.pk}) == {}


def test_a_second_value_for_the_same_time_is_refused_but_a_correction_is_not(definition):
    first = record(value(definition))
    with pytest.raises(operations.ObservedTwice):
        record(value(definition))
    first.value = Decimal("4.6")
    record(first)

    assert last_values({definition.pk})[definition.pk].value == Decimal("4.6")


def test_place_fits_the_level(definition):
    town = MunicipalityFactory(ags="06635001")
    with pytest.raises(operations.PlaceDoesNotFit):
        record(value(definition, municipality=town))
    local = DefinitionFactory(level="municipality")
    with pytest.raises(operations.PlaceDoesNotFit):
        record(value(local, value=4))
    record(value(local, value=4, municipality=town))


def test_new_version_begins_after_the_last_and_old_values_keep_theirs(definition):
    old = ObservationFactory(definition=definition)

    def newer(**changes):
        facts = {"valid_from": date(2026, 1, 1), "text": "anders gezählt", "unit": "percent", "decimals": 1}
        return Definition(**facts | changes)

    with pytest.raises(operations.ValidBeforeLast):
        operations.redefine_indicator(definition.indicator, newer(valid_from=date(2019, 1, 1)), by=None)
    with pytest.raises(operations.NothingChanged):
        operations.redefine_indicator(definition.indicator, newer(text=definition.text), by=None)
    second = operations.redefine_indicator(definition.indicator, newer(), by=None)

    assert (second.version, series_of(definition), series_of(second)) == (2, [old], [])
    assert current_definition(definition.indicator, date(2025, 6, 1)) == definition
    assert current_definition(definition.indicator, TODAY) == second
    with pytest.raises(operations.DefinitionOver, match="Fassung 2"):
        record(value(definition, period_from=date(2026, 1, 1), period_until=date(2026, 2, 1)))


def test_code_is_given_once(definition):
    with pytest.raises(operations.CodeTaken):
        operations.define_indicator(Indicator(code=definition.indicator.code, name="x"), Definition(), by=None)
