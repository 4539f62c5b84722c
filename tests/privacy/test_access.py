"""A guide reads what is kept of them: all of it, and nothing of anybody else."""

import pytest
from django.utils import timezone

from kreislotse.documents.pictures import clean_picture
from kreislotse.guides.models import Guide, WeeklyTime
from kreislotse.privacy.access import subject_access
from tests.documents.pictures import jpeg_with_exif
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    GuideFactory,
    GuideLanguageFactory,
    HelpRequestFactory,
    LanguageFactory,
    MatchProposalFactory,
    SeekerContactFactory,
)


@pytest.fixture
def guide(person):
    guide = GuideFactory(
        user=person("guide"), first_name="Samira", phone="0171 555", note="kommt gern früh",
        responsible=person("coordinator", name="Karim Koordination"),
    )  # fmt: skip
    request = HelpRequestFactory(note="geheim", institution_name="Jobcenter Mitte")
    SeekerContactFactory(help_request=request, name="Amina Beispiel", phone="0172 999")
    assignment = AssignmentFactory(guide=guide, help_request=request)
    AppointmentFactory(assignment=assignment, place="Rathaus, Zimmer 3")
    MatchProposalFactory(guide=guide, help_request=request, reasons=["spricht Arabisch"])
    GuideLanguageFactory(guide=guide, language=LanguageFactory(name="Arabisch"))
    WeeklyTime(guide=guide, weekday=1, from_time="09:00", to_time="12:00").save()
    return guide


def text_of(found) -> str:
    return str(found.as_data())


def test_everything_that_hangs_on_the_guide_is_told(guide):
    text = text_of(subject_access(guide, now=timezone.now()))

    for told in (
        "Samira",
        "0171 555",
        "kommt gern früh",
        "Rathaus, Zimmer 3",
        "spricht Arabisch",
        "Arabisch",
        "Dienstag",
    ):
        assert told in text


def test_nothing_of_anybody_else_is_told(guide):
    GuideFactory(first_name="Unbeteiligt")

    text = text_of(subject_access(guide, now=timezone.now()))

    for secret in (
        "Amina",
        "0172 999",
        "geheim",
        "Jobcenter",
        "Karim",
        "Unbeteiligt",
        guide.assignments.get().help_request.reference,
    ):
        assert secret not in text


def test_what_is_left_out_is_left_out_with_all_that_hangs_on_it(guide):
    from kreislotse.matching.models import Assignment

    text = text_of(subject_access(guide, leave_out=[Assignment], now=timezone.now()))

    assert "Rathaus" not in text
    assert "Samira" in text


def test_it_takes_as_many_queries_for_many_rows_as_for_few(guide, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def needed() -> int:
        with CaptureQueriesContext(connection) as queries:
            subject_access(Guide.objects.get(pk=guide.pk), now=timezone.now())
        return len(queries)

    few = needed()
    for _n in range(5):
        AppointmentFactory(assignment=AssignmentFactory(guide=guide))

    assert needed() == few


def test_the_guide_reads_it_on_the_phone_and_takes_it_as_a_file(guide, login):
    phone = login(guide.user)

    assert "0171 555" in phone.post("/unterwegs/meine-daten/auskunft/").content.decode()
    file = phone.post("/unterwegs/meine-daten/auskunft/", {"datei": "ja"})
    assert file["Content-Type"].startswith("application/json")
    assert "Rathaus, Zimmer 3" in file.content.decode()
    assert phone.get("/unterwegs/meine-daten/auskunft/").status_code == 200


def test_the_receipt_of_a_late_entry_is_a_picture_and_no_wall_of_letters(guide, login):
    from base64 import b64encode
    from uuid import uuid4

    from kreislotse.matching.models import LateEntry

    kept = b64encode(clean_picture(jpeg_with_exif())[0]).decode()
    LateEntry(
        key=uuid4(), guide=guide, assignment=guide.assignments.get(), why="ended", on="2026-03-09", duration_minutes=60,
        outcome="took_place", received_at=timezone.now(),
        expenses=[{"category": "ticket", "amount": "2.80", "picture": kept}, {"category": "fee", "amount": "1", "picture": None}],
        signature={"signer": "Frau Beispiel", "institution": "Schule", "strokes": "M10 10L20 20"},
    ).save()  # fmt: skip

    page = login(guide.user).post("/unterwegs/meine-daten/auskunft/").content.decode()

    assert page.count(kept) == 2  # the picture, and the same to be saved
    assert f'<img class="receipt" src="data:image/jpeg;base64,{kept}"' in page
    assert "amount: 2.80" in page and "picture" not in page
    assert "Frau Beispiel" in page and "M10 10L20 20" not in page


def test_the_photograph_of_a_receipt_is_shown_and_stands_in_the_file(guide, login):
    from kreislotse.matching.models import Appointment, Expense, Receipt

    expense = Expense(appointment=Appointment.objects.get(), category="ticket", amount=2)
    expense.save()
    content, media_type = clean_picture(jpeg_with_exif())
    Receipt(expense=expense, content=content, content_type=media_type, size_bytes=len(content)).save()
    phone = login(guide.user)

    assert 'src="data:image/jpeg;base64,' in phone.post("/unterwegs/meine-daten/auskunft/").content.decode()
    assert "/9j/" in phone.post("/unterwegs/meine-daten/auskunft/", {"datei": "ja"}).content.decode()
