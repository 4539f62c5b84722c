from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kreislotse.districts.setup import run_seeds
from kreislotse.intake import hooks, links
from kreislotse.intake.models import HelpRequest, ReferralOffer
from kreislotse.intake.operations import (
    Contact,
    answer_help_request,
    close_help_request,
    refer_to_offers,
    submit_help_request,
)
from kreislotse.web.public.views import referrals as referral_views
from tests.factories import OfferFactory

NOW = datetime(2026, 3, 9, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def help_request(in_district):
    contact = Contact(name="Amina Beispiel", phone="0171 3920001", has_consented=True)
    return submit_help_request(contact=contact, today=timezone.localdate(), answer_language="ar", wish="advice")


@pytest.fixture
def path(help_request):
    return f"/hilfe/stand/{links.status_secret(help_request)}/"


def page(response) -> str:
    return response.content.decode()


def test_the_status_page_says_where_it_stands_and_names_nobody(visitor, path):
    response = visitor.get(path)

    assert response.status_code == 200
    assert "bei uns angekommen" in page(response)
    assert "Amina" not in page(response)
    assert "0171" not in page(response)
    assert response["Cache-Control"].startswith("max-age=0")


def test_the_link_of_a_talk_stands_there_once_somebody_has_said_yes(visitor, path, help_request):
    help_request.call_address, help_request.setting = "https://video.example.org/raum", "video"
    help_request.status = "asked"
    help_request.save()
    assert "video.example.org" not in page(visitor.get(path))

    help_request.status = "promised"
    help_request.save()

    assert 'href="https://video.example.org/raum"' in page(visitor.get(path))


def test_an_answer_stands_there_in_its_language_and_direction(visitor, path, help_request, caseworker):
    answer_help_request(help_request, text="مرحبا", language="ar", now=NOW, by=caseworker)

    assert 'lang="ar" dir="rtl">مرحبا' in page(visitor.get(path))


def test_the_slip_can_be_loaded_behind_the_link_and_only_there(visitor, path, help_request, caseworker):
    referral = refer_to_offers(help_request, offers=[OfferFactory()], today=timezone.localdate(), by=caseworker)

    response = visitor.get(f"{path}zettel/{referral.code}.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert visitor.get(f"{path}zettel/XXXXXXXX.pdf").status_code == 404


def test_whoever_asked_can_take_it_back_and_twice_does_no_harm(visitor, path):
    for _click in range(2):
        response = visitor.post(path + "zuruecknehmen/", follow=True)

    assert "zurückgezogen" in page(response)
    assert HelpRequest.objects.get().closing_reason == "withdrawn"


def test_taking_back_needs_a_click_on_the_button(visitor, path):
    assert visitor.get(path + "zuruecknehmen/").status_code == 405


def test_with_a_guide_on_the_way_the_page_asks_for_a_call(visitor, path, monkeypatch):
    monkeypatch.setattr(hooks, "_blockers", [lambda row: "Beenden Sie zuerst den Einsatz."])

    response = visitor.post(path + "zuruecknehmen/")

    assert response.status_code == 409
    assert "Bitte rufen Sie uns an" in page(response)
    assert "05631 0000" in page(response)


@pytest.mark.parametrize("page_of", ["stand", "gesendet"])
@pytest.mark.parametrize("secret", ["x", "A" * 32, "%D8%A7"])
def test_an_unknown_link_says_what_to_do(visitor, in_district, secret, page_of):
    response = visitor.get(f"/hilfe/{page_of}/{secret}/")

    assert response.status_code == 404
    assert "Dieser Link gilt nicht mehr" in page(response)
    assert "05631 0000" in page(response)


def test_the_link_ends_with_the_contact_data(visitor, path, help_request, caseworker):
    run_seeds({})
    close_help_request(help_request, reason="helped", today=timezone.localdate(), by=caseworker)
    assert visitor.get(path).status_code == 200

    long_ago = timezone.localdate() - timedelta(days=15)
    HelpRequest.objects.update(closed_on=long_ago, received_on=long_ago)

    assert visitor.get(path).status_code == 404


def test_the_link_of_one_district_opens_nothing_at_its_neighbors(visitor, path, other_district):
    visitor.defaults |= {"SERVER_NAME": other_district.host, "HTTP_HOST": other_district.host}

    assert visitor.get(path).status_code == 404


@pytest.fixture
def referral(help_request, caseworker):
    return refer_to_offers(
        help_request,
        offers=[OfferFactory(title="Sprachcafé"), OfferFactory()],
        today=timezone.localdate(),
        by=caseworker,
    )


def test_the_receiving_office_types_the_code_and_confirms_without_a_login(visitor, referral):
    response = visitor.get("/s/", {"code": referral.code.lower()}, follow=True)
    assert "Sprachcafé" in page(response)
    assert "Amina" not in page(response)

    target = referral.targets.order_by("pk").first()
    data = {"target": target.pk, f"angebot-{target.pk}-outcome": "arrived"}
    response = visitor.post(f"/s/{referral.code}/", data, follow=True)

    target.refresh_from_db()
    assert target.outcome == "arrived"
    assert "Danke für Ihre Rückmeldung" in page(response)
    assert not response.wsgi_request.COOKIES


def test_without_a_choice_nothing_is_confirmed(visitor, referral):
    response = visitor.post(f"/s/{referral.code}/", {"target": referral.targets.first().pk})

    assert response.status_code == 422
    assert "Bitte wählen Sie, was daraus geworden ist." in page(response)
    assert not ReferralOffer.objects.exclude(outcome="").exists()


def test_a_wrong_code_is_explained(visitor, referral):
    response = visitor.get("/s/XXXXXXXX/")

    assert response.status_code == 404
    assert "Diesen Code gibt es nicht" in page(response)


def test_an_expired_slip_is_explained(visitor, referral):
    referral.valid_until = date(2020, 1, 1)
    referral.save()

    response = visitor.get(f"/s/{referral.code}/")

    assert response.status_code == 410
    assert "Frist" in page(response)


def test_codes_cannot_be_tried_out(visitor, referral, monkeypatch):
    monkeypatch.setitem(referral_views.ATTEMPTS, "limit", 3)

    statuses = [visitor.get(f"/s/XXXXXXX{n}/").status_code for n in range(4)]

    assert statuses == [404, 404, 404, 429]
    assert visitor.get(f"/s/{referral.code}/").status_code == 429
