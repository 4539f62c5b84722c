"""Texts of other systems are HTML; what is kept is words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.core.html_text import text_of


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Beschreibung des Test-Ortes</p>", "Beschreibung des Test-Ortes"),
        ("<p>Eins</p><p>Zwei<br>Drei</p>", "Eins\n\nZwei\nDrei"),
        ("<ul><li>Kurs</li><li>Beratung</li></ul>", "– Kurs\n– Beratung"),
        ("Ende &amp; Anfang &lt;b&gt;", "Ende & Anfang <b>"),
        ('<a href="https://kurs.example/a">Anmeldung</a> hier', "Anmeldung (https://kurs.example/a) hier"),
        ('<a href="https://kurs.example/">https://kurs.example</a>', "https://kurs.example"),
        ('<a href="javascript:alert(1)">hier</a>', "hier"),
        ("<script>alert('x')</script>Text<style>p{}</style>", "Text"),
        ('<img src=x onerror="alert(1)">Bild', "Bild"),
        ("<svg><script>1</script><text>weg</text></svg>da", "da"),
        ("<scr<script>ipt>alert(1)</script>bleibt", "ipt>alert(1)bleibt"),
        ("<!-- <p>Kommentar</p> -->Text", "Text"),
        ("Mit \u202eumgedrehtem\u0000 Text", "Mit umgedrehtem Text"),
        ("halb\ud800es Zeichen", "halbes Zeichen"),
        ("مرحبا <b>بكم</b>", "مرحبا بكم"),
        ("3 < 5 und 7 > 2", "3 < 5 und 7 > 2"),
        ("<p>offen <b>nie zu", "offen nie zu"),
        ("", ""),
    ],
)
def test_words_stay_and_markup_goes(html, text):
    assert text_of(html) == text


def test_a_tag_that_is_never_closed_hides_no_secret_script():
    assert "alert" not in text_of("<p>Guten Tag</p><script>alert(1)")


def test_ten_thousand_open_tags_are_read_in_one_go():
    assert text_of("<div>" * 10_000 + "Text" + "<svg>" * 10_000) == "Text"


@given(st.text(alphabet="<>/abp&;=\"' \n", max_size=60))
def test_anything_at_all_gives_text_without_hidden_signs(html):
    assert "\r" not in text_of(html)
    assert text_of(html) == text_of(html).strip()
