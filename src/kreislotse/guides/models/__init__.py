from kreislotse.guides.models.absences import CalendarFeed, GuideAbsence
from kreislotse.guides.models.certificates import ConductCertificate, Declaration, GuideConsent
from kreislotse.guides.models.people import Guide, GuideLanguage, GuideQuerySet, WeeklyTime
from kreislotse.guides.models.rates import ExpenseRate, FundingPool, FundingSource, HourCap
from kreislotse.guides.models.requirements import ConductRule, GuideRule, RoleRequirement
from kreislotse.guides.models.roles import Role
from kreislotse.guides.models.steps import FormalAppointment, GuideInterest, HelperPeriod, StatusChange, TalkNote
from kreislotse.guides.models.training import (
    RecognizedTraining,
    TrainingAttendance,
    TrainingDate,
    TrainingModule,
    TrainingParticipant,
    TrainingRun,
)

__all__ = [
    "ConductCertificate",
    "ConductRule",
    "Declaration",
    "CalendarFeed",
    "ExpenseRate",
    "FormalAppointment",
    "FundingPool",
    "FundingSource",
    "Guide",
    "GuideConsent",
    "GuideInterest",
    "GuideAbsence",
    "GuideLanguage",
    "GuideQuerySet",
    "GuideRule",
    "HelperPeriod",
    "HourCap",
    "RecognizedTraining",
    "Role",
    "RoleRequirement",
    "StatusChange",
    "TalkNote",
    "TrainingAttendance",
    "TrainingDate",
    "TrainingModule",
    "TrainingParticipant",
    "TrainingRun",
    "WeeklyTime",
]
