"""The gallery of the components; how a browser draws them is looked at in tests/journeys/test_gallery.py."""


def test_gallery_shows_every_component_to_the_office(login, caseworker):
    page = login(caseworker).get("/buero/bausteine/")

    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1


def test_gallery_is_closed_to_visitors(visitor):
    assert visitor.get("/buero/bausteine/").status_code == 302
