"""Cells as offices fill them become values, or a sentence."""

import pytest

from kreislotse.imports import cleaners
from kreislotse.imports.cleaners import Noted, Unusable


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("a@verein.de / b@verein.de", ["a@verein.de", "b@verein.de"]),
        ("A@Verein.DE;a@verein.de", ["a@verein.de"]),
        ("mailto:info@verein.de", ["info@verein.de"]),
        ("Büro: info(at)verein.de", ["info@verein.de"]),
        ("info@verein.de\nvorstand@verein.de", ["info@verein.de", "vorstand@verein.de"]),
    ],
)
def test_several_emails_in_one_cell_are_taken_apart(cell, kept):
    assert cleaners.emails(cell) == kept


@pytest.mark.parametrize("cell", ["info@", "nicht@gültig@de", "siehe Internetseite"])
def test_a_cell_without_an_email_is_refused_and_named(cell):
    with pytest.raises(Unusable, match="keine gültige E-Mail"):
        cleaners.emails(cell)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("030 5531234 oder 0177 3456789", "030 5531234 / 0177 3456789"),
        ("Tel.: 030/5531234", "030/5531234"),
        ("030 123456\n030 123457", "030 123456 / 030 123457"),
        ("+49 (0)30 123456", "+49 (0)30 123456"),
        ("Mobil: 0177 3456789, 0177 3456789", "0177 3456789"),
    ],
)
def test_several_phones_in_one_cell_stay_apart(cell, kept):
    assert cleaners.phones(cell) == kept


def test_a_phone_without_digits_is_left_out_and_said():
    assert cleaners.phones("auf Anfrage").value == ""


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("13053", "13053"), ("13053.0", "13053"), ("D-13053", "13053"), (" 13053 ", "13053")],
)
def test_a_postcode_survives_the_spreadsheet(cell, kept):
    assert cleaners.postcode(cell) == kept


@pytest.mark.parametrize(("cell", "kept"), [("1067", "01067"), ("002625", "02625"), ("0", "")])
def test_a_mended_postcode_is_said(cell, kept):
    assert isinstance(cleaners.postcode(cell), Noted)
    assert cleaners.postcode(cell).value == kept


@pytest.mark.parametrize("cell", ["130533", "Berlin", "12"])
def test_another_postcode_is_refused(cell):
    with pytest.raises(Unusable, match="fünf Ziffern"):
        cleaners.postcode(cell)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("www.verein.de", "https://www.verein.de"),
        ("HTTP://verein.de/x", "http://verein.de/x"),
        ("verein.de", "https://verein.de"),
        ("https://verein.de", "https://verein.de"),
    ],
)
def test_a_website_gets_its_scheme(cell, kept):
    assert cleaners.website(cell) == kept


@pytest.mark.parametrize("cell", ["javascript:alert(1).de", "www.nur_so", "siehe oben"])
def test_what_is_no_address_is_left_out_and_said(cell):
    assert cleaners.website(cell).value == ""


def test_streets_are_written_alike():
    assert cleaners.street("Bahnhofstr. 5") == cleaners.street("Bahnhofstraße 5") == "Bahnhofstraße 5"
    assert cleaners.street("Lange Str. 7") == "Lange Straße 7"
    assert cleaners.street("Am Strand 1") == "Am Strand 1"


@pytest.mark.parametrize("cell", ["", " ", "-", "k. A.", "k.A.", "unbekannt", "n/a", "./."])
def test_a_placeholder_says_nothing(cell):
    assert cleaners.is_blank(cell)


def test_a_cross_is_no_placeholder():
    assert not cleaners.is_blank("x")
    assert cleaners.yes_no("x") is True


def test_line_breaks_in_a_cell_become_blanks_or_lines():
    assert cleaners.line("Haus der\nJugend") == "Haus der Jugend"
    assert cleaners.lines("eins \n  zwei") == "eins\nzwei"


def test_a_text_that_does_not_fit_is_refused_with_its_length():
    with pytest.raises(Unusable, match="201 Zeichen"):
        cleaners.line("x" * 201)
