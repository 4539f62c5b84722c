"""How many short messages a text takes (GSM 03.38, 3GPP TS 23.040)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.sms import GSM_7, GSM_7_EXTENSION, foreign_characters, sms_length


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 0),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("äöüÄÖÜß" * 22, "GSM-7", 154, 1),  # the German letters are part of the alphabet
        ("€" * 80, "GSM-7", 160, 1),  # the euro sign counts twice
        ("€" * 81, "GSM-7", 162, 2),
        ("ş" * 70, "UCS-2", 70, 1),
        ("ş" * 71, "UCS-2", 71, 2),
        ("ش" * 134, "UCS-2", 134, 2),
        ("ش" * 135, "UCS-2", 135, 3),
        ("a" * 69 + "ş", "UCS-2", 70, 1),  # one foreign letter makes all of them long
        ("🙂" * 35, "UCS-2", 70, 1),  # beyond the basic plane: two units
        ("ç", "UCS-2", 1, 1),  # only the capital Ç is in the alphabet
        ("a\r\nb", "GSM-7", 3, 1),
    ],
)
def test_length_of_a_short_message(text, encoding, units, parts):
    found = sms_length(text)

    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


def test_an_extended_character_is_not_torn_between_two_parts():
    assert sms_length("a" * 152 + "€" + "a" * 152).parts == 3  # 152, then 2 + 151, then 1
    assert sms_length("a" * 151 + "€" + "a" * 153).parts == 2


def test_a_surrogate_pair_is_not_torn_between_two_parts():
    assert sms_length("ş" * 66 + "🙂" + "ş" * 66).parts == 3
    assert sms_length("ş" * 65 + "🙂" + "ş" * 67).parts == 2


def test_the_alphabet_has_its_127_places_and_the_extension_its_ten():
    assert len(GSM_7) == 127  # 128 places, one of them the escape
    assert len(GSM_7_EXTENSION) == 10
    assert not GSM_7 & GSM_7_EXTENSION


def test_the_characters_that_make_it_long_are_named_once():
    assert foreign_characters("Grüße, Şirin und Şahin ı") == ["Ş", "ı"]


@given(st.text(max_size=500))
def test_parts_hold_what_the_network_lets_them(text):
    found = sms_length(text)
    alone, part = (160, 153) if found.encoding == "GSM-7" else (70, 67)

    assert (found.parts == 0) == (found.units == 0)
    assert found.units <= (alone if found.parts <= 1 else part * found.parts)
    assert found.left >= 0
