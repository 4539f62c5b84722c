import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kreislotse.charts import (
    Bar,
    Block,
    Lane,
    Mark,
    Series,
    bar_chart,
    for_desk_and_phone,
    format_number,
    lane_chart,
    line_chart,
    progress,
    sparkline,
    week_calendar,
)

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert(\"1\")</script> & 'x'"


def parsed(svg):
    return ElementTree.fromstring(svg)


def texts(svg):
    return [node.text for node in parsed(svg).iter(f"{SVG}text")]


EVERY_CHART = {
    "bars": lambda words: bar_chart([Bar(words, 3), Bar("b", None)], title=words, description=words, unit=words),
    "progress": lambda words: progress(3, 10, title=words, label=words),
    "lines": lambda words: line_chart([words, "2"], [Series(words, [1, 2])], title=words, description=words),
    "sparkline": lambda words: sparkline([1, None, 3], title=words),
    "week": lambda words: week_calendar([words], [Block(0, 600, 660, words)], title=words, description=words),
}


@pytest.mark.parametrize("name", EVERY_CHART)
@pytest.mark.parametrize("words", ["Anfragen", NASTY, "مرحبا"])
def test_every_chart_is_a_named_image_without_style_or_script(name, words):
    svg = EVERY_CHART[name](words)
    root = parsed(svg)

    assert root.get("role") == "img"
    assert root.get("direction") == "ltr"
    assert root[0].tag == f"{SVG}title" and root[0].text == words
    assert words in root.get("aria-label")
    assert all("style" not in node.attrib and not node.tag.endswith("script") for node in root.iter())
    assert all(not key.startswith("on") for node in root.iter() for key in node.attrib)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (-0.001, "0"),
        (1234, "1234"),
        (12345, "12\u202f345"),
        (1234567.5, "1\u202f234\u202f567,5"),
        (0.1 + 0.2, "0,3"),
        (2.005, "2,01"),
        (-7.25, "\u22127,25"),
    ],
)
def test_numbers_are_written_with_thin_groups_and_decimal_comma(value, expected):
    assert format_number(value) == expected


def test_wanted_decimals_are_kept():
    assert format_number(3, decimals=1) == "3,0"
    assert format_number(19120, decimals=0) == "19\u202f120"


def rects(svg):
    return list(parsed(svg).iter(f"{SVG}rect"))


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12))
def test_bars_begin_at_zero_and_are_as_long_as_their_numbers(values):
    svg = bar_chart([Bar(str(i), value) for i, value in enumerate(values)], title="t")

    baseline = float(next(parsed(svg).iter(f"{SVG}line")).get("x1"))
    for bar, value in zip(rects(svg), values, strict=True):
        assert float(bar.get("x")) == pytest.approx(baseline, abs=0.02)
        longest = max(float(other.get("width")) for other in rects(svg))
        if max(values):
            assert float(bar.get("width")) == pytest.approx(longest * value / max(values), abs=0.03)
    assert all(format_number(value) in texts(svg) for value in values)


def test_negative_bars_go_the_other_way():
    up, down = rects(bar_chart([Bar("a", 4), Bar("b", -2)], title="t"))

    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(float(up.get("x")), abs=0.02)


def test_secret_value_shows_its_symbol_and_no_bar():
    svg = bar_chart([Bar("a", None), Bar("b", 4)], title="t")

    assert len(rects(svg)) == 1
    assert "." in texts(svg)


def test_series_have_class_and_fallback_fill():
    svg = bar_chart([Bar("a", 1, series=1), Bar("b", 1, series=6), Bar("c", 1, series=7)], title="t")

    assert [bar.get("class") for bar in rects(svg)] == ["chart-series-1", "chart-series-6", "chart-series-1"]
    assert all(re.fullmatch("#[0-9a-f]{6}", bar.get("fill")) for bar in rects(svg))


def test_progress_beyond_the_limit_is_full_and_says_so():
    track, bar = rects(progress(300, 276, title="Stunden"))

    assert bar.get("width") == track.get("width")
    assert "chart-progress-over" in bar.get("class")
    assert texts(progress(300, 276, title="Stunden")) == ["300 / 276"]


def test_line_is_interrupted_by_missing_values_and_breaks():
    values = [1, 2, None, 3, 4, 5, 6]

    svg = line_chart(list("abcdefg"), [Series("x", values, frozenset({5}))], title="t")

    lines = [len(node.get("points").split()) for node in parsed(svg).iter(f"{SVG}polyline")]
    assert lines == [2, 2, 2]
    assert "chart-break" in svg
    assert "x 6" in texts(svg)


def test_single_value_between_gaps_is_a_dot():
    svg = line_chart(["a", "b", "c"], [Series("x", [None, 2, None])], title="t")

    assert len(list(parsed(svg).iter(f"{SVG}circle"))) == 1


def test_labels_of_lines_do_not_lie_on_each_other():
    svg = line_chart(["a", "b"], [Series("x", [1, 5]), Series("y", [1, 5])], title="t")

    heights = [float(n.get("y")) for n in parsed(svg).iter(f"{SVG}text") if n.get("class") == "chart-label"]
    assert abs(heights[0] - heights[1]) >= 16


@pytest.mark.parametrize("values", [[], [None], [0, 0], [5], [-3, 4]])
def test_odd_data_still_gives_a_picture(values):
    parsed(sparkline(values, title="t"))
    parsed(line_chart([str(i) for i in range(len(values))], [Series("x", values)], title="t"))
    parsed(line_chart([str(i) for i in values], [Series("x", values)], title="t", from_zero=False))
    parsed(bar_chart([Bar("a", value) for value in values], title="t"))


def test_infinite_numbers_are_refused():
    with pytest.raises(ValueError):
        bar_chart([Bar("a", float("nan"))], title="t")


def test_appointments_at_the_same_time_stand_side_by_side():
    blocks = [Block(0, 600, 660), Block(0, 630, 690), Block(0, 700, 730), Block(1, 600, 660)]

    first, second, later, other_day = rects(week_calendar(["Mo", "Di"], blocks, title="t"))

    assert float(first.get("x")) + float(first.get("width")) <= float(second.get("x"))
    assert float(later.get("width")) > float(first.get("width")) * 1.8
    assert float(other_day.get("width")) == pytest.approx(float(later.get("width")))


def test_appointment_outside_the_hours_shown_is_left_out_or_cut():
    blocks = [Block(0, 300, 360), Block(0, 400, 540)]

    (cut,) = rects(week_calendar(["Mo"], blocks, title="t"))

    assert float(cut.get("height")) == 36


def test_appointments_say_their_time_to_those_who_do_not_see_them():
    svg = week_calendar(["Mo"], [Block(0, 605, 660, "Jobcenter")], title="t")

    assert "Mo 10:05–11:00 Jobcenter" in [node.text for node in parsed(svg).iter(f"{SVG}title")]


def test_lanes_draw_each_kind_in_a_form_of_its_own_and_stay_within_the_columns():
    picture = lane_chart(
        [Lane("Müller & Söhne", [Mark(0, 0.5), Mark(1, 2, "away"), Mark(-1, 0.2, "free"), Mark(5, 6)])],
        ["Mo", "Di"], title="Woche", width=350,
    )  # fmt: skip

    assert "Müller &amp; Söhne" in picture
    assert "M150 29h50v12h-50z" in picture  # busy: half of the first day
    assert "M250 33h100v4h-100z" in picture  # away: the second day, thinner
    assert "M150 41h20v2h-20z" in picture  # free: a line at the bottom, cut at the left edge
    assert picture.count("<path") == 4  # the grid and one path per kind


def test_on_a_phone_a_long_label_is_read_whole_and_letters_keep_their_size():
    label = "Anerkennung ausländischer Abschlüsse"

    both = for_desk_and_phone(bar_chart, [Bar(label, 3), Bar("b", 1)], title="x", width=640)

    wide, narrow = ElementTree.fromstring(f"<main>{both}</main>")
    svg = narrow[0]
    assert (wide.get("class"), narrow.get("class")) == ("chart-wide", "chart-narrow")
    assert int(svg.get("width")) == 340
    words = list(svg.iter(f"{SVG}text"))
    assert label in [node.text for node in words]
    bars = list(svg.iter(f"{SVG}rect"))
    assert all(float(bar.get("x")) + float(bar.get("width")) <= 340 for bar in bars)
    assert [float(node.get("y")) for node in words] == sorted(float(node.get("y")) for node in words)
