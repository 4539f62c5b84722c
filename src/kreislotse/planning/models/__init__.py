from kreislotse.planning.models.needs import Need, NeedAnswer, NeedDiscussion, NeedOrigin, NeedStep
from kreislotse.planning.models.participation import ParticipationEntry, ParticipationWindow
from kreislotse.planning.models.plan import (
    Commitment,
    Dependency,
    FundingShare,
    Goal,
    IndicatorTarget,
    Measure,
    Milestone,
    Objective,
    PlanTranslation,
    PlanVersion,
)
from kreislotse.planning.models.progress import (
    MeasureStatusChange,
    PlanReport,
    ProgressReport,
    UpdateRequest,
    YearlyProgramme,
    YearlyProgrammeEntry,
)
from kreislotse.planning.models.rules import NeedRule

__all__ = [
    "Commitment",
    "Dependency",
    "FundingShare",
    "Goal",
    "IndicatorTarget",
    "Measure",
    "Milestone",
    "Need",
    "NeedAnswer",
    "NeedDiscussion",
    "NeedOrigin",
    "NeedRule",
    "NeedStep",
    "Objective",
    "ParticipationEntry",
    "ParticipationWindow",
    "PlanReport",
    "PlanTranslation",
    "PlanVersion",
    "ProgressReport",
    "MeasureStatusChange",
    "UpdateRequest",
    "YearlyProgramme",
    "YearlyProgrammeEntry",
]
