"""The municipalities have no entry in the menu: the administration leads there."""


def test_administration_leads_to_the_municipalities(login, person):
    browser = login(person("head_of_office"))

    assert 'href="/buero/gemeinden/"' in browser.get("/buero/verwaltung/").content.decode()
    assert 'href="/buero/gemeinden/einlesen/"' in browser.get("/buero/verwaltung/erste-schritte/").content.decode()
