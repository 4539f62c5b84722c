import pytest

from kreislotse.charts.timeline import Mark, Span, timeline_chart


def test_spans_and_marks_are_drawn_and_named():
    span = Span("1.1 Kurskalender", 2, 10, marks=[Mark(4, True, "Auftakt"), Mark(8)])

    svg = timeline_chart(
        [span, Span("ohne Zeit"), Span("dauerhaft", 3, None, True)], [("2026", 0)], months=12, today=6, title="Zeitplan"
    )

    assert svg.count("<rect") == 2
    assert svg.count("chart-mark") == 2
    assert "<title>Auftakt</title>" in svg and "stroke-dasharray" in svg


def test_what_lies_outside_is_cut_off():
    svg = timeline_chart([Span("<b>", -50, 900)], [], months=12, today=99, title="Zeitplan")

    assert "&lt;b&gt;" in svg and "<b>" not in svg
    assert 'x="300"' in svg and 'width="660"' in svg
    assert "stroke-dasharray" not in svg


def test_no_months_are_refused():
    with pytest.raises(ValueError, match="months"):
        timeline_chart([], [], months=0, today=None, title="x")
