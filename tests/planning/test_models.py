"""What the database itself refuses of the plan, needs and values, with the sentence a form shows."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kreislotse.planning.models import Dependency, NeedAnswer
from tests.factories import (
    DefinitionFactory,
    GoalFactory,
    MeasureFactory,
    NeedFactory,
    ObservationFactory,
    PlanVersionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_district(in_district):
    return in_district


@pytest.mark.parametrize(
    ("make", "values", "sentence"),
    [
        (MeasureFactory, {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 1)}, "Das Ende liegt vor dem Beginn"),
        (MeasureFactory, {"is_ongoing": True, "ends_on": date(2026, 4, 1)}, "Eine Daueraufgabe hat kein Ende"),
        (PlanVersionFactory, {"status": "adopted"}, "braucht den Tag des Beschlusses"),
        (PlanVersionFactory, {"valid_from": date(2027, 1, 1), "valid_until": date(2026, 1, 1)}, "vor ihrem Beginn"),
        (NeedFactory, {"status": "not_taken_up", "decided_on": date(2026, 3, 1)}, "warum der Bedarf nicht"),
        (NeedFactory, {"status": "passed_on", "decided_on": date(2026, 3, 1)}, "an wen der Bedarf weitergegeben"),
        (NeedFactory, {"status": "taken_up"}, "Eine Entscheidung braucht ihren Tag"),
        (ObservationFactory, {"value": 3, "symbol": "x"}, "eine Zahl oder ein Zeichen"),
        (ObservationFactory, {"value": None, "symbol": ""}, "eine Zahl oder ein Zeichen"),
        (ObservationFactory, {"denominator": 0}, "größer als null"),
        (ObservationFactory, {"period_from": date(2026, 1, 1)}, "endet, bevor er beginnt"),
        (DefinitionFactory, {"decimals": 4}, "Genauigkeit"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(make, values, sentence):
    row = make()
    for name, value in values.items():
        setattr(row, name, value)

    with pytest.raises(ValidationError, match=sentence):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_one_value_for_one_period_place_and_part():
    first = ObservationFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ObservationFactory(definition=first.definition)
    ObservationFactory(definition=first.definition, period_from=date(2024, 1, 1), period_until=date(2024, 12, 31))


def test_a_need_is_answered_by_one_thing_and_no_measure_waits_for_itself():
    measure, need = MeasureFactory(), NeedFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        NeedAnswer(need=need, measure=measure, goal=GoalFactory(), linked_on=date(2026, 3, 1)).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedAnswer(need=need, linked_on=date(2026, 3, 1)).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency(measure=measure, needs=measure).save()
