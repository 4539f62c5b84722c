"""Meetings: planned, invited to, moved twice, called off; each refusal has its sentence."""

from datetime import date, time, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kreislotse.audit.queries import trail_of
from kreislotse.groups import agenda, inviting, meetings, operations, printouts, resolutions
from kreislotse.groups.agenda import Line
from kreislotse.groups.meetings import BERLIN, Frame
from kreislotse.groups.models import AgendaItem, Meeting, MeetingMail, Paper
from kreislotse.groups.resolutions import Decision
from kreislotse.groups.state import MeetingIsCancelled, NotYetBegun
from tests.factories import BodyFactory
from tests.groups.meetings import BEFORE, NOW, ON_SITE, START, Role, items, plan, seat

WEEK = timedelta(days=7)


def move(meeting, by, starts_at, reason="", hours=2):
    return meetings.move_meeting(
        meeting, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), reason=reason, now=BEFORE, by=by
    )


@pytest.fixture
def invited(coordinator, django_capture_on_commit_callbacks):
    """A meeting to which two people were invited by mail; the outbox is empty again."""
    meeting = plan(coordinator)
    seat(meeting.body, coordinator, "Ada Lind")
    seat(meeting.body, coordinator, "Bilal Aydin")
    items(meeting, coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        inviting.invite_to_meeting(meeting, now=BEFORE, by=coordinator)
    mail.outbox.clear()
    return Meeting.objects.get(pk=meeting.pk)


def calendar_of(message) -> str:
    [entry] = [content for name, content, kind in message.attachments if kind == "text/calendar"]
    return entry.decode() if isinstance(entry, bytes) else entry


# ── planning ────────────────────────────────────────────────────────────────────────────────────────


def test_a_meeting_begins_with_the_standing_items_of_its_body(coordinator):
    body = BodyFactory()
    agenda.save_standing_items(body, [Line("Begrüßung"), Line("Zahlen, Daten, Fakten", "numbers", 10)], by=coordinator)

    meeting = plan(coordinator, body)

    assert list(meeting.items.order_by("position").values_list("title", "minutes_planned")) == [
        ("Begrüßung", None), ("Zahlen, Daten, Fakten", 10),
    ]  # fmt: skip
    assert [one.entry for one in trail_of(meeting)] == ["meeting_planned"]


def test_a_meeting_cannot_end_before_it_starts(coordinator):
    with pytest.raises(meetings.MeetingEndsBeforeItStarts):
        plan(coordinator, hours=-1)

    meeting = plan(coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(ends_at=START - timedelta(hours=1))


def test_a_body_does_not_meet_twice_at_once(coordinator):
    meeting = plan(coordinator)

    with pytest.raises(meetings.MeetsThenAlready, match="AG Sprache"):
        plan(coordinator, meeting.body, starts_at=START + timedelta(hours=1))

    plan(coordinator, meeting.body, starts_at=START + timedelta(hours=2))  # back to back is no conflict


def test_who_meets_online_needs_a_link(coordinator):
    with pytest.raises(meetings.LinkMissing):
        plan(coordinator, frame=Frame(form="hybrid", place="Kreishaus"))


def test_nobody_plans_for_a_body_that_has_ended(coordinator):
    body = BodyFactory()
    operations.end_body(body, on=date(2026, 3, 1), by=coordinator)

    with pytest.raises(operations.BodyEnded):
        plan(coordinator, body)


def series(body, by, **fields):
    arguments = {
        "rhythm": "monthly", "first_on": date(2026, 1, 6), "last_on": date(2026, 6, 30), "from_time": time(14),
        "to_time": time(16), "frame": ON_SITE, "now": NOW, "by": by,
    } | fields  # fmt: skip
    return meetings.plan_series(body, **arguments)


def test_a_series_leaves_holidays_out_and_says_so(coordinator):
    planned = series(BodyFactory(), coordinator, first_on=date(2026, 4, 6), rhythm="weekly", last_on=date(2026, 5, 4))

    assert [meeting.day for meeting in planned.meetings] == [
        date(2026, 4, 13), date(2026, 4, 20), date(2026, 4, 27), date(2026, 5, 4),
    ]  # fmt: skip
    assert planned.left_out == [(date(2026, 4, 6), "Ostermontag")]


def test_a_series_keeps_the_clock_over_the_change_of_time(coordinator):
    planned = series(BodyFactory(), coordinator)

    assert {meeting.starts_at.astimezone(BERLIN).time() for meeting in planned.meetings} == {time(14)}
    assert len(planned.meetings) == 6


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"last_on": date(2025, 1, 1)}, meetings.SeriesEndsBeforeItBegins),
        ({"rhythm": "weekly", "last_on": date(2029, 1, 1)}, meetings.TooManyMeetings),
        ({"rhythm": "yearly", "first_on": date(2026, 1, 1), "last_on": date(2026, 1, 1)}, meetings.NothingToPlan),
        ({"to_time": time(13)}, meetings.MeetingEndsBeforeItStarts),
    ],
)
def test_a_series_that_cannot_be_is_refused(coordinator, fields, refusal):
    body = BodyFactory()

    with pytest.raises(refusal):
        series(body, coordinator, **fields)

    assert not Meeting.objects.exists()


# ── inviting ────────────────────────────────────────────────────────────────────────────────────────


def test_everybody_gets_one_mail_with_agenda_and_calendar(coordinator, django_capture_on_commit_callbacks):
    meeting = plan(coordinator)
    seat(meeting.body, coordinator, "Ada Lind")
    without = seat(meeting.body, coordinator, "Bilal Aydin")
    without.holders.update(email="")
    items(meeting, coordinator, "Kurse im Herbst")

    with django_capture_on_commit_callbacks(execute=True):
        inviting.invite_to_meeting(meeting, now=BEFORE, by=coordinator)

    [message] = mail.outbox
    assert message.to == ["ada@akteur.example"]
    assert message.subject == "Einladung: AG Sprache am 9. März 2026"
    assert "Wo: Kreishaus, Saal 1" in message.body
    assert [name for name, _content, _kind in message.attachments] == ["Tagesordnung.pdf", "Sitzung.ics"]
    assert "SEQUENCE:0" in calendar_of(message)
    assert sorted(meeting.mails.values_list("status", flat=True)) == ["no_address", "sent"]
    assert Meeting.objects.get().status == "invited"


def test_who_is_named_later_is_invited_later_and_nobody_twice(coordinator, django_capture_on_commit_callbacks, invited):
    with pytest.raises(inviting.EverybodyInvited):
        inviting.invite_to_meeting(invited, now=BEFORE, by=coordinator)
    seat(invited.body, coordinator, "Cem Demir")

    with django_capture_on_commit_callbacks(execute=True):
        inviting.invite_to_meeting(invited, now=BEFORE, by=coordinator)

    assert [message.to for message in mail.outbox] == [["cem@akteur.example"]]


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda meeting: meeting.items.all().delete(), inviting.AgendaMissing),
        (lambda meeting: Meeting.objects.update(place=""), inviting.PlaceMissing),
        (lambda meeting: meeting.body.seats.all().delete(), inviting.NobodyToInvite),
        (lambda meeting: Meeting.objects.update(status="held"), inviting.MeetingIsPast),
    ],
)
def test_nobody_is_invited_to_nothing(coordinator, spoil, refusal):
    meeting = plan(coordinator)
    seat(meeting.body, coordinator, "Ada Lind")
    items(meeting, coordinator)
    spoil(meeting)

    with pytest.raises(refusal):
        inviting.invite_to_meeting(meeting, now=BEFORE, by=coordinator)

    assert not MeetingMail.objects.exists()


def test_a_mail_that_did_not_go_out_is_tried_again(coordinator, invited, django_capture_on_commit_callbacks):
    MeetingMail.objects.filter(holder__name="Ada Lind").update(status="failed", sent_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        assert inviting.repeat_failed(invited) == 1

    assert [message.to for message in mail.outbox] == [["ada@akteur.example"]]


def test_an_agenda_that_cannot_be_made_counts_nobody_as_sent(
    coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    """One by one they are failed, so that the button tries them all again."""
    meeting = plan(coordinator)
    seat(meeting.body, coordinator, "Ada Lind")
    seat(meeting.body, coordinator, "Bilal Aydin", organization="DRK")
    items(meeting, coordinator)

    def broken(*args, **kwargs):
        raise RuntimeError("typst is away")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(printouts, "agenda_pdf", broken)
        inviting.invite_to_meeting(meeting, now=BEFORE, by=coordinator)
    assert list(meeting.mails.values_list("status", "sent_at")) == [("failed", None)] * 2
    assert not mail.outbox

    with django_capture_on_commit_callbacks(execute=True):
        assert inviting.repeat_failed(meeting) == 2
    assert len(mail.outbox) == 2


# ── moving and calling off ──────────────────────────────────────────────────────────────────────────


def test_a_meeting_moved_twice_keeps_both_moves_and_tells_everybody_once_each(
    coordinator, invited, django_capture_on_commit_callbacks
):
    for weeks in (1, 2):
        with django_capture_on_commit_callbacks(execute=True):
            move(invited, coordinator, START + weeks * WEEK, reason="Der Saal ist belegt.")

    meeting = Meeting.objects.get()
    assert (meeting.sequence, meeting.starts_at) == (2, START + 2 * WEEK)
    kept = meeting.moves.order_by("sequence").values_list("sequence", "old_starts_at", "starts_at")
    assert list(kept) == [(1, START, START + WEEK), (2, START + WEEK, START + 2 * WEEK)]
    assert len(mail.outbox) == 4
    assert ["SEQUENCE:2" in calendar_of(one) for one in mail.outbox] == [False, False, True, True]
    uids = {line for one in mail.outbox for line in calendar_of(one).splitlines() if line.startswith("UID:")}
    assert len(uids) == 1
    assert "Der Saal ist belegt." in mail.outbox[-1].body
    assert "Sie war geplant für: Mo., 16. März 2026, 14:00 Uhr" in mail.outbox[-1].body


def test_moved_twice_before_the_first_mail_went_everybody_gets_one_mail(
    coordinator, invited, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        move(invited, coordinator, START + WEEK)
        move(invited, coordinator, START + 2 * WEEK)

    assert len(mail.outbox) == 2
    assert all("SEQUENCE:2" in calendar_of(one) for one in mail.outbox)


def test_a_planned_meeting_is_moved_without_a_mail(coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        move(plan(coordinator), coordinator, START + WEEK)

    assert not mail.outbox
    assert Meeting.objects.get().sequence == 1


def test_moves_that_make_no_sense_are_refused(coordinator):
    meeting = plan(coordinator)
    plan(coordinator, meeting.body, starts_at=START + WEEK)

    with pytest.raises(meetings.NotMoved):
        move(meeting, coordinator, START)
    with pytest.raises(meetings.MovedIntoThePast):
        move(meeting, coordinator, BEFORE - WEEK)
    with pytest.raises(meetings.MeetsThenAlready):
        move(meeting, coordinator, START + WEEK)
    with pytest.raises(meetings.MeetingEndsBeforeItStarts):
        move(meeting, coordinator, START + 2 * WEEK, hours=0)
    assert not meeting.moves.exists()


def test_calling_off_takes_it_out_of_the_calendars(coordinator, invited, django_capture_on_commit_callbacks):
    with pytest.raises(meetings.ReasonMissing):
        meetings.cancel_meeting(invited, reason=" ", by=coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        meetings.cancel_meeting(invited, reason="Zu viele sind krank.", by=coordinator)

    assert len(mail.outbox) == 2
    assert "STATUS:CANCELLED" in calendar_of(mail.outbox[0])
    assert "Zu viele sind krank." in mail.outbox[0].body
    with pytest.raises(MeetingIsCancelled):
        move(invited, coordinator, START + WEEK)
    with pytest.raises(ValidationError, match="braucht einen Grund"):
        Meeting(body=invited.body, starts_at=START, ends_at=START + WEEK, status="cancelled").full_clean()


def test_the_body_of_a_mail_is_plain_and_names_the_office(coordinator, invited, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        move(invited, coordinator, START + WEEK)

    parsed = message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert parsed["Reply-To"] == "integration@musterau.example"
    assert "Fachstelle Migration und Integration" in parsed.get_body().get_content()


def test_a_new_place_reaches_those_who_are_invited(coordinator, invited, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        meetings.change_meeting(invited, frame=Frame(place="Volkshochschule"), by=coordinator)
        meetings.change_meeting(invited, frame=Frame(place="Volkshochschule", minutes_by="Ada"), by=coordinator)

    assert len(mail.outbox) == 2
    assert "Wo: Volkshochschule" in mail.outbox[0].body


def test_a_change_somebody_has_not_seen_is_refused(coordinator):
    meeting = plan(coordinator)
    seen_at = meeting.updated_at
    meetings.change_meeting(meeting, frame=Frame(place="VHS"), seen_at=seen_at, by=coordinator)

    with pytest.raises(meetings.MeetingChangedMeanwhile):
        meetings.change_meeting(meeting, frame=Frame(place="Rathaus"), seen_at=seen_at, by=coordinator)


def test_a_cancelled_meeting_has_no_resolutions_and_one_with_resolutions_is_not_cancelled(coordinator):
    meeting = plan(coordinator)
    [item, _other] = items(meeting, coordinator)
    resolutions.record_resolution(item, Decision("Wir treffen uns öfter.", way="consensus"), now=NOW, by=coordinator)

    with pytest.raises(meetings.HasResolutions, match="1/2026"):
        meetings.cancel_meeting(meeting, reason="egal", by=coordinator)

    other = plan(coordinator, starts_at=START + WEEK, body=BodyFactory())
    [item, _other] = items(other, coordinator)
    meetings.cancel_meeting(other, reason="Sturm", by=coordinator)
    with pytest.raises(MeetingIsCancelled):
        resolutions.record_resolution(item, Decision("X", way="consensus"), now=NOW + WEEK, by=coordinator)


def test_nothing_is_held_before_its_day(coordinator):
    meeting = plan(coordinator)

    with pytest.raises(NotYetBegun, match="9. März 2026"):
        meetings.hold_meeting(meeting, now=BEFORE, by=coordinator)

    meetings.hold_meeting(meeting, now=NOW, by=coordinator)
    with pytest.raises(meetings.MeetingIsOver):
        move(meeting, coordinator, START + WEEK)
    with pytest.raises(meetings.MeetingIsOver):
        meetings.cancel_meeting(meeting, reason="doch nicht", by=coordinator)


def test_a_body_that_ends_calls_its_meetings_off(coordinator):
    meeting = plan(coordinator)

    operations.end_body(meeting.body, on=date(2026, 3, 1), by=coordinator)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.reason) == ("cancelled", "Das Gremium ist beendet.")


# ── agenda and papers ───────────────────────────────────────────────────────────────────────────────


def test_the_agenda_is_written_as_a_whole_and_keeps_its_items(coordinator):
    meeting = plan(coordinator)
    [first, second] = items(meeting, coordinator, "Wohnen", "Arbeit")

    agenda.save_agenda(meeting, [Line("Arbeit", pk=second.pk), Line("Neues")], by=coordinator)

    assert list(meeting.items.order_by("position").values_list("title", flat=True)) == ["Arbeit", "Neues"]
    assert AgendaItem.objects.filter(pk=second.pk).exists()
    assert not AgendaItem.objects.filter(pk=first.pk).exists()


def test_an_item_with_minutes_is_not_taken_away(coordinator):
    meeting = plan(coordinator)
    [item, _other] = items(meeting, coordinator, "Wohnen", "Arbeit")
    item.note = "Besprochen."
    item.save()

    with pytest.raises(agenda.ItemInUse, match="„Wohnen“ kann nicht weg: Dazu gibt es schon einen Text"):
        agenda.save_agenda(meeting, [], by=coordinator)


def test_two_who_write_the_agenda_hear_of_each_other(coordinator):
    meeting = plan(coordinator)
    seen_at = meeting.updated_at
    agenda.save_agenda(meeting, [Line("Wohnen")], seen_at=seen_at, by=coordinator)

    with pytest.raises(agenda.AgendaChangedMeanwhile):
        agenda.save_agenda(meeting, [Line("Arbeit")], seen_at=seen_at, by=coordinator)


def test_an_agenda_has_an_end(coordinator):
    with pytest.raises(agenda.TooManyItems):
        agenda.save_agenda(plan(coordinator), [Line(f"Punkt {n}") for n in range(61)], by=coordinator)


@pytest.mark.parametrize(
    ("name", "content"),
    [("plan.exe", b"MZ"), ("plan.pdf", b"<html>"), ("plan", b"%PDF-1.7"), ("seite.html", b"<html>"), ("bild.svg", b"<svg>")],
)  # fmt: skip
def test_only_papers_are_papers(coordinator, name, content):
    [item, _other] = items(plan(coordinator), coordinator)

    with pytest.raises(agenda.PaperKindUnknown, match="kann nicht angehängt werden"):
        agenda.add_paper(item, name=name, content=content, now=NOW, by=coordinator)


def test_a_paper_that_is_too_large_is_refused(coordinator, monkeypatch):
    monkeypatch.setattr(agenda, "LARGEST_PAPER", 10)
    [item, _other] = items(plan(coordinator), coordinator)

    with pytest.raises(agenda.PaperTooLarge):
        agenda.add_paper(item, name="plan.pdf", content=b"%PDF-" + b"x" * 20, now=NOW, by=coordinator)


def test_a_paper_is_kept_under_a_safe_name(coordinator):
    [item, _other] = items(plan(coordinator), coordinator)

    paper = agenda.add_paper(item, name="../../Plan\x00.pdf", content=b"%PDF-1.7", now=NOW, by=coordinator)

    assert paper.name == "Plan.pdf"
    assert bytes(paper.file.content) == b"%PDF-1.7"
    agenda.remove_paper(paper, by=coordinator)
    assert not Paper.objects.exists()


def test_substitutes_are_invited_too(coordinator):
    meeting = plan(coordinator)
    member = seat(meeting.body, coordinator, "Ada Lind")
    seat(meeting.body, coordinator, "Eva Ersatz", organization=None, role=Role.SUBSTITUTE, stands_for=member)

    assert [one.name for one in inviting.members_on(meeting)] == ["Ada Lind", "Eva Ersatz"]
