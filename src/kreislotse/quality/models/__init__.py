"""How good the directory is: its links, what people say of it, what they use, and what stands in it twice."""

from kreislotse.quality.models.doubles import DoublePair, MergedOffer
from kreislotse.quality.models.feedback import Feedback, FeedbackFact, FeedbackTopic
from kreislotse.quality.models.hints import OfferHint
from kreislotse.quality.models.links import Link, Verdict
from kreislotse.quality.models.usage import Page, UsageFact

__all__ = [
    "DoublePair",
    "Feedback",
    "FeedbackFact",
    "FeedbackTopic",
    "Link",
    "MergedOffer",
    "OfferHint",
    "Page",
    "UsageFact",
    "Verdict",
]
