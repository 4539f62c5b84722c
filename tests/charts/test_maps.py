import re
from xml.etree import ElementTree

import pytest

from kreislotse.charts import Area, outline_map

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?[\d.]+")
NASTY = "<script>alert(\"1\")</script> & 'x'"


def square(west, south, size=0.2):
    return [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]


def parsed(svg):
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("words", ["Korbach", NASTY, "مرحبا"])
def test_a_map_is_named_and_has_no_style_or_script(words):
    root = parsed(outline_map([Area(words, [square(8, 51)])], title=words, description=words))

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == words
    assert all("style" not in node.attrib and not node.tag.endswith("script") for node in root.iter())


def test_a_map_with_links_is_a_group_whose_links_say_where_they_lead():
    areas = [
        Area("Korbach", [square(8.8, 51.2)], url="#gemeinde-06635015"),
        Area("Waldeck", [square(9, 51.2)], url="#x"),
    ]

    root = parsed(outline_map(areas, title="Gemeinden"))
    links = list(root.iter(f"{SVG}a"))

    assert root.get("role") == "group"
    assert [(link.get("href"), link.get("aria-label")) for link in links] == [
        ("#gemeinde-06635015", "Korbach"),
        ("#x", "Waldeck"),
    ]


def test_north_is_up_and_east_is_right():
    root = parsed(outline_map([Area("Süd", [square(8, 50)]), Area("Nord", [square(9, 51)])], title="Lage"))
    ways = {path[0].text: path.get("d") for path in root.iter(f"{SVG}path")}

    def first(d):
        x, y = d[1:].split("L")[0].split()
        return float(x), float(y)

    assert first(ways["Nord"])[0] > first(ways["Süd"])[0]
    assert first(ways["Nord"])[1] < first(ways["Süd"])[1]


def test_every_point_lies_inside_the_picture():
    root = parsed(outline_map([Area("A", [square(6.6, 53.5), square(7.9, 53)])], title="Inseln"))
    _x, _y, width, height = map(float, root.get("viewBox").split())

    numbers = [list(map(float, NUMBER.findall(path.get("d")))) for path in root.iter(f"{SVG}path")]
    assert all(0 <= x <= width for row in numbers for x in row[::2])
    assert all(0 <= y <= height for row in numbers for y in row[1::2])


def test_an_enclosed_area_is_drawn_on_top():
    inner, outer = Area("innen", [square(8.05, 51.05, 0.05)]), Area("außen", [square(8, 51)])

    names = [node[0].text for node in parsed(outline_map([inner, outer], title="x")).iter(f"{SVG}path")]

    assert names == ["außen", "innen"]


def test_a_name_stands_only_where_it_fits():
    areas = [Area("Ort", [square(8, 51, 1)]), Area("Sehr langer Name einer Gemeinde", [square(9, 51, 0.1)])]

    names = list(parsed(outline_map(areas, title="x")).iter(f"{SVG}text"))

    assert [node.text for node in names] == ["Ort", "Ort"]  # for the desk, and larger for the phone
    assert int(names[1].get("font-size")) >= 11 * 640 / 358


def test_a_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one area"):
        outline_map([Area("leer", [])], title="x")
