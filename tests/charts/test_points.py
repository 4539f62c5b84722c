"""The map of places with numbers: right places, right sizes, reachable by keyboard."""

from xml.etree import ElementTree

import pytest

from kreislotse.charts import Area, Point, point_map

SVG = "{http://www.w3.org/2000/svg}"
KORBACH = Point("Korbach", 51.27, 8.87, 50, "Korbach: 50", "/angebote/?ort=1")
WALDECK = Point("Waldeck", 51.21, 9.06, 2, "Waldeck: 2", "/angebote/?ort=2")


def circles(svg):
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own text
    return {
        link.get("aria-label"): {key: float(link.find(f"{SVG}circle").get(key)) for key in ("cx", "cy", "r")}
        for link in root.iter(f"{SVG}a")
    }


def test_east_is_right_north_is_above_and_more_is_larger():
    found = circles(point_map([KORBACH, WALDECK], title="Karte"))

    assert found["Korbach: 50"]["cx"] < found["Waldeck: 2"]["cx"]
    assert found["Korbach: 50"]["cy"] < found["Waldeck: 2"]["cy"]
    assert found["Korbach: 50"]["r"] > found["Waldeck: 2"]["r"]


def test_every_circle_lies_inside_the_picture():
    svg = point_map([KORBACH, WALDECK], title="Karte", width=300)
    root = ElementTree.fromstring(svg)  # noqa: S314

    for circle in circles(svg).values():
        assert circle["r"] <= circle["cx"] <= float(root.get("width")) - circle["r"]
        assert circle["r"] <= circle["cy"] <= float(root.get("height")) - circle["r"]


def test_one_place_alone_is_drawn_too():
    assert len(circles(point_map([KORBACH], title="Karte"))) == 1


def test_links_are_a_group_and_names_are_escaped():
    svg = point_map([Point("<b>", 51, 9, 1, '"><script>', "/?a&b")], title="Karte")

    assert 'role="group"' in svg
    assert "<script>" not in svg
    assert "<b>" not in svg


def test_tiles_cover_the_whole_picture_and_come_only_where_wanted():
    plain = point_map([KORBACH, WALDECK], title="Karte")
    tiled = point_map([KORBACH, WALDECK], title="Karte", tiles="https://tiles.example/{z}/{x}/{y}.png", source="© Amt")
    root = ElementTree.fromstring(tiled)  # noqa: S314
    boxes = [[float(image.get(key)) for key in ("x", "y", "width", "height")] for image in root.iter(f"{SVG}image")]

    assert "image" not in plain
    assert min(x for x, *_rest in boxes) <= 0
    assert min(y for _x, y, *_rest in boxes) <= 0
    assert max(x + width for x, _y, width, _height in boxes) >= float(root.get("width"))
    assert max(y + height for _x, y, _width, height in boxes) >= float(root.get("height"))
    assert "© Amt" in tiled
    assert len(boxes) < 30


def test_outlines_lie_behind_and_a_map_of_nothing_is_refused():
    svg = point_map(
        [KORBACH], [Area("Korbach", [[[(8.8, 51.2), (8.9, 51.2), (8.9, 51.3), (8.8, 51.2)]]])], title="Karte"
    )

    assert svg.index("<path") < svg.index("<circle")
    with pytest.raises(ValueError, match="at least one"):
        point_map([], title="Karte")
