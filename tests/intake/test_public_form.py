from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kreislotse.districts.models import District
from kreislotse.intake import submissions
from kreislotse.intake.models import HelpRequest, SeekerContact
from kreislotse.intake.texts import default_rule
from kreislotse.web.public.views import intake as views
from tests.factories import MunicipalityFactory, OrganizationFactory

FORM = "/hilfe/"


def page(response) -> str:
    return response.content.decode()


def test_the_form_is_shown_without_a_login_and_sets_no_cookie(visitor, help_form):
    response = visitor.get(FORM)

    assert response.status_code == 200
    assert not response.cookies
    assert "Korbdorf" in page(response)


def test_a_person_asks_for_help_and_gets_a_number_and_a_secret_link(visitor, help_form, housing, arabic):
    response = visitor.post(FORM, help_form, follow=True)

    help_request = HelpRequest.objects.get()
    assert (help_request.topic, help_request.language, help_request.answer_language) == (housing, arabic, "ar")
    assert help_request.reference in page(response)
    assert "http://musterau.localhost/ar/hilfe/stand/" in page(response)
    assert "<svg" in page(response)
    assert 'viewBox="0 0' in page(response)  # without it a smaller frame cuts the code off
    assert not response.wsgi_request.COOKIES


def test_the_page_knows_topic_and_place_from_the_address(visitor, help_form, housing):
    form = visitor.get(FORM + "?thema=wohnen&ort=Korbdorf").context["form"]

    assert form.initial["topic"] == housing.pk
    assert form.initial["municipality"] == "06635015"


def test_topics_are_named_in_the_language_of_the_page(visitor, help_form):
    assert "السكن" in page(visitor.get("/ar/hilfe/"))


def test_who_does_not_know_is_taken_in_as_well(visitor, help_form):
    visitor.post(FORM, help_form | {"topic": "unbekannt", "municipality": "unbekannt", "wish": "unsure"})

    help_request = HelpRequest.objects.get()
    assert help_request.topic.code == "unklar"
    assert help_request.municipality is None


def test_a_double_click_gives_the_same_confirmation(visitor, help_form):
    first, second = visitor.post(FORM, help_form), visitor.post(FORM, help_form)

    assert first.url == second.url
    assert HelpRequest.objects.count() == 1


MISTAKES = {
    "no topic": ({"topic": ""}, "Bitte wählen Sie ein Thema"),
    "no place": ({"municipality": ""}, "Bitte wählen Sie Ihren Ort"),
    "unknown place": ({"municipality": "99999999"}, "Korbdorf"),
    "no wish": ({"wish": ""}, "Bitte wählen Sie, was Sie brauchen"),
    "past day": ({"wanted_on": "2020-01-01"}, "schon vorbei"),
    "mistyped year": ({"wanted_on": "3026-03-16"}, "mehr als ein Jahr entfernt"),
    "no such day": ({"wanted_on": "2027-02-30"}, "Bitte schreiben Sie ein Datum"),
    "long note": ({"note": "x" * 301}, "300"),
    "no telephone": ({"answer_by": "phone"}, "unter der wir Sie anrufen"),
    "no mail": ({"answer_by": "email"}, "an die wir schreiben"),
    "bad telephone": ({"answer_by": "phone", "phone": "ruf an", "has_consented": "on"}, "mit Vorwahl"),
    "no consent": ({"answer_by": "phone", "phone": "0171 3920001"}, "Bitte stimmen Sie zu"),
    "honeypot": ({"website": "http://spam.example"}, "verstecktes Feld"),
    "invented token": ({"token": "x"}, "sehr lange offen"),
}


@pytest.mark.parametrize(("change", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_explained_and_nothing_is_lost_or_saved(visitor, help_form, change, sentence):
    response = visitor.post(FORM, help_form | {"note": "Wohnung zu klein"} | change)

    assert response.status_code == 422
    assert sentence in page(response)
    assert change.get("note", "Wohnung zu klein") in page(response)
    assert not HelpRequest.objects.exists()


def test_after_an_outdated_page_the_next_attempt_works(visitor, help_form, monkeypatch):
    response = visitor.post(FORM, help_form | {"token": "x"})
    fresh = response.context["form"].data["token"]
    monkeypatch.setattr("kreislotse.web.public.forms.intake.SentFromOutside.least_seconds", 0)

    assert visitor.post(FORM, help_form | {"token": fresh}).status_code == 302


def test_a_form_sent_within_a_moment_is_asked_for_again(visitor, help_form):
    response = visitor.post(FORM, help_form | {"token": submissions.new_token()})

    assert response.status_code == 422
    assert "sehr schnell" in page(response)


def test_too_many_requests_from_one_line_are_held_back_and_nothing_is_lost(visitor, help_form, monkeypatch):
    monkeypatch.setattr(views, "MOST_REQUESTS", 2)

    statuses = [visitor.post(FORM, help_form | {"note": f"Nr. {n}"}).status_code for n in range(3)]
    response = visitor.post(FORM, help_form | {"note": "noch einmal"})

    assert statuses == [302, 302, 429]
    assert "noch einmal" in page(response)
    assert HelpRequest.objects.count() == 2


def test_contact_and_consent_are_kept_and_a_mail_confirms(visitor, help_form, django_capture_on_commit_callbacks):
    contact = {"answer_by": "email", "email": "amina@example.org", "has_consented": "on"}

    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(FORM, help_form | contact)

    assert SeekerContact.objects.get().consent.language == "ar"
    assert mail.outbox[0].to == ["amina@example.org"]


def test_what_the_office_cannot_do_is_said_with_an_alternative_and_advice_is_one_click_away(visitor, help_form):
    District.objects.update(guides_asked_by="institutions")
    refused = visitor.post(FORM, help_form | {"wish": "company"})

    assert refused.status_code == 422
    assert "Das tun Einrichtungen" in page(refused)
    assert not HelpRequest.objects.exists()

    visitor.post(FORM, help_form | {"wish": "company", "advice_instead": "1"})
    assert HelpRequest.objects.get().wish == "advice"


def test_the_refusal_is_in_the_readers_language(visitor, help_form):
    District.objects.update(guides_asked_by="institutions")

    response = visitor.post("/ar/hilfe/", help_form | {"wish": "company"})

    assert "لا يمكن للأفراد" in page(response)


def test_for_a_place_outside_the_kreis_the_neighbor_is_named(visitor, help_form, other_district):
    MunicipalityFactory(ags="05370020", name="Heinsdorf")

    response = visitor.post(FORM, help_form | {"municipality": "ausserhalb", "outside_place": "Heinsdorf"})

    assert response.status_code == 422
    assert "liegt nicht in unserem Kreis" in page(response)
    assert "Heinsdorf gehört zu: Kreis Nachbarau" in page(response)
    assert "http://nachbarau.localhost/hilfe/" in page(response)
    assert "Stattdessen um Beratung" not in page(response)
    assert not HelpRequest.objects.exists()


def test_a_village_that_is_not_in_the_list_is_not_refused(visitor, help_form):
    visitor.post(FORM, help_form | {"municipality": "unbekannt", "outside_place": "Kleinkorbdorf"})

    help_request = HelpRequest.objects.get()
    assert (help_request.municipality, help_request.place) == (None, "Kleinkorbdorf")


def test_a_place_written_by_hand_is_recognized(visitor, help_form, place, other_district):
    MunicipalityFactory(ags="05370020", name="Heinsdorf")

    visitor.post(FORM, help_form | {"municipality": "unbekannt", "outside_place": "korbdorf"})
    refused = visitor.post(FORM, help_form | {"municipality": "unbekannt", "outside_place": "Heinsdorf"})

    assert HelpRequest.objects.get().municipality == place
    assert refused.status_code == 422


def in_a_quarter():
    return timezone.localdate() + timedelta(days=90)


@pytest.fixture
def guide_form(form_token, place, arabic, housing):
    return {
        "token": form_token, "website": "", "institution_name": "Grundschule am Park", "name": "Frau Beispiel",
        "phone": "05631 123456", "email": "schule@example.org", "wish": "interpreting", "topic": housing.pk,
        "occasion": "school", "language": arabic.pk, "gender_wish": "woman", "wanted_on": in_a_quarter().isoformat(), "wanted_at": "14:30",
        "expected_minutes": "60", "setting": "on_site", "municipality": place.ags, "outside_place": "",
        "place": "Raum 3", "persons": "2", "has_own_budget": "nein", "note": "",
    }  # fmt: skip


GUIDE_FORM = "/begleitung-anfragen/"


def test_an_institution_asks_for_a_guide(visitor, guide_form):
    known = OrganizationFactory(name="Grundschule am Park")

    response = visitor.post(GUIDE_FORM, guide_form, follow=True)

    help_request = HelpRequest.objects.get()
    assert help_request.channel == "institution_form"
    assert help_request.institution == known
    assert (help_request.wanted_on, help_request.persons) == (in_a_quarter(), 2)
    assert help_request.has_own_budget is False
    assert help_request.seeker_contact.name == "Frau Beispiel"
    assert help_request.reference in page(response)


def test_the_institution_hears_at_once_what_is_excluded(visitor, guide_form):
    default_rule("legal_consequences", valid_from=date(2026, 1, 1)).save()
    default_rule("recurring", valid_from=date(2026, 1, 1)).save()

    response = visitor.post(GUIDE_FORM, guide_form | {"has_legal_consequences": "on", "is_recurring": "on"})

    assert response.status_code == 422
    assert "beeidigte" in page(response)
    assert "regelmäßig wiederholen" in page(response)
    assert not HelpRequest.objects.exists()


NONSENSE = {
    "past day": ({"wanted_on": "2020-01-01"}, "Dieser Tag ist schon vorbei"),
    "mistyped year": ({"wanted_on": "3026-03-16"}, "mehr als ein Jahr entfernt"),
    "no such hour": ({"wanted_at": "25:00"}, "gültige Uhrzeit"),
    "hour the clocks leave out": ({"wanted_on": "summer time", "wanted_at": "02:30"}, "eine Stunde vorgestellt"),
    "no length": ({"expected_minutes": "0"}, "5"),
    "a day and a half": ({"expected_minutes": "2160"}, "600"),
    "nobody comes": ({"persons": "0"}, "1"),
    "a series of 500": ({"every_weeks": "1", "number": "500"}, "52"),
    "a series without measure": ({"every_weeks": "1"}, "entweder die Zahl der Termine oder den letzten Tag"),
    "a series that ends before it begins": ({"every_weeks": "1", "until": "2020-01-01"}, "weniger als zwei Termine"),
    "a series over years": ({"every_weeks": "4", "number": "52"}, "dauert höchstens ein Jahr"),
    "a number without a rhythm": ({"number": "6"}, "wie oft der Termin stattfindet"),
    "an invented language": ({"language": "1 OR 1=1"}, "Arabisch"),
    "an invented direction": ({"direction": "sideways"}, "sideways"),
    "a detail of nothing": ({"help_detail": "company_moon"}, "company_moon"),
}


@pytest.mark.parametrize(("change", "sentence"), NONSENSE.values(), ids=NONSENSE)
def test_nonsense_of_an_institution_is_explained_and_nothing_is_lost_or_saved(visitor, guide_form, change, sentence):
    if change.get("wanted_on") == "summer time":
        change = change | {"wanted_on": _clocks_go_forward().isoformat()}

    response = visitor.post(GUIDE_FORM, guide_form | {"note": "Bitte am Nebeneingang klingeln"} | change)

    assert response.status_code == 422
    assert sentence in page(response)
    assert "Bitte am Nebeneingang klingeln" in page(response)
    assert not HelpRequest.objects.exists()


def _clocks_go_forward():
    """The next last Sunday of March."""
    today = timezone.localdate()
    ends = [today.replace(year=year, month=3, day=31) for year in (today.year, today.year + 1)]
    return next(day for end in ends if (day := end - timedelta(days=(end.weekday() + 1) % 7)) >= today)


def test_back_and_sent_again_is_one_request_and_a_changed_form_another(visitor, guide_form):
    first = visitor.post(GUIDE_FORM, guide_form)
    again = visitor.post(GUIDE_FORM, guide_form)
    changed = visitor.post(GUIDE_FORM, guide_form | {"wanted_at": "15:30"})

    assert first.url == again.url != changed.url
    assert HelpRequest.objects.count() == 2


def test_the_institution_is_told_not_to_name_the_person(visitor, guide_form):
    assert "nirgends den Namen der Person" in page(visitor.get(GUIDE_FORM))
    assert "client" not in page(visitor.get(GUIDE_FORM)).lower()


@pytest.mark.parametrize("path", [FORM, GUIDE_FORM, "/ar/hilfe/"])
def test_more_places_and_topics_cost_no_more_queries(
    visitor, help_form, path, django_assert_num_queries, count_queries
):
    few = count_queries(lambda: visitor.get(path))
    for n in range(20):
        MunicipalityFactory(name=f"Ort {n}")

    assert count_queries(lambda: visitor.get(path)) == few
    assert few <= 25


def test_who_wants_somebody_to_come_may_say_who_and_how_and_matching_hears_it(visitor, help_form, in_district):
    from kreislotse.matching.candidates import candidates_for
    from tests.factories import GuideFactory, GuideLanguageFactory

    visitor.post(FORM, help_form | {"wish": "interpreting", "gender_wish": "woman", "setting": "phone"})

    help_request = HelpRequest.objects.get()
    assert (help_request.gender_wish, help_request.setting) == ("woman", "phone")
    for gender in ("woman", "man"):
        guide = GuideFactory(gender=gender, first_name=gender, is_interpreter=True)
        GuideLanguageFactory(guide=guide, language=help_request.language, level="native")
    found = candidates_for(
        help_request, type(guide).objects.all(), role="interpreter", funding_source=None, today=timezone.localdate()
    )
    reasons = {one.guide.first_name: [reason.text for reason in one.reasons] for one in found.suited}
    assert "ist eine Frau, wie gewünscht" in reasons["woman"]
    assert "hilft am Telefon, ohne Weg" in reasons["woman"]
    assert "ist eine Frau, wie gewünscht" not in reasons.get("man", [])


def test_both_wishes_may_be_left_out(visitor, help_form):
    visitor.post(FORM, help_form | {"wish": "company"})

    help_request = HelpRequest.objects.get()
    assert (help_request.gender_wish, help_request.setting) == ("", "on_site")


def test_wishes_for_somebody_who_does_not_come_are_not_kept(visitor, help_form):
    visitor.post(FORM, help_form | {"wish": "advice", "gender_wish": "woman", "setting": "video"})

    help_request = HelpRequest.objects.get()
    assert (help_request.gender_wish, help_request.setting) == ("", "on_site")


def test_wishes_are_folded_away_until_somebody_has_said_something(visitor, help_form):
    assert '<details class="with-guide">' in page(visitor.get(FORM))

    again = page(visitor.post(FORM, help_form | {"wish": "company", "gender_wish": "man", "municipality": ""}))

    assert '<details class="with-guide" open>' in again
    assert 'value="man" ' in again


@pytest.mark.parametrize("wrong", [{"gender_wish": "robot"}, {"setting": "by pigeon"}])
def test_an_answer_that_does_not_exist_is_refused_beside_its_question(visitor, help_form, wrong):
    response = visitor.post(FORM, help_form | {"wish": "company"} | wrong)

    assert response.status_code == 422
    assert '<details class="with-guide" open>' in page(response)
    assert not HelpRequest.objects.exists()


def test_company_only_where_the_kind_of_help_says_so(visitor, help_form):
    form = help_form | {"help_detail": "company_authority", "gender_wish": "woman", "setting": "video"}
    del form["topic"], form["wish"]

    assert visitor.post(FORM + "?art=company", form).status_code == 302

    assert HelpRequest.objects.get().gender_wish == "woman"
    assert HelpRequest.objects.get().setting == "video"
