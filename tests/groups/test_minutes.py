"""Minutes, votes and resolutions: nobody votes twice, no word is lost, and what is approved stays as it is."""

import hashlib
from datetime import date, timedelta

import pikepdf
import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from kreislotse.districts.models import District
from kreislotse.districts.queries import current_district
from kreislotse.documents.pdf import DocumentNotMade
from kreislotse.groups import agenda, approved, follow_up, meetings, minutes, operations, printouts, resolutions
from kreislotse.groups.minutes import Guests, Note, Presence, text_seen
from kreislotse.groups.models import (
    AgendaItem,
    ApprovedMinutes,
    Attendance,
    Body,
    Correction,
    Meeting,
    Resolution,
    Seat,
    SeatHolder,
    Task,
)
from kreislotse.groups.resolutions import Decision
from kreislotse.groups.state import MinutesApproved, MinutesNotOpen, NotYetBegun
from kreislotse.network.models import Organization
from kreislotse.privacy import archive
from kreislotse.privacy.operations import run_deletion, seed_retention_rules
from tests.factories import BodyFactory, OrganizationFactory
from tests.groups.meetings import BEFORE, NOW, START, Role, items, plan, seat

TODAY = date(2026, 3, 9)


@pytest.fixture
def meeting(coordinator):
    """A meeting of two members, one of whom has a substitute; `meeting.ada`, `.bilal`, `.eva` are their seats."""
    meeting = plan(coordinator)
    meeting.ada = seat(meeting.body, coordinator, "Ada Lind")
    meeting.bilal = seat(meeting.body, coordinator, "Bilal Aydin", organization="DRK")
    meeting.eva = seat(
        meeting.body, coordinator, "Eva Ersatz", organization=None, role=Role.SUBSTITUTE, stands_for=meeting.ada
    )
    meeting.first, meeting.second = items(meeting, coordinator, "Kurse", "Räume")
    return meeting


def attend(meeting, by, *presences, guests=()):
    return minutes.record_attendance(meeting, [Presence(*one) for one in presences], guests, now=NOW, by=by)


def decide(meeting, by, **fields):
    decision = Decision(
        **{"text": "Wir fragen zusammen an.", "votes_yes": 1, "votes_no": 0, "votes_abstained": 0} | fields
    )
    return resolutions.record_resolution(meeting.first, decision, now=NOW, by=by)


def write(meeting, by, text, *, seen="", page="a", item=None):
    item = item or meeting.first
    return minutes.write_notes(meeting, [Note(item, text, text_seen(seen))], page=page, now=NOW, by=by)


# ── attendance and votes ────────────────────────────────────────────────────────────────────────────


def test_a_substitute_votes_only_when_the_member_is_absent(meeting, coordinator):
    with pytest.raises(minutes.MemberIsThere, match="ist selbst da"):
        attend(meeting, coordinator, (meeting.ada, "on_site", meeting.eva), (meeting.bilal, "on_site"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(meeting=meeting, seat=meeting.ada, state="online", substitute=meeting.eva)

    attend(meeting, coordinator, (meeting.ada, "excused", meeting.eva), (meeting.bilal, "absent"))

    assert minutes.voting_seats_filled(meeting) == 1
    assert Meeting.objects.get().status == "held"


def test_a_substitute_who_only_listens_is_no_vote(meeting, coordinator):
    attend(meeting, coordinator, (meeting.ada, "on_site"), (meeting.bilal, "online"), (meeting.eva, "on_site"))

    assert minutes.voting_seats_filled(meeting) == 2


def test_a_substitute_sits_on_one_seat_and_for_whom_they_stand(meeting, coordinator):
    with pytest.raises(minutes.NotASubstitute):
        attend(meeting, coordinator, (meeting.ada, "absent"), (meeting.bilal, "absent", meeting.eva))
    with pytest.raises(minutes.NotASubstitute):
        attend(meeting, coordinator, (meeting.ada, "absent", meeting.bilal))
    everybodys = seat(meeting.body, coordinator, "Emil", organization=None, role=Role.SUBSTITUTE)
    with pytest.raises(minutes.SubstituteTwice):
        attend(meeting, coordinator, (meeting.ada, "absent", everybodys), (meeting.bilal, "excused", everybodys))


def test_nobody_of_another_body_is_there(meeting, coordinator):
    stranger = seat(BodyFactory(), coordinator, "Sören", organization="Nebenan")

    with pytest.raises(minutes.SeatNotOfThisBody):
        attend(meeting, coordinator, (stranger, "on_site"))


def test_there_are_no_more_votes_than_filled_seats(meeting, coordinator):
    with pytest.raises(resolutions.AttendanceMissing):
        decide(meeting, coordinator)
    attend(meeting, coordinator, (meeting.ada, "excused", meeting.eva), (meeting.bilal, "absent"))

    with pytest.raises(resolutions.TooManyVotes, match="Das sind 2 Stimmen, aber nur 1 stimmberechtigte"):
        decide(meeting, coordinator, votes_yes=2)

    assert decide(meeting, coordinator).reference == "1/2026"


def test_attendance_cannot_fall_below_the_votes_that_were_counted(meeting, coordinator):
    attend(meeting, coordinator, (meeting.ada, "on_site"), (meeting.bilal, "on_site"))
    decide(meeting, coordinator, votes_yes=2)

    with pytest.raises(minutes.FewerThanVoted, match="Beschluss 1/2026 hat 2 Stimmen"):
        attend(meeting, coordinator, (meeting.ada, "on_site"), (meeting.bilal, "absent"))

    assert Attendance.objects.filter(state="on_site").count() == 2


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"text": " "}, resolutions.ResolutionEmpty),
        ({"votes_no": None}, resolutions.VotesMissing),
        ({"votes_yes": 1, "votes_no": 1}, resolutions.NoMajority),
    ],
)
def test_a_resolution_that_says_too_little_or_wrong_is_refused(meeting, coordinator, fields, refusal):
    attend(meeting, coordinator, (meeting.ada, "on_site"), (meeting.bilal, "on_site"))

    with pytest.raises(refusal):
        decide(meeting, coordinator, **fields)

    assert not Resolution.objects.exists()


def test_the_table_knows_the_majority_too(meeting, coordinator):
    attend(meeting, coordinator, (meeting.ada, "on_site"), (meeting.bilal, "on_site"))
    resolution = decide(meeting, coordinator)

    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=resolution.pk).update(votes_yes=0)


def test_numbers_count_within_a_body_and_a_year(meeting, coordinator):
    first = decide(meeting, coordinator, way="consensus")
    second = decide(meeting, coordinator, way="consensus", result="deferred")
    other = plan(coordinator, BodyFactory())
    [item, _second] = items(other, coordinator)
    third = resolutions.record_resolution(item, Decision("Ja.", way="consensus"), now=NOW, by=coordinator)

    assert [str(first), str(second), str(third)] == ["1/2026", "2/2026", "1/2026"]


def test_a_resolution_is_changed_while_the_minutes_are_a_draft(meeting, coordinator):
    resolution = decide(meeting, coordinator, way="consensus")

    changed = resolutions.change_resolution(
        resolution, Decision("Doch nicht.", "consensus", result="withdrawn"), by=coordinator
    )

    assert (changed.number, changed.text, changed.result) == (1, "Doch nicht.", "withdrawn")


def test_guests_are_a_number_or_an_organization(meeting, coordinator):
    actor = meeting.ada.organization
    attend(meeting, coordinator, (meeting.ada, "on_site"), guests=[Guests(3, description="Presse"), Guests(1, actor)])

    assert sorted(map(str, meeting.guests.all())) == ["Caritas (1)", "Presse (3)"]


# ── the text ────────────────────────────────────────────────────────────────────────────────────────


def test_what_two_people_write_is_kept_or_shown_but_never_lost(meeting, coordinator, caseworker):
    written = write(meeting, coordinator, "Der Kurs beginnt im Herbst.")
    assert [item.pk for item in written.kept] == [meeting.first.pk]

    both = write(meeting, caseworker, "Es fehlen Räume.", page="b")

    [(item, mine)] = both.conflicts
    assert (item.note, mine) == ("Der Kurs beginnt im Herbst.", "Es fehlen Räume.")
    assert AgendaItem.objects.get(pk=item.pk).note == "Der Kurs beginnt im Herbst."
    merged = f"{item.note}\n{mine}"
    assert write(meeting, caseworker, merged, seen=item.note, page="b").kept
    assert AgendaItem.objects.get(pk=item.pk).note == merged


def test_a_page_that_saves_twice_in_a_row_is_not_in_its_own_way(meeting, coordinator):
    write(meeting, coordinator, "Der Kurs")

    assert write(meeting, coordinator, "Der Kurs beginnt").kept


def test_a_save_that_arrives_after_its_page_was_left_overwrites_nothing(meeting, coordinator):
    """The page saves by itself when the button is pressed; on a busy server that save may come in last."""
    minutes.write_notes(
        meeting, [Note(meeting.first, "Von Karim.\n\nVon Sabine.", text_seen(""))], page="a", now=NOW, by=coordinator,
        leaves=True,
    )  # fmt: skip

    late = write(meeting, coordinator, "Von Sabine.")

    assert [text for _, text in late.conflicts] == ["Von Sabine."]
    assert AgendaItem.objects.get(pk=meeting.first.pk).note == "Von Karim.\n\nVon Sabine."


def test_an_old_page_that_changed_nothing_undoes_nothing(meeting, coordinator, caseworker):
    write(meeting, coordinator, "Neu.")

    untouched = write(meeting, caseworker, "", page="b")

    assert (untouched.kept, untouched.conflicts) == ([], [])
    assert AgendaItem.objects.get(pk=meeting.first.pk).note == "Neu."


def test_nothing_is_written_before_the_day(meeting, coordinator):
    with pytest.raises(NotYetBegun):
        minutes.write_notes(meeting, [Note(meeting.first, "X", text_seen(""))], page="a", now=BEFORE, by=coordinator)

    assert not AgendaItem.objects.exclude(note="").exists()


# ── the way to the approval ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sent(meeting, coordinator, django_capture_on_commit_callbacks):
    write(meeting, coordinator, "Der Kurs beginnt im Herbst.")
    with django_capture_on_commit_callbacks(execute=True):
        minutes.send_minutes(meeting, objections_until=TODAY + timedelta(days=14), now=NOW, by=coordinator)
    return meeting


def test_minutes_go_to_all_members_and_wait(sent):
    assert sorted(message.to[0] for message in mail.outbox) == [
        "ada@akteur.example",
        "bilal@akteur.example",
        "eva@akteur.example",
    ]
    assert "Einwände? Dann antworten Sie bitte bis Mo., 23. März 2026" in mail.outbox[0].body
    assert [name for name, *_rest in mail.outbox[0].attachments] == ["Protokoll.pdf"]
    assert Meeting.objects.get().minutes_status == "sent"


def test_empty_minutes_are_not_sent(meeting, coordinator):
    with pytest.raises(minutes.NothingToSend):
        minutes.send_minutes(meeting, objections_until=None, now=NOW, by=coordinator)


def test_what_is_sent_is_changed_only_after_it_was_taken_back(sent, coordinator, django_capture_on_commit_callbacks):
    with pytest.raises(MinutesNotOpen):
        write(sent, coordinator, "Anders.", seen="Der Kurs beginnt im Herbst.")
    minutes.take_minutes_back(sent, by=coordinator)

    write(sent, coordinator, "Der Kurs beginnt im Mai.", seen="Der Kurs beginnt im Herbst.")
    with django_capture_on_commit_callbacks(execute=True):
        minutes.send_minutes(sent, objections_until=None, now=NOW, by=coordinator)

    assert len(mail.outbox) == 6


def test_approved_minutes_never_change_again(sent, coordinator):
    paper = agenda.add_paper(sent.first, name="Plan.pdf", content=b"%PDF-1.7", now=NOW, by=coordinator)
    minutes.approve_minutes(sent, on=TODAY, now=NOW, by=coordinator)

    for change in (
        lambda: write(sent, coordinator, "Anders.", seen="Der Kurs beginnt im Herbst."),
        lambda: attend(sent, coordinator, (sent.ada, "absent")),
        lambda: decide(sent, coordinator, way="consensus"),
        lambda: minutes.take_minutes_back(sent, by=coordinator),
        lambda: minutes.approve_minutes(sent, on=TODAY, now=NOW, by=coordinator),
        lambda: meetings.change_meeting(sent, frame=meetings.Frame(place="Anderswo"), by=coordinator),
        lambda: agenda.add_paper(sent.first, name="Neu.pdf", content=b"%PDF-1.7", now=NOW, by=coordinator),
        lambda: agenda.remove_paper(paper, by=coordinator),
    ):
        with pytest.raises(MinutesApproved, match="ändert sich nicht mehr"):
            change()
    assert AgendaItem.objects.get(pk=sent.first.pk).note == "Der Kurs beginnt im Herbst."
    assert [one.name for one in sent.first.papers.all()] == ["Plan.pdf"]


def test_corrections_stand_beside_approved_minutes_only(sent, coordinator):
    with pytest.raises(minutes.NotApprovedYet):
        minutes.correct_minutes(sent, text="Falsch.", today=TODAY, by=coordinator)
    minutes.approve_minutes(sent, on=TODAY, now=NOW, by=coordinator)
    with pytest.raises(minutes.CorrectionEmpty):
        minutes.correct_minutes(sent, text=" ", today=TODAY, by=coordinator)

    minutes.correct_minutes(sent, text="Der Kurs beginnt im Mai.", item=sent.first, today=TODAY, by=coordinator)

    assert Correction.objects.get().item == sent.first
    assert AgendaItem.objects.get(pk=sent.first.pk).note == "Der Kurs beginnt im Herbst."


def test_minutes_are_approved_in_a_later_meeting_of_the_same_body(sent, coordinator):
    later = plan(coordinator, sent.body, starts_at=START + timedelta(days=28))
    elsewhere = plan(coordinator, BodyFactory(), starts_at=START + timedelta(days=28))

    for wrong in (elsewhere, sent):
        with pytest.raises(minutes.ApprovedElsewhere):
            minutes.approve_minutes(sent, on=TODAY, in_meeting=wrong, now=NOW, by=coordinator)
    with pytest.raises(minutes.ApprovedTooEarly):
        minutes.approve_minutes(sent, on=TODAY - timedelta(days=1), now=NOW, by=coordinator)

    minutes.approve_minutes(sent, on=TODAY + timedelta(days=28), in_meeting=later, now=NOW, by=coordinator)
    assert Meeting.objects.get(pk=sent.pk).approved_in == later


def test_minutes_that_were_not_sent_are_not_approved(meeting, coordinator):
    with pytest.raises(minutes.NotSentYet):
        minutes.approve_minutes(meeting, on=TODAY, now=NOW, by=coordinator)


# ── what was approved is kept ───────────────────────────────────────────────────────────────────────

MONTHS_LATER = NOW + timedelta(days=200)


@pytest.fixture
def kept(sent, coordinator, django_capture_on_commit_callbacks):
    """Approved minutes with a vote, a guest of an actor and a task of a seat."""
    minutes.take_minutes_back(sent, by=coordinator)
    guest = OrganizationFactory(name="Kreissportbund")
    attend(
        sent, coordinator, (sent.ada, "on_site"), (sent.bilal, "excused"), guests=[Guests(1, organization=guest)]
    )  # fmt: skip
    decide(sent, coordinator)
    sent.task = follow_up.set_task(
        sent.body, text="Flyer drucken", due_on=TODAY + timedelta(days=30), seat=sent.ada, item=sent.first, now=NOW,
        by=coordinator,
    )  # fmt: skip
    minutes.send_minutes(sent, objections_until=None, now=NOW, by=coordinator)
    minutes.approve_minutes(sent, on=TODAY, now=NOW, by=coordinator)
    return sent


def document(meeting, *, day=TODAY + timedelta(days=300), **more):
    meeting = Meeting.objects.get(pk=meeting.pk)
    return approved.minutes_document(meeting, district=current_district(), today=day, **more)


def change_everything(meeting, by):
    """All that may change after an approval: names, seats, people, tasks, the head of the letter."""
    follow_up.change_task(
        meeting.task, text="Plakat drucken", due_on=TODAY + timedelta(days=60), seat=meeting.bilal, by=by
    )
    follow_up.finish_task(meeting.task, now=MONTHS_LATER, by=by)
    Organization.objects.filter(name="Caritas").update(name="Caritasverband")
    Organization.objects.filter(name="Kreissportbund").update(name="Sportkreis")
    Body.objects.filter(pk=meeting.body_id).update(name="AG Deutsch")
    SeatHolder.objects.filter(name="Ada Lind").delete()
    Seat.objects.filter(pk=meeting.bilal.pk).update(until_on=TODAY - timedelta(days=1))
    District.objects.update(address="Neue Straße 1", phone="0")


def test_approved_minutes_keep_their_bytes_whatever_changes_around_them(kept, coordinator):
    before, content = document(kept), ApprovedMinutes.objects.get().content

    change_everything(kept, coordinator)

    assert document(kept) == before
    row = ApprovedMinutes.objects.get()
    assert (row.checksum, row.content) == (hashlib.sha256(before).hexdigest(), content)
    assert content["present"] == ["Ada Lind (Caritas)"]
    assert content["guests"] == ["Kreissportbund"]
    [task] = content["items"][0]["tasks"]
    assert (task["text"], task["owner"]) == ("Flyer drucken", "Ada Lind, Caritas")


def test_the_page_shows_what_was_approved_and_beside_it_what_became_of_the_tasks(kept, coordinator, login):
    page = f"/buero/gremien/sitzungen/{kept.pk}/"
    client = login(coordinator)

    change_everything(kept, coordinator)
    text = client.get(page).content.decode()

    assert ApprovedMinutes.objects.get().checksum in text
    for there in ("Flyer drucken", "Ada Lind, Caritas, bis", "Kreissportbund", "1 von 2 Sitzen", "AG Sprache</h1>"):
        assert there in text, there
    assert "heute: erledigt am" in text
    for gone in ("Plakat drucken", "Caritasverband", "Sportkreis"):
        assert gone not in text, gone


def test_a_task_that_moved_says_so_beside_the_minutes(kept, coordinator, login):
    follow_up.change_task(
        kept.task, text="Plakat drucken", due_on=date(2026, 5, 4), seat=kept.bilal, by=coordinator
    )  # fmt: skip

    text = login(coordinator).get(f"/buero/gremien/sitzungen/{kept.pk}/").content.decode()

    assert "heute: bis Mo., 4. Mai 2026, bei Bilal Aydin, DRK, „Plakat drucken“" in text


def test_a_correction_leaves_the_approved_document_and_stands_in_a_second_one(kept, coordinator):
    before = document(kept)

    minutes.correct_minutes(kept, text="Es war der Mai.", item=kept.first, today=TODAY, by=coordinator)
    minutes.correct_minutes(kept, text="Ada hieß Lindt.", today=TODAY, by=coordinator)

    assert document(kept) == before
    corrected = document(kept, with_corrections=True)
    change_everything(kept, coordinator)
    assert corrected != before
    assert document(kept, with_corrections=True) == corrected


def test_bytes_changed_behind_our_back_are_not_handed_out(kept, coordinator, login):
    ApprovedMinutes.objects.update(pdf=b"%PDF-1.7 anders")

    with pytest.raises(approved.MinutesDoNotFit):
        document(kept)
    page = f"/buero/gremien/sitzungen/{kept.pk}/"
    answer = login(coordinator).get(f"{page}protokoll.pdf", follow=True)
    assert "Die Prüfsumme passt nicht" in answer.content.decode()


def test_nothing_is_approved_when_its_document_cannot_be_made(sent, coordinator, monkeypatch):
    def fail(*args, **kwargs):
        raise DocumentNotMade

    monkeypatch.setattr(approved, "print_minutes", fail)

    with pytest.raises(DocumentNotMade):
        minutes.approve_minutes(sent, on=TODAY, now=NOW, by=coordinator)
    assert Meeting.objects.get().minutes_status == "sent"


def test_minutes_approved_before_documents_were_kept_are_kept_once_by_a_button(kept, coordinator, login):
    ApprovedMinutes.objects.all().delete()
    page, client = f"/buero/gremien/sitzungen/{kept.pk}/", login(coordinator)
    assert "Namen und Aufgaben zeigen den heutigen Stand" in client.get(page).content.decode()
    assert document(kept).startswith(b"%PDF")

    client.post(f"{page}protokoll/festhalten/")

    assert ApprovedMinutes.objects.get().checksum in client.get(page).content.decode()
    again = client.post(f"{page}protokoll/festhalten/", follow=True)
    assert "ist schon festgehalten" in again.content.decode()


def test_a_draft_is_not_kept(sent, coordinator):
    with pytest.raises(approved.OnlyApprovedIsKept):
        approved.keep_earlier(sent, now=NOW, by=coordinator)

    assert not ApprovedMinutes.objects.exists()


def test_the_document_keeps_the_names_when_the_people_are_deleted_and_goes_with_the_meeting(kept, coordinator):
    seed_retention_rules({})
    operations.end_seat(kept.ada, on=TODAY + timedelta(days=1), by=coordinator)

    run_deletion(today=TODAY + timedelta(days=3 * 365))

    assert not SeatHolder.objects.filter(name="Ada Lind").exists()
    assert "Ada Lind (Caritas)" in ApprovedMinutes.objects.get().content["present"]
    late = TODAY + timedelta(days=11 * 365)
    archive.offer_what_is_due(on=late, today=late, by=coordinator)
    run_deletion(today=late + timedelta(days=366))
    assert not ApprovedMinutes.objects.exists()


# ── on paper ────────────────────────────────────────────────────────────────────────────────────────


def text_of(content: bytes) -> pikepdf.Pdf:
    import io

    return pikepdf.open(io.BytesIO(content))


def test_agenda_and_minutes_are_accessible_documents(meeting, coordinator):
    attend(
        meeting,
        coordinator,
        (meeting.ada, "excused", meeting.eva),
        (meeting.bilal, "online"),
        guests=[Guests(2, description="Gäste")],
    )
    write(meeting, coordinator, "Text mit #Raute und „Anführung“.\n\nZweiter Absatz.")
    decide(meeting, coordinator)
    district = current_district()

    for made in (
        printouts.agenda_pdf(meeting, district=district, today=TODAY),
        printouts.minutes_pdf(meeting, district=district, today=TODAY),
    ):
        with text_of(made) as document:
            assert str(document.Root.Lang) == "de"
            assert document.Root.MarkInfo.Marked


def test_an_empty_meeting_can_be_printed(coordinator):
    meeting = plan(coordinator)

    assert printouts.minutes_pdf(meeting, district=current_district(), today=TODAY).startswith(b"%PDF")
    assert printouts.agenda_pdf(meeting, district=current_district(), today=TODAY).startswith(b"%PDF")


def test_hold_is_idempotent(meeting, coordinator):
    meetings.hold_meeting(meeting, now=NOW, by=coordinator)
    meetings.hold_meeting(meeting, now=NOW, by=coordinator)

    assert Meeting.objects.get().status == "held"


def test_the_page_of_kept_minutes_opens_also_with_rows_they_do_not_know(kept, coordinator, login):
    """A repair of data behind our back must not close the page: what the document does not know shows as it is."""
    item = kept.items.first()
    Task(body=kept.body, item=item, text="Nachgetragen", responsible=coordinator, due_on=TODAY, recorded_at=NOW).save()
    AgendaItem(meeting=kept, position=99, title="Eingefügt").save()
    Resolution.objects.filter(item__meeting=kept).delete()

    text = login(coordinator).get(f"/buero/gremien/sitzungen/{kept.pk}/").content.decode()

    assert "Nachgetragen" in text
    assert "Eingefügt" in text


# ── ends of seats ───────────────────────────────────────────────────────────────────────────────────


def test_no_seat_and_no_body_ends_before_a_meeting_somebody_was_in(coordinator, meeting):
    minutes.record_attendance(
        meeting,
        [Presence(meeting.ada, "excused", meeting.eva), Presence(meeting.bilal, "absent")],
        now=NOW,
        by=coordinator,
    )
    before = TODAY - timedelta(days=1)

    for end in (
        lambda: operations.end_seat(meeting.ada, on=before, by=coordinator),
        lambda: operations.end_seat(meeting.eva, on=before, by=coordinator),
        lambda: operations.end_body(meeting.body, on=before, by=coordinator),
        lambda: operations.change_seat(Seat(**_fields(meeting.ada) | {"until_on": before}), by=coordinator),
    ):
        with pytest.raises(operations.EndsBeforeMeeting, match="Am 9. März 2026"):
            end()
    meeting.body.refresh_from_db()
    assert meeting.body.archived_on is None
    assert not Seat.objects.exclude(until_on=None).exists()

    operations.end_seat(meeting.bilal, on=before, by=coordinator)
    operations.end_seat(meeting.ada, on=TODAY, by=coordinator)


def _fields(seat) -> dict:
    return {field.attname: getattr(seat, field.attname) for field in Seat._meta.concrete_fields}
