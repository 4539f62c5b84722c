"""A day in a form is shown as people write it."""

from datetime import date

from django import forms

from kreislotse.core.dates import DayField


class OneDay(forms.Form):
    written = DayField(widget=forms.TextInput())
    picked = DayField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def test_a_day_that_is_known_already_is_written_as_people_write_it():
    page = OneDay(initial={"written": date(2026, 11, 6), "picked": date(2026, 11, 6)}).as_p()

    assert 'value="06.11.2026"' in page
    assert 'value="2026-11-06"' in page  # a date picker of the browser asks for this form
