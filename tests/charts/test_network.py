"""The picture of a network: readable aloud, by keyboard, and without color."""

from xml.etree.ElementTree import fromstring

import pytest

from kreislotse.charts import Line, Node, label_width, network_chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*nodes, lines=()):
    return network_chart(nodes, lines, width=300, height=200, title="Netz", description="Drei Kreise")


def test_each_node_with_an_address_is_a_link_that_says_what_it_is():
    svg = drawn(
        Node("VHS <1>", 50, 50, 8, "VHS <1>: arbeitet mit 2 anderen", url="/a/"),
        Node("AG", 90, 90, 7, "Gremium: AG", "square"),
        lines=[Line(0, 1, 0.5), Line(0, 1, is_dashed=True)],
    )

    root = fromstring(svg)
    assert root.get("role") == "group"
    assert [root.find(f"{SVG}title").text, root.find(f"{SVG}desc").text] == ["Netz", "Drei Kreise"]
    [link] = root.iter(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == ("/a/", "VHS <1>: arbeitet mit 2 anderen")
    assert len(list(root.iter(f"{SVG}line"))) == 2
    assert {shape.tag for shape in root.iter() if "chart-node" in (shape.get("class") or "").split()} == {
        f"{SVG}circle",
        f"{SVG}rect",
    }
    assert "style" not in svg


def test_a_picture_without_addresses_is_an_image():
    assert fromstring(drawn(Node("A", 1, 1, 5, "A", "diamond", ring=True, number=7))).get("role") == "img"


def test_a_name_takes_the_room_it_says_and_no_more():
    long = "Gemeinnützige Gesellschaft zur Förderung der beruflichen Bildung"

    assert label_width(long) <= 180
    assert label_width("VHS") < label_width("Volkshochschule")
    assert long not in drawn(Node(long, 50, 50, 8, "kurz"))


def test_a_spot_that_is_nowhere_is_refused():
    with pytest.raises(ValueError):
        drawn(Node("A", float("nan"), 1, 5, "A"))
