from kreislotse.groups.models.agenda import AgendaItem, ItemKind, Paper, PaperContent, StandingItem
from kreislotse.groups.models.approved import ApprovedMinutes
from kreislotse.groups.models.bodies import Body, BodyJoining, Seat, SeatHolder
from kreislotse.groups.models.follow_up import Task, TaskAnswer
from kreislotse.groups.models.hearings import HearingCase
from kreislotse.groups.models.market import MarketAnswer, MarketItem
from kreislotse.groups.models.meetings import Form, Meeting, MeetingMail, MeetingMove, MeetingSeries
from kreislotse.groups.models.minutes import Attendance, Correction, MeetingGuest, Resolution
from kreislotse.groups.models.projects import Contribution, Project, ProjectPartner
from kreislotse.groups.models.rules import MeetingRule

__all__ = [
    "AgendaItem",
    "ApprovedMinutes",
    "Attendance",
    "Body",
    "BodyJoining",
    "Contribution",
    "Correction",
    "Form",
    "HearingCase",
    "ItemKind",
    "MarketAnswer",
    "MarketItem",
    "Meeting",
    "MeetingGuest",
    "MeetingMail",
    "MeetingMove",
    "MeetingRule",
    "MeetingSeries",
    "Paper",
    "PaperContent",
    "Project",
    "ProjectPartner",
    "Resolution",
    "Seat",
    "SeatHolder",
    "StandingItem",
    "Task",
    "TaskAnswer",
]
