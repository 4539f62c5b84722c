"""An offer as it really is: what, where, when, in which languages, and its texts in others."""

from kreislotse.directory.models.courses import CourseRun
from kreislotse.directory.models.hours import LanguageTime, OpeningException, OpeningTime, Weekday
from kreislotse.directory.models.locations import OfferLocation
from kreislotse.directory.models.offers import EarlierText, Offer, OfferTranslation
from kreislotse.directory.models.snapshots import OfferSnapshot, SnapshotIsFrozen
from kreislotse.directory.models.translating import GlossaryTerm, MachineRun, TranslationFile
from kreislotse.directory.models.upkeep import CheckRequest, CheckRule, OfferProposal

__all__ = [
    "SnapshotIsFrozen",
    "CheckRequest",
    "CheckRule",
    "CourseRun",
    "EarlierText",
    "GlossaryTerm",
    "LanguageTime",
    "MachineRun",
    "Offer",
    "OfferLocation",
    "OfferProposal",
    "OfferSnapshot",
    "OfferTranslation",
    "OpeningException",
    "OpeningTime",
    "TranslationFile",
    "Weekday",
]
