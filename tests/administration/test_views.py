"""The administration as people use it: invite, copy the link, end, hand over, print, undo, change rules and settings."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kreislotse.accounts.models import HandOver, Invitation, Membership
from kreislotse.audit.models import AuditEntry
from kreislotse.districts.models import District
from kreislotse.guides.models import FundingSource, HourCap
from kreislotse.intake.models import ExclusionRule
from kreislotse.network.models import Agreement
from kreislotse.taxonomy.models import Topic
from tests.factories import FundingSourceFactory, HelpRequestFactory, OrganizationFactory, TopicFactory

BASE = "/buero/verwaltung/"


@pytest.fixture
def head(person):
    return person("head_of_office", name="Renate Leitung")


@pytest.fixture
def office(login, head):
    return login(head)


def test_invited_person_gets_a_mail_and_the_link_is_shown_once(office):
    response = office.post(
        BASE + "personen/einladen/", {"email": "Neu@musterau.example", "name": "", "role": "caseworker"}
    )

    link = mail.outbox[0].body.split("http")[1].split()[0]
    assert f"http{link}" in response.content.decode()
    assert link not in office.get(BASE + "personen/").content.decode()
    assert Invitation.objects.get().email == "neu@musterau.example"


def test_invitation_that_cannot_be_mailed_still_shows_its_link(office, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    response = office.post(BASE + "personen/einladen/", {"email": "neu@musterau.example", "role": "caseworker"})

    assert "/konto/einladung/" in response.content.decode()
    assert "auf einem anderen Weg" in response.content.decode()


def test_without_a_mail_server_nobody_claims_that_mail_was_sent(office, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path

    response = office.post(BASE + "personen/einladen/", {"email": "neu@musterau.example", "role": "caseworker"})

    assert "auf einem anderen Weg" in response.content.decode()
    assert "wird nicht verschickt" in office.get(BASE + "system/").content.decode()


@pytest.mark.parametrize("role", ["offer_editor", "municipality_contact", "guide"])
def test_role_for_somebody_outside_says_for_whom(office, role):
    response = office.post(BASE + "personen/einladen/", {"email": "neu@musterau.example", "role": role})

    assert response.status_code == 422
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["operator", "state_office", "gibt-es-nicht"])
def test_nobody_is_invited_to_a_role_above_the_district(office, role):
    response = office.post(BASE + "personen/einladen/", {"email": "neu@musterau.example", "role": role})

    assert response.status_code == 422


def test_editor_is_invited_for_an_organization(office, in_district):
    organization = OrganizationFactory()

    office.post(
        BASE + "personen/einladen/",
        {"email": "neu@musterau.example", "role": "offer_editor", "organization": organization.pk},
    )

    assert Invitation.objects.get().reference == f"network.organization:{organization.pk}"


def test_invitation_is_sent_again_and_withdrawn(office):
    office.post(BASE + "personen/einladen/", {"email": "neu@musterau.example", "role": "caseworker"})
    office.post(f"{BASE}einladungen/{Invitation.objects.get().pk}/erneut/")
    latest = Invitation.objects.get(withdrawn_at=None)
    office.post(f"{BASE}einladungen/{latest.pk}/zurueckziehen/")

    assert len(mail.outbox) == 2
    assert not Invitation.objects.filter(withdrawn_at=None).exists()


def test_last_person_in_charge_reads_why_they_stay(office, head):
    membership = Membership.objects.get(user=head)

    response = office.post(f"{BASE}personen/{membership.pk}/beenden/", {"on": "heute"})

    assert response.status_code == 422
    assert "letzte Person" in response.content.decode()


def test_whoever_left_yesterday_is_outside_today(office, login, person):
    colleague = person("caseworker")
    theirs = login(colleague)
    assert theirs.get("/buero/").status_code == 200

    office.post(f"{BASE}personen/{Membership.objects.get(user=colleague).pk}/beenden/", {"on": "gestern"})

    assert theirs.get("/buero/").status_code == 403
    assert "ehemalige=ja" in office.get(BASE + "personen/").content.decode()
    assert str(colleague) in office.get(BASE + "personen/?ehemalige=ja").content.decode()


def test_hand_over_from_preview_to_report_and_back(office, head, person):
    old, new = person("caseworker", name="Petra Alt"), person("coordinator", name="Nina Neu")
    help_request = HelpRequestFactory(responsible=old)
    Agreement(title="Raum im Mai", agreed_on="2026-03-01", responsible=old).save()
    choice = {"from_user": old.pk, "to_user": new.pk}

    preview = office.get(BASE + "uebergabe/", choice).content.decode()
    assert help_request.reference in preview
    assert "Raum im Mai" in preview
    draft = office.get(BASE + "uebergabe/bericht.pdf", choice)
    assert draft.content.startswith(b"%PDF")
    office.post(BASE + "uebergabe/", choice | {"note": "Schlüssel beim Hausmeister"})
    done = HandOver.objects.get()
    assert "Schlüssel beim Hausmeister" in office.get(f"{BASE}uebergabe/{done.pk}/").content.decode()
    assert office.get(f"{BASE}uebergabe/{done.pk}/bericht.pdf").content.startswith(b"%PDF")
    help_request.refresh_from_db()
    assert help_request.responsible == new

    office.post(f"{BASE}uebergabe/{done.pk}/zuruecknehmen/")

    help_request.refresh_from_db()
    assert help_request.responsible == old
    assert "Zurückgenommen" in office.get(f"{BASE}uebergabe/{done.pk}/").content.decode()


def test_double_click_hands_over_once(office, person):
    old, new = person("caseworker"), person("coordinator")
    HelpRequestFactory(responsible=old)
    choice = {"from_user": old.pk, "to_user": new.pk, "note": ""}
    office.post(BASE + "uebergabe/", choice)

    response = office.post(BASE + "uebergabe/", choice)

    assert response.status_code == 422
    assert HandOver.objects.count() == 1


def test_rule_gets_a_new_version_from_a_day_on(office, in_district):
    source = FundingSourceFactory()
    old = HourCap(funding_source=source, role="guide", hours_per_year=276, valid_from="2023-01-01")
    old.save()
    path = f"{BASE}regeln/grenzen/{old.pk}/neue-fassung/"
    assert "276" in office.get(path).content.decode()
    day = timezone.localdate() + timedelta(days=30)

    office.post(
        path, {"funding_source": source.pk, "role": "guide", "hours_per_year": "300", "valid_from": f"{day:%d.%m.%Y}"}
    )

    assert sorted(HourCap.objects.values_list("hours_per_year", "valid_to")) == [
        (276, day - timedelta(days=1)),
        (300, None),
    ]
    assert "300" in office.get(BASE + "regeln/grenzen/").content.decode()


def test_short_notice_without_days_is_refused_in_a_sentence(office):
    response = office.post(
        BASE + "regeln/ausschluss/neu/",
        {"check_code": "short_notice", "refusal": "Zu spät.", "alternative": "Rufen Sie an.", "valid_from": "1.1.2026"},
    )

    assert response.status_code == 422
    assert "wie viele Arbeitstage" in response.content.decode()
    assert not ExclusionRule.objects.exists()


def test_each_kind_of_rule_can_be_entered_and_ended(office, in_district):
    source = FundingSourceFactory(name="Kreis")
    day = {"valid_from": "1.1.2026"}
    entered = {
        "ausschluss": {
            "check_code": "court",
            "refusal": "Nicht vor Gericht.",
            "alternative": "Gericht bestellt selbst.",
        },
        "finanzierungen": {"name": "Stiftung"},
        "saetze": {
            "funding_source": source.pk,
            "role": "guide",
            "model": "per_hour",
            "amount": "5,50",
            "per_km": "0,30",
        },
        "rahmen": {"funding_source": source.pk, "hours_per_year": "1200", "euros_per_year": "6000,00"},
        "auszahlung": {
            "settles_from": "1.1.2026",
            "payer_name": "Kreiskasse",
            "payer_iban": "DE75 5121 0800 1245 1261 99",
            "payer_bic": "heladef1kor",
            "days_to_execution": "2",
        },
        "freibetraege": {"kind": "3_26", "euros": "3300,00", "per": "year"},
        "rechtsgrundlagen": {"role": "guide", "basis": "3_26a"},
        "meldegrenze": {"euros": "3000"},
        "loeschfristen": {"kind": "casework", "start": "end_of_process", "days": "200"},
    }
    for kind, values in entered.items():
        assert office.post(f"{BASE}regeln/{kind}/neu/", values | day).status_code == 302, kind
    shown = {"saetze": "5,50 €", "auszahlung": "DE•• •••• 6199", "rahmen": "6\u202f000,00 €", "loeschfristen": "200"}
    for kind, text in shown.items():
        assert text in office.get(f"{BASE}regeln/{kind}/").content.decode()

    stiftung = FundingSource.objects.get(name="Stiftung")
    office.post(f"{BASE}regeln/finanzierungen/{stiftung.pk}/beenden/", {"on": "31.1.2026"})

    stiftung.refresh_from_db()
    assert f"{stiftung.valid_to}" == "2026-01-31"


@pytest.mark.parametrize(
    ("part", "values", "field", "expected"),
    [
        ("kontakt", {"phone": "05631 99", "email": "a@musterau.example", "address": "Markt 1", "office_hours": ""}, "phone", "05631 99"),
        ("farbe", {"accent_color": "#003366"}, "accent_color", "#003366"),
        ("sprachen", {"languages": ["ar", "uk"]}, "languages", ["de", "ar", "uk"]),
        ("anfragen", {"guides_asked_by": "institutions", "suppression_threshold": "5"}, "suppression_threshold", 5),
        ("rechtliches", {"imprint": "Der Landrat", "privacy_notice": ""}, "imprint", "Der Landrat"),
    ],
)  # fmt: skip
def test_settings_are_saved_with_a_trail(office, district, part, values, field, expected):
    assert office.post(f"{BASE}einstellungen/{part}/", values).status_code == 302

    assert getattr(District.objects.get(pk=district.pk), field) == expected
    assert field in AuditEntry.objects.get().details["fields"]


def test_terms_keep_what_the_form_does_not_show(office, district):
    district.terms = {**district.terms, "extra": "bleibt"}
    district.save()
    page = office.get(BASE + "einstellungen/bezeichnungen/").context["form"]
    values = dict.fromkeys(page.fields, "Lots:innen")

    office.post(BASE + "einstellungen/bezeichnungen/", values)

    saved = District.objects.get(pk=district.pk).terms
    assert (saved["guides"], saved["extra"]) == ("Lots:innen", "bleibt")


@pytest.mark.parametrize("color", ["#ffff00", "rot", "#12345", "#1234567"])
def test_color_nobody_can_read_is_refused(office, district, color):
    response = office.post(BASE + "einstellungen/farbe/", {"accent_color": color})

    assert response.status_code == 422
    assert District.objects.get(pk=district.pk).accent_color == "#1b4f72"


def test_numbers_below_three_are_never_published(office, district):
    response = office.post(
        BASE + "einstellungen/anfragen/", {"guides_asked_by": "everyone", "suppression_threshold": "1"}
    )

    assert response.status_code == 422


def test_topic_is_added_renamed_retired_and_restored(office, in_district):
    office.post(BASE + "begriffe/themen/neu/", {"name": "Wohnen", "description": "", "group": "", "sort_order": "10"})
    topic = Topic.objects.get()
    office.post(
        f"{BASE}begriffe/themen/{topic.pk}/",
        {"name": "Wohnen und Miete", "description": "", "group": "", "sort_order": "5"},
    )
    office.post(f"{BASE}begriffe/themen/{topic.pk}/ausser-gebrauch/")

    topic.refresh_from_db()
    assert (topic.code, topic.name, topic.retired_on) == ("wohnen", "Wohnen und Miete", timezone.localdate())
    office.post(f"{BASE}begriffe/themen/{topic.pk}/wieder-verwenden/")
    topic.refresh_from_db()
    assert topic.retired_on is None


def test_trail_is_filtered_by_person_kind_and_day(office, head, person):
    TopicFactory()
    office.post(BASE + "einstellungen/farbe/", {"accent_color": "#003366"})
    office.post(BASE + "begriffe/themen/neu/", {"name": "Kita", "sort_order": "10"})

    def found(**filters):
        return office.get(BASE + "protokoll/", filters).context["page"].paginator.count

    assert found() == 2
    assert found(entry="settings_changed") == 1
    assert found(person=person("caseworker").pk) == 0
    assert found(since="morgen") == 0
    assert found(until="heute", person=head.pk) == 2
    assert found(since="Unsinn") == 2


def test_row_of_another_district_is_not_found(office, other_district, person):
    from kreislotse.core.scope import district_scope

    with district_scope(other_district):
        from tests.factories import member

        stranger = member("head_of_office")
        membership = Membership.objects.get(user=stranger)
        topic = TopicFactory()

    assert office.get(f"{BASE}personen/{membership.pk}/beenden/").status_code == 404
    assert office.get(f"{BASE}begriffe/themen/{topic.pk}/").status_code == 404
