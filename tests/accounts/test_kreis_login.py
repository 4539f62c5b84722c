"""The Kreis' own login (OpenID Connect) against a small provider on this machine."""

import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import override_settings

CLIENT = "kreislotse"


pytestmark = pytest.mark.any_database


@cache
def signing_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """Discovery, keys, token and user info of an OpenID provider; `claims` is who logs in next."""

    def __init__(self):
        self.key = signing_key()
        self.claims = {}
        self.nonce = None
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.answer(provider.pages()[urlsplit(self.path).path])

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(provider.token())

            def answer(self, data):
                body = json.dumps(data).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def pages(self):
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/keys",
            },
            "/keys": {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]},
            "/userinfo": self.claims,
        }

    def token(self):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": id_token}


@pytest.fixture
def provider():
    running = Provider()
    app = {
        "provider_id": "kreis",
        "name": "Anmeldung der Kreisverwaltung",
        "client_id": CLIENT,
        "secret": "geheim",
        "settings": {"server_url": running.url},
    }
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}}):
        yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def come_in(visitor, provider):
    """Go to the provider and come back as the person with these claims."""

    def come(**claims):
        provider.claims = {"sub": "4711", **claims}
        away = visitor.get("/konto/oidc/kreis/login/")
        assert away.status_code == 302
        assert away["Location"].startswith(f"{provider.url}/authorize")
        state = parse_qs(urlsplit(away["Location"]).query)["state"][0]
        return visitor.get("/konto/oidc/kreis/login/callback/", {"code": "c", "state": state})

    return come


def test_member_comes_in_with_the_address_the_kreis_has_verified(come_in, visitor, caseworker):
    response = come_in(email=caseworker.email.upper(), email_verified=True)

    assert response["Location"] == "/nach-der-anmeldung/"
    assert visitor.session["_auth_user_id"] == str(caseworker.pk)


def test_second_time_the_person_is_known_by_the_key_of_the_provider(come_in, visitor, caseworker):
    come_in(email=caseworker.email, email_verified=True)
    visitor.post("/konto/logout/")

    come_in(email="neuer-name@musterau.example", email_verified=True)

    assert visitor.session["_auth_user_id"] == str(caseworker.pk)
    assert SocialAccount.objects.count() == 1


def test_unknown_address_is_refused_with_a_sentence(come_in, visitor):
    response = come_in(email="niemand@musterau.example", email_verified=True)

    assert response.status_code == 403
    assert "noch keinen Zugang" in response.content.decode()
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("verified", [False, None, "false", "true"])
def test_address_that_is_not_verified_opens_nothing(come_in, visitor, caseworker, verified):
    response = come_in(email=caseworker.email, email_verified=verified)

    assert response.status_code == 403
    assert "email_verified" in response.content.decode()
    assert "_auth_user_id" not in visitor.session


def test_somebody_locked_out_stays_outside(come_in, visitor, caseworker):
    caseworker.is_active = False
    caseworker.save()

    response = come_in(email=caseworker.email, email_verified=True)

    assert response.status_code == 403


def test_login_page_shows_the_way_through_the_kreis_only_when_it_is_set(visitor, district, provider):
    assert "Anmeldung der Kreisverwaltung" in visitor.get("/konto/login/").content.decode()
    with override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": []}}):
        assert "Kreisverwaltung" not in visitor.get("/konto/login/").content.decode()
