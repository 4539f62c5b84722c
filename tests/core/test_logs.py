import logging

import pytest

from kreislotse.core.logs import HideSecrets, without_secrets


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/konto/einladung/geheim-1_x/", "/konto/einladung/…/"),
        ("/konto/link/geheim/", "/konto/link/…/"),
        ("/hilfe/stand/geheim/zuruecknehmen/", "/hilfe/stand/…/zuruecknehmen/"),
        ("/partner/pruefen/geheim/aendern/", "/partner/pruefen/…/aendern/"),
        ("/ar/hilfe/stand/geheim/zettel/K7M4QXPC.pdf", "/ar/hilfe/stand/…/zettel/…"),
        ("/hilfe/gesendet/geheim/", "/hilfe/gesendet/…/"),
        ("/konto/password/reset/key/3-abc/", "/konto/password/reset/key/…/"),
        ("/s/K7M4QXPC/", "/s/…/"),
        ("/buero/anfragen/17/", "/buero/anfragen/17/"),
    ],
)
def test_the_secret_of_a_link_is_hidden(path, written):
    assert without_secrets(path) == written


def test_a_refused_invitation_does_not_write_its_link_to_the_log(in_district, visitor, person):
    from django.utils import timezone

    from kreislotse.accounts.invitations import invite

    _row, link = invite(
        email="neu@example.org", name="", role="caseworker", by=person("head_of_office"), now=timezone.now()
    )
    secret = link.rstrip("/").rpartition("/")[2]
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Kept()
    handler.addFilter(HideSecrets())
    logging.getLogger("django.request").addHandler(handler)
    try:
        visitor.post(f"/konto/einladung/{secret}/", {"name": "N", "password": "kurz"})
    finally:
        logging.getLogger("django.request").removeHandler(handler)

    assert lines
    assert secret not in "".join(lines)


def test_the_console_uses_the_filter(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["hide_secrets"]
