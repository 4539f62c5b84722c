"""The pages of the office for the way of a guide, for trainings and for the pool."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kreislotse.guides.models import (
    ConductCertificate,
    ConductRule,
    FormalAppointment,
    Guide,
    GuideLanguage,
    TalkNote,
    TrainingParticipant,
    TrainingRun,
)
from kreislotse.places.models import Boundary
from tests.factories import (
    AttendanceFactory,
    GuideFactory,
    HelpRequestFactory,
    LanguageFactory,
    MunicipalityFactory,
    RoleRequirementFactory,
    TrainingModuleFactory,
    TrainingRunFactory,
    qualify,
)

pytestmark = pytest.mark.usefixtures("in_district")
SQUARE = [[[9.0, 51.0], [9.1, 51.0], [9.1, 51.1], [9.0, 51.1], [9.0, 51.0]]]


@pytest.fixture
def desk(login, coordinator):
    return login(coordinator)


def text(response) -> str:
    return response.content.decode()


def test_a_talk_is_noted_and_its_note_deleted(desk):
    guide = GuideFactory(status="interested")

    desk.post(f"/buero/lotsen/{guide.pk}/gespraech/", {"on": "heute", "text": "nachmittags frei"})

    assert "nachmittags frei" in text(desk.get(f"/buero/lotsen/{guide.pk}/weg/"))
    desk.post(f"/buero/lotsen/notizen/{TalkNote.objects.get().pk}/loeschen/")
    assert not TalkNote.objects.exists()


def test_a_refused_appointment_keeps_the_form_and_says_why(desk):
    RoleRequirementFactory(role="interpreter", base_units=24)
    guide = GuideFactory(status="in_training")

    response = desk.post(f"/buero/lotsen/{guide.pk}/berufen/", {"role": "interpreter", "on": "heute"})

    assert response.status_code == 422
    assert "0 von 24 Unterrichtseinheiten" in text(response)


def test_appointing_and_its_letters(desk):
    guide = GuideFactory(status="in_training")
    desk.post(f"/buero/lotsen/{guide.pk}/berufen/", {"role": "interpreter", "on": "heute"})
    appointment = FormalAppointment.objects.get()

    for letter in ("urkunde", "schreiben"):
        answer = desk.get(f"/buero/lotsen/berufungen/{appointment.pk}/{letter}.pdf")
        assert answer.content.startswith(b"%PDF")
    assert desk.get(f"/buero/lotsen/berufungen/{appointment.pk}/ende.pdf").status_code == 404
    refused = desk.post(f"/buero/lotsen/berufungen/{appointment.pk}/beenden/", {"ending": "withdrawn", "on": "heute"})
    assert "Bitte geben Sie den Grund an" in text(refused)
    desk.post(f"/buero/lotsen/berufungen/{appointment.pk}/beenden/", {"ending": "returned", "on": "heute"})
    assert desk.get(f"/buero/lotsen/berufungen/{appointment.pk}/ende.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("letter", ["fuehrungszeugnis", "verschwiegenheit", "dank"])
def test_letters_of_a_guide(desk, letter):
    guide = qualify(GuideFactory(home_municipality=MunicipalityFactory(name="Korbach"), started_on=date(2024, 1, 1)))
    ConductRule(role="interpreter", is_required=True, because="Kinder & „Schule“", valid_from=date(2020, 1, 1)).save()

    assert desk.get(f"/buero/lotsen/{guide.pk}/schreiben/{letter}.pdf").content.startswith(b"%PDF")
    assert desk.get(f"/buero/lotsen/{guide.pk}/schreiben/anderes.pdf").status_code == 404


def test_papers_are_shown_to_those_who_keep_them_and_to_nobody_else(desk, login, caseworker):
    guide = GuideFactory()
    day = timezone.localdate()
    desk.post(
        f"/buero/lotsen/{guide.pk}/fuehrungszeugnis/", {"issued_on": "gestern", "inspected_on": "heute", "has_relevant_entry": "nein"}
    )  # fmt: skip
    desk.post(f"/buero/lotsen/{guide.pk}/erklaerung/", {"kind": "confidentiality", "signed_on": "heute"})
    desk.post(f"/buero/lotsen/{guide.pk}/fotos/", {"wert": "ja"})

    certificate = ConductCertificate.objects.get()
    assert (certificate.issued_on, certificate.has_relevant_entry) == (day - timedelta(days=1), False)
    page = text(desk.get(f"/buero/lotsen/{guide.pk}/unterlagen/"))
    assert "eingesehen am" in page
    assert "Einwilligung vom" in page
    assert "eingesehen am" not in text(login(caseworker).get(f"/buero/lotsen/{guide.pk}/unterlagen/"))
    desk.post(f"/buero/lotsen/{guide.pk}/fuehrungszeugnis/loeschen/")
    assert not ConductCertificate.objects.exists()


def test_leaving_shows_what_goes_before_it_happens(desk):
    guide = GuideFactory(started_on=date(2024, 1, 1))

    assert "Was wann gelöscht wird" in text(desk.get(f"/buero/lotsen/{guide.pk}/ausscheiden/"))
    desk.post(f"/buero/lotsen/{guide.pk}/ausscheiden/", {"reason": "Umzug"})

    guide.refresh_from_db()
    assert guide.status == "left"
    assert guide.status_changes.get().reason == "Umzug"


def plan(desk, module, **changes):
    day = timezone.localdate() - timedelta(days=1)
    data = {
        "module": module.pk, "termine-TOTAL_FORMS": "2", "termine-INITIAL_FORMS": "0", "termine-0-on": day.isoformat(),
        "termine-0-starts_at": "09:00", "termine-0-ends_at": "16:00", "termine-0-units": "8", "is_open": "on",
    } | changes  # fmt: skip
    return desk.post("/buero/lotsen/schulungen/neu/", data)


def test_a_training_from_the_plan_to_the_certificate(desk):
    guide, module = GuideFactory(status="in_conversation"), TrainingModuleFactory()
    plan(desk, module, place="Kreishaus")
    run = TrainingRun.objects.get()
    page = f"/buero/lotsen/schulungen/{run.pk}/"

    desk.post(f"{page}anmelden/", {"guide": guide.pk})
    participant = TrainingParticipant.objects.get()
    assert "Bitte tragen Sie zuerst die Anwesenheit ein" in text(desk.post(f"{page}abschliessen/", follow=True))
    desk.post(f"/buero/lotsen/schulungen/termine/{run.dates.get().pk}/anwesenheit/", {"dabei": [participant.pk, "x"]})
    desk.post(f"{page}abschliessen/")

    certificate = desk.get(f"/buero/lotsen/schulungen/teilnahmen/{participant.pk}/bescheinigung.pdf")
    assert certificate.content.startswith(b"%PDF")
    assert desk.get(f"{page}teilnahmeliste.pdf").content.startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(desk.get(f"{page}teilnahmeliste.xlsx").content)).active
    assert [cell.value for cell in sheet[2]][-2:] == [8, "teilgenommen"]
    assert str(module) in text(desk.get("/buero/lotsen/schulungen/?ansicht=vorbei"))


def test_bad_dates_of_a_training_keep_what_was_typed(desk):
    response = plan(desk, TrainingModuleFactory(), place="Kreishaus", **{"termine-0-ends_at": "08:00"})

    assert response.status_code == 422
    assert "Der Termin endet, bevor er beginnt" in text(response)
    assert "Kreishaus" in text(response)
    assert not TrainingRun.objects.exists()


def test_calling_off_shows_first_who_gets_a_letter(desk):
    run = AttendanceFactory(guide=GuideFactory(email="eine@lotsen.example", last_name="Haddad")).participant.run

    assert "eine@lotsen.example" in text(desk.get(f"/buero/lotsen/schulungen/{run.pk}/absagen/"))
    desk.post(f"/buero/lotsen/schulungen/{run.pk}/absagen/")

    run.refresh_from_db()
    assert run.cancelled_on == timezone.localdate()


def test_a_carriers_coordinator_sees_own_people_only(login, provider_coordinator, provider, other_provider):
    own = GuideFactory(organization=provider, last_name="Eigene")
    other = GuideFactory(organization=other_provider, last_name="Fremde")
    run = TrainingRunFactory()
    for guide in (own, other):
        TrainingParticipant(run=run, guide=guide, name=str(guide), registered_at=timezone.now()).save()
    desk = login(provider_coordinator)

    page = text(desk.get(f"/buero/lotsen/schulungen/{run.pk}/"))

    assert "Eigene" in page
    assert "Fremde" not in page
    assert "Dazu kommt 1 Person anderer Träger." in page
    for address in ("weg", "unterlagen", "ausscheiden", "berufen"):
        assert desk.get(f"/buero/lotsen/{other.pk}/{address}/").status_code == 404
    participant = TrainingParticipant.objects.get(guide=other)
    assert desk.post(f"/buero/lotsen/schulungen/teilnahmen/{participant.pk}/abmelden/").status_code == 404
    assert desk.post(f"/buero/lotsen/schulungen/{run.pk}/abschliessen/").status_code == 404


def test_modules_are_kept_by_the_coordination(desk, login, provider_coordinator):
    desk.post("/buero/lotsen/schulungen/module/neu/", {"title": "Trauma", "kind": "special", "role": "", "units": "6"})

    assert "Trauma" in text(desk.get("/buero/lotsen/schulungen/module/"))
    assert login(provider_coordinator).get("/buero/lotsen/schulungen/module/neu/").status_code == 403


def test_the_helper_list_of_a_past_day_as_page_table_and_paper(desk, coordinator):
    from kreislotse.guides.operations import change_status

    guide = GuideFactory(status="appointed", last_name="Haddad")
    change_status(guide, status="active", today=date(2026, 1, 10), by=coordinator)

    assert "Haddad" in text(desk.get("/buero/lotsen/helferliste/?tag=12.1.2026"))
    assert "Haddad" not in text(desk.get("/buero/lotsen/helferliste/?tag=9.1.2026"))
    assert desk.get("/buero/lotsen/helferliste/?tag=unsinn").status_code == 200
    assert desk.get("/buero/lotsen/helferliste.pdf?tag=2026-01-12").content.startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(desk.get("/buero/lotsen/helferliste.xlsx?tag=2026-01-12").content)).active
    assert sheet["B2"].value == "Haddad"


def test_where_nobody_is_stands_in_a_sentence_on_the_map_and_in_the_table(desk, in_district):
    korbach = MunicipalityFactory(name="Korbach", ags=f"{in_district.ags}001")
    lichtenfels = MunicipalityFactory(name="Lichtenfels", ags=f"{in_district.ags}002")
    for place in (korbach, lichtenfels):
        Boundary.objects.create(
            municipality=place, valid_on=date(2025, 1, 1), geometry={"type": "Polygon", "coordinates": SQUARE}
        )
    guide = GuideFactory(home_municipality=korbach)
    guide.areas.add(korbach)
    GuideLanguage.objects.create(guide=guide, language=LanguageFactory(code="ar", name="Arabisch"), level="native")
    HelpRequestFactory(wish="company", language=LanguageFactory(code="ti", name="Tigrinya"))

    page = text(desk.get("/buero/lotsen/abdeckung/"))

    assert "In 1 Gemeinde kommt niemand aus der Nähe: Lichtenfels." in page
    assert "Gefragt und von niemandem gesprochen: Tigrinya." in page
    assert "Lichtenfels: 0 Personen" in page
    assert page.count('class="chart-area-marked"') == 1


def test_the_list_finds_whose_papers_run_out(desk):
    RoleRequirementFactory(role="interpreter", base_units=8, refresh_after_months=12)
    day = timezone.localdate()
    due = GuideFactory(last_name="Bald", is_guide=False)
    AttendanceFactory(guide=due, on=day - timedelta(days=350))
    GuideFactory(last_name="Niemals", is_guide=False)

    page = text(desk.get("/buero/lotsen/?ablauf=30"))

    assert "Bald" in page
    assert "Niemals" not in page
    assert Guide.objects.count() == 2


@pytest.mark.parametrize(
    ("status", "button"),
    [("interested", "Gespräch notieren"), ("in_training", "Berufen"), ("active", None)],
)
def test_the_way_has_one_button_for_what_usually_comes_next(login, coordinator, in_district, status, button):
    guide = GuideFactory(status=status)

    head = text(login(coordinator).get(f"/buero/lotsen/{guide.pk}/weg/")).split("Darf zum Einsatz?")[0]

    assert [label for label in ("Gespräch notieren", "Berufen", "Schulung suchen") if label in head] == (
        [button] if button else []
    )
