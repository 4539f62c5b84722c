from kreislotse.matching.models.assignments import Appointment, Assignment, MatchingRule, MatchProposal, TimeSheet
from kreislotse.matching.models.budget import BudgetException
from kreislotse.matching.models.phone import (
    AppointmentReminder,
    Expense,
    LateEntry,
    PhoneEntry,
    PhoneRule,
    Receipt,
    SheetSignature,
)
from kreislotse.matching.models.plans import MatchingWeights, PlanChoice, PlanLine, UnservedCause, WeekPlan
from kreislotse.matching.models.series import (
    AppointmentChange,
    AppointmentRule,
    GuideExclusion,
    Series,
    SeriesDate,
    Vacancy,
)

__all__ = [
    "Appointment",
    "AppointmentChange",
    "AppointmentReminder",
    "AppointmentRule",
    "Assignment",
    "BudgetException",
    "Expense",
    "GuideExclusion",
    "MatchProposal",
    "LateEntry",
    "MatchingRule",
    "MatchingWeights",
    "PhoneEntry",
    "PhoneRule",
    "PlanChoice",
    "PlanLine",
    "Receipt",
    "Series",
    "SeriesDate",
    "SheetSignature",
    "TimeSheet",
    "UnservedCause",
    "Vacancy",
    "WeekPlan",
]
