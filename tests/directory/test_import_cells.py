"""Who can come and whether there is room, as lists say it."""

from datetime import date

import pytest

from kreislotse.directory import import_cells
from kreislotse.directory.models import CourseRun, Offer
from kreislotse.imports import operations
from kreislotse.imports.cleaners import Noted
from tests.directory.test_import import csv, files_in, read_in  # noqa: F401 – files_in is a fixture
from tests.factories import OfferFactory, OrganizationFactory


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ab 16", (16, None)), ("ab 16 Jahren", (16, None)), ("16+", (16, None)), ("16–27 Jahre", (16, 27)),
        ("6 bis 12", (6, 12)), ("27-12", (12, 27)), ("bis 27", (None, 27)), ("unter 27 Jahren", (None, 27)),
        ("Kinder von 6 Jahren bis 10 Jahren", (6, 10)), ("18", (18, 18)), ("Erwachsene", (18, None)), ("alle", (None, None)),
        ("für Kinder", None), ("junge Erwachsene", None), ("ab 999", None), ("150-160", None),
    ],
)  # fmt: skip
def test_ages(text, found):
    read = import_cells.ages(text)

    assert (read.value if isinstance(read, Noted) else read) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A1", ("A1", "A1")), ("a1-b1", ("A1", "B1")), ("B1 bis A2", ("A2", "B1")), ("ab A2", ("A2", "")), ("bis B1", ("", "B1")),
        ("Alphabetisierung", ("LIT", "LIT")), ("Alpha bis A1", ("LIT", "A1")), ("Anfänger", ("A0", "A0")), ("C1/C2", ("C1", "C2")),
        ("hoch", None), ("A3", None), ("BA1", None),
    ],
)  # fmt: skip
def test_levels(text, found):
    read = import_cells.levels(text)

    assert (read.value if isinstance(read, Noted) else read) == found


@pytest.mark.parametrize(
    ("read", "text", "found"),
    [
        (import_cells.childcare, "Ja, nach Anmeldung", True), (import_cells.childcare, "x", True),
        (import_cells.childcare, "nein", False), (import_cells.childcare, "nicht vorhanden", False),
        (import_cells.childcare, "vielleicht", None),
        (import_cells.step_free, "barrierefrei", True), (import_cells.step_free, "rollstuhlgerecht", True),
        (import_cells.step_free, "nicht barrierefrei", False), (import_cells.step_free, "Stufen am Eingang", False),
        (import_cells.step_free, "teilweise", None),
        (import_cells.capacity, "max. 12 Personen", 12), (import_cells.capacity, "10-15", 15), (import_cells.capacity, "viele", None),
        (import_cells.capacity, "0", None),
    ],
)  # fmt: skip
def test_answers_and_numbers(read, text, found):
    value = read(text)

    assert (value.value if isinstance(value, Noted) else value) is found or value == found


HEAD = [
    "Titel",
    "Anbieter",
    "Alter",
    "Niveau",
    "Kinderbetreuung",
    "Barrierefreiheit",
    "Beginn",
    "Ende",
    "Ort",
    "Plätze",
]


def test_the_columns_people_have_become_conditions_a_course_and_a_place(in_district, coordinator):
    row = ["Deutsch", "VHS", "ab 16", "A1-B1", "ja", "barrierefrei", "1.9.2090", "30.11.2090", "Korbach", "12"]

    batch = read_in("kurse.csv", csv(HEAD, row), by=coordinator)

    offer = Offer.objects.get()
    assert (offer.age_from, offer.age_to, offer.level_from, offer.level_to) == (16, None, "A1", "B1")
    assert (offer.has_childcare, offer.capacity) == (True, 12)
    assert offer.locations.get().is_step_free
    run = offer.course_runs.get()
    assert (run.starts_on, run.ends_on, run.level_to, run.seats) == (date(2090, 9, 1), date(2090, 11, 30), "B1", 12)

    operations.undo_import(batch, by=coordinator)
    assert not Offer.objects.exists()
    assert not CourseRun.objects.exists()


def test_what_is_not_understood_is_left_out_and_said(in_district, coordinator):
    row = ["Deutsch", "VHS", "für Kinder", "hoch", "vielleicht", "teilweise", "", "", "Korbach", "viele"]

    batch = read_in("kurse.csv", csv(HEAD, row), by=coordinator)

    offer = Offer.objects.get()
    assert (offer.age_from, offer.level_from, offer.has_childcare, offer.capacity) == (None, "", None, None)
    assert offer.locations.get().is_step_free is None
    assert batch.status == "done"


def test_a_course_that_ends_before_it_begins_has_no_end(in_district, coordinator):
    row = ["Deutsch", "VHS", "", "", "", "", "1.9.2090", "1.8.2090", "", ""]

    read_in("kurse.csv", csv(HEAD, row), by=coordinator)

    assert CourseRun.objects.get().ends_on is None


def test_a_list_completes_what_is_empty_and_overwrites_nothing(in_district, coordinator):
    offer = OfferFactory(title="Deutsch", provider=OrganizationFactory(name="VHS"), age_from=6, age_to=10)
    row = ["Deutsch", "VHS", "ab 16", "A1", "nein", "", "1.9.2090", "", "", "12"]

    batch = read_in("kurse.csv", csv(HEAD, row), by=coordinator)

    offer.refresh_from_db()
    assert (offer.age_from, offer.age_to) == (6, 10)
    assert (offer.level_from, offer.level_to, offer.has_childcare, offer.capacity) == ("A1", "A1", False, 12)
    assert offer.course_runs.count() == 1

    operations.undo_import(batch, by=coordinator)
    offer.refresh_from_db()
    assert (offer.level_from, offer.has_childcare) == ("", None)
    assert not offer.course_runs.exists()
