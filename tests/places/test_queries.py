from datetime import date

import pytest

from kreislotse.places import queries
from kreislotse.places.models import Gazetteer, Municipality, TerritorialChange
from tests.conftest import TODAY
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db


def change(old, new, day, share=100):
    return TerritorialChange.objects.create(
        changed_on=day, predecessor_ags=old, predecessor_name=old, successor_ags=new, successor_name=new,
        share_percent=share,
    )  # fmt: skip


def test_a_dissolved_municipality_is_offered_no_more_but_still_named(district):
    gone = MunicipalityFactory(name="Bromskirchen", valid_to=date(2022, 12, 31))
    there = MunicipalityFactory(name="Korbach")

    assert list(Municipality.objects.of_district(district)) == [there]
    assert list(Municipality.objects.of_district(district, including_dissolved=True)) == [gone, there]
    assert list(Municipality.objects.of_district(district, today=date(2022, 1, 1))) == [gone, there]


def test_a_key_means_a_municipality_only_while_it_is_in_use():
    row = MunicipalityFactory(ags="06635005", valid_to=date(2022, 12, 31))

    assert queries.municipality_at("06635005", date(2022, 12, 31)) == row
    assert queries.municipality_at("06635005", date(2023, 1, 1)) is None


def test_successors_follow_the_chain_and_stop_at_a_circle():
    last = MunicipalityFactory(ags="06635003")
    change("06635001", "06635002", date(2010, 1, 1))
    change("06635002", "06635003", date(2020, 1, 1))
    change("06635008", "06635009", date(2020, 1, 1))
    change("06635009", "06635008", date(2021, 1, 1))

    assert queries.successors("06635001", TODAY) == [last]
    assert queries.successors("06635003", TODAY) == [last]
    assert queries.successors("06635001", date(2015, 1, 1)) == []
    assert queries.successors("06635008", TODAY) == []


def test_a_municipality_that_was_divided_has_several_successors():
    one, two = MunicipalityFactory(name="A", ags="06635001"), MunicipalityFactory(name="B", ags="06635002")
    change("06635009", one.ags, date(2020, 1, 1), 60)
    change("06635009", two.ags, date(2020, 1, 1), 40)

    assert queries.successors("06635009", TODAY) == [one, two]


def test_a_postcode_may_mean_several_municipalities():
    one, two = MunicipalityFactory(name="A", postcode="36419"), MunicipalityFactory(name="B", postcode="36419")

    assert list(queries.municipalities_with_postcode("36419", TODAY)) == [one, two]


def test_the_kreis_of_a_place_is_named_even_without_an_office_here(district, other_district):
    MunicipalityFactory(ags="06635015", name="Korbach")
    MunicipalityFactory(ags="06632001", name="Alheim", postcode="36211")
    MunicipalityFactory(ags="01001001", name="Neustadt")
    MunicipalityFactory(ags="02001001", name="Neustadt")
    Gazetteer.objects.create(
        valid_on=TODAY, counties={"06632": "Hersfeld-Rotenburg"}, source_note="x", read_at="2026-01-01T00:00Z"
    )

    assert queries.district_of("korbach").district == district
    assert queries.district_of("06635015").district == district
    assert queries.district_of("36211") == queries.County("06632", "Hersfeld-Rotenburg", None)
    for unknown in ("Neustadt", "Nirgendwo", "99999999", ""):
        assert queries.district_of(unknown) is None
