"""The demo shows a year of meetings: written down, decided, followed up, moved, called off, heard."""

from kreislotse.groups.models import (
    Attendance,
    Correction,
    HearingCase,
    Meeting,
    MeetingMove,
    Resolution,
    StandingItem,
    Task,
)


def test_every_state_of_a_meeting_is_there(demo):
    assert set(Meeting.objects.values_list("status", flat=True)) == {"planned", "invited", "held", "cancelled"}
    assert set(Meeting.objects.values_list("minutes_status", flat=True)) == {"draft", "sent", "approved"}
    assert MeetingMove.objects.exists() and Correction.objects.exists() and StandingItem.objects.exists()


def test_what_the_demo_writes_down_keeps_the_rules(demo):
    for meeting in Meeting.objects.filter(status="held"):
        filled = sum(
            one.is_filled and one.seat.votes
            for one in Attendance.objects.filter(meeting=meeting).select_related("seat")
        )
        for resolution in Resolution.objects.filter(item__meeting=meeting, way=Resolution.Way.COUNTED):
            assert resolution.votes <= filled
    for row in [*Meeting.objects.all(), *Resolution.objects.all(), *Task.objects.all(), *HearingCase.objects.all()]:
        row.full_clean()


def test_some_tasks_are_done_and_some_wait(demo):
    assert Task.objects.filter(done_on=None).exists() and Task.objects.exclude(done_on=None).exists()
    assert HearingCase.objects.waiting().exists() and HearingCase.objects.exclude(decided_on=None).exists()
